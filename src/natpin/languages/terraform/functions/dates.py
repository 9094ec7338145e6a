"""Functions of dates. ``timestamp`` and ``plantimestamp`` are not done: lint has no now."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import EvalError, text
from natpin.model.location import Location
from natpin.model.value import Node, Value

if TYPE_CHECKING:
    from datetime import datetime

_DURATION = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,9})?)(h|m|s|ms|us|µs|ns)")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_FORMAT = re.compile(
    r"YYYY|YY|MMMM|MMM|MM|M|DD|D|EEEE|EEE|hh|h|HH|H|AA|aa|mm|m|ss|s|ZZZZZ|ZZZZ|ZZZ|Z|'[^']*'"
)
_STRFTIME = {
    "YYYY": "%Y",
    "YY": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "DD": "%d",
    "EEEE": "%A",
    "EEE": "%a",
    "hh": "%H",
    "HH": "%I",
    "AA": "%p",
    "mm": "%M",
    "ss": "%S",
}


def _date(node: Node) -> datetime:
    from datetime import datetime

    written = text(node)
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise EvalError(f"{written[:40]!r} is not a timestamp", node.at) from None


def _shown(date: datetime) -> str:
    return date.isoformat().replace("+00:00", "Z")


def formatdate(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``formatdate(spec, timestamp)``"""
    date = _date(arguments[1])

    def one(match: re.Match[str]) -> str:
        word = match[0]
        if word.startswith("'"):
            return word[1:-1]
        if word in _STRFTIME:
            return date.strftime(_STRFTIME[word])
        if word.startswith("Z"):
            return "Z" if not date.utcoffset() and word == "Z" else date.strftime("%z")
        small = {"M": date.month, "D": date.day, "h": date.hour, "m": date.minute, "s": date.second}
        return str(
            small.get(word, date.strftime("%I").lstrip("0") if word == "H" else date.strftime("%p").lower())
        )

    return Value(_FORMAT.sub(one, text(arguments[0])[:1000]), at)


def timeadd(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``timeadd(timestamp, duration)``"""
    from datetime import timedelta

    seconds = sum(
        float(number) * _UNITS[unit] for number, unit in _DURATION.findall(text(arguments[1])[:200])
    )
    return Value(_shown(_date(arguments[0]) + timedelta(seconds=seconds)), at)


def timecmp(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``timecmp(a, b)``"""
    left, right = _date(arguments[0]), _date(arguments[1])
    try:
        return Value((left > right) - (left < right), at)
    except TypeError:
        raise EvalError("timestamps with and without a zone cannot be compared", at) from None


FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {
    "formatdate": formatdate,
    "timeadd": timeadd,
    "timecmp": timecmp,
}
