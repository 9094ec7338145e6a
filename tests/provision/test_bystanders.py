"""A plan sees everybody it moves: found from the subnets, whoever the entry names, and never moved without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.builders.published import held

from natpin.cli import main
from natpin.commands.provisioning import errors, judged, planned_findings
from natpin.config import Config
from natpin.errors import Refused
from natpin.model.change import Action, Plan
from natpin.policy.select import chosen
from natpin.provision.occupancy import occupants, places
from natpin.provision.plan import make
from natpin.provision.ports import Live
from natpin.simulator import Fault, FaultKind, Settings, Simulator
from natpin.simulator.settings import SUBSCRIPTION

from .bench import Bench, bench, entry
from .scenes import lived_in

NET = "Microsoft.Network"
AKS = "Microsoft.ContainerService/managedClusters"
OTHER = "11111111-2222-4333-8444-555555555555"


def reasons(plan: Plan) -> str:
    return "\n".join(f"{change.id}: {reason}" for change in plan.blocked for reason in change.reasons)


def effects(plan: Plan) -> str:
    return "\n".join(effect for change in plan.changes for effect in change.effects)


def cluster(
    ground: Bench,
    name: str,
    subnet: str,
    *,
    group: str = "rg-others",
    subscription: str = "",
    outbound: str = "loadBalancer",
    **more: Any,
) -> str:
    """A cluster on the load balancer whose pool is in a subnet of the network."""
    within = f"/subscriptions/{subscription or ground.subscription}/resourceGroups/{group}"
    id_ = f"{within}/providers/{AKS}/{name}"
    ground.azure.seed(
        {
            "id": id_,
            "location": "westeurope",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "dnsPrefix": name,
                "agentPoolProfiles": [
                    {
                        "name": "main",
                        "mode": "System",
                        "count": 1,
                        "vmSize": "Standard_D4s_v5",
                        "vnetSubnetID": ground.id(f"{NET}/virtualNetworks/vnet/subnets/{subnet}"),
                    }
                ],
                "networkProfile": {"networkPlugin": "azure", "outboundType": outbound},
                **more,
            },
        }
    )
    ground.azure.settle()
    return id_


def plan_of(ground: Bench, *allow: str, **changes: Any) -> Plan:
    made: Plan = ground.plan(ground.wanted(entry(ground.subscription, **changes)), *allow)
    return made


def not_written(ground: Bench, plan: Plan) -> None:
    before = ground.azure.all_resources()
    with pytest.raises(Refused, match="nothing was written"):
        ground.apply(plan)
    assert ground.azure.all_resources() == before


@pytest.mark.parametrize("named", [None, {"name": "akz"}], ids=["no cluster", "a misspelt one"])
def test_a_cluster_that_the_entry_does_not_name_is_found_in_the_subnet(named: Any, ground: Bench) -> None:
    lived_in(ground)
    plan = plan_of(ground, cluster=named)
    assert "subnets/pods: the cluster aks of rg-payments (pool system) leaves from it" in reasons(plan)
    assert "egress-change" in reasons(plan)
    not_written(ground, plan)
    allowed = plan_of(ground, "egress-change", cluster=named)
    assert not allowed.blocked
    assert "who notices: the cluster aks of rg-payments (pool system)" in effects(allowed)
    assert "no longer from 198.51.100.1 (the load balancer of aks)" in effects(allowed)


def test_the_word_for_an_outbound_type_speaks_for_the_entrys_own_cluster_only(ground: Bench) -> None:
    lived_in(ground)
    cluster(ground, "theirs", "aks")
    plan = plan_of(ground, "outbound-type-change", cluster={"name": "aks"})
    assert (
        "the cluster theirs of rg-others (pool main) leaves from it, and this entry does not name it"
        in reasons(plan)
    )
    assert "cluster aks of" not in reasons(plan)
    not_written(ground, plan)


def test_a_cluster_of_another_subscription_is_found(tmp_path: Path) -> None:
    ground = bench(tmp_path, subscriptions={SUBSCRIPTION: "one", OTHER: "two"})
    lived_in(ground)
    cluster(ground, "far", "other", subscription=OTHER)
    wish = {"subnets": [{"name": "other"}]}
    plan = plan_of(ground, **wish)
    assert "the cluster far of rg-others (pool main) leaves from it" in reasons(plan)
    (blocked,) = plan.blocked
    assert blocked.touches == (
        f"/subscriptions/{OTHER}/resourcegroups/rg-others/providers/{AKS}/far".lower(),
    )


def test_two_clusters_that_share_a_subnet_are_moved_together(ground: Bench) -> None:
    lived_in(ground)
    cluster(ground, "second", "pods", group="rg-payments")
    both = [{"name": "aks"}, {"name": "second"}]
    blocked = plan_of(ground, "outbound-type-change", cluster={"name": "aks"})
    assert "the cluster second of rg-payments (pool main)" in reasons(blocked)
    plan = plan_of(ground, "outbound-type-change", cluster=both)
    assert not plan.blocked
    applied = ground.apply(plan)
    assert applied.complete, [(step.change.id, step.result, step.message) for step in applied.steps]
    for name in ("aks", "second"):
        live = ground.azure.get(ground.id(f"{AKS}/{name}"))
        assert live is not None
        assert live["properties"]["networkProfile"]["outboundType"] == "userAssignedNATGateway"
    assert not plan_of(ground, "outbound-type-change", cluster=both).writes


def test_a_gateway_shared_by_two_subnets_concerns_both(ground: Bench) -> None:
    lived_in(ground)
    ground.apply(plan_of(ground, "egress-change", subnets=[{"name": "other"}]))
    cluster(ground, "neighbour", "other", outbound="userAssignedNATGateway")
    plan = plan_of(ground, subnets=[{"name": "aks"}], nat_gateway={"name": "nat", "idle-timeout-minutes": 30})
    assert "natGateways/nat: the cluster neighbour of rg-others (pool main) leaves from it" in reasons(plan)
    not_written(ground, plan)


def test_nodes_tell_of_a_cluster_that_the_inventory_does_not_show_yet(ground: Bench) -> None:
    lived_in(ground)
    ground.azure.lag_graph()
    cluster(ground, "new", "other")
    plan = plan_of(ground, subnets=[{"name": "other"}])
    assert "the cluster new of rg-others (pool main)" in reasons(plan)


def test_nodes_of_a_cluster_that_may_not_be_read_are_told_as_what_is_seen(ground: Bench) -> None:
    lived_in(ground)
    cluster(ground, "secret", "other")
    ground.azure.define_role(
        "network", ["Microsoft.Network/*", "Microsoft.Resources/*", "Microsoft.Authorization/*"]
    )
    caller = ground.azure.add_principal("applier", secret="s3cret")
    ground.azure.assign(caller, "network", ground.id("").split("/providers")[0])
    plan = ground.plan(
        ground.wanted(entry(ground.subscription, subnets=[{"name": "other"}])), cloud=ground.cloud(caller)
    )
    assert "1 network interface of mc_rg-others_secret_westeurope leaves from it" in reasons(plan)


def test_machines_are_told_by_their_resource_group(ground: Bench) -> None:
    lived_in(ground)
    subnet = {"id": ground.id(f"{NET}/virtualNetworks/vnet/subnets/other")}
    for name in ("one", "two"):
        ground.azure.seed(
            {
                "id": ground.id(f"{NET}/networkInterfaces/{name}", "rg-machines"),
                "location": "westeurope",
                "properties": {"ipConfigurations": [{"name": "c", "properties": {"subnet": subnet}}]},
            }
        )
    plan = plan_of(ground, subnets=[{"name": "other"}])
    assert "2 network interfaces of rg-machines leaves from it" in reasons(plan)
    assert not plan_of(ground, "egress-change", subnets=[{"name": "other"}]).blocked


def test_where_the_inventory_may_not_be_asked_nobody_is_taken_for_absent(ground: Bench) -> None:
    lived_in(ground)
    ground.azure.set_faults(Fault(FaultKind.FORBIDDEN, path="resourcegraph", times=None))
    plan = plan_of(ground, subnets=[{"name": "other"}])
    assert "which clusters use" in reasons(plan)
    assert "could not be read" in reasons(plan)


def test_somebody_who_came_after_the_plan_makes_it_stale(ground: Bench) -> None:
    lived_in(ground)
    plan = plan_of(ground, "egress-change", subnets=[{"name": "other"}])
    assert not plan.blocked
    cluster(ground, "late", "other")
    with pytest.raises(
        Refused, match="managedclusters/late leaves from it now, and did not when the plan was made"
    ):
        ground.apply(plan)


def test_somebody_who_comes_while_it_is_applied_stays_where_it_is(ground: Bench) -> None:
    lived_in(ground)
    plan = plan_of(ground, "egress-change", subnets=[{"name": "other"}])

    def arrive() -> None:
        cluster(ground, "late", "other")

    ground.azure.set_faults(Fault(FaultKind.CALL, method="PUT", path="natGateways", hook=arrive))
    applied = ground.apply(plan)
    assert not applied.complete
    body = ground.azure.get(ground.id(f"{NET}/virtualNetworks/vnet/subnets/other"))
    assert body is not None
    assert "natGateway" not in body["properties"]


def test_nobody_is_asked_about_where_no_live_subnet_changes(ground: Bench) -> None:
    plan_of(ground)
    assert not [request for request in ground.azure.requests if "ResourceGraph" in request.path]


def test_the_plan_file_of_a_command_carries_whom_it_concerns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over HTTPS, as a user runs it: without the word status 1, and the file is not applied."""
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as azure:
        (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        from .bench import Time, Wire

        lived_in(Bench(azure, tmp_path, Wire(azure), Time(azure)))
        flags = ["--workspace", str(tmp_path), "--azure-info", str(tmp_path / "info.json")]
        config = tmp_path / "natpin.yaml"
        config.write_text(entry(azure.subscription))
        assert main(["plan", "--out", str(tmp_path / "plan.json"), *flags]) == 1
        out = capsys.readouterr().out
        assert "the cluster aks of rg-payments (pool system) leaves from it" in out
        assert "To do it" not in out
        assert main(["apply", str(tmp_path / "plan.json"), "--yes", *flags]) == 2
        assert not [request for request in azure.requests if request.method == "PUT"]
        document = held((tmp_path / "plan.json").read_text())
        named = [each for change in document["changes"] for each in change["touches"]]
        assert named
        assert all(each.endswith("/managedclusters/aks") for each in named)


def test_every_place_a_cluster_leaves_from_is_known() -> None:
    vnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v"
    body = {
        "properties": {
            "agentPoolProfiles": [
                {"name": "a", "vnetSubnetID": f"{vnet}/subnets/Nodes", "podSubnetID": f"{vnet}/subnets/pods"},
                {"name": "b", "vnetSubnetID": f"{vnet}/subnets/nodes"},
            ],
            "hostedSystemProfile": {"enabled": True, "systemNodeSubnetID": f"{vnet}/subnets/hosted"},
            "addonProfiles": {"aciConnectorLinux": {"enabled": True, "config": {"SubnetName": "aci"}}},
        }
    }
    found = {subnet.rpartition("/")[2]: what for subnet, what in places(body).items()}
    assert found == {
        "nodes": ("pool a", "pool b"),
        "pods": ("the pods of pool a",),
        "hosted": ("its hosted system nodes",),
        "aci": ("its virtual nodes",),
    }


def test_what_begins_no_connection_is_nobody_and_links_are_somebody() -> None:
    base = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"
    subnet = f"{base}/virtualNetworks/v/subnets/s"
    body = {
        "properties": {
            "ipConfigurations": [
                {"id": f"{base}/loadBalancers/lb/frontendIPConfigurations/f"},
                {"id": f"{base}/networkInterfaces/pe.nic/ipConfigurations/c"},
            ],
            "serviceAssociationLinks": [{"id": f"{subnet}/serviceAssociationLinks/AzureKubernetesService"}],
        }
    }
    found = occupants(
        Live(subnet, body, None), (), {}, frozenset({f"{base}/networkInterfaces/pe.nic".lower()})
    )
    assert [one.where for one in found] == ["pods of a cluster that was not found"]
    services: dict[str, Any] = {
        "applicationGatewayIPConfigurations": [
            {"id": f"{base}/applicationGateways/shop/gatewayIPConfigurations/{name}"} for name in "ab"
        ],
        "resourceNavigationLinks": [{"id": f"{subnet}/resourceNavigationLinks/redis"}],
    }
    found = occupants(Live(subnet, {"properties": services}, None), (), {})
    assert [one.where for one in found] == ["the service shop", "the service redis"]


def test_absent_is_an_action_of_its_own(ground: Bench) -> None:
    plan = plan_of(ground, cluster={"name": "later"})
    assert plan.changes[-1].action is Action.ABSENT


def test_what_is_wrong_with_others_already_is_no_reason_against_the_plan(ground: Bench) -> None:
    """A neighbour's gateway has no IP today, and will have none: that is not this plan's doing. Its own faults are."""
    lived_in(ground)
    vnet = ground.id(f"{NET}/virtualNetworks/vnet")
    theirs = ground.id(f"{NET}/natGateways/theirs")
    ground.azure.seed({"id": theirs, "location": "westeurope", "sku": {"name": "Standard"}, "properties": {}})
    body = ground.azure.get(vnet)
    assert body is not None
    for subnet in body["properties"]["subnets"]:
        if subnet["name"] == "other":
            subnet["properties"]["natGateway"] = {"id": theirs}
    ground.azure.seed({"id": vnet, "location": "westeurope", "properties": body["properties"]})
    cluster(ground, "neighbour", "other", outbound="userAssignedNATGateway")
    wanted = ground.wanted(entry(ground.subscription, cluster={"name": "aks"}))
    plan, found = make(wanted, frozenset({"outbound-type-change"}), ground.cloud())
    assert not plan.blocked
    today = judged([live.body for live in found.found.values()], found, chosen(Config()), "today")
    assert "nat-incomplete" in {one.rule.id for one in errors(today)}
    told = planned_findings(plan, wanted, found, chosen(Config()))
    assert not errors(told)
    assert "neighbour" not in str([one.subject for one in told])


def test_nodes_of_a_known_cluster_in_a_subnet_that_no_pool_names_are_its_own(ground: Bench) -> None:
    """Node auto-provisioning puts nodes where an ``AKSNodeClass`` says, which Azure does not show in the cluster."""
    lived_in(ground)
    body = ground.azure.get(cluster(ground, "nap", "other"))
    assert body is not None
    group = body["properties"]["nodeResourceGroup"]
    subnet = {"id": ground.id(f"{NET}/virtualNetworks/vnet/subnets/aks")}
    ground.azure.seed(
        {
            "id": ground.id(f"{NET}/networkInterfaces/node", group),
            "location": "westeurope",
            "properties": {"ipConfigurations": [{"name": "c", "properties": {"subnet": subnet}}]},
        }
    )
    assert "the cluster nap of rg-others (nodes) leaves from it" in reasons(
        plan_of(ground, subnets=[{"name": "aks"}])
    )
