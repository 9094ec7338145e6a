"""A text with ``{{ … }}`` in it, worked out as far as its names are known.

Source: Jinja documentation, "Template Designer Documentation". Of statements, ``{% if %}`` with a condition that is known
is followed; a text with any other is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from natpin.languages.jinja.comparing import truth
from natpin.languages.jinja.expressions import evaluate, holds
from natpin.languages.jinja.scope import Scope, Undefined, as_node
from natpin.languages.jinja.shown import is_shown_whole
from natpin.languages.jinja.texts import MAX_TEXT, joined
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Unknown, Value

if TYPE_CHECKING:
    from jinja2 import Environment, nodes


def is_template(text: str) -> bool:
    """True for a text that says more than itself."""
    return "{{" in text or "{%" in text or "{#" in text


def rendered(text: str, at: Location, scope: Scope) -> Node | Undefined:
    """What a text stands for. One that is a single expression is that expression's value, of whatever type."""
    if not is_template(text):
        return Value(text, at)
    parsed = _parsed(text) if len(text) <= MAX_TEXT else "is too long to be followed"
    if isinstance(parsed, str):
        return Unknown(f"the template {parsed}", at)
    try:
        return _of_body(parsed, at, scope)
    except RecursionError:
        return Unknown("the template is nested too deeply to be followed", at)


def condition(text: str, at: Location, scope: Scope) -> bool | Unknown:
    """Whether a condition holds, which is written without braces. An unknown one is the unknown that it rests on."""
    from jinja2 import nodes

    written = text if "{{" in text else "{{ " + text + " }}"
    parsed = _parsed(written) if len(text) <= MAX_TEXT else "is too long to be followed"
    if isinstance(parsed, str):
        return Unknown(f"the condition {parsed}", at)
    match parsed:
        case (nodes.Output(nodes=[inner]),):
            try:
                return holds(inner, at, scope)
            except RecursionError:
                return Unknown("the condition is nested too deeply to be followed", at)
    found = rendered(written, at, scope)
    if isinstance(found, Value) and isinstance(found.data, str) and not is_template(found.data):
        return condition(found.data, at, scope)  # what braces put into a condition is part of it
    return found if isinstance(found, Unknown) else truth(found, scope)


@lru_cache(maxsize=16_384)  # a playbook is gone through again for each answer to its questions
def _parsed(text: str) -> Sequence[nodes.Node] | str:
    """What a template holds; in words that complete "the template", why it is none."""
    from jinja2 import TemplateSyntaxError

    try:
        return tuple(_environment().parse(text).body)
    except TemplateSyntaxError as error:
        return f"is not valid: {error.message}"[:200]
    except (RecursionError, ValueError, OverflowError, MemoryError):
        return "cannot be parsed"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment

    # Ansible: trim_blocks (ansible.template, Templar.environment)
    return Environment(trim_blocks=True, autoescape=True)


def _of_body(body: Sequence[nodes.Node], at: Location, scope: Scope) -> Node | Undefined:
    from jinja2 import nodes

    pieces: list[Node | Undefined] = []
    for one in body:
        if isinstance(one, nodes.Output):
            pieces += [_of_output(inner, at, scope) for inner in one.nodes]
        elif isinstance(one, nodes.If):
            pieces.append(_of_if(one, at, scope))
        else:
            return Unknown("statements of the template are not followed", at)
    kept = [piece for piece in pieces if not (isinstance(piece, Value) and piece.data == "")]
    if len(kept) == 1:
        return kept[0]
    return joined([as_node(piece, scope) for piece in kept], at)


def _of_output(inner: nodes.Node, at: Location, scope: Scope) -> Node | Undefined:
    from jinja2 import nodes

    if isinstance(inner, nodes.TemplateData):
        return Value(inner.data, at)
    found = evaluate(inner, at, scope)
    if isinstance(found, Unknown) and not found.parts and not is_shown_whole(inner):
        # it is not what it rests on, nor what another expression makes of that: its own place tells it apart
        return replace(found, at=at)
    return found


def _of_if(one: nodes.If, at: Location, scope: Scope) -> Node | Undefined:
    for branch in (one, *one.elif_):
        chosen = holds(branch.test, at, scope)
        if isinstance(chosen, Unknown):
            return Unknown(f"a condition of the template is not known: {chosen.reason}", at, chosen.settle_by)
        if chosen:
            return _of_body(branch.body, at, scope)
    return _of_body(one.else_, at, scope) if one.else_ else Value("", at)
