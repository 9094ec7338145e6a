"""Members, indexes and methods of values, and the static ones of .NET that scripts use."""

from __future__ import annotations

import re

from natpin.formats.az.powershell.assigning import Assigning
from natpin.formats.az.powershell.basics import as_number
from natpin.formats.az.powershell.operators import binary, equals
from natpin.formats.az.powershell.texts import joined_by, pieces_split, substituted
from natpin.formats.az.powershell.values import (
    Body,
    Code,
    Entry,
    Items,
    Nothing,
    Number,
    Object,
    Text,
    Thing,
    Truth,
    Type,
    both,
    elements_of,
    hole_of,
    items_of,
    known,
    label_of,
    literal,
    of_elements,
    truth,
    unknown,
)
from natpin.languages.powershell.tree import Expression, Index, Member, Variable
from natpin.languages.shell.words import Chunk, Status, is_supposed, supposed
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

_LISTS = ("list", "arraylist", "collection", "queue", "stack", "hashset")
_CHANGING = ("add", "addrange", "insert", "remove", "removeat", "removeall", "clear")
"""Methods that change a list where it stands."""
_MAPS = ("hashtable", "dictionary", "ordereddictionary", "sortedlist")


class Members(Assigning):
    """Evaluates members."""

    # -- reading -----------------------------------------------------------------------------------------------

    # -- writing -----------------------------------------------------------------------------------------------

    # -- methods -----------------------------------------------------------------------------------------------

    def invoked(self, member: Member, arguments: tuple[Thing, ...], at: Location) -> Thing:
        """``$x.Method(…)``"""
        name = (literal(self.evaluate(member.name)) or "").lower()
        of = self.evaluate(member.target)
        if member.static or isinstance(of, Type):
            return self._static_call(of, name, arguments, at)
        match of:
            case Items():
                found = self._list_call(member.target, of, name, arguments, at)
            case Object():
                found = self._object_call(of, name, arguments, at)
            case Code(block=block):
                found = of_elements(self.gathered(lambda: self.call_block(block, arguments, None, at), at))
            case Text() if name in _CHANGING and isinstance(member.target, Member) and literal(of) is None:
                why = Unknown("what a list held that is changed is not known", at)
                found = self._list_call(member.target, Items((), at, why), name, arguments, at)
            case Text() | Number() | Truth():
                found = self._text_call(of, name, arguments, at)
            case _:
                found = None
        if found is not None:
            return found
        self._told(arguments, at)
        hole = hole_of(of)
        why = hole.why if hole is not None else Unknown(f"what `.{name}()` gives is not known", at)
        return unknown(f"$(.{name}@{at.line}:{at.column})", why, at)

    def _text_call(self, of: Thing, name: str, arguments: tuple[Thing, ...], at: Location) -> Thing | None:
        if name in ("tostring", "gettype", "clone", "getawaiter", "getresult") and not arguments:
            return of if name != "gettype" else None
        if not isinstance(of, Text):
            return None
        text = literal(of)
        given = [literal(each) for each in arguments]
        if name == "trim" and not arguments and text is None:
            return _trimmed(of)
        if name == "replace" and len(given) == 2 and given[0]:
            return substituted(of, re.escape(given[0]), arguments[1], at, cased=True)
        if name == "split" and given and given[0]:
            pattern = f"[{re.escape(given[0])}]" if len(given[0]) < 40 else re.escape(given[0])
            parts = pieces_split(of, pattern, at, cased=True)
            return None if parts is None else items_of(parts, at)
        if name == "equals" and arguments:
            return equals(of, arguments[0], at, True)
        if name in ("foreach", "where"):
            return self._list_call(None, Items((of,), at), name, arguments, at)
        if text is None or None in given:
            if name in ("startswith", "endswith", "contains"):
                return Truth(
                    Status.MAYBE, at, f"{label_of(of)}.{name}({', '.join(map(label_of, arguments))})"
                )
            return of if name in ("tolower", "toupper", "tolowerinvariant", "toupperinvariant") else None
        return _known_text_call(text, name, [each or "" for each in given], arguments, of, at)

    def _list_call(
        self, target: Expression | None, of: Items, name: str, arguments: tuple[Thing, ...], at: Location
    ) -> Thing | None:
        match name:
            case "add" | "addrange" | "push" | "enqueue" | "insert" if arguments:
                more = elements_of(arguments[-1]) if name == "addrange" else Items((arguments[-1],), at)
                grown = both(of, more, of.at)
                if name == "insert":
                    grown = replace(grown, elements=(*more.elements, *of.elements))
                self._changed(target, grown, at)
                return Nothing(at)
            case "remove" | "removeat" | "clear" | "pop" | "dequeue" | "sort" | "reverse" | "removeall":
                why = Unknown("the list was changed in a way that is not followed", at)
                changed = Items((), of.at, None if name == "clear" else why)
                self._changed(target, changed, at)
                return Nothing(at) if name == "clear" else None
            case "contains" | "indexof":
                found = binary("-contains", of, arguments[0], at) if arguments else None
                return found if name == "contains" else None
            case "toarray" | "getenumerator" | "tolist":
                return of
            case "foreach" | "where" if arguments and isinstance(arguments[0], Code):
                block = arguments[0].block
                run = self.for_each if name == "foreach" else self.where
                return self.gathered(lambda: run(block, of, at), at)
            case "trim" | "tolower" | "toupper" | "tostring" | "replace" | "split" | "trimend" | "trimstart":
                each_ = [self._text_call(each, name, arguments, at) for each in of.elements]
                if None not in each_:
                    return Items(tuple(each for each in each_ if each is not None), at, of.open)
        return None

    def for_each(self, block: object, items: Items, at: Location) -> None:
        """Run a block for each element."""
        raise NotImplementedError

    def where(self, block: object, items: Items, at: Location) -> None:
        """Emit the elements for which a block holds."""
        raise NotImplementedError

    def _changed(self, target: Expression | None, items: Items, at: Location) -> None:
        if isinstance(target, Variable):
            self.memory.set_where_it_is(target.name, items)
        elif target is not None and isinstance(target, Member | Index):
            self.assign(target, items, at)

    def _object_call(self, of: Object, name: str, arguments: tuple[Thing, ...], at: Location) -> Thing | None:
        body = self.memory.body(of)
        key = literal(arguments[0]) if arguments else None
        match name:
            case "containskey" | "contains":
                if key is not None and key.lower() in body.entries:
                    return truth(True, at)
                return truth(False, at) if key is not None and body.open is None else Truth(Status.MAYBE, at)
            case "add" | "set_item" if len(arguments) == 2:
                self._assign_member(of, key, arguments[1], at)
                return Nothing(at)
            case "remove" if key is not None:
                kept = {each: entry for each, entry in body.entries.items() if each != key.lower()}
                self.memory.write(of, replace(body, entries=kept))
                return Nothing(at)
            case "clear":
                self.memory.write(of, Body(body.kind))
                return Nothing(at)
            case "clone":
                return self.memory.make(body, at)
            case "getenumerator":
                return self.pairs(of, at)
            case "get_item" | "item" if key is not None:
                return self.member(of, key, at)
            case "tostring":
                return None
        found = body.entries.get(name)
        if found is not None and isinstance(found.value, Code):
            block = found.value.block
            return of_elements(self.gathered(lambda: self.call_block(block, arguments, None, at), at))
        return None

    def pairs(self, of: Object, at: Location) -> Items:
        """The pairs of a hashtable."""
        body = self.memory.body(of)
        found = []
        for each in body.entries.values():
            key = known(each.name, at)
            entries = {
                "key": Entry("Key", key),
                "name": Entry("Name", key),
                "value": Entry("Value", each.value),
            }
            found.append(self.memory.make(Body("object", entries), at))
        return Items(tuple(found), at, body.open)

    # -- statics -----------------------------------------------------------------------------------------------

    def _static_call(self, of: Thing, name: str, arguments: tuple[Thing, ...], at: Location) -> Thing:
        type_ = (
            of.name.lower().partition("[")[0].partition("`")[0].rpartition(".")[2]
            if isinstance(of, Type)
            else ""
        )
        first = arguments[0] if arguments else Nothing(at)
        match type_, name:
            case "string", "isnullorempty" | "isnullorwhitespace":
                return self._is_blank(first, name, at)
            case "string", "join" if len(arguments) >= 2:
                rest = arguments[1] if len(arguments) == 2 else Items(arguments[1:], at)
                return joined_by(rest, first, at)
            case "string", "format":
                rest = arguments[1] if len(arguments) == 2 else Items(arguments[1:], at)
                return binary("-f", first, rest, at)
            case "string", "concat":
                return joined_by(Items(arguments, at), known("", at), at)
            case "environment", "getenvironmentvariable" if (text := literal(first)) is not None:
                return self.variable(f"env:{text}", at)
            case "environment", "setenvironmentvariable" if len(arguments) >= 2:
                self.memory.set_environment(first, arguments[1], at)
                return Nothing(at)
            case "path", "combine" | "join":
                return self.joined_path(arguments, at)
            case "math", "max" | "min" if len(arguments) == 2:
                one, other = as_number(first), as_number(arguments[1])
                if one is not None and other is not None:
                    return Number(max(one, other) if name == "max" else min(one, other), at)
            case "regex", "replace" if len(arguments) == 3:
                return binary("-replace", first, Items(arguments[1:], at), at)
            case "regex", "match" | "ismatch" if len(arguments) >= 2 and name == "ismatch":
                return binary("-cmatch", first, arguments[1], at)
            case "scriptblock", "create" if arguments:
                return self.parsed_block(first, at)
            case "convert", "toint32" | "toboolean" | "tostring":
                from natpin.formats.az.powershell.casting import cast

                return cast({"toint32": "int", "toboolean": "bool", "tostring": "string"}[name], first, at)
            case _, "new" if type_ in _LISTS:
                return elements_of(first) if isinstance(first, Items) else Items((), at)
            case _, "new" if type_ in _MAPS:
                return self.memory.make(Body("map"), at)
        if type_ not in ("console", "debug", "trace"):
            self._told(arguments, at)
        label = f"$([{type_}]::{name}@{at.line}:{at.column})"
        return unknown(label, Unknown(f"what `[{type_}]::{name}` gives is not known", at), at)

    def _told(self, arguments: tuple[Thing, ...], at: Location) -> None:
        """Text with commands of az that is given to something that is not followed."""
        self.doubt_text("commands of az are given to a method", " ".join(map(label_of, arguments)), at)

    def joined_path(self, parts: tuple[Thing, ...], at: Location) -> Thing:
        """A path of several parts."""
        found = [each for each in parts if not isinstance(each, Nothing) and literal(each) != ""]
        return joined_by(Items(tuple(found), at), known("/", at), at)

    def parsed_block(self, text: Thing, at: Location) -> Thing:
        """A script block made of text."""
        raise NotImplementedError

    def _is_blank(self, thing: Thing, name: str, at: Location) -> Thing:
        from natpin.formats.az.powershell.operators import negate

        text = literal(thing)
        if text is not None and isinstance(thing, Text):
            blank = not text.strip() if name == "isnullorwhitespace" else not text
            assumed = is_supposed(thing.pieces)
            return Truth(supposed(blank, certain=not assumed), at)
        if isinstance(thing, Number | Truth | Object):
            return truth(False, at)
        return negate(self.true(thing))


