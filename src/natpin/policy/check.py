"""Says what is wrong with a policy file, and where. What passes here, ``definition`` and ``conditions`` can take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from natpin.errors import PolicyError
from natpin.model.finding import Severity
from natpin.policy import template
from natpin.policy.conditions import COUNTED, QUANTIFIERS
from natpin.policy.definition import PARAMETER_TYPES, OnUnknown
from natpin.policy.kinds import KINDS, Fields, fields_of
from natpin.policy.operators import OPERATORS, is_api_version
from natpin.policy.pattern import PatternError, compile_pattern
from natpin.written import Written, suggestion

KEYS = (
    "id",
    "title",
    "severity",
    "subject",
    "when",
    "require",
    "message",
    "rationale",
    "remediation",
    "references",
    "parameters",
    "onUnknown",
    "fix",
    "related",
    "property",
    "severityWhen",
    "notIgnorable",
    "enabled",
    "examples",
    "tests",
)
REQUIRED = ("id", "title", "severity", "subject", "require", "message", "rationale", "remediation")
SEVERITIES = tuple(severity.value for severity in Severity)
VERDICTS = ("pass", "fail", "unknown", "not-applicable")
RESERVED = ("severity", "enabled")
SHAPES = ("all", "any", "not", "field", "undecided", *QUANTIFIERS)
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")

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


@dataclass(frozen=True, slots=True)
class _Context:
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


def check(document: Written) -> None:
    """Raises PolicyError, with the place, for the first thing that is wrong."""
    parts = document.mapping("a policy", KEYS, REQUIRED)
    identifier = parts["id"].text("id")
    if not ID.match(identifier) or len(identifier) > 60:
        parts["id"].wrong(
            f"id {identifier!r} must be lower-case words joined by hyphens, 60 characters at most"
        )
    for name in ("title", "rationale", "remediation"):
        parts[name].text(name)
    parts["severity"].one_of("severity", SEVERITIES)
    kind = parts["subject"].one_of("subject", tuple(KINDS))
    context = _Context(kind, fields_of(kind), _parameters(parts.get("parameters")))
    for name in ("when", "require"):
        if name in parts:
            _condition(parts[name], context)
    _template(parts["message"], "message", context)
    _details(parts, context)


def _details(parts: Mapping[str, Written], context: _Context) -> None:
    if "references" in parts:
        parts["references"].texts("references")
    if "onUnknown" in parts:
        parts["onUnknown"].one_of("onUnknown", tuple(choice.value for choice in OnUnknown))
    for name in ("notIgnorable", "enabled"):
        if name in parts:
            parts[name].flag(name)
    if "property" in parts:
        _field(parts["property"], context, "property")
    if "fix" in parts:
        fix = parts["fix"].mapping("fix", ("description", "safe"), ("description",))
        _template(fix["description"], "fix.description", context)
        if "safe" in fix:
            fix["safe"].flag("fix.safe")
    for pointer in parts["related"].list("related") if "related" in parts else ():
        entry = pointer.mapping("related", ("field", "message"), ("field", "message"))
        _field(entry["field"], context, "related.field")
        _template(entry["message"], "related.message", context)
    for softer in parts["severityWhen"].list("severityWhen") if "severityWhen" in parts else ():
        entry = softer.mapping("severityWhen", ("when", "severity"), ("when", "severity"))
        _condition(entry["when"], context)
        entry["severity"].one_of("severity", SEVERITIES)
    for example in parts["examples"].list("examples") if "examples" in parts else ():
        keys = ("language", "bad", "good")
        for name, piece in example.mapping("an example", keys, keys).items():
            piece.text(f"examples.{name}")
    for case in parts["tests"].list("tests") if "tests" in parts else ():
        _test(case)


def _test(case: Written) -> None:
    entry = case.mapping("a test", ("name", "given", "expect", "parameters", "message"), ("given", "expect"))
    entry["expect"].one_of("expect", VERDICTS)
    if not isinstance(entry["given"].data, Mapping | str):
        entry["given"].wrong("given must be facts, or the path of a facts document or folder")
    for name in ("name", "message"):
        if name in entry:
            entry[name].text(name)
    if "parameters" in entry:
        entry["parameters"].mapping("parameters")


def _parameters(written: Written | None) -> Mapping[str, str]:
    """Names and types of the parameters a policy declares."""
    types: dict[str, str] = {}
    for parameter in written.list("parameters") if written else ():
        entry = parameter.mapping(
            "a parameter",
            ("name", "type", "default", "description", "minimum", "maximum"),
            ("name", "type", "default", "description"),
        )
        name = entry["name"].text("name")
        if not re.match(r"[a-z][A-Za-z0-9]*\Z", name) or name in RESERVED:
            entry["name"].wrong(
                f"{name!r} cannot be a parameter's name (letters and digits, first one small)"
            )
        if name in types:
            entry["name"].wrong(f"the parameter {name!r} is there twice")
        types[name] = entry["type"].one_of("type", PARAMETER_TYPES)
        entry["description"].text("description")
        for bound in ("minimum", "maximum"):
            if bound in entry:
                entry[bound].number(bound)
        parameter_value(
            entry["default"],
            name,
            types[name],
            *(entry[bound].data if bound in entry else None for bound in ("minimum", "maximum")),
        )
    return types


def parameter_value(
    written: Written, name: str, type_: str, minimum: object = None, maximum: object = None
) -> object:
    """A parameter's value as plain data; blames ``written`` when it is not of the type or out of bounds."""
    match type_:
        case "integer":
            value: object = written.whole(name)
        case "number":
            value = written.number(name)
        case "text":
            value = written.text(name)
        case "flag":
            value = written.flag(name)
        case _:
            value = list(written.texts(name))
    if isinstance(minimum, int | float) and isinstance(value, int | float) and value < minimum:
        written.wrong(f"{name} must be at least {minimum}, not {value}")
    if isinstance(maximum, int | float) and isinstance(value, int | float) and value > maximum:
        written.wrong(f"{name} must be at most {maximum}, not {value}")
    return value


