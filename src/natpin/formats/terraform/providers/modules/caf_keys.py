"""aztfmod/caf/azurerm: what its settings mean by keys. Each object is a member of a map of the landing zone's; another one's
(``lz_key``), and what is only looked up (``data_sources``), are not here.

Source: the module's ``locals.combined_objects.tf``, ``networking.tf``, ``resource_groups.tf``, ``variables.tf`` (5.5.0 to
5.7.14). Names are made by azurecaf, unless ``global_settings.passthrough`` is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.modules.calls import (
    enabled,
    entries,
    given,
    if_unknown,
    inside,
    made_up,
    reference,
)
from natpin.languages.terraform.instance import ModuleCall
from natpin.model.value import Node, Reference, Unknown, Value, text

SETTLE = "terraform show -json"
Settings = Mapping[str, Node]


def of_kind(call: ModuleCall, group: str, kind: str) -> Iterator[tuple[str | None, Settings, Node]]:
    """The settings of a kind: key, members, and the whole; one unknown where the map is not known."""
    yield from entries(inside(given(call, group), kind))


def first(settings: Settings, *paths: str) -> Node | None:
    """The first of these that is set; ``vnet.key`` is a member of a member."""
    for path in paths:
        name, _, rest = path.partition(".")
        found = settings.get(name)
        if rest and found is not None:
            found = inside(found, *rest.split("."))
        if isinstance(found, Unknown) or (isinstance(found, Value) and found.data is not None):
            return found
        if isinstance(found, Reference):
            return found
    return None


def named(call: ModuleCall, settings: Settings, element: Node, what: str) -> Node:
    """The name of something: as it is written where names are passed through."""
    unknown = if_unknown(element)
    if unknown is not None:
        return unknown
    passed = enabled(inside(given(call, "global_settings"), "passthrough"))
    written = settings.get("name")
    if passed is True and written is not None:
        return written
    return passed if isinstance(passed, Unknown) else made_up(call, what)


def group_of(call: ModuleCall, settings: Settings, element: Node) -> Node | None:
    """The name of the resource group that something lies in."""
    unknown = if_unknown(element)
    if unknown is not None:
        return unknown
    written = first(settings, "resource_group.name", "resource_group_name")
    if written is not None:
        return written
    key = first(settings, "resource_group_key", "resource_group.key")
    elsewhere = _elsewhere(call, settings, "resource_group.lz_key", "lz_key")
    if key is None or elsewhere is not None:
        return elsewhere
    return _by_key(call, given(call, "resource_groups"), key, "azurerm_resource_group.rg", "name")


def looked_up(call: ModuleCall, kind: str, key: Node | None, address: str) -> Node | None:
    """The id of an object of this landing zone's, by its key."""
    if key is None:
        return None
    return _by_key(call, inside(given(call, "networking"), kind), key, address, "id")


def subnet_of(
    call: ModuleCall,
    settings: Settings,
    zones: tuple[str, ...],
    networks: tuple[str, ...],
    subnets: tuple[str, ...],
) -> Node | None:
    """The id of a subnet that settings name by the keys of its network and its own; each tuple holds the paths that the
    module tries, one after the other."""
    network, subnet = first(settings, *networks), first(settings, *subnets)
    if network is None or subnet is None:
        return None
    elsewhere = _elsewhere(call, settings, *zones)
    if elsewhere is not None:
        return elsewhere
    for node in (network, subnet):
        if not isinstance(node, Value):
            return Unknown("the key of a subnet is not known", node.at, SETTLE)
    held = inside(given(call, "networking"), "vnets", text(network) or "?")
    for kind in ("subnets", "specialsubnets"):
        found = inside(held, kind)
        if isinstance(found, Unknown):
            return found
        if inside(found, text(subnet) or "?") is not None:
            return reference(call, subnet_address(text(network), text(subnet)))
    return Unknown(
        f"module {call.source} looks up subnet {text(subnet)}, which is not here", subnet.at, SETTLE
    )


def subnet_address(network: str | None, subnet: str | None) -> str:
    """What a subnet is called among the module's own."""
    return f'azurerm_subnet.subnet["{network or "?"}/{subnet or "?"}"]'


def _elsewhere(call: ModuleCall, settings: Settings, *paths: str) -> Unknown | None:
    """Why something belongs to another landing zone, or may."""
    zone = first(settings, *paths)
    if zone is None:
        return None
    own = given(call, "current_landingzone_key")
    if isinstance(zone, Value) and text(zone) == (text(own) if own is not None else "local"):
        return None
    return Unknown(f"it belongs to the landing zone {text(zone) or '?'}, which is not here", zone.at, SETTLE)


def _by_key(call: ModuleCall, held: Node | None, key: Node, address: str, attribute: str) -> Node:
    written = text(key)
    if isinstance(held, Unknown):
        return held
    if written is None:
        return Unknown("a key is not known", key.at, SETTLE)
    if inside(held, written) is None:
        return Unknown(f"module {call.source} looks up {written}, which is not here", key.at, SETTLE)
    return Reference(reference(call, f'{address}["{written}"]').target, attribute, key.at)
