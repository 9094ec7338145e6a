"""PowerShell's operators on values (about_Operators, about_Comparison_Operators, about_Split, about_Join)."""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.az.powershell.arithmetic import _add, _range, _reckon
from natpin.formats.az.powershell.basics import as_number, regex, wildcard
from natpin.formats.az.powershell.texts import (
    _format,
    _replace,
    joined_by,
    split,
)
from natpin.formats.az.powershell.values import (
    Items,
    Nothing,
    Number,
    Object,
    Text,
    Thing,
    Truth,
    Type,
    elements_of,
    hole_of,
    is_true,
    label_of,
    literal,
    truth,
)
from natpin.languages.shell.words import Capture, Chunk, Hole, Status, is_supposed, supposed
from natpin.model.location import Location
from natpin.model.value import Unknown


def binary(operator: str, left: Thing, right: Thing, at: Location) -> Thing:
    """An operator on two values."""
    match operator:
        case "+":
            return _add(left, right, at)
        case "-" | "*" | "/" | "%" | "-band" | "-bor" | "-bxor" | "-shl" | "-shr":
            return _reckon(operator, left, right, at)
        case "..":
            return _range(left, right, at)
        case "-f":
            return _format(left, right, at)
        case "-join":
            return joined_by(left, right, at)
        case "-as":
            from natpin.formats.az.powershell.casting import cast

            return cast(right.name, left, at) if isinstance(right, Type) else Nothing(at)
    if isinstance(left, Truth) and left.label.startswith(EXIT):
        found = _of_exit(operator.removeprefix("-").lstrip("ci"), left, right, at)
        if found is not None:
            return found
    name = operator[1:]
    cased = name in _CASED
    name = name[1:] if name[:1] in "ci" and name[1:] in _NAMES else name
    match name:
        case "split":
            return split(left, right, at, cased=cased)
        case "replace":
            return _replace(left, right, at, cased=cased)
        case "contains" | "notcontains":
            return _negated(_holds(left, right, at, cased=cased), at, name.startswith("not"))
        case "in" | "notin":
            return _negated(_holds(right, left, at, cased=cased), at, name.startswith("not"))
        case "is" | "isnot":
            return _negated(_is(left, right, at), at, name == "isnot")
    test, negated = _TESTS[name]
    if isinstance(left, Items):
        return _filtered(left, lambda each: _negated(test(each, right, at, cased), at, negated), at)
    return _negated(test(left, right, at, cased), at, negated)


_NAMES = frozenset(
    [
        "eq",
        "ne",
        "ge",
        "gt",
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
        "replace",
        "split",
    ]
)
_CASED = frozenset(f"c{name}" for name in _NAMES)


EXIT = "\0exit"
"""The label of a command's exit code: a truth that holds where it is zero."""
_CODES: dict[str, Callable[[float], tuple[bool, bool | None]]] = {
    "eq": lambda code: (code == 0, None if code else False),
    "ne": lambda code: (code != 0, None if code else True),
    "gt": lambda code: (code < 0, True if code <= 0 else None),
    "ge": lambda code: (code <= 0, True if code <= 1 else None),
    "lt": lambda code: (code > 0, None if code > 0 else False),
    "le": lambda code: (code >= 0, None if code > 0 else False),
}
"""What a comparison with a number gives after success, and after failure."""


def _of_exit(name: str, left: Truth, right: Thing, at: Location) -> Truth | None:
    """``$LASTEXITCODE -ne 0``"""
    code = as_number(right)
    if code is None or name not in _CODES:
        return None
    well, badly = _CODES[name](code)
    if left.status.holds is None:
        return Truth(Status.MAYBE, at)
    if left.status.holds:
        return Truth(supposed(well, certain=left.status.certain), at)
    return Truth(Status.MAYBE if badly is None else supposed(badly, certain=left.status.certain), at)


def opposite(label: str) -> str:
    """The label of the contrary."""
    return label[1:] if label.startswith("!") else f"!{label}" if label else ""


def negate(thing: Truth) -> Truth:
    """The contrary of a truth."""
    return Truth(~thing.status, thing.at, opposite(thing.label))


