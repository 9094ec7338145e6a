"""Kinds of Cluster API by which a file is known to make clusters, as bytes to look for."""

from __future__ import annotations

MANAGED = (b"AzureManagedControlPlane", b"AzureManagedMachinePool")
"""Clusters of AKS, and their pools."""
SELF_MANAGED = b"AzureCluster"
"""A cluster that is no AKS, whose network counts."""
