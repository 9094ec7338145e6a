"""The Azure SDK makes, changes and asks clusters, and AKS's refusals are the simulator's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from .conftest import Sdk

POOL = {"name": "system", "count": 2, "mode": "System", "vmSize": "Standard_D4s_v5"}


def cluster(outbound: str | None, subnet: str | None = None, **profile: Any) -> dict[str, Any]:
    network: dict[str, Any] = {"networkPlugin": "azure", **profile}
    if outbound:
        network["outboundType"] = outbound
    pool = {**POOL, **({"vnetSubnetID": subnet} if subnet else {})}
    properties = {"dnsPrefix": "pay", "agentPoolProfiles": [pool], "networkProfile": network}
    return {"location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": properties}


@pytest.fixture
def subnets(sdk: Sdk) -> dict[str, str]:
    """Two subnets of one VNet: `nat` with a NAT gateway (a /31), `bare` without."""
    sdk.azure.seed(
        {
            "id": sdk.id("publicIPPrefixes/egress"),
            "location": "westeurope",
            "properties": {"prefixLength": 31},
        },
        {
            "id": sdk.id("natGateways/nat"),
            "location": "westeurope",
            "properties": {"publicIpPrefixes": [{"id": sdk.id("publicIPPrefixes/egress")}]},
        },
        {
            "id": sdk.id("virtualNetworks/vnet"),
            "location": "westeurope",
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {
                        "name": "nat",
                        "properties": {
                            "addressPrefix": "10.0.0.0/24",
                            "natGateway": {"id": sdk.id("natGateways/nat")},
                        },
                    },
                    {"name": "bare", "properties": {"addressPrefix": "10.0.1.0/24"}},
                ],
            },
        },
    )
    return {name: sdk.id(f"virtualNetworks/vnet/subnets/{name}") for name in ("nat", "bare")}


def create(sdk: Sdk, body: dict[str, Any], name: str = "aks") -> Any:
    return sdk.clusters.managed_clusters.begin_create_or_update("rg", name, body).result()


def address_of(sdk: Sdk, resource_id: str) -> str:
    body = sdk.azure.get(resource_id)
    assert body is not None
    return str(body["properties"]["ipAddress"])


def test_a_cluster_behind_the_users_nat_gateway(sdk: Sdk, subnets: dict[str, str]) -> None:
    made = create(sdk, cluster("userAssignedNATGateway", subnets["nat"]))
    assert made.properties.provisioning_state == "Succeeded"
    assert made.type == "Microsoft.ContainerService/ManagedClusters"
    assert "/resourcegroups/" in made.id
    assert made.properties.node_resource_group == "MC_rg_aks_westeurope"


@pytest.mark.parametrize(
    ("outbound", "subnet", "code"),
    [
        ("userAssignedNATGateway", "bare", "SubnetNotAssociatedWithNATGateway"),
        ("userAssignedNATGateway", None, "InvalidParameter"),
        ("managedNATGateway", "nat", "InvalidParameter"),
        ("userDefinedRouting", "bare", "ExistingRouteTableNotAssociatedWithSubnet"),
        ("loadBalancer", "nat", "SubnetAssociatedWithNATGateway"),
        (None, "nat", "SubnetAssociatedWithNATGateway"),
        ("managedNATGatewayV2", None, "InvalidParameter"),
    ],
)
def test_aks_refuses(
    sdk: Sdk, subnets: dict[str, str], outbound: str | None, subnet: str | None, code: str
) -> None:
    with pytest.raises(HttpResponseError) as refused:
        create(sdk, cluster(outbound, subnets[subnet] if subnet else None))
    assert refused.value.status_code == 400
    assert json.loads(refused.value.response.text())["code"] == code  # no wrapper around it, as recorded
    assert not [entry for entry in sdk.azure.entries() if "managedClusters" in entry.type]


def test_managed_egress_shows_its_effective_addresses(sdk: Sdk) -> None:
    balanced = create(sdk, cluster("loadBalancer", loadBalancerProfile={"managedOutboundIPs": {"count": 2}}))
    profile = balanced.as_dict()["properties"]["networkProfile"]["loadBalancerProfile"]
    lb_ids = [item["id"] for item in profile["effectiveOutboundIPs"]]
    assert len({address_of(sdk, each) for each in lb_ids}) == 2
    body = balanced.as_dict()
    body["properties"]["networkProfile"]["outboundType"] = "managedNATGateway"
    moved = sdk.clusters.managed_clusters.begin_create_or_update("rg", "aks", body).result().as_dict()
    network = moved["properties"]["networkProfile"]
    assert "effectiveOutboundIPs" not in network["loadBalancerProfile"]
    (nat_id,) = [item["id"] for item in network["natGatewayProfile"]["effectiveOutboundIPs"]]
    assert address_of(sdk, nat_id)
    assert all(sdk.azure.get(each) is None for each in lb_ids)


def test_an_outbound_prefix_is_answered_in_lower_case(sdk: Sdk, subnets: dict[str, str]) -> None:
    prefix = sdk.id("publicIPPrefixes/Slb")
    sdk.azure.seed({"id": prefix, "location": "westeurope", "properties": {"prefixLength": 31}})
    profile = {"outboundIPPrefixes": {"publicIPPrefixes": [{"id": prefix}]}}
    made = create(sdk, cluster("loadBalancer", subnets["bare"], loadBalancerProfile=profile)).as_dict()
    assert made["properties"]["networkProfile"]["loadBalancerProfile"]["effectiveOutboundIPs"] == [
        {"id": prefix.lower()}
    ]


def test_pools_are_held_to_their_subnets_too(sdk: Sdk, subnets: dict[str, str]) -> None:
    create(sdk, cluster("userAssignedNATGateway", subnets["nat"]))
    pools = sdk.clusters.agent_pools
    with pytest.raises(HttpResponseError, match="SubnetNotAssociatedWithNATGateway"):
        pools.begin_create_or_update("rg", "aks", "batch", {"properties": {"vnetSubnetID": subnets["bare"]}})
    pools.begin_create_or_update(
        "rg", "aks", "batch", {"properties": {"vnetSubnetID": subnets["nat"]}}
    ).result()
    assert [pool.name for pool in pools.list("rg", "aks")] == ["system", "batch"]
    with pytest.raises(HttpResponseError, match="InUseSubnetCannotBeDeleted"):
        sdk.network.subnets.begin_delete("rg", "vnet", "nat")


def test_a_run_command_reports_what_the_pools_egress_shows(sdk: Sdk, subnets: dict[str, str]) -> None:
    create(sdk, cluster("userAssignedNATGateway", subnets["nat"]))
    command = {"command": "natpin-probe"}
    result = sdk.clusters.managed_clusters.begin_run_command("rg", "aks", command).result()
    assert result.properties.exit_code == 0
    seen = {json.loads(line)["ip"] for line in result.properties.logs.splitlines()}
    assert seen == {"203.0.113.0", "203.0.113.1"}
    sdk.azure.on_run_command = lambda sent: (3, f"{sent.command} on {sorted(sent.pools)}")
    again = sdk.clusters.managed_clusters.begin_run_command("rg", "aks", command).result()
    assert (again.properties.exit_code, again.properties.logs) == (3, "natpin-probe on ['system']")


def test_a_deleted_cluster_takes_its_node_resource_group_along(sdk: Sdk) -> None:
    create(sdk, cluster("managedNATGateway"))
    group = f"/subscriptions/{sdk.azure.subscription}/resourceGroups/MC_rg_aks_westeurope"
    assert sdk.azure.get(f"{group}/providers/Microsoft.Network/natGateways/aks-natgateway") is not None
    sdk.clusters.managed_clusters.begin_delete("rg", "aks").result()
    assert not [entry for entry in sdk.azure.entries() if "mc_rg" in entry.id.lower()]
    with pytest.raises(ResourceNotFoundError):
        sdk.clusters.managed_clusters.get("rg", "aks")


def test_stop_and_start(sdk: Sdk) -> None:
    create(sdk, cluster("loadBalancer"))
    sdk.clusters.managed_clusters.begin_stop("rg", "aks").result()
    assert sdk.clusters.managed_clusters.get("rg", "aks").properties.power_state.code == "Stopped"
    sdk.clusters.managed_clusters.begin_start("rg", "aks").result()
    assert sdk.clusters.managed_clusters.get("rg", "aks").properties.power_state.code == "Running"
