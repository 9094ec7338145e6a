"""What Pulumi's engine tells of a stack, whatever language its program is written in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
NAT = "node-subnet-no-nat"
COMPUTED = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/pay/providers/Microsoft.Network"
URN = "urn:pulumi:prod::pay::"
Resource = dict[str, Any]


def resource(kind: str, name: str, inputs: Mapping[str, Any], **others: object) -> Resource:
    """One of azure-native's, as a state holds it."""
    provider = f"{URN}pulumi:providers:azure-native::default_3_0_0::id"
    urn = f"{URN}azure-native:{kind}::{name}"
    made = {"urn": urn, "custom": True, "type": f"azure-native:{kind}", "provider": provider}
    return {**made, "inputs": dict(inputs), **others}


def deployed() -> dict[str, Resource]:
    """A stack that exists: names and ids are known."""
    pool = {"name": "system", "mode": "System", "count": 3, "vmSize": "Standard_D4s_v5"}
    pool["vnetSubnetID"] = f"{GROUP}/virtualNetworks/net1/subnets/nodes"
    network = {"networkPlugin": "azure", "outboundType": "userAssignedNATGateway"}
    return {
        "stack": {
            "urn": f"{URN}pulumi:pulumi:Stack::pay-prod",
            "custom": False,
            "type": "pulumi:pulumi:Stack",
        },
        "provider": {
            "urn": f"{URN}pulumi:providers:azure-native::default_3_0_0",
            "custom": True,
            "type": "pulumi:providers:azure-native",
            "inputs": {"version": "3.0.0"},
        },
        "egress": resource(
            "network:NatGateway",
            "egress",
            {"natGatewayName": "egress1", "resourceGroupName": "pay", "sku": {"name": "Standard"}},
            id=f"{GROUP}/natGateways/egress1",
        ),
        "network": resource(
            "network:VirtualNetwork",
            "net",
            {"virtualNetworkName": "net1", "resourceGroupName": "pay"},
            id=f"{GROUP}/virtualNetworks/net1",
        ),
        "nodes": resource(
            "network/v20240501:Subnet",
            "nodes",
            {
                "__defaults": [],
                "subnetName": "nodes",
                "virtualNetworkName": "net1",
                "resourceGroupName": "pay",
                "addressPrefix": "10.0.0.0/20",
                "natGateway": {"id": f"{GROUP}/natGateways/egress1"},
            },
            id=f"{GROUP}/virtualNetworks/net1/subnets/nodes",
        ),
        "cluster": resource(
            "containerservice:ManagedCluster",
            "pay",
            {
                "resourceName": "pay",
                "resourceGroupName": "pay",
                "networkProfile": network,
                "agentPoolProfiles": [pool],
            },
        ),
    }


def planned() -> dict[str, Resource]:
    """The same before anything of it exists."""
    found = deployed()
    for one in found.values():
        one.pop("id", None)
    _inputs(found, "nodes", natGateway={"id": COMPUTED}, virtualNetworkName=COMPUTED)
    found["nodes"]["propertyDependencies"] = {
        "natGateway": [found["egress"]["urn"]],
        "virtualNetworkName": [found["network"]["urn"]],
    }
    found["cluster"]["inputs"]["agentPoolProfiles"][0]["vnetSubnetID"] = COMPUTED
    found["cluster"]["propertyDependencies"] = {"agentPoolProfiles": [found["nodes"]["urn"]]}
    return found


def _inputs(found: dict[str, Resource], name: str, **inputs: object) -> None:
    found[name]["inputs"].update(inputs)


def exported(found: dict[str, Resource]) -> str:
    return json.dumps(
        {"version": 3, "deployment": {"manifest": {}, "resources": [*found.values()]}}, indent=1
    )


def previewed(found: dict[str, Resource], op: str = "create", same: int = 0, **others: object) -> str:
    steps = [{"op": op, "urn": one["urn"], "newState": one} for one in found.values()]
    return json.dumps({"steps": steps, "changeSummary": {op: len(steps), "same": same}, **others}, indent=1)


def change(name: str, **inputs: object) -> Callable[[dict[str, Resource]], None]:
    return lambda found: _inputs(found, name, **inputs)


def without(name: str) -> Callable[[dict[str, Resource]], None]:
    return lambda found: found["nodes"]["inputs"].pop(name)


def two_subnets(found: dict[str, Resource]) -> None:
    """Which of the two the pool is in, nobody can tell."""
    found["others"] = resource(
        "network:Subnet",
        "others",
        {"subnetName": "others", "virtualNetworkName": "net1", "resourceGroupName": "pay"},
    )
    urns = [found["nodes"]["urn"], found["others"]["urn"]]
    found["cluster"]["propertyDependencies"] = {"agentPoolProfiles": urns}


