"""What a live network learns: a gateway's routes beat NAT, so an estate that may learn a default one is not in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from natpin.model.path import Exit
from natpin.simulator import Simulator

from .conftest import Run, group, somebody
from .test_live import exits, linted

NET = "Microsoft.Network"


def vnet(azure: Simulator) -> str:
    (found,) = [
        body["id"]
        for body in azure.all_resources().values()
        if body["type"] == f"{NET}/virtualNetworks" and "/resourceGroups/payments/" in body["id"]
    ]
    return str(found)


def changed(azure: Simulator, subnets: list[dict[str, Any]] | None = None, **properties: Any) -> None:
    """The payments network, with more in it."""
    body = azure.get(vnet(azure))
    assert body is not None
    inner = {**body["properties"], **properties}
    inner["addressSpace"]["addressPrefixes"].append("10.250.0.0/24")
    inner["subnets"] = [*inner.get("subnets", []), *(subnets or [])]
    azure.seed({"id": body["id"], "location": "westeurope", "properties": inner})


def gateway(azure: Simulator, **properties: Any) -> str:
    if azure.get(f"{vnet(azure)}/subnets/GatewaySubnet") is None:
        changed(azure, [{"name": "GatewaySubnet", "properties": {"addressPrefix": "10.250.0.0/27"}}])
    id_ = f"{group(azure, 'network')}/providers/{NET}/virtualNetworkGateways/vpn"
    subnet = {"id": f"{vnet(azure)}/subnets/GatewaySubnet"}
    azure.seed(
        {
            "id": id_,
            "location": "westeurope",
            "properties": {
                "gatewayType": "Vpn",
                "ipConfigurations": [{"name": "default", "properties": {"subnet": subnet}}],
                **properties,
            },
        }
    )
    return id_


def exit_of_payments(azure: Simulator, **given: Any) -> Exit:
    return exits(linted(azure, "payments/payments", **given))["payments/system"][0]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"enableBgp": True}, Exit.UNKNOWN),
        ({"gatewayType": "ExpressRoute"}, Exit.UNKNOWN),
        ({"enableBgp": False}, Exit.NAT_GATEWAY),
        ({"enableBgp": False, "gatewayDefaultSite": {"id": "/subscriptions/s/x"}}, Exit.VIRTUAL_APPLIANCE),
    ],
    ids=["BGP", "ExpressRoute", "no BGP", "forced tunneling"],
)
def test_a_gateway_in_the_network(properties: dict[str, Any], expected: Exit, azure: Simulator) -> None:
    gateway(azure, **properties)
    assert exit_of_payments(azure) is expected


@pytest.mark.parametrize("remote", [True, False])
def test_a_peering_that_uses_the_gateway_of_the_other_network(remote: bool, azure: Simulator) -> None:
    """A network that a virtual hub connects to shows such a peering as well (unverified)."""
    hub = {"id": f"{group(azure, 'hub')}/providers/{NET}/virtualNetworks/hub"}
    peering = {
        "name": "to-hub",
        "properties": {
            "remoteVirtualNetwork": hub,
            "useRemoteGateways": remote,
            "allowForwardedTraffic": True,
        },
    }
    changed(azure, virtualNetworkPeerings=[peering])
    assert exit_of_payments(azure) is (Exit.UNKNOWN if remote else Exit.NAT_GATEWAY)


def test_a_route_server_in_the_network(azure: Simulator) -> None:
    changed(azure, [{"name": "RouteServerSubnet", "properties": {"addressPrefix": "10.250.0.0/27"}}])
    assert exit_of_payments(azure) is Exit.UNKNOWN


def pool_added(azure: Simulator, *pools: dict[str, Any], **properties: Any) -> str:
    """Somebody adds pools to the payments cluster, or sets properties of it; its scope."""
    id_ = f"{group(azure, 'payments')}/providers/Microsoft.ContainerService/managedClusters/payments"
    body = azure.get(id_)
    assert body is not None
    subnet = f"{vnet(azure)}/subnets/nodes"
    body["properties"]["agentPoolProfiles"] += [{"vnetSubnetID": subnet, **pool} for pool in pools]
    body["properties"] |= properties
    azure.seed({"id": id_, **{key: body[key] for key in ("location", "properties")}})
    return f"{azure.subscription}/payments/payments"


def test_a_static_egress_gateway_makes_no_list_of_addresses_complete(azure: Simulator, run: Run) -> None:
    """Its pods leave from prefixes that only the cluster's API tells: neither a list nor a contract is whole without them."""
    scope = pool_added(azure, {"name": "gate", "mode": "Gateway", "count": 2, "vmSize": "Standard_D4s_v5"})
    ran = run("egress", "--azure", scope, "--format", "cidrs")
    assert (ran.status, ran.out) == (4, "")
    assert "static egress gateway of the pool gate" in ran.err
    assert "20.64.0.0/29" in run("egress", "--azure", scope, "--format", "cidrs", "--allow-partial").out
    Path("natpin.yaml").write_text("contract: {ips: [{cidr: 20.64.0.0/29}]}")
    report = json.loads(run("lint", "--azure", scope, "--format", "json").out)
    found = [
        one for stack in report["stacks"] for one in stack["findings"] if one["rule"] == "contract-not-kept"
    ]
    assert [(one["verdict"], one["subject"].rpartition("#")[2]) for one in found] == [("unknown", "gate")]


