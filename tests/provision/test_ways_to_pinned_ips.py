"""What can move where it stands, by outbound type and network: a table; and the wishes that a way is made of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docs.stories import CONTRACT, Stage, adopt, changed, cluster, network, stage

from natpin.adoption.assessment import Assessment, assess
from natpin.adoption.cautions import cautions
from natpin.adoption.stand_in import STAND_INS, unpretended
from natpin.adoption.standing import Standing, look_at
from natpin.adoption.wish import Choices, groups, length_for, whole
from natpin.errors import Refused
from natpin.model.record import replace
from natpin.provision.observed import Observed
from natpin.provision.ports import Live
from natpin.simulator import Settings, Simulator

from .bench import Bench, Time, Wire

NET = "Microsoft.Network"
AKS = "Microsoft.ContainerService/managedClusters"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path: Path) -> Stage:
    return Stage(Simulator(Settings()), tmp_path)


def assessed(here: Stage, id_: str, **choices: Any) -> Assessment:
    cloud = Bench(here.azure, here.folder, Wire(here.azure), Time(here.azure)).cloud()
    return assess(look_at(id_, cloud), Choices(**choices), cloud)


@pytest.mark.parametrize("outbound", ["loadBalancer", "none", "userDefinedRouting", "userAssignedNATGateway"])
def test_in_a_network_of_its_own_every_type_of_the_table_moves(outbound: str, here: Stage) -> None:
    of_subnet: dict[str, Any] = {}
    if outbound == "userDefinedRouting":
        table = here.id("rg-network", f"{NET}/routeTables", "empty")
        here.azure.seed({"id": table, "location": "westeurope", "properties": {"routes": []}})
        of_subnet = {"routeTable": {"id": table}}
    if outbound == "userAssignedNATGateway":
        of_subnet = {"natGateway": {"id": gateway(here)}}
    network(here, "system", system=of_subnet)
    found = assessed(here, cluster(here, "payments", "rg-payments", outbound, system="system"))
    assert found.reasons == ()
    assert found.there is (outbound == "userAssignedNATGateway")


@pytest.mark.parametrize(
    ("outbound", "ways"),
    [
        ("loadBalancer", "block, managedNATGateway, none"),
        ("managedNATGateway", "block, none"),
        ("none", "block, loadBalancer, managedNATGateway"),
        ("block", "loadBalancer, managedNATGateway, none"),
    ],
)
def test_in_a_network_that_aks_manages_none_does(outbound: str, ways: str, here: Stage) -> None:
    found = assessed(here, cluster(here, "portal", "rg-portal", outbound))
    (reason,) = found.reasons
    assert f"its outbound type {outbound} can become {ways} (" in reason.why
    assert "It takes a new cluster in a subnet of your own" in reason.instead
    assert ("--load-balancer-outbound-ip-prefixes" in reason.instead) is (outbound == "loadBalancer")
    assert found.end is None


def gateway(here: Stage, name: str = "nat-theirs") -> str:
    """A NAT gateway with an IP of its own."""
    ip, id_ = (
        here.id("rg-network", f"{NET}/publicIPAddresses", f"ip-{name}"),
        here.id("rg-network", f"{NET}/natGateways", name),
    )
    sku = {"name": "Standard"}
    static = {"publicIPAllocationMethod": "Static"}
    here.azure.seed(
        {"id": ip, "location": "westeurope", "sku": sku, "properties": static},
        {"id": id_, "location": "westeurope", "sku": sku, "properties": {"publicIpAddresses": [{"id": ip}]}},
    )
    return id_


def test_a_gateway_that_some_subnets_have_is_the_one_for_all(here: Stage) -> None:
    id_ = gateway(here)
    network(here, "system", "workers", "more")
    payments = cluster(here, "payments", "rg-payments", system="system", workers="workers")
    attach(here, id_, "system")
    end = assessed(here, payments).end
    assert end is not None
    assert end.gateway.id == id_
    assert (end.prefix, [ip.rpartition("/")[2] for ip in end.existing]) == (None, ["ip-nat-theirs"])


def attach(here: Stage, gateway_id: str, name: str) -> None:
    subnet = here.id("rg-network", f"{NET}/virtualNetworks", "vnet-payments") + f"/subnets/{name}"
    body = here.azure.get(subnet) or {}
    here.azure.seed({"id": subnet, "properties": {**body["properties"], "natGateway": {"id": gateway_id}}})


def test_several_gateways_are_no_single_entry(here: Stage) -> None:
    one, other = gateway(here), gateway(here, "nat-other")
    network(here, "system", "workers")
    payments = cluster(here, "payments", "rg-payments", system="system", workers="workers")
    attach(here, one, "system")
    attach(here, other, "workers")
    found = assessed(here, payments)
    assert [reason.why.partition(" (")[0] for reason in found.reasons] == [
        "its subnets use several NAT gateways"
    ]


def test_what_a_plan_would_refuse_is_a_reason(here: Stage) -> None:
    network(here, "system")
    payments = cluster(here, "payments", "rg-payments", system="system")
    here.azure.lock(here.id("rg-network", f"{NET}/virtualNetworks", "vnet-payments"), "ReadOnly", "frozen")
    (reason,) = assessed(here, payments).reasons
    assert reason.why.startswith("subnets system: the ReadOnly lock ")


def test_who_may_only_read_sees_the_whole_way(here: Stage) -> None:
    """With the role natpin reader: what applying takes besides is told, and is no reason against the way."""
    network(here, "system")
    payments = cluster(here, "payments", "rg-payments", system="system")
    actions = json.loads((ROOT / "docs/roles/reader.json").read_text())["Actions"]
    reader = here.azure.add_principal("reader", secret="s")
    role = here.azure.define_role("natpin reader", actions)
    here.azure.assign(reader, role, f"/subscriptions/{here.azure.subscription}")
    cloud = Bench(here.azure, here.folder, Wire(here.azure), Time(here.azure)).cloud(reader)
    found = assess(look_at(payments, cloud), Choices(), cloud)
    assert found.reasons == ()
    assert "Microsoft.Network/natGateways/write" in found.missing
    assert "Microsoft.Network/virtualNetworks/subnets/write" in found.missing
    assert assessed(here, payments).missing == ()


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, ""),
        ({"nodeProvisioningProfile": {"mode": "Manual"}}, ""),
        ({"nodeProvisioningProfile": {"mode": "Auto"}}, "an AKSNodeClass may name subnets"),
        (
            {"agentPoolProfiles": [{"name": "out", "mode": "Gateway"}]},
            "static egress gateway of its pool out",
        ),
        ({"networkProfile": {"ipFamilies": ["IPv4", "IPv6"]}}, "its IPv6 traffic does not leave from it"),
        ({"networkProfile": {"ipFamilies": ["IPv4"]}}, ""),
    ],
)
def test_what_no_stage_moves_is_told(properties: dict[str, Any], expected: str) -> None:
    id_ = f"/subscriptions/s/resourceGroups/rg/providers/{AKS}/payments"
    told = list(cautions(Standing(Live(id_, {"properties": properties}, None), (), (), (), Observed())))
    assert len(told) == bool(expected)
    assert expected in "".join(told)


def test_a_cluster_that_is_not_there_is_refused(here: Stage) -> None:
    with pytest.raises(Refused, match="there is no such cluster"):
        assessed(here, here.id("rg-payments", "Microsoft.ContainerService/managedClusters", "nobody"))


def test_subnets_of_nodes_and_their_pods_move_together_and_system_pools_last(here: Stage) -> None:
    network(here, "system", "workers", "pods", "batch")
    id_ = cluster(here, "payments", "rg-payments", system="system", workers="workers", batch="batch")
    around = here.id("rg-network", f"{NET}/virtualNetworks", "vnet-payments")
    profiles = (here.azure.get(id_) or {})["properties"]["agentPoolProfiles"]
    for pool in profiles:
        if pool["name"] == "workers":
            pool["podSubnetID"] = f"{around}/subnets/pods"
    changed(here, id_, agentPoolProfiles=profiles)
    found = assessed(here, id_)
    told = [[subnet.id.rpartition("/")[2] for subnet in group] for group in groups(found.standing)]
    assert sorted(told[0] + told[1]) == ["batch", "pods", "workers"]
    assert sorted(["pods", "workers"]) in [sorted(group) for group in told]
    assert told[2] == ["system"]


@pytest.mark.parametrize(
    ("nodes", "length"), [(1, 31), (126, 31), (127, 30), (252, 30), (253, 29), (504, 29), (1008, 28)]
)
def test_the_smallest_prefix_for_the_nodes(nodes: int, length: int) -> None:
    """63 nodes an IP: 64512 SNAT ports, 1024 for a node."""
    assert length_for(nodes) == length


def test_more_nodes_than_a_gateway_serves_are_told() -> None:
    with pytest.raises(Refused, match="1009 nodes take 17 IPs"):
        length_for(1009)


def test_choices_are_what_is_written(here: Stage) -> None:
    network(here, "system")
    id_ = cluster(here, "payments", "rg-payments", system="system")
    found = assessed(here, id_)
    choices = Choices("egress", "nat", "pfx", 29, "StandardV2", "2027-01-31")
    end = whole(found.standing, choices)
    assert end.name == "egress"
    assert end.prefix is not None
    assert (end.gateway.id.rpartition("/")[2], end.gateway.sku) == ("nat", "StandardV2")
    assert (end.prefix.id.rpartition("/")[2], end.prefix.length) == ("pfx", 29)
    assert [each.after for each in end.retired] == ["2027-01-31"]


def test_what_stands_for_an_address_is_told_to_nobody(here: Stage) -> None:
    network(here, "system")
    end = assessed(here, cluster(here, "payments", "rg-payments", system="system")).end
    assert end is not None
    assert end.prefix is not None
    text = f"lets in {STAND_INS[end.prefix.length]} besides"
    assert unpretended(text, end) == "lets in pfx-payments (a new /31) besides"
    assert unpretended(text, replace(end, prefix=None)) == text


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("--together shop", "--together shop: write RG/CLUSTER"),
        ("--promised-until soon", "--promised-until must be a day such as 2027-03-31, not 'soon'"),
        ("--promised-until 20270331", "--promised-until must be a day such as 2027-03-31, not '20270331'"),
        ("--gateway 'a b'", "--gateway 'a b' is not a valid name"),
        ("--prefix ../x", "--prefix '../x' is not a valid name"),
        ("--write /", "--write /: it is outside the workspace"),
    ],
)
def test_what_is_no_use_is_told(more: str, expected: str) -> None:
    with stage("") as made:
        assert expected in adopt(made, more=more)
        assert made.told[-1][2] == 2


def test_machines_in_the_subnet_are_named_and_wait_for_a_word() -> None:
    with stage("allow: [egress-change]\n") as made:
        network(made, "system")
        interface = made.id("rg-vms", f"{NET}/networkInterfaces", "jump")
        cluster(made, "payments", "rg-payments", system="system")
        subnet = made.id("rg-network", f"{NET}/virtualNetworks", "vnet-payments") + "/subnets/system"
        config = {"name": "ip", "properties": {"subnet": {"id": subnet}}}
        made.azure.seed(
            {"id": interface, "location": "westeurope", "properties": {"ipConfigurations": [config]}}
        )
        made.azure.settle()
        printed = adopt(made, more="--write adopt")
        assert "In its subnets, too: 1 network interface of rg-vms" in printed
        assert "egress-change" in (made.folder / "adopt/3-move-1.yaml").read_text()


def test_the_files_keep_what_the_team_wrote() -> None:
    """Comments, other entries, rules and what is switched off; the words under allow are the stage's own."""
    text = (
        "# ours\nrules:\n  outbound-type-implicit-lb: off   # known\n  nat-idle-policy: {minMinutes: 4}\n"
        "allow: [cluster-create]\n" + CONTRACT
    )
    with stage(text) as made:
        network(made, "system")
        cluster(made, "payments", "rg-payments", system="system")
        adopt(made, more="--write adopt")
        move = (made.folder / "adopt/3-move-1.yaml").read_text()
        assert "\n# ours\nrules:" in move
        assert "outbound-type-implicit-lb: off   # known" in move
        assert "minMinutes: 4" in move
        assert "cluster-create" not in move
        assert "allow: [outbound-type-change]" in move or "allow:\n  - outbound-type-change" in move
        assert "prefix: pfx-payments\n      partners:\n        - Acme Bank\n        - Globex" in move
        first = (made.folder / "adopt/1-allocate.yaml").read_text()
        assert "pfx-payments\n      partners" not in first


def test_init_writes_what_is_at_the_end_of_the_way() -> None:
    with stage("") as made:
        network(made, "system")
        cluster(made, "payments", "rg-payments", system="system")
        source = f"{made.azure.subscription}/rg-payments/payments"
        told = made.run(f"natpin init --from {source}")
        assert f"then: natpin adopt {source} --entry payments" in told
        written = (made.folder / "natpin.yaml").read_text()
        assert "name: nat-payments" in written
        assert "outbound-type: userAssignedNATGateway" in written
        plan = made.run("natpin plan")
        assert "blocked subnets system" in plan  # no word under allow: nothing moves unasked
        cluster(made, "portal", "rg-portal")
        refused = made.run(f"natpin init --from {made.azure.subscription}/rg-portal/portal")
        assert "it cannot be moved to a NAT gateway in place" in refused
        assert made.told[-1][2] == 2