def _trimmed(of: Text) -> Text:
    pieces = list(of.pieces)
    first, last = pieces[0], pieces[-1]
    if isinstance(first, Chunk):
        pieces[0] = replace(first, text=first.text.lstrip())
    last = pieces[-1]
    if isinstance(last, Chunk):
        pieces[-1] = replace(last, text=last.text.rstrip())
    return replace(of, pieces=tuple(pieces))


def _known_text_call(
    text: str, name: str, given: list[str], arguments: tuple[Thing, ...], of: Text, at: Location
) -> Thing | None:
    """A method of known text."""
    assumed = is_supposed(of.pieces)

    def made(result: str) -> Text:
        return known(result, of.at, assumed=assumed)

    def held(holds: bool) -> Truth:
        return Truth(supposed(holds, certain=not assumed), at)

    match name, len(given):
        case "trim", 0:
            return made(text.strip())
        case "trim", 1:
            return made(text.strip(given[0]))
        case "trimend", _:
            return made(text.rstrip(given[0] if given else None))
        case "trimstart", _:
            return made(text.lstrip(given[0] if given else None))
        case "tolower" | "tolowerinvariant", _:
            return made(text.lower())
        case "toupper" | "toupperinvariant", _:
            return made(text.upper())
        case "startswith", n if n:
            return held(text.startswith(given[0]))
        case "endswith", n if n:
            return held(text.endswith(given[0]))
        case "contains", n if n:
            return held(given[0] in text)
        case "indexof", 1:
            return Number(text.find(given[0]), at)
        case "lastindexof", 1:
            return Number(text.rfind(given[0]), at)
        case "substring", 1 | 2:
            numbers = [as_number(each) for each in arguments]
            if all(isinstance(each, int) and each >= 0 for each in numbers):
                start = int(numbers[0] or 0)
                stop = start + int(numbers[1] or 0) if len(numbers) > 1 else len(text)
                return made(text[start:stop])
        case "padleft", 1 | 2:
            width = as_number(arguments[0])
            if isinstance(width, int) and 0 <= width <= 200:
                return made(text.rjust(width, given[1][:1] if len(given) > 1 and given[1] else " "))
    return None
