"""Comparisons and truths of ``${{ … }}``: decided where the operands are known, else a test of bash.

Sources: GitHub Docs, "Evaluate expressions in workflows and actions" (loose equality, functions), "Workflow syntax"
(``on.workflow_call.inputs.<id>.type``), "Metadata syntax": an action's inputs are texts.
"""

from __future__ import annotations

from typing import Protocol

from natpin.formats.pipelines.github.conditions import Decided, decided, split
from natpin.formats.pipelines.github.context import Context
from natpin.formats.pipelines.holes import Holes
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Value, dig, is_absent, items, text
from natpin.regex import late_regex

_FUNCTION = late_regex(r"(?i)(contains|startsWith|endsWith)\((.*)\)\Z")
_TEXTS = late_regex(r"(?:env|vars|secrets|steps|needs|jobs|github)\.")
"""Contexts whose values are texts: ``'false'`` among them is true, as every text that is not empty."""
_WAITS = late_regex(r"(?:steps|needs|jobs|matrix|inputs|github\.event\.inputs)\.")
"""What the script itself may know once it comes there, or whose values are few."""
_HOLDS = late_regex(r"\$(?:\{(\w+)\}|(\w+))")
"""A variable of the script."""
TEXT = late_regex(r"'((?:[^']|'')*)'\Z")
NUMBER = late_regex(r"-?\d{1,15}(?:\.\d{1,15})?\Z")


class Values(Protocol):
    """What operands are."""

    @property
    def holes(self) -> Holes:
        """The variables that stand for what is not known."""
        ...

    def value(
        self, said: str, context: Context, at: Location, choices: tuple[str, ...] = ()
    ) -> tuple[str | None, str]:
        """An expression's text, or else what stands for it in bash. ``choices``: all that it may be, where that is known."""
        ...

    def hole(
        self, written: str, context: Context, at: Location, choices: tuple[str, ...] = (), scope: str = ""
    ) -> str:
        """What stands in bash for an expression that is not known."""
        ...


