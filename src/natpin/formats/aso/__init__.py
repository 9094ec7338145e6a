"""Azure Service Operator: Azure's resources as Kubernetes objects, ARM's bodies with ``spec`` around them.

``objects`` finds them, ``formats/together`` says which files are one stack, ``translate`` makes resources of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from natpin.formats.interface import Inputs, Read
from natpin.formats.kustomizations import is_overlay, may_patch, parted
from natpin.model.record import record
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "azure-service-operator"
suffixes = (".yaml", ".yml")
workloads_only = False

_GROUPS = (b"containerservice.azure.com/", b"network.azure.com/", b"resources.azure.com/")


@record
class _Read:
    """What a stack's files hold."""

    files: tuple[str, ...]
    over: dict[str, tuple[str, ...]]


_STACKS: WeakKeyDictionary[Workspace, dict[str, _Read]] = WeakKeyDictionary()
"""By root. Which files belong to a stack is only known from all of them together."""


def claims(path: str, data: bytes) -> bool:
    """True for a manifest of the operator's groups that bear on egress, and for a kustomization that may change one."""
    return may_patch(path, data) or (not is_overlay(path) and _holds(data))


def _holds(data: bytes) -> bool:
    data = data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
    return b"apiVersion:" in data and any(group in data for group in _GROUPS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Files whose objects refer to one another, as one stack each."""
    kustomizations, manifests = parted(claimed, workspace, _holds)
    if not manifests:
        return
    from natpin.formats.aso.kinds import CONTAINER_SERVICE
    from natpin.formats.aso.objects import Object, objects
    from natpin.formats.aso.references import referred_to
    from natpin.formats.kustomizations import overlays, patch_files
    from natpin.formats.together import groups

    patches = set(patch_files(kustomizations, workspace))
    changed = overlays(kustomizations, workspace)
    found = {
        path: [one for one in objects(path, workspace) if isinstance(one, Object)]
        for path in manifests
        if path not in patches
    }
    known = _STACKS.setdefault(workspace, {})

    def is_cluster(one: Object) -> bool:
        return one.group == CONTAINER_SERVICE and one.kind == "ManagedCluster"

    for group in groups(found, lambda one: one.key, referred_to, is_cluster):
        over = {path: tuple(changed.over(path)) for path in group.files}
        known[group.root] = _Read(group.files, over)
        yield Stack(name, group.root)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack, and what is not followed."""
    from natpin.formats.aso.objects import Object, objects
    from natpin.formats.aso.translate import Translation

    mine = _STACKS.get(workspace, {}).get(stack.root) or _Read((stack.root,), {})
    found: list[Object] = []
    for path in mine.files:
        for one in objects(path, workspace):
            if isinstance(one, Object):
                found.append(one)
            else:
                yield one
    yield from Translation(found, workspace, mine.over).parts()
