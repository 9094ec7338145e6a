"""Resources of a Pulumi program as natpin's: ARM's bodies laid flat, as azure-native has them, under ARM's types."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.peerings import inline_peerings
from natpin.formats.pulumi import classic
from natpin.formats.pulumi.kinds import KINDS, Kind, is_harmless, kind_of
from natpin.formats.pulumi.program import Declared, Program
from natpin.model.doubt import Doubt, Reach
from natpin.model.part import Part
from natpin.model.resource import RESOURCE_GROUP, Resource
from natpin.model.value import Node, Reference, Unknown, Value, items, text
from natpin.regex import late_regex

_VERSION = late_regex(r"v(\d{4})(\d\d)(\d\d)(preview)?\Z")
_SETTLE = "pulumi preview --json"
_NO_AZURE = (
    "kubernetes:",
    "random:",
    "tls:",
    "command:",
    "pulumi:providers:",
    "pulumi:pulumi:StackReference",
    "docker:",
    "azuread:",
    "time:",
)
"""Providers, and types of them, that change nothing in Azure's networks."""
_KUBERNETES = "kubernetes:"
_COMMANDS = "command:"
_ABOUT_AZURE = late_regex(r"\baz\b|(?i:azure)|\.(?:sh|ps1|py|bash)\b|\bterraform\b|-Az[A-Z]")
"""What a command says that may change Azure; scripts are not looked into."""


def parts(program: Program) -> Iterator[Part]:
    """Every resource that bears on egress, and what is not followed."""
    yield from classic.parts(program)
    for one in program.resources.values():
        if one.type.startswith(_KUBERNETES):
            from natpin.formats.pulumi.objects import applied  # few programs apply objects

            yield from applied(one, program)
        found = kind_of(one.type)
        if found is None:
            if classic.type_of(one.type) is not None:
                continue
            if not one.type.startswith(_NO_AZURE) or (one.type.startswith(_COMMANDS) and _acts(one)):
                at = one.body.at
                yield Doubt(f"what {one.type} ({one.name}) makes", at, _SETTLE, Reach(adds=True))
            continue
        module, name, version = found
        kind = KINDS.get((module, name))
        if kind is not None:
            made = _resource(one, kind, version, program)
            yield made
            yield from inline_peerings(made)
        elif not is_harmless(module, name):
            yield Doubt(f"what {one.type} ({one.name}) changes", one.body.at, _SETTLE, Reach(adds=True))


def _acts(one: Declared) -> bool:
    """Whether a command's texts may be about Azure."""
    said = [text(node) for node in one.properties.values()]
    return any(_ABOUT_AZURE.search(each) for each in said if each is not None)


def _resource(one: Declared, kind: Kind, version: str | None, program: Program) -> Resource:
    at = one.body.at
    written = {} if one.looked_up else one.properties  # what is looked up has the properties that it has
    values = {name: program.value(node) for name, node in written.items()}
    traits: dict[str, Node] = {"provider": Value("azure-native", at)}
    dated = _VERSION.match(version or "")
    if dated is not None:
        year, month, day, preview = dated.groups()
        traits["apiVersion"] = Value(f"{year}-{month}-{day}" + (f"-{preview}" if preview else ""), at)
    for option in ("protect", "retainOnDelete"):
        node = one.options.get(option)
        if node is not None:
            traits["preventDestroy"] = program.value(node)
    waits = tuple(each for each in items(one.options.get("dependsOn")))
    if waits:
        traits["dependsOn"] = Value(tuple(program.value(each) for each in waits), at)
    ignored = one.options.get("ignoreChanges")
    if ignored is not None:
        traits["ignoreChanges"] = ignored
    named = {kind.named, kind.parent, "resourceGroupName"} - {None}
    properties = {name: node for name, node in values.items() if name not in named}
    parent = values.get(kind.parent) if kind.parent is not None else None
    return Resource(
        one.name,
        kind.type,
        _name(one, kind, values.get(kind.named)),
        properties,
        at,
        parent=_as_id(parent) if kind.parent is not None else None,
        resource_group=None if kind.type == RESOURCE_GROUP else _group(values.get("resourceGroupName")),
        subscription=program.subscription(one, "azure-native"),
        external=one.looked_up,
        traits={**traits, "calledBy": Value(one.name, at)},
    )


def _name(one: Declared, kind: Kind, written: Node | None) -> Node:
    if written is not None:
        return written
    logical = text(one.body.data.get("name")) if isinstance(one.body.data, dict) else None
    why = f"Pulumi adds letters to the name {logical or one.name}"
    return Unknown(why, one.body.at, f"write {kind.named}", (Unknown(f"the name of {one.name}"),))


def _as_id(parent: Node | None) -> Node | None:
    """``${network.name}`` names the resource as its id would."""
    if isinstance(parent, Reference) and parent.attribute == "name":
        return Reference(parent.target, "id", parent.at)
    return parent


def _group(node: Node | None) -> Node | None:
    """A resource group by its name; by its resource where that is named by it."""
    return _as_name(node) if node is not None else None


def _as_name(node: Node) -> Node:
    return Reference(node.target, "name", node.at) if isinstance(node, Reference) else node