@pytest.mark.parametrize(("mode", "status"), [("Auto", 4), ("Manual", 0)])
def test_nodes_that_a_cluster_provisions_by_itself_may_be_elsewhere(
    mode: str, status: int, azure: Simulator, run: Run
) -> None:
    scope = pool_added(azure, nodeProvisioningProfile={"mode": mode})
    ran = run("egress", "--azure", scope, "--format", "cidrs")
    assert ran.status == status
    assert ("kubectl get aksnodeclasses" in ran.err) == bool(status)


def test_a_gateway_that_may_not_be_read_is_not_taken_for_one_that_learns_nothing(
    azure: Simulator, run: Run
) -> None:
    gateway(azure, enableBgp=False)
    role = json.loads((Path(__file__).parents[2] / "docs/roles/reader.json").read_text())["Actions"]
    blind = [action for action in role if "virtualNetworkGateways" not in action]
    caller = somebody(azure, [*blind, "Microsoft.ResourceGraph/resources/read"])
    assert exit_of_payments(azure, principal=caller) is Exit.UNKNOWN
    seeing = somebody(azure, role, name="reader")
    assert exit_of_payments(azure, principal=seeing) is Exit.NAT_GATEWAY
    ran = run("lint", "--azure", f"{azure.subscription}/payments/payments", as_=caller)
    assert "may not be read" in ran.out + ran.err


def test_a_snapshot_tells_the_same_and_no_secret_of_an_add_on(azure: Simulator, run: Run) -> None:
    gateway(azure, enableBgp=True, vpnClientConfiguration={"radiusServerSecret": "hush"})
    id_ = f"{group(azure, 'payments')}/providers/Microsoft.ContainerService/managedClusters/payments"
    body = azure.get(id_)
    assert body is not None
    body["properties"]["addonProfiles"] = {
        "aciConnectorLinux": {"enabled": True, "config": {"SubnetName": "aci", "key": "hush"}},
        "omsagent": {"enabled": True, "config": {"key": "hush"}},
    }
    azure.seed({"id": id_, **{key: body[key] for key in ("location", "properties")}})
    changed(azure, [{"name": "aci", "properties": {"addressPrefix": "10.250.0.64/27"}}])
    scope = f"{azure.subscription}/payments/payments"
    live = run("lint", "--azure", scope, "--format", "json")
    assert run("snapshot", "--azure", scope, "--output", "snapshot.json").status == 0
    written = Path("snapshot.json").read_text()
    assert "hush" not in written
    assert '"SubnetName": "aci"' in written
    offline = run("lint", "snapshot.json", "--format", "json", plain=True)
    for out in (live.out, offline.out):
        assert "may learn a default route by BGP" in out
        assert "aux-subnet-no-nat" in out


def test_a_plan_says_what_it_does_not_know_of_routes(azure: Simulator, run: Run) -> None:
    gateway(azure, enableBgp=True)
    assert run("init", "--from", f"{azure.subscription}/payments/payments").status == 2
    gateway(azure, enableBgp=False)
    assert run("init", "--from", f"{azure.subscription}/payments/payments").status == 0
    gateway(azure, enableBgp=True)
    assert "may learn a default route by BGP" in run("plan").out
