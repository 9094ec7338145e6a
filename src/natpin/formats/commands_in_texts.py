"""Commands in scripts, pipelines and whatever else holds them, by the words of a line alone: nothing is run or followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from natpin.model.location import Location
from natpin.model.value import Skipped
from natpin.workspace import Workspace

MOST_WORDS = 100
"""Words of one command that are looked at."""
_PROSE = (".md", ".mdx", ".rst", ".txt", ".adoc", ".html")
"""Ends of pages, which tell people what may be run."""
_WITH_VALUES = (
    "-n",
    "--namespace",
    "--context",
    "--kubeconfig",
    "--type",
    "-p",
    "--patch",
    "-o",
    "-l",
    "--selector",
)
"""Flags of kubectl that the next word belongs to."""


def texts(workspace: Workspace, bears: Callable[[bytes], bool]) -> Iterator[tuple[str, str]]:
    """The path and the text of each file but pages, as far as its bytes bear."""
    for path in workspace.walk():
        if path.endswith(_PROSE):
            continue
        data = workspace.peek(path)
        if not isinstance(data, Skipped) and bears(data):
            yield path, data.decode("utf-8", "replace")


def commands_in(path: str, text: str, names: Sequence[str]) -> Iterator[tuple[str, Location]]:
    """The commands on the lines of a text that hold one of the names and are no comments; a line that ends in a backslash goes
    on in the next."""
    for number, line in enumerate(text.replace("\\\n", "  ").split("\n"), 1):
        if any(name in line for name in names) and not line.lstrip().startswith(("#", "//")):
            for part in re.split(r"&&|\|\||;|\|(?=\s)", line):
                yield part, Location(path, number)


def plain_words(words: Sequence[str]) -> list[str]:
    """The words of a command of kubectl that are neither flags nor their values."""
    plain: list[str] = []
    follows = False
    for word in words:
        if not follows and not word.startswith("-"):
            plain.append(word.strip("\"'`,"))
        follows = not follows and word in _WITH_VALUES
    return plain


def object_of(words: Sequence[str]) -> tuple[str, str | None]:
    """The kind in lower case, as it is written, and the name that plain words begin with, ``deployment/web`` or ``deployment
    web``; None for a name that is not seen."""
    kind, _, named = words[0].partition("/")
    name = named or (words[1] if len(words) > 1 else "")
    return kind.lower(), None if not name or "$" in name else name
