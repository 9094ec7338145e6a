"""Members and elements of values."""

from __future__ import annotations

from natpin.formats.az.cli import lookup
from natpin.formats.az.powershell.basics import as_number
from natpin.formats.az.powershell.expressions import Expressions
from natpin.formats.az.powershell.values import (
    Items,
    Nothing,
    Number,
    Object,
    Text,
    Thing,
    Type,
    capture_of,
    hole_of,
    known,
    label_of,
    literal,
    of_elements,
    unknown,
)
from natpin.languages.shell.words import Hole
from natpin.model.location import Location
from natpin.model.value import Unknown


class Reading(Expressions):
    """Members and elements of values."""

    def member(self, of: Thing, name: str | None, at: Location, *, static: bool = False) -> Thing:
        """``$x.Name``"""
        if name is None:
            return unknown(f"{label_of(of)}.?", Unknown("which member is meant is not known", at), at)
        lowered = name.lower()
        if static or isinstance(of, Type):
            return self._static(of, lowered, at)
        match of:
            case Object():
                return self._object_member(of, name, at)
            case Items():
                return self._list_member(of, lowered, name, at)
            case Nothing():
                return of
            case Text():
                return self._text_member(of, lowered, name, at)
        if lowered in ("count", "length"):
            return Number(1, at)
        if lowered == "value":
            return of
        return Nothing(at)

    def _object_member(self, of: Object, name: str, at: Location) -> Thing:
        body = self.memory.body(of)
        found = body.entries.get(name.lower())
        if found is not None:
            return found.value
        match name.lower():
            case "keys":
                return Items(tuple(known(each.name, at) for each in body.entries.values()), at, body.open)
            case "values":
                return Items(tuple(each.value for each in body.entries.values()), at, body.open)
            case "count" | "length" if body.open is None:
                return Number(len(body.entries) if body.kind == "map" else 1, at)
        if body.open is not None:
            return unknown(f"{of.key}.{name.lower()}", body.open, at)
        return Nothing(at)

    def _list_member(self, of: Items, lowered: str, name: str, at: Location) -> Thing:
        if lowered in ("count", "length"):
            if of.open is None:
                return Number(len(of.elements), at)
            return unknown(f"{label_of(of)}.count", of.open, at)
        found = [self.member(each, name, at) for each in of.elements]
        return of_elements(Items(tuple(each for each in found if not isinstance(each, Nothing)), at, of.open))

    def _text_member(self, of: Text, lowered: str, name: str, at: Location) -> Thing:
        capture = capture_of(of)
        if capture is not None and not capture.reference.attribute:
            if lowered in ("count", "length"):
                return Number(1, at)
            return Text(lookup.pick_from(self.session.state, capture, name, at), at)
        text = literal(of)
        if lowered in ("length", "count"):
            if text is not None:
                return Number(len(text) if lowered == "length" else 1, at)
        elif text is not None:
            return Nothing(at)
        hole = next((piece for piece in of.pieces if isinstance(piece, Hole)), None)
        why = hole.why if hole is not None else Unknown(f"what `.{name}` is, is not known", at)
        label = f"{label_of(of)}.{lowered}"
        found = unknown(label, why, at, lookup=hole is not None and hole.lookup)
        return self._bound(found)

    def indexed(self, of: Thing, index: Thing, at: Location) -> Thing:
        """``$x[0]``, ``$map['key']``, ``$x[-1]``, ``$x[1..3]``"""
        if isinstance(of, Object):
            name = literal(index)
            return self.member(of, name, at)
        if isinstance(index, Items) and isinstance(of, Items):
            return Items(tuple(self.indexed(of, each, at) for each in index.elements), at, index.open)
        number = as_number(index)
        if isinstance(of, Items):
            if isinstance(number, int):
                place = number if number >= 0 else len(of.elements) + number
                certain = of.open is None or number >= 0
                if certain and 0 <= place < len(of.elements):
                    return of.elements[place]
                if of.open is None:
                    return Nothing(at)
            why = of.open or Unknown("which element is meant is not known", at)
            return unknown(f"{label_of(of)}[{label_of(index)}]", why, at)
        if isinstance(of, Nothing):
            return of
        text = literal(of)
        if text is not None and isinstance(number, int) and isinstance(of, Text):
            return known(text[number], at) if -len(text) <= number < len(text) else Nothing(at)
        capture = capture_of(of)
        if capture is not None:
            return of
        hole = hole_of(of)
        why = hole.why if hole is not None else Unknown("which element is meant is not known", at)
        return unknown(f"{label_of(of)}[{label_of(index)}]", why, at, lookup=hole is not None and hole.lookup)

    def _static(self, of: Thing, name: str, at: Location) -> Thing:
        type_ = of.name.lower().rpartition(".")[2] if isinstance(of, Type) else ""
        match type_, name:
            case "string", "empty":
                return known("", at)
            case "environment", "newline":
                return known("\n", at)
            case "int" | "int32", "maxvalue":
                return Number(2_147_483_647, at)
        return unknown(f"[{type_}]::{name}", Unknown(f"what `[{type_}]::{name}` is, is not known", at), at)
