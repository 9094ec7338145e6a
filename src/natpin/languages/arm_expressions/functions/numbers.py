"""Whole-number arithmetic, as templates have it."""

from __future__ import annotations

MAX_NUMBER = 2**63


def _whole(*numbers: object) -> tuple[int, ...]:
    """Raises TypeError for what is no whole number."""
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise TypeError("no whole number")
    return tuple(number for number in numbers if isinstance(number, int))


def _bounded(number: int) -> int:
    if not -MAX_NUMBER <= number < MAX_NUMBER:
        raise ValueError("does not fit 64 bits")
    return number


def add(left: object, right: object) -> int:
    """``+``."""
    a, b = _whole(left, right)
    return _bounded(a + b)


def subtract(left: object, right: object) -> int:
    """``-``."""
    a, b = _whole(left, right)
    return _bounded(a - b)


def multiply(left: object, right: object) -> int:
    """``*``."""
    a, b = _whole(left, right)
    return _bounded(a * b)


def divide(left: object, right: object) -> int:
    """``/``, towards zero."""
    a, b = _whole(left, right)
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


def modulo(left: object, right: object) -> int:
    """``%``, with the sign of the dividend."""
    a, b = _whole(left, right)
    return a - b * divide(a, b)


def negative(number: object) -> int:
    """Bicep's unary minus."""
    return -_whole(number)[0]


def to_integer(value: object) -> int:
    """``int``, of a number or a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError("no number")
    return _bounded(int(value.strip()) if isinstance(value, str) else int(value))


def smallest(*numbers: object) -> int:
    """``min``, of numbers or of one list of them."""
    return min(_whole(*_spread(numbers)))


def largest(*numbers: object) -> int:
    """``max``."""
    return max(_whole(*_spread(numbers)))


def _spread(numbers: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(numbers[0]) if len(numbers) == 1 and isinstance(numbers[0], list) else numbers
