"""Expansion: a word of the script becomes one or several words of a command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from natpin.languages.shell.arithmetic import evaluate
from natpin.languages.shell.braces import MAX_WORDS, alternatives, sequence
from natpin.languages.shell.patterns import substitute
from natpin.languages.shell.scope import FACT, NAME, WRITTEN, Scope, Variable
from natpin.languages.shell.words import Capture, Chunk, Hole, Piece, Pieces, Word, joined
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from natpin.languages.shell.tree import Source

MAX_DEPTH = 25
"""Nesting of expansions."""

MAX_PATTERNS = 500
"""Patterns with several stars that one script may have matched: each costs the square of its text."""


_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPE_QUOTED = re.compile(r"\\([$`\"\\])")
_SLICED = re.compile(r"\$\{([@*]|[A-Za-z_]\w*\[[@*]\]):\s*(\d{1,6})(?:\s*:\s*(\d{1,6}))?\}")
_ARGUMENTS = ("$@", "$*", "${@}", "${*}")
_FLAGGED = re.compile(r"_([A-Za-z@])_([A-Za-z_]\w*)")
_CONTINUED = re.compile(r"\\\n")

_BARE = ("word", "number")
"""Parts of a word that nothing quotes."""


class Expander:
    """Expands the words of one script."""

    def __init__(self, scope: Scope, substitution: Callable[[Node, Source], Pieces]) -> None:
        self._scope = scope
        self._substitution = substitution
        self._fresh = 0
        self._depth = 0
        self._patterns = 0

    # -- words -------------------------------------------------------------------------------------------------

    def words(self, node: Node, source: Source) -> list[Word]:
        """The words that an unquoted word gives: none, one or several."""
        at = source.at(node)
        if node.type == "word" and "{" not in (text := source.text(node)):
            return [Word((Chunk(_unescaped(text), at),), at)]
        array = self._whole_array(node, source)
        if array is not None:
            if source.text(node).strip('"') in _ARGUMENTS:
                return array[:MAX_WORDS]  # an argument keeps the place where it was passed
            return [Word(word.pieces, at) for word in array[:MAX_WORDS]]
        if node.type == "brace_expression":
            return [Word((Chunk(text, at),), at) for text in sequence(source.text(node))]
        quoted = node.type in ("string", "raw_string", "ansi_c_string", "translated_string")
        if quoted or node.type == "number":
            return [Word(self.pieces(node, source), at)]
        marked = list(self._marked(node, source))
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
                return [Word((Chunk(each, at),), at) for each in alternatives(text)]
            return [Word(joined(tuple(piece for piece, _ in marked)), at)]
        return _split(marked, at)

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
            return self._arguments(at)
        sliced = _SLICED.fullmatch(text)
        if sliced:
            name, first, length = sliced.groups()
            words = self._arguments(at) if name in "@*" else self._elements(name.partition("[")[0], at)
            if any(word.literal is None for word in words) and len(words) == 1:
                return words
            start = int(first) - (name in "@*")
            return words[max(start, 0) :][: int(length) if length else None]
        if source.zsh and inner is node and (whole := re.fullmatch(r"\$\{?([A-Za-z_]\w*)\}?", text)):
            variable = self._scope.get(whole.group(1), at)
            return None if variable is None or variable.elements is None else list(variable.elements)
        found = re.fullmatch(r"\$\{(!?)([A-Za-z_]\w*)\[[@*]\]\}", text)
        if not found:
            return None
        if found.group(1):
            variable = self._scope.get(found.group(2), at)
            if variable is not None and variable.elements is not None:
                keys = variable.keys or tuple(str(number) for number in range(len(variable.elements)))
                return [Word((Chunk(key, at),), at) for key in keys]
        return self._elements(found.group(2), at)

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
        return [Word(variable.pieces, at)] if variable.elements is None else list(variable.elements)

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
        match node.type:
            case "word" | "number" | "extglob_pattern" | "test_operator" | "variable_name" | "regex":
                return (Chunk(_unescaped(source.text(node)), at),)
            case "raw_string":
                return (Chunk(source.text(node)[1:-1], _inside(at)),)
            case "ansi_c_string":
                return (Chunk(_ansi(source.text(node)[2:-1]), at),)
            case "string" | "translated_string" | "heredoc_body":
                return joined(tuple(self._string(node, source)))
            case "concatenation" if node.child_count > MAX_WORDS:
                return (self.hole("the text is too long to follow", at),)
            case "concatenation":
                return joined(tuple(self._together(node, source)))
            case "simple_expansion":
                return self._simple(source.text(node).lstrip()[1:], at)
            case "expansion":
                return self._expansion(node, source, at)
            case "command_substitution":
                return self._substitution(node, source)
            case "arithmetic_expansion":
                return self._arithmetic(source.text(node).strip().removeprefix("$((").removesuffix("))"), at)
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
        for part in _concatenated(node):
            if part.start_byte > position:
                yield Chunk(source.between(position, part.start_byte), source.at(part))
            yield from self.pieces(part, source)
            position = part.end_byte

    def _string(self, node: Node, source: Source) -> Iterator[Piece]:
        """A double-quoted string or a heredoc: what lies between its expansions is text, spaces and all."""
        quotes = 1 if node.type == "string" else 2 if node.type == "translated_string" else 0
        position = node.start_byte + quotes
        end = node.end_byte - min(quotes, 1)
        expansions = ("simple_expansion", "expansion", "command_substitution", "arithmetic_expansion")
        for child in node.children:
            if child.type not in expansions:
                continue
            start = child.start_byte + source.leading_space(child)
            if start > position:
                yield self._text(position, start, node, source)
            yield from self.pieces(child, source)
            position = child.end_byte
        if end > position:
            yield self._text(position, end, node, source)
        elif position == node.start_byte + quotes:
            yield Chunk("", _inside(source.at(node)))

    @staticmethod
    def _text(start: int, end: int, node: Node, source: Source) -> Chunk:
        text = _ESCAPE_QUOTED.sub(r"\1", _CONTINUED.sub("", source.between(start, end)))
        at = source.at(node)
        return Chunk(text, _inside(at) if start == node.start_byte + 1 and end == node.end_byte - 1 else at)

    def hole(self, reason: str, at: Location) -> Hole:
        """A hole of its own, equal to no other."""
        self._fresh += 1
        return Hole(f"$({at.line}:{at.column}#{self._fresh})", Unknown(reason, at))

    def _arithmetic(self, text: str, at: Location) -> Pieces:
        number = evaluate(text, lambda name: self._number(name, at))
        if number is None:
            return (self.hole(f"$(({text.strip()[:60]})) is not known", at),)
        return (Chunk(str(number), at),)

    def _number(self, name: str, at: Location) -> str | None:
        return Word(self._simple(name, at), at).literal

    # -- parameters --------------------------------------------------------------------------------------------

    def _simple(self, name: str, at: Location) -> Pieces:
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
                    return (self.hole("how many arguments are left is not known", at),)
                return (self._scope.outside("#" if gone == "0" else f"#-{gone}", at),)
            case "@" | "*":
                if self._scope.positional is None:
                    return (self._scope.outside("@", at),)
                return _spaced(self._scope.positional, at)
            case "0":
                named = self._scope.variables.get(NAME)
                return named.pieces if named is not None else (Chunk(at.path, at),)
            case "$" | "!" | "-" | "_" | "RANDOM" | "SECONDS" | "EPOCHSECONDS" | "UID" | "HOSTNAME" | "PPID":
                own = self._scope.get(name, at)
                if own is not None:
                    return own.pieces
                return (self.hole(f"${name} differs from run to run", at),)
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

    def _expansion(self, node: Node, source: Source, at: Location) -> Pieces:
        """``${…}``."""
        children = node.children[1:-1]
        text = source.text(node).lstrip()[2:-1]
        if text.startswith("#") and len(text) > 1:
            return self._length(text[1:], at)
        if text.startswith("!"):
            return self._indirect(text[1:], at)
        flagged = _FLAGGED.fullmatch(text)
        if flagged:  # zsh: `${(U)name}`, see `tree.Source`
            made = self._simple(flagged.group(2), at)
            return (
                made if flagged.group(1) in "zsf@ktP" else (self.hole("a flag of zsh is not followed", at),)
            )
        if not children:
            return self._simple(text.lstrip("=~^") if source.zsh else text, at)
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
            return (self.hole(f"which argument ${name} is after shift is not known", at),)
        return (self._scope.outside(first, at),)

    def _parameter(self, name: str, at: Location) -> Pieces | None:
        """A parameter's value; None for one that is not set."""
        number = digits(name)
        if number:
            return self._scope.argument(number, at)
        if re.fullmatch(r"[A-Za-z_]\w*", name) and name not in ("BASH_SOURCE", "PWD", "RANDOM"):
            variable = self._scope.get(name, at)
            return scalar(variable) if variable is not None else None
        return self._simple(name, at)

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
                    if not empty and operator[0] == ":" and self._may_be_empty(base, at):
                        return (self.hole(f"whether ${name} is empty is not known", at),)
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
                return (self.hole(f"${{{name}{rest[:60]}}} is not known", at),)
            operand = known
        self._patterns += operand.count("*") > 1
        result = substitute(literal, operand) if self._patterns <= MAX_PATTERNS else None
        if result is None:
            return (self.hole(f"${{{name}{rest[:60]}}} is not followed", at),)
        first = base[0] if base else None
        supposed = any(isinstance(piece, Chunk) and piece.assumed for piece in base)
        return (Chunk(result, first.at if isinstance(first, Chunk) else at, supposed),)

    def _was_unset(self, name: str, at: Location) -> bool:
        variable = self._scope.get(name, at) if re.fullmatch(r"[A-Za-z_]\w*", name) else None
        return variable is not None and variable.unset

    def _may_be_empty(self, base: Pieces | None, at: Location) -> bool:
        """Whether a text of which something is unknown may turn out to be empty."""
        return (
            base is not None
            and Word(base, at).literal is None
            and not any(
                isinstance(piece, Capture) or (isinstance(piece, Chunk) and piece.text) for piece in base
            )
        )

    def _default(self, name: str, word: Pieces, base: Pieces | None, *, empty: bool) -> Pieces:
        """``${X:-text}``: the text holds unless something is given, which is supposed not to be."""
        if not empty:
            return base or ()
        if base is not None and not any(isinstance(piece, Chunk) and piece.assumed for piece in base):
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
            pieces.extend(self.pieces(child, source))
            position = child.end_byte
        if end > position:
            pieces.append(Chunk(_unescaped(source.between(position, end)), source.at(node)))
        return joined(tuple(pieces))

    def _length(self, name: str, at: Location) -> Pieces:
        array = re.fullmatch(r"([A-Za-z_]\w*)\[[@*]\]", name)
        variable = self._scope.get(array.group(1) if array else name, at)
        if array and variable is not None and variable.elements is not None:
            return (Chunk(str(len(variable.elements)), at),)
        if name in ("@", "*"):
            return self._simple("#", at)
        literal = Word(scalar(variable), at).literal if variable is not None and not array else None
        if literal is not None:
            return (Chunk(str(len(literal)), at),)
        return (self.hole(f"the length of ${name} is not known", at),)

    def _indirect(self, name: str, at: Location) -> Pieces:
        found = re.fullmatch(r"[A-Za-z_]\w*", name)
        variable = self._scope.get(name, at) if found else None
        pointed = Word(scalar(variable), at).literal if variable else None
        if pointed and re.fullmatch(r"[A-Za-z_]\w*", pointed):
            return self._simple(pointed, at)
        return (self.hole(f"${{!{name[:60]}}} is not known", at),)

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
        index = self.word(index_node, source) if index_node is not None else None
        if variable is None or index is None:
            return None
        if variable.elements is None:
            return variable.pieces if index.literal in ("0", "@", "*") else ()
        if index.literal in ("@", "*"):
            return _spaced(variable.elements, at)
        if index.literal is None:
            return (self.hole(f"an element of ${name} is not known", at),)
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


