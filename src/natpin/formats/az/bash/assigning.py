"""Assignments: text, arrays, elements, declarations, arithmetic."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from natpin.formats.az.bash.base import MAX_ROUNDS
from natpin.formats.az.bash.environment import (
    all_are_told,
    export_unseen,
    listed,
    may_hold_inputs,
    names_itself,
    set_unseen,
)
from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.work import PIECES_A_STEP, TooMuch
from natpin.formats.az.worlds import ENDS, Outcome
from natpin.languages.shell.attributes import (
    ATTRIBUTES,
    EXPORTED,
    REFERS,
    meant,
    option,
    text_under,
)
from natpin.languages.shell.scope import EXPORTED_FUNCTION
from natpin.languages.shell.tree import Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Hole, Pieces, Status, Word, is_supposed, joined, supposed
from natpin.model.location import Location
from natpin.model.numbers import digits, whole_number
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node


_NAME = re.compile(r"[A-Za-z_]\w*")
MAX_ELEMENTS = MAX_ROUNDS * 8
"""Of an array: those after them are left out. More than any loop is followed over."""


class Assigning(Machine):
    """Variables get values."""

    _last_status: Status
    _substituted: bool

    def _assigned(self, node: Node, source: Source) -> Outcome:
        """An assignment as a command: its status is that of the last ``$(…)`` in it."""
        self._last_status, self._substituted = Status.YES, False
        self._assign(node, source)
        if not self._substituted:
            self._tell(Status.YES, source.at(node))
        return ENDS[self._last_status]

    def _assign(self, node: Node, source: Source) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        text = source.text(name)
        variables = self.scope.variables
        if option("allexport", variables) is not False:
            variables.set(EXPORTED + text, Variable())
        adds = source.between(name.end_byte, name.end_byte + 1) == "+"
        if name.type == "subscript":
            self._assign_element(text, name, self._expander.value(value, source), source, adds=adds)
            return
        before = self.scope.get(text, source.at(node)) if adds else None
        if value is not None and value.type == "array":
            self._assign_array(text, value, before, source)
            return
        pieces = self._expander.value(value, source)
        if len(pieces) >= PIECES_A_STEP and not self._step(len(pieces) // PIECES_A_STEP):
            raise TooMuch(source.at(node))
        if not adds and variables.get(REFERS + text) is None and variables.get(ATTRIBUTES + text) is None:
            variables.set(text, Variable(self.scope.kept(text, pieces)))  # nothing was declared of it
            return
        counts = "i" in self._attributes(text)
        if counts and adds:  # it adds numbers
            plus = (Chunk("+(", source.at(node)), *pieces, Chunk(")", source.at(node)))
            pieces = plus if any(not isinstance(p, Chunk) or p.text for p in pieces) else pieces
            pieces = (
                pieces
                if before is None or before.pieces or before.elements
                else (Chunk("0", source.at(node)), *pieces)
            )
        if before is not None:
            if before.elements is not None:
                pieces = joined(before.elements[0].pieces + pieces) if before.elements else pieces
            else:
                pieces = joined(before.pieces + pieces)
        elif adds:
            pieces = joined((self.scope.outside(text, source.at(node)), *pieces))
        if counts:
            at = source.at(node)
            literal = Word(pieces, at).literal
            written = "?" if literal is None else literal or "0"
            number = self._expander.number(written, at)
            if number is not None:
                pieces = (replace(number, assumed=number.assumed or is_supposed(pieces)),)
        self.scope.assign(text, Variable(self.scope.kept(text, pieces)))

    def _assign_array(self, name: str, node: Node, before: Variable | None, source: Source) -> None:
        there = before.words(source.at(node)) if before is not None else ()
        words: list[Word] = []
        keys: list[str] = list(before.keys or ()) if before is not None else []
        for child in node.children:
            if not child.is_named or child.type == "comment":
                continue
            keyed = self._keyed(child, source)
            if keyed is not None:
                keys.append(keyed[0])
                words.append(keyed[1])
            else:
                words.extend(self._expander.words(child, source))
        whole = (*there, *words) if len(there) < MAX_ELEMENTS else there  # one that is full is not made anew
        if before is not None and before.keys and "A" not in self._attributes(name):
            while len(keys) < len(there) + len(words) and all(key.isdecimal() for key in keys):
                keys.append(str(max(map(int, keys)) + 1))
        known = tuple(keys) if keys and len(keys) == len(there) + len(words) else None
        self.scope.assign(name, Variable(elements=whole[:MAX_ELEMENTS], keys=known))

    def _keyed(self, node: Node, source: Source) -> tuple[str, Word] | None:
        """``[key]=value`` in an associative array."""
        text = source.text(node)
        if not text.startswith("[") or "]=" not in text:
            return None
        word = self._expander.word(node, source)
        literal = word.literal
        if literal is not None:
            key, _, rest = literal[1:].partition("]=")
            rest = rest[1:-1] if len(rest) > 1 and rest[0] == rest[-1] and rest[0] in "\"'" else rest
            return key.strip("\"'"), Word((Chunk(rest, word.place),), word.at)
        first = word.pieces[0]
        if isinstance(first, Chunk) and "]=" in first.text:
            key, _, rest = first.text[1:].partition("]=")
            pieces = (
                (Chunk(rest.strip("\"'"), first.at), *word.pieces[1:])
                if rest.strip("\"'")
                else word.pieces[1:]
            )
            return key.strip("\"'"), Word(pieces, word.at)
        return None

    def _assign_element(self, text: str, node: Node, pieces: Pieces, source: Source, *, adds: bool) -> None:
        name, _, index = text.removesuffix("]").partition("[")
        at = source.at(node)
        variable = self.scope.get(name, at)
        elements = list(variable.elements or ()) if variable is not None else []
        if not self.session.work.step(len(elements) // PIECES_A_STEP):  # the array is made anew
            raise TooMuch(at)
        keys = list(variable.keys or ()) if variable is not None else []
        word = Word(pieces, at)
        inner = node.child_by_field_name("index")
        known = self._expander.word(inner, source).literal if inner is not None else index
        if "A" not in self._attributes(name) and (known is None or digits(known) is None):
            known = self._position(index, len(elements), keys, at)
        if known is None:
            hole = Hole(f"${name}[]@{at}", Unknown(f"which element of ${name} is set is not known", at))
            self.scope.assign(name, Variable((hole,)))
            return
        index = known.strip("\"'")
        position = digits(index)
        if (
            position is not None
            and not keys
            and position <= len(elements)
            and "A" not in self._attributes(name)
        ):
            if source.zsh and position > 0:
                position -= 1
            if adds and position < len(elements):
                word = Word(joined(elements[position].pieces + pieces), at)
            elements[position : position + 1] = [word]
            self.scope.assign(name, Variable(elements=tuple(elements)))
        elif position is not None and not keys and "A" not in self._attributes(name):
            # an array with a gap: its numbers are its keys
            keys = [*map(str, range(len(elements))), str(position)]
            self.scope.assign(name, Variable(elements=(*elements, word), keys=tuple(keys)))
        elif len(keys) == len(elements):
            if index in keys:
                elements[keys.index(index)] = word
            else:
                keys.append(index)
                elements.append(word)
            self.scope.assign(name, Variable(elements=tuple(elements), keys=tuple(keys)))
        else:  # keys that are not known may be any of them
            why = Unknown(f"which element of ${name} is set is not known", at)
            self.scope.assign(name, Variable((Hole(f"${name}[]@{at}", why),)))

    def _position(self, index: str, count: int, keys: list[str], at: Location) -> str | None:
        """The index of an array's element, which is an expression (Bash manual, "Arrays"); one below zero counts from the
        end. None where it is not known."""
        number = self._expander.number(index, at)
        position = whole_number(number.text) if number is not None else None
        if position is None or position >= 0:
            return None if position is None else str(position)
        end = count if not keys else max(map(int, filter(str.isdecimal, keys)), default=-1) + 1
        return str(end + position) if end + position >= 0 else None

    def _attributes(self, name: str) -> str:
        return text_under(ATTRIBUTES + meant(name, self.scope.variables), self.scope.variables) or ""

    def _declare(self, node: Node, source: Source) -> Outcome:
        local = bool(self._locals) and source.text(node.children[0]) in ("local", "declare", "typeset")
        flags = [
            source.text(child) for child in node.children[1:] if source.text(child).startswith(("-", "+"))
        ]
        if any("g" in flag for flag in flags):
            local = False
        letters = {letter for flag in flags if flag.startswith("-") for letter in flag[1:]}
        if node.children[0].type == "readonly":
            letters.add("r")
        if "f" in letters:
            for child in node.children[1:]:
                if node.children[0].type == "export" and not source.text(child).startswith("-"):
                    self.scope.variables.set(EXPORTED_FUNCTION + source.text(child), Variable())
            return Outcome()
        for child in node.children[1:]:
            if child.type not in ("variable_assignment", "variable_name", "word"):
                if (node.children[0].type == "export" or "x" in letters) and child.is_named:
                    self._exported_word(source.text(child), source.at(child))
                continue
            named = child.child_by_field_name("name") if child.type == "variable_assignment" else child
            if named is None:
                continue
            name = source.text(named)
            if not _NAME.fullmatch(name):
                continue
            if local:
                self._make_local(name)
            elif "n" in letters and node.children[0].type != "export":
                self.scope.variables.set(ATTRIBUTES + name, None)
            if "n" in letters and node.children[0].type != "export":
                self._refer(name, child, source)
                continue
            kept = "".join(sorted(letters & set("luiA")))
            gone = {letter for flag in flags if flag.startswith("+") for letter in flag[1:]}
            had = self.scope.variables.get(ATTRIBUTES + name)
            held = text_under(ATTRIBUTES + name, self.scope.variables)
            if gone and held is not None:  # `+u` takes that one alone; nothing takes `-r` away
                kept = "".join(sorted((set(held) - (gone - {"r"})) | set(kept)))
                self.scope.variables.set(ATTRIBUTES + name, Variable((Chunk(kept, source.at(child)),)))
            elif kept and not (gone and had is not None):
                self.scope.variables.set(ATTRIBUTES + name, Variable((Chunk(kept, source.at(child)),)))
            if node.children[0].type == "export" or "x" in letters:
                off = any("n" in flag for flag in flags) or any(flag.startswith("+") for flag in flags)
                self.scope.variables.set(EXPORTED + name, None if off else Variable())
            if child.type == "variable_assignment":
                self._assign(child, source)
            elif local:
                self.scope.assign(name, Variable())
            if "r" in letters:
                self.scope.variables.set(ATTRIBUTES + name, Variable((Chunk(f"{kept}r", source.at(child)),)))
        return Outcome()

    def _exported_word(self, written: str, at: Location) -> None:
        """A word after ``export`` that is worked out: ``$(grep -v '^#' .env | xargs)``."""
        if names_itself(written):
            return
        told = partial(self._settings, self.scope.folder)
        names = listed(written, told)
        set_unseen(self.scope, names, f"`export {written[:50]}`", at)
        for name in names:
            self.scope.variables.set(EXPORTED + name, Variable())
        if may_hold_inputs(written, told):
            export_unseen(self.scope, f"`export {written[:60]}`", at)
        if not all_are_told(written, told):
            self._may_set_any(f"`export {written[:50]}`", at)

    def _make_local(self, name: str) -> None:
        """What a function declares is its own; what it hides comes back when it ends."""
        for key in (name, ATTRIBUTES + name, REFERS + name):
            self._locals[-1].setdefault(key, self.scope.variables.get(key))
        self.scope.variables.set(ATTRIBUTES + name, None)
        self.scope.variables.set(REFERS + name, None)

    def _refer(self, name: str, node: Node, source: Source) -> None:
        """``declare -n NAME=OTHER``: another name for a variable; what is not known to be one is told."""
        at = source.at(node)
        value = node.child_by_field_name("value") if node.type == "variable_assignment" else None
        other = Word(self._expander.value(value, source), at).literal if value is not None else None
        self.scope.variables.set(REFERS + name, None)
        if other is not None and _NAME.fullmatch(other) and other != name:
            self.scope.variables.set(REFERS + name, Variable((Chunk(other, at),)))
            return
        why = Unknown(f"{name} is another name for a variable that is not known", at)
        self.scope.variables.set(name, Variable((Hole(f"${name}@{at}", why),)))

    # -- arithmetic --------------------------------------------------------------------------------------------

    def _counted(self, text: str, node: Node, source: Source) -> Status:
        """``((n++))``, ``((n < 3))``, ``let n+=1``: does what it says, and holds where it is not zero."""
        at = source.at(node)
        return self._arithmetic(text, at)

    def _arithmetic(self, text: str, at: Location) -> Status:
        """Works an expression out, and sets what it sets."""
        pieces = self._expander.arithmetic(text, at)
        number = Word(pieces, at).literal
        return Status.MAYBE if number is None else supposed(number != "0", certain=not is_supposed(pieces))
