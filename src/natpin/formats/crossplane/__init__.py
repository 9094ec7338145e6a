"""Crossplane: managed resources of the Azure providers, azurerm's arguments as Kubernetes objects.

``objects`` finds them and what they refer to, ``translate`` makes Terraform's instances of them, which azurerm's tables
translate. ``apis`` knows what the workspace composes of them, ``composing`` makes the resources of each claim.

Source: Crossplane documentation, "Managed Resources", "Compositions"; Upbound Marketplace, provider-family-azure.
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
    return may_patch(path, data) or (holds_objects(data) and may_be_manifest(path) and _holds(data))


def _holds(data: bytes) -> bool:
    if not holds_objects(data):
        return False
    if holds_any(data, _GROUPS):
        return True
    from natpin.formats.crossplane.elsewhere import may_speak

    return may_speak(data)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Files whose objects refer to one another, as one stack each; so is the file of a claim with what it refers to."""
    if not claimed:
        return
    from natpin.formats.crossplane.apis import Apis
    from natpin.formats.crossplane.objects import Object
    from natpin.formats.crossplane.references import References
    from natpin.formats.manifests import stack_of, unpatched
    from natpin.formats.together import groups
    from natpin.model.doubt import Doubt

    apis = Apis.of(workspace)
    apis.look(claimed)
    manifests, changed = unpatched(
        [*claimed, *apis.further], workspace, lambda data: _holds(data) or apis.holds(data)
    )
    apis.take(manifests)
    found: dict[str, list[Object]] = {}
    for path in manifests:
        every = apis.objects(path)
        mine = [one for one in every if isinstance(one, Object)]
        if mine:  # beside other claims of its folder a claim stands alone
            found[f"{path}/" if any(one.within for one in mine) else path] = mine
        else:
            skipped = [one for one in every if isinstance(one, Skipped)]
            doubts = [] if skipped else [one for one in every if isinstance(one, Doubt)]
            doubts = [one for one in doubts if one.at not in apis.told_by_their_source][:1]
            yield from skipped
            yield from (
                Skipped(path, f"is not followed: {one.reason}", one.at, claims_aks=True) for one in doubts
            )

    def is_cluster(one: Object) -> bool:
        return one.kind == "KubernetesCluster"

    references = References([one for several in found.values() for one in several])
    for group in groups(found, lambda one: one.key, references.of, is_cluster, workspace):
        files = [path.rstrip("/") for path in group.files]
        yield stack_of(name, group.root.rstrip("/"), files, changed, workspace)


def takes_in(claimed: Sequence[str], workspace: Workspace) -> set[str]:
    """Kustomizations that are read with the manifests that they take in."""
    from natpin.formats.manifests import taken_in

    return taken_in(claimed, workspace, _holds)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack, and what is not followed."""
    from natpin.formats.crossplane.apis import Apis
    from natpin.formats.crossplane.objects import Object
    from natpin.formats.crossplane.translate import Translation
    from natpin.formats.manifests import objects_of, open_of
    from natpin.formats.terraform.attaching import ATTACHED, ATTACHMENTS
    from natpin.model.doubt import Doubt, Reach

    apis = Apis.of(workspace)
    found, skipped, mine = objects_of(stack, workspace, lambda path, _: iter(apis.objects(path)))
    yield from skipped
    yield from (one for one in found if isinstance(one, Doubt))
    yield from open_of(mine.paths, workspace, (Reach(ATTACHED, properties=ATTACHMENTS),))
    yield from Translation([one for one in found if isinstance(one, Object)], workspace, mine.over).parts()
