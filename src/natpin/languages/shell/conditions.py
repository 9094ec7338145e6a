"""Whether a test holds, as far as it can be said without running the script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from natpin.languages.shell.patterns import matches
from natpin.languages.shell.words import Capture, Chunk, Hole, Status, Word, supposed
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from natpin.languages.shell.tree import Source

MAX_DEPTH = 30

_NUMERIC: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda left, right: left == right,
    "-ne": lambda left, right: left != right,
    "-gt": lambda left, right: left > right,
    "-lt": lambda left, right: left < right,
    "-ge": lambda left, right: left >= right,
    "-le": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
}


class Conditions:
    """Evaluates ``[ … ]``, ``[[ … ]]`` and ``test …``."""

    def __init__(
        self,
        expand: Callable[[Node, Source], Word],
        asked: Callable[[Word], None],
        exists: Callable[[str], bool],
    ) -> None:
        self._expand = expand
        self._asked = asked
        self._exists = exists
        self.hole: Unknown | None = None
        """The first unknown that the last condition met."""

    def test(self, node: Node, source: Source, depth: int = 0) -> Status:
        """A test or a part of one."""
        if depth > MAX_DEPTH:
            return Status.MAYBE
        match node.type:
            case "test_command" | "parenthesized_expression":
                inner = [child for child in node.children if child.is_named]
                return self.test(inner[0], source, depth + 1) if len(inner) == 1 else Status.MAYBE
            case "unary_expression":
                return self._unary(node, source, depth)
            case "negation_expression":
                return ~self.test(node.children[-1], source, depth + 1)
            case "binary_expression":
                return self._binary(node, source, depth)
            case "ERROR":
                return Status.MAYBE
        return ~self.empty(self._expand(node, source))

    def _unary(self, node: Node, source: Source, depth: int) -> Status:
        operator = source.text(node.children[0])
        operand = node.children[-1]
        if operator == "!":
            return ~self.test(operand, source, depth + 1)
        return self.unary(operator, self._expand(operand, source))

    def _binary(self, node: Node, source: Source, depth: int) -> Status:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator_node = node.child_by_field_name("operator")
        if left is None or right is None:
            return Status.MAYBE
        operator = source.text(operator_node) if operator_node else ""
        if not operator:
            operator = source.between(left.end_byte, right.start_byte).strip()
        if operator in ("&&", "-a"):
            return both(self.test(left, source, depth + 1), self.test(right, source, depth + 1))
        if operator in ("||", "-o"):
            return ~both(~self.test(left, source, depth + 1), ~self.test(right, source, depth + 1))
        quoted = right.type in ("string", "raw_string")
        return self.binary(
            self._expand(left, source), operator, self._expand(right, source), pattern=not quoted
        )

    # -- on words ----------------------------------------------------------------------------------------------

    def words(self, words: tuple[Word, ...]) -> Status:
        """``test`` with its words."""
        match words:
            case (first, *rest) if first.literal == "!":
                return ~self.words(tuple(rest))
            case (operator, operand):
                return self.unary(operator.literal or "", operand)
            case (left, operator, right):
                return self.binary(left, operator.literal or "", right, pattern=False)
            case (only,):
                return ~self.empty(only)
        return Status.MAYBE

    def unary(self, operator: str, word: Word) -> Status:
        """``-z``, ``-n``, ``-f`` and the like."""
        match operator:
            case "-z":
                return self.empty(word)
            case "-n":
                return ~self.empty(word)
            case "-f" | "-e" | "-s" | "-r":
                literal = word.literal
                if literal is not None and literal.endswith((".sh", ".env", ".bash", ".azcli")):
                    return supposed(self._exists(literal), certain=False)
                self._note(word)
                return Status.MAYBE
        self._note(word)
        return Status.MAYBE

    def empty(self, word: Word) -> Status:
        """Whether a word is empty."""
        self._note(word)
        literal = word.literal
        if literal is not None:
            assumed = any(isinstance(piece, Chunk) and piece.assumed for piece in word.pieces)
            return supposed(literal == "", certain=not assumed)
        if len(word.pieces) == 1:
            match word.pieces[0]:
                case Capture(created=created):
                    self._asked(word)
                    return supposed(not created, certain=created)
                case Hole(lookup=True) | Hole(unset=True):
                    return Status.LIKELY
        if any(isinstance(piece, Chunk) and piece.text for piece in word.pieces):
            return Status.NO
        return Status.MAYBE

    def binary(self, left: Word, operator: str, right: Word, *, pattern: bool) -> Status:
        """A comparison."""
        if operator in ("=", "==", "!="):
            equal = self._equal(left, right, pattern=pattern)
            return ~equal if operator == "!=" else equal
        compare = _NUMERIC.get(operator)
        numbers = [_number(word) for word in (left, right)]
        self._note(left, right)
        if compare and numbers[0] is not None and numbers[1] is not None:
            assumed = any(
                isinstance(piece, Chunk) and piece.assumed for word in (left, right) for piece in word.pieces
            )
            return supposed(compare(numbers[0], numbers[1]), certain=not assumed)
        return Status.MAYBE

    def _equal(self, left: Word, right: Word, *, pattern: bool) -> Status:
        self._note(left, right)
        one, other = left.literal, right.literal
        if one is not None and other is not None:
            assumed = any(
                isinstance(piece, Chunk) and piece.assumed for word in (left, right) for piece in word.pieces
            )
            if pattern and any(mark in other for mark in "*?["):
                found = matches(one, other)
                return Status.MAYBE if found is None else supposed(found, certain=not assumed)
            return supposed(one == other, certain=not assumed)
        if other is not None and other in ("", "null", "None"):
            return self.empty(left)
        if one is not None and one in ("", "null"):
            return self.empty(right)
        return Status.MAYBE

    def _note(self, *words: Word) -> None:
        for word in words:
            if self.hole is None:
                self.hole = word.unknown


def both(left: Status, right: Status) -> Status:
    """Conjunction."""
    if Status.NO in (left, right):
        return Status.NO
    if Status.UNLIKELY in (left, right):
        return Status.UNLIKELY
    if Status.MAYBE in (left, right):
        return Status.MAYBE
    return Status.LIKELY if Status.LIKELY in (left, right) else Status.YES


def _number(word: Word) -> int | None:
    literal = word.literal
    return int(literal) if literal is not None and re.fullmatch(r"\s*-?[0-9]{1,15}\s*", literal) else None
