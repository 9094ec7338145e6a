"""Jinja2's tests, and Ansible's of results: ``x is defined``, ``result is failed``.

Sources: Jinja documentation, "List of Builtin Tests"; Ansible documentation, "Tests".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.languages.jinja.comparing import compared, truth
from natpin.languages.jinja.scope import Scope, Undefined, as_node, perhaps_in
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value

_COMPARISONS = {
    **dict.fromkeys(("eq", "equalto", "sameas", "=="), "eq"),
    "ne": "ne",
    "in": "in",
    "lt": "lt",
    "lessthan": "lt",
    "gt": "gt",
    "greaterthan": "gt",
    "le": "lteq",
    "ge": "gteq",
}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "mapping": (Mapping,),
    "sequence": (tuple, str, Mapping),
    "iterable": (tuple, str, Mapping),
    "number": (int, float),
    "integer": (int,),
    "float": (float,),
    "boolean": (bool,),
}
_RESULTS = {"succeeded": True, "success": True, "failed": False, "failure": False}
"""A task is taken to end well (docs/reading.md), but where its result says that it may have failed."""


def check(
    name: str, given: Node | Undefined, arguments: Sequence[Node], said: str, at: Location, scope: Scope
) -> Node:
    """Whether a test holds."""
    if name in ("defined", "undefined"):
        unclear = perhaps_in(given)
        if unclear is not None:
            return unclear
        if isinstance(given, Unknown):  # what is not known may be that it has no value
            return given
        return Value(isinstance(given, Undefined) is (name == "undefined"), at)
    if name in _RESULTS and isinstance(given, Value):
        failed = given.data.get("failed") if isinstance(given.data, Mapping) else None
        return failed if isinstance(failed, Unknown) else Value(_RESULTS[name], at)
    if name in ("skipped", "skip") and isinstance(given, Value) and isinstance(given.data, Mapping):
        return given.data.get("skipped", Value(False, at))
    node = as_node(given, scope)
    if name in ("true", "truthy", "false", "falsy"):
        holds = truth(node, scope)
        return holds if isinstance(holds, Unknown) else Value(holds is (name in ("true", "truthy")), at)
    if name in _COMPARISONS and arguments:
        found = compared(_COMPARISONS[name], node, arguments[0], at)
        return found if isinstance(found, Unknown) else Value(found, at)
    if not isinstance(node, Value):
        why = node if isinstance(node, Unknown) else Unknown(f"{said} is only known once it is deployed", at)
        return Unknown(f"whether {said} is {name} is not known: {why.reason}", why.at, why.settle_by)
    if name == "none":
        return Value(node.data is None, at)
    if name in _TYPES:
        of_a_number = name in ("number", "integer") and isinstance(node.data, bool)
        return Value(isinstance(node.data, _TYPES[name]) and not of_a_number, at)
    return Unknown(f"whether {said} is {name} is not followed", at)
