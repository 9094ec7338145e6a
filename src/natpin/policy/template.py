"""Messages with holes: ``{name}``, ``{idleTimeoutInMinutes / 60}``, ``{param.minMinutes}``, ``{subnet.name | none}``.

A hole is a field path, a parameter, ``elements`` (the names of the list elements that decided), or one arithmetic
operation on two of those or numbers; after ``|`` stands what to say when the field is absent. A default is shown as one:
``4 (the default of az)``. ``{{`` is a brace.

Holes that speak the language of the file, taken from the tables that translate it (``natpin.formats.spelling``), with the
property's dotted ARM path:

``{prop:networkProfile.outboundType}``         its name: ``outbound_type``, ``--outbound-type``
``{set:networkProfile.outboundType=x}``        what to do so that it has a value; a value of ``$`` and a term is worked out
``{drop:networkProfile.loadBalancerProfile}``  what to do so that it is not written
``{attach:natGateway}``                        what attaches another resource
``{guard}``                                    what keeps the resource from being deleted

Before each may stand a field and a dot, for what is declared elsewhere and perhaps in another language:
``{subnet.attach:natGateway | …}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from natpin.model.record import record
from natpin.model.value import COMPUTED, Node, Unknown, Value, is_absent
from natpin.policy.conditions import finder
from natpin.policy.operands import as_number
from natpin.policy.outcomes import Operand, PathStart
from natpin.policy.wording import default_of_whom, shown
from natpin.regex import late_regex

if TYPE_CHECKING:
    from natpin.formats.spelling import Speech

MAX_TEMPLATE = 2000

_HOLE = late_regex(r"\{\{|\}\}|\{([^{}]*)\}")
_SUM = late_regex(
    r"([A-Za-z_.][\w.]*|\d{1,9}(?:\.\d{1,6})?) ?([-+*/]) ?([A-Za-z_.][\w.]*|\d{1,9}(?:\.\d{1,6})?)\Z"
)
_TERM = late_regex(r"[A-Za-z_.][\w.]*\Z|\d{1,9}(?:\.\d{1,6})?\Z")

_SPOKEN = late_regex(
    r"(?:([A-Za-z][\w.]*)\.)?(prop|set|drop|attach|guard)(?::([A-Za-z][\w.]*)(?: ?= ?([^={}|]+))?)?\Z"
)

_ATTACHED = {
    "natGateway": "a NAT gateway",
    "publicIpAddresses": "a public IP",
    "publicIpPrefixes": "a public IP prefix",
    "routeTable": "a route table",
}

_ARITHMETIC: Mapping[str, Callable[[float, float], float | None]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else None,
}


class TemplateError(ValueError):
    """The template cannot be used; the message says why."""


def _nobody(field: str) -> Speech | None:
    from natpin.formats.spelling import speech_of

    return speech_of(None)


@record
class Telling:
    """What a message can speak of."""

    subject: Node
    label: str
    parameters: Mapping[str, object]
    deciding: tuple[Operand, ...]
    speech: Callable[[str], Speech | None] = _nobody
    """How the subject is spoken of (""), or what one of its fields is about; None where that is not there."""
    elsewhere: str = ""
    """The property whose value is written outside of the subject's declaration, for a variable: it is mended there."""


def fields(template: str) -> Iterator[str]:
    """Every field path a template names; raises TemplateError for a hole that is none."""
    if len(template) > MAX_TEMPLATE:
        raise TemplateError(f"is longer than {MAX_TEMPLATE} characters")
    rest = _HOLE.sub("", template)
    if "{" in rest or "}" in rest:
        raise TemplateError("has a lone brace (write {{ or }} for one)")
    for match in _HOLE.finditer(template):
        if match.group(1) is None:
            continue
        hole = match.group(1).partition("|")[0].strip()
        spoken_ = _SPOKEN.match(hole)
        if spoken_:
            yield from _fields_of(spoken_)
            continue
        yield from _terms(hole, f"has the hole {{{hole}}}, which is neither a field nor simple arithmetic")


def _fields_of(spoken_: re.Match[str]) -> Iterator[str]:
    """The fields that a hole in the language of the file names; raises TemplateError for one that is incomplete."""
    field, verb, path, value = spoken_.groups()
    if (path is None) is not (verb == "guard") or (value is None) is (verb == "set"):
        raise TemplateError(f"has the hole {{{spoken_[0]}}}, which is not complete")
    if field is not None:
        yield f"{field}.name"
    if value is not None and value.startswith("$"):
        wrong = f"has the hole {{{spoken_[0]}}}, whose value is neither a field nor simple arithmetic"
        yield from _terms(value[1:].strip(), wrong)


