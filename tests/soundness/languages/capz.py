"""Cluster API for Azure. Its own objects name a network that others make: here Azure Service Operator, beside them."""

from __future__ import annotations

from dataclasses import replace

from . import aso

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
