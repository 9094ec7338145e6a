"""Expansion: a word of the script becomes one or several words of a command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from natpin.languages.shell.braces import MAX_WORDS, alternatives, sequence
from natpin.languages.shell.parameters import Parameters
from natpin.languages.shell.patterns import substitute
from natpin.languages.shell.scope import WRITTEN, Scope
from natpin.languages.shell.splitting import CONTINUED, escaped, split, unescaped
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Hole, Piece, Pieces, Word, is_supposed, joined, word_saying
from natpin.model.location import Location
from natpin.model.numbers import whole_number
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from natpin.languages.shell.tree import Source

MAX_DEPTH = 25
"""Nesting of expansions."""

_ESCAPE_QUOTED = re.compile(r"\\([$`\"\\])")
_SLICED = re.compile(r"\$\{([@*]|[A-Za-z_]\w*\[[@*]\]):(?![-=+?])([^:]{1,100}):?([^:]{0,100})\}")
"""``${NAME[@]:FIRST:LENGTH}``, both of them expressions."""
_EACH = re.compile(r"\$\{([@*]|[A-Za-z_]\w*\[[@*]\])([#%/^,][^$`]{0,80})\}")
"""``${NAME[@]/a/b}``: what is done to each element."""
_SPECIAL = re.compile(r"([*?\[\]\\()|!@+])")
_ARGUMENTS = ("$@", "$*", "${@}", "${*}")

_BRACED = ("word", "number", "brace_expression")
_WRITTEN = frozenset({"word", "number", "extglob_pattern", "test_operator", "variable_name", "regex"})
"""What is as it is written, but for backslashes."""
_QUOTED = {"string": 1, "translated_string": 2, "heredoc_body": 0}
"""What is text with expansions in it, and how many signs it begins with."""
_EXPANSIONS = frozenset({"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion"})
_BARE = ("word", "number")
"""Parts of a word that nothing quotes."""


class Expander:
    """Expands the words of one script."""

    def __init__(self, scope: Scope, substitution: Callable[[Node, Source], Pieces]) -> None:
        self._scope = scope
        self._substitution = substitution
        self._fresh = 0
        self._depth = 0
        self._parameters = Parameters(scope, self)

    # -- words -------------------------------------------------------------------------------------------------

    def words(self, node: Node, source: Source) -> list[Word]:
        """The words that an unquoted word gives: none, one or several."""
        at = source.at(node)
        if node.type == "word" and "{" not in (text := source.text(node)):
            return [word_saying(unescaped(text), at)]
        array = self._whole_array(node, source)
        if array is not None:
            if source.text(node).strip('"') in _ARGUMENTS:
                return array[:MAX_WORDS]  # an argument keeps the place where it was passed
            return [Word(word.pieces, at, word.splits) for word in array[:MAX_WORDS]]
        if node.type == "brace_expression":
            return [word_saying(text, at) for text in sequence(source.text(node))]
        quoted = node.type in ("string", "raw_string", "ansi_c_string", "translated_string")
        if quoted or node.type == "number":
            return [Word(self.pieces(node, source), at)]
        bare = node.type == "concatenation" and all(each.type in _BRACED for each in node.children)
        if bare and "{" in source.text(node):
            return [word_saying(unescaped(each), at) for each in alternatives(source.text(node))]
        marked = list(self._marked(node, source))
        if not marked and not source.zsh:
            return []  # `$X` of nothing, not quoted
        if not any(splits for _, splits in marked):
            text = "".join(piece.text for piece, _ in marked if isinstance(piece, Chunk))
            bare = node.type == "word" or (
                node.type == "concatenation" and all(child.type in _BARE for child in node.children)
            )
            if (
                "{" in text
                and "," in text
                and (bare or len(marked) < 3)
                and node.type in ("concatenation", "word")
            ):
                return [word_saying(each, at) for each in alternatives(text)]
            return [Word(joined(tuple(piece for piece, _ in marked)), at)]
        separators = self._scope.separators
        if separators is None:
            return [Word((self.hole("what IFS is is not known", at),), at, splits=True)]
        return split(marked, at, separators)

    def pattern(self, node: Node, source: Source) -> Word:
        """A word that stands for a pattern: what is quoted in it stands for itself."""
        parts = _concatenated(node) if node.type == "concatenation" else [node]
        pieces: list[Piece] = []
        for part in parts:
            quoted = part.type in ("string", "raw_string", "ansi_c_string", "translated_string")
            if not quoted:
                text = source.text(part)
                written = part.type in ("word", "extglob_pattern", "number")
                pieces.extend((Chunk(text, source.at(part)),) if written else self.pieces(part, source))
                continue
            pieces.extend(
                replace(piece, text=_SPECIAL.sub(r"\\\1", piece.text)) if isinstance(piece, Chunk) else piece
                for piece in self.pieces(part, source)
            )
        return Word(joined(tuple(pieces)), source.at(node))

    def value_of(self, name: str, at: Location) -> Pieces | None:
        """The value of a variable, an element or an argument; None where nothing is known of it."""
        return self._parameters.value_of(name, at)

    def number(self, text: str, at: Location) -> Chunk | None:
        """The value of an expression that assigns nothing; None where it is not known."""
        return self._parameters.number(text, at)

    def arithmetic(self, text: str, at: Location) -> Pieces:
        """Works out an expression, and sets what it sets."""
        return self._parameters.arithmetic(text, at)

    def value(self, node: Node | None, source: Source) -> Pieces:
        """A word as one value, as an assignment takes it: nothing is split."""
        return () if node is None else self.pieces(node, source)

    def word(self, node: Node, source: Source) -> Word:
        """A word as one word."""
        return Word(self.pieces(node, source), source.at(node))

    def _marked(self, node: Node, source: Source) -> Iterator[tuple[Piece, bool]]:
        """Pieces, each with whether the shell splits it at spaces."""
        parts = _concatenated(node) if node.type == "concatenation" else [node]
        for part in parts:
            splits = part.type in ("simple_expansion", "expansion", "command_substitution")
            if source.zsh and splits and part.type != "command_substitution":
                splits = _asks_to_split(source.text(part))
            for piece in self.pieces(part, source):
                yield piece, splits

    def _whole_array(self, node: Node, source: Source) -> list[Word] | None:
        """``"${ARR[@]}"``, ``"$@"`` and their unquoted kin: one word an element."""
        inner = node
        if node.type == "string":
            children = [child for child in node.children if child.is_named]
            if len(children) != 1 or children[0].start_byte != node.start_byte + 1:
                return None
            if children[0].end_byte != node.end_byte - 1:
                return None
            inner = children[0]
        text = source.text(inner).strip()
        at = source.at(node)
        if not text.startswith("$"):
            return None
        if text in _ARGUMENTS:
            return self._arguments(at) if node.type != "string" or "@" in text else None
        sliced = _SLICED.fullmatch(text)
        if sliced:
            return self._slice(sliced[1], sliced[2], sliced[3], at)
        each = _EACH.fullmatch(text)
        if each:
            name, operator = each.groups()
            words = self._arguments(at) if name in "@*" else self._elements(name.partition("[")[0], at)
            return [self._changed(word, operator, at) for word in words]
        if source.zsh and inner is node and (whole := re.fullmatch(r"\$\{?([A-Za-z_]\w*)\}?", text)):
            variable = self._scope.get(whole.group(1), at)
            return None if variable is None or variable.elements is None else list(variable.elements)
        found = re.fullmatch(r"\$\{(!?)([A-Za-z_]\w*)\[([@*])\]\}", text)
        if not found or (found.group(3) == "*" and node.type == "string" and not found.group(1)):
            return None
        if found.group(1):
            variable = self._scope.get(found.group(2), at)
            if variable is not None and variable.elements is not None:
                keys = variable.keys or tuple(str(number) for number in range(len(variable.elements)))
                return [word_saying(key, at) for key in keys]
        return self._elements(found.group(2), at)

    def _slice(self, name: str, first: str, length: str, at: Location) -> list[Word]:
        """Some of an array's elements, or of the arguments, which are counted from one."""
        words = self._arguments(at) if name in "@*" else self._elements(name.partition("[")[0], at)
        if any(word.literal is None for word in words) and len(words) == 1:
            return words
        start, count = (self._position(said, at) if said.strip() else None for said in (first, length))
        if start is None or (count is None and length.strip()) or (count or 0) < 0:
            return [Word((self.hole(f"which elements of {name} are meant is not known", at),), at)]
        start -= name in "@*" and start >= 0
        if start < -len(words):
            return []
        return words[max(start, 0) if start >= 0 else start :][:count]

    def _position(self, said: str, at: Location) -> int | None:
        number = self.number(said, at)
        return whole_number(number.text) if number is not None else None

    def _changed(self, word: Word, operator: str, at: Location) -> Word:
        """An element with what is done to each of them."""
        literal = word.literal
        made = substitute(literal, operator) if literal is not None else None
        if made is None:
            return Word((self.hole("what is made of each element is not known", at),), at)
        return Word((Chunk(made, at, is_supposed(word.pieces)),), at)

    def _arguments(self, at: Location) -> list[Word]:
        """``"$@"``"""
        if self._scope.positional is None:
            return [Word((self._scope.outside("@", at),), at)]
        return list(self._scope.positional)

    def _elements(self, name: str, at: Location) -> list[Word]:
        """``"${NAME[@]}"``"""
        variable = self._scope.get(name, at)
        if variable is None:
            return [Word((self._scope.outside(name, at),), at)]
        return list(variable.words(at))

    # -- pieces ------------------------------------------------------------------------------------------------

    def pieces(self, node: Node, source: Source) -> Pieces:
        """The text of a node, expanded."""
        at = source.at(node)
        if self._depth > MAX_DEPTH:
            return (self.hole("expansions are nested too deeply", at),)
        self._depth += 1
        try:
            return self._pieces(node, source, at)
        finally:
            self._depth -= 1

    def _pieces(self, node: Node, source: Source, at: Location) -> Pieces:
        kind = node.type
        if kind == "simple_expansion":
            return self._parameters.simple(source.text(node).lstrip()[1:], at)
        if kind in _WRITTEN:
            return (Chunk(unescaped(source.text(node)), at),)
        if kind in _QUOTED:
            return joined(tuple(self._string(node, source, kind)))
        if kind == "expansion":
            return self._parameters.expansion(node, source, at)
        if kind == "concatenation":
            if node.child_count > MAX_WORDS:
                return (self.hole("the text is too long to follow", at),)
            return joined(tuple(self._together(node, source)))
        return self._rarer(kind, node, source, at)

    def _rarer(self, kind: str, node: Node, source: Source, at: Location) -> Pieces:
        match kind:
            case "raw_string":
                return (Chunk(source.text(node)[1:-1], source.inside(node)),)
            case "ansi_c_string":
                return (Chunk(_ansi(source.text(node)[2:-1]), at),)
            case "command_substitution":
                text = source.text(node).strip()
                if text.startswith("$((") and text.endswith("))"):  # so tree-sitter-bash reads heredocs
                    return self._parameters.arithmetic(text[3:-2], at)
                return self._substitution(node, source)
            case "arithmetic_expansion":
                text = source.text(node).strip()
                return self._parameters.arithmetic(text[2:-1] if text.startswith("$[") else text[3:-2], at)
            case "brace_expression":
                return (Chunk(" ".join(sequence(source.text(node))), at),)
            case "process_substitution":
                return self._process(node, source, at)
        return (Chunk(source.text(node), at),)

    def _process(self, node: Node, source: Source, at: Location) -> Pieces:
        """``<(…)``: a file that holds what the commands print."""
        if source.text(node).startswith(">"):
            return (self.hole("what a process substitution gives is not followed", at),)
        path = f"/dev/fd/{at.line}-{at.column}"
        self._scope.variables.set(WRITTEN + path, Variable(self._substitution(node, source)))
        return (Chunk(path, at),)

    def _together(self, node: Node, source: Source) -> Iterator[Piece]:
        """Parts of one word. In ``${X:+--flag "$Y"}`` tree-sitter-bash counts several words as one: blanks stay."""
        position = node.start_byte
        for part in node.children:
            start = part.start_byte
            if start > position:
                yield Chunk(source.between(position, start), source.at(part))
            yield from self.pieces(part, source)
            position = part.end_byte

    def _string(self, node: Node, source: Source, kind: str) -> Iterator[Piece]:
        """A double-quoted string or a heredoc: what lies between its expansions is text, spaces and all."""
        quotes = _QUOTED[kind]
        first = position = node.start_byte + quotes
        end = node.end_byte - min(quotes, 1)
        for child in node.children:
            if child.type not in _EXPANSIONS:
                continue
            start = child.start_byte + source.leading_space(child)
            if start > position:
                yield self._text(position, start, node, source)
            yield from self.pieces(child, source)
            position = child.end_byte
        if end > position:
            yield self._text(position, end, node, source)
        elif position == first:
            yield Chunk("", source.inside(node))

    @staticmethod
    def _text(start: int, end: int, node: Node, source: Source) -> Chunk:
        text = source.between(start, end)
        if "\\" in text:
            text = _ESCAPE_QUOTED.sub(r"\1", CONTINUED.sub("", text))
        whole = start == node.start_byte + 1 and end == node.end_byte - 1
        return Chunk(text, source.inside(node) if whole else source.at(node))

    def hole(self, reason: str, at: Location) -> Hole:
        """A hole of its own, equal to no other."""
        self._fresh += 1
        return Hole(f"$({at.line}:{at.column}#{self._fresh})", Unknown(reason, at))


def _asks_to_split(text: str) -> bool:
    """zsh splits what is asked for: ``${=name}``, ``${(z)name}``, ``${(s: :)name}``, ``$=name``."""
    return text.startswith(("$=", "${=")) or bool(re.match(r"\$\{_[zsf]_", text))


def _concatenated(node: Node) -> list[Node]:
    return list(node.children)


def _ansi(text: str) -> str:
    return escaped(text)
