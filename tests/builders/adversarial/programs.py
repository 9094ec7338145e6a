"""Clusters of Crossplane and Pulumi: truth decided first."""

from __future__ import annotations

from adversarial.manifests import FAIL, IDLE, NAT, PASS, UNKNOWN, Case

# Crossplane


def managed(group: str, kind: str, name: str, spec: str, more: str = "") -> str:
    """A managed resource in a namespace; ``more`` stands in its metadata."""
    return (
        f"apiVersion: {group}.azure.m.upbound.io/v1beta1\nkind: {kind}\n"
        f"metadata: {{name: {name}, namespace: shop{more}}}\nspec:\n  forProvider: {{{spec}}}\n---\n"
    )


_IN = "resourceGroupName: rg, location: westeurope"
X_GATEWAY = managed("network", "NATGateway", "egress", f"{_IN}, idleTimeoutInMinutes: 10")
X_SUBNET = managed(
    "network", "Subnet", "nodes", "resourceGroupName: rg, virtualNetworkName: vnet", ", labels: {for: nodes}"
)
X_ATTACHED = managed(
    "network",
    "SubnetNATGatewayAssociation",
    "a",
    "subnetIdRef: {name: nodes}, natGatewayIdRef: {name: egress}",
)
X_CLUSTER = managed(
    "containerservice",
    "KubernetesCluster",
    "pay",
    f"{_IN}, defaultNodePool: {{name: system, vnetSubnetIdRef: {{name: nodes}}}},"
    " networkProfile: {networkPlugin: azure, outboundType: userAssignedNATGateway}",
)
X_ALL = X_GATEWAY + X_SUBNET + X_ATTACHED + X_CLUSTER
_LITERAL = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/other"

CROSSPLANE: tuple[Case, ...] = (
    ("all in one file", {"a.yaml": X_ALL}, NAT, PASS),
    (
        "labels that fit two subnets",
        {
            "a.yaml": X_ALL.replace(
                "subnetIdRef: {name: nodes}", "subnetIdSelector: {matchLabels: {for: nodes}}"
            )
            + X_SUBNET.replace("name: nodes", "name: other")
        },
        NAT,
        UNKNOWN,
    ),
    (
        "the association is only observed",
        {
            "a.yaml": X_ALL.replace(
                X_ATTACHED, X_ATTACHED.replace("---\n", "  managementPolicies: [Observe]\n---\n")
            )
        },
        NAT,
        UNKNOWN,
    ),
    (
        "the association is paused",
        {
            "a.yaml": X_ALL.replace(
                X_ATTACHED,
                X_ATTACHED.replace(
                    "namespace: shop", "namespace: shop, annotations: {crossplane.io/paused: 'true'}"
                ),
            )
        },
        NAT,
        UNKNOWN,
    ),
    (
        "an id that is written wins over a reference",
        {
            "a.yaml": X_ALL.replace(
                "vnetSubnetIdRef: {name: nodes}",
                f"vnetSubnetId: {_LITERAL}, vnetSubnetIdRef: {{name: nodes}}",
            )
        },
        NAT,
        UNKNOWN,
    ),
    (
        "an association in another namespace",
        {
            "a.yaml": X_ALL.replace(X_ATTACHED, X_ATTACHED.replace("namespace: shop", "namespace: net")),
        },
        NAT,
        UNKNOWN,
    ),
    (
        "two associations of one subnet",
        {
            "a.yaml": X_ALL
            + X_ATTACHED.replace("name: a,", "name: b,").replace("{name: egress}", "{name: not-here}")
        },
        NAT,
        PASS,
    ),
    (
        "two clusters' pools, one in a bare subnet",
        {
            "a.yaml": X_ALL
            + X_SUBNET.replace("name: nodes", "name: bare")
            + managed(
                "containerservice",
                "KubernetesClusterNodePool",
                "more",
                "kubernetesClusterIdRef: {name: pay}, vnetSubnetIdRef: {name: bare}",
            )
        },
        NAT,
        FAIL,
    ),
    (
        "a composition's function renders text beside it",
        {
            "a.yaml": X_ALL,
            "c.yaml": "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: c}\nspec:\n"
            "  compositeTypeRef: {apiVersion: acme.io/v1, kind: Net}\n  mode: Pipeline\n  pipeline:\n"
            "  - step: go\n    functionRef: {name: function-go-templating}\n    input: {inline: {template: 'kind: Subnet'}}\n",
        },
        NAT,
        PASS,
    ),
    (
        "the idle timeout is patched in",
        {"a.yaml": X_ALL.replace("idleTimeoutInMinutes: 10", "idleTimeoutInMinutes: '${IDLE}'")},
        IDLE,
        UNKNOWN,
    ),
)

