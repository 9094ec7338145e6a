"""A script as a syntax tree, with places in characters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from time import process_time
from typing import TYPE_CHECKING

from natpin.languages.lines import LaidOut
from natpin.languages.shell.line_ends import ended
from natpin.languages.shell.places import Places
from natpin.model.location import Location

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

MAX_DEPTH = 80
"""Nesting of statements and expansions beyond which a script is not followed."""

PARSE_SECONDS = 0.5
"""CPU time after which a text is given up, and as much again for every megabyte."""

MAX_PIPES = 2_000
"""Pipes in rows on end. Without a bound, tree-sitter-bash needs gigabytes to find that a last command is missing."""

MAX_QUOTES = 5_000
"""Quotes in a row. In a megabyte of them tree-sitter-bash finds no end, for a second and some hundred megabytes."""

SHORT = 4_096
"""Bytes of a text that is parsed at once: it cannot take long, and asking the clock costs more than to parse it."""

_BLANKS = frozenset({b" ", b"\t", b"\n", b"\r", b"\x0b", b"\x0c"})
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACEHOLDER = re.compile(
    r"(?<=[\s=\"'/,:])<([A-Za-z][\w.-]*(?: [\w.-]+){0,6})>(?=[\s\"'/\\,:]|$)", re.MULTILINE
)

_ZSH = re.compile(r"#![^\n]{0,80}\bzsh\b")
_FLAG = re.compile(r"\$\{\(([A-Za-z@])\)([A-Za-z_]\w*)")
"""A flag of zsh, ``${(z)name}``, which tree-sitter-bash does not know: spelled as part of the name, no wider."""

_QUALIFIED = re.compile(
    r"(?<![^\s()$\"'])((?=[^\s()$\"'*?]*[*?])[^\s()$\"']+)(\([\w.^@/,:+-]{1,12}\))(?=[\s)]|\Z)"
)
"""A pattern of zsh with its qualifiers, ``*.yaml(N)``, which tree-sitter-bash does not know: spelled as part of the pattern."""
_LAST_ARM = re.compile(r"(;;&|;&)(?=\s{0,200}\besac\b)")
_MID_WORD = re.compile(r"'[^'\n]*'|(?<=[\w/.:=,@+%~-])\$([A-Za-z_]\w*)")


def _braced(text: str) -> tuple[str, dict[int, list[int]]]:
    """``a/$b/c/$d/e`` with ``${d}`` for ``$d``, and for each row the characters put in.

    tree-sitter-bash 0.25 ends a word at its second unbraced variable; to bash the two spellings are the same.
    """
    added: dict[int, list[int]] = {}
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if row.count("$") < 2:
            continue
        pieces: list[str] = []
        places: list[int] = []
        position = 0
        for found in _MID_WORD.finditer(row):
            name = found.group(1)
            if name is None:
                continue
            pieces.append(row[position : found.start()] + "${" + name + "}")
            places += [found.start() + 1 + len(places), found.end() + 1 + len(places)]
            position = found.end()
        if places:
            rows[number] = "".join(pieces) + row[position:]
            added[number] = places
    return "\n".join(rows), added


class NoEnd(Exception):
    """A text in which the parser's recovery from errors gets lost."""


def _parsed(data: bytes) -> Tree:
    """The tree. tree-sitter-bash takes a twelfth of a second for a megabyte of script; but there are texts (ten
    thousand pipes and no last command, as many heredocs that never begin) for which its time and memory grow with the
    square, until it overflows its stack. Raises NoEnd for those.
    """
    if _pipes(data) > MAX_PIPES:
        raise NoEnd(f"it pipes through more than {MAX_PIPES} commands")

    if any(sign * MAX_QUOTES in data for sign in (b'"', b"'")):
        raise NoEnd(f"{MAX_QUOTES} quotes stand in a row")

    if len(data) <= SHORT:
        return _parser().parse(data, encoding="utf8")
    until = process_time() + PARSE_SECONDS * (1 + len(data) / 1e6)
    try:
        return _parser().parse(
            lambda offset, _: data[offset : offset + 65536],
            encoding="utf8",
            progress_callback=lambda offset, error: process_time() > until,
        )
    except ValueError:
        raise NoEnd("its syntax leads the parser nowhere: no script people write takes so long") from None


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