@record
class Comparisons:
    """Decides the comparisons of one expression."""

    values: Values
    context: Context
    at: Location

    def decided(self, said: str) -> Decided:
        """Whether an expression is true: known, or a test of bash."""
        return decided(said, self._equal, self._holds)

    def _equal(self, left: str, right: str) -> Decided:
        """Texts are equal whatever their case; a boolean equals no text but a number's."""
        for one, other in ((left, right), (right, left)):
            if TEXT.match(other) and self._is_boolean(one):
                return False
        values = [self.values.value(one, self.context, self.at)[0] for one in (left, right)]
        sorts = [self._sort_of(side) for side in (left, right)]
        for number, (one, other) in enumerate(((left, right), (right, left))):
            if (
                (sorts[number], sorts[1 - number]) == ("text", "boolean")
                and other in ("true", "false")
                and values[number] is None
                and (_WAITS.match(one) or _TEXTS.match(one))
            ):
                return self._as_boolean(one, other)
        if values[0] is not None and values[1] is not None:
            if None not in sorts and sorts[0] != sorts[1]:
                numbers = [
                    _as_number(value, sort)
                    for value, sort in zip(values, sorts, strict=True)
                    if value is not None
                ]
                return None not in numbers and numbers[0] == numbers[1]
            return values[0].lower() == values[1].lower()
        if all(
            value is not None or _WAITS.match(side) for side, value in zip((left, right), values, strict=True)
        ):
            return f"[ {self._lowered(left)} = {self._lowered(right)} ]"
        scope = (
            self.context.scope if "." in left and left.split(".")[0] in ("env", "matrix", "inputs") else ""
        )
        return f'[ "{self.values.hole(f"{left} == {right}", self.context, self.at, ("true", "false"), scope)}" = true ]'

    def _as_boolean(self, said: str, boolean: str) -> str:
        """A test whether a text equals a boolean: ``true`` is 1, ``false`` is 0, as an empty text is."""
        quoted = self._quoted(said)
        return f"[ {quoted} = 1 ]" if boolean == "true" else f"( [ -z {quoted} ] || [ {quoted} = 0 ] )"

    def _sort_of(self, said: str) -> str | None:
        """Text, number or boolean, by how an operand is written or by what is declared of it."""
        shown = _sort(said)
        kind, _, name = said.partition(".")
        if shown is not None or kind not in ("inputs", "matrix"):
            return shown
        if kind == "matrix":
            of_leg = self.context.matrix.get(name)
            alone = () if of_leg is None else (of_leg,)
            listed = {_sort_of_value(one) for one in items(of_leg) or alone}
            return listed.pop() if len(listed) == 1 else None
        if self.context.of_action:
            return "text"
        declared = self.context.declared.get(name)
        kind_of = text(dig(declared, "type"))
        if kind_of in ("boolean", "number"):
            return kind_of
        return None if is_absent(declared) or declared is None else "text"

    def _holds(self, said: str) -> Decided:
        """Whether a single value is true."""
        told = self._by_function(said)
        if told is not None:
            return told
        literal = self.values.value(said, self.context, self.at)[0]
        is_text = (
            TEXT.match(said) is not None
            or (_TEXTS.match(said) is not None and "(" not in said)
            or (self.context.of_action and said.startswith("inputs."))
        )
        if literal is not None:
            return literal not in (("",) if is_text else ("", "false", "0", "null"))
        if is_text:
            return f"[ -n {self._quoted(said)} ]"
        return f"[ {self._quoted(said, ('true', 'false'))} = true ]"

    def _by_function(self, said: str) -> bool | None:
        """``contains``, ``startsWith``, ``endsWith`` of known texts, whatever their case."""
        called = _FUNCTION.match(said)
        sides = split(called.group(2), ",") if called is not None else []
        if called is None or len(sides) != 2:
            return None
        texts = [self.values.value(one, self.context, self.at)[0] for one in sides]
        if texts[0] is None or texts[1] is None:
            return None
        whole, part = texts[0].lower(), texts[1].lower()
        match called.group(1).lower():
            case "contains":
                return part in whole
            case "startswith":
                return whole.startswith(part)
        return whole.endswith(part)

    def _is_boolean(self, said: str) -> bool:
        """Whether an operand is a workflow's input of that type."""
        kind, _, name = said.partition(".")
        return (
            kind == "inputs"
            and not self.context.of_action
            and text(dig(self.context.declared.get(name), "type")) == "boolean"
        )

    def _lowered(self, written: str) -> str:
        """A value in small letters, for texts are equal whatever their case."""
        literal, stands_for = self.values.value(written, self.context, self.at)
        if literal is not None:
            return "'" + literal.lower().replace("'", "'\\''") + "'"
        hole = self.values.holes.by_name.get(stands_for[2:-1])
        if hole is not None and hole.choices:
            choices = tuple(one.lower() for one in hole.choices)
            return f'"${{{self.values.holes.named(hole.label, hole.why, choices)}}}"'
        return '"' + _HOLDS.sub(r"${\1\2,,}", stands_for) + '"'

    def _quoted(self, written: str, choices: tuple[str, ...] = ()) -> str:
        literal, stands_for = self.values.value(written, self.context, self.at, choices)
        if literal is not None:
            return "'" + literal.replace("'", "'\\''") + "'"
        return f'"{stands_for}"'


def _sort(said: str) -> str | None:
    """Text, number or boolean, where an operand shows which; what differs is compared as numbers."""
    if said in ("true", "false"):
        return "boolean"
    if NUMBER.match(said):
        return "number"
    return "text" if TEXT.match(said) or _TEXTS.match(said) else None


def _sort_of_value(node: Node) -> str | None:
    """What YAML makes of a value."""
    value = node.data if isinstance(node, Value) else None
    if isinstance(value, bool):
        return "boolean"
    return {int: "number", float: "number", str: "text"}.get(type(value))


def _as_number(value: str, sort: str | None) -> float | None:
    """A value as GitHub makes a number of it: an empty text is 0, the boolean ``true`` is 1, the text is no
    number; None for what is none."""
    if sort == "boolean":
        return float(value == "true")
    if not value.strip():
        return 0.0
    return float(value) if NUMBER.match(value.strip()) else None
