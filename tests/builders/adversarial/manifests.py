"""Clusters written as Kubernetes objects that leave by a NAT gateway, and ways in which they do not: truth decided first."""

from __future__ import annotations

from natpin.model.finding import Verdict

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
NAT, IDLE, WHOLE_NAT, ROUTE = "node-subnet-no-nat", "nat-idle-seconds", "nat-incomplete", "udr-overrides-nat"

Case = tuple[str, dict[str, str], str, Verdict]
"""What it is, files, the rule that is asked, and what is true of the one cluster."""

# Azure Service Operator

_REF = "{group: network.azure.com, kind: %s, name: %s}"
PREFIX = """\
apiVersion: network.azure.com/v1api20220701
kind: PublicIPPrefix
metadata: {name: prefix, annotations: {serviceoperator.azure.com/reconcile-policy: detach-on-delete}}
spec: {location: westeurope, owner: {name: rg}, sku: {name: Standard}, prefixLength: 29}
---
"""
GATEWAY = f"""\
apiVersion: network.azure.com/v1api20220701
kind: NatGateway
metadata: {{name: egress}}
spec:
  location: westeurope
  owner: {{name: rg}}
  sku: {{name: Standard}}
  idleTimeoutInMinutes: 10
  publicIpPrefixes:
  - reference: {_REF % ("PublicIPPrefix", "prefix")}
---
"""
SUBNET = f"""\
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetworksSubnet
metadata: {{name: nodes}}
spec:
  owner: {{name: vnet}}
  addressPrefix: 10.0.0.0/20
  natGateway:
    reference: {_REF % ("NatGateway", "egress")}
---
"""
BARE = SUBNET.partition("  natGateway")[0] + "---\n"
CLUSTER = f"""\
apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedCluster
metadata: {{name: pay}}
spec:
  location: westeurope
  owner: {{name: rg}}
  networkProfile: {{networkPlugin: azure, outboundType: userAssignedNATGateway}}
  agentPoolProfiles:
  - name: system
    mode: System
    count: 3
    vmSize: Standard_D4s_v5
    vnetSubnetReference: {_REF % ("VirtualNetworksSubnet", "nodes")}
---
"""
POOL = """\
apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedClustersAgentPool
metadata: {name: more}
spec:
  owner: {name: pay}
  count: 3
  vmSize: Standard_D4s_v5
  vnetSubnetReference: {group: network.azure.com, kind: VirtualNetworksSubnet, name: bare}
---
"""
OTHER_SUBNET = BARE.replace("name: nodes", "name: bare")
GROUP = """\
apiVersion: resources.azure.com/v1api20200601
kind: ResourceGroup
metadata: {name: rg}
spec: {location: westeurope}
---
"""
ALL = PREFIX + GATEWAY + SUBNET + CLUSTER
ID = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.%s"


def of(text: str, namespace: str) -> str:
    """The objects in a namespace."""
    return text.replace("metadata: {", f"metadata: {{namespace: {namespace}, ")


def route(namespace: str = "default") -> str:
    return of(
        "apiVersion: network.azure.com/v1api20240301\nkind: RouteTable\nmetadata: {name: rt}\n"
        "spec: {location: westeurope, owner: {name: rg}}\n---\n"
        "apiVersion: network.azure.com/v1api20240301\nkind: RouteTablesRoute\nmetadata: {name: out}\n"
        "spec: {owner: {name: rt}, addressPrefix: 0.0.0.0/0, nextHopType: VirtualAppliance,"
        " nextHopIpAddress: 10.0.0.4}\n---\n",
        namespace,
    )


ROUTED = SUBNET.replace(
    "  natGateway:", f"  routeTable:\n    reference: {_REF % ('RouteTable', 'rt')}\n  natGateway:"
)


