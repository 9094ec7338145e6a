"""What the operators take: a field's value as plain data, a number, words, an address range, an API version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from natpin.model.numbers import number as number_of_text
from natpin.model.value import IF_THERE, Node, Reference, Unknown, Value
from natpin.policy.wording import shown

NOT_YET = "terraform show -json after apply, or --azure"


def plain_of(node: Node | None) -> object:
    """Plain data of a known node; lists as lists of plain data. Raises Undecided for what is not known."""
    if type(node) is Value and type(node.data) is not tuple:  # nearly always
        return node.data
    match node:
        case None:
            return None
        case Unknown():
            raise Undecided(node)
        case Reference():
            raise Undecided(
                Unknown(f"{node.target} ({node.attribute}) is known only once it exists", node.at, NOT_YET)
            )
        case Value(data=tuple() as elements):
            return [plain_of(element) for element in elements]
        case Value(data=data):
            return data


class Undecided(Exception):
    """An operand that is not known, or of another kind than the operator takes."""

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown


def wrong_kind(node: Node | None, wanted: str) -> Undecided:
    """What to raise for a value that is no number, no address range, …"""
    at = node.at if node is not None else Unknown("").at
    return Undecided(Unknown(f"{shown(node)} is no {wanted}", at))


def may_be_missing(element: Node) -> Unknown | None:
    """Why an element of a list may not be there; None for one that is."""
    if isinstance(element, Unknown):
        return element if element.others else None
    if isinstance(element, Value) and (type(element.data) is dict or isinstance(element.data, Mapping)):
        why = element.data.get(IF_THERE)
        return why if isinstance(why, Unknown) else None
    return None


def same(left: object, right: object) -> bool:
    """Equality as ARM sees it."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if isinstance(left, bool) or isinstance(right, bool):
        return str(left).lower() == str(right).lower()
    if isinstance(left, int | float) and isinstance(right, str):
        return left == as_number(right)
    if isinstance(right, int | float) and isinstance(left, str):
        return right == as_number(left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def as_number(data: object) -> int | float | None:
    """A number, also when written as text."""
    if isinstance(data, bool):
        return None
    if isinstance(data, int | float):
        return data
    return number_of_text(data.strip()) if isinstance(data, str) else None


def number_of(node: Node | None) -> int | float | None:
    """A number; None when absent."""
    data = plain_of(node)
    if data is None:
        return None
    number = as_number(data)
    if number is None:
        raise wrong_kind(node, "number")
    return number


def words_of(node: Node | None, wanted: str) -> list[str] | None:
    """A list of text (text alone is a list of one); None when absent."""
    data = plain_of(node)
    if data is None:
        return None
    entries = data if isinstance(data, list) else [data]
    words = [entry for entry in entries if isinstance(entry, str)]
    if len(words) != len(entries):
        raise wrong_kind(node, wanted)
    return words


def network_of(text: str, node: Node | None) -> Any:
    """An address range. Raises Undecided for a text that is none."""
    import ipaddress

    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        at = node.at if node is not None else Unknown("").at
        raise Undecided(Unknown(f"{text!r} is not an address range", at)) from None


def covers(big: Any, small: Any) -> bool:
    """Whether every address of one range is in another."""
    return bool(big.version == small.version and small.subnet_of(big))


def is_api_version(text: str) -> bool:
    """``yyyy-mm-dd``, with or without ``-preview``."""
    day = text[:10]
    digits = day.replace("-", "")
    return len(day) == 10 and day[4] == day[7] == "-" and len(digits) == 8 and digits.isdigit()


def version_of(text: str) -> tuple[str, bool]:
    """An API version, to be compared: its day, and whether it is the day's release."""
    return text[:10], len(text) == 10
