"""What a language is to the harness: where its literals, declarations and attachments stand, and how to write others.

Everything is an edit of text, found in the text; nothing is taken from what natpin makes of it but the place of a subnet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..laws import ATTACHED
from ..mutants import Edit

ROUTED = frozenset({"udr-overrides-nat"})
NODE_IP = frozenset({"node-public-ip"})
SECONDS = frozenset({"nat-idle-seconds"})
BY_SUBNET = ATTACHED | ROUTED
"""What an unread change of the subnet may make wrong."""


DEPLOY_MODULES = frozenset({"terragrunt", "terraform-stacks"})
"""Languages whose files make nothing themselves: they give inputs to modules in folders of their own."""


@dataclass(frozen=True)
class Literal:
    """A value that is written out."""

    start: int
    end: int
    value: str
    kind: str
    """``string``, ``number`` or ``bool``."""
    where: str
    """The line it stands on, for the report."""


def key_of(text: str, literal: Literal) -> str:
    """The word before a value: literals of one key are of one kind."""
    before = text[text.rfind("\n", 0, literal.start) + 1 : literal.start]
    return next(iter(re.findall(r"[\w-]+", before)[-1:]), "").lower()


def is_name(key: str) -> bool:
    """True for what a declaration calls itself, and for groups: under another name it is another thing."""
    return "group" in key or key in ("name", "--name", "-n", "-g", "-name", "-lockname")


@dataclass(frozen=True)
class Declaration:
    """Something that may be made conditional."""

    what: str
    maybe: tuple[Edit, ...]
    """It hangs on an input that nobody gives."""
    gone: tuple[Edit, ...] | None
    """The condition does not hold; None where the rest of the file needs what it declares."""


@dataclass(frozen=True)
class Danger:
    """A change after which some rules may not pass any more."""

    what: str
    edits: tuple[Edit, ...]
    rules: frozenset[str]
    everywhere: bool = False
    """True when it concerns every cluster that leaves by a NAT gateway; else those on the subnet it was made for."""


class Language(Protocol):
    """Implemented by modules, and by instances where languages differ in words alone."""

    @property
    def NAME(self) -> str: ...
    @property
    def COMMENT(self) -> str: ...
    @property
    def ENDS_BY_CRLF(self) -> bool:
        """False where a carriage return means something."""

    def mine(self, path: str, text: str) -> bool:
        """Whether a file is written in it: by its name, or by what it says where names do not tell."""

    def literals(self, text: str) -> Iterator[Literal]: ...
    def forgotten(self, text: str, kind: str, at: int) -> tuple[str, tuple[Edit, ...]]:
        """How an input without a value is written at a place, and what declares it."""

    def written(self, value: str, kind: str) -> str:
        """A literal."""

    def declarations(self, text: str) -> Iterator[Declaration]: ...
    def detached(self, text: str) -> tuple[Edit, ...]:
        """Every attachment of a NAT gateway to a subnet taken out; none where some are not recognised."""

    def threats(self, text: str, subnets: Sequence[int]) -> Iterator[Danger]:
        """``subnets``: the lines in which the clusters' subnets are declared."""

    def opaque(self, text: str, subnets: Sequence[int]) -> Iterator[Danger]: ...
    def blocks(self, text: str) -> list[tuple[int, int]]:
        """Declarations at the top whose order means nothing."""

    def gaps(self, text: str) -> list[int]:
        """Where a comment on a line of its own may stand."""

    def other_cluster(self) -> tuple[str, str]:
        """A file beside, in a folder of its own, and its text: another cluster that has to do with nothing."""


def line_of(text: str, position: int) -> str:
    """The line a character stands on, without its indentation."""
    return text[text.rfind("\n", 0, position) + 1 :].partition("\n")[0].strip()


def start_of(text: str, line: int) -> int:
    """Where a line begins; lines count from 1."""
    position = 0
    for _ in range(line - 1):
        position = text.find("\n", position) + 1
        if not position:
            return len(text)
    return position


def closing(text: str, position: int) -> int:
    """Just behind the bracket that closes the one at a position; strings are stepped over."""
    depth = 0
    quote = ""
    while position < len(text):
        character = text[position]
        if quote:
            if character == "\\" and quote == '"':
                position += 1
            elif character == quote or character == "\n":
                quote = ""
        elif character in "\"'":
            quote = character
        elif character in "{[(":
            depth += 1
        elif character in "}])":
            depth -= 1
            if not depth:
                return position + 1
        position += 1
    return len(text)
