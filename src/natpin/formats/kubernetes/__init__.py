"""Kubernetes manifests: the workloads whose egress is in question, and what sends it elsewhere.

``manifests`` makes resources of documents, ``policies`` reads network and egress policies, ``overlays`` what is not known
of what a kustomization changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.formats.kubernetes.inside_scripts import CREATES, OPENINGS
from natpin.formats.kustomizations import SUFFIXES, holds_objects, is_overlay, may_be_manifest, may_patch
from natpin.model.endings import SCRIPTS
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Value, dig
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8, holds_any, lowered

_MANIFEST = late_regex(rb"(?m)^[\"']?apiVersion")
PINNED = b"natpin.io/egress"
"""The label of workloads whose egress matters to the team."""
name = "kubernetes"
suffixes = (*SUFFIXES, *SCRIPTS)
workloads_only = True

_TOKENS = (
    b"containers",
    b"StaticGatewayConfiguration",
    b"AKSNodeClass",
    b"NetworkPolicy",
    b"CiliumEgressGatewayPolicy",
    b"scheduler.alpha.kubernetes.io/node-selector",
    b"argoproj.io/",
    b"tekton.dev/",
    b"kubeConfig",
)
_GIVING = (
    b"ConfigMap",
    b"kind: Secret",
    b"SealedSecret",
    b"ExternalSecret",
    b"kind: Service",
    b"kind: Endpoint",
    b"kind: HelmRelease",
    b"kyverno.io/",
    b"gatekeeper.sh/",
)
_MARKED = (b"HelmRelease", b"kyverno.io/", b"gatekeeper.sh/")
MARKS = (b"_proxy", b"natpin.io/egress", b"static-gateway-configuration")
"""One of them stands, in lower case, in what a chart is given that bears on egress."""
_KINDS = late_regex(
    rb"kind[\"']?\s*:\s*[\"']?(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod)\b"
)

_STEP = late_regex(
    rb"(?:run|script|bash|pwsh|powershell|inlineScript|before_script|shell|command|raw|cmd)[\"']?[ \t]*:"
)
_BEFORE_A_STEP = late_regex(rb"[ \t]*+(?:-[ \t]++)?[\"']?(?:ansible\.builtin\.)?\Z")
_DEEPEST = 400
"""Bytes that may stand before the name of a step on its line."""


def claims(path: str, data: bytes) -> bool:
    """True for a manifest that bears on egress, and for a kustomization that may take in or change one."""
    if is_overlay(path):
        return may_patch(path, data)
    if _has_inside(path, data):
        return True
    if path.endswith(SCRIPTS):
        return False
    if not holds_objects(data) or not may_be_manifest(path) or "/.github/workflows/" in f"/{path}":
        return False  # what lies there is a workflow, whatever workloads its steps write
    if path.endswith(".json") and _KINDS.search(data) is None and not holds_any(data, _TOKENS[1:]):
        return False  # templates of Azure's have an apiVersion and containers too
    return _holds(data) or may_patch(path, data)


def _has_inside(path: str, data: bytes) -> bool:
    """True for a script or a pipeline with a here-document that bears on egress, or that makes a ConfigMap that does."""
    creates = holds_any(data, CREATES) and holds_any(lowered(data), (b"_proxy",))
    if not creates and (data.find(b"apiVersion") < 0 or not holds_any(data, OPENINGS) or not _holds(data)):
        return False
    return path.endswith(SCRIPTS) or has_steps(data)


def has_steps(data: bytes) -> bool:
    """True for a pipeline with a step, or a job, that runs commands. Its name is looked for before what stands before it on
    its line: from the beginning of each line on, compiled templates of a megabyte took a quarter of a second."""
    for found in _STEP.finditer(data):
        begins = data.rfind(b"\n", max(0, found.start() - _DEEPEST), found.start()) + 1
        if (begins or found.start() < _DEEPEST) and _BEFORE_A_STEP.match(data, begins, found.start()):
            return True
    return False


def _holds(data: bytes) -> bool:
    if not holds_objects(data):
        return False
    return holds_any(data, _TOKENS) or _KINDS.search(data) is not None or _gives(data)


def _gives(data: bytes) -> bool:
    """True for a manifest, and no template, whose objects may decide what a workload's proxy is, or give it to a chart."""
    if not holds_any(data, _GIVING) or data.find(b"{{") >= 0:
        return False
    if holds_any(data, _MARKED) and holds_any(lowered(data), MARKS):
        return True
    return holds_any(data, (b"ExternalName", b"kind: Endpoint")) or lowered(data).find(b"proxy") >= 0


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """A manifest file or an overlay is read by itself; the pipeline brings its workloads to the clusters they can run on."""
    if not claimed:
        return
    from natpin.formats.manifests import unpatched

    inside: list[str] = []
    others: list[str] = []
    for path in claimed:
        (inside if _holds_manifests(path, workspace) else others).append(path)
    yield from (Stack(name, path) for path in inside)
    manifests, changed = unpatched(others, workspace, _holds)
    for path in manifests:
        yield Stack(name, path, tuple(one for one in changed.over(path) if one != path))


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """The workloads of one file, or of what an overlay builds."""
    from natpin.formats.charts import unrendered
    from natpin.formats.documents import listed, parsed
    from natpin.formats.kustomize.flux import is_flux

    path = stack.root
    if is_overlay(path) or is_flux(path, workspace):
        yield from _built(path, stack.inputs, workspace)
    if is_overlay(path):
        return
    data = workspace.read(path)
    if isinstance(data, Skipped):
        yield data
        return
    if _holds_manifests(path, workspace):
        yield from _inside(path, as_utf8(data).decode("utf-8", "replace"))
        return
    found = parsed(path, workspace)
    if isinstance(found, Skipped):
        yield found
        return
    if b"{{" in as_utf8(data) and not (found and all(map(_is_pipeline, found))):
        yield Skipped(path, unrendered(path, workspace), claims_aks=PINNED in data)
        return
    from natpin.formats.applied_objects import resources
    from natpin.formats.kubernetes.deliveries import deliveries
    from natpin.formats.kubernetes.overlays import patched

    for number, document in enumerate(found):
        if isinstance(document, Skipped):
            yield document
            continue
        for manifest in listed(document):
            yield from deliveries(manifest, number)
            for resource in resources(manifest, path, number):
                yield patched(resource, stack.inputs, workspace)