ASO: tuple[Case, ...] = (
    ("all in one file", {"a.yaml": ALL}, NAT, PASS),
    (
        "the namesake with the gateway is of another namespace",
        {"a.yaml": PREFIX + GATEWAY + BARE + CLUSTER, "b.yaml": of(SUBNET, "other")},
        NAT,
        FAIL,
    ),
    (
        "a reference names nothing of another namespace",
        {"a.yaml": PREFIX + GATEWAY + SUBNET + of(CLUSTER, "team")},
        NAT,
        UNKNOWN,
    ),
    ("a pool of its own in a bare subnet", {"a.yaml": ALL + POOL + OTHER_SUBNET}, NAT, FAIL),
    (
        "a pool whose cluster is named by its id",
        {
            "a.yaml": ALL
            + GROUP
            + OTHER_SUBNET
            + POOL.replace("{name: pay}", "{armId: %s}" % (ID % "ContainerService/managedClusters/pay"), 1)
        },
        NAT,
        FAIL,
    ),
    (
        "a list holds the subnet again, bare",
        {
            "a.yaml": ALL,
            "b.yaml": "apiVersion: v1\nkind: List\nitems:\n"
            "- apiVersion: network.azure.com/v1api20240301\n  kind: VirtualNetworksSubnet\n"
            "  metadata: {name: again}\n"
            "  spec: {azureName: nodes, owner: {name: vnet}, addressPrefix: 10.0.0.0/20}\n",
        },
        NAT,
        UNKNOWN,
    ),
    (
        "a merge key whose gateway is taken off",
        {
            "a.yaml": PREFIX
            + GATEWAY
            + CLUSTER
            + SUBNET.replace(
                "spec:\n",
                "spec:\n  <<: &base {natGateway: {reference: " + _REF % ("NatGateway", "egress") + "}}\n",
            ).replace(
                f"  natGateway:\n    reference: {_REF % ('NatGateway', 'egress')}\n", "  natGateway: null\n"
            )
        },
        NAT,
        FAIL,
    ),
    (
        "a gateway with no address",
        {"a.yaml": GATEWAY.partition("  publicIpPrefixes")[0] + "---\n" + SUBNET + CLUSTER},
        WHOLE_NAT,
        FAIL,
    ),
    ("a route to an appliance", {"a.yaml": PREFIX + GATEWAY + ROUTED + CLUSTER + route()}, ROUTE, FAIL),
    (
        "a route table of another namespace",
        {"a.yaml": PREFIX + GATEWAY + ROUTED + CLUSTER + route("other")},
        ROUTE,
        UNKNOWN,
    ),
    (
        "a route table that is named by an id",
        {
            "a.yaml": PREFIX
            + GATEWAY
            + CLUSTER
            + ROUTED.replace(_REF % ("RouteTable", "rt"), "{armId: %s}" % (ID % "Network/routeTables/rt"))
        },
        ROUTE,
        UNKNOWN,
    ),
    (
        "the idle timeout comes from a ConfigMap",
        {"a.yaml": ALL.replace("idleTimeoutInMinutes: 10", "idleTimeoutInMinutes: ${IDLE}")},
        IDLE,
        UNKNOWN,
    ),
    (
        "a policy of the operator is put in when it is applied",
        {
            "a.yaml": ALL.replace(
                "metadata: {name: nodes}",
                "metadata: {name: nodes, annotations: {serviceoperator.azure.com/reconcile-policy: '${POLICY}'}}",
            )
        },
        NAT,
        UNKNOWN,
    ),
)

# Kustomize, Flux, Argo CD

_BASE = {"base/a.yaml": ALL, "base/kustomization.yaml": "resources: [a.yaml]\n"}
_OFF = "[{op: remove, path: /spec/natGateway}]"
_TARGET = "target: {kind: VirtualNetworksSubnet}"


def overlay(text: str, **more: str) -> dict[str, str]:
    """The base, and an overlay over it; ``more`` are files of the overlay, dots written as ``_``."""
    files = {f"prod/{name.replace('_', '.')}": each for name, each in more.items()}
    return {**_BASE, "prod/kustomization.yaml": f"resources: [../base]\n{text}", **files}