def _asks_to_split(text: str) -> bool:
    """zsh splits what is asked for: ``${=name}``, ``${(z)name}``, ``${(s: :)name}``, ``$=name``."""
    return text.startswith(("$=", "${=")) or bool(re.match(r"\$\{_[zsf]_", text))


def scalar(variable: Variable) -> Pieces:
    """A variable where one value is wanted: an array gives its first element."""
    if variable.elements is None:
        return variable.pieces
    return variable.elements[0].pieces if variable.elements else ()


def _concatenated(node: Node) -> list[Node]:
    return list(node.children)


def _spaced(words: tuple[Word, ...], at: Location) -> Pieces:
    pieces: list[Piece] = []
    for number, word in enumerate(words[:MAX_WORDS]):
        if number:
            pieces.append(Chunk(" ", at))
        pieces.extend(word.pieces)
    return joined(tuple(pieces))


def split_text(pieces: Pieces, at: Location) -> list[Word]:
    """Pieces split at every space, as an unquoted expansion is."""
    return _split([(piece, True) for piece in pieces], at)


def _split(marked: list[tuple[Piece, bool]], at: Location) -> list[Word]:
    words: list[Word] = []
    current: list[Piece] = []
    started = may_split = False
    for piece, splits in marked:
        if not isinstance(piece, Chunk) or not splits:
            may_split = may_split or (splits and not current and isinstance(piece, Hole))
            current.append(piece)
            started = started or not (isinstance(piece, Chunk) and piece.text == "")
            continue
        parts = re.split(r"([ \t\n]+)", piece.text)
        for part in parts:
            if not part:
                continue
            if part.isspace():
                if started:
                    words.append(Word(tuple(current), at, may_split))
                current, started, may_split = [], False, False
            else:
                current.append(replace(piece, text=part))
                started = True
        if len(words) > MAX_WORDS:
            break
    if started:
        words.append(Word(tuple(current), at, may_split))
    return words


def _inside(at: Location) -> Location:
    """A quoted string's place without its quotes, when it stands on one line."""
    if at.line == at.end_line and at.end_column is not None and at.end_column - at.column >= 2:
        return replace(at, column=at.column + 1, end_column=at.end_column - 1)
    return at


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", _CONTINUED.sub("", text)) if "\\" in text else text


def _ansi(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\'", "'").replace("\\\\", "\\")
