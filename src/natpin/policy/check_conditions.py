"""Says what is wrong with a condition: shapes, operators, operands, and fields that are not there."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.errors import PolicyError
from natpin.languages.located_yaml.checked import Written, suggestion
from natpin.model.record import record, replace
from natpin.policy.kinds import Fields
from natpin.policy.operands import is_api_version
from natpin.policy.operators import OPERATORS
from natpin.policy.pattern import PatternError, compile_pattern
from natpin.policy.quantifiers import COUNTED, QUANTIFIERS

SHAPES = ("all", "any", "not", "field", "undecided", *QUANTIFIERS)

# which types of parameter an operand can be
_FITTING: Mapping[str, tuple[str, ...]] = {
    "number": ("integer", "number"),
    "positive": ("integer", "number"),
    "pair": ("integer", "number"),
    "scalar": ("integer", "number", "text", "flag"),
    "scalars": ("texts",),
    "ranges": ("texts", "text"),
    "version": ("text",),
    "flag": ("flag",),
}


@record
class Context:
    """Whose fields a condition may name: those of a kind, below the list at hand."""

    kind: str
    fields: Fields
    parameters: Mapping[str, str]
    base: str = ""

    def full(self, path: str) -> tuple[str, str]:
        """A written path from the subject, and the base it starts at."""
        if path == ".":
            return self.base, self.base
        if path.startswith("subject."):
            return path.removeprefix("subject."), ""
        return (f"{self.base}.{path}" if self.base else path), self.base


def parameter_named(written: Written, name: str, context: Context) -> str:
    if name not in context.parameters:
        written.wrong(f"there is no parameter {name!r}{suggestion(name, context.parameters)}")
    return context.parameters[name]


def field(written: Written, context: Context, what: str = "field") -> str:
    """A path that leads to a field without going through a list; returns it from the subject."""
    path = written.text(what)
    full, base = context.full(path)
    where = f"{context.kind}.{base}" if base else context.kind
    if path != "." and not context.fields.has(full):
        hint = suggestion(path.removeprefix("subject."), context.fields.below(base))
        written.wrong(f"unknown field {path!r} of {where}{hint}")
    through = context.fields.list_on_the_way(full, base)
    if through:
        written.wrong(f"{path!r} goes through the list {through!r}: ask with each, some, none or count")
    return full


def condition(written: Written, context: Context) -> None:
    parts = written.mapping("a condition")
    shapes = [key for key in SHAPES if key in parts]
    if len(shapes) != 1:
        odd = next((key for key in parts if key not in (*SHAPES, *OPERATORS)), None)
        hint = f"; {odd!r} is none of them{suggestion(odd, (*SHAPES, *OPERATORS))}" if odd else ""
        written.wrong(f"a condition has exactly one of {', '.join(SHAPES)}{hint}")
    match shapes[0]:
        case "all" | "any" as shape:
            members = written.mapping("a condition", (shape,))[shape]
            if not members.list(shape):
                members.wrong(f"{shape} needs at least one condition")
            for member in members.list(shape):
                condition(member, context)
        case "not":
            condition(written.mapping("a condition", ("not",))["not"], context)
        case "undecided":
            written.mapping("a condition", ("undecided",))["undecided"].text("undecided")
        case "field":
            written.mapping("a condition", ("field", *OPERATORS))
            field(parts["field"], context)
            _operator(written, tuple(OPERATORS), context)
        case quantifier:
            _quantifier(written, quantifier, context)


def _quantifier(written: Written, quantifier: str, context: Context) -> None:
    allowed = {
        "each": ("each", "where", "satisfy"),
        "count": ("count", "where", *COUNTED),
    }.get(quantifier, (quantifier, "where"))
    needed = ("satisfy",) if quantifier == "each" else ()
    parts = written.mapping(f"{quantifier!r}", allowed, needed)
    full = field(parts[quantifier], context, quantifier)
    if not context.fields.is_list(full):
        parts[quantifier].wrong(f"{full!r} of {context.kind} is not a list")
    inner = replace(context, base=full)
    for name in ("where", "satisfy"):
        if name in parts:
            condition(parts[name], inner)
    if quantifier == "count":
        _operator(written, COUNTED, context)


def _operator(written: Written, allowed: tuple[str, ...], context: Context) -> None:
    parts = written.mapping("a condition")
    named = [key for key in parts if key in allowed]
    if len(named) != 1:
        written.wrong(
            f"a condition on {next(iter(parts))!r} has exactly one operator of {', '.join(allowed)}"
        )
    operand = parts[named[0]]
    kind = OPERATORS[named[0]][0]
    if allowed is COUNTED and kind == "scalar":
        kind = "number"
    if isinstance(operand.data, Mapping):
        _indirect(operand, kind, context)
    else:
        _literal(operand, named[0], kind, context)


def _indirect(operand: Written, kind: str, context: Context) -> None:
    parts = operand.mapping("an operand", ("param", "field"))
    if len(parts) != 1:
        operand.wrong("an operand is a value, {param: name} or {field: path}")
    if "param" in parts:
        type_ = parameter_named(parts["param"], parts["param"].text("param"), context)
        if type_ not in _FITTING.get(kind, ()):
            parts["param"].wrong(f"a parameter of type {type_} does not fit here")
    elif kind in ("pattern", "flag", "pair", "path", "version"):
        operand.wrong("a field cannot be used here")
    else:
        field(parts["field"], context)


def _literal(operand: Written, operator: str, kind: str, context: Context) -> None:
    match kind:
        case "path":
            field(operand, context, operator)
        case "flag":
            operand.flag(operator)
        case "number":
            operand.number(operator)
        case "positive":
            if operand.number(operator) <= 0:
                operand.wrong(f"{operator} must be above 0")
        case "pair":
            _pair(operand, operator, context)
        case "scalars":
            for entry in operand.list(operator):
                if isinstance(entry.data, tuple | Mapping):
                    entry.wrong(f"each of {operator} must be a single value, not {entry.kind}")
        case "scalar":
            if isinstance(operand.data, tuple):
                operand.wrong(f"{operator} takes a single value, not a list")
        case "pattern":
            try:
                compile_pattern(operand.text(operator))
            except PatternError as error:
                operand.wrong(f"the pattern {error}")
        case "version":
            if not is_api_version(operand.text(operator)):
                operand.wrong(f"{operator} takes an API version such as 2026-06-01")
        case _:
            _ranges(operand, operator)


def _pair(operand: Written, operator: str, context: Context) -> None:
    bounds = operand.list(operator)
    if len(bounds) != 2:
        operand.wrong(f"{operator} takes two numbers: [least, most]")
    for bound in bounds:
        if isinstance(bound.data, Mapping):
            _indirect(bound, "pair", context)
        else:
            bound.number(operator)


def _ranges(operand: Written, operator: str) -> None:
    import ipaddress

    for entry in operand.texts(operator):
        try:
            ipaddress.ip_network(entry, strict=False)
        except ValueError:
            raise PolicyError(f"{entry!r} is not an address range", operand.at) from None
