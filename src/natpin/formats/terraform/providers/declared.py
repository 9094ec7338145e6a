"""From an instance to a resource: what every resource type of the azurerm provider has in common."""

from __future__ import annotations

import re
from collections.abc import Mapping

from natpin.formats.terraform.providers.arguments import Table, arm_path
from natpin.formats.terraform.providers.references import ARM_TYPES, Lookup, in_arm_words
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.record import record
from natpin.model.resource import OWN_SUBSCRIPTION, Resource
from natpin.model.value import (
    NULL,
    Node,
    Origin,
    Reference,
    Unknown,
    Value,
    default_of,
    is_absent,
)

_MOST_DEPENDENCIES = 500
"""Followed from one instance; no real one waits for as many."""


@record
class Names:
    """How a resource is identified beyond its own name."""

    parent: Node | None = None
    resource_group: Node | None = None


def resource(
    instance: Instance,
    lookup: Lookup,
    kind: str,
    properties: Mapping[str, Node],
    table: Table,
    names: Names | None = None,
) -> Resource:
    """The resource that an instance declares. ``properties`` are in ARM's words but for references."""
    names = names or Names(resource_group=instance.attributes.get("resource_group_name"))
    return Resource(
        address=instance.address,
        type=kind,
        name=in_arm_words(arm.named(instance.attributes.get("name")), lookup),
        properties={name: in_arm_words(node, lookup) for name, node in properties.items()},
        at=instance.at,
        parent=owner(names.parent, lookup),
        resource_group=owner(names.resource_group, lookup),
        subscription=None if instance.subscription is None else in_arm_words(instance.subscription, lookup),
        external=instance.data,
        conditional=instance.conditional,
        traits=traits(instance, lookup, table),
        called_at=instance.called_at,
    )


def owner(node: Node | None, lookup: Lookup) -> Node | None:
    """A parent or resource group. A reference to its name is a reference to itself."""
    if node is None or is_absent(node):
        return None
    found = in_arm_words(node, lookup)
    if isinstance(found, Reference) and found.attribute == "name":
        return Reference(found.target, "id", found.at)
    return found


def traits(instance: Instance, lookup: Lookup, table: Table) -> dict[str, Node]:
    """What Terraform says of a resource beyond its properties."""
    version = instance.provider_version
    family = instance.type.split("_", 1)[0]
    found: dict[str, Node] = {"provider": Value(f"{family} {version}" if version else family, instance.at)}
    if instance.unsaid_subscription is not None:
        found[OWN_SUBSCRIPTION] = instance.unsaid_subscription
    if instance.prevent_destroy:
        found["preventDestroy"] = Value(True, instance.protected_at or instance.at)
    depends = dependencies(instance, lookup)
    if depends:
        found["dependsOn"] = Value(depends, instance.at)
    if instance.ignore_changes:
        ignored = (_ignored(name, table) for name in instance.ignore_changes)
        found["ignoreChanges"] = Value(tuple(Value(name, instance.at) for name in ignored), instance.at)
    return found


def dependencies(instance: Instance, lookup: Lookup) -> tuple[Reference, ...]:
    """What an instance waits for. Dependencies on what is no Azure resource (a ``time_sleep``, a ``null_resource``,
    a role assignment) are followed through to what those wait for, so that order is not lost."""
    found: dict[str, Reference] = {}
    seen: set[str] = {instance.address}
    pending = list(reversed(instance.depends_on))
    while pending and len(found) < _MOST_DEPENDENCIES:
        reference = pending.pop()
        if reference.target in seen:
            continue
        seen.add(reference.target)
        found[reference.target] = Reference(reference.target, "id", reference.at)
        target = lookup(reference.target)
        if target is not None and target.type not in ARM_TYPES:
            pending.extend(reversed(target.depends_on))
    return tuple(found.values())


def major(instance: Instance) -> int | None:
    """The provider's major version, or the least that it may have (``or_later``); None when nothing tells it."""
    match = re.match(r"[0-9]{1,4}", instance.provider_version or "")
    return int(match.group()) if match else None


def or_later(instance: Instance) -> bool:
    """True where only the least version is written: ``>= 4.0``."""
    return (instance.provider_version or "").endswith("+")


def provider_default(instance: Instance) -> Origin:
    """The origin of what the provider fills in."""
    version = major(instance)
    if version is None:
        return default_of("azurerm")
    return default_of(f"azurerm {version}.0 and later" if or_later(instance) else f"azurerm {version}.x")


def with_defaults(
    instance: Instance, properties: dict[str, Node], **defaults: Node | None
) -> dict[str, Node]:
    """Properties completed by the provider's defaults. A data source has none: it sends nothing."""
    if not instance.data:
        for name, node in defaults.items():
            if node is not None:
                properties.setdefault(name, node)
    return properties


def default(instance: Instance, data: object) -> Node:
    """A default of the provider, as a value."""
    match data:
        case bool() | int() | str():
            return Value(data, instance.at, provider_default(instance))
        case {**members}:
            return Value(
                {str(name): default(instance, child) for name, child in members.items()},
                instance.at,
                provider_default(instance),
            )
        case _:
            return NULL


def by_version(instance: Instance, before: int, old: object, new: object, what: str) -> Node:
    """A default that changed with a major version; unknown when the version is."""
    version = major(instance)
    if version is None or (version < before and or_later(instance)):
        pinned = "no version is pinned" if version is None else f"any version from {version}.0 on is allowed"
        return Unknown(
            f"{what} defaults to {old} in azurerm before {before}.0 and to {new} since, and {pinned}",
            instance.at,
            "required_providers or .terraform.lock.hcl",
        )
    return default(instance, old if version < before else new)


def _ignored(written: str, table: Table) -> str:
    return arm_path(table, written) or written