def _template(written: Written, what: str, context: _Context) -> None:
    text = written.text(what)
    try:
        named = list(template.fields(text))
    except template.TemplateError as error:
        written.wrong(f"{what} {error}")
    for name in named:
        if name.startswith("param."):
            _parameter_named(written, name.removeprefix("param."), context)
        elif name not in ("elements", "label"):
            _field(replace(written, data=name), context, what)


def _parameter_named(written: Written, name: str, context: _Context) -> str:
    if name not in context.parameters:
        written.wrong(f"there is no parameter {name!r}{suggestion(name, context.parameters)}")
    return context.parameters[name]


def _field(written: Written, context: _Context, what: str = "field") -> str:
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


def _condition(written: Written, context: _Context) -> None:
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
                _condition(member, context)
        case "not":
            _condition(written.mapping("a condition", ("not",))["not"], context)
        case "undecided":
            written.mapping("a condition", ("undecided",))["undecided"].text("undecided")
        case "field":
            written.mapping("a condition", ("field", *OPERATORS))
            _field(parts["field"], context)
            _operator(written, tuple(OPERATORS), context)
        case quantifier:
            _quantifier(written, quantifier, context)


def _quantifier(written: Written, quantifier: str, context: _Context) -> None:
    allowed = {
        "each": ("each", "where", "satisfy"),
        "count": ("count", "where", *COUNTED),
    }.get(quantifier, (quantifier, "where"))
    needed = ("satisfy",) if quantifier == "each" else ()
    parts = written.mapping(f"{quantifier!r}", allowed, needed)
    full = _field(parts[quantifier], context, quantifier)
    if not context.fields.is_list(full):
        parts[quantifier].wrong(f"{full!r} of {context.kind} is no list")
    inner = replace(context, base=full)
    for name in ("where", "satisfy"):
        if name in parts:
            _condition(parts[name], inner)
    if quantifier == "count":
        _operator(written, COUNTED, context)


def _operator(written: Written, allowed: tuple[str, ...], context: _Context) -> None:
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


def _indirect(operand: Written, kind: str, context: _Context) -> None:
    parts = operand.mapping("an operand", ("param", "field"))
    if len(parts) != 1:
        operand.wrong("an operand is a value, {param: name} or {field: path}")
    if "param" in parts:
        type_ = _parameter_named(parts["param"], parts["param"].text("param"), context)
        if type_ not in _FITTING.get(kind, ()):
            parts["param"].wrong(f"a parameter of type {type_} does not fit here")
    elif kind in ("pattern", "flag", "pair", "path", "version"):
        operand.wrong("another field does not fit here")
    else:
        _field(parts["field"], context)


def _literal(operand: Written, operator: str, kind: str, context: _Context) -> None:
    match kind:
        case "path":
            _field(operand, context, operator)
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


def _pair(operand: Written, operator: str, context: _Context) -> None:
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
            raise PolicyError(f"{entry!r} is no address range", operand.at) from None
