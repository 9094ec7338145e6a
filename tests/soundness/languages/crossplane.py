"""Crossplane's managed resources."""

from __future__ import annotations

from .objects import Objects

_ROUTE = """\
apiVersion: network.azure.upbound.io/v1beta1
kind: RouteTable
metadata:
  name: natpin-threat
spec:
  forProvider:
    resourceGroupName: shop-rg
    location: westeurope
    route:
    - name: everything
      addressPrefix: 0.0.0.0/0
      nextHopType: VirtualAppliance
      nextHopInIpAddress: 10.0.0.4
---
apiVersion: network.azure.upbound.io/v1beta1
kind: SubnetRouteTableAssociation
metadata:
  name: natpin-threat
spec:
  forProvider:
    subnetIdRef:
      name: {subnet}
    routeTableIdRef:
      name: natpin-threat
"""
_OPAQUE = (
    # a template that natpin is not shown
    "apiVersion: resources.azure.upbound.io/v1beta1\nkind: ResourceGroupTemplateDeployment\nmetadata:\n"
    "  name: natpin-opaque\nspec:\n  forProvider:\n    deploymentMode: Incremental\n    resourceGroupName: shop-rg\n"
    "    templateContent: ${NATPIN_OPAQUE}\n",
    # a kind that does not exist yet
    "apiVersion: network.azure.upbound.io/v1beta9\nkind: SubnetNatpinAttachment\nmetadata:\n  name: natpin-opaque\n"
    "spec:\n  forProvider:\n    subnetIdRef:\n      name: {subnet}\n",
)
_OTHER = """\
apiVersion: containerservice.azure.upbound.io/v1beta1
kind: KubernetesCluster
metadata:
  name: unrelated
spec:
  forProvider:
    resourceGroupName: unrelated-rg
    location: westeurope
    dnsPrefix: unrelated
    defaultNodePool:
    - name: one
      nodeCount: 1
    networkProfile:
    - networkPlugin: azure
      outboundType: loadBalancer
"""

LANGUAGE = Objects(
    "crossplane",
    r"(?:containerservice|network)\.azure\.(?:m\.)?(?:upbound|crossplane)\.io",
    "Subnet",
    r"(?:^    defaultNodePool:\n *- .*\n|^kind: KubernetesClusterNodePool\n(?:(?!---).*\n)*?  forProvider:\n)(?=(?P<depth> +))",
    "nodePublicIpEnabled",
    "SubnetNATGatewayAssociation",
    _ROUTE,
    "",
    _OPAQUE,
    _OTHER,
)
