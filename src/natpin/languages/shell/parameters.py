"""Parameters: what ``$NAME``, ``${NAME…}`` and ``$((…))`` stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from natpin.languages.shell.arithmetic import evaluate
from natpin.languages.shell.patterns import substitute
from natpin.languages.shell.scope import FACT, NAME, Scope
from natpin.languages.shell.splitting import spaced, unescaped
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Capture, Chunk, Hole, Piece, Pieces, Word, is_supposed, joined
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from natpin.languages.shell.tree import Source

MAX_PATTERNS = 500
"""Patterns with several stars that one script may have matched: each costs the square of its text."""

_FLAGGED = re.compile(r"_([A-Za-z@])_([A-Za-z_]\w*)")


class Expanding(Protocol):
    """What expands the words inside of ``${…}``: the default of a parameter, an index, a pattern."""

    def pieces(self, node: Node, source: Source) -> Pieces:
        """The text of a node, expanded."""

    def word(self, node: Node, source: Source) -> Word:
        """A word as one word."""

    def hole(self, reason: str, at: Location) -> Hole:
        """A hole of its own, equal to no other."""


class Parameters:
    """Expands the parameters of one script."""

    def __init__(self, scope: Scope, expand: Expanding) -> None:
        self._scope = scope
        self._expand = expand
        self._patterns = 0

    def arithmetic(self, text: str, at: Location) -> Pieces:
        """``$((…))``."""
        number = evaluate(text, lambda name: self._number(name, at))
        if number is None:
            return (self._expand.hole(f"$(({text.strip()[:60]})) is not known", at),)
        return (Chunk(str(number), at),)

    def _number(self, name: str, at: Location) -> str | None:
        return Word(self.simple(name, at), at).literal

    def simple(self, name: str, at: Location) -> Pieces:
        """``$NAME``, ``$1``, ``$?`` and the like."""
        match name:
            case "?":
                if self._scope.on_status is not None:
                    self._scope.on_status()
                return (self._scope.status or Chunk("0", at, assumed=True),)
            case "#":
                words = self._scope.positional
                if words is not None:
                    return (Chunk(str(len(words)), at),)
                gone = self._scope.argument_name(0)
                if not gone.isdigit():
                    return (self._expand.hole("how many arguments are left is not known", at),)
                return (self._scope.outside("#" if gone == "0" else f"#-{gone}", at),)
            case "@" | "*":
                if self._scope.positional is None:
                    return (self._scope.outside("@", at),)
                return spaced(self._scope.positional, at)
            case "0":
                named = self._scope.variables.get(NAME)
                return named.pieces if named is not None else (Chunk(at.path, at),)
            case "$" | "!" | "-" | "_" | "RANDOM" | "SECONDS" | "EPOCHSECONDS" | "UID" | "HOSTNAME" | "PPID":
                own = self._scope.get(name, at)
                if own is not None:
                    return own.pieces
                return (self._expand.hole(f"${name} differs from run to run", at),)
            case "PWD":
                return (Chunk(self._scope.folder or ".", at),)
            case "BASH_SOURCE":
                return (Chunk(at.path, at),)
        number = digits(name)
        if number is not None:
            found = self._scope.argument(number, at)
            return found if found is not None else self._unset(name, at)
        variable = self._scope.get(name, at)
        if variable is None:
            return (self._scope.outside(name, at),)
        return scalar(variable)

    def expansion(self, node: Node, source: Source, at: Location) -> Pieces:
        """``${…}``."""
        children = node.children[1:-1]
        text = source.text(node).lstrip()[2:-1]
        if text.startswith("#") and len(text) > 1:
            return self._length(text[1:], at)
        if text.startswith("!"):
            return self._indirect(text[1:], at)
        flagged = _FLAGGED.fullmatch(text)
        if flagged:  # zsh: `${(U)name}`, see `tree.Source`
            made = self.simple(flagged.group(2), at)
            return (
                made
                if flagged.group(1) in "zsf@ktP"
                else (self._expand.hole("a flag of zsh is not followed", at),)
            )
        if not children:
            return self.simple(text.lstrip("=~^") if source.zsh else text, at)
        target = children[0]
        name = source.text(target)
        if target.type == "subscript":
            base = self._element(target, source, at)
        else:
            base = self._parameter(name, at)
        rest = text[len(name) :]
        if not rest:
            return base if base is not None else self._unset(name, at)
        return self._modified(node, source, at, name, base, rest)

    def _unset(self, name: str, at: Location) -> Pieces:
        """What stands for a variable or an argument that the script has not set."""
        number = digits(name)
        if number is None:
            return (self._scope.outside(name, at),)
        if self._scope.positional is not None:
            return ()
        first = self._scope.argument_name(number)
        if not first.isdigit():
            return (self._expand.hole(f"which argument ${name} is after shift is not known", at),)
        return (self._scope.outside(first, at),)

    def _parameter(self, name: str, at: Location) -> Pieces | None:
        """A parameter's value; None for one that is not set."""
        number = digits(name)
        if number:
            return self._scope.argument(number, at)
        if re.fullmatch(r"[A-Za-z_]\w*", name) and name not in ("BASH_SOURCE", "PWD", "RANDOM"):
            variable = self._scope.get(name, at)
            return scalar(variable) if variable is not None else None
        return self.simple(name, at)

    def _modified(
        self, node: Node, source: Source, at: Location, name: str, base: Pieces | None, rest: str
    ) -> Pieces:
        """``:-``, ``:=``, ``:?``, ``:+``, ``%``, ``#``, ``/``, ``^``, ``,`` and substrings."""
        found = re.match(r":?[-=?+]", rest)
        if found:
            operator = found.group()
            word = self._operand(node, source, node.children[1].end_byte + len(operator))
            if operator[0] != ":" and self._was_unset(name, at):
                base = None
            empty = base is None or (operator[0] == ":" and Word(base, at).literal == "")
            match operator[-1]:
                case "-":
                    return self._default(name, word, base, empty=empty)
                case "=":
                    word = self._default(name, word, base, empty=empty)
                    if empty:
                        self._scope.assign(name, Variable(word))
                    return word
                case "?":
                    return self._demanded(name, base, at)
                case _:
                    if not empty and operator[0] == ":" and _may_be_empty(base, at):
                        return (self._expand.hole(f"whether ${name} is empty is not known", at),)
                    return () if empty else word
        if base is None:
            base = self._unset(name, at)
        literal = Word(base, at).literal
        if literal is None:
            match base:
                case (Capture(reference=reference) as whole,) if (
                    rest == "##*/" and reference.attribute == "id"
                ):
                    return (replace(whole, reference=replace(reference, attribute="name")),)
            return (Hole(f"${{{name}{rest}}}({Word(base, at).label})", self._cause(base, at)),)
        operand = rest
        if any(mark in rest for mark in "$`"):
            start = node.children[1].end_byte
            known = Word(self._operand(node, source, start), at).literal
            if known is None:
                return (self._expand.hole(f"${{{name}{rest[:60]}}} is not known", at),)
            operand = known
        self._patterns += operand.count("*") > 1
        result = substitute(literal, operand) if self._patterns <= MAX_PATTERNS else None
        if result is None:
            return (self._expand.hole(f"${{{name}{rest[:60]}}} is not followed", at),)
        first = base[0] if base else None
        supposed = is_supposed(base)
        return (Chunk(result, first.at if isinstance(first, Chunk) else at, supposed),)

    def _was_unset(self, name: str, at: Location) -> bool:
        variable = self._scope.get(name, at) if re.fullmatch(r"[A-Za-z_]\w*", name) else None
        return variable is not None and variable.unset

    def _default(self, name: str, word: Pieces, base: Pieces | None, *, empty: bool) -> Pieces:
        """``${X:-text}``: the text holds unless something is given, which is supposed not to be."""
        if not empty:
            return base or ()
        if base is not None and not is_supposed(base):
            return word  # the script itself has set it to nothing
        if base is None and name.isdigit() and self._scope.positional is not None:
            return word  # the caller has not passed it
        of = f"${name}"
        return tuple(
            replace(piece, assumed=True, of=of) if isinstance(piece, Chunk) else piece for piece in word
        ) or (Chunk("", NOWHERE, True, of),)

    def _demanded(self, name: str, base: Pieces | None, at: Location) -> Pieces:
        """``${X:?}``: where it is empty the script has ended."""
        pieces = self._unset(name, at) if base is None else base
        label = Word(pieces, at).label
        if "@" not in label:
            self._scope.variables.set(FACT + f"-z {label}", Variable((Chunk("0", at),)))
        return pieces

    @staticmethod
    def _cause(pieces: Pieces, at: Location) -> Unknown:
        return Word(pieces, at).unknown or Unknown("it holds what only exists after creation", at)

    def _operand(self, node: Node, source: Source, start: int) -> Pieces:
        """What follows an operator, expanded."""
        pieces: list[Piece] = []
        position = start
        end = node.end_byte - 1
        for child in node.children:
            if child.start_byte < start or not child.is_named or child.end_byte > end:
                continue
            if child.start_byte > position:
                gap = source.between(position, child.start_byte)
                if gap.strip() or position > start:
                    pieces.append(Chunk(gap, source.at(child)))
            pieces.extend(self._expand.pieces(child, source))
            position = child.end_byte
        if end > position:
            pieces.append(Chunk(unescaped(source.between(position, end)), source.at(node)))
        return joined(tuple(pieces))

    def _length(self, name: str, at: Location) -> Pieces:
        array = re.fullmatch(r"([A-Za-z_]\w*)\[[@*]\]", name)
        variable = self._scope.get(array.group(1) if array else name, at)
        if array and variable is not None and variable.elements is not None:
            return (Chunk(str(len(variable.elements)), at),)
        if name in ("@", "*"):
            return self.simple("#", at)
        literal = Word(scalar(variable), at).literal if variable is not None and not array else None
        if literal is not None:
            return (Chunk(str(len(literal)), at),)
        return (self._expand.hole(f"the length of ${name} is not known", at),)

    def _indirect(self, name: str, at: Location) -> Pieces:
        found = re.fullmatch(r"[A-Za-z_]\w*", name)
        variable = self._scope.get(name, at) if found else None
        pointed = Word(scalar(variable), at).literal if variable else None
        if pointed and re.fullmatch(r"[A-Za-z_]\w*", pointed):
            return self.simple(pointed, at)
        return (self._expand.hole(f"${{!{name[:60]}}} is not known", at),)

    def _element(self, node: Node, source: Source, at: Location) -> Pieces | None:
        """``${ARR[1]}``."""
        found = re.fullmatch(r"([A-Za-z_]\w*)\[(.*)\]", source.text(node), re.DOTALL)
        if not found:
            return None
        name = found.group(1)
        if name == "BASH_SOURCE":
            return (Chunk(at.path, at),)
        variable = self._scope.get(name, at)
        index_node = node.child_by_field_name("index")
        index = self._expand.word(index_node, source) if index_node is not None else None
        if variable is None or index is None:
            return None
        if variable.elements is None:
            return variable.pieces if index.literal in ("0", "@", "*") else ()
        if index.literal in ("@", "*"):
            return spaced(variable.elements, at)
        if index.literal is None:
            return (self._expand.hole(f"an element of ${name} is not known", at),)
        if variable.keys is not None:
            if index.literal in variable.keys:
                return variable.elements[variable.keys.index(index.literal)].pieces
            return ()
        number = evaluate(index.literal, lambda each: self._number(each, at))
        if source.zsh and number is not None and number > 0:
            number -= 1  # zsh counts from one
        if number is None or not -len(variable.elements) <= number < len(variable.elements):
            return ()
        return variable.elements[number].pieces


def scalar(variable: Variable) -> Pieces:
    """A variable where one value is wanted: an array gives its first element."""
    if variable.elements is None:
        return variable.pieces
    return variable.elements[0].pieces if variable.elements else ()


def _may_be_empty(base: Pieces | None, at: Location) -> bool:
    """Whether a text of which something is unknown may turn out to be empty."""
    if base is None or Word(base, at).literal is not None:
        return False
    return not any(isinstance(piece, Capture) or (isinstance(piece, Chunk) and piece.text) for piece in base)
