"""Which declarations bear on no egress though their type may: by what is written in them.

Azure Verified Modules have one of either kind each (azure.github.io/Azure-Verified-Modules, SFR3 "Deployment/Usage
Telemetry" and RMFR5 "AVM interfaces"): without a look at them no module would be passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from natpin.formats.arm.kinds import is_harmless
from natpin.formats.arm.template import DEPLOYMENT, Declaration, full_type
from natpin.languages.arm_expressions.syntax import (
    Expression,
    Index,
    ListOf,
    Literal,
    Name,
    ObjectMember,
    ObjectOf,
)
from natpin.model.resource import LOCK
from natpin.model.value import Value

_AROUND = ("microsoft.management/", "microsoft.subscription/")
"""Providers, lower case, of what clusters and networks lie in: a lock there holds them, too."""


def is_idle(declaration: Declaration, types_of: Callable[[str], Iterable[str]]) -> bool:
    """Whether a resource is a deployment without resources, or a lock on what has nothing to do with egress. ``types_of``
    tells the types of what is declared beside it with a symbol; none for a symbol that nobody declares."""
    lowered = full_type(declaration).lower()
    if lowered == DEPLOYMENT.lower():
        return declaration.module is None and _deploys_nothing(declaration)
    if lowered == LOCK.lower():
        scope = declaration.scope
        held = scope.of if isinstance(scope, Index) else scope
        types = list(types_of(held.name)) if isinstance(held, Name) else []
        return bool(types) and all(is_harmless(one) and not one.lower().startswith(_AROUND) for one in types)
    return False


def _deploys_nothing(declaration: Declaration) -> bool:
    """Whether a deployment that is written as a resource has a template without resources, written out."""
    properties = _entries((_entries(declaration.body) or {}).get("properties"))
    if properties is None or "templatelink" in properties:
        return False
    template = _entries(properties.get("template"))
    if template is None:
        return False
    listed = template.get("resources")
    return listed is None or (isinstance(listed, ListOf) and not listed.elements)


def _entries(expression: Expression | None) -> Mapping[str, Expression] | None:
    """What an object is written to have, by lower-case name; None for one that may have more."""
    if not isinstance(expression, ObjectOf):
        return None
    found: dict[str, Expression] = {}
    for entry in expression.entries:
        match entry:
            case ObjectMember(key=Literal(value=Value(data=str() as name))):
                found[name.lower()] = entry.value
            case _:
                return None
    return found
