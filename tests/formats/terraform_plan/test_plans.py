"""Plans and states as ``terraform show -json`` prints them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from declare import shown

from natpin.formats import terraform_plan
from natpin.formats.interface import Inputs, Read
from natpin.formats.terraform_plan.configuration import Configuration, Planned, Site
from natpin.model.doubt import Doubt, Reach
from natpin.model.part import Before
from natpin.model.resource import AGENT_POOL, SUBNET, Link, Resource
from natpin.model.value import Kind, Skipped, Unknown, Value
from natpin.workspace import FolderWorkspace

CASES = Path(__file__).parent / "cases"


def read(path: Path) -> list[Read]:
    workspace = FolderWorkspace(path, path.parent)
    assert terraform_plan.claims(path.name, path.read_bytes())
    (stack,) = terraform_plan.stacks([path.name], workspace, Inputs())
    assert not isinstance(stack, Skipped)
    return list(terraform_plan.read(stack, workspace, Inputs()))


def resource(items: list[Read], address: str) -> Resource:
    (found,) = [item for item in items if isinstance(item, Resource) and item.address == address]
    return found


@pytest.fixture(scope="module")
def modules() -> list[Read]:
    return read(CASES / "modules/plan.json")


@pytest.fixture(scope="module")
def changed() -> list[Read]:
    return read(CASES / "changes/plan.json")


def test_what_is_known_only_after_apply_is_followed_through_module_outputs(modules: list[Read]) -> None:
    cluster = resource(modules, "azurerm_kubernetes_cluster.this")
    pool = resource(modules, "azurerm_kubernetes_cluster_node_pool.user")
    subnet = 'module.network.azurerm_subnet.this["{}"]'
    assert shown(cluster.get("agentPoolProfiles[0].vnetSubnetID")) == f"→ {subnet.format('system')}.id"
    assert shown(pool.get("vnetSubnetID")) == f"→ {subnet.format('user')}.id"
    assert shown(pool.parent) == "→ azurerm_kubernetes_cluster.this.id"


def test_associations_follow_for_each_and_count(modules: list[Read]) -> None:
    links = [item for item in modules if isinstance(item, Link)]
    inside = "→ module.network."
    assert [(link.property, shown(link.source), shown(link.target)) for link in links] == [
        ("publicIpAddresses[]", f"{inside}azurerm_nat_gateway.egress.id", f"{inside}azurerm_public_ip.egress[0].id"),
        ("publicIpAddresses[]", f"{inside}azurerm_nat_gateway.egress.id", f"{inside}azurerm_public_ip.egress[1].id"),
        ("natGateway", f'{inside}azurerm_subnet.this["system"].id', f"{inside}azurerm_nat_gateway.egress.id"),
        ("natGateway", f'{inside}azurerm_subnet.this["user"].id', f"{inside}azurerm_nat_gateway.egress.id"),
    ]  # fmt: skip


def test_what_the_provider_computes_is_left_out(modules: list[Read]) -> None:
    cluster = resource(modules, "azurerm_kubernetes_cluster.this")
    assert cluster.get("networkProfile.natGatewayProfile") is None
    assert cluster.get("networkProfile.loadBalancerProfile") is None
    assert cluster.get("agentPoolProfiles[0].maxPods") is None


def test_what_nobody_wrote_is_the_providers_default(modules: list[Read]) -> None:
    gateway = resource(modules, "module.network.azurerm_nat_gateway.egress")
    sku, minutes = gateway.get("sku.name"), gateway.get("idleTimeoutInMinutes")
    assert isinstance(sku, Value)
    assert isinstance(minutes, Value)
    assert (sku.data, sku.origin.kind, sku.origin.whose) == ("Standard", Kind.DEFAULT, "azurerm 4.x")
    assert (minutes.data, minutes.origin.kind) == (10, Kind.EXPLICIT)


def test_dependencies_lead_into_modules(modules: list[Read]) -> None:
    depends = resource(modules, "azurerm_kubernetes_cluster.this").traits["dependsOn"]
    assert shown(depends) == [
        "→ module.network.id",
        '→ module.network.azurerm_subnet.this["system"].id',
        "→ azurerm_resource_group.this.id",
    ]


def test_places_are_the_lines_of_the_file(modules: list[Read]) -> None:
    lines = (CASES / "modules/plan.json").read_text().splitlines()
    gateway = resource(modules, "module.network.azurerm_nat_gateway.egress")
    minutes = gateway.get("idleTimeoutInMinutes")
    assert minutes is not None
    assert '"module.network.azurerm_nat_gateway.egress"' in lines[gateway.at.line]
    assert lines[minutes.at.line - 1][minutes.at.column - 1 :].startswith("10,")


def test_places_in_one_long_line(changed: list[Read]) -> None:
    text = (CASES / "changes/plan.json").read_text()
    gateway = resource(changed, "azurerm_nat_gateway.egress")
    assert text[gateway.at.column - 1 :].startswith('{"address": "azurerm_nat_gateway.egress"')


def test_what_a_plan_does_to_a_resource(changed: list[Read]) -> None:
    planned = {
        item.address: shown(item.traits["plannedAction"])
        for item in changed
        if isinstance(item, Resource) and not item.external
    }
    assert planned == {
        "azurerm_public_ip.egress": "replace",
        "azurerm_public_ip.extra": "create",
        "azurerm_nat_gateway.egress": "no-op",
        "azurerm_kubernetes_cluster.this": "update",
    }
    cluster = resource(changed, "azurerm_kubernetes_cluster.this")
    before: Any = shown(cluster.traits["priorState"])
    assert before["networkProfile"]["outboundType"] == "loadBalancer"
    assert shown(cluster.get("networkProfile.outboundType")) == "userAssignedNATGateway"


def test_what_was_there_before_is_told_of_every_change(changed: list[Read]) -> None:
    before = {item.replaced[0]: item.parts for item in changed if isinstance(item, Before)}
    assert {address: [type(part) for part in parts] for address, parts in before.items()} == {
        "azurerm_public_ip.egress": [Resource],
        "azurerm_public_ip.extra": [],
        "azurerm_public_ip.gone": [Resource],
        "azurerm_nat_gateway_public_ip_association.extra": [],
        "azurerm_kubernetes_cluster.this": [Resource],
    }
    (gone,) = before["azurerm_public_ip.gone"]
    assert isinstance(gone, Resource)
    assert (shown(gone.name), shown(gone.get("ipAddress"))) == ("gone", "20.1.2.4")


def test_a_plan_does_not_tell_prevent_destroy(changed: list[Read]) -> None:
    assert isinstance(resource(changed, "azurerm_public_ip.egress").traits["preventDestroy"], Unknown)


def test_data_sources_read_while_planning_are_looked_up(changed: list[Read]) -> None:
    subnet = resource(changed, "data.azurerm_subnet.aks")
    assert subnet.external
    assert shown(subnet.parent) == "hub"
    assert shown(subnet.get("routeTable")) is None


def test_state() -> None:
    items = read(CASES / "state/state.json")
    cluster = resource(items, "module.aks.azurerm_kubernetes_cluster.this")
    assert shown(cluster.get("networkProfile.outboundType")) == "userAssignedNATGateway"
    assert shown(cluster.traits["dependsOn"]) == ["→ azurerm_nat_gateway.egress.id"]
    assert shown(resource(items, "azurerm_public_ip.egress[0]").get("ipAddress")) == "20.1.2.3"


INCOMPLETE = [
    ({"errored": True}, "is the plan of a run that failed, and so not complete"),
    ({"complete": False}, "is a plan with deferred changes, and so not complete"),
    ({"format_version": "2.0"}, "has an unsupported format_version: '2.0'"),
    ({"format_version": None}, "has an unsupported format_version: None"),
]


@pytest.mark.parametrize(("change", "reason"), INCOMPLETE)
def test_what_cannot_be_trusted_is_said(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    data = json.loads((CASES / "changes/plan.json").read_text()) | change
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(data))
    (skipped,) = [item for item in read(path) if isinstance(item, Skipped)]
    assert (skipped.reason, skipped.claims_aks) == (reason, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_shells(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes((CASES / "changes/plan.json").read_text().encode(encoding))
    assert [type(item) for item in read(path)] == [type(item) for item in read(CASES / "changes/plan.json")]


@pytest.mark.parametrize(
    ("data", "claimed"),
    [
        (b'{"terraform_version":"1.9","values":{"type":"azurerm_nat_gateway"}}', True),
        (b'{"terraform_version":"1.9","values":{"type":"aws_nat_gateway"}}', False),
        (b'{"values":{"type":"azurerm_nat_gateway"}}', False),
    ],
)
def test_claims(data: bytes, claimed: bool) -> None:
    assert terraform_plan.claims("x.json", data) is claimed


# -- what an expression refers to ------------------------------------------------------------------------------

SUBNETS = [Planned(f'azurerm_subnet.s["{key}"]', key, f"snet-{key}") for key in "ab"]
INSTANCES = {
    ("", "azurerm_subnet.s"): SUBNETS,
    ("", "azurerm_nat_gateway.g"): [Planned("azurerm_nat_gateway.g", None, "g")],
    ("", "azurerm_public_ip.p"): [
        Planned(f"azurerm_public_ip.p[{index}]", index, None) for index in range(2)
    ],
    ("module.m", "azurerm_subnet.own"): [Planned("module.m.azurerm_subnet.own", None, "own")],
}
ROOT = {
    "module_calls": {
        "m": {
            "expressions": {"subnet": {"references": ['azurerm_subnet.s["a"].id', 'azurerm_subnet.s["a"]', "azurerm_subnet.s"]}},
            "module": {
                "outputs": {
                    "own": {"expression": {"references": ["azurerm_subnet.own.id", "azurerm_subnet.own"]}},
                    "given": {"expression": {"references": ["var.subnet"]}},
                    "hidden": {"expression": {"references": ["local.subnet"]}},
                    "loop": {"expression": {"references": ["var.loop"]}},
                }
            },
        }
    }
}  # fmt: skip
FOLLOWED: list[tuple[str, list[str], Any, list[str] | None]] = [
    # what is asked, references, the instance's own key, addresses
    ("itself", ["azurerm_nat_gateway.g.id", "azurerm_nat_gateway.g"], None, ["azurerm_nat_gateway.g"]),
    ("constant key", ['azurerm_subnet.s["b"].id', 'azurerm_subnet.s["b"]', "azurerm_subnet.s"], None, ['azurerm_subnet.s["b"]']),
    ("constant index", ["azurerm_public_ip.p[1].id", "azurerm_public_ip.p[1]", "azurerm_public_ip.p"], None, ["azurerm_public_ip.p[1]"]),
    ("own key", ["azurerm_subnet.s", "each.key"], "a", ['azurerm_subnet.s["a"]']),
    ("own index", ["azurerm_public_ip.p", "count.index"], 1, ["azurerm_public_ip.p[1]"]),
    ("splat is all", ["azurerm_subnet.s"], None, ['azurerm_subnet.s["a"]', 'azurerm_subnet.s["b"]']),
    ("output", ["module.m.own", "module.m"], None, ["module.m.azurerm_subnet.own"]),
    ("output of an input", ["module.m.given", "module.m"], None, ['azurerm_subnet.s["a"]']),
    ("a local cannot be followed", ["local.subnet", "azurerm_nat_gateway.g"], None, None),
    ("nor one behind an output", ["module.m.hidden", "module.m"], None, None),
    ("each.value of what is not a chain", ["each.value"], "a", None),
    ("root variables are known", ["var.create", "azurerm_nat_gateway.g.id", "azurerm_nat_gateway.g"], None, ["azurerm_nat_gateway.g"]),
    ("not planned, not there", ["azurerm_subnet.none.id", "azurerm_subnet.none"], None, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("references", "key", "expected"), [c[1:] for c in FOLLOWED], ids=[c[0] for c in FOLLOWED]
)
def test_references_are_followed_where_one_can_be_meant(
    references: list[str], key: Any, expected: list[str] | None
) -> None:
    configuration = Configuration(ROOT, INSTANCES)
    scope = configuration.scope("")
    assert scope is not None
    found = configuration.targets({"references": references}, Site(scope, key))
    assert (None if found is None else [target.address for target in found]) == expected


@pytest.mark.parametrize(
    ("kind", "after", "reach"),
    [
        (
            "azurerm_kubernetes_cluster_node_pool",
            {"name": "jobs"},
            Reach((AGENT_POOL,), adds=True, alters=False),
        ),
        ("azurerm_subnet_nat_gateway_association", {}, Reach((SUBNET,), None, ("natGateway",))),
        ("azurerm_storage_account", {"name": "logs"}, None),
    ],
)
def test_what_is_left_to_a_later_round_opens_what_it_may_change(
    tmp_path: Path, kind: str, after: dict[str, Any], reach: Reach | None
) -> None:
    change = {"address": f"{kind}.later", "mode": "managed", "type": kind, "name": "later"}
    cluster = {"name": "aks", "default_node_pool": [{"name": "system"}]}
    aks = {
        "address": "azurerm_kubernetes_cluster.aks",
        "mode": "managed",
        "type": "azurerm_kubernetes_cluster",
    }
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.13.0",
        "complete": False,
        "planned_values": {"root_module": {"resources": [{**aks, "name": "aks", "values": cluster}]}},
        "deferred_changes": [
            {
                "reason": "resource_config_unknown",
                "resource_change": {
                    **change,
                    "change": {"actions": ["create"], "before": None, "after": after},
                },
            }
        ],
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    found = [item.reach for item in read(tmp_path / "plan.json") if isinstance(item, Doubt)]
    assert found == ([reach] if reach is not None else [])