KUSTOMIZE: tuple[Case, ...] = (
    ("an overlay that changes nothing", overlay("namespace: prod\n"), NAT, PASS),
    (
        "the second document of a patch takes the gateway off",
        overlay(
            "patches: [{path: p.yaml}]\n",
            p_yaml=BARE.replace("addressPrefix: 10.0.0.0/20", "addressPrefix: 10.0.0.0/21")
            + BARE.replace("  addressPrefix: 10.0.0.0/20\n", "  natGateway: null\n"),
        ),
        NAT,
        FAIL,
    ),
    (
        "a component takes the gateway off",
        {
            **overlay("components: [../off]\n"),
            "off/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
            f"patches: [{{{_TARGET}, patch: '{_OFF}'}}]\n",
        },
        NAT,
        FAIL,
    ),
    (
        "a component of a component that is not here",
        {
            **overlay("components: [../off]\n"),
            "off/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
            "components: [https://github.com/acme/net//off?ref=v1]\n",
        },
        NAT,
        UNKNOWN,
    ),
    (
        "a base of another repository may declare the subnet again",
        overlay("").__or__(
            {"prod/kustomization.yaml": "resources: [../base, 'https://github.com/acme/net?ref=v1']\n"}
        ),
        NAT,
        UNKNOWN,
    ),
    (
        "operations in a file name another gateway, which has no address",
        {
            **overlay(
                "patchesJson6902: [{%s, path: p.json}]\nresources: [../base, g.yaml]\n".replace(
                    "resources", "x-"
                )
                % "target: {group: network.azure.com, version: v1api20240301, kind: VirtualNetworksSubnet, name: nodes}",
                p_json='[{"op": "replace", "path": "/spec/natGateway/reference/name", "value": "other"}]',
            ),
            "prod/kustomization.yaml": "resources: [../base, g.yaml]\npatchesJson6902: [{target: {group: network.azure.com,"
            " version: v1api20240301, kind: VirtualNetworksSubnet, name: nodes}, path: p.json}]\n",
            "prod/g.yaml": GATEWAY.partition("  publicIpPrefixes")[0].replace("name: egress", "name: other"),
        },
        WHOLE_NAT,
        FAIL,
    ),
    (
        "a replacement takes a name from where nobody sees it",
        overlay(
            "configMapGenerator: [{name: c, envs: [not-here.env]}]\n"
            "replacements:\n- source: {kind: ConfigMap, name: c, fieldPath: data.nat}\n"
            "  targets: [{select: {kind: VirtualNetworksSubnet}, fieldPaths: [spec.natGateway.reference.name]}]\n"
        ),
        NAT,
        UNKNOWN,
    ),
    (
        "a generator of the overlay",
        overlay("generators: [g.yaml]\n", g_yaml="apiVersion: acme/v1\nkind: Net\nmetadata: {name: x}\n"),
        NAT,
        UNKNOWN,
    ),
    (
        "a chart that is inflated",
        overlay("helmCharts: [{name: net, repo: 'https://acme.example', version: 1.0.0}]\n"),
        NAT,
        UNKNOWN,
    ),
    (
        "Flux puts a value in from where nobody sees it",
        {
            "base/a.yaml": ALL.replace("name: egress}\n---", "name: '${nat:=egress}'}\n---"),
            "flux.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\n"
            "spec:\n  path: ./base\n  postBuild: {substituteFrom: [{kind: Secret, name: s}]}\n",
        },
        NAT,
        UNKNOWN,
    ),
    (
        "Argo CD patches what it applies, in the second of its sources",
        {
            **_BASE,
            "app.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\nspec:\n"
            "  destination: {server: x}\n  sources:\n  - {path: base, ref: values}\n"
            f"  - path: base\n    kustomize: {{patches: [{{{_TARGET}, patch: '{_OFF}'}}]}}\n",
        },
        NAT,
        FAIL,
    ),
    (
        "a patch with a name of its own fits by its target",
        overlay(
            f"patches: [{{path: p.yaml, {_TARGET}}}]\n",
            p_yaml="apiVersion: x/v1\nkind: Any\nmetadata: {name: any}\nspec: {natGateway: null}\n",
        ),
        NAT,
        FAIL,
    ),
)

# Cluster API