def _holds_manifests(path: str, workspace: Workspace) -> bool:
    """Whether a claimed file is a script, or a pipeline whose steps hold manifests, and no manifest itself."""
    if path.endswith(SCRIPTS):
        return True
    data = workspace.peek(path)
    return (
        not isinstance(data, Skipped)
        and path.endswith((".yaml", ".yml"))
        and _MANIFEST.search(data) is None
        and _has_inside(path, data)
    )


def _inside(path: str, text: str) -> Iterator[Read]:
    """What the manifests in a script declare."""
    from natpin.formats.applied_objects import resources
    from natpin.formats.documents import listed
    from natpin.formats.kubernetes.inside_scripts import created, manifests

    for number, document in enumerate((*manifests(path, text), *created(path, text))):
        for manifest in listed(document) if isinstance(document, Value) else ():
            yield from resources(manifest, path, number)


def _is_pipeline(document: Node | Skipped) -> bool:
    """Whether a document is a workflow, a pipeline or an action, wherever it lies: what it has in double braces are its own
    expressions, and the manifests in it are texts of its steps."""
    return (
        isinstance(document, Value)
        and dig(document, "apiVersion") is None
        and any(dig(document, name) is not None for name in ("jobs", "stages", "steps", "runs"))
    )


def _built(path: str, over: Sequence[str], workspace: Workspace) -> Iterator[Read]:
    """The workloads of an overlay. What its build does not know may change each of them."""
    from natpin.formats.applied_objects import resources
    from natpin.formats.kubernetes.deliveries import deliveries
    from natpin.formats.kubernetes.overlays import applied_by, called, opened, patched
    from natpin.formats.kustomize.building import build

    built = build(path, workspace)
    altering = tuple(one.why for one in built.open if one.alters)
    for number, one in enumerate(built.objects):
        yield from deliveries(one.body, number)
        for resource in resources(one.body, path, number):
            known = patched(applied_by(called(resource, one.ids), path), over, workspace)
            yield opened(known, (*one.open, *altering)[0]) if one.open or altering else known