# Pulumi


def program(subnet: str = "", more: str = "", head: str = "", cluster: str = "") -> str:
    """A program; ``subnet`` and ``cluster`` are further lines of these resources."""
    return f"""\
name: pay
runtime: yaml
{head}resources:
  egress:
    type: azure-native:network:NatGateway
    properties: {{natGatewayName: egress, resourceGroupName: rg, sku: {{name: Standard}}, idleTimeoutInMinutes: 10}}
  nodes:
    type: azure-native:network:Subnet
    properties:
      subnetName: nodes
      virtualNetworkName: vnet
      resourceGroupName: rg
      natGateway: {{id: "${{egress.id}}"}}
{subnet}  pay:
    type: azure-native:containerservice:ManagedCluster
    properties:
      resourceName: pay
      resourceGroupName: rg
      networkProfile: {{networkPlugin: azure, outboundType: userAssignedNATGateway}}
      agentPoolProfiles: [{{name: system, mode: System, count: 3, vnetSubnetID: "${{nodes.id}}"}}]
{cluster}{more}"""


_CONFIG = "config: {idle: {type: integer, default: 10}}\n"
_AGAIN = (
    "  again:\n    type: azure-native:network:Subnet\n"
    "    properties: {subnetName: nodes, virtualNetworkName: vnet, resourceGroupName: rg}\n"
)

PULUMI: tuple[Case, ...] = (
    ("a program", {"Pulumi.yaml": program()}, NAT, PASS),
    ("the subnet again, bare", {"Pulumi.yaml": program(more=_AGAIN)}, NAT, UNKNOWN),
    (
        "the network writes its subnets inside, this one bare",
        {
            "Pulumi.yaml": program(
                more="  vnet:\n    type: azure-native:network:VirtualNetwork\n    properties:\n"
                "      virtualNetworkName: vnet\n      resourceGroupName: rg\n"
                "      addressSpace: {addressPrefixes: [10.0.0.0/16]}\n"
                "      subnets: [{name: nodes, addressPrefix: 10.0.0.0/20}]\n"
            )
        },
        NAT,
        UNKNOWN,
    ),
    (
        "a subnet that is only read",
        {
            "Pulumi.yaml": program().replace(
                "    properties:\n      subnetName: nodes\n",
                "    get: {id: '/subscriptions/1'}\n    x:\n      subnetName: nodes\n",
            )
        },
        NAT,
        UNKNOWN,
    ),
    (
        "a gateway of the configuration, which is secret",
        {
            "Pulumi.yaml": program(head="config: {nat: {type: string}}\n").replace("${egress.id}", "${nat}"),
            "Pulumi.dev.yaml": "config: {pay:nat: {secure: AAAB}}\n",
        },
        NAT,
        UNKNOWN,
    ),
    (
        "a stack's configuration wins over a default",
        {
            "Pulumi.yaml": program(head=_CONFIG).replace("InMinutes: 10", "InMinutes: '${idle}'"),
            "Pulumi.prod.yaml": "config: {pay:idle: 600}\n",
        },
        IDLE,
        FAIL,
    ),
    (
        "what is left as it is in Azure",
        {"Pulumi.yaml": program(subnet="    options: {ignoreChanges: [natGateway]}\n")},
        NAT,
        PASS,
    ),
    (
        "a component of elsewhere",
        {
            "Pulumi.yaml": program(
                more="  net:\n    type: acme:network:Subnets\n    properties: {vnet: vnet}\n"
            )
        },
        NAT,
        UNKNOWN,
    ),
    (
        "a command beside it",
        {
            "Pulumi.yaml": program(
                more="  c:\n    type: command:local:Command\n    properties:\n      create: az network vnet subnet update"
                " -g rg --vnet-name vnet -n nodes --remove natGateway\n"
            )
        },
        NAT,
        UNKNOWN,
    ),
    (
        "a subnet that a function looks up",
        {
            "Pulumi.yaml": program(
                head="variables:\n  s:\n    fn::invoke:\n      function: azure-native:network:getSubnet\n"
                "      arguments: {subnetName: nodes, virtualNetworkName: other, resourceGroupName: rg}\n"
            ).replace("${nodes.id}", "${s.id}")
        },
        NAT,
        UNKNOWN,
    ),
)
