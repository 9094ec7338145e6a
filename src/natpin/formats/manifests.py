"""Manifests whose objects are Azure's resources: the objects of a file or of an overlay, and the files of a stack.

Which objects a format takes, and which files belong together, is the format's own. What they share stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from weakref import WeakKeyDictionary

from natpin.formats.changed_by_commands import rewrites_of
from natpin.formats.charts import unrendered
from natpin.formats.documents import listed, parsed
from natpin.formats.kustomizations import Overlays, is_overlay, parted
from natpin.formats.kustomize.building import build
from natpin.formats.kustomize.flux import is_flux
from natpin.formats.kustomize.roots import roots
from natpin.formats.patch_files import sorted_out
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import field, record
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Unknown, dig, text
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8

T = TypeVar("T")


@record
class Body:
    """An object as it is applied."""

    number: str
    """What tells it from the others of its file."""
    node: Node
    open: tuple[Unknown, ...] = ()
    """Why it may be otherwise."""


def bodies(path: str, workspace: Workspace, but: bytes | None = None) -> Iterator[Body | Skipped]:
    """Every object of a file, those in lists included, or of what an overlay builds. A template is skipped, unless it holds
    ``but``."""
    if is_overlay(path) or is_flux(path, workspace):
        made = build(path, workspace)
        for position, one in enumerate(made.objects):
            yield Body(str(position), one.body, one.open)
        yield from (_left_out(one.body) for one in made.left_out if _bears(one.body))
    if is_overlay(path):
        return
    found, data = parsed(path, workspace), workspace.read(path)
    literal = as_utf8(data) if isinstance(data, bytes) else b""
    if isinstance(found, Skipped):
        yield Skipped(path, found.reason, found.at, claims_aks=True)
        return
    if b"{{" in literal and (but is None or but not in literal):
        yield Skipped(path, unrendered(path, workspace), claims_aks=True)
        return
    for number, document in enumerate(found):
        if isinstance(document, Skipped):
            why = unrendered(path, workspace) if b"{{" in literal else document.reason
            yield Skipped(path, why, document.at, claims_aks=True)
            continue
        for position, body in enumerate(listed(document)):
            yield Body(f"{number}.{position}", body)


_BEARING = ("containerservice.azure.", "network.azure.", "cluster.x-k8s.io/")
"""In the API versions of clusters and networks."""


_ABOUT_OTHERS = late_regex(
    r"(?i)(?<![a-z])(?:cert-?manager|ingress|prometheus|grafana|argo-?cd|flux|external-(?:dns|secrets)|metrics|istio|linkerd|keda"
    r"|velero|kyverno|gatekeeper|monitoring|logging|apps?|sealed-secrets|dapr|elastic|kafka|redis|postgres)(?![a-z])"
)
"""What the address of a base says that is about other things than clusters and their networks."""


def _bears(body: Node) -> bool:
    return any(mark in (text(dig(body, "apiVersion")) or "") for mark in _BEARING)


def _left_out(body: Node) -> Skipped:
    said = f"{text(dig(body, 'kind'))} {text(dig(body, 'metadata.name'))}"
    why = f"kustomize leaves {said} out, for its annotation config.kubernetes.io/local-config"
    return Skipped(body.at.path, why, body.at, claims_aks=True)


def identity(body: Node, number: str) -> tuple[str, str, Location]:
    """An object's namespace and name, and where the name is written."""
    name = dig(body, "metadata.name")
    namespace = text(dig(body, "metadata.namespace")) or "default"
    return namespace, text(name) or f"<unnamed {number}>", name.at if name is not None else body.at


