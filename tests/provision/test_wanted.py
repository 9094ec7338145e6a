"""The egress: section: what it says, and errors with their place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.errors import ConfigError
from natpin.languages.located_yaml.checked import read
from natpin.provision.entries import choose, parse_allow, parse_egress, parse_entry

from .bench import entry

SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"

PREFIX = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-payments/providers/Microsoft.Network/publicIPPrefixes/egress"

GOOD = f"""\
egress:
  payments:
    subscription: {SUBSCRIPTION}
    resource-group: rg
    location: West Europe
    virtual-network: {{name: vnet, resource-group: rg-net, address-space: 10.0.0.0/16}}
    subnets:
      - {{name: aks, prefix: 10.0.0.0/22}}
    nat-gateway: {{name: nat, idle-timeout-minutes: 10}}
    public-ips:
      prefix: {{name: pfx, length: 30}}
    cluster: {{name: aks}}
"""


def parsed(text: str) -> Any:
    return parse_egress(read(text.encode(), "natpin.yaml", ConfigError).mapping("natpin.yaml")["egress"])


def test_names_become_ids_in_their_resource_groups() -> None:
    wanted = parsed(GOOD)["payments"]
    assert wanted.location == "westeurope"
    assert wanted.network.id.endswith(
        "/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet"
    )
    assert wanted.subnets[0].id == f"{wanted.network.id}/subnets/aks"
    assert wanted.gateway.id.endswith("/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat")
    assert wanted.cluster.outbound_type == "userAssignedNATGateway"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("idle-timeout-minutes: 10", "idle-timeout: 10", "natpin.yaml:9:30: nat-gateway has no 'idle-timeout'; did you mean"),
        ("idle-timeout-minutes: 10", "idle-timeout-minutes: 600", "4 to 120 minutes, not 600; 10 if seconds were meant"),
        ("idle-timeout-minutes: 10", "sku: standard", "did you mean 'Standard'?"),
        ("idle-timeout-minutes: 10", "sku: StandardV2, zone: 1", "zone-redundant"),
        ("idle-timeout-minutes: 10", "zone: 4", "zone must be 1, 2 or 3"),
        ("length: 30", "length: 24", "28 (16 addresses) to 31"),
        (SUBSCRIPTION, "payments", "GUID"),
        ("10.0.0.0/22", "10.1.0.0/22", "lies outside of the address space"),
        ("10.0.0.0/22", "10.0.0.1/22", "has host bits set"),
        ("{name: aks, prefix", "{name: GatewaySubnet, prefix", "cannot have a NAT gateway"),
        ("name: vnet", "name: ../vnet", "is not a valid Azure name"),
        ("resource-group: rg-net", "resource-group: 'rg/net'", "is not a valid Azure name"),
        ("location: West Europe", "location: 'west/europe'", "must be a region"),
        ("    cluster: {name: aks}", "    cluster: {name: aks, outbound-type: block}", "must be one of"),
        ("    cluster: {name: aks}", "    clusters: {name: aks}", "did you mean 'cluster'?"),
        ("    cluster: {name: aks}", "    cluster: {name: aks, create: {}}", "create needs 'identity'"),
        ("      prefix: {name: pfx, length: 30}", "      existing: [/subscriptions/x]", "is not the id of a public IP"),
        ("      prefix: {name: pfx, length: 30}", "      existing: []", "needs 'prefix' or 'existing'"),
        (
            "      prefix: {name: pfx, length: 30}",
            "      existing: [/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/a/providers/"
            "Microsoft.Network/publicIPAddresses/b]",
            "another subscription",
        ),
        ("      - {name: aks, prefix: 10.0.0.0/22}", "      []", "subnets must name at least one"),
        (
            "      - {name: aks, prefix: 10.0.0.0/22}",
            "      - {name: aks, prefix: 10.0.0.0/22}\n      - {name: b, prefix: 10.0.1.0/24}",
            "overlap",
        ),
        (
            "      - {name: aks, prefix: 10.0.0.0/22}",
            "      - {name: aks}\n      - {name: AKS}",
            "is listed twice",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, expected: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        parsed(GOOD.replace(old, new))
    assert expected in str(caught.value)
    assert str(caught.value).startswith("natpin.yaml:")


def test_an_entry_has_to_be_chosen_when_there_are_several() -> None:
    entries = {"payments": parsed(GOOD)["payments"], "shop": parsed(GOOD)["payments"]}
    with pytest.raises(ConfigError, match="--entry: payments, shop"):
        choose(entries, None)
    with pytest.raises(ConfigError, match="did you mean 'shop'"):
        choose(entries, "shp")
    with pytest.raises(ConfigError, match="natpin init"):
        choose({}, None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"nat_gateway": {"name": "other"}}, "the subnet aks on the NAT gateway nat, and the subnet aks on the NAT gateway other"),
        ({"subnets": [{"name": "AKS", "nat-gateway": "none"}, {"name": "free"}]}, "the subnet AKS on no NAT gateway"),
        ({"cluster": {"name": "a", "outbound-type": "loadBalancer"}}, "the cluster a with the outbound type loadBalancer"),
        ({"public_ips": {"prefix": {"name": "new", "length": 30}, "retire": [{"id": PREFIX, "after": "2026-01-31"}]}},
         "egress on the NAT gateway nat, and egress retired from it"),
        ({}, ""),
        ({"subnets": [{"name": "free"}], "cluster": None, "nat_gateway": {"name": "other"}}, ""),
    ],
)  # fmt: skip
def test_two_entries_do_not_want_one_thing_in_two_ways(changes: dict[str, Any], told: str) -> None:
    """Applied in turn, each would take from the other what it made, and the partners of one would lose it."""
    made = [
        json.loads(entry(SUBSCRIPTION, **{"cluster": {"name": "a"}, **more}))["egress"]["payments"]
        for more in ({}, changes)
    ]
    text = json.dumps({"egress": {"one": made[0], "two": made[1]}})
    if not told:
        assert set(parsed(text)) == {"one", "two"}
        return
    with pytest.raises(ConfigError, match=re.escape(told)):
        parsed(text)


def test_allow_takes_only_what_can_be_allowed() -> None:
    section = read(b"[outbound-type-change, cluster-create]", "natpin.yaml", ConfigError)
    assert parse_allow(section) == {"outbound-type-change", "cluster-create"}
    with pytest.raises(ConfigError, match="did you mean 'cluster-create'"):
        parse_allow(read(b"cluster-creat", "natpin.yaml", ConfigError))


NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """Any valid entry."""
    subnets = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    made: dict[str, Any] = {
        "subscription": SUBSCRIPTION,
        "resource-group": draw(NAMES),
        "location": "westeurope",
        "virtual-network": {"name": draw(NAMES)},
        "subnets": [{"name": name} for name in subnets],
        "nat-gateway": {"name": draw(NAMES), "sku": draw(st.sampled_from(["Standard", "StandardV2"]))},
        "public-ips": {},
    }
    if draw(st.booleans()):
        made["virtual-network"]["address-space"] = ["10.0.0.0/16"]
        for position, subnet in enumerate(made["subnets"]):
            subnet["prefix"] = f"10.0.{position}.0/24"
    if draw(st.booleans()):
        made["virtual-network"]["resource-group"] = draw(NAMES)
    if draw(st.booleans()):
        made["nat-gateway"]["idle-timeout-minutes"] = draw(st.integers(4, 120))
    if made["nat-gateway"]["sku"] == "Standard" and draw(st.booleans()):
        made["nat-gateway"]["zone"] = draw(st.sampled_from(["1", "2", "3"]))
    made["public-ips"]["prefix"] = {"name": draw(NAMES), "length": draw(st.integers(28, 31))}
    if draw(st.booleans()):
        made["tags"] = draw(st.dictionaries(NAMES, NAMES, min_size=1, max_size=3))
    if draw(st.booleans()):
        made["cluster"] = {"name": draw(NAMES)}
        if draw(st.booleans()):
            made["cluster"]["create"] = {"identity": "system", "node-count": draw(st.integers(1, 9))}
    return made


@settings(max_examples=60)
@given(entries())
def test_an_entry_written_and_read_again_is_the_same(made: dict[str, Any]) -> None:
    wanted = parse_entry("e", read(json.dumps(made).encode(), "natpin.yaml", ConfigError))
    again = parse_entry("e", read(json.dumps(wanted.entry()).encode(), "natpin.yaml", ConfigError))
    assert again.entry() == wanted.entry()
    assert again.scope == wanted.scope


def schema() -> Any:
    from natpin.provision.schema import allow_schema, egress_schema

    return {"type": "object", "properties": {"egress": egress_schema(), "allow": allow_schema()}}


@settings(max_examples=40)
@given(entries())
def test_every_valid_entry_is_valid_by_the_schema(made: dict[str, Any]) -> None:
    import jsonschema

    jsonschema.Draft202012Validator(schema()).validate({"egress": {"e": made}, "allow": ["cluster-create"]})


@pytest.mark.parametrize(
    "edit",
    [
        lambda made: made.update(subnet=[]),
        lambda made: made["nat-gateway"].update({"idle-timeout-minutes": 600}),
        lambda made: made["nat-gateway"].update({"idle-timeout": 10}),
        lambda made: made["public-ips"].clear(),
        lambda made: made.pop("location"),
        lambda made: made.update(subnets=[]),
        lambda made: made["cluster"].update({"create": {}}),
    ],
)
def test_what_the_schema_refuses_natpin_refuses_too(edit: Any) -> None:
    import jsonschema

    made = read(GOOD.encode(), "natpin.yaml", ConfigError).plain()["egress"]["payments"]
    jsonschema.Draft202012Validator(schema()).validate({"egress": {"e": made}})
    edit(made)
    assert not jsonschema.Draft202012Validator(schema()).is_valid({"egress": {"e": made}})
    with pytest.raises(ConfigError):
        parse_entry("e", read(json.dumps(made).encode(), "natpin.yaml", ConfigError))


def test_the_example_of_the_documentation_is_valid() -> None:
    page = (Path(__file__).parents[2] / "docs" / "provisioning.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    sections = read(example.encode(), "natpin.yaml", ConfigError).mapping("natpin.yaml")
    assert parse_egress(sections["egress"])["payments"].prefix.length == 30
    assert len(parse_allow(sections["allow"])) == 2
