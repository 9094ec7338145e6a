"""A text with ``{{ … }}`` in it, worked out as far as its names are known.

Source: Jinja documentation, "Template Designer Documentation". Of statements, ``{% if %}`` with a condition that is known
is followed; a text with any other is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from natpin.languages.jinja.scope import Scope, Undefined, as_node
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value

if TYPE_CHECKING:
    from jinja2 import nodes

MAX_TEXT = 65_536
"""Characters of a text, written or made: a longer one is unknown."""

Part = str | Reference | Unknown | None


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


def expression(text: str, at: Location, scope: Scope) -> Node | Undefined:
    """What an expression without braces stands for: a condition."""
    return rendered("{{ " + text + " }}", at, scope)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Sequence[nodes.Node] | str:
    """What a template holds; in words that complete "the template", why it is none."""
    from jinja2 import Environment, TemplateSyntaxError

    try:
        # Ansible: trim_blocks (ansible.template, Templar.environment)
        return tuple(Environment(trim_blocks=True, autoescape=True).parse(text).body)
    except TemplateSyntaxError as error:
        return f"is not valid: {error.message}"[:200]
    except (RecursionError, ValueError, OverflowError, MemoryError):
        return "cannot be parsed"


def _of_body(body: Sequence[nodes.Node], at: Location, scope: Scope) -> Node | Undefined:
    from jinja2 import nodes

    from natpin.languages.jinja.expressions import evaluate

    pieces: list[Node | Undefined] = []
    for one in body:
        if isinstance(one, nodes.Output):
            pieces += [
                Value(inner.data, at) if isinstance(inner, nodes.TemplateData) else evaluate(inner, at, scope)
                for inner in one.nodes
            ]
        elif isinstance(one, nodes.If):
            pieces.append(_of_if(one, at, scope))
        else:
            return Unknown("statements of the template are not followed", at)
    kept = [piece for piece in pieces if not (isinstance(piece, Value) and piece.data == "")]
    if len(kept) == 1:
        return kept[0]
    return joined([as_node(piece, scope) for piece in kept], at)


def _of_if(one: nodes.If, at: Location, scope: Scope) -> Node | Undefined:
    from natpin.languages.jinja.expressions import evaluate, truth

    for branch in (one, *one.elif_):
        holds = truth(evaluate(branch.test, at, scope), scope)
        if isinstance(holds, Unknown):
            return Unknown(f"a condition of the template is not known: {holds.reason}", at, holds.settle_by)
        if holds:
            return _of_body(branch.body, at, scope)
    return _of_body(one.else_, at, scope) if one.else_ else Value("", at)


def joined(pieces: Sequence[Node], at: Location) -> Node:
    """Values in a row as one text, with what is known of it where a part is not."""
    parts: list[Part] = []
    for piece in pieces:
        match piece:
            case Value(data=str() | bool() | int() | float() as data):
                parts.append(str(data))
            case Value(data=None):
                parts.append("")
            case Unknown(parts=inner) if inner:
                parts += inner
            case Value():
                parts.append(Unknown("a list or an object stands where text is expected", piece.at))
            case _:
                parts.append(piece)
    if all(isinstance(part, str) for part in parts):
        text = "".join(str(part) for part in parts)
        return Value(text, at) if len(text) <= MAX_TEXT else Unknown("the text is too long to follow", at)
    cause = next((part for part in parts if isinstance(part, Unknown)), None)
    why = cause.reason if cause is not None else "a part of it is only known once it is deployed"
    return Unknown(
        why, at, cause.settle_by if cause is not None else None, tuple(p for p in parts if p != "")
    )
