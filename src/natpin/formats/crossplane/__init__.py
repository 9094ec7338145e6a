"""Crossplane: managed resources of the Azure providers, azurerm's arguments as Kubernetes objects.

``objects`` finds them and what they refer to, ``translate`` makes Terraform's instances of them, which azurerm's tables
translate. Compositions are told: which resources they make hangs on claims.

Source: Crossplane documentation, "Managed Resources"; Upbound Marketplace, provider-family-azure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.formats.kustomizations import SUFFIXES, holds_objects, may_be_manifest, may_patch
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace, holds_any

name = "crossplane"
suffixes = SUFFIXES
workloads_only = False

_GROUPS = (b"azure.upbound.io/", b"azure.m.upbound.io/")


def claims(path: str, data: bytes) -> bool:
    """True for a manifest of Azure's providers, and for a kustomization that may change one."""
    return may_patch(path, data) or (_holds(data) and may_be_manifest(path))


def _holds(data: bytes) -> bool:
    return holds_objects(data) and holds_any(data, _GROUPS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Files whose objects refer to one another, as one stack each."""
    if not claimed:
        return
    from natpin.formats.crossplane.objects import Object, objects
    from natpin.formats.crossplane.references import References
    from natpin.formats.manifests import stack_of, unpatched
    from natpin.formats.together import groups

    manifests, changed = unpatched(claimed, workspace, _holds)
    found: dict[str, list[Object]] = {}
    for path in manifests:
        every = list(objects(path, workspace))
        mine = [one for one in every if isinstance(one, Object)]
        if mine:
            found[path] = mine
        else:
            yield from (one for one in every if isinstance(one, Skipped))

    def is_cluster(one: Object) -> bool:
        return one.kind == "KubernetesCluster"

    references = References([one for several in found.values() for one in several])
    for group in groups(found, lambda one: one.key, references.of, is_cluster):
        yield stack_of(name, group.root, group.files, changed, workspace)


def takes_in(claimed: Sequence[str], workspace: Workspace) -> set[str]:
    """Kustomizations that are read with the manifests that they take in."""
    from natpin.formats.manifests import taken_in

    return taken_in(claimed, workspace, _holds)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack, and what is not followed."""
    from natpin.formats.crossplane.objects import objects
    from natpin.formats.crossplane.translate import Translation
    from natpin.formats.manifests import objects_of, open_of
    from natpin.formats.terraform.attaching import ATTACHED, ATTACHMENTS
    from natpin.model.doubt import Reach

    found, skipped, mine = objects_of(stack, workspace, objects)
    yield from skipped
    yield from open_of(mine.paths, workspace, (Reach(ATTACHED, properties=ATTACHMENTS),))
    yield from Translation(found, workspace, mine.over).parts()
