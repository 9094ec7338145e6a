"""An entry from a stack: everything it takes is known, or nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.egress import trace
from natpin.errors import Refused
from natpin.formats.snapshot import Guard, resource
from natpin.graph import Graph
from natpin.model.location import Location
from natpin.model.value import Unknown, of
from natpin.provision.from_stack import entries

SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
NET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network"
AT = Location("main.tf", 7, 3)


def stack(**changes: Any) -> list[dict[str, Any]]:
    """A cluster behind a NAT gateway, as ARM bodies; ``changes`` replace properties by resource name."""
    bodies: list[dict[str, Any]] = [
        {
            "id": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks",
            "type": "Microsoft.ContainerService/managedClusters",
            "name": "aks",
            "location": "westeurope",
            "properties": {
                "agentPoolProfiles": [
                    {"name": "system", "vnetSubnetID": f"{NET}/virtualNetworks/vnet/subnets/nodes"}
                ],
                "networkProfile": {"outboundType": "userAssignedNATGateway"},
            },
        },
        {
            "id": f"{NET}/virtualNetworks/vnet",
            "type": "Microsoft.Network/virtualNetworks",
            "name": "vnet",
            "location": "westeurope",
            "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
        },
        {
            "id": f"{NET}/virtualNetworks/vnet/subnets/nodes",
            "type": "Microsoft.Network/virtualNetworks/subnets",
            "name": "nodes",
            "properties": {"addressPrefix": "10.0.0.0/22", "natGateway": {"id": f"{NET}/natGateways/nat"}},
        },
        {
            "id": f"{NET}/natGateways/nat",
            "type": "Microsoft.Network/natGateways",
            "name": "nat",
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "zones": ["2"],
            "properties": {
                "idleTimeoutInMinutes": 12,
                "publicIpPrefixes": [{"id": f"{NET}/publicIPPrefixes/egress"}],
            },
        },
        {
            "id": f"{NET}/publicIPPrefixes/egress",
            "type": "Microsoft.Network/publicIPPrefixes",
            "name": "egress",
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"prefixLength": 30},
        },
    ]
    for body in bodies:
        body["properties"].update(changes.get(body["name"], {}))
    return bodies


def graph(bodies: list[dict[str, Any]]) -> Graph:
    guard = Guard({})
    return Graph.of(made for body in bodies if (made := resource(of(body, AT), guard)) is not None)


def wanted(bodies: list[dict[str, Any]]) -> Any:
    made = graph(bodies)
    return entries(made, trace(made), None)


def test_the_entry_says_what_the_stack_says() -> None:
    made = wanted(stack())["aks"]
    assert made.entry() == {
        "subscription": SUBSCRIPTION,
        "resource-group": "rg",
        "location": "westeurope",
        "virtual-network": {"name": "vnet", "address-space": ["10.0.0.0/16"]},
        "subnets": [{"name": "nodes", "prefix": "10.0.0.0/22"}],
        "nat-gateway": {"name": "nat", "sku": "Standard", "idle-timeout-minutes": 12, "zone": "2"},
        "public-ips": {"prefix": {"name": "egress", "length": 30}},
        "cluster": {"name": "aks", "outbound-type": "userAssignedNATGateway"},
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"nat": {"idleTimeoutInMinutes": Unknown("var.idle has no default", AT, "--var-file")}},
         r"the idle timeout of nat: var.idle has no default \(--var-file would settle it\)"),
        ({"egress": {"prefixLength": Unknown("var.length has no default", AT)}}, "the length of egress: var.length has no default"),
        ({"aks": {"networkProfile": {"outboundType": Unknown("var.outbound has no default", AT)}}},
         "var.outbound has no default"),
        ({"aks": {"networkProfile": {"outboundType": "managedNATGateway"}}}, "managedNATGateway does not allow a NAT gateway of your own"),
        ({"nodes": {"natGateway": None}}, "not through a NAT gateway"),
        ({"nodes": {"natGateway": Unknown("var.gateway has no default", AT)}}, "var.gateway has no default"),
        ({"nat": {"publicIpPrefixes": []}}, "the public IPs of nat: it has none"),
    ],
)  # fmt: skip
def test_what_is_unknown_or_does_not_fit_is_named(changes: dict[str, Any], expected: str) -> None:
    with pytest.raises(Refused, match=expected):
        wanted(stack(**changes))


def test_a_stack_without_a_cluster_has_no_entry() -> None:
    with pytest.raises(Refused, match="declares no cluster"):
        wanted(stack()[1:])
