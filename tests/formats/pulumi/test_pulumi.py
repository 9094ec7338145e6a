"""Pulumi programs in YAML: names, references, configuration, and what nobody can tell before a preview."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

PROGRAM = """\
name: pay
runtime: yaml
config:
  outbound: {type: string, default: userAssignedNATGateway}
resources:
  group:
    type: azure-native:resources:ResourceGroup
  egress:
    type: azure-native:network/v20240501:NatGateway
    properties: {resourceGroupName: "${group.name}", idleTimeoutInMinutes: 10}
  network:
    type: azure-native:network:VirtualNetwork
    properties: {resourceGroupName: "${group.name}"}
  nodes:
    type: azure-native:network:Subnet
    properties:
      resourceGroupName: ${group.name}
      virtualNetworkName: ${network.name}
      addressPrefix: 10.0.0.0/20
      natGateway: {id: "${egress.id}"}
  cluster:
    type: azure-native:containerservice:ManagedCluster
    properties:
      resourceGroupName: ${group.name}
      networkProfile: {networkPlugin: azure, outboundType: "${outbound}"}
      agentPoolProfiles:
      - {name: system, mode: System, count: 3, vmSize: Standard_D4s_v5, vnetSubnetID: "${nodes.id}"}
"""
NAT = "node-subnet-no-nat"
OUTBOUND = "outbound-type-not-nat"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("before", "after", "rule", "expected"),
    [
        pytest.param("", "", NAT, PASS, id="by references, names made up"),
        pytest.param('      natGateway: {id: "${egress.id}"}\n', "", NAT, FAIL, id="no NAT gateway"),
        pytest.param('"${egress.id}"', '"${gatewayId}"', NAT, UNKNOWN, id="an id from configuration"),
        pytest.param(
            "config:", "variables: {id: '${egress.id}'}\nconfig:", NAT, PASS, id="a variable beside"
        ),
        pytest.param(
            '"${egress.id}"',
            '{"fn::invoke": {function: "azure-native:network:getNatGateway"}}',
            NAT,
            UNKNOWN,
            id="invoke",
        ),
        pytest.param(
            "azure-native:network/v20240501:NatGateway",
            "azure-native:network/v20240501:NatGateway\n    get: {id: /subscriptions/s/resourceGroups/g/providers/x}",
            "nat-idle-seconds",
            UNKNOWN,
            id="looked up",
        ),
        pytest.param(
            "default: userAssignedNATGateway",
            "default: loadBalancer",
            "outbound-type-implicit-lb",
            FAIL,
            id="a default",
        ),
        pytest.param(
            "  cluster:\n",
            "  more:\n    type: eks:index:Cluster\n  cluster:\n",
            NAT,
            UNKNOWN,
            id="a component that is not here",
        ),
        pytest.param(
            "  cluster:\n",
            "  more:\n    type: kubernetes:core/v1:Namespace\n  cluster:\n",
            NAT,
            PASS,
            id="inside the cluster",
        ),
        pytest.param(
            "  cluster:\n",
            "  more:\n    type: azure-native:network:NetworkSecurityGroup\n  cluster:\n",
            NAT,
            PASS,
            id="harmless",
        ),
        pytest.param(
            "  cluster:\n",
            "  more:\n    type: azure-native:network:NewEgressThing\n  cluster:\n",
            NAT,
            UNKNOWN,
            id="not known",
        ),
        pytest.param(
            "  cluster:\n",
            "  more:\n    type: azure-native:resources:Deployment\n    properties:\n      properties: "
            "{mode: Incremental, templateLink: {uri: https://example.com/network.json}}\n  cluster:\n",
            NAT,
            UNKNOWN,
            id="a template that is not here",
        ),
        pytest.param(
            "  cluster:\n",
            "  more:\n    type: azure-native:resources:TagAtScope\n  cluster:\n",
            NAT,
            PASS,
            id="tags",
        ),
        pytest.param(
            "  cluster:\n",
            '  again:\n    type: azure-native:network:Subnet\n    properties: {resourceGroupName: "${group.name}", '
            'virtualNetworkName: "${network.name}", subnetName: same}\n  cluster:\n',
            NAT,
            PASS,
            id="another subnet",
        ),
    ],
)
def test_what_is_told_of_a_cluster(
    before: str, after: str, rule: str, expected: Verdict, tmp_path: Path
) -> None:
    assert before in PROGRAM
    report = linted(tmp_path, {"Pulumi.yaml": PROGRAM.replace(before, after, 1) if before else PROGRAM})
    assert not report.skipped
    assert verdicts(report, rule) == [expected]


def test_each_configuration_is_a_stack(tmp_path: Path) -> None:
    files = {
        "Pulumi.yaml": PROGRAM.replace("default: userAssignedNATGateway", "default: managedNATGateway"),
        "Pulumi.dev.yaml": "config:\n  pay:outbound: loadBalancer\n",
        "Pulumi.prod.yaml": "config:\n  pay:outbound: userAssignedNATGateway\n",
    }
    rule = "outbound-type-implicit-lb"
    report = linted(tmp_path, files)
    assert {s.stack.id: s.clusters[0].verdicts[rule] is FAIL for s in report.stacks} == {
        "Pulumi.yaml (Pulumi.dev.yaml)": True,
        "Pulumi.yaml (Pulumi.prod.yaml)": False,
    }


def test_an_inline_subnet_is_named_by_its_number(tmp_path: Path) -> None:
    written = PROGRAM.replace(
        'properties: {resourceGroupName: "${group.name}"}',
        'properties: {resourceGroupName: "${group.name}", virtualNetworkName: v, '
        'subnets: [{name: a, natGateway: {id: "${egress.id}"}}]}',
    ).replace('"${nodes.id}"', '"${network.subnets[0].id}"')
    (cluster,) = linted(tmp_path, {"Pulumi.yaml": written}).stacks[0].clusters
    assert cluster.verdicts[NAT] is PASS


@pytest.mark.parametrize(
    "written",
    [
        "resources: [",
        "resources: {a: {type: azure-native:network:Subnet, properties: 3}}",
        "variables: {a: '${b}', b: '${a}'}\n" + PROGRAM.replace("${outbound}", "${a}"),
        PROGRAM.replace("${outbound}", "${[[[}${${}}"),
        PROGRAM.replace('"${egress.id}"', "{fn::join: [',', [[], {}, '${x[99999]}']]}"),
    ],
)
def test_no_file_breaks_it(written: str, tmp_path: Path) -> None:
    assert not any("bug" in one.reason for one in linted(tmp_path, {"Pulumi.yaml": written}).skipped)


COMMAND = """\
  late:
    type: command:local:Command
    properties: {create: "%s"}
