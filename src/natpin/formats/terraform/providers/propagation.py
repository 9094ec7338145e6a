"""What propagates routes into a virtual network: gateways and their connections, peerings, Virtual WAN hubs.

A default route that arrives this way beats the NAT gateway as a user-defined route does. Sources: azurerm documentation,
``r/virtual_network_gateway``, ``r/virtual_network_gateway_connection``, ``r/local_network_gateway``,
``r/virtual_network_peering``, ``r/virtual_hub``, ``r/virtual_hub_connection``, ``r/virtual_hub_routing_intent``,
``r/virtual_hub_route_table`` (5.2.0); 4.0 and 5.0 upgrade guides (``enable_bgp`` became ``bgp_enabled``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from natpin.formats.terraform.providers.arguments import Block, Blocks, Table, To, translate
from natpin.formats.terraform.providers.conversions import (
    boolean,
    identified,
    identified_each,
    string,
    strings,
)
from natpin.formats.terraform.providers.declared import Names, default, resource, with_defaults
from natpin.formats.terraform.providers.references import Lookup
from natpin.languages.terraform.instance import Instance
from natpin.model.resource import HUB_CONNECTION, NETWORK_GATEWAY, PEERING, Resource

CONNECTION = "Microsoft.Network/connections"
LOCAL_GATEWAY = "Microsoft.Network/localNetworkGateways"
HUB = "Microsoft.Network/virtualHubs"
ROUTING_INTENT = "Microsoft.Network/virtualHubs/routingIntent"
HUB_ROUTE_TABLE = "Microsoft.Network/virtualHubs/hubRouteTables"

TABLES: Mapping[str, Table] = {
    NETWORK_GATEWAY: {
        "location": To("location", string),
        "type": To("gatewayType", string),
        "vpn_type": To("vpnType", string),
        "bgp_enabled": To("enableBgp", boolean),
        "enable_bgp": To("enableBgp", boolean),
        "default_local_network_gateway_id": To("gatewayDefaultSite", identified),
        "custom_route": Block("customRoutes", {"address_prefixes": To("addressPrefixes", strings)}),
        "ip_configuration": Blocks(
            "ipConfigurations",
            {
                "name": To("name", string),
                "subnet_id": To("subnet", identified),
                "public_ip_address_id": To("publicIPAddress", identified),
            },
        ),
    },
    CONNECTION: {
        "location": To("location", string),
        "type": To("connectionType", string),
        "bgp_enabled": To("enableBgp", boolean),
        "enable_bgp": To("enableBgp", boolean),
        "virtual_network_gateway_id": To("virtualNetworkGateway1", identified),
        "peer_virtual_network_gateway_id": To("virtualNetworkGateway2", identified),
        "local_network_gateway_id": To("localNetworkGateway2", identified),
        "express_route_circuit_id": To("peer", identified),
    },
    LOCAL_GATEWAY: {
        "location": To("location", string),
        "address_space": To("localNetworkAddressSpace.addressPrefixes", strings),
        "bgp_settings": Block("bgpSettings", {"asn": To("asn")}),
    },
    PEERING: {
        "remote_virtual_network_id": To("remoteVirtualNetwork", identified),
        "use_remote_gateways": To("useRemoteGateways", boolean),
        "allow_gateway_transit": To("allowGatewayTransit", boolean),
        "allow_forwarded_traffic": To("allowForwardedTraffic", boolean),
    },
    HUB: {
        "location": To("location", string),
        "virtual_wan_id": To("virtualWan", identified),
        "address_prefix": To("addressPrefix", string),
        "route": Blocks(
            "routeTable.routes",
            {
                "address_prefixes": To("addressPrefixes", strings),
                "next_hop_ip_address": To("nextHopIpAddress", string),
            },
        ),
    },
    HUB_CONNECTION: {
        "remote_virtual_network_id": To("remoteVirtualNetwork", identified),
        "internet_security_enabled": To("enableInternetSecurity", boolean),
        "routing": Block(
            "routingConfiguration",
            {
                "associated_route_table_id": To("associatedRouteTable", identified),
                "propagated_route_table": Block(
                    "propagatedRouteTables", {"route_table_ids": To("ids", identified_each)}
                ),
            },
        ),
    },
    ROUTING_INTENT: {
        "routing_policy": Blocks(
            "routingPolicies",
            {
                "name": To("name", string),
                "destinations": To("destinations", strings),
                "next_hop": To("nextHop", string),
            },
        )
    },
    HUB_ROUTE_TABLE: {
        "route": Blocks(
            "routes",
            {
                "name": To("name", string),
                "destinations": To("destinations", strings),
                "destinations_type": To("destinationType", string),
                "next_hop": To("nextHop", string),
                "next_hop_type": To("nextHopType", string),
            },
        )
    },
}

_OFF: Mapping[str, tuple[str, ...]] = {
    NETWORK_GATEWAY: ("enableBgp",),
    CONNECTION: ("enableBgp",),
    PEERING: ("useRemoteGateways", "allowGatewayTransit"),
    HUB_CONNECTION: ("enableInternetSecurity",),
}
"""What the provider sends as false when nothing is written ("Defaults to ``false``")."""

_PARENT: Mapping[str, str] = {
    PEERING: "virtual_network_name",
    HUB_CONNECTION: "virtual_hub_id",
    ROUTING_INTENT: "virtual_hub_id",
    HUB_ROUTE_TABLE: "virtual_hub_id",
}

TYPES: Mapping[str, str] = {
    "azurerm_local_network_gateway": LOCAL_GATEWAY,
    "azurerm_virtual_hub": HUB,
    "azurerm_virtual_hub_connection": HUB_CONNECTION,
    "azurerm_virtual_hub_route_table": HUB_ROUTE_TABLE,
    "azurerm_virtual_hub_routing_intent": ROUTING_INTENT,
    "azurerm_virtual_network_gateway": NETWORK_GATEWAY,
    "azurerm_virtual_network_gateway_connection": CONNECTION,
    "azurerm_virtual_network_peering": PEERING,
}
"""azurerm's types, in ARM's words."""


def translation(kind: str) -> Callable[[Instance, Lookup], Iterator[Resource]]:
    """What translates instances that declare an ARM type of these."""
    table = TABLES[kind]

    def translated(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
        properties = translate(instance.attributes, table, instance.at)
        with_defaults(instance, properties, **{name: default(instance, False) for name in _OFF.get(kind, ())})
        parent = _PARENT.get(kind)
        names = Names(
            instance.attributes.get(parent) if parent is not None else None,
            instance.attributes.get("resource_group_name"),
        )
        yield resource(instance, lookup, kind, properties, table, names)

    return translated