def _negated(thing: Truth, at: Location, contrary: bool) -> Truth:
    return negate(thing) if contrary else thing


def _filtered(items: Items, test: Callable[[Thing], Truth], at: Location) -> Thing:
    """A comparison with a list on its left keeps the elements for which it holds."""
    kept: list[Thing] = []
    why = items.open
    for each in items.elements:
        found = test(each)
        if found.status.holds is None:
            why = why or Unknown("whether a comparison holds is not known", at)
        elif found.status.holds:
            kept.append(each)
    return Items(tuple(kept), at, why)


# -- comparisons -----------------------------------------------------------------------------------------------


def equals(left: Thing, right: Thing, at: Location, cased: bool = False) -> Truth:
    """``-eq``, of single values."""
    if isinstance(left, Truth) or (isinstance(right, Truth) and isinstance(left, Number | Nothing | Truth)):
        return _same_truth(left, right, at)
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        other = right if isinstance(left, Nothing) else left
        return _is_nothing(other, at)
    if isinstance(left, Object) or isinstance(right, Object):
        return truth(left == right, at)
    if isinstance(left, Number):
        number = as_number(right)
        if number is not None:
            return truth(left.value == number, at)
    first, second = literal(left), literal(right)
    if first is not None and second is not None:
        if (
            isinstance(right, Number)
            and (parsed := as_number(left)) is not None
            and not isinstance(left, Text)
        ):
            return truth(parsed == right.value, at)
        same = first == second if cased else first.lower() == second.lower()
        return Truth(supposed(same, certain=not (_assumed(left) or _assumed(right))), at)
    for one, text in ((left, second), (right, first)):
        if text == "":
            return _is_empty(one, at)
        hole = hole_of(one)
        choices = hole.choices if hole is not None else ()
        if text is not None and choices and text.lower() not in [each.lower() for each in choices]:
            return truth(False, at)
    if first is None and second is None and label_of(left) == label_of(right):
        return truth(True, at)
    return Truth(
        Status.MAYBE, at, f"{label_of(left)} = {label_of(right).lower() if not cased else label_of(right)}"
    )


def _assumed(thing: Thing) -> bool:
    return isinstance(thing, Text) and is_supposed(thing.pieces)


def _same_truth(left: Thing, right: Thing, at: Location) -> Truth:
    one, other = is_true(left), is_true(right)
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return truth(isinstance(left, Nothing) and isinstance(right, Nothing), at)
    if one.holds is None or other.holds is None:
        open_, fixed = (left, other) if one.holds is None else (right, one)
        label = label_of(open_)
        if fixed.holds is None:
            return Truth(Status.MAYBE, at, f"{label_of(left)} = {label_of(right)}")
        return Truth(Status.MAYBE, at, label if fixed.holds else opposite(label))
    return Truth(supposed(one.holds == other.holds, certain=one.certain and other.certain), at)


def _is_nothing(other: Thing, at: Location) -> Truth:
    match other:
        case Nothing():
            return truth(True, at)
        case Text(pieces=(Capture(created=created),)):
            return Truth(supposed(not created, certain=created), at)
        case Text(pieces=(Hole(lookup=True),)):
            return Truth(Status.LIKELY, at)
        case Text(pieces=(Hole(label=label),)):
            return Truth(Status.MAYBE, at, f"!{label}")
        case Text(pieces=()):
            return truth(True, at)
        case Object(there=there):
            return Truth(~there, at)
    return truth(False, at)


def _is_empty(thing: Thing, at: Location) -> Truth:
    status = is_true(thing)
    hole = hole_of(thing)
    if status is Status.MAYBE and hole is not None:
        return Truth(Status.MAYBE, at, f"!{hole.label}")
    return Truth(~status, at)


