"""Functions that make resource ids, and those that ask where the deployment goes.

Source of the shapes: Azure Resource Manager, "Resource functions for ARM templates" and "Scope functions".
"""

from __future__ import annotations

from collections.abc import Callable

from natpin.languages.arm_expressions.invocation import Eager, Invocation, symbolic
from natpin.languages.arm_expressions.texts import Piece, as_segment, described, from_pieces, pieces, unknown
from natpin.model.value import Node, Unknown, Value

NOT_BEFORE_DEPLOYMENT = "is known only once the template is deployed"


def _chosen(what: str) -> Unknown:
    chosen = Unknown(f"the {what} is chosen when the template is deployed")
    return Unknown(chosen.reason, parts=(chosen,))


SUBSCRIPTION = _chosen("subscription")
"""The piece that stands for the subscription deployed to; wrapped, for it holds no slash."""
RESOURCE_GROUP = _chosen("resource group")
"""The piece that stands for the resource group deployed to."""


def resource_id(invocation: Invocation) -> Node:
    """``resourceId([subscription], [resource group], type, name, …)``."""
    found = _type_and_names(invocation)
    if found is None:
        return symbolic(invocation)
    before, type_, names = found
    place = invocation.deployment.place
    subscription: tuple[Piece, ...] = place.subscription
    group = place.resource_group
    if len(before) == 2:
        subscription = pieces(as_segment(before[0]))
    if before:
        group = pieces(as_segment(before[-1]))
    prefix: tuple[Piece, ...] = ("/subscriptions/", *subscription)
    if group is not None:
        prefix = (*prefix, "/resourceGroups/", *group)
    return _identifier((*prefix, "/providers/"), type_, names, invocation)


def subscription_resource_id(invocation: Invocation) -> Node:
    """``subscriptionResourceId([subscription], type, name, …)``."""
    found = _type_and_names(invocation)
    if found is None:
        return symbolic(invocation)
    before, type_, names = found
    subscription = pieces(as_segment(before[0])) if before else invocation.deployment.place.subscription
    return _identifier(("/subscriptions/", *subscription, "/providers/"), type_, names, invocation)


def tenant_resource_id(invocation: Invocation) -> Node:
    """``tenantResourceId(type, name, …)``."""
    found = _type_and_names(invocation)
    if found is None:
        return symbolic(invocation)
    return _identifier(("/providers/",), found[1], found[2], invocation)


def management_group_resource_id(invocation: Invocation) -> Node:
    """``managementGroupResourceId(type, name, …)``."""
    found = _type_and_names(invocation)
    if found is None:
        return symbolic(invocation)
    prefix = ("/providers/Microsoft.Management/managementGroups/", None, "/providers/")
    return _identifier(prefix, found[1], found[2], invocation)


def extension_resource_id(invocation: Invocation) -> Node:
    """``extensionResourceId(base id, type, name, …)``."""
    type_ = invocation.text(1)
    if type_ is None or len(invocation.arguments) < 3:
        return symbolic(invocation)
    base = invocation.arguments[0]
    return _identifier((*pieces(base), "/providers/"), type_, list(invocation.arguments[2:]), invocation)


def _type_and_names(invocation: Invocation) -> tuple[list[Node], str, list[Node]] | None:
    """What stands before the type, the type, and its names: the type is the first text with a slash in it.

    A first argument that is unknown is a subscription or resource group when a type follows it.
    """
    for number in range(min(3, len(invocation.arguments))):
        text = invocation.text(number)
        if text is not None and "/" in text:
            names = list(invocation.arguments[number + 1 :])
            if not names:
                return None
            return list(invocation.arguments[:number]), text, names
    return None


def _identifier(prefix: tuple[Piece, ...], type_: str, names: list[Node], invocation: Invocation) -> Node:
    provider, *kinds = type_.strip("/").split("/")
    if len(names) == 1 and len(kinds) > 1:
        names = _slashed(names[0], len(kinds)) or names
    if len(kinds) != len(names):
        return symbolic(invocation, f"{invocation.name}() needs a name for each part of {type_}")
    found: list[Piece] = [*prefix, provider]
    for kind, name in zip(kinds, names, strict=True):
        found += [f"/{kind}/", *pieces(as_segment(name))]
    return from_pieces(found, invocation.at, *names)


