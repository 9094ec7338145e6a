"""Kustomizations of Flux, and Applications of Argo CD, that change what they apply: one more overlay, over the folder that
they name.

A folder without a kustomization of its own is applied whole. ``postBuild.substitute`` puts values into the texts of what is
built. Source: Flux, "Kustomization" (``.spec.path``, ``.spec.patches``, ``.spec.postBuild``, "Generate kustomization.yaml").
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.formats import argo_applications
from natpin.formats.argo_applications import Source, sources
from natpin.formats.documents import listed, parsed
from natpin.formats.kustomizations import is_overlay, may_be_manifest
from natpin.formats.kustomize.loading import in_folder, resolved
from natpin.formats.kustomize.objects import Built
from natpin.formats.kustomize.replacing import typed
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

API = "kustomize.toolkit.fluxcd.io/"
_PLACE = late_regex(r"\$\{([A-Za-z_]\w{0,100})((?::?[=-])[^{}$\n]{0,200})?\}")
_DISABLED = "kustomize.toolkit.fluxcd.io/substitute"
_SAME_NAME = (
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "components",
    "images",
    "namePrefix",
    "nameSuffix",
)
_CHANGES = frozenset({*_SAME_NAME, "targetNamespace", "commonMetadata", "postBuild"})
_SETTLE = "flux build kustomization, and lint what it prints"
_ENDINGS = (".yaml", ".yml")
MOST_FILES = 2_000
"""Manifests of a folder that is applied whole."""


@record
class Applied:
    """A Kustomization of Flux, or an Application of Argo CD, that changes what it applies."""

    folder: str
    said: Value
    """``spec`` of Flux, the source of Argo CD."""
    kustomization: Value
    """What it changes, as a kustomization says it."""
    unfollowed: tuple[str, ...] = ()
    """Why what is applied may be otherwise."""

    def taken(self, workspace: Workspace) -> Iterator[str]:
        """The kustomization of its folder; where there is none, every one below it and all other manifests."""
        own = in_folder(self.folder, workspace)
        if own is not None:
            yield own
            return
        inside = "" if self.folder == "." else f"{self.folder}/"
        found = [path for path in workspace.walk() if path.startswith(inside)]
        folders = sorted(posixpath.dirname(path) for path in found if is_overlay(path))
        covered: list[str] = []
        for each in folders:
            inner = in_folder(each, workspace)
            if inner is not None and not any(each.startswith(f"{above}/") for above in covered):
                covered.append(each)
                yield inner
        for path in found[:MOST_FILES]:
            outside = not any(path.startswith(f"{above}/") for above in covered)
            if outside and path.endswith(_ENDINGS) and may_be_manifest(path):
                yield path

    def substituted(self, one: Built) -> Built:
        """An object with the values of ``postBuild`` put in."""
        build = self.said.data.get("postBuild") if isinstance(self.said.data, Mapping) else None
        off = text(members(dig(one.body, "metadata.annotations")).get(_DISABLED)) == "disabled"
        if build is None or off:
            return one
        values = members(dig(build, "substitute"))
        others = bool(items(dig(build, "substituteFrom")))
        return one.with_body(_put_in(one.body, values, others))


def applied(path: str, workspace: Workspace) -> Iterator[Applied]:
    """What Flux and Argo CD apply with a change, as a file says it."""
    for spec, folder in _of_flux(path, workspace):
        if not _CHANGES.isdisjoint(members(spec)):
            yield Applied(folder, spec, _kustomization(spec))
    for source in _of_argo(path, workspace):
        if source.changes or source.unfollowed:
            for folder in _folders(source, workspace):
                yield Applied(folder, source.said, Value(source.changes, source.said.at), source.unfollowed)


def applied_as_it_is(path: str, workspace: Workspace) -> Iterator[str]:
    """The folders that Kustomizations of Flux, or Applications of Argo CD, in a file apply, and of whose objects they change
    none but for images and numbers of pods."""
    for spec, folder in _of_flux(path, workspace):
        if _CHANGES.isdisjoint(members(spec)):
            yield folder
    for source in _of_argo(path, workspace):
        whole = _folder(source.path)
        if not source.changes and not source.unfollowed and whole is not None:
            yield whole


def _kustomization(said: Value) -> Value:
    """What Flux changes, as a kustomization says it."""
    spec = members(said)
    changes = {name: spec[name] for name in _SAME_NAME if name in spec}
    if "targetNamespace" in spec:
        changes["namespace"] = spec["targetNamespace"]
    common = spec.get("commonMetadata")
    labels, annotations = dig(common, "labels"), dig(common, "annotations")
    if labels is not None:
        changes["labels"] = Value((Value({"pairs": labels}, labels.at),), labels.at)
    if annotations is not None:
        changes["commonAnnotations"] = annotations
    return Value(changes, said.at)


def _objects(path: str, workspace: Workspace, api: str) -> Iterator[Node]:
    """The objects of a file that may hold some of an API, those in lists included."""
    data = workspace.read(path)
    found = parsed(path, workspace) if isinstance(data, bytes) and api.encode() in data else ()
    for document in () if isinstance(found, Skipped) else found:
        if not isinstance(document, Skipped):
            yield from listed(document)


def _of_flux(path: str, workspace: Workspace) -> Iterator[tuple[Value, str]]:
    """What Kustomizations of Flux in a file say, and the folders that they apply."""
    for one in _objects(path, workspace, API):
        spec = dig(one, "spec")
        is_flux = (text(dig(one, "apiVersion")) or "").startswith(API) and text(
            dig(one, "kind")
        ) == "Kustomization"
        folder = _folder(text(dig(spec, "path")) or ".")
        if is_flux and isinstance(spec, Value) and folder is not None:
            yield spec, folder


def _of_argo(path: str, workspace: Workspace) -> Iterator[Source]:
    for one in _objects(path, workspace, argo_applications.API):
        yield from sources(one)


def _folder(written: str) -> str | None:
    """A folder from the root of the repository; None for one that leads out of it."""
    return resolved(".", written.lstrip("/") or ".")


def _folders(source: Source, workspace: Workspace) -> Iterator[str]:
    """The folder of a source; those with a kustomization that it may be, where generators name it."""
    folder = _folder(source.path)
    if "{{" not in source.path and folder is not None:
        yield folder
        return
    found = {posixpath.dirname(path) for path in workspace.walk() if is_overlay(path)}
    yield from filter(source.may_be, sorted(found))


def is_flux(path: str, workspace: Workspace) -> bool:
    """True for a file with something that changes what it applies."""
    return next(applied(path, workspace), None) is not None


def _put_in(node: Node, values: Mapping[str, Node], others: bool) -> Node:
    match node:
        case Value(data=Mapping() as data, at=at, origin=origin):
            return Value({name: _put_in(child, values, others) for name, child in data.items()}, at, origin)
        case Value(data=tuple() as data, at=at, origin=origin):
            return Value(tuple(_put_in(child, values, others) for child in data), at, origin)
        case Value(data=str() as written, at=at) if "${" in written:
            return _text(written, node, at, values, others)
    return node


def _text(written: str, node: Value, at: Location, values: Mapping[str, Node], others: bool) -> Node:
    known = {name: plain for name, each in values.items() if (plain := _plain(each)) is not None}
    whole = _PLACE.fullmatch(written)
    if whole is not None and whole[1] in known:
        return Value(typed(known[whole[1]]), values[whole[1]].at)
    defaulted = [match[1] for match in _PLACE.finditer(written) if match[2] and match[1] not in known]
    if others and defaulted:
        return Unknown(f"what substituteFrom gives for {defaulted[0]} is not here", at, _SETTLE)
    return Value(_PLACE.sub(lambda match: known.get(match[1], match[0]), written), at, node.origin)


def _plain(node: Node) -> str | None:
    """A plain value as text; None for any other."""
    match node:
        case Value(data=bool() as data):
            return "true" if data else "false"
        case Value(data=str() | int() | float() as data):
            return str(data)
    return None
