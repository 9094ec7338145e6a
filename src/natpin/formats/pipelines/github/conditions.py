"""The grammar of conditions in workflows: ``||``, ``&&``, ``!``, comparisons and brackets, taken apart.

Source: GitHub Docs, "Evaluate expressions in workflows and actions", "Operators".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from natpin.regex import late_regex

_STATUS = late_regex(r"(always|success|failure|cancelled)\(\)\Z")
_NOT_STATUS = late_regex(r"!\s*(failure|cancelled)\(\)\Z")
_FAILING = ("failure()", "cancelled()")
_DEEPEST = 20
MAX_CONDITION = 2_000
"""Characters of a condition that is looked into."""

Decided = bool | str
"""Whether a condition holds, or else a test of bash that tells."""


@lru_cache(maxsize=1024)  # the workflows of a repository say the same again and again
def split(said: str, sign: str) -> tuple[str, ...]:
    """A text at the signs that stand outside quotes and brackets."""
    if sign not in said:
        return (said.strip(),)
    found, depth, quoted, start, position = [], 0, False, 0, 0
    while position < len(said):
        letter = said[position]
        if letter == "'":
            quoted = not quoted
        elif not quoted:
            depth += (letter in "([") - (letter in ")]")
            if depth == 0 and said.startswith(sign, position):
                found.append(said[start:position].strip())
                position = start = position + len(sign)
                continue
        position += 1
    return (*found, said[start:].strip())


def decided(
    said: str,
    compare: Callable[[str, str], Decided],
    holds: Callable[[str], Decided],
    depth: int = 0,
) -> Decided:
    """A condition: ``compare`` says whether two operands are equal, ``holds`` whether one is true.

    Functions of the status (``failure()``) hold: whether a step runs after a failure is its turn's matter.
    """
    said = said.strip()
    if depth > _DEEPEST or len(said) > MAX_CONDITION:
        return holds(said)

    def inner(part: str) -> Decided:
        return decided(part, compare, holds, depth + 1)

    for sign, stops in (("||", True), ("&&", False)):
        parts = split(said, sign)
        if len(parts) > 1 and sign == "||":
            # beside something else, that a step has failed is what does not hold in a run that ends well
            parts = tuple(part for part in parts if part not in _FAILING) or parts[:1]
            if len(parts) == 1:
                return inner(parts[0])
        if len(parts) > 1:
            return _joined((inner(part) for part in parts), sign, stops)
    status = _STATUS.match(said)
    if status is not None:
        return status.group(1) != "cancelled"
    if _NOT_STATUS.match(said):
        return True
    for sign in ("==", "!="):
        sides = split(said, sign)
        if len(sides) == 2:
            equal = compare(*sides)
            return equal if sign == "==" else _negated(equal)
    if said.startswith("!"):
        return _negated(inner(said[1:]))
    if said.startswith("(") and split(said, ")")[0] == said and said.endswith(")"):
        return inner(said[1:-1])
    return holds(said)


def _negated(one: Decided) -> Decided:
    return not one if isinstance(one, bool) else f"! ( {one} )"


def _joined(parts: Iterable[Decided], sign: str, stops: bool) -> Decided:
    """Several conditions: ``stops`` is the outcome of one that decides them all."""
    tests: list[str] = []
    for part in parts:
        if part is stops:
            return stops
        if isinstance(part, str):
            tests.append(part)
    if not tests:
        return not stops
    return tests[0] if len(tests) == 1 else f"( {f' {sign} '.join(tests)} )"
