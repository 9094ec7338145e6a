"""Cluster API Provider Azure: the members of AzureManagedControlPlane and AzureManagedMachinePool."""

from __future__ import annotations

from natpin.formats.capz.translate import MEMBERS_OF_POOLS
from natpin.formats.spelling.arm import Pulumi
from natpin.model.resource import AGENT_POOL, CLUSTER, LOCK, Resource, same_type


class ClusterApi(Pulumi):
    """A cluster, a pool, or the network that the provider makes for them."""

    guard = f"add a lock (`{LOCK}`) outside of Cluster API"

    def __init__(self, resource: Resource, inline: bool = False) -> None:
        super().__init__(resource, inline)
        self.type = resource.type

    def name(self, path: str) -> str:
        """``spec.outboundType``: what ARM has in the network profile stands in the spec itself."""
        if same_type(self.type, AGENT_POOL):
            arm = {ours.lower(): name for name, ours in MEMBERS_OF_POOLS.items()}
            return f"spec.{arm.get(path.lower(), path)}"
        if same_type(self.type, CLUSTER):
            return f"spec.{path.removeprefix('networkProfile.')}"
        return path

    def attaching(self, path: str) -> str:
        """Source: CAPZ, AzureManagedControlPlane: a managed cluster's subnet has no member for a NAT gateway."""
        label = self.resource.label if self.resource is not None else "the subnet"
        return (
            f"attach one to `{label}` outside of Cluster API, which has no member for it on managed clusters"
        )
