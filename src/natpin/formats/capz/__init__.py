"""Cluster API for Azure: AKS clusters as AzureManagedControlPlane and AzureManagedMachinePool.

The objects of a folder are one stack. ``objects`` finds them and what belongs together, ``translate`` makes resources of
them. (Its ASO-based kinds hold objects of Azure Service Operator, which ``formats.aso`` reads.)
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from natpin.formats.interface import Inputs, Read
from natpin.formats.kustomizations import is_overlay, may_patch, parted
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "cluster-api"
suffixes = (".yaml", ".yml")
workloads_only = False

_KINDS = (b"AzureManagedControlPlane", b"AzureManagedMachinePool", b"AzureManagedCluster")
_AROUND = (b"kind: MachinePool", b"kind: Cluster")

_FILES: WeakKeyDictionary[Workspace, dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]] = (
    WeakKeyDictionary()
)
"""By root: the files of the stack, and by file the kustomizations that take it in."""


def claims(path: str, data: bytes) -> bool:
    """True for a manifest of a managed cluster or of what belongs to one, and for a kustomization that may change one."""
    return may_patch(path, data) or (not is_overlay(path) and _of_cluster(data))


def _of_cluster(data: bytes) -> bool:
    data = data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
    if b"cluster.x-k8s.io/" not in data:
        return False
    return any(kind in data for kind in _KINDS) or any(kind in data for kind in _AROUND)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """The files of each folder in which there is a managed cluster or a pool of one."""
    kustomizations, manifests = parted(claimed, workspace, _of_cluster)
    if not manifests:
        return
    from natpin.formats.kustomizations import overlays, patch_files

    patches = set(patch_files(kustomizations, workspace))
    changed = overlays(kustomizations, workspace)
    folders: dict[str, list[str]] = {}
    for path in manifests:
        if path not in patches:
            folders.setdefault(posixpath.dirname(path), []).append(path)
    known = _FILES.setdefault(workspace, {})
    for paths in folders.values():
        makes = [path for path in paths if _holds(path, workspace)]
        if makes:
            known[makes[0]] = tuple(paths), {path: tuple(changed.over(path)) for path in paths}
            yield Stack(name, makes[0])


def _holds(path: str, workspace: Workspace) -> bool:
    data = workspace.read(path)
    return isinstance(data, bytes) and any(kind in data for kind in _KINDS[:2])


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every cluster and pool of a stack, its network, and what is not followed."""
    from natpin.formats.capz.objects import Object, objects
    from natpin.formats.capz.translate import parts

    files, over = _FILES.get(workspace, {}).get(stack.root) or ((stack.root,), {})
    found: list[Object] = []
    for path in files:
        for one in objects(path, workspace):
            if isinstance(one, Object):
                found.append(one)
            else:
                yield one
    yield from parts(found, over, workspace)
