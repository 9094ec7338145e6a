"""Objects that stand for one resource of Azure: of one kind, with one external name, in one place.

Crossplane takes what is there already under an external name, so that two objects may manage one resource; each puts its
own ``spec.forProvider``, again and again. Source: Crossplane documentation, "Managed Resources", "Annotations".
"""

from __future__ import annotations

from collections.abc import Iterable

from natpin.formats.crossplane.objects import Key, Object
from natpin.formats.terraform.providers.references import ARM_TYPES
from natpin.model.value import dig, members, plain, text, unknowns

EXTERNAL_NAME = "crossplane.io/external-name"
_PLACING = ("resourceGroupName", "virtualNetworkName", "kubernetesClusterId", "routeTableName")
"""How the members begin that say where a resource is, by its name, a reference or a selector."""


def twins(objects: Iterable[Object]) -> dict[Key, Object]:
    """By the key of an object, the one before it that stands for the same resource."""
    first: dict[str, Object] = {}
    found: dict[Key, Object] = {}
    # what manages it comes before what only looks at it
    for one in sorted(objects, key=lambda one: one.get("spec.managementPolicies") is not None):
        place = _place(one)
        if place is not None:
            before = first.setdefault(place, one)
            if before is not one:
                found[one.key] = before
    return found


def differ(one: Object, other: Object) -> bool:
    """Whether two objects put something else, or may."""
    pairs = [(one.get(path), other.get(path)) for path in ("spec.forProvider", "spec.initProvider")]
    return any(any(unknowns(left)) or plain(left) != plain(right) for left, right in pairs)


def _place(one: Object) -> str | None:
    """What makes a resource the one it is; None where that is not known from the object alone."""
    if one.type not in ARM_TYPES:
        return None
    annotated = members(one.get("metadata.annotations")).get(EXTERNAL_NAME)
    name = text(annotated if annotated is not None else one.get("metadata.name"))
    if name is None or "$" in name:
        return None
    written = members(one.get("spec.forProvider"))
    placed = {key: node for key, node in written.items() if key.startswith(_PLACING)}
    if any(unknown for node in placed.values() for unknown in unknowns(node)):
        return None
    config = text(dig(one.body, "spec.providerConfigRef.name")) or "default"
    where = sorted((key, repr(plain(node))) for key, node in placed.items())
    by = one.controller if any(key.endswith("Selector") for key in placed) else ""  # of its own composite
    return repr((one.type, one.scope, name.lower(), config, where, by))
