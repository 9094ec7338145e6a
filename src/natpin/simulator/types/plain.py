"""Types the simulator only keeps: stored, shown, never interpreted."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.simulator.exchange import Json
from natpin.simulator.store import Stored
from natpin.simulator.types.rules import TypeRules, Write, envelope, reference, written
from natpin.simulator.world import Link, SimulatedAzure


def admit(world: SimulatedAzure, write: Write) -> None:
    if write.type == "Microsoft.ManagedIdentity/userAssignedIdentities" and write.current is None:
        write.properties.update(
            tenantId=world.settings.tenant,
            principalId=world.resources.fresh(),
            clientId=world.resources.fresh(),
        )
    elif write.current is not None:
        write.properties = {**write.current.properties, **write.properties}


def show(_world: SimulatedAzure, entry: Stored, _api_version: str) -> Json:
    return {
        "id": entry.id,
        "name": entry.name,
        "type": entry.type,
        **({"location": entry.location} if entry.location else {}),
        **entry.top,
        "properties": written(entry),
    }


def show_network(world: SimulatedAzure, entry: Stored, _api_version: str) -> Json:
    return envelope(world, entry, written(entry))


def interface_links(properties: Json) -> Iterator[Link]:
    """A network interface holds on to its subnets and public addresses."""
    for item in properties.get("ipConfigurations") or []:
        inner = item.get("properties") or {}
        for name, kind in (("subnet", "virtualNetworks/subnets"), ("publicIPAddress", "publicIPAddresses")):
            target = reference(inner.get(name))
            if target is not None:
                yield Link(target, f"Microsoft.Network/{kind}/join/action")


IDENTITY_RULES = TypeRules(
    type="Microsoft.ManagedIdentity/userAssignedIdentities", admit=admit, show=show, kind=None
)

LOAD_BALANCER_RULES = TypeRules(
    type="Microsoft.Network/loadBalancers", admit=admit, show=show_network, kind=None
)

NETWORK_GATEWAY_RULES = TypeRules(
    type="Microsoft.Network/virtualNetworkGateways",
    admit=admit,
    show=show_network,
    links=interface_links,
    kind=None,
)

WATCHER_RULES = TypeRules(type="Microsoft.Network/networkWatchers", admit=admit, show=show_network, kind=None)

INTERFACE_RULES = TypeRules(
    type="Microsoft.Network/networkInterfaces",
    admit=admit,
    show=show_network,
    links=interface_links,
    kind=None,
)
