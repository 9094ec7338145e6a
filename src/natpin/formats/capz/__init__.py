"""Cluster API for Azure: AKS clusters as AzureManagedControlPlane and AzureManagedMachinePool.

The objects of a folder are one stack. ``objects`` finds them and what belongs together, ``translate`` makes resources of
them; ``self_managed`` reads the networks of clusters that are no AKS. (Its ASO-based kinds hold objects of Azure Service
Operator, which ``formats.aso`` reads.)
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.formats.capz.kinds import MANAGED, SELF_MANAGED
from natpin.formats.interface import Inputs, Read
from natpin.formats.kustomizations import SUFFIXES, holds_objects, may_be_manifest, may_patch
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, holds_any, words_of

name = "cluster-api"
suffixes = SUFFIXES
workloads_only = False

_KINDS = (*MANAGED, b"AzureManagedCluster")
_AROUND = late_regex(rb"kind[\"']?\s*:\s*[\"']?(?:MachinePool|Cluster)\b")
"""What only belongs to a managed cluster where one stands beside it."""


def claims(path: str, data: bytes) -> bool:
    """True for a manifest of a managed cluster or of what belongs to one, and for a kustomization that may change one."""
    return may_patch(path, data) or (_of_cluster(data) and may_be_manifest(path))


def _of_cluster(data: bytes) -> bool:
    if not holds_objects(data) or b"cluster.x-k8s.io/" not in data:
        return False
    return holds_any(data, _KINDS) or SELF_MANAGED in data or _AROUND.search(data) is not None


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """The files of each folder in which there is a managed cluster or a pool of one; each file of self-managed clusters."""
    if not claimed:
        return
    from natpin.formats.manifests import stack_of, unpatched
    from natpin.formats.together import root_of

    manifests, changed = unpatched(claimed, workspace, _of_cluster)
    folders: dict[str, list[str]] = {}
    for path in manifests:
        folders.setdefault(posixpath.dirname(path), []).append(path)
    for paths in folders.values():
        makes = [path for path in paths if _holds(path, workspace, MANAGED)]
        if makes:
            yield stack_of(name, root_of(makes, workspace), paths, changed, workspace)
        for path in paths:  # each says all of a network: two of a name in a folder are told apart
            if _is_network(path, workspace):
                yield stack_of(name, path, [path], changed, workspace)


def _is_network(path: str, workspace: Workspace) -> bool:
    """True for a file of self-managed clusters alone."""
    return _holds(path, workspace, (SELF_MANAGED,)) and not _holds(path, workspace, MANAGED)


def _holds(path: str, workspace: Workspace, kinds: Sequence[bytes]) -> bool:
    from natpin.formats.manifests import files_of

    return any(_speaks(one, workspace, kinds) for one in files_of(path, workspace))


def _speaks(path: str, workspace: Workspace, kinds: Sequence[bytes]) -> bool:
    data = workspace.read(path)
    return isinstance(data, bytes) and holds_any(words_of(data), kinds)


def takes_in(claimed: Sequence[str], workspace: Workspace) -> set[str]:
    """Kustomizations that are read with the manifests that they take in."""
    from natpin.formats.manifests import taken_in

    return taken_in(claimed, workspace, _of_cluster)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every cluster and pool of a stack, its network, and what is not followed."""
    from natpin.formats.capz.objects import objects
    from natpin.formats.capz.self_managed import networks
    from natpin.formats.capz.translate import parts
    from natpin.formats.manifests import files_of, objects_of, open_of

    found, skipped, mine = objects_of(stack, workspace, objects)
    yield from skipped
    yield from open_of(mine.paths, workspace)
    if _is_network(stack.root, workspace):
        yield from networks(found, mine.over, workspace)
        return
    apart = {one for path in mine.paths if _is_network(path, workspace) for one in files_of(path, workspace)}
    yield from parts(found, mine.over, workspace)
    yield from networks([one for one in found if one.at.path not in apart], mine.over, workspace)