def _pipes(data: bytes) -> int:
    """The most pipes that may belong to one command: those of rows on end, empty rows and comments passed over."""
    most = run = 0
    for row in data.split(b"\n"):
        pipes = row.count(b"|")
        if pipes:
            run += pipes
            most = max(most, run)
        elif row.strip() and not row.lstrip().startswith(b"#"):
            run = 0
    return most


class Source:
    """A script's text, parsed."""

    def __init__(
        self,
        path: str,
        text: str,
        row: int = 0,
        pinned: Location | None = None,
        indent: int = 0,
        given: Mapping[str, Location] | None = None,
        laid: LaidOut | None = None,
    ) -> None:
        """``row``: how many lines of the file lie before the text, ``indent``: how many columns before each of its lines. ``pinned``: the place of all of it, for a text
        that is no part of a file (``eval``). ``given``: by variable, where the file has what the first line of the text gives
        to it, for a line that a front end wrote. ``laid``: where the words of a text stand that its file has in other words. Raises NoEnd."""
        self.path = path
        self._pinned = pinned
        self._given = given
        self._laid = laid
        self.zsh = path.endswith(".zsh") or bool(_ZSH.match(text)) or "${(" in text
        """True for a script of zsh: it splits no variable into words, and counts arrays from one."""
        if self.zsh:
            text = _QUALIFIED.sub(lambda found: found[1] + "?" * len(found[2]), text)
        text = _FLAG.sub(lambda found: "${_" + found.group(1) + "_" + found.group(2), text)
        self._row, self._indent = row, indent
        # `<name>` is a placeholder to whoever wrote it, and a redirection to bash: the author is right.
        marked = _PLACEHOLDER.sub(lambda found: f"{_OPEN}{found.group(1)}{_CLOSE}", text)
        marked = marked.replace("\0", " ")  # bash passes over it, tree-sitter gets lost in it
        marked = marked.replace("\r\n", "\n").replace("\r", " ") if "\r" in marked else marked
        if ";&" in marked or ";;&" in marked:  # the last arm may end so, which tree-sitter-bash does not know
            marked = _LAST_ARM.sub(lambda found: ";;" + " " * (len(found.group(1)) - 2), marked)
        marked, self._added = _braced(marked)
        self._bytes = marked.encode("utf-8", "surrogatepass")
        self._rows = self._bytes.split(b"\n")
        self._ascii = self._bytes.isascii()
        self._said = marked if self._ascii else None
        """The text, where its bytes are its characters."""
        self._assigned: list[tuple[int, int, Node]] | None = None
        self._places: dict[tuple[int, int], Location] = {}
        """Those that were asked for: a branch is run once for each way to it."""
        self.tree = _parsed(self._bytes)
        whole = ended(marked, self.tree, self._added)
        if whole is not None:
            self._bytes = whole.encode("utf-8", "surrogatepass")
            self._rows = self._bytes.split(b"\n")
            self._said = whole if self._ascii else None
            self.tree = _parsed(self._bytes)
        self._span = self._span_of() if laid is None and self._said is not None else None
        """Gives a place by its bytes, where rows and columns of the text are the file's, but for what was put in, and where
        nothing was given to the first."""

    def _span_of(self) -> Callable[[tuple[int, int]], Location]:
        return Places(self._said or "", self.path, self._row, self._indent, self._added).span

    @property
    def pinned(self) -> bool:
        """True for a text that is no part of a file."""
        return self._pinned is not None

    @property
    def root(self) -> Node:
        """The whole script."""
        return self.tree.root_node

    def text(self, node: Node) -> str:
        """A node's text, placeholders as they were written."""
        if self._said is not None:
            return self._said[node.start_byte : node.end_byte]
        return readable(self._bytes[node.start_byte : node.end_byte].decode("utf-8", "replace"))

    def leading_space(self, node: Node) -> int:
        """How many bytes of blanks a node begins with: tree-sitter-bash 0.25 counts a string's first ones to the
        expansion that follows them. (``node.text`` copies 64 kB of the script to tell.)"""
        start = node.start_byte
        if self._bytes[start : start + 1] not in _BLANKS:
            return 0
        text = self._bytes[start : node.end_byte]
        return len(text) - len(text.lstrip())

    def begins_line(self, node: Node) -> bool:
        """True where nothing but blanks stands before a node on its line."""
        return not self._rows[node.start_point.row][: node.start_point.column].strip()

    def between(self, start: int, end: int) -> str:
        """The text between two byte offsets."""
        if self._said is not None:
            return self._said[start:end]
        return readable(self._bytes[start:end].decode("utf-8", "replace"))

    def at(self, node: Node) -> Location:
        """A node's place."""
        if self._pinned is not None:
            return self._pinned
        key = node.start_byte, node.end_byte
        place = self._places.get(key)
        if place is not None:
            return place
        if self._given:
            place = self._given_at(node)
        if place is None:
            place = Location.later(self._span, key) if self._span is not None else self._between(node, 0)
        self._places[key] = place
        return place

    def _between(self, node: Node, less: int) -> Location:
        """A node's place, less so many columns at both ends."""
        (row, column), (end_row, end_column) = node.start_point, node.end_point
        column, end_column = self._column(row, column) + less, self._column(end_row, end_column) - less
        if self._laid is not None:
            left = self._indent + 1
            found = self._laid(row, column - left, end_row, end_column - left)
            if found is not None:
                return found
        return Location(self.path, self._row + row + 1, column, self._row + end_row + 1, end_column)

    def inside(self, node: Node) -> Location:
        """A quoted string's place without its quotes, when it stands on one line: those of a front end are not in the file."""
        at = self.at(node)
        start, end = node.start_point, node.end_point
        if at.end_column is None or self.pinned or self._given_at(node) is not None:
            return at
        return self._between(node, 1) if start.row == end.row and end.column - start.column >= 2 else at

    def _given_at(self, node: Node) -> Location | None:
        """Where the file has what the first line gives to a variable; None for a node that is no part of that."""
        if not self._given:
            return None
        start, end = node.start_byte, node.end_byte
        if start > len(self._rows[0]):
            return None
        if self._assigned is None:
            self._assigned = [(each.start_byte, each.end_byte, each) for each in self._assignments()]
        around: Node | None = None
        for first, last, each in self._assigned:  # each after those that it is a part of
            if first <= start and end <= last:
                # what is as wide may be around it, and what has no width beside it
                around = _assignment(node) if start == end or (first == start and end == last) else each
        name = around.child_by_field_name("name") if around is not None else None
        return self._given.get(self.text(name)) if name is not None else None

    def _assignments(self) -> Iterator[Node]:
        """Those that begin in the first line, each after those that it is a part of."""
        pending = [self.root]
        while pending:
            node = pending.pop()
            if node.start_byte <= len(self._rows[0]):
                if node.type == "variable_assignment":
                    yield node
                pending.extend(reversed(node.children))

    def _column(self, row: int, column: int) -> int:
        if self._ascii and not self._added:
            return self._indent + column + 1
        if not self._ascii and row < len(self._rows):
            column = len(self._rows[row][:column].decode("utf-8", "replace"))
        added = self._added.get(row)
        return self._indent + column + 1 - (bisect_left(added, column) if added else 0)

    def broken(self) -> Iterator[Node]:
        """The outermost parts that are no bash."""
        pending = [self.root] if self.root.has_error else []
        while pending:
            node = pending.pop()
            if node.is_error or node.is_missing:
                yield node
            elif node.has_error:
                pending.extend(reversed(node.children))


def _assignment(node: Node) -> Node | None:
    """The innermost assignment that a node is, or is a part of."""
    around: Node | None = node
    while around is not None and around.type != "variable_assignment":
        around = around.parent
    return around


def readable(text: str) -> str:
    """Placeholders in their own brackets again."""
    return text.replace(_OPEN, "<").replace(_CLOSE, ">") if _OPEN in text else text
