"""Where the words of a step stand in the file: YAML's quotes and folded lines lie between, and values in place of expressions.

What a step hands to its shell is a scalar's text with its expressions replaced. Most are blocks in which lines and columns are
the file's; for the others this tells the place of each word, when one is asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

from natpin.formats.block_texts import file_lines, line_from
from natpin.languages.lines import LaidOut
from natpin.languages.located_yaml.characters import BLANKS, Span, characters
from natpin.model.location import Location
from natpin.model.value import Node, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

_STAY = late_regex(r"\|[+-]?[ \t]*(?:#|\Z)")
"""The head of a block of which the lines stay as they are."""
MOST = 60_000
"""Characters of a step that is laid out."""

Origin = Callable[[str], "Node | None"]
"""What the files have for an expression: a value of ``env``, say."""


def laid(
    written: Node, body: str, workspace: Workspace, expressions: re.Pattern[str], origin: Origin, row: int = 0
) -> Laid | None:
    """How a scalar is laid out of which ``body`` is the text once its expressions are replaced; None where lines and columns
    are the file's. ``row``: how many lines of the shell's text lie before it."""
    said = text(written)
    if said is None or len(said) > MOST:
        return None
    if body == said and _STAY.match(line_from(written.at, workspace)):
        return None
    return Laid(written, said, body, workspace, expressions, origin, row)


class Laid:
    """The places of one scalar's words. Called with a span of the shell's text, rows and columns from 0."""

    def __init__(
        self,
        written: Node,
        said: str,
        body: str,
        workspace: Workspace,
        expressions: re.Pattern[str],
        origin: Origin,
        row: int,
    ) -> None:
        self._at = written.at
        self._said = said
        self.rows = body.split("\n")
        self._own_rows = said.split("\n")
        self._workspace = workspace
        self._expressions = expressions
        self._origin = origin
        self.row = row
        """How many lines of the shell's text lie before it."""
        self.height = len(self._own_rows)
        """How many lines it has."""
        self._starts = [0]
        for line in self._own_rows:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._spans: Sequence[Span] | None = None
        self._before: Sequence[int] = ()
        self._pieces: dict[int, list[_Piece] | None] = {}

    @cached_property
    def _key(self) -> tuple[object, ...]:
        """What all places are made of: a text of an action that several workflows use is laid out alike for each, as long as
        the same stands for its expressions."""
        origins: list[Location | None] = []
        for own, line in zip(self._own_rows, self.rows, strict=False):
            for piece in (_pieces(own, line, self._expressions) or ()) if own != line else ():
                node = self._origin(piece.said)
                origins.append(node.at if node is not None and _is(node, piece.value) else None)
        at, pattern = self._at, self._expressions.pattern
        return at, self._said, tuple(self.rows), self.row, pattern, tuple(origins)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Laid) and self._workspace is other._workspace and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __call__(self, row: int, column: int, end_row: int, end_column: int) -> Location | None:
        """The span in the file; None where it cannot be told."""
        first = self._offset(row - self.row, column, False)
        last = self._offset(end_row - self.row, end_column, True)
        if first is None or last is None:
            return None
        (start, expression), (end, other) = first, last
        if expression is not None and expression is other and row == end_row:
            node = self._origin(expression.said)
            whole = expression.start == column and expression.end == end_column
            if node is not None and whole and _is(node, expression.value):
                return node.at
        return self._in_file(start, end)

    def _offset(self, row: int, column: int, is_end: bool) -> tuple[int, _Piece | None] | None:
        """An offset of the scalar's own text, and the expression that a place is in."""
        if not 0 <= row < len(self._own_rows) or row >= len(self.rows):
            return None
        if self.rows[row] == self._own_rows[row]:
            return self._starts[row] + column, None
        if row not in self._pieces:
            self._pieces[row] = _pieces(self._own_rows[row], self.rows[row], self._expressions)
        pieces = self._pieces[row]
        if pieces is None:
            return None
        moved = 0
        for piece in pieces:
            if column < piece.start or (column == piece.start and is_end):
                break
            if column < piece.end or (column == piece.end and is_end):
                return self._starts[row] + (piece.own_end if is_end else piece.own), piece
            moved = piece.own_end - piece.end
        return self._starts[row] + column + moved, None

    def _in_file(self, start: int, end: int) -> Location | None:
        if self._spans is None:
            self._spans, self._before = _laid_out(self._said, self._at, self._workspace)
        first = bisect_right(self._before, start - 1)
        last = bisect_right(self._before, end - 1) - 1
        if not self._spans or not 0 <= first <= last < len(self._spans):
            return None
        line, column, _ = self._spans[first]
        end_line, end_column, width = self._spans[last]
        return Location(self._at.path, line, column, end_line, end_column + width)


