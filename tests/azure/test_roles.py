"""The roles in docs/roles are enough, and every action in them is used: taking one away is noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from natpin.azure.arm import Arm
from natpin.azure.cloud import ArmCloud
from natpin.azure.credentials import credential
from natpin.azure.refusals import READER_ROLE
from natpin.errors import ConfigError
from natpin.languages.located_yaml.checked import read
from natpin.provision.apply import apply
from natpin.provision.desired import Desired
from natpin.provision.entries import parse_egress
from natpin.provision.journal import Journal
from natpin.provision.plan import make
from natpin.provision.ports import Pace
from natpin.simulator import Principal, Simulator

from .conftest import Run, connection_to, group, somebody
from .test_routes_learnt import gateway as network_gateway

ROLES = Path(__file__).parents[2] / "docs" / "roles"
FAST = Pace(sleep=lambda seconds: None, attempts=3, poll=0)
ALLOW = frozenset({"cluster-create", "outbound-type-change"})


def role(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROLES / f"{name}.json").read_text())
    return found


def actions(*names: str) -> list[str]:
    return [action for name in names for action in role(name)["Actions"]]


@pytest.mark.parametrize("path", sorted(ROLES.glob("*.json")), ids=lambda path: path.stem)
def test_roles_are_written_as_azure_takes_them_and_as_narrow(path: Path) -> None:
    """`az role definition create --role-definition @FILE`."""
    found = role(path.stem)
    assert set(found) == {
        *(
            "Name",
            "IsCustom",
            "Description",
            "AssignableScopes",
            "Actions",
            "NotActions",
            "DataActions",
            "NotDataActions",
        )
    }
    assert found["Actions"] == sorted(set(found["Actions"]))
    assert not [action for action in found["Actions"] if "*" in action or action.endswith("/delete")]
    assert found["DataActions"] == []


def test_the_role_that_refusals_name_is_the_reader() -> None:
    assert role("reader")["Name"] == READER_ROLE


# -- reader --------------------------------------------------------------------------------------------------------

NOT_ASKED_FOR_HERE = {
    # asked for by name in Azure's own list of operations; the simulator lets anyone ask, as it filters what is seen
    "Microsoft.ResourceGraph/resources/read",
    # ARM's answer about oneself; the simulator gives it to everyone
    "Microsoft.Authorization/permissions/read",
}

NEW = """
egress:
  new:
    subscription: {subscription}
    resource-group: new
    location: westeurope
    virtual-network: {{name: new, address-space: [10.9.0.0/16]}}
    subnets: [{{name: aks, prefix: 10.9.0.0/20}}]
    nat-gateway: {{name: new}}
    public-ips: {{prefix: {{name: new, length: 29}}}}
    cluster: {{name: new, create: {{network-plugin: azure, node-count: 1, identity: {identity}}}}}
  old:
    subscription: {subscription}
    resource-group: old
    location: westeurope
    virtual-network: {{name: old}}
    subnets: [{{name: aks}}]
    nat-gateway: {{name: old}}
    public-ips: {{existing: [{address}, {prefix}]}}
    cluster: {{name: old}}
