"""Crossplane: managed resources of the Azure providers, azurerm's arguments as Kubernetes objects.

``objects`` finds them and what they refer to, ``translate`` makes Terraform's instances of them, which azurerm's tables
translate. Compositions are told: which resources they make hangs on claims.

Source: Crossplane documentation, "Managed Resources"; Upbound Marketplace, provider-family-azure.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from weakref import WeakKeyDictionary

from natpin.formats.interface import Inputs, Read
from natpin.formats.kustomizations import is_overlay
from natpin.model.record import record
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

name = "crossplane"
suffixes = (".yaml", ".yml")
workloads_only = False

_GROUPS = (b"azure.upbound.io/", b"azure.m.upbound.io/")
_OVERLAY = (b"patches", b"components:", b"replacements:", b"transformers:")


@record
class _Read:
    """What a stack's files hold."""

    files: tuple[str, ...]
    over: dict[str, tuple[str, ...]]


_STACKS: WeakKeyDictionary[Workspace, dict[str, _Read]] = WeakKeyDictionary()
"""By root. Which files belong to a stack is only known from all of them together."""


def claims(path: str, data: bytes) -> bool:
    """True for a manifest of Azure's providers, and for a kustomization that may change one."""
    if is_overlay(path):
        return any(token in data for token in _OVERLAY)
    return b"apiVersion:" in data and any(group in data for group in _GROUPS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Files whose objects refer to one another, as one stack each."""
    kustomizations = [path for path in claimed if is_overlay(path)]
    manifests = [path for path in claimed if not is_overlay(path)]
    if not manifests:
        return
    from natpin.formats.crossplane.objects import Object, objects, referred_to
    from natpin.formats.kustomizations import overlays, patch_files
    from natpin.formats.together import groups

    patches = set(patch_files(kustomizations, workspace))
    changed = overlays(kustomizations, workspace)
    found: dict[str, list[Object]] = {}
    for path in manifests:
        every = list(objects(path, workspace)) if path not in patches else []
        mine = [one for one in every if isinstance(one, Object)]
        if mine:
            found[path] = mine
        else:
            yield from (one for one in every if isinstance(one, Skipped))
    known = _STACKS.setdefault(workspace, {})

    def is_cluster(one: Object) -> bool:
        return one.kind == "KubernetesCluster"

    together = [one for several in found.values() for one in several]

    def wanted(one: Object) -> Iterator[Hashable]:
        return referred_to(one, together)

    for group in groups(found, lambda one: one.key, wanted, is_cluster):
        over = {path: tuple(changed.over(path)) for path in group.files}
        known[group.root] = _Read(group.files, over)
        yield Stack(name, group.root)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack, and what is not followed."""
    from natpin.formats.crossplane.objects import Object, objects
    from natpin.formats.crossplane.translate import Translation

    mine = _STACKS.get(workspace, {}).get(stack.root) or _Read((stack.root,), {})
    found: list[Object] = []
    for path in mine.files:
        for one in objects(path, workspace):
            if isinstance(one, Object):
                found.append(one)
            else:
                yield one
    yield from Translation(found, workspace, mine.over).parts()