"""


@pytest.mark.parametrize(
    ("create", "expected"),
    [("az network vnet subnet update --ids $S --remove natGateway", UNKNOWN), ("echo done", PASS)],
)
def test_a_command_that_speaks_of_azure_is_not_followed(
    create: str, expected: Verdict, tmp_path: Path
) -> None:
    report = linted(tmp_path, {"Pulumi.yaml": PROGRAM + COMMAND % create})
    assert verdicts(report, NAT) == [expected]


@pytest.mark.parametrize(
    ("gateway", "expected"), [("", UNKNOWN), (', natGateway: {id: "${egress.id}"}', PASS)]
)
def test_what_two_resources_of_one_subnet_disagree_on_is_unknown(
    gateway: str, expected: Verdict, tmp_path: Path
) -> None:
    named = PROGRAM.replace("      addressPrefix:", "      subnetName: nodes\n      addressPrefix:")
    again = (
        '  again:\n    type: azure-native:network:Subnet\n    properties: {resourceGroupName: "${group.name}", '
        f'virtualNetworkName: "${{network.name}}", subnetName: Nodes, addressPrefix: 10.0.0.0/20{gateway}}}\n'
    )
    report = linted(tmp_path, {"Pulumi.yaml": named.replace("  cluster:\n", again + "  cluster:\n", 1)})
    assert [c.verdicts[NAT] for s in report.stacks for c in s.clusters] == [expected]
