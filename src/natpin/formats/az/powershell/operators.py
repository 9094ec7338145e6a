"""PowerShell's operators on values (about_Operators, about_Comparison_Operators, about_Split, about_Join)."""

from __future__ import annotations

import re
from collections.abc import Callable

from natpin.formats.az.powershell.values import (
    MAX_ELEMENTS,
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
    items_of,
    known,
    label_of,
    literal,
    number_text,
    pieces_of,
    truth,
    unknown,
)
from natpin.languages.shell.words import Capture, Chunk, Hole, Piece, Status, joined, supposed
from natpin.model.location import Location
from natpin.model.value import Unknown

MAX_NUMBER = 1e30
_UNBOUNDED = re.compile(r"(?<!\\)[*+]|(?<!\\)\{\d*,\}")
_NESTED = re.compile(r"\)\s*[*+{]|\\[1-9]")
_PLACE = re.compile(r"\{\{|\}\}|\{(\d{1,4})(?:,-?\d{1,3})?(?::([^{}]{0,40}))?\}")
_NET = ((re.compile(r"\(\?<(?![=!])"), "(?P<"), (re.compile(r"\\z"), r"\\Z"))


def not_followed(label: str, at: Location, of: str) -> Text:
    """What an operator gives of what is not known."""
    return unknown(label, Unknown(f"what `{of}` gives is not known", at), at)


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
    return isinstance(thing, Text) and any(
        isinstance(piece, Chunk) and piece.assumed for piece in thing.pieces
    )


def _same_truth(left: Thing, right: Thing, at: Location) -> Truth:
    one, other = is_true(left), is_true(right)
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return truth(isinstance(left, Nothing) and isinstance(right, Nothing), at)
    if isinstance(right, Number) and isinstance(left, Truth) and left.label.startswith("\0exit"):
        return left if right.value == 0 else negate(left)
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
        if one is not None and other is not None and (isinstance(left, Number) or isinstance(right, Number)):
            return truth(compare(one - other), at)
        first, second = literal(left), literal(right)
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


def wildcard(pattern: str, text: str, *, cased: bool = False) -> bool:
    """``*``, ``?`` and ``[a-z]`` (about_Wildcards)."""
    parts: list[str] = []
    for found in re.finditer(r"`(.)|\[([^\]]{1,60})\]|(\*+)|(\?)|(.)", pattern, re.DOTALL):
        escaped, group, star, one, plain = found.groups()
        if star:
            parts.append("(?s:.)*")
        elif one:
            parts.append("(?s:.)")
        elif group:
            parts.append("[" + group.replace("\\", "\\\\").replace("^", "\\^").replace("[", "\\[") + "]")
        else:
            parts.append(re.escape(escaped or plain))
    try:
        return re.fullmatch("".join(parts), text, 0 if cased else re.IGNORECASE) is not None
    except re.error:
        return False


def _match(left: Thing, right: Thing, at: Location, cased: bool) -> Truth:
    text, pattern = literal(left), literal(right)
    compiled = regex(pattern, text, cased=cased) if pattern is not None and text is not None else None
    if compiled is None or text is None:
        return Truth(Status.MAYBE, at, f"{label_of(left)} match {label_of(right)}")
    return Truth(supposed(compiled.search(text) is not None, certain=not _assumed(left)), at)


