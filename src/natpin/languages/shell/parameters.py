"""Parameters: what ``$NAME``, ``${NAME…}`` and ``$((…))`` stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from natpin.languages.shell.arithmetic import evaluate
from natpin.languages.shell.attributes import ATTRIBUTES, option, text_under
from natpin.languages.shell.folders import HERE
from natpin.languages.shell.patterns import substitute
from natpin.languages.shell.scope import FACT, NAME, Ended, Scope
from natpin.languages.shell.splitting import spaced, split_text, unescaped
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import (
    Capture,
    Chunk,
    Hole,
    Piece,
    Pieces,
    Word,
    is_supposed,
    joined,
    word_saying,
)
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from natpin.languages.shell.tree import Source

MAX_PATTERNS = 500
"""Patterns with several stars that one script may have matched: each costs the square of its text."""

_BASED = re.compile(r"#\$\{?([A-Za-z_]\w*)\}?")
"""``10#$n``"""
_LENGTHS = re.compile(r"\$\{#([A-Za-z_]\w*(?:\[[@*]\])?)\}")
_SETS = re.compile(
    r"([A-Za-z_]\w*)(?:\[[^\]]*\])?\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))|(?:\+\+|--)\s*([A-Za-z_]\w*)"
)
"""Variables that an expression sets."""
_NAME = re.compile(r"[A-Za-z_]\w*")
_FLAGGED = re.compile(r"_([A-Za-z@])_([A-Za-z_]\w*)")