def _terms(written: str, wrong: str) -> Iterator[str]:
    """The fields of a term or of a sum; raises TemplateError, as ``wrong`` words it, for what is neither."""
    sum_ = _SUM.match(written)
    if not sum_ and not _TERM.match(written):
        raise TemplateError(wrong)
    yield from (term for term in ((sum_[1], sum_[3]) if sum_ else (written,)) if not term[0].isdigit())


def render(template: str, telling: Telling) -> str:
    """The template with its holes filled."""

    def fill(hole: _Hole) -> str:
        if hole.spoken is not None:
            return _said(hole.spoken, telling, worked_out) or hole.otherwise or "unknown"
        if not hole.is_sum:
            node = _look(hole.written, telling)
            told = spoken(node)  # a list of nothing is told so
            return hole.otherwise if hole.otherwise and (told == "none" or is_absent(node)) else told
        return worked_out(hole.written)

    def worked_out(hole: str) -> str:
        sum_ = _SUM.match(hole)
        if not sum_:
            return shown(_look(hole, telling))
        left, right = (as_number(_plain(_look(term, telling))) for term in (sum_[1], sum_[3]))
        if left is None or right is None:
            return "unknown"
        result = _ARITHMETIC[sum_[2]](left, right)
        return "unknown" if result is None else shown(Value(round(result, 2)))

    return "".join(part if isinstance(part, str) else fill(part) for part in _parts(template))


@record
class _Hole:
    """A hole of a template, taken apart."""

    written: str
    otherwise: str
    """What to say where the field is absent, or a list of nothing."""
    spoken: re.Match[str] | None
    """The parts of one in the language of the file."""
    is_sum: bool


@lru_cache(maxsize=1024)  # a rule says the same of thousands of subjects
def _parts(template: str) -> tuple[str | _Hole, ...]:
    """A template's text and its holes, in their order."""
    found: list[str | _Hole] = []
    position = 0
    for match in _HOLE.finditer(template):
        found.append(template[position : match.start()])
        position = match.end()
        if match.group(1) is None:
            found.append(match.group(0)[0])
            continue
        hole, _, otherwise = (part.strip() for part in match.group(1).partition("|"))
        found.append(_Hole(hole, otherwise, _SPOKEN.match(hole), _SUM.match(hole) is not None))
    return (*found, template[position:])


def _said(spoken_: re.Match[str], telling: Telling, worked_out: Callable[[str], str]) -> str | None:
    """A hole in the language of the file; None where what it is about is not there."""
    field, verb, path, value = spoken_.groups()
    speech = telling.speech(field or "")
    if speech is None:
        return None
    match verb:
        case "prop":
            return speech.name(path)
        case "set":
            value = worked_out(value[1:].strip()) if value.startswith("$") else value
            told = speech.setting(path, value)
            here = not field and path.rpartition(".")[2] == telling.elsewhere
            # a switch that is left out has no value that could be written
            keeps = not here or told.startswith("leave out")
            value = f"${value}" if f" ${value}`" in told else value  # PowerShell's $false
            return told if keeps else f"write `{value}` here, as the value of `{speech.name(path)}`"
        case "drop":
            return speech.without(path)
        case "attach":
            noun = _ATTACHED.get(path)
            return f"attach {noun}: {speech.attaching(path)}" if noun else speech.attaching(path)
        case _:
            return speech.guarding()


def spoken(node: Node | None) -> str:
    """A value, and whose default it is."""
    if isinstance(node, Value) and node.origin.whose:
        return f"{shown(node)} ({default_of_whom(node.origin.whose)})"
    return shown(node)


def _look(term: str, telling: Telling) -> Node | None:
    if term[0].isdigit():
        return Value(float(term), origin=COMPUTED)
    if term == "elements":
        return Value(_elements(telling.deciding), origin=COMPUTED)
    if term == "label":
        return Value(telling.label, origin=COMPUTED)
    if term.startswith("param."):
        return _parameter(telling.parameters.get(term.removeprefix("param.")))
    return finder(term)(PathStart(telling.subject, telling.subject))


def _elements(deciding: tuple[Operand, ...]) -> tuple[Node, ...]:
    """The distinct list elements that decided, by how they are shown."""
    named = {shown(operand.elements[0]): None for operand in deciding if operand.elements}
    return tuple(Value(name, origin=COMPUTED) for name in named)


def _parameter(value: object) -> Node:
    if isinstance(value, list | tuple):
        return Value(tuple(_parameter(entry) for entry in value), origin=COMPUTED)
    return Value(value if isinstance(value, bool | int | float | str) else None, origin=COMPUTED)


def _plain(node: Node | None) -> object:
    return node.data if isinstance(node, Value) and not isinstance(node, Unknown) else None
