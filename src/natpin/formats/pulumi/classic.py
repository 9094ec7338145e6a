"""Resources of Pulumi's classic provider (``azure``), which is azurerm in other letters: as instances of azurerm's types.

Blocks that may occur once are objects, those that may occur more often are lists with a plural's name.
Source: pulumi/pulumi-azure, provider/resources.go (types), bridge-metadata.json (which blocks occur once), read in
November 2026 (version 6, of azurerm 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.camel_case import MAPS, snake
from natpin.formats.pulumi.program import Declared, Program
from natpin.formats.terraform import providers
from natpin.languages.terraform.instance import Instance
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Reference, Unknown, Value, is_true, items, text
from natpin.regex import late_regex

_TYPE = late_regex(r"azure:([a-z]+)(?:/\w+)?:(\w+)\Z")
_TYPES: Mapping[tuple[str, str], str] = {
    ("lb", "LoadBalancer"): "lb",
    ("management", "Lock"): "management_lock",
    ("network", "BgpConnection"): "virtual_hub_bgp_connection",
}
"""Types that are not called as azurerm calls them."""
_SINGULAR: Mapping[str, str] = {
    "addressSpaces": "address_space",
    "delegations": "delegation",
    "frontendIpConfigurations": "frontend_ip_configuration",
    "ipAddressPools": "ip_address_pool",
    "ipConfigurations": "ip_configuration",
    "routes": "route",
    "staticVnetRoutes": "static_vnet_route",
    "subnets": "subnet",
}
"""Properties whose argument has a name in the singular."""
_DEEPEST = 40


def type_of(written: str) -> str | None:
    """azurerm's type of one of the classic provider's; None for another provider's."""
    match = _TYPE.match(written)
    if match is None:
        return None
    module, kind = match.groups()
    return f"azurerm_{_TYPES.get((module, kind)) or snake(kind)}"


def parts(program: Program) -> Iterator[Part]:
    """What the program's resources of the classic provider declare, or may change."""
    made: dict[str, Instance] = {}
    guards: dict[str, dict[str, Node]] = {}
    for one in program.resources.values():
        kind = type_of(one.type)
        if kind is not None:
            made[one.name] = _instance(one, kind, program)
            guards[one.name] = _open_guard(one, program)
    for name, each in made.items():
        for part in providers.translate(each, made.get):
            if isinstance(part, Resource):
                open_ = guards[name]
                part = replace(part, traits={**part.traits, **open_, "pulumi": Value(True, each.at)})
            yield part


def _instance(one: Declared, kind: str, program: Program) -> Instance:
    attributes = {} if one.looked_up else _arguments(one.properties, program, 0)
    if "name" not in attributes and not kind.endswith("_association"):
        why = f"Pulumi adds letters to the name {one.name}"
        attributes["name"] = Unknown(why, one.body.at, "write name", (Unknown(f"the name of {one.name}"),))
    waits = tuple(program.value(each) for each in items(one.options.get("dependsOn")))
    kept = _kept(one, program)
    return Instance(
        one.name,
        kind,
        attributes,
        one.body.at,
        data=one.looked_up,
        depends_on=tuple(each for each in waits if isinstance(each, Reference)),
        prevent_destroy=any(map(is_true, kept)),
        ignore_changes=tuple(
            snake(name) for each in items(one.options.get("ignoreChanges")) if (name := text(each))
        ),
        subscription=program.subscription(one, "azure"),
    )


def _kept(one: Declared, program: Program) -> list[Node]:
    """What is said of whether a resource may be deleted."""
    said = (one.options.get(name) for name in ("protect", "retainOnDelete"))
    return [program.value(node) for node in said if node is not None]


def _open_guard(one: Declared, program: Program) -> dict[str, Node]:
    """The trait of one that is guarded or not, nobody knows which."""
    kept = _kept(one, program)
    why = next((node for node in kept if isinstance(node, Unknown)), None)
    return {} if why is None or any(map(is_true, kept)) else {"preventDestroy": why}


def _arguments(members: Mapping[str, Node], program: Program, depth: int) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for name, child in members.items():
        argument = _SINGULAR.get(name) or snake(name)
        value = program.value(child) if depth == 0 else child
        if not (isinstance(value, Value) and value.data is None):
            found[argument] = _node(value, argument in MAPS, program, depth + 1)
    return found


def _node(node: Node, is_map: bool, program: Program, depth: int) -> Node:
    if depth > _DEEPEST:
        return Unknown("is nested too deeply", node.at)
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        if is_map:
            return node
        return Value(
            (Value(_arguments(node.data, program, depth), node.at),), node.at
        )  # a block is a list of one
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return Value(tuple(_element(child, program, depth + 1) for child in node.data), node.at)
    return node


def _element(node: Node, program: Program, depth: int) -> Node:
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        return Value(_arguments(node.data, program, depth), node.at)
    return node