allow: [cluster-create, outbound-type-change]
"""


@pytest.fixture
def lived_in(azure: Simulator) -> Simulator:
    """A cluster on the load balancer, in a subnet full of what must be kept; and a route table on a pinned one."""
    base = f"{group(azure, 'old')}/providers/Microsoft.Network"
    here = {"location": "westeurope"}
    standard = {"sku": {"name": "Standard"}}
    azure.seed(
        {"id": f"{base}/networkSecurityGroups/old", **here, "properties": {}},
        {"id": f"{base}/serviceEndpointPolicies/old", **here, "properties": {}},
        {"id": f"{base}/routeTables/old", **here, "properties": {}},
        {
            "id": f"{base}/publicIPAddresses/old",
            **here,
            **standard,
            "properties": {"publicIPAllocationMethod": "Static", "ipAddress": "198.51.100.77"},
        },
        {"id": f"{base}/publicIPPrefixes/old", **here, **standard, "properties": {"prefixLength": 30}},
        {
            "id": f"{base}/virtualNetworks/old",
            **here,
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.8.0.0/16"]},
                "subnets": [
                    {
                        "name": "aks",
                        "properties": {
                            "addressPrefix": "10.8.0.0/20",
                            "networkSecurityGroup": {"id": f"{base}/networkSecurityGroups/old"},
                            "routeTable": {"id": f"{base}/routeTables/old"},
                            "serviceEndpoints": [{"service": "Microsoft.Storage"}],
                            "serviceEndpointPolicies": [{"id": f"{base}/serviceEndpointPolicies/old"}],
                        },
                    }
                ],
            },
        },
        {
            "id": f"{group(azure, 'old')}/providers/Microsoft.ContainerService/managedClusters/old",
            **here,
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "dnsPrefix": "old",
                "agentPoolProfiles": [
                    {
                        "name": "system",
                        "mode": "System",
                        "count": 1,
                        "vmSize": "Standard_D4s_v5",
                        "vnetSubnetID": f"{base}/virtualNetworks/old/subnets/aks",
                    }
                ],
                "networkProfile": {"networkPlugin": "azure", "outboundType": "loadBalancer"},
            },
        },
        {"id": identity(azure), **here, "properties": {"clientId": "c", "principalId": "p"}},
    )
    azure.deny(group(azure, "new"), ["Microsoft.Network/natGateways/delete"])
    network_gateway(azure, enableBgp=False)
    azure.settle()
    return azure


def identity(azure: Simulator) -> str:
    return f"{group(azure, 'old')}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks"


def entries(azure: Simulator) -> str:
    base = f"{group(azure, 'old')}/providers/Microsoft.Network"
    return NEW.format(
        subscription=azure.subscription,
        identity=identity(azure),
        address=f"{base}/publicIPAddresses/old",
        prefix=f"{base}/publicIPPrefixes/old",
    )


def told(azure: Simulator, run: Run, who: Principal) -> dict[str, tuple[int, str]]:
    """What everything that only reads says to somebody."""
    scope = ("--azure", azure.subscription)
    found = {}
    for arguments in (
        ("lint", *scope, "--format", "json"),
        ("egress", *scope, "--format", "json"),
        ("snapshot", *scope),
        ("plan", "--entry", "new", "--format", "json"),
        ("plan", "--entry", "old", "--format", "json"),
        ("drift", *scope, "--format", "json"),
    ):
        ran = run(*arguments, as_=who)
        found[" ".join(arguments)] = (ran.status, ran.out + ran.err)
    return found


def test_the_reader_can_read_everything(lived_in: Simulator, run: Run) -> None:
    Path("natpin.yaml").write_text(entries(lived_in))
    reader = somebody(lived_in, actions("reader"), name="reader")
    boss = lived_in.add_principal("boss", secret="secret-of-boss")
    lived_in.assign(boss, "Reader", f"/subscriptions/{lived_in.subscription}")
    mine, theirs = told(lived_in, run, reader), told(lived_in, run, boss)
    assert {name: status for name, (status, _) in mine.items()} == {
        name: status for name, (status, _) in theirs.items()
    }
    assert {name: said for name, (status, said) in mine.items() if status not in (0, 1, 4)} == {}
    for name in mine:
        if not name.startswith("plan"):  # a plan names the actions that are missing, and the boss has more
            assert mine[name] == theirs[name]
    assert not [one for one in lived_in.requests if one.status == 403]


def test_every_action_of_the_reader_is_missed(lived_in: Simulator, run: Run) -> None:
    Path("natpin.yaml").write_text(entries(lived_in))
    whole = told(lived_in, run, somebody(lived_in, actions("reader"), name="reader"))
    unused = {
        action
        for number, action in enumerate(actions("reader"))
        if told(
            lived_in,
            run,
            somebody(lived_in, [one for one in actions("reader") if one != action], name=f"less{number}"),
        )
        == whole
    }
    assert unused == NOT_ASKED_FOR_HERE
    asked = {one.action for one in lived_in.requests}
    assert unused <= asked


# -- applier -------------------------------------------------------------------------------------------------------


def cloud(azure: Simulator, who: Principal) -> Iterator[ArmCloud]:
    made: Any = credential(connection_to(azure, who))
    arm = Arm(made, base_url=azure.base_url, connection_verify=str(azure.ca_path), pace=FAST)
    yield ArmCloud(arm)
    arm.close()
    made.close()


def wanted(azure: Simulator) -> dict[str, Desired]:
    section = read(entries(azure).encode(), "natpin.yaml", ConfigError).mapping("natpin.yaml")
    return dict(parse_egress(section["egress"]))


def test_the_appliers_can_apply_everything(lived_in: Simulator, tmp_path: Path) -> None:
    who = somebody(lived_in, actions("reader", "applier", "cluster-applier"), name="applier")
    for name, entry in wanted(lived_in).items():
        for way in cloud(lived_in, who):
            plan, _ = make(entry, ALLOW, way)
            assert not plan.blocked, [change.reasons for change in plan.blocked]
            assert plan.writes
            journal = Journal(tmp_path / name, plan.fingerprint)
            applied = apply(plan, way, journal, pace=FAST)
            journal.close()
            assert applied.complete, [step.message for step in applied.steps]
    written = {one.action for one in lived_in.requests if one.method == "PUT"}
    assert written == {
        action for action in actions("applier", "cluster-applier") if action.endswith("/write")
    }


@pytest.mark.parametrize("action", actions("applier", "cluster-applier"))
def test_every_action_of_the_appliers_is_missed(lived_in: Simulator, action: str) -> None:
    """Without it a plan is blocked, and says by what."""
    rest = [one for one in actions("reader", "applier", "cluster-applier") if one != action]
    who = somebody(lived_in, rest, name="less")
    reasons = []
    for entry in wanted(lived_in).values():
        for way in cloud(lived_in, who):
            plan, _ = make(entry, ALLOW, way)
            reasons += [reason for change in plan.blocked for reason in change.reasons]
    assert any(f"missing permission {action}" in reason for reason in reasons)


def test_without_the_cluster_applier_networks_are_all_that_can_be_written(lived_in: Simulator) -> None:
    who = somebody(lived_in, actions("reader", "applier"), name="applier")
    for way in cloud(lived_in, who):
        plan, _ = make(wanted(lived_in)["new"], ALLOW, way)
        assert [change.type.rsplit("/", 1)[-1] for change in plan.blocked] == ["managedClusters"]


# -- verifier ------------------------------------------------------------------------------------------------------


def test_the_verifier_can_probe_and_every_action_is_missed(azure: Simulator, run: Run) -> None:
    scope = f"{azure.subscription}/payments/payments"
    command = ("verify", "--azure", scope, "--echo", "https://echo.example")
    cluster = f"{group(azure, 'payments')}/providers/Microsoft.ContainerService/managedClusters/payments"

    def verifier(name: str, some: list[str]) -> Principal:
        who = somebody(azure, actions("reader"), name=name)
        azure.define_role(f"verifier {name}", some)
        azure.assign(who, f"verifier {name}", cluster)
        return who

    whole = actions("verifier")
    assert run(*command, as_=verifier("all", whole)).status == 0
    for action in whole:
        assert run(*command, as_=verifier(action, [one for one in whole if one != action])).status == 2