_SPECIAL = frozenset(
    (
        "?",
        "#",
        "@",
        "*",
        "0",
        "$",
        "!",
        "-",
        "_",
        "RANDOM",
        "SECONDS",
        "EPOCHSECONDS",
        "UID",
        "HOSTNAME",
        "PPID",
        "PWD",
        "BASH_SOURCE",
    )
)
"""Parameters of the shell's own, and variables that it sets."""
_COMPUTED = frozenset({"BASH_SOURCE", "PWD", "RANDOM"})
"""Variables whose value the shell works out."""
_DIGITS = frozenset("0123456789")


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
        """``$((…))``: works it out, and sets what it sets."""
        made = self.number(text, at, sets=True)
        if made is not None:
            return (made,)
        for found in _SETS.finditer(text):
            self._set(found[1] or found[2], None, at)
        return (self._expand.hole(f"$(({text.strip()[:60]})) is not known", at),)

    def number(self, text: str, at: Location, *, sets: bool = False) -> Chunk | None:
        """The value of an expression, only supposed where one that it reads is; None where it is not known. ``sets``:
        it may assign."""
        assumed = False

        def read(pieces: Pieces | None) -> str | None:
            nonlocal assumed
            if pieces is None:
                return None
            assumed = assumed or is_supposed(pieces)
            return Word(pieces, at).literal

        def assign(name: str, number: int | None) -> None:
            self._set(name, None if number is None else Chunk(str(number), at, assumed), at)

        if "#" in text:
            text = _BASED.sub(lambda found: "#" + (read(self.value_of(found[1], at)) or "?"), text)
            text = _LENGTHS.sub(lambda found: read(self._length(found[1], at)) or "?", text)
        number = evaluate(text, lambda name: read(self.value_of(name, at)), assign if sets else None)
        return None if number is None else Chunk(str(number), at, assumed)

    def _set(self, name: str, number: Chunk | None, at: Location) -> None:
        name, bracket, _ = name.partition("[")
        if number is None or bracket:
            hole = self._expand.hole(f"the number {name} is not known", at)
            self._scope.assign(name, Variable((hole,)))
        else:
            self._scope.assign(name, Variable((number,)))

    def value_of(self, name: str, at: Location) -> Pieces | None:
        """The value of a variable, an element, an argument or ``$#``; None where nothing is known of it."""
        number = digits(name)
        if number is not None:
            return self._scope.argument(number, at) if number else None
        if name == "#":
            return self.simple("#", at)
        name, bracket, index = name.removesuffix("]").partition("[")
        variable = self._scope.get(name, at)
        if variable is None:
            return None
        if not bracket:
            return scalar(variable)
        return self._at_index(name, variable, word_saying(index, at), at) or ()

    def simple(self, name: str, at: Location) -> Pieces:
        """``$NAME``, ``$1``, ``$?`` and the like."""
        if name in _SPECIAL and (found := self._special(name, at)) is not None:
            return found
        number = digits(name) if name[:1] in _DIGITS else None
        if number is not None:
            argument = self._scope.argument(number, at)
            return argument if argument is not None else self._unset(name, at)
        variable = self._scope.get(name, at)
        if variable is None:
            return (self._scope.outside(name, at),)
        if variable.unset:
            self._demands_set(at)
        return scalar(variable)

    def _special(self, name: str, at: Location) -> Pieces | None:
        """Parameters of the shell's own."""
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
                return self._joined(self._scope.positional, at)
            case "0":
                named = self._scope.variables.get(NAME)
                return named.pieces if named is not None else (Chunk(f"{HERE}{at.path}", at),)
            case "$" | "!" | "-" | "_" | "RANDOM" | "SECONDS" | "EPOCHSECONDS" | "UID" | "HOSTNAME" | "PPID":
                own = self._scope.get(name, at)
                if own is not None:
                    return own.pieces
                return (self._expand.hole(f"${name} differs from run to run", at),)
            case "PWD":
                return (Chunk(self._scope.folders.said, at),)
            case "BASH_SOURCE":
                return (Chunk(f"{HERE}{at.path}", at),)
        return None

    def _demands_set(self, at: Location) -> None:
        """``set -u``: what is surely not set ends the script."""
        if option("nounset", self._scope.variables) is True:
            raise Ended(at)

    def expansion(self, node: Node, source: Source, at: Location) -> Pieces:
        """``${…}``."""
        children = node.children[1:-1]
        text = source.text(node).lstrip()[2:-1]
        if text.isidentifier() and text.isascii() and text[0] != "_" and text not in _COMPUTED:
            variable = self._scope.get(text, at)  # `${NAME}`, nearly always
            return scalar(variable) if variable is not None else (self._scope.outside(text, at),)
        if text.startswith("#") and len(text) > 1:
            return self._length(text[1:], at)
        if text.startswith("!"):
            return self._indirect(text[1:], at)
        flagged = _FLAGGED.fullmatch(text) if text.startswith("_") else None
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
        rest = text[len(name) :]
        if target.type == "subscript":
            base = self._element(target, source, at)
            if base is None and self._scope.get(name.partition("[")[0], at) is not None:
                if not rest:
                    return ()
                return self._modified(node, source, at, name, (), rest, gone=True)
        else:
            base = self._parameter(name, at)
        if not rest:
            return base if base is not None else self._unset(name, at)
        return self._modified(node, source, at, name, base, rest)

    def _unset(self, name: str, at: Location) -> Pieces:
        """What stands for a variable or an argument that the script has not set."""
        number = digits(name)
        if number is None:
            return (self._scope.outside(name, at),)
        if self._scope.positional is not None:
            self._demands_set(at)
            return ()
        first = self._scope.argument_name(number)
        if not first.isdigit():
            return (self._expand.hole(f"which argument ${name} is after shift is not known", at),)
        return (self._scope.outside(first, at),)

    def _parameter(self, name: str, at: Location) -> Pieces | None:
        """A parameter's value; None for one that is not set."""
        if _NAME.fullmatch(name) and name not in _COMPUTED:
            variable = self._scope.get(name, at)
            return scalar(variable) if variable is not None else None
        number = digits(name)
        if number:
            return self._scope.argument(number, at)
        return self.simple(name, at)

    def _modified(
        self,
        node: Node,
        source: Source,
        at: Location,
        name: str,
        base: Pieces | None,
        rest: str,
        *,
        gone: bool = False,
    ) -> Pieces:
        """``:-``, ``:=``, ``:?``, ``:+``, ``%``, ``#``, ``/``, ``^``, ``,`` and substrings. ``gone``: an element that a
        known array does not have."""
        found = re.match(r":?[-=?+]", rest)
        if found:
            operator = found.group()
            word = self._operand(node, source, node.children[1].end_byte + len(operator))
            gone = gone or self._was_unset(name, at)
            empty = base is None or gone or (operator[0] == ":" and Word(base, at).literal == "")
            base = () if gone else base
            match operator[-1]:
                case "-":
                    return self._default(name, word, base, empty=empty)
                case "=":
                    word = self._default(name, word, base, empty=empty)
                    if empty:
                        self._scope.assign(name, Variable(word))
                    return word
                case "?":
                    if empty and base is not None and not is_supposed(base):
                        raise Ended(at)
                    return self._demanded(name, base, at)
                case _:
                    if not empty and operator[0] == ":" and _may_be_empty(base, at):
                        return (self._one_way_or_none(name, word, at),)
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
        variable = self._scope.get(name, at) if _NAME.fullmatch(name) else None
        return variable is not None and variable.unset

    def _default(self, name: str, word: Pieces, base: Pieces | None, *, empty: bool) -> Pieces:
        """``${X:-text}``: the text holds unless something is given, which is supposed not to be."""
        if not empty:
            whole = base[0] if base is not None and len(base) == 1 else None
            if isinstance(whole, Hole) and not whole.unset and not whole.lookup and word:
                return (self._or_default(name, whole, word),)
            return base or ()
        if base is not None and not is_supposed(base):
            return word  # the script itself has set it to nothing
        if base is None and name.isdigit() and self._scope.positional is not None:
            return word  # the caller has not passed it
        of = f"${name}"
        return tuple(
            replace(piece, assumed=True, of=of) if isinstance(piece, Chunk) else piece for piece in word
        ) or (Chunk("", NOWHERE, True, of),)

    def _one_way_or_none(self, name: str, word: Pieces, at: Location) -> Hole:
        """``${NAME:+text}`` where nobody knows whether something is in it: the words of the text, or none."""
        own = self._scope.holes.get(name)
        shown = own.label if own else f"${name}"
        hole = self._expand.hole(f"whether {shown} is empty is not known", at)
        label = own.label if own else f"${{{name.partition('[')[0]}:+…}}"
        return replace(hole, label=f"{label}@{hole.label}", ways=_ways_or_none(word, at))

    @staticmethod
    def _or_default(name: str, base: Hole, word: Pieces) -> Hole:
        """What stands for ``${X:-text}`` where X may turn out to be empty: that is another text than X alone."""
        default = Word(word, NOWHERE)
        if base.choices and "" not in base.choices:
            return base
        choices: tuple[str, ...] = ()
        if base.choices and default.literal is not None:
            choices = tuple(dict.fromkeys(each or default.literal for each in base.choices))
        return replace(base, label=f"${{{name}:-{default.label}}}({base.label})", choices=choices)

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
            return (Chunk(str(len(literal)), at, variable is not None and is_supposed(scalar(variable))),)
        return (self._expand.hole(f"the length of ${name} is not known", at),)

    def _indirect(self, name: str, at: Location) -> Pieces:
        found = re.fullmatch(r"[A-Za-z_]\w*", name)
        if name == "#" and self._scope.positional:
            return self._scope.positional[-1].pieces
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
        if index.literal in ("@", "*"):
            return variable.pieces if variable.elements is None else self._joined(variable.elements, at)
        return self._at_index(name, variable, index, at, zsh=source.zsh)

    def _joined(self, words: tuple[Word, ...], at: Location) -> Pieces:
        """``"${NAME[*]}"``: the elements with the first sign of IFS between them."""
        mark = self._scope.separator
        return (
            (self._expand.hole("what IFS is is not known", at),) if mark is None else spaced(words, at, mark)
        )

    def _at_index(
        self, name: str, variable: Variable, index: Word, at: Location, *, zsh: bool = False
    ) -> Pieces | None:
        """An element; None where there is none."""
        if index.literal is None:
            return (self._expand.hole(f"an element of ${name} is not known", at),)
        associative = "A" in (text_under(ATTRIBUTES + name, self._scope.variables) or "")
        if associative or (variable.keys is not None and not all(key.isdecimal() for key in variable.keys)):
            keys = variable.keys or ()
            if index.literal in keys and variable.elements is not None:
                return variable.elements[keys.index(index.literal)].pieces
            return None if variable.elements is not None else variable.pieces or None
        made = self.number(index.literal, at)
        number = None if made is None else int(made.text)
        if number is None:
            return (self._expand.hole(f"an element of ${name} is not known", at),)
        if variable.elements is None:
            return variable.pieces if number == 0 else None
        if zsh and number > 0:
            number -= 1  # zsh counts from one
        if variable.keys is not None:
            wanted = str(number if number >= 0 else number + 1 + max(map(int, variable.keys), default=-1))
            return variable.elements[variable.keys.index(wanted)].pieces if wanted in variable.keys else None
        if not -len(variable.elements) <= number < len(variable.elements):
            return None
        return variable.elements[number].pieces


def scalar(variable: Variable) -> Pieces:
    """A variable where one value is wanted: an array gives its first element."""
    if variable.elements is None:
        return variable.pieces
    return variable.elements[0].pieces if variable.elements else ()


def _ways_or_none(word: Pieces, at: Location) -> tuple[tuple[Word, ...], ...]:
    """The words of a text that may be there, and none: of an array, those of each way that leads here."""
    match word:
        case ():
            return ()
        case (Hole(listed=True, ways=ways),):
            return (*ways, ()) if ways else ()
    return (tuple(split_text(word, at)), ())


def _may_be_empty(base: Pieces | None, at: Location) -> bool:
    """Whether a text of which something is unknown may turn out to be empty."""
    if base is None or Word(base, at).literal is not None:
        return False
    return not any(isinstance(piece, Capture) or (isinstance(piece, Chunk) and piece.text) for piece in base)