PLANE = """\
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata: {name: pay}
spec:
  controlPlaneRef: {kind: AzureManagedControlPlane, name: pay}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlane
metadata: {name: pay}
spec:
  location: westeurope
  resourceGroupName: rg
  version: v1.33.1
  outboundType: userAssignedNATGateway
  virtualNetwork: {name: vnet, resourceGroup: net, cidrBlock: 10.0.0.0/8, subnet: {name: nodes, cidrBlock: 10.0.0.0/20}}
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata: {name: pool0}
spec:
  clusterName: pay
  replicas: 3
  template: {spec: {infrastructureRef: {kind: AzureManagedMachinePool, name: pool0}}}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedMachinePool
metadata: {name: pool0}
spec: {mode: System, sku: Standard_D4s_v5}
---
"""
NET_TF = """\
provider "azurerm" {
  features {}
}
resource "azurerm_nat_gateway" "egress" {
  name                = "egress"
  resource_group_name = "net"
  location            = "westeurope"
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "net"
  virtual_network_name = "vnet"
  address_prefixes     = ["10.0.0.0/20"]
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
"""
_OWNED = BARE + (
    "apiVersion: network.azure.com/v1api20240301\nkind: VirtualNetwork\nmetadata: {name: vnet}\n"
    "spec: {owner: {name: net}}\n---\napiVersion: resources.azure.com/v1api20200601\nkind: ResourceGroup\n"
    "metadata: {name: net}\nspec: {location: westeurope}\n---\n"
)

CAPZ: tuple[Case, ...] = (
    (
        "a script takes the gateway off the network of Terraform's",
        {
            "capz/a.yaml": PLANE,
            "net/main.tf": NET_TF,
            "off.sh": "az network vnet subnet update -g net --vnet-name vnet -n nodes --remove natGateway\n",
        },
        NAT,
        UNKNOWN,
    ),
    ("a network of Terraform's", {"capz/a.yaml": PLANE, "net/main.tf": NET_TF}, NAT, PASS),
    ("nobody declares the network", {"capz/a.yaml": PLANE}, NAT, UNKNOWN),
    (
        "a network of another group",
        {"capz/a.yaml": PLANE, "net/main.tf": NET_TF.replace('"net"', '"other"')},
        NAT,
        UNKNOWN,
    ),
    (
        "a subscription of its own",
        {
            "capz/a.yaml": PLANE.replace(
                "  location: westeurope\n", "  location: westeurope\n  subscriptionID: '2'\n", 1
            ),
            "net/main.tf": NET_TF.replace("features {}", 'features {}\n  subscription_id = "1"'),
        },
        NAT,
        UNKNOWN,
    ),
    (
        "an object of the operator's without a gateway",
        {"capz/a.yaml": PLANE, "net/a.yaml": _OWNED},
        NAT,
        FAIL,
    ),
    (
        "a pool in another subnet",
        {
            "capz/a.yaml": PLANE.replace("sku: Standard_D4s_v5}", "sku: Standard_D4s_v5, subnetName: bare}"),
            "net/main.tf": NET_TF
            + NET_TF[NET_TF.index('resource "azurerm_subnet"') : NET_TF.rindex("resource")].replace(
                "nodes", "bare"
            ),
        },
        NAT,
        FAIL,
    ),
    (
        "patches of the operator's object",
        {
            "capz/a.yaml": PLANE.replace(
                "  version: v1.33.1\n",
                '  version: v1.33.1\n  asoManagedClusterPatches: [\'{"spec": {"networkProfile": null}}\']\n',
            ),
            "net/main.tf": NET_TF,
        },
        "outbound-type-not-nat",
        UNKNOWN,
    ),
    (
        "a self-managed cluster of the same network may put its own gateway there",
        {
            "capz/a.yaml": PLANE,
            "net/main.tf": NET_TF.rpartition('resource "azurerm_subnet_nat')[0],
            "other/c.yaml": "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureCluster\n"
            "metadata: {name: shop}\nspec:\n  resourceGroup: net\n  networkSpec:\n    vnet: {name: vnet, cidrBlocks: [10.0.0.0/8]}\n"
            "    subnets: [{name: nodes, role: node, natGateway: {name: egress}}]\n",
        },
        NAT,
        UNKNOWN,
    ),
)