def together(laid: Sequence[Laid]) -> LaidOut | None:
    """Several scalars that one shell gets, in the order of their rows."""
    begins = [one.row for one in laid]

    def place(row: int, column: int, end_row: int, end_column: int) -> Location | None:
        number = bisect_right(begins, row) - 1
        if number < 0 or row >= begins[number] + laid[number].height:
            return None
        return laid[number](row, column, end_row, end_column)

    return place if laid else None


class _Piece:
    """An expression of one line, and what stands for it."""

    __slots__ = ("end", "own", "own_end", "said", "start", "value")

    def __init__(self, said: str, own: tuple[int, int], value: str, start: int) -> None:
        self.said, self.value = said, value
        self.own, self.own_end = own
        self.start, self.end = start, start + len(value)


def _pieces(own: str, line: str, expressions: re.Pattern[str]) -> list[_Piece] | None:
    """The expressions of a line with what stands for each in another one; None where the rest of the two differs."""
    found = list(expressions.finditer(own))
    pieces: list[_Piece] = []
    here = 0
    for number, match in enumerate(found):
        before = own[(found[number - 1].end() if number else 0) : match.start()]
        if not line.startswith(before, here):
            return None
        start = here + len(before)
        after = own[match.end() : found[number + 1].start() if number + 1 < len(found) else len(own)]
        last = number + 1 == len(found)
        end = len(line) - len(after) if last else line.find(after, start) if after else -1
        if end < start or not line.startswith(after, end):
            return None
        said = next((one for one in match.groups() if one is not None), match[0])
        pieces.append(_Piece(said.strip(), match.span(), line[start:end], start))
        here = end
    return pieces if found else None


def _laid_out(said: str, at: Location, workspace: Workspace) -> tuple[Sequence[Span], Sequence[int]]:
    """Where each character of a scalar stands that is not blank, in its file and in its text. Kept: steps of an action are
    asked for by each workflow that uses it."""
    kept = _KEPT.setdefault(workspace, {})
    key = at, said
    found = kept.get(key)
    if found is None:
        spans = _placed(said, file_lines(at.path, workspace), at)
        found = spans, [number for number, letter in enumerate(said) if letter not in BLANKS]
        if len(said) <= _MOST_KEPT:
            if len(kept) >= _KEPT_TEXTS:
                kept.clear()
            kept[key] = found
    return found


_KEPT: WeakKeyDictionary[Workspace, dict[tuple[Location, str], tuple[Sequence[Span], Sequence[int]]]] = (
    WeakKeyDictionary()
)
_KEPT_TEXTS = 64
_MOST_KEPT = 6_000
"""Characters of a text of which the places are kept: half a megabyte, at most."""


def _placed(said: str, lines: Sequence[str], at: Location) -> list[Span]:
    """Where each character stands that is not blank; nothing where the file does not show the text."""
    letters = [letter for letter in said if letter not in BLANKS]
    spans = [span for span, _ in zip(characters(lines, at), letters, strict=False)]
    shown = all(
        width > 1 or lines[line - 1][column - 1] == letter
        for (line, column, width), letter in zip(spans, letters, strict=False)
    )
    return spans if shown and len(spans) == len(letters) else []


def _is(node: Node, value: str) -> bool:
    from natpin.formats.pipelines.texts import spelled

    return spelled(node) == value
