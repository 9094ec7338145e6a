"""Kubernetes manifests: the workloads whose egress is in question, and what sends it elsewhere.

``manifests`` makes resources of documents, ``policies`` reads network and egress policies, ``overlays`` what a
kustomization may change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.formats.kustomizations import SUFFIXES, holds_objects, is_overlay, may_be_manifest
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8, holds_any

name = "kubernetes"
suffixes = SUFFIXES
workloads_only = True

_TOKENS = (
    b"containers",
    b"StaticGatewayConfiguration",
    b"AKSNodeClass",
    b"NetworkPolicy",
    b"CiliumEgressGatewayPolicy",
    b"scheduler.alpha.kubernetes.io/node-selector",
)
_KINDS = late_regex(
    rb"kind[\"']?\s*:\s*[\"']?(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod)\b"
)
_FLUX = b"kustomize.toolkit.fluxcd.io/"
_OVERLAY = (b"patches", b"components", b"replacements", b"transformers")


def claims(path: str, data: bytes) -> bool:
    """True for a manifest that bears on egress, and for a kustomization that may change one."""
    if is_overlay(path):
        return holds_any(data, _OVERLAY)
    if not holds_objects(data) or not may_be_manifest(path) or "/.github/workflows/" in f"/{path}":
        return False  # what lies there is a workflow, whatever workloads its steps write
    if path.endswith(".json") and _KINDS.search(data) is None and not holds_any(data, _TOKENS[1:]):
        return False  # templates of Azure's have an apiVersion and containers too
    return _holds(data) or (_FLUX in data and b"patches" in data)


def _holds(data: bytes) -> bool:
    return holds_objects(data) and (holds_any(data, _TOKENS) or _KINDS.search(data) is not None)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """A manifest file is read by itself, with the overlays that change it; the pipeline brings its workloads to the
    clusters they can run on."""
    if not claimed:
        return
    from natpin.formats.manifests import unpatched

    manifests, changed = unpatched(claimed, workspace, _holds)
    for path in manifests:
        yield Stack(name, path, tuple(changed.over(path)))


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """The workloads of one file."""
    from natpin.formats.charts import unrendered
    from natpin.formats.documents import parsed
    from natpin.formats.patch_files import listed

    path = stack.root
    data = workspace.read(path)
    if isinstance(data, Skipped):
        yield data
        return
    found = parsed(path, workspace)
    if isinstance(found, Skipped):
        yield found
        return
    if b"{{" in as_utf8(data):
        yield Skipped(path, unrendered(path, workspace))
        return
    from natpin.formats.kubernetes.manifests import resources
    from natpin.formats.kubernetes.overlays import patched

    for number, document in enumerate(found):
        if isinstance(document, Skipped):
            yield document
            continue
        for manifest in listed(document):
            for resource in resources(manifest, path, number):
                yield patched(resource, stack.inputs, workspace)
