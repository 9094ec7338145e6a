"""Azure Service Operator: Azure's resources as Kubernetes objects, ARM's bodies with ``spec`` around them.

``objects`` finds them, ``formats/together`` says which files are one stack, ``translate`` makes resources of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.formats.kustomizations import SUFFIXES, holds_objects, may_be_manifest, may_patch
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, holds_any

name = "azure-service-operator"
suffixes = SUFFIXES
workloads_only = False

_GROUPS = (b"containerservice.azure.com/", b"network.azure.com/", b"resources.azure.com/")


def claims(path: str, data: bytes) -> bool:
    """True for a manifest of the operator's groups that bear on egress, and for a kustomization that may change one."""
    return may_patch(path, data) or (_holds(data) and may_be_manifest(path))


def _holds(data: bytes) -> bool:
    return holds_objects(data) and holds_any(data, _GROUPS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Files whose objects refer to one another, as one stack each."""
    if not claimed:
        return
    from natpin.formats.aso.kinds import CONTAINER_SERVICE
    from natpin.formats.aso.objects import Object, objects
    from natpin.formats.aso.references import referred_to
    from natpin.formats.manifests import stack_of, unpatched
    from natpin.formats.together import groups

    manifests, changed = unpatched(claimed, workspace, _holds)
    found = {path: [one for one in objects(path, workspace) if isinstance(one, Object)] for path in manifests}

    def is_cluster(one: Object) -> bool:
        return one.group == CONTAINER_SERVICE and one.kind == "ManagedCluster"

    for group in groups(found, lambda one: one.key, referred_to, is_cluster, workspace):
        yield stack_of(name, group.root, group.files, changed, workspace)


def takes_in(claimed: Sequence[str], workspace: Workspace) -> set[str]:
    """Kustomizations that are read with the manifests that they take in."""
    from natpin.formats.manifests import taken_in

    return taken_in(claimed, workspace, _holds)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack, and what is not followed."""
    from natpin.formats.aso.objects import objects
    from natpin.formats.aso.translate import Translation
    from natpin.formats.manifests import objects_of, open_of
    from natpin.model.doubt import Reach
    from natpin.model.resource import CLUSTER, NAT_GATEWAY, ROUTE_TABLE, SUBNET

    found, skipped, mine = objects_of(stack, workspace, objects)
    yield from skipped
    # further objects may be the same resources as some that are here: two of one ``azureName`` are one
    exits = ("natGateway", "routeTable", "publicIpAddresses", "publicIpPrefixes", "idleTimeoutInMinutes")
    network = Reach((SUBNET, NAT_GATEWAY, ROUTE_TABLE), properties=exits)
    again = (network, Reach((CLUSTER,), properties=("networkProfile",)))
    yield from open_of(mine.paths, workspace, again)
    yield from Translation(found, workspace, mine.over).parts()
