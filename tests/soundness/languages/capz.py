"""Cluster API for Azure. Its own objects name a network that others make: here Azure Service Operator, beside them."""

from __future__ import annotations

import re
from dataclasses import replace

from . import aso

OF_CLUSTER_API = """\
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  name: shop
spec:
  controlPlaneRef:
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
    kind: AzureManagedControlPlane
    name: shop
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlane
metadata:
  name: shop
spec:
  location: westeurope
  resourceGroupName: shop-rg
  version: v1.33.1
  networkPlugin: azure
  outboundType: OUTBOUND
  virtualNetwork:
    name: shop-vnet
    resourceGroup: shop-rg
    cidrBlock: 10.30.0.0/16
    subnet:
      name: nodes
      cidrBlock: 10.30.0.0/20
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata:
  name: system
spec:
  clusterName: shop
  replicas: 3
  template:
    spec:
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: AzureManagedMachinePool
        name: system
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedMachinePool
metadata:
  name: system
spec:
  mode: System
  sku: Standard_D4ds_v5
"""
"""A cluster in the network of a topology, which another operator made before."""


def of_topology(manifests: str) -> str | None:
    """A topology by Azure Service Operator with its cluster by Cluster API; None for one that has its network of AKS."""
    outbound = re.search(r"outboundType: (\w+)", manifests)
    if "kind: VirtualNetworksSubnet" not in manifests or outbound is None:
        return None
    mine = ("kind: ManagedCluster", "kind: ManagedClustersAgentPool")
    kept = [one for one in manifests.split("---\n") if not any(kind in one for kind in mine)]
    return "---\n".join([*kept, OF_CLUSTER_API.replace("OUTBOUND", outbound[1])])


_OTHER = """\
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlane
metadata:
  name: unrelated
  namespace: unrelated
spec:
  location: westeurope
  resourceGroupName: unrelated-rg
  outboundType: loadBalancer
  version: v1.33.1
"""

LANGUAGE = replace(
    aso.LANGUAGE,
    NAME="capz",
    GROUPS=r"infrastructure\.cluster\.x-k8s\.io",
    POOLS=r"^kind: AzureManagedMachinePool\n(?:(?!---).*\n)*?spec:\n(?=(?P<depth> +))",
    OTHER=_OTHER,
)
