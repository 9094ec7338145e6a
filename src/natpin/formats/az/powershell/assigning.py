"""What is set: variables, members, elements."""

from __future__ import annotations

from natpin.formats.az.powershell.basics import as_number
from natpin.formats.az.powershell.reading import Reading
from natpin.formats.az.powershell.values import (
    Body,
    Items,
    Nothing,
    Object,
    Thing,
    elements_of,
    label_of,
    literal,
    unknown,
)
from natpin.languages.powershell.tree import Cast as WrittenCast
from natpin.languages.powershell.tree import Elements as WrittenElements
from natpin.languages.powershell.tree import Expression, Index, Member, Variable
from natpin.model.location import Location
from natpin.model.value import Unknown


class Assigning(Reading):
    """What is set: variables, members, elements."""

    def assign(self, target: Expression, value: Thing, at: Location) -> None:
        """Set what an expression names."""
        match target:
            case Variable(name=name):
                if name.lower() not in ("null", "true", "false"):
                    type_of = self.memory.type_of(name)
                    if type_of is not None:
                        from natpin.formats.az.powershell.casting import cast

                        value = cast(type_of, value, at)
                    self.memory.set(name, value)
            case WrittenCast(operand=operand, type=type_):
                from natpin.formats.az.powershell.casting import cast

                if isinstance(operand, Variable):
                    self.memory.declare(operand.name, type_)
                self.assign(operand, cast(type_, value, at), at)
            case WrittenElements(elements=elements):
                self._assign_several(elements, value, at)
            case Member(target=inner, name=name):
                written = literal(self.evaluate(name))
                self._assign_member(self.evaluate(inner), written, value, at)
            case Index(target=inner, index=index):
                self._assign_index(inner, self.evaluate(index), value, at)
            case _:
                self.doubt_text("it is assigned to what is not followed", str(target), at)

    def _assign_several(self, targets: tuple[Expression, ...], value: Thing, at: Location) -> None:
        items = elements_of(value)
        for number, each in enumerate(targets):
            if number == len(targets) - 1 and (len(items.elements) > len(targets)):
                self.assign(each, Items(items.elements[number:], at, items.open), at)
            elif number < len(items.elements):
                self.assign(each, items.elements[number], at)
            elif items.open is not None:
                self.assign(each, unknown(f"{label_of(value)}[{number}]", items.open, at), at)
            else:
                self.assign(each, Nothing(at), at)

    def _assign_member(self, of: Thing, name: str | None, value: Thing, at: Location) -> None:
        if isinstance(of, Items) and of.open is None:
            for each in of.elements:
                self._assign_member(each, name, value, at)
            return
        if isinstance(of, Object):
            if name is None:
                body = self.memory.body(of)
                why = Unknown("a member whose name is not known was set", at)
                self.memory.write(of, Body(body.kind, {}, why))
            else:
                self.memory.change(of, name, value)
            return
        self.unknown_member_set(of, name, at)

    def unknown_member_set(self, of: Thing, name: str | None, at: Location) -> None:
        """A member is set of an object that is not known."""

    def _assign_index(self, target: Expression, index: Thing, value: Thing, at: Location) -> None:
        of = self.evaluate(target)
        if isinstance(of, Object):
            self._assign_member(of, literal(index), value, at)
            return
        number = as_number(index)
        if isinstance(of, Items) and isinstance(target, Variable):
            elements = list(of.elements)
            if isinstance(number, int) and -len(elements) <= number < len(elements):
                elements[number] = value
                self.memory.set(target.name, Items(tuple(elements), of.at, of.open))
            else:
                why = Unknown("an element that is not known was set", at)
                self.memory.set(target.name, Items((), of.at, why))
