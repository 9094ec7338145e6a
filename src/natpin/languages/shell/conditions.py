"""Whether a test holds, as far as it can be said without running the script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from natpin.languages.shell.patterns import matches
from natpin.languages.shell.regular import search
from natpin.languages.shell.words import (
    Capture,
    Chunk,
    Hole,
    Piece,
    Pieces,
    Status,
    Word,
    is_supposed,
    label_of,
    supposed,
)
from natpin.model.endings import SHELL
from natpin.model.location import Location
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from natpin.languages.shell.tree import Source

MAX_DEPTH = 30
MAX_FACT = 200
"""Characters of the label of a test that is remembered."""

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


When = tuple[dict[str, bool], dict[str, bool]]
"""What is known of single tests where a condition holds, and where it does not."""

NOTHING_LEARNT: When = ({}, {})


class Conditions:
    """Evaluates ``[ … ]``, ``[[ … ]]`` and ``test …``."""

    def __init__(
        self,
        expand: Callable[[Node, Source], Word],
        asked: Callable[[Word], None],
        exists: Callable[[str], bool],
        known: Callable[[str], bool | None],
        arithmetic: Callable[[str, Node, Source], Status],
    ) -> None:
        """``known``: whether a test of this label was decided before, in this world."""
        self._expand = expand
        self._asked = asked
        self._exists = exists
        self._known = known
        self._arithmetic = arithmetic
        self.any_case: Callable[[], bool | None] = lambda: False
        """Whether ``[[ … == … ]]`` and ``case`` take capitals for small letters (``shopt -s nocasematch``)."""
        self.value_of: Callable[[str, Location], Pieces | None] = lambda name, at: None
        """The value of a variable: ``[[ name -eq 1 ]]`` computes with it."""
        self.rematch: Callable[[tuple[str, ...] | None, Location], None] = lambda groups, at: None
        """Told what ``[[ … =~ … ]]`` found; None where that is not known."""
        self.written: Callable[[str], bool] = lambda path: False
        """Whether the script itself has written a file."""
        self.is_set: Callable[[str, Location], bool | None] = lambda name, at: None
        """Whether a variable or an element is set (``-v``)."""
        self.pattern_of: Callable[[Node, Source], Word] | None = None
        """The right side of ``==`` as a pattern: what is quoted in it stands for itself."""
        self._double = False
        """Inside of ``[[ … ]]``."""
        self.hole: Unknown | None = None
        """The first unknown that the last condition met."""
        self.defaulted = False
        """True when a condition was decided by a default, which something else may stand for."""
        self.when: When = NOTHING_LEARNT
        """What the last condition's truth tells."""

    def test(self, node: Node, source: Source, depth: int = 0) -> Status:
        """A test or a part of one."""
        self.when = NOTHING_LEARNT
        if depth == 0:
            self._double = source.text(node).startswith("[[")
        if depth > MAX_DEPTH:
            return Status.MAYBE
        if node.type == "test_command" and source.text(node).startswith("(("):
            return self._arithmetic(source.text(node)[2:-2], node, source)
        if node.type == "test_command" and not self._double:
            operands = _operands(node)
            if operands is not None:
                words = [word for each in operands for word in self._operand_words(each, source)]
                return self.words(tuple(words))
        match node.type:
            case "test_command" | "parenthesized_expression":
                inner = [child for child in node.children if child.is_named]
                return self.test(inner[0], source, depth + 1) if len(inner) == 1 else Status.MAYBE
            case "unary_expression":
                return self._unary(node, source, depth)
            case "negation_expression":
                return self._not(self.test(node.children[-1], source, depth + 1))
            case "binary_expression":
                return self._binary(node, source, depth)
            case "ERROR":
                return Status.MAYBE
        return self._not(self.empty(self._expand(node, source)))

    def _not(self, status: Status) -> Status:
        self.when = (self.when[1], self.when[0])
        return ~status

    def _unary(self, node: Node, source: Source, depth: int) -> Status:
        operator = source.text(node.children[0])
        operand = node.children[-1]
        if operator == "!":
            return self._not(self.test(operand, source, depth + 1))
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
            first, learnt = self.test(left, source, depth + 1), self.when
            second = self.test(right, source, depth + 1)
            whole = {**learnt[0], **self.when[0]}
            self.when = (whole, self.when[1] if first is Status.YES else {})
            return both(first, second)
        if operator in ("||", "-o"):
            first, learnt = self.test(left, source, depth + 1), self.when
            second = self.test(right, source, depth + 1)
            whole = {**learnt[1], **self.when[1]}
            self.when = (self.when[0] if first is Status.NO else {}, whole)
            return ~both(~first, ~second)
        if operator == "=~":
            return self._finds(self._expand(left, source), right, source)
        if self._double and operator in ("=", "==", "!=") and self.pattern_of is not None:
            word = self.pattern_of(right, source)
            written = word.literal
            if written is not None and any(mark in written for mark in "*?[\\("):
                return self.binary(self._expand(left, source), operator, word, pattern=True)
        quoted = right.type in ("string", "raw_string")
        return self.binary(
            self._expand(left, source), operator, self._expand(right, source), pattern=not quoted
        )

    def _operand_words(self, node: Node, source: Source) -> list[Word]:
        """``[ … ]`` is a command: an expansion that is not quoted and gives nothing is no word of it."""
        word = self._expand(node, source)
        vanishes = node.type in ("simple_expansion", "expansion", "command_substitution")
        if vanishes and not source.zsh and word.literal == "" and not is_supposed(word.pieces):
            return []
        return [word]

    def _finds(self, left: Word, right: Node, source: Source) -> Status:
        """``=~``, which leaves what it found in BASH_REMATCH."""
        pattern = _regular(self._expand(right, source), right, source)
        self._note(left)
        text = left.literal
        found = search(text, pattern) if text is not None and pattern is not None else None
        if found is None:
            self.rematch(None, left.at)
            return Status.MAYBE
        self.rematch(found[1], left.at)
        return supposed(found[0], certain=not is_supposed(left.pieces))

    # -- on words ----------------------------------------------------------------------------------------------

    def words(self, words: tuple[Word, ...]) -> Status:
        """``test`` with its words."""
        self.when = NOTHING_LEARNT
        self._double = False
        if len(words) == 1:
            return self._not(self.empty(words[0]))
        match words:
            case (left, operator, right) if operator.literal in _BINARY:
                return self.binary(left, operator.literal or "", right, pattern=False)
            case (first, *rest) if first.literal == "!" and rest:
                return self._not(self.words(tuple(rest)))
            case (first, *_, last) if first.literal == "(" and last.literal == ")" and len(words) > 2:
                return self.words(words[1:-1])
        for mark in ("-o", "-a") if len(words) > 3 else ():  # -a binds more tightly (POSIX, "test")
            for number in range(1, len(words) - 1):
                if words[number].literal == mark:
                    return self._both_words(mark, words[:number], words[number + 1 :])
        match words:
            case ():
                return Status.NO
            case (operator, operand) if not (operator.literal or "").startswith("-"):
                return Status.NO  # it says "unary operator expected", and gives 2
            case (operator, operand):
                return self.unary(operator.literal or "", operand)
            case (left, operator, right):
                return self.binary(left, operator.literal or "", right, pattern=False)
        return Status.MAYBE

    def _both_words(self, mark: str, left: tuple[Word, ...], right: tuple[Word, ...]) -> Status:
        first, learnt = self.words(left), self.when
        second = self.words(right)
        if mark == "-a":
            self.when = ({**learnt[0], **self.when[0]}, self.when[1] if first is Status.YES else {})
            return both(first, second)
        self.when = (self.when[0] if first is Status.NO else {}, {**learnt[1], **self.when[1]})
        return ~both(~first, ~second)

    def unary(self, operator: str, word: Word) -> Status:
        """``-z``, ``-n``, ``-f`` and the like."""
        match operator:
            case "-v" if word.literal is not None:
                there = self.is_set(word.literal, word.at)
                self._note(word)
                return Status.MAYBE if there is None else supposed(there, certain=True)
            case "-z":
                return self.empty(word)
            case "-n":
                return self._not(self.empty(word))
            case "-f" | "-e" | "-s" | "-r":
                literal = word.literal
                if literal is not None and self.written(literal):
                    return Status.YES if operator != "-s" else Status.MAYBE
                if literal is not None and literal.endswith((*SHELL, ".env")):
                    return supposed(self._exists(literal), certain=False)
                self._note(word)
                return Status.MAYBE
        self._note(word)
        return Status.MAYBE

    def empty(self, word: Word) -> Status:
        """Whether a word is empty."""
        self._note(word)
        status = self._empty(word)
        return status if status.certain else self._open(status, "-z {}", word)

    def _empty(self, word: Word) -> Status:
        literal = word.literal
        if literal is not None:
            assumed = is_supposed(word.pieces)
            return supposed(literal == "", certain=not assumed)
        if len(word.pieces) == 1:
            match word.pieces[0]:
                case Capture(created=created):
                    self._asked(word)
                    return supposed(not created, certain=created)
                case Hole(choices=choices) if choices:
                    truths = {choice == "" for choice in choices}
                    return Status.MAYBE if len(truths) > 1 else supposed(truths.pop(), certain=True)
                case Hole(lookup=True):
                    return Status.LIKELY
        if any(isinstance(piece, Chunk) and piece.text for piece in word.pieces):
            return Status.NO
        return Status.MAYBE

    def binary(self, left: Word, operator: str, right: Word, *, pattern: bool) -> Status:
        """A comparison."""
        status = self._compared(left, operator, right, pattern=pattern)
        if status.certain or operator in ("-nt", "-ot", "-ef"):
            return status
        sign = "{} = {}" if operator in ("==", "!=", "=") else "{} " + operator + " {}"
        if operator == "!=":
            return self._not(self._open(~status, sign, left, right))
        return self._open(status, sign, left, right)

    def _open(self, status: Status, form: str, *words: Word) -> Status:
        """A test that is not decided, unless it was before: equal labels are equal texts, where no place is part."""
        captured = open_ = False
        for word in words:
            for piece in word.pieces:
                if isinstance(piece, Hole):
                    open_ = True
                elif isinstance(piece, Capture):
                    captured = True
                elif piece.of:
                    open_ = self.defaulted = True
        if captured or not open_:
            return status
        label = form.format(*("".join(_told_apart(piece) for piece in word.pieces) for word in words))
        if "@" in label or "$(" in label or "?" in label or len(label) > MAX_FACT:
            return status
        known = self._known(label)
        if known is not None:
            return supposed(known, certain=True)
        self.when = ({label: True}, {label: False})
        return status

    def _compared(self, left: Word, operator: str, right: Word, *, pattern: bool) -> Status:
        if operator in ("=", "==", "!="):
            equal = self._equal(left, right, pattern=pattern)
            return ~equal if operator == "!=" else equal
        self._note(left, right)
        if operator in ("<", ">"):
            return self._sorted(left, operator, right)
        compare = _NUMERIC.get(operator)
        named = [self._computed(word) for word in (left, right)]
        numbers = [self._number(word) for word in named]
        if compare and numbers[0] is not None and numbers[1] is not None:
            assumed = is_supposed(*(word.pieces for word in named))
            return supposed(compare(numbers[0], numbers[1]), certain=not assumed)
        choices = _choices_of(left)
        if compare and choices and numbers[1] is not None and all(each.isdecimal() for each in choices):
            assumed = is_supposed(right.pieces)
            truths = {compare(int(each), numbers[1]) for each in choices}
            return supposed(truths.pop(), certain=not assumed) if len(truths) == 1 else Status.MAYBE
        return Status.MAYBE

    def _computed(self, word: Word) -> Word:
        """An operand. ``[[ … ]]`` computes: a name is its variable's value (Bash manual, "Bash Conditional Expressions")."""
        literal = word.literal
        if not self._double or literal is None or not _NAME.fullmatch(literal):
            return word
        value = self.value_of(literal, word.at)
        return word if value is None else Word(value, word.at)

    def _number(self, word: Word) -> int | None:
        """An operand as a number; to ``[[ … ]]`` nothing is 0."""
        literal = word.literal
        if not self._double or literal is None:
            return _decimal(literal)
        return 0 if not literal.strip() else _octal(literal)

    def _sorted(self, left: Word, operator: str, right: Word) -> Status:
        """``<`` and ``>`` compare texts, not numbers: 10 sorts before 9 (Bash manual, "Bash Conditional Expressions").
        How small letters sort beside capitals and signs hangs on the locale."""
        one, other = left.literal, right.literal
        if one is None or other is None:
            return Status.MAYBE
        if not all(
            text.isascii() and (text.isdecimal() or (text.isalpha() and text.islower()))
            for text in (one, other)
        ):
            return Status.MAYBE
        assumed = is_supposed(left.pieces, right.pieces)
        return supposed(one < other if operator == "<" else one > other, certain=not assumed)

    def fits(self, text: str, pattern: str) -> bool | None:
        """Whether ``case`` and ``[[ … == … ]]`` match a text; None when that is not to be decided."""
        exact = matches(text, pattern)
        folds = self.any_case()
        if folds is False or exact:
            return exact
        folded = matches(text.lower(), pattern.lower())
        return folded if folds or folded == exact else None

    def _equal(self, left: Word, right: Word, *, pattern: bool) -> Status:
        self._note(left, right)
        one, other = left.literal, right.literal
        if one is not None and other is not None:
            assumed = is_supposed(left.pieces, right.pieces)
            folds = self._double and self.any_case() is not False
            if pattern and any(mark in other for mark in "*?[\\("):
                found = self.fits(one, other) if self._double else matches(one, other)
                return Status.MAYBE if found is None else supposed(found, certain=not assumed)
            if folds and one != other:
                if one.lower() != other.lower():
                    return supposed(False, certain=not assumed)
                return supposed(True, certain=not assumed) if self.any_case() else Status.MAYBE
            return supposed(one == other, certain=not assumed)
        if other is not None and other in ("", "null", "None"):
            return self._empty(left)
        if one is not None and one in ("", "null"):
            return self._empty(right)
        choices = _choices_of(left)
        if other is not None and choices:
            truths = {self.fits(choice, other) if pattern else choice == other for choice in choices}
            one_truth = truths.pop() if len(truths) == 1 else None
            return Status.MAYBE if one_truth is None else supposed(one_truth, certain=True)
        return Status.MAYBE

    def _note(self, *words: Word) -> None:
        for word in words:
            if self.hole is None:
                self.hole = word.unknown


