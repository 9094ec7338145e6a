"""Functions of providers that put ids together. Source: azapi's documentation, "Functions" (``build_resource_id``,
``resource_group_resource_id``, ``subscription_resource_id``); azurerm's, "Provider Functions".
"""

from __future__ import annotations

from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import EvalError, elements, joined, text
from natpin.model.location import Location
from natpin.model.value import Node, Value

_GROUPS = "microsoft.resources/resourcegroups"


def normalise_resource_id(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """The id in Azure's own spelling: ids compare without regard to case."""
    return arguments[0]


def build_resource_id(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``build_resource_id(parent_id, resource_type, name)``: below its parent, or in a scope for a type of its own."""
    parent, kind, name = arguments[0], text(arguments[1]), arguments[2]
    segments = kind.split("/")
    if kind.lower() == _GROUPS:
        between = "/resourceGroups/"
    elif len(segments) > 2:
        between = f"/{segments[-1]}/"
    else:
        between = f"/providers/{kind}/"
    return joined((parent, Value(between, at), name), at)


def resource_group_resource_id(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``resource_group_resource_id(subscription_id, resource_group_name, resource_type, resource_names)``"""
    start = (Value("/subscriptions/", at), arguments[0], Value("/resourceGroups/", at), arguments[1])
    return joined((*start, *_named(text(arguments[2]), arguments[3], at)), at)


def subscription_resource_id(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``subscription_resource_id(subscription_id, resource_type, resource_names)``"""
    start = (Value("/subscriptions/", at), arguments[0])
    return joined((*start, *_named(text(arguments[1]), arguments[2], at)), at)


def _named(kind: str, names: Node, at: Location) -> list[Node]:
    """``/providers/Microsoft.Network/virtualNetworks/NAME/subnets/NAME``"""
    namespace, *kinds = kind.split("/")
    found = list(elements(names))
    if len(found) != len(kinds):
        raise EvalError(f"{kind} takes {len(kinds)} names", at)
    pieces: list[Node] = [Value(f"/providers/{namespace}", at)]
    for each, name in zip(kinds, found, strict=True):
        pieces += (Value(f"/{each}/", at), name)
    return pieces


FUNCTIONS = {
    "provider::azurerm::normalise_resource_id": normalise_resource_id,
    "provider::azapi::build_resource_id": build_resource_id,
    "provider::azapi::resource_group_resource_id": resource_group_resource_id,
    "provider::azapi::subscription_resource_id": subscription_resource_id,
}
