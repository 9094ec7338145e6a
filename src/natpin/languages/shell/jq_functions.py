"""The functions of ``jq`` and its formats (``@tsv``), on values as JSON has them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

Argument = Callable[[Any], Iterator[Any]]


class Refused(Exception):
    """jq ends with an error, or natpin does not follow what it does."""


REFUSED = Refused()


_TYPES: tuple[tuple[type, str], ...] = ((str, "string"), (list, "array"), (dict, "object"))


def type_of(value: Any) -> str:
    """What jq calls the type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "number")


def shown(value: Any, *, compact: bool = True) -> str:
    """A value as jq prints it."""
    if isinstance(value, float):
        raise REFUSED  # how many digits jq prints is its own matter
    if compact or not isinstance(value, list | dict) or not value:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(value, ensure_ascii=False, indent=2)


def order(one: Any, other: Any, sign: str) -> bool:
    """A comparison of two values; of different types only whether they are the same."""
    if sign in ("==", "!="):
        return (type_of(one) == type_of(other) and one == other) is (sign == "==")
    if type_of(one) != type_of(other) or type_of(one) not in ("string", "number"):
        raise REFUSED
    return bool({"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[sign])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)


def _needs(value: Any, *types: type) -> Any:
    if not isinstance(value, types) or isinstance(value, bool):
        raise REFUSED
    return value


def _row(value: Any, separator: str, texts: Callable[[str], str]) -> str:
    cells = []
    for cell in _needs(value, list):
        if isinstance(cell, list | dict):
            raise REFUSED
        cells.append("" if cell is None else texts(cell) if isinstance(cell, str) else shown(cell))
    return separator.join(cells)


def _escaped(text: str) -> str:
    for mark, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(mark, written)
    return text


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _decoded(value: Any) -> str:
    try:
        return base64.b64decode(_needs(value, str) + "==").decode("utf-8")
    except ValueError as error:
        raise REFUSED from error


FORMATS: dict[str, Callable[[Any], str]] = {
    "@text": _text,
    "@json": shown,
    "@tsv": lambda value: _row(value, "\t", _escaped),
    "@csv": lambda value: _row(value, ",", _quoted),
    "@base64": lambda value: base64.b64encode(_text(value).encode()).decode(),
    "@base64d": _decoded,
}


def _length(value: Any) -> int:
    match value:
        case None:
            return 0
        case str() | list() | dict():
            return len(value)
    raise REFUSED


def _keys(value: Any) -> list[Any]:
    return list(range(len(value))) if isinstance(value, list) else sorted(_needs(value, dict))


def _entries(value: Any) -> list[Any]:
    return [{"key": name, "value": one} for name, one in _needs(value, dict).items()]


def _from_entries(value: Any) -> dict[str, Any]:
    found = {}
    for entry in _needs(value, list):
        name = _needs(entry, dict).get("key", entry.get("name"))
        found[_needs(name, str)] = entry.get("value")
    return found


def _sorted(value: Any, key: Argument | None = None) -> list[Any]:
    found = [(next(key(one)) if key is not None else one, one) for one in _needs(value, list)]
    if len({type_of(by) for by, _ in found}) > 1 or any(isinstance(by, list | dict) for by, _ in found):
        raise REFUSED
    return [one for _, one in sorted(found, key=lambda each: each[0])] if found else []


def _add(value: Any) -> Any:
    listed = list(value.values()) if isinstance(value, dict) else _needs(value, list)
    if not listed:
        return None
    if len({type_of(one) for one in listed}) > 1 or type_of(listed[0]) in ("boolean", "null", "object"):
        raise REFUSED
    total = listed[0]
    for one in listed[1:]:
        total = total + one
    return total


def _flat(value: Any) -> list[Any]:
    return [each for one in _needs(value, list) for each in (_flat(one) if isinstance(one, list) else [one])]


def _unique(value: Any) -> list[Any]:
    found: list[Any] = []
    for one in _sorted(value):
        if not found or found[-1] != one:
            found.append(one)
    return found


def _parsed(value: Any) -> Any:
    try:
        return json.loads(_needs(value, str))
    except (ValueError, RecursionError) as error:
        raise REFUSED from error


def _number(value: Any) -> Any:
    return _needs(_parsed(value) if isinstance(value, str) else value, int)


def _holds(value: Any) -> bool:
    return value is not None and value is not False


def _has(value: Any, name: Any) -> bool:
    match value, name:
        case dict(), str():
            return name in value
        case list(), int():
            return 0 <= name < len(value)
    raise REFUSED


def _join(value: Any, separator: Any) -> str:
    return str(_needs(separator, str)).join("" if one is None else _text(one) for one in _needs(value, list))


def _plain(function: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    """A function that has one result for each combination of its arguments."""

    def run(value: Any, *arguments: Argument) -> Iterator[Any]:
        if not arguments:
            yield function(value)
            return
        for given in arguments[0](value):
            yield function(value, given)

    return run


def _select(value: Any, condition: Argument) -> Iterator[Any]:
    return (value for holds in condition(value) if _holds(holds))


def _map(value: Any, each: Argument) -> Iterator[Any]:
    yield [out for one in _needs(value, list) for out in each(one)]


def _with_entries(value: Any, each: Argument) -> Iterator[Any]:
    yield _from_entries([out for one in _entries(value) for out in each(one)])


FUNCTIONS: dict[tuple[str, int], Callable[..., Iterator[Any]]] = {
    ("empty", 0): lambda value: iter(()),
    ("select", 1): _select,
    ("map", 1): _map,
    ("with_entries", 1): _with_entries,
    ("values", 0): lambda value: iter(() if value is None else (value,)),
    ("sort_by", 1): lambda value, key: iter((_sorted(value, key),)),
    ("any", 1): lambda value, each: iter((any(_holds(next(each(one))) for one in _needs(value, list)),)),
    ("all", 1): lambda value, each: iter((all(_holds(next(each(one))) for one in _needs(value, list)),)),
    ("first", 1): lambda value, of: (one for one, _ in zip(of(value), "1", strict=False)),
    **{
        (name, 0): _plain(function)
        for name, function in {
            "length": _length,
            "keys": _keys,
            "keys_unsorted": lambda value: list(_needs(value, dict)),
            "to_entries": _entries,
            "from_entries": _from_entries,
            "tostring": _text,
            "tojson": shown,
            "fromjson": _parsed,
            "tonumber": _number,
            "not": lambda value: not _holds(value),
            "type": type_of,
            "add": _add,
            "sort": _sorted,
            "unique": _unique,
            "flatten": _flat,
            "reverse": lambda value: list(reversed(_needs(value, list))),
            "first": lambda value: _needs(value, list)[0] if value else None,
            "last": lambda value: _needs(value, list)[-1] if value else None,
            "any": lambda value: any(map(_holds, _needs(value, list))),
            "all": lambda value: all(map(_holds, _needs(value, list))),
            "ascii_downcase": lambda value: _needs(value, str).lower(),
            "ascii_upcase": lambda value: _needs(value, str).upper(),
        }.items()
    },
    **{
        (name, 1): _plain(function)
        for name, function in {
            "has": _has,
            "join": _join,
            "split": lambda value, by: _needs(value, str).split(_needs(by, str)),
            "startswith": lambda value, by: _needs(value, str).startswith(_needs(by, str)),
            "endswith": lambda value, by: _needs(value, str).endswith(_needs(by, str)),
            "ltrimstr": lambda value, by: value.removeprefix(by) if isinstance(value, str) else value,
            "rtrimstr": lambda value, by: value.removesuffix(by) if isinstance(value, str) else value,
        }.items()
    },
}
"""By name and number of arguments: the results, of the value and of the filters that are given."""
