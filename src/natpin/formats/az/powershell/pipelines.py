"""Cmdlets that choose from, change and count what comes through a pipeline."""

from __future__ import annotations

from natpin.formats.az.powershell.basics import as_number
from natpin.formats.az.powershell.binding import Given
from natpin.formats.az.powershell.operators import binary
from natpin.formats.az.powershell.programs import Programs
from natpin.formats.az.powershell.values import (
    Body,
    Code,
    Entry,
    Items,
    Nothing,
    Number,
    Thing,
    Truth,
    elements_of,
    literal,
    of_elements,
    unknown,
)
from natpin.languages.powershell.tree import Command
from natpin.model.value import Unknown

_COMPARISONS = frozenset(
    f"{case}{name}"
    for case in ("", "c", "i")
    for name in [
        "eq",
        "ne",
        "gt",
        "ge",
        "lt",
        "le",
        "like",
        "notlike",
        "match",
        "notmatch",
        "contains",
        "notcontains",
        "in",
        "notin",
        "is",
        "isnot",
    ]
)


class Pipelines(Programs):
    """Cmdlets that choose from, change and count what comes through a pipeline."""

    def _foreach_object(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        items = stdin or elements_of(given.get("inputobject") or Nothing(at))
        blocks = [each for each in given.positional if isinstance(each, Code)]
        named = given.get("process", "parallel")
        before, after = given.get("begin"), given.get("end")
        if isinstance(named, Code):
            blocks = [named]
        if len(blocks) > 1:
            before, after = blocks[0], blocks[2] if len(blocks) > 2 else None
            blocks = [blocks[1]]
        for each in (before,):
            if isinstance(each, Code):
                self.call_block(each.block, (), None, at, own_scope=False)
        if blocks:
            self.for_each(blocks[0].block, items, at)
        else:
            member = given.get("membername") or (given.positional[0] if given.positional else None)
            name = literal(member) if member is not None else None
            for element in items.elements:
                self.memory.emit(self.member(element, name, at))
            if items.open is not None:
                self.memory.emit(Items((), at, items.open))
        if isinstance(after, Code):
            self.call_block(after.block, (), None, at, own_scope=False)

    def _where_object(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        items = stdin or elements_of(given.get("inputobject") or Nothing(at))
        block = given.get("filterscript") or next(
            (each for each in given.positional if isinstance(each, Code)), None
        )
        if isinstance(block, Code):
            self.where(block.block, items, at)
            return
        member = given.get("property") or (given.positional[0] if given.positional else None)
        name = literal(member) if member is not None else None
        operator = next((each for each in given.named if each in _COMPARISONS), None)
        wanted = given.named[operator] if operator else None
        value = given.get("value")
        if value is not None:
            wanted = value
        elif isinstance(wanted, Truth) and len(given.positional) > 1:
            wanted = given.positional[1]
        kept: list[Thing] = []
        why = items.open
        for each in items.elements:
            of = self.member(each, name, at)
            found = of if operator is None else binary(f"-{operator}", of, wanted or Nothing(at), at)
            decided = self.true(found)
            status = ~decided.status if "not" in given.named else decided.status
            if status.holds is None:
                why = why or Unknown("whether an element is chosen is not known", at)
            elif status.holds:
                kept.append(each)
        self.memory.emit(Items(tuple(kept), at, why))

    def _select_object(self, command: Command, given: Given, stdin: Items | None) -> None:
        at = command.at
        items = stdin or elements_of(given.get("inputobject") or Nothing(at))
        expand = given.get("expandproperty")
        count = given.get("first")
        last = given.get("last")
        skip = given.get("skip")
        elements, why = items.elements, items.open
        for limit, kind in ((skip, "skip"), (count, "first"), (last, "last")):
            number = as_number(limit) if limit is not None else None
            if limit is None:
                continue
            if not isinstance(number, int) or number < 0:
                elements, why = (), why or Unknown("how many are chosen is not known", at)
            elif kind == "skip":
                elements = elements[number:]
            elif kind == "first":
                why = None if len(elements) >= number else why
                elements = elements[:number]
            else:
                elements = elements[-number:] if why is None else ()
        if given.get("index") is not None and expand is None:
            picked = self.indexed(Items(elements, at, why), given.get("index") or Nothing(at), at)
            elements, why = (picked,), None
        if expand is not None:
            name = literal(expand)
            elements = tuple(self.member(each, name, at) for each in elements)
        if given.get("unique") is not None:
            elements = tuple(dict.fromkeys(elements))
        self.memory.emit(Items(elements, at, why))

    def _passed_on(self, command: Command, given: Given, stdin: Items | None) -> None:
        """What comes in goes out."""
        items = stdin
        if items is None:
            value = given.get("inputobject") or (given.positional[0] if len(given.positional) == 1 else None)
            items = elements_of(value) if value is not None else Items(tuple(given.positional), command.at)
        name = given.get("variable")
        if name is not None and (text := literal(name)):
            self.memory.set(text, of_elements(items))
        self.memory.emit(items)

    def _sorted(self, command: Command, given: Given, stdin: Items | None) -> None:
        items = stdin or Items((), command.at)
        texts = [literal(each) for each in items.elements]
        if len(items.elements) > 1 and (given.positional or None in texts or items.open is not None):
            why = Unknown("in which order they come is not known", command.at)
            self.memory.emit(Items((), command.at, items.open or why) if items.open else items)
            return
        numbers = [as_number(each) for each in items.elements]
        key: list[object] = (
            [
                number if isinstance(items.elements[0], Number) else (text or "").lower()
                for number, text in zip(numbers, texts, strict=True)
            ]
            if items.elements
            else []
        )
        order = sorted(range(len(key)), key=lambda number: key[number], reverse="descending" in given.named)  # type: ignore[arg-type, return-value]
        elements = tuple(items.elements[number] for number in order)
        if "unique" in given.named:
            elements = tuple({literal(each): each for each in elements}.values())
        self.memory.emit(Items(elements, command.at))

    def _measured(self, command: Command, given: Given, stdin: Items | None) -> None:
        items = stdin or Items((), command.at)
        count: Thing = Number(len(items.elements), command.at)
        if items.open is not None:
            count = unknown(f"$(Count@{command.at.line})", items.open, command.at)
        why = Unknown("what Measure-Object gives is not known", command.at)
        self.memory.emit(self.memory.make(Body("object", {"count": Entry("Count", count)}, why), command.at))
