"""Every flag that natpin follows, and the ARM property it sets."""

from __future__ import annotations

import pytest
from declare import shown
from scripts import made

from natpin.formats.az.cli.tables import PROPERTIES
from natpin.model.value import Kind, Value

from .table_of_flags import BEFORE, CREATE, FLAGS, NET

ROWS = [(kind, *row) for kind, rows in FLAGS.items() for row in rows]


@pytest.mark.parametrize(
    ("kind", "flags", "path", "expected"), ROWS, ids=[f"{row[0]} {row[1][:40]} {row[2]}" for row in ROWS]
)
def test_flag(kind: str, flags: str, path: str, expected: object) -> None:
    command, address = CREATE[kind]
    found = made(f"{BEFORE}{command} {flags}\n")[address]
    assert shown(found.get(path)) == expected


NOT_ASKED = {
    *((kind, "--zones") for kind in ("publicIp", "prefix", "natGateway")),  # az calls it --zone there
    # of az aks enable-addons, and --pod-cidrs, which stays unknown: tests/paths
    *(("cluster", flag) for flag in ("--addons", "--subnet-name", "--pod-cidrs", "--http-proxy-config")),
    ("route", "--next-hop"),  # what stays unknown: tests/paths
    ("subnet", "--ipam-allocations"),
    ("vhub", "--location"),  # a hub is only named: nothing of it is read
    ("vhub", "--tags"),
    ("firewall", "--zone"),  # and --zones here
}


def test_every_flag_is_asked() -> None:
    asked = {
        (kind.removesuffix("+").replace("first", "pool"), word)
        for kind, flags, *_ in ROWS
        for word in flags.split()
    }
    there = {(kind, flag) for kind, table in PROPERTIES.items() for flag in table}
    assert there - asked - NOT_ASKED == set()


DEFAULTS = [
    ("publicIp", "sku.name", "az network public-ip create"),
    ("publicIp", "publicIPAllocationMethod", "az network public-ip create"),
    ("prefix", "sku.name", "az network public-ip prefix create"),
    ("natGateway", "sku.name", "az network nat gateway create"),
    ("natGateway", "location", "the resource group"),
    ("cluster", "agentPoolProfiles[0].name", "az aks create"),
    ("cluster", "agentPoolProfiles[0].mode", "az aks create"),
    ("cluster", "agentPoolProfiles[0].osType", "az aks create"),
    ("cluster", "agentPoolProfiles[0].count", "az aks create"),
    ("pool", "mode", "az aks nodepool add"),
    ("pool", "osType", "az aks nodepool add"),
    ("pool", "count", "az aks nodepool add"),
]


@pytest.mark.parametrize(("kind", "path", "whose"), DEFAULTS)
def test_a_default_says_whose_it_is(kind: str, path: str, whose: str) -> None:
    command, address = CREATE[kind]
    found = made(f"{BEFORE}{command}\n")[address].get(path)
    assert isinstance(found, Value)
    assert (found.origin.kind, found.origin.whose) == (Kind.DEFAULT, whose)


def test_what_automatic_brings_says_whose_it_is() -> None:
    aks = made("az aks create -g rg -n aks --sku automatic\n")["az:cluster:rg/aks"]
    told = {name: aks.get(f"networkProfile.{name}") for name in ("outboundType", "networkPlugin", "networkPluginMode")}  # fmt: skip
    assert {name: node.origin.whose for name, node in told.items() if isinstance(node, Value)} == {
        "outboundType": "az aks create",
        "networkPlugin": "AKS Automatic",
        "networkPluginMode": "AKS Automatic",
    }


NATS = "az network nat gateway create -g rg -n nat --idle-timeout 4 --public-ip-addresses a\n"
GENERIC: list[tuple[str, str, object]] = [
    # what an update writes past its flags, the path, what is there then
    ("--set idleTimeoutInMinutes=15", "idleTimeoutInMinutes", 15),
    ("--set properties.idleTimeoutInMinutes=15", "idleTimeoutInMinutes", 15),
    ("--set IDLETIMEOUTINMINUTES=15", "idleTimeoutInMinutes", 15),
    ("--set sku.name=standardv2", "sku.name", "StandardV2"),
    ("--set tags.a=b", "tags.a", "b"),
    ("--set zones=null", "zones", None),
    ("--set idleTimeoutInMinutes=null", "idleTimeoutInMinutes", None),
    ("--set nat64=TRUE", "nat64", True),
    ("--set nat64=false", "nat64", False),
    ("--set idleTimeoutInMinutes=$X", "idleTimeoutInMinutes", "? $X is set outside this script"),
    ("--set a.b.c.d.e.f.g.h.i.j.k=1", "a.b.c.d.e.f.g.h.i.j.k", 1),
    ("--set a.b.c.d.e.f.g.h.i.j.k.l=1", "a", None),
    ("--set idleTimeoutInMinutes", "idleTimeoutInMinutes", 4),
    ("--remove idleTimeoutInMinutes", "idleTimeoutInMinutes", None),
    ("--remove properties.publicIpAddresses", "publicIpAddresses", None),
    ("--remove publicIpAddresses 0", "publicIpAddresses", [{"id": "→ az:publicIp:rg/a.id"}]),
    (
        "--add publicIpAddresses id=/x/y",
        "publicIpAddresses",
        [{"id": "→ az:publicIp:rg/a.id"}, {"id": "/x/y"}],
    ),
    (
        "--add PUBLICIPADDRESSES id=/x/y",
        "publicIpAddresses",
        [{"id": "→ az:publicIp:rg/a.id"}, {"id": "/x/y"}],
    ),
    ("--add publicIpAddresses", "publicIpAddresses", [{"id": "→ az:publicIp:rg/a.id"}]),
    ("--idle-timeout 9 --set sku.name=Standard", "idleTimeoutInMinutes", 9),
]