def _slashed(name: Node, count: int) -> list[Node] | None:
    if isinstance(name, Value) and isinstance(name.data, str):
        parts = name.data.split("/")
        if len(parts) == count:
            return [Value(part, name.at) for part in parts]
    return None


def subscription_facts(invocation: Invocation) -> Node:
    """``subscription()``."""
    number = from_pieces(invocation.deployment.place.subscription, invocation.at)
    whole = from_pieces(("/subscriptions/", *invocation.deployment.place.subscription), invocation.at)
    return _object(invocation, "subscription()", {"subscriptionId": number, "id": whole})


def resource_group_facts(invocation: Invocation) -> Node:
    """``resourceGroup()``; in Bicep also with a name, and before it a subscription."""
    place = invocation.deployment.place
    subscription, group = place.subscription, place.resource_group or (None,)
    if len(invocation.arguments) == 2:
        subscription = pieces(as_segment(invocation.arguments[0]))
    if invocation.arguments:
        group = pieces(as_segment(invocation.arguments[-1]))
    whole = ("/subscriptions/", *subscription, "/resourceGroups/", *group)
    name = from_pieces(group, invocation.at)
    known = {"name": name, "id": from_pieces(whole, invocation.at)}
    location = invocation.deployment.location_of_group(name)
    if location is not None:
        known["location"] = location
    return _object(
        invocation,
        f"resourceGroup({described(name)})",
        known,
        ("location", "tags", "managedBy", "properties"),
    )


def deployment_facts(invocation: Invocation) -> Node:
    """``deployment()``."""
    return _object(
        invocation,
        "deployment()",
        {"name": invocation.deployment.deployment_name()},
        ("location", "properties"),
    )


def tenant_facts(invocation: Invocation) -> Node:
    """``tenant()``."""
    return _object(invocation, "tenant()", {}, ("tenantId", "displayName", "country", "countryCode"))


def environment_facts(invocation: Invocation) -> Node:
    """``environment()``, which differs between Azure's clouds."""
    names = (
        "name",
        "portal",
        "resourceManager",
        "authentication",
        "graph",
        "gallery",
        "suffixes",
        "activeDirectoryDataLake",
        "batch",
        "media",
        "sqlManagement",
        "vmImageAliasDoc",
        "graphAudience",
    )
    return _object(invocation, "environment()", {}, names)


def _object(
    invocation: Invocation,
    spoken: str,
    known: dict[str, Node],
    unknowable: tuple[str, ...] = ("tenantId", "displayName"),
) -> Node:
    members: dict[str, Node] = dict(known)
    for name in unknowable:
        if name in members:
            continue
        reason = f"{_CASED.get(invocation.name, invocation.name)}().{name} {NOT_BEFORE_DEPLOYMENT}"
        members[name] = unknown(f"{spoken}.{name}", reason, invocation.at)
    return Value(members, invocation.at)


def hashed(invocation: Invocation) -> Node:
    """``uniqueString`` and ``guid``: the same for the same arguments, and free of slashes."""
    found = symbolic(invocation, f"{_CASED.get(invocation.name, invocation.name)}() {NOT_BEFORE_DEPLOYMENT}")
    return as_segment(found)


_CASED = {
    "resourcegroup": "resourceGroup",
    "uniquestring": "uniqueString",
    "newguid": "newGuid",
    "utcnow": "utcNow",
}


def only_in_azure(reason: str) -> Eager:
    """A function whose result only Azure knows, and which differs from call to call."""

    def called(invocation: Invocation) -> Node:
        return Unknown(reason, invocation.at)

    return called


def lookup(full: bool) -> Callable[[Invocation], Node]:
    """``reference(id or name, [api version], ['Full'])``."""

    def called(invocation: Invocation) -> Node:
        if not invocation.arguments:
            return symbolic(invocation)
        whole = full or (invocation.text(2) or "").lower() == "full"
        return invocation.deployment.reference(invocation.arguments[0], whole, invocation.at)

    return called