@pytest.mark.parametrize(
    ("changed", "rule", "expected"),
    [
        pytest.param(lambda found: None, NAT, PASS, id="as it should be"),
        pytest.param(without("natGateway"), NAT, FAIL, id="no gateway"),
        pytest.param(
            change("nodes", natGateway={"id": "[secret]"}), NAT, UNKNOWN, id="a secret of a preview"
        ),
        pytest.param(
            change("nodes", natGateway={"4dabf18193072939515e22adb298388d": "x", "ciphertext": "y"}),
            NAT,
            UNKNOWN,
            id="a secret of a state",
        ),
        pytest.param(
            lambda found: found["nodes"].update(delete=True),
            NAT,
            UNKNOWN,
            id="a subnet that waits to be deleted",
        ),
        pytest.param(
            lambda found: found.update(more=resource("network:NewEgressThing", "more", {})),
            NAT,
            UNKNOWN,
            id="not known",
        ),
        pytest.param(
            lambda found: found.update(
                part={"urn": f"{URN}my:index:Network::part", "custom": False, "type": "my:index:Network"}
            ),
            NAT,
            PASS,
            id="a component is what its parts are",
        ),
        pytest.param(
            change("cluster", networkProfile={}),
            "outbound-type-implicit-lb",
            FAIL,
            id="a load balancer by default",
        ),
    ],
)
def test_what_is_told_of_a_state(
    changed: Callable[[dict[str, Resource]], None], rule: str, expected: Verdict, tmp_path: Path
) -> None:
    found = deployed()
    changed(found)
    report = linted(tmp_path, {"stack.json": exported(found)})
    assert verdicts(report, rule) == [expected]
    assert not report.skipped


@pytest.mark.parametrize(
    ("changed", "rule", "expected"),
    [
        pytest.param(lambda found: None, NAT, PASS, id="made of one resource, of the type that is named"),
        pytest.param(without("natGateway"), NAT, FAIL, id="no gateway"),
        pytest.param(two_subnets, NAT, UNKNOWN, id="made of two subnets"),
        pytest.param(
            lambda found: found["nodes"].pop("propertyDependencies"), NAT, UNKNOWN, id="nobody says of what"
        ),
        pytest.param(
            lambda found: found["nodes"]["propertyDependencies"].update(
                natGateway=[f"{URN}my:index:Gateway::elsewhere"]
            ),
            NAT,
            UNKNOWN,
            id="made of what is not there",
        ),
        pytest.param(
            lambda found: found["nodes"]["propertyDependencies"].update(natGateway=[found["network"]["urn"]]),
            NAT,
            UNKNOWN,
            id="made of another type",
        ),
    ],
)
def test_what_is_told_of_a_preview(
    changed: Callable[[dict[str, Resource]], None], rule: str, expected: Verdict, tmp_path: Path
) -> None:
    found = planned()
    changed(found)
    assert verdicts(linted(tmp_path, {"preview.json": previewed(found)}), rule) == [expected]


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (previewed(planned(), same=3), "resources that stay the same"),
        (previewed(planned()).replace('"newState": {', '"noState": {', 1), "which the preview does not tell"),
        (previewed(planned(), diagnostics=[{"severity": "error", "message": "x"}]), "after the error"),
        (
            json.dumps({"steps": [{"op": "create", "newState": one} for one in planned().values()]}),
            "after the error",
        ),
    ],
)
def test_what_a_preview_leaves_out_is_a_doubt(document: str, what: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {"preview.json": document})
    assert [one for stack in report.stacks for one in stack.doubts if what in one.reason]


def test_what_is_deleted_is_not_there(tmp_path: Path) -> None:
    document = json.loads(previewed(deployed(), "same", same=6))
    urn = deployed()["egress"]["urn"]
    document["steps"] = [
        {**step, "op": "delete", "newState": None} if step["urn"] == urn else step
        for step in document["steps"]
    ]
    assert verdicts(linted(tmp_path, {"preview.json": json.dumps(document)}), NAT) == [UNKNOWN]


@pytest.mark.parametrize(
    "document", ['{"a": "urn:pulumi:azure-native:network"}', '"urn:pulumi: azure-native:network']
)
def test_what_is_no_state_is_told(document: str, tmp_path: Path) -> None:
    assert linted(tmp_path, {"stack.json": document}).incomplete