@pytest.mark.parametrize(("flags", "path", "expected"), GENERIC)
def test_generic_update(flags: str, path: str, expected: object) -> None:
    script = f"{NATS}az network nat gateway update -g rg -n nat {flags}\n"
    assert shown(made(script)["az:natGateway:rg/nat"].get(path)) == expected


@pytest.mark.parametrize(
    ("flags", "path", "expected"),
    [
        (f"--set natGateway.id={NET}natGateways/nat", "natGateway.id", "→ az:natGateway:rg/nat.id"),
        (f"--set properties.routeTable.id={NET}routeTables/t", "routeTable.id", "→ az:routeTable:s:rg/t.id"),
        ("--set networkSecurityGroup.id=/x", "networkSecurityGroup.id", "/x"),
        ("--set natGateway.id=nat", "natGateway.id", "nat"),
        ("--remove natGateway", "natGateway", None),
    ],
)
def test_generic_update_of_a_subnet(flags: str, path: str, expected: object) -> None:
    script = f"{BEFORE}az network vnet subnet update -g rg --vnet-name net -n own {flags}\n"
    assert shown(made(script)["az:subnet:rg/net/own"].get(path)) == expected


OUTBOUND: list[tuple[str, str, str, object]] = [
    # how the cluster is made, how it is changed, the path, what is there then
    ("--load-balancer-idle-timeout 9", "--outbound-type managedNATGateway", "loadBalancerProfile", None),
    ("--load-balancer-idle-timeout 9", "--outbound-type userDefinedRouting", "loadBalancerProfile", None),
    ("--load-balancer-idle-timeout 9", "--outbound-type LOADBALANCER", "loadBalancerProfile.idleTimeoutInMinutes", 9),
    ("--load-balancer-idle-timeout 9", "--tags a=b", "loadBalancerProfile.idleTimeoutInMinutes", 9),
    ("--load-balancer-idle-timeout 9 --outbound-type none", "--tags a=b", "loadBalancerProfile", None),
    ("--load-balancer-idle-timeout 9", "--outbound-type none --load-balancer-outbound-ports 8", "loadBalancerProfile", {"allocatedOutboundPorts": 8}),
    ("--load-balancer-idle-timeout 9", "--outbound-type $T", "loadBalancerProfile", "? az keeps it only for outbound type loadBalancer: $T is set outside this script"),
    ("--outbound-type managedNATGateway --nat-gateway-idle-timeout 9", "--outbound-type loadBalancer", "natGatewayProfile", None),
    ("--outbound-type managedNATGateway --nat-gateway-idle-timeout 9", "--tags a=b", "natGatewayProfile.idleTimeoutInMinutes", 9),
]  # fmt: skip


@pytest.mark.parametrize(("made_with", "flags", "path", "expected"), OUTBOUND)
def test_what_an_update_keeps_of_outbound_profiles(
    made_with: str, flags: str, path: str, expected: object
) -> None:
    script = f"az aks create -g rg -n aks {made_with}\naz aks update -g rg -n aks {flags}\n"
    assert shown(made(script)["az:cluster:rg/aks"].get(f"networkProfile.{path}")) == expected


def test_scaling_keeps_outbound_profiles() -> None:
    script = "az aks create -g rg -n aks --outbound-type none --load-balancer-idle-timeout 9\naz aks scale -g rg -n aks -c 2\n"
    kept = made(script)["az:cluster:rg/aks"].get("networkProfile.loadBalancerProfile.idleTimeoutInMinutes")
    assert shown(kept) == 9


@pytest.mark.parametrize("path", ["natGateway", "routeTable", "defaultOutboundAccess", "natGateway.id"])
def test_unseen_flags_of_an_update_may_set_what_the_update_can(path: str) -> None:
    script = f"{BEFORE}az network vnet subnet update -g rg --vnet-name net -n own --nat-gateway nat\naz network vnet subnet update -g rg --vnet-name net -n own $MORE\n"
    found = made(script)["az:subnet:rg/net/own"].get(path)
    assert shown(found) == "? $MORE may hold further flags: $MORE is set outside this script"


POOLS = "az aks create -g rg -n aks --nodepool-name one -c 2\naz aks nodepool add -g rg --cluster-name aks -n two\n"


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("one", "User", "User"),
        ("ONE", "User", "User"),
        ("two", "System", "System"),
        ("three", "System", "User"),
    ],
)
def test_an_update_reaches_the_pool_it_names(name: str, first: str, second: str) -> None:
    mode = "user" if name.lower() == "one" else "system"
    found = made(f"{POOLS}az aks nodepool update -g rg --cluster-name aks -n {name} --mode {mode}\n")
    cluster, two = found["az:cluster:rg/aks"], found["az:pool:rg/aks/two"]
    assert shown(cluster.get("agentPoolProfiles[0].mode")) == first
    assert shown(two.get("mode")) == second
    assert shown(cluster.get("agentPoolProfiles[0].count")) == 2
    assert ("az:pool:rg/aks/three" in found) is (name == "three")


def test_the_first_pool_shown_before_is_no_pool_of_its_own() -> None:
    found = made(POOLS + "az aks nodepool show -g rg --cluster-name aks -n one\naz aks nodepool update -g rg --cluster-name aks -n one --mode user\n")  # fmt: skip
    assert set(found) == {"az:group:rg", "az:cluster:rg/aks", "az:pool:rg/aks/two"}