def _told_apart(piece: Piece) -> str:
    return piece.of if isinstance(piece, Chunk) and piece.of else label_of(piece)


def _choices_of(word: Word) -> tuple[str, ...]:
    match word.pieces:
        case (Hole(choices=choices),):
            return choices
    return ()


_BINARY = frozenset(
    {"=", "==", "!=", "<", ">", "-eq", "-ne", "-gt", "-lt", "-ge", "-le", "-nt", "-ot", "-ef"}
)


def _operands(node: Node) -> list[Node] | None:
    """The words of ``[ … ]`` in their order, operators too: tree-sitter-bash binds ``!``, ``-a`` and ``-o`` otherwise
    than ``[`` does. None where it is simple, and so is read rightly, or where it is no list of words."""
    found: list[Node] = []
    pending = list(reversed(node.children[1:-1]))
    while pending:
        here = pending.pop()
        if here.is_error or here.is_missing:
            return None
        if here.type in ("binary_expression", "unary_expression", "parenthesized_expression"):
            pending.extend(reversed(here.children))
        else:
            found.append(here)
    return found


def _regular(word: Word, node: Node, source: Source) -> str | None:
    """The expression right of ``=~``; None where it is not known. What is quoted in it stands for itself."""
    literal = word.literal
    if literal is None:
        return None
    if node.type in ("string", "raw_string"):
        return re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", literal)
    if node.type == "regex":
        written = source.text(node)
        return (
            None if any(mark in written for mark in "\"'$`") and written.rstrip("$").count("$") else written
        )
    return None if node.type == "concatenation" else literal


def both(left: Status, right: Status) -> Status:
    """Conjunction."""
    if Status.NO in (left, right):
        return Status.NO
    if Status.UNLIKELY in (left, right):
        return Status.UNLIKELY
    if Status.MAYBE in (left, right):
        return Status.MAYBE
    return Status.LIKELY if Status.LIKELY in (left, right) else Status.YES


_NAME = re.compile(r"[A-Za-z_]\w*")


def _decimal(literal: str | None) -> int | None:
    """A number of ``[ … ]``, where a leading zero means nothing."""
    return int(literal) if literal is not None and re.fullmatch(r"\s*-?[0-9]{1,15}\s*", literal) else None


def _octal(literal: str | None) -> int | None:
    """A number of ``[[ … ]]``, where a leading zero makes it octal."""
    if literal is not None and re.fullmatch(r"\s*0[0-9]+\s*", literal):
        return int(literal, 8) if re.fullmatch(r"\s*0[0-7]{1,15}\s*", literal) else None
    return _decimal(literal)
