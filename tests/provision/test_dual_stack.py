"""Egress of both address families: planned, applied, retired, adopted from files, written as code, and never half refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from natpin.commands.emitting import LANGUAGES, emitted
from natpin.commands.plan import Made
from natpin.drift.from_entry import resources
from natpin.errors import ConfigError, Refused
from natpin.graph import Graph
from natpin.languages.located_yaml.checked import read
from natpin.model.change import Action
from natpin.provision import emit_az, emit_bicep, emit_terraform
from natpin.provision.emission import pieces
from natpin.provision.entries import parse_egress
from natpin.provision.plan import make

from .bench import Bench, entry

V2 = {"name": "nat", "sku": "StandardV2"}
BOTH: dict[str, Any] = {
    "virtual_network": {"name": "vnet", "address-space": ["10.0.0.0/16", "fd00:db8::/48"]},
    "subnets": [
        {"name": "aks", "prefix": "10.0.0.0/22", "prefix-v6": "fd00:db8:0:1::/64"},
        {"name": "pods", "prefix": "10.0.8.0/22"},
    ],
    "nat_gateway": V2,
    "public_ips": {
        "prefix": {"name": "egress", "length": 30},
        "prefix-v6": {"name": "egress-v6", "length": 126},
    },
}
CREATED = {
    "cluster": {
        "name": "aks", "create": {"identity": "system", "ip-families": ["IPv4", "IPv6"]},
    }
}  # fmt: skip


def body(ground: Bench, rest: str) -> Any:
    live = ground.cloud().get(ground.id(rest))
    assert live is not None
    return live.body["properties"]


def test_both_families_are_made_and_nothing_is_left_to_do(ground: Bench) -> None:
    wanted = ground.wanted(entry(ground.subscription, **BOTH, **CREATED))
    plan = ground.plan(wanted, "cluster-create")
    assert not plan.blocked, plan.blocked
    told = "\n".join(effect for change in plan.changes for effect in change.effects)
    assert "4 new public IPs (IPv6) are allocated" in told
    applied = ground.apply(plan)
    assert applied.complete, applied
    gateway = body(ground, "Microsoft.Network/natGateways/nat")
    assert [one["id"].rsplit("/", 1)[-1] for one in gateway["publicIpPrefixes"]] == ["egress"]
    assert [one["id"].rsplit("/", 1)[-1] for one in gateway["publicIpPrefixesV6"]] == ["egress-v6"]
    subnet = body(ground, "Microsoft.Network/virtualNetworks/vnet/subnets/aks")
    assert subnet["addressPrefixes"] == ["10.0.0.0/22", "fd00:db8:0:1::/64"]
    assert body(ground, "Microsoft.Network/publicIPPrefixes/egress-v6")["ipPrefix"] == "2001:db8:2::/126"
    cluster = body(ground, "Microsoft.ContainerService/managedClusters/aks")
    assert cluster["networkProfile"]["ipFamilies"] == ["IPv4", "IPv6"]
    assert "2001:db8:2::/126" in applied.ips
    assert ground.plan(wanted).writes == ()


def test_an_ipv6_prefix_comes_to_a_gateway_in_use(ground: Bench) -> None:
    before = {**BOTH, "public_ips": {"prefix": {"name": "egress", "length": 30}}}
    assert ground.apply(ground.plan(ground.wanted(entry(ground.subscription, **before)))).complete
    plan = ground.plan(ground.wanted(entry(ground.subscription, **BOTH)))
    assert [(change.action, change.id.rsplit("/", 1)[-1]) for change in plan.writes] == [
        (Action.CREATE, "egress-v6"),
        (Action.UPDATE, "nat"),
    ]
    told = "\n".join(effect for change in plan.writes for effect in change.effects)
    assert "egress IPs are added" in told
    assert ground.apply(plan).complete
    assert [
        one["id"].rsplit("/", 1)[-1]
        for one in body(ground, "Microsoft.Network/natGateways/nat")["publicIpPrefixes"]
    ] == ["egress"]


def test_an_ipv6_prefix_is_retired_as_any_other(ground: Bench) -> None:
    assert ground.apply(ground.plan(ground.wanted(entry(ground.subscription, **BOTH)))).complete
    gone = {"id": ground.id("Microsoft.Network/publicIPPrefixes/egress-v6"), "after": "2020-01-01"}
    rest = {**BOTH, "public_ips": {"prefix": {"name": "egress", "length": 30}, "retire": [gone]}}
    wanted = ground.wanted(entry(ground.subscription, **rest))
    assert ground.apply(ground.plan(wanted, "ip-retire")).complete
    assert "publicIpPrefixesV6" not in body(ground, "Microsoft.Network/natGateways/nat")
    assert ground.plan(wanted, "ip-retire").writes == ()


def test_the_addresses_are_allocated_first(ground: Bench) -> None:
    wanted, stage = ground.wanted(entry(ground.subscription, **BOTH)), "allocate"
    from natpin.model.record import replace

    plan = ground.plan(replace(wanted, stage=stage))
    assert [change.id.rsplit("/", 1)[-1] for change in plan.writes] == ["rg-payments", "egress", "egress-v6"]
    assert ground.apply(plan).allocated == ("2001:db8:2::/126", "203.0.113.0/30")


def test_an_ip_of_the_other_family_is_refused_before_anything_is_written(ground: Bench) -> None:
    address = {
        "location": "westeurope",
        "sku": {"name": "StandardV2"},
        "properties": {"publicIPAllocationMethod": "Static"},
    }
    four, six = (ground.id(f"Microsoft.Network/publicIPAddresses/{name}") for name in ("four", "six"))
    ground.azure.seed({"id": ground.id("")[: -len("/providers/")], "location": "westeurope"})
    ground.azure.seed(
        {**address, "id": four, "properties": {**address["properties"], "publicIPAddressVersion": "IPv4"}}
    )
    ground.azure.seed(
        {**address, "id": six, "properties": {**address["properties"], "publicIPAddressVersion": "IPv6"}}
    )
    for ips, said in (
        ({"existing": [four, six]}, "it is IPv6: name it under existing-v6"),
        ({"existing": [four], "existing-v6": [six]}, ""),
        (
            {"prefix": {"name": "p", "length": 30}, "existing-v6": [four]},
            "it is IPv4: name it under existing",
        ),
    ):
        plan = ground.plan(ground.wanted(entry(ground.subscription, **{**BOTH, "public_ips": ips})))
        reasons = " ".join(reason for change in plan.changes for reason in change.reasons)
        assert (said in reasons) if said else not plan.blocked, (ips, reasons)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"nat_gateway": {"name": "nat", "sku": "Standard"}},
            "IPv6 takes a NAT gateway of the SKU StandardV2",
        ),
        (
            {"public_ips": {"prefix-v6": {"name": "v6", "length": 126}}},
            "public-ips needs 'prefix' or 'existing'",
        ),
        (
            {
                "public_ips": {
                    "prefix": {"name": "p", "length": 30},
                    "prefix-v6": {"name": "v6", "length": 64},
                }
            },
            r"length must be 124 \(16 addresses\) to 127 \(2 addresses\), not 64",
        ),
        (
            {
                "public_ips": {
                    "prefix": {"name": "p", "length": 30},
                    "prefix-v6": {"name": "P", "length": 126},
                }
            },
            "must have different names",
        ),
        ({"subnets": [{"name": "a", "prefix-v6": "fd00:db8:0:1::/64"}]}, "needs an IPv4 prefix too"),
        (
            {"subnets": [{"name": "a", "prefix": "10.0.0.0/24", "prefix-v6": "10.0.1.0/24"}]},
            "must be an IPv6 block",
        ),
        (
            {"subnets": [{"name": "a", "prefix": "10.0.0.0/24", "prefix-v6": "fd99::/64"}]},
            "outside of the address space",
        ),
        (
            {
                "subnets": [
                    {"name": "a", "prefix": "10.0.0.0/24", "prefix-v6": "fd00:db8:0:1::/64"},
                    {"name": "b", "prefix": "10.0.1.0/24", "prefix-v6": "fd00:db8:0:1::/64"},
                ]
            },
            "overlap",
        ),
        (
            {"cluster": {"name": "c", "create": {"identity": "system", "ip-families": ["IPv6"]}}},
            r"\[IPv4\] or \[IPv4, IPv6\]",
        ),
    ],
)
def test_what_azure_does_not_offer_is_refused_when_it_is_read(
    ground: Bench, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        ground.wanted(entry(ground.subscription, **{**BOTH, **changes}))


def test_an_entry_is_read_back_equal(ground: Bench) -> None:
    import json

    wanted = ground.wanted(entry(ground.subscription, **BOTH, **CREATED))
    text = json.dumps({"egress": {"payments": wanted.entry()}})
    assert parse_egress(read(text.encode(), "natpin.yaml", ConfigError).mapping("x")["egress"])[
        "payments"
    ].entry() == (wanted.entry())


def test_it_is_written_as_code(ground: Bench) -> None:
    wanted = ground.wanted(entry(ground.subscription, **BOTH))
    plan, found = make(wanted, frozenset(), ground.cloud())
    made = pieces(plan, wanted, found)
    script = "\n".join(emit_az.script(made, wanted).values())
    assert "--version IPv6" in script
    assert "--pip-prefixes-v6" in script
    assert "--address-prefixes 10.0.0.0/22 fd00:db8:0:1::/64" in script
    assert "publicIpPrefixesV6" in "\n".join(emit_bicep.template(made, wanted).values())
    assert "publicIpPrefixesV6" in "\n".join(emit_terraform.configuration(made, wanted).values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["anew", "anew with a cluster", "one more prefix", "retired"])
def test_code_read_back_leaves_nothing_to_do(what: str, language: str, ground: Bench) -> None:
    """``emitted`` refuses code that does."""
    allow: frozenset[str] = frozenset()
    four = {"prefix": {"name": "egress", "length": 30}}
    wish = BOTH
    match what:
        case "anew with a cluster":
            wish, allow = {**BOTH, **CREATED}, frozenset({"cluster-create"})
        case "one more prefix":
            before = {**BOTH, "public_ips": four}
            assert ground.apply(ground.plan(ground.wanted(entry(ground.subscription, **before)))).complete
        case "retired":
            assert ground.apply(ground.plan(ground.wanted(entry(ground.subscription, **BOTH)))).complete
            gone = {"id": ground.id("Microsoft.Network/publicIPPrefixes/egress-v6"), "after": "2020-01-01"}
            wish, allow = {**BOTH, "public_ips": {**four, "retire": [gone]}}, frozenset({"ip-retire"})
    wanted = ground.wanted(entry(ground.subscription, **wish))
    plan, found = make(wanted, allow, ground.cloud())
    assert plan.writes, what
    assert not plan.blocked, plan.blocked
    files = emitted(plan, wanted, found, language)
    assert "nat" in files[LANGUAGES[language]]


def test_drift_is_declared_with_both(ground: Bench) -> None:
    wanted = ground.wanted(entry(ground.subscription, **BOTH))
    declared = {one.type.rsplit("/", 1)[-1]: one for one in resources(wanted, Graph(()))}
    assert declared["natGateways"].get("publicIpPrefixesV6") is not None
    assert {
        one.name.data for one in resources(wanted, Graph(())) if one.type.endswith("publicIPPrefixes")
    } == {  # type: ignore[union-attr]
        "egress",
        "egress-v6",
    }


CREATION = {
    "terraform": 'ip_versions = ["IPv4", "IPv6"]',
    "az": "--ip-families IPv4,IPv6",
    "bicep": "ipFamilies",
}


def _made_beside_what_is_there(ground: Bench) -> Made:
    assert ground.apply(ground.plan(ground.wanted(entry(ground.subscription, **BOTH)))).complete
    wanted = ground.wanted(entry(ground.subscription, **BOTH, **CREATED))
    plan, found = make(wanted, frozenset({"cluster-create"}), ground.cloud())
    return Made(wanted, plan, found, ())


@pytest.mark.parametrize("language", CREATION)
def test_a_new_cluster_of_both_families_is_written_and_read_again(ground: Bench, language: str) -> None:
    made = _made_beside_what_is_there(ground)
    text = "\n".join(emitted(made.plan, made.wanted, made.found, language).values())
    assert CREATION[language] in " ".join(text.split())


def test_code_that_loses_a_family_is_not_printed(ground: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _made_beside_what_is_there(ground)
    whole = emit_terraform.configuration

    def losing(*given: Any) -> Any:
        return {name: re.sub(r"(?m)^ *ip_versions .*\n", "", text) for name, text in whole(*given).items()}

    monkeypatch.setattr(emit_terraform, "configuration", losing)
    with pytest.raises(Refused, match="ipFamilies"):
        emitted(made.plan, made.wanted, made.found, "terraform")
