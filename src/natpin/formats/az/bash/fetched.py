"""Scripts that a page or a script fetches from its own repository, and runs: ``curl -sO https://raw.githubusercontent.com/…``.

The workspace has them, at the path that the address ends with: two names of it at least have to be the same.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from itertools import pairwise

from natpin.languages.shell.words import Chunk, Word
from natpin.regex import late_regex

TOOLS = frozenset({"curl", "wget"})
_RAW = late_regex(r"https://raw\.githubusercontent\.com/[^/\s?#]+/[^/\s?#]+/")
_AT_MOST = 8
_TO_FILE = frozenset({"-o", "--output"})
_BY_ITS_NAME = late_regex(r"-[a-zA-Z]*O|--remote-name(?:-all)?\Z")


def saved(tool: str, words: Sequence[Word]) -> tuple[str | None, Sequence[str]]:
    """What a command saves the file as that it fetches from GitHub, None where it saves none, and where that may lie in the
    workspace."""
    addresses = [word for word in words if _is_raw(word)]
    if len(addresses) != 1:
        return None, ()
    return _saved_as(tool, words, addresses[0]), tuple(_places(addresses[0]))


def _is_raw(word: Word) -> bool:
    first = word.pieces[0] if word.pieces else None
    return isinstance(first, Chunk) and _RAW.match(first.text) is not None


def _saved_as(tool: str, words: Sequence[Word], address: Word) -> str | None:
    flags = ("-O", "--output-document") if tool == "wget" else _TO_FILE
    for flag, value in pairwise(words):
        if flag.literal in flags:
            return None if value.literal in (None, "-") else value.literal
    own = posixpath.basename(_end(address).partition("?")[0])
    said = tool == "wget" or any(_BY_ITS_NAME.match(word.literal or "") for word in words)
    return own if own and said else None


def _end(word: Word) -> str:
    """What is known of an address at its end."""
    last = word.pieces[-1]
    return last.text if isinstance(last, Chunk) else ""


def _places(address: Word) -> Iterator[str]:
    """The paths that the end of an address may be: behind the branch, of whose name nobody knows how long it is."""
    end = _end(address).partition("?")[0]
    whole = len(address.pieces) == 1
    parts = [part for part in end.split("/") if part]
    first = 5 if whole else 0  # "https:", the host, whose it is, what it is called, the branch
    for start in range(first, min(len(parts) - 1, first + _AT_MOST)):
        yield posixpath.normpath("/".join(parts[start:]))