def regex(pattern: str, text: str, *, cased: bool = False) -> re.Pattern[str] | None:
    """A regular expression of .NET as Python's, where it has one and it ends in time."""
    times = max(len(_UNBOUNDED.findall(pattern)), 1)
    if len(pattern) > 200 or _NESTED.search(pattern) or len(text) ** times > 1_000_000:
        return None
    for found, replacement in _NET:
        pattern = found.sub(replacement, pattern)
    try:
        return re.compile(pattern, 0 if cased else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return None


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


def as_number(thing: Thing) -> int | float | None:
    """A number, or text that spells one."""
    match thing:
        case Number(value=value):
            return value
        case Nothing():
            return 0
        case Truth(status=status) if status.certain:
            return int(status is Status.YES)
    text = literal(thing) if isinstance(thing, Text) else None
    if text is None or len(text) > 40:
        return None
    text = text.strip()
    try:
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    except ValueError:
        return None


def _add(left: Thing, right: Thing, at: Location) -> Thing:
    match left:
        case Items(elements=elements, open=why):
            more = right if isinstance(right, Items) else Items((right,), at)
            if isinstance(right, Nothing):
                more = Items((right,), at)
            hole = hole_of(right)
            if hole is not None:
                more = Items((right,), at)
            whole = (*elements, *more.elements)
            cause = why or more.open
            if len(whole) > MAX_ELEMENTS:
                whole, cause = whole[:MAX_ELEMENTS], cause or Unknown("the list is too long to follow", at)
            return Items(whole, at, cause)
        case Number(value=value):
            other = as_number(right)
            if other is not None:
                return _number(value + other, at)
            return not_followed(f"({label_of(left)}+{label_of(right)})", at, "+")
        case Nothing():
            return right
        case Text():
            if hole_of(left) is not None and isinstance(right, Number):
                return not_followed(f"({label_of(left)}+{label_of(right)})", at, "+")
            return Text(joined((*left.pieces, *pieces_of(right))), left.at)
    return not_followed(f"({label_of(left)}+{label_of(right)})", at, "+")


def _number(value: int | float, at: Location) -> Thing:
    if abs(value) > MAX_NUMBER or value != value:
        return not_followed(f"$(…@{at.line}:{at.column})", at, "a number that large")
    return Number(value, at)


def _reckon(operator: str, left: Thing, right: Thing, at: Location) -> Thing:
    one, other = as_number(left), as_number(right)
    text = literal(left)
    if operator == "*" and isinstance(left, Text) and text is not None and isinstance(other, int):
        return known(text * other, at) if 0 <= other * len(text) <= 4_096 else not_followed("(*)", at, "*")
    if operator == "*" and isinstance(left, Items) and isinstance(other, int):
        return items_of(left.elements * max(min(other, MAX_ELEMENTS), 0), at)
    if one is None or other is None:
        return not_followed(f"({label_of(left)}{operator}{label_of(right)})", at, operator)
    try:
        match operator:
            case "-":
                return _number(one - other, at)
            case "*":
                return _number(one * other, at)
            case "/":
                result = one / other
                return _number(int(result) if float(result).is_integer() else result, at)
            case "%":
                return _number(one - other * int(one / other), at)
            case "-band":
                return _number(int(one) & int(other), at)
            case "-bor":
                return _number(int(one) | int(other), at)
            case "-bxor":
                return _number(int(one) ^ int(other), at)
            case "-shl" if 0 <= other < 64:
                return _number(int(one) << int(other), at)
            case "-shr" if 0 <= other < 64:
                return _number(int(one) >> int(other), at)
    except (ZeroDivisionError, OverflowError):
        pass
    return not_followed(f"({label_of(left)}{operator}{label_of(right)})", at, operator)


def _range(left: Thing, right: Thing, at: Location) -> Thing:
    first, last = as_number(left), as_number(right)
    if first is None or last is None:
        why = Unknown("how far a range goes is not known", at)
        return Items((Number(int(first), at),) if first is not None else (), at, why)
    start, end = round(first), round(last)
    step = 1 if end >= start else -1
    if abs(end - start) >= MAX_ELEMENTS:
        return Items((), at, Unknown("the list is too long to follow", at))
    return Items(tuple(Number(value, at) for value in range(start, end + step, step)), at)


# -- text ------------------------------------------------------------------------------------------------------


def _format(left: Thing, right: Thing, at: Location) -> Thing:
    template = literal(left)
    if template is None or len(template) > 20_000:
        return not_followed(f"({label_of(left)} -f …)", at, "-f")
    arguments = right.elements if isinstance(right, Items) else (right,)
    pieces: list[Piece] = []
    place = left.at
    position = 0
    for found in _PLACE.finditer(template):
        if found.start() > position:
            pieces.append(Chunk(template[position : found.start()], place))
        position = found.end()
        if found.group() in ("{{", "}}"):
            pieces.append(Chunk(found.group()[0], place))
            continue
        number = int(found.group(1))
        if number >= len(arguments):
            return not_followed(f"$(-f@{at.line}:{at.column})", at, "-f")
        pieces.extend(_shaped(arguments[number], found.group(2) or "", at))
    if position < len(template):
        pieces.append(Chunk(template[position:], place))
    return Text(joined(tuple(pieces)), at)


def _shaped(thing: Thing, shape: str, at: Location) -> tuple[Piece, ...]:
    if not shape:
        return pieces_of(thing)
    number = as_number(thing)
    found = re.fullmatch(r"([dDxX])(\d{0,2})|(0+)", shape)
    if found and isinstance(number, int):
        width = len(found.group(3)) if found.group(3) else int(found.group(2) or 0)
        kind = (found.group(1) or "d").lower()
        text = format(number, "x") if kind == "x" else number_text(number)
        return (Chunk(text.rjust(width, "0"), at),)
    return (Hole(f"$(-f@{at.line}:{at.column})", Unknown(f"the format `{shape}` is not followed", at)),)


def joined_by(left: Thing, right: Thing, at: Location) -> Thing:
    """``$list -join ','``"""
    items = left if isinstance(left, Items) else Items((left,), at)
    pieces: list[Piece] = []
    for number, each in enumerate(items.elements):
        if number:
            pieces.extend(pieces_of(right))
        pieces.extend(pieces_of(each))
    if items.open is not None:
        pieces.append(Hole(f"$(-join@{at.line}:{at.column})", items.open))
    return Text(joined(tuple(pieces)), at)


def split(left: Thing, right: Thing, at: Location, *, cased: bool = False) -> Thing:
    """``$text -split ','``; the separator is a regular expression."""
    options = elements_of(right).elements
    separator = literal(options[0]) if options else None
    limit = as_number(options[1]) if len(options) > 1 else 0
    if (
        separator is None
        or limit is None
        or (len(options) > 2 and (literal(options[2]) or "").lower() != "simplematch")
    ):
        return Items((), at, Unknown("what `-split` gives is not known", at))
    found: list[Thing] = []
    for each in elements_of(left).elements if isinstance(left, Items) else (left,):
        pattern = re.escape(separator) if len(options) > 2 else separator
        parts = pieces_split(each, pattern, at, cased=cased, limit=int(limit))
        if parts is None:
            return Items((), at, Unknown("what `-split` gives is not known", at))
        found.extend(parts)
    return items_of(found, at)


def pieces_split(
    thing: Thing, pattern: str, at: Location, *, cased: bool = False, limit: int = 0
) -> list[Thing] | None:
    """A text cut at a pattern; None where that cannot be said."""
    whole = literal(thing)
    text = "".join(piece.text for piece in pieces_of(thing) if isinstance(piece, Chunk))
    compiled = regex(pattern, text, cased=cased)
    if compiled is None or limit < 0:
        return None
    if whole is not None:
        return [known(part or "", thing.at) for part in compiled.split(whole, max(limit - 1, 0))]
    if hole_of(thing) is not None or limit:
        return None
    groups: list[list[Piece]] = [[]]
    for piece in pieces_of(thing):
        if not isinstance(piece, Chunk):
            groups[-1].append(piece)
            continue
        for number, part in enumerate(compiled.split(piece.text)):
            if number:
                groups.append([])
            if part:
                groups[-1].append(Chunk(part, piece.at))
    return [Text(tuple(group), thing.at) for group in groups]


def _replace(left: Thing, right: Thing, at: Location, *, cased: bool) -> Thing:
    options = elements_of(right).elements
    pattern = literal(options[0]) if options else None
    replacement = options[1] if len(options) > 1 else known("", at)
    if isinstance(left, Items):
        changed = [_replace(each, right, at, cased=cased) for each in left.elements]
        return Items(tuple(changed), at, left.open)
    if pattern is None:
        return not_followed(f"({label_of(left)} -replace …)", at, "-replace")
    return substituted(left, pattern, replacement, at, cased=cased)


def substituted(left: Thing, pattern: str, replacement: Thing, at: Location, *, cased: bool) -> Thing:
    """A text in which what a pattern finds is replaced."""
    pieces = pieces_of(left)
    text = "".join(piece.text for piece in pieces if isinstance(piece, Chunk))
    compiled = regex(pattern, text, cased=cased)
    plain = all(isinstance(piece, Chunk) for piece in pieces)
    if compiled is None or (
        not plain and (pattern[:1] == "^" or pattern[-1:] == "$" or hole_of(left) is not None)
    ):
        if hole_of(left) is None and plain:
            return not_followed(f"$(-replace@{at.line}:{at.column})", at, "-replace")
        return not_followed(f"({label_of(left)} -replace {pattern})", at, "-replace")
    with_ = literal(replacement)
    changed: list[Piece] = []
    for piece in pieces:
        if not isinstance(piece, Chunk):
            changed.append(piece)
            continue
        if with_ is None or "$" in with_:
            position = 0
            for found in compiled.finditer(piece.text):
                changed.append(Chunk(piece.text[position : found.start()], piece.at))
                if with_ is None:
                    changed.extend(pieces_of(replacement))
                else:
                    changed.append(Chunk(_expanded(with_, found), piece.at))
                position = found.end()
            changed.append(Chunk(piece.text[position:], piece.at))
        else:
            changed.append(Chunk(compiled.sub(lambda _: with_, piece.text), piece.at, piece.assumed))
    return Text(
        joined(tuple(piece for piece in changed if not isinstance(piece, Chunk) or piece.text)), left.at
    )


def _expanded(text: str, found: re.Match[str]) -> str:
    """``$1`` and ``${name}`` in a replacement."""

    def one(mark: re.Match[str]) -> str:
        name = mark.group(1) or mark.group(2)
        try:
            return found.group(int(name) if name.isdigit() else name) or ""
        except (IndexError, error):
            return mark.group()

    error = re.error
    return re.sub(r"\$(?:(\d{1,2})|\{(\w{1,40})\})", one, text)
