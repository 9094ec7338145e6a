"""What stands where the ways of a script meet again."""

from __future__ import annotations

from natpin.formats.az.powershell.values import (
    Body,
    Entry,
    Items,
    Nothing,
    Number,
    Object,
    Text,
    Thing,
    label_of,
    literal,
    pieces_of,
    word_of,
)
from natpin.languages.shell.words import Hole, Status
from natpin.model.record import replace
from natpin.model.value import Unknown

MAX_CHOICES = 8


def either(name: str, outcomes: list[object | None], cause: Unknown) -> object | None:
    """What stands under a name that the ways left different."""
    first = outcomes[0]
    for outcome in outcomes:
        if outcome is not first and outcome != first:
            break
    else:
        return first
    if name.startswith(("\0fact:", "\0bound:", "\0alias:")):
        return None
    if name.startswith("\0file:"):  # what it holds depends on the way
        return Items((), cause.at, cause)
    if name.startswith("\0named:"):
        return max(each for each in outcomes if isinstance(each, int))
    if name == "\0status":
        return Status.MAYBE
    if name.startswith("\0function:"):
        several: dict[object, None] = {}
        for each in outcomes:
            several.update(dict.fromkeys(each if isinstance(each, tuple) else (each,)))
        several.pop(None, None)
        return tuple(several)
    shown = "$" + name.rpartition(":")[2] if "\0" not in name else f"$(…{name.rpartition(':')[2]})"
    if any(isinstance(each, Body) for each in outcomes):
        return _either_body([each for each in outcomes if isinstance(each, Body)], shown, cause)
    if name.startswith("\0sink:"):
        empty = Items((), cause.at)
        return _either_items([each if isinstance(each, Items) else empty for each in outcomes], shown, cause)
    things = [Nothing(cause.at) if each is None else each for each in outcomes]
    return either_thing(things, shown, cause)  # type: ignore[arg-type]


def either_thing(things: list[Thing], shown: str, cause: Unknown) -> Thing:
    """One of several things."""
    first = things[0]
    for each in things:
        if each is not first and each != first:
            break
    else:
        return first
    labels = {(type(each), label_of(each)) for each in things}
    if len(labels) == 1 and not isinstance(first, Object):
        return first
    if all(isinstance(each, Items) for each in things):
        return _either_items([each for each in things if isinstance(each, Items)], shown, cause)
    hole = Hole(f"{shown}@{cause.at.line}:{cause.at.column}", cause)
    if all(isinstance(each, Text) for each in things):
        shared = []
        for pieces in zip(*(pieces_of(each) for each in things), strict=False):
            if any(piece != pieces[0] for piece in pieces):
                break
            shared.append(pieces[0])
        if shared:
            return Text((*shared, hole), cause.at)
    choices = [literal(each) for each in things]
    if None not in choices and len(set(choices)) <= MAX_CHOICES:
        hole = replace(hole, choices=tuple(dict.fromkeys(each or "" for each in choices)))
    return Text((hole,), cause.at)


def _either_items(lists: list[Items], shown: str, cause: Unknown) -> Items:
    why = next((each.open for each in lists if each.open is not None), None)
    lengths = {len(each.elements) for each in lists}
    shortest = min(lengths)
    if len(lengths) == 1:
        columns = zip(*(each.elements for each in lists), strict=True)
        return Items(tuple(either_thing(list(column), shown, cause) for column in columns), lists[0].at, why)
    same = 0
    while same < shortest and all(each.elements[same] == lists[0].elements[same] for each in lists):
        same += 1
    return Items(
        lists[0].elements[:same], lists[0].at, why or cause, more=_further(lists, same, shown, cause)
    )


def _further(lists: list[Items], same: int, shown: str, cause: Unknown) -> tuple[Hole, ...]:
    """The words that each way adds behind those that all have; none where that is not known."""
    before = lists[0].more
    if any(each.more != before or (each.open is not None and not each.more) for each in lists):
        return ()
    rests = [each.elements[same:] for each in lists]
    if len(rests) > MAX_CHOICES or any(not isinstance(one, Text | Number) for rest in rests for one in rest):
        return ()
    ways = tuple(tuple(word_of(one) for one in rest) for rest in rests)
    return (*before, Hole(f"{shown}@{cause.at.line}:{cause.at.column}", cause, ways=ways))


def _either_body(bodies: list[Body], shown: str, cause: Unknown) -> Body:
    names = dict.fromkeys(name for body in bodies for name in body.entries)
    entries: dict[str, Entry] = {}
    for name in names:
        found = [body.entries.get(name) for body in bodies]
        written = next(each.name for each in found if each is not None)
        things = [Nothing(cause.at) if each is None else each.value for each in found]
        entries[name] = Entry(written, either_thing(things, f"{shown}.{written}", cause))
    why = next((body.open for body in bodies if body.open is not None), None)
    return Body(bodies[0].kind, entries, why)
