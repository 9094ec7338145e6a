"""Azure Service Operator."""

from __future__ import annotations

from .objects import Objects

_OTHER = """\
apiVersion: containerservice.azure.com/v1api20250801
kind: ManagedCluster
metadata:
  name: unrelated
  namespace: unrelated
spec:
  location: westeurope
  owner:
    armId: /subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/unrelated-rg
  dnsPrefix: unrelated
  networkProfile:
    networkPlugin: azure
    outboundType: loadBalancer
  agentPoolProfiles:
  - name: one
    mode: System
    count: 1
"""
_ROUTE = """\
apiVersion: network.azure.com/v1api20240301
kind: RouteTable
metadata:
  name: natpin-threat
spec:
  location: westeurope
  owner:
    name: shop-rg
---
apiVersion: network.azure.com/v1api20240301
kind: RouteTablesRoute
metadata:
  name: natpin-threat-all
spec:
  owner:
    name: natpin-threat
  addressPrefix: 0.0.0.0/0
  nextHopType: VirtualAppliance
  nextHopIpAddress: 10.0.0.4
"""
_ROUTED_BY = """\
  routeTable:
    reference:
      group: network.azure.com
      kind: RouteTable
      name: natpin-threat
"""
_OPAQUE = (
    "apiVersion: network.azure.com/v1api20240301\nkind: VirtualNetworksSubnet\nmetadata:\n  name: natpin-opaque\n"
    "spec:\n  azureName: {subnet}\n  owner:\n    name: shop-vnet\n  addressPrefix: 10.30.0.0/20\n",
    "apiVersion: network.azure.com/v1api20240301\nkind: VirtualNetworksSubnet\nmetadata:\n  name: {subnet}\n"
    "spec:\n  owner:\n    name: shop-vnet\n  addressPrefix: 10.30.0.0/20\n",
    "apiVersion: network.azure.com/v1api20990101\nkind: NatpinAttachment\nmetadata:\n  name: natpin-opaque\n"
    "spec:\n  subnetReference:\n    group: network.azure.com\n    kind: VirtualNetworksSubnet\n    name: {subnet}\n",
)

LANGUAGE = Objects(
    "aso",
    r"(?:containerservice|network)\.azure\.com",
    "VirtualNetworksSubnet",
    r"(?:^  agentPoolProfiles:\n *- .*\n|^kind: ManagedClustersAgentPool\n(?:(?!---).*\n)*?spec:\n)(?=(?P<depth> +))",
    "enableNodePublicIP",
    "",
    _ROUTE,
    _ROUTED_BY,
    _OPAQUE,
    _OTHER,
)