@record
class Files:
    """The files of a stack."""

    paths: tuple[str, ...]
    over: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By file: kustomizations that take it in."""


_FILES: WeakKeyDictionary[Workspace, dict[tuple[str, str], Files]] = WeakKeyDictionary()
"""By reader and root. Which files belong to a stack is only known from all of them together."""


def unpatched(
    claimed: Sequence[str], workspace: Workspace, holds: Callable[[bytes], bool]
) -> tuple[list[str], Overlays]:
    """Of the files that a reader claims: those whose objects are applied as they are written, and the overlays; and the
    kustomizations that may change these. ``holds`` knows a manifest by its text."""
    kustomizations, manifests = parted(claimed, workspace, holds)
    if not manifests:
        return [], Overlays()
    found = roots(kustomizations, manifests, workspace)
    mine, changed = sorted_out(kustomizations, manifests, workspace)
    plain = [path for path in mine if found.is_plain(path, workspace) and path not in found.paths]
    return [*plain, *found.paths], Overlays(changed.taking, found.applied)


def taken_in(claimed: Sequence[str], workspace: Workspace, holds: Callable[[bytes], bool]) -> set[str]:
    """Of the kustomizations that a reader claims, those that are read with its manifests."""
    kustomizations, manifests = parted(claimed, workspace, holds)
    found = roots(kustomizations, manifests, workspace).paths if manifests else ()
    return {one for path in found for one in build(path, workspace).kustomizations}


def stack_of(reader: str, root: str, paths: Sequence[str], changed: Overlays, workspace: Workspace) -> Stack:
    """The stack of some files, which ``objects_of`` then knows."""
    over: dict[str, tuple[str, ...]] = {}
    for path in paths:
        by = tuple(one for one in changed.over(path) if one != path)
        over.update(dict.fromkeys((path, *files_of(path, workspace)), by))
    _FILES.setdefault(workspace, {})[reader, root] = Files(tuple(paths), over)
    return Stack(reader, root)


def known_of(stack: Stack, workspace: Workspace) -> Files | None:
    """What ``stack_of`` found of a stack; None for a stack that it did not make."""
    return _FILES.get(workspace, {}).get((stack.reader, stack.root))


def hand_on(stack: Stack, known: Files | None, workspace: Workspace) -> None:
    """Let another view of the workspace know what ``known_of`` tells."""
    if known is not None:
        _FILES.setdefault(workspace, {})[stack.reader, stack.root] = known


def files_of(path: str, workspace: Workspace) -> Iterable[str]:
    """The manifests that an overlay takes in; the manifest itself."""
    if is_overlay(path):
        return sorted(build(path, workspace).files)
    return (path, *sorted(build(path, workspace).files)) if is_flux(path, workspace) else (path,)


def open_of(paths: Sequence[str], workspace: Workspace, attaching: tuple[Reach, ...] = ()) -> Iterator[Doubt]:
    """What is not known of the overlays among the files of a stack. ``attaching``: what further objects of a format may
    change of those that are known."""
    for path in paths:
        if is_overlay(path) or is_flux(path, workspace):
            for one in build(path, workspace).open:
                others = _ABOUT_OTHERS.search(one.why.reason) is not None
                further = (Reach(adds=True, alters=False), *(() if others else attaching))
                for reach in (Reach(adds=True),) if one.alters else further:
                    yield Doubt(one.why.reason, one.why.at, one.why.settle_by, reach)
            yield from rewrites_of((path,), workspace, Reach(adds=True))


def opened(open_: Sequence[Unknown], reach: Reach) -> Iterator[Doubt]:
    """What is not known of an object that an overlay builds."""
    for why in open_:
        yield Doubt(why.reason, why.at, why.settle_by, reach)


def objects_of(
    stack: Stack, workspace: Workspace, objects: Callable[[str, Workspace], Iterator[T | Skipped]]
) -> tuple[list[T], list[Skipped], Files]:
    """The objects of a stack, what could not be read, and its files."""
    mine = _FILES.get(workspace, {}).get((stack.reader, stack.root)) or Files((stack.root,))
    found: list[T] = []
    skipped: list[Skipped] = []
    for path in mine.paths:
        for one in objects(path, workspace):
            if isinstance(one, Skipped):
                skipped.append(one)
            else:
                found.append(one)
    return found, skipped, mine