def _ordered(compare: Callable[[float], bool]) -> Callable[[Thing, Thing, Location, bool], Truth]:
    def test(left: Thing, right: Thing, at: Location, cased: bool) -> Truth:
        one, other = as_number(left), as_number(right)
        first, second = literal(left), literal(right)
        if isinstance(left, Text) and isinstance(right, Number) and one is not None:
            # the left side decides: a text is compared as text, so that 10 comes before 9
            if not all(text is not None and text.isascii() and text.isdecimal() for text in (first, second)):
                return Truth(Status.MAYBE, at)
        elif (
            one is not None and other is not None and (isinstance(left, Number) or isinstance(right, Number))
        ):
            return truth(compare(one - other), at)
        if first is not None and second is not None and not isinstance(left, Number):
            first, second = first.lower(), second.lower()
            return truth(compare((first > second) - (first < second)), at)
        return Truth(Status.MAYBE, at)

    return test


def _like(left: Thing, right: Thing, at: Location, cased: bool) -> Truth:
    text, pattern = literal(left), literal(right)
    if text is None or pattern is None:
        return Truth(Status.MAYBE, at, f"{label_of(left)} like {label_of(right).lower()}")
    if pattern.count("*") > 6 or len(text) > 2_000:
        return Truth(Status.MAYBE, at)
    return Truth(supposed(wildcard(pattern, text, cased=cased), certain=not _assumed(left)), at)


def _match(left: Thing, right: Thing, at: Location, cased: bool) -> Truth:
    text, pattern = literal(left), literal(right)
    compiled = regex(pattern, text, cased=cased) if pattern is not None and text is not None else None
    if compiled is None or text is None:
        return Truth(Status.MAYBE, at, f"{label_of(left)} match {label_of(right)}")
    return Truth(supposed(compiled.search(text) is not None, certain=not _assumed(left)), at)


_Test = Callable[[Thing, Thing, Location, bool], Truth]
_TESTS: dict[str, tuple[_Test, bool]] = {
    "eq": (equals, False),
    "ne": (equals, True),
    "gt": (_ordered(lambda difference: difference > 0), False),
    "ge": (_ordered(lambda difference: difference >= 0), False),
    "lt": (_ordered(lambda difference: difference < 0), False),
    "le": (_ordered(lambda difference: difference <= 0), False),
    "like": (_like, False),
    "notlike": (_like, True),
    "match": (_match, False),
    "notmatch": (_match, True),
}


def _holds(items: Thing, wanted: Thing, at: Location, *, cased: bool) -> Truth:
    found = elements_of(items)
    label = f"{label_of(wanted)} in {label_of(items)}"
    tests = [equals(each, wanted, at, cased) for each in found.elements]
    if any(test.status is Status.YES for test in tests):
        return truth(True, at)
    if any(test.status.holds for test in tests):
        return Truth(Status.LIKELY, at)
    if found.open is not None or any(test.status.holds is None for test in tests):
        hole = hole_of(wanted)
        if found.open is None and len(tests) == 1 and hole is not None:
            return tests[0]
        return Truth(Status.MAYBE, at, label)
    return Truth(supposed(False, certain=all(test.status.certain for test in tests)), at)


def _is(left: Thing, right: Thing, at: Location) -> Truth:
    name = (
        right.name.lower().rpartition(".")[2] if isinstance(right, Type) else (literal(right) or "").lower()
    )
    match left:
        case Text(pieces=pieces):
            if name == "string" and all(isinstance(piece, Chunk) for piece in pieces) and pieces:
                return truth(True, at)
            return Truth(Status.MAYBE if hole_of(left) else supposed(name == "string", certain=True), at)
        case Number(value=value):
            whole = isinstance(value, int)
            return truth(
                name in (("int", "int32", "long", "int64", "valuetype") if whole else ("double", "float")), at
            )
        case Truth():
            return truth(name in ("bool", "boolean", "valuetype"), at)
        case Items():
            return truth(name in ("array", "object[]", "ienumerable", "string[]", "ilist"), at)
        case Nothing():
            return truth(False, at)
        case Object():
            return truth(
                name in ("hashtable", "idictionary", "pscustomobject", "psobject", "ordereddictionary"), at
            )
    return Truth(Status.MAYBE, at)


# -- arithmetic ------------------------------------------------------------------------------------------------


# -- text ------------------------------------------------------------------------------------------------------
