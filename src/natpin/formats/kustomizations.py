"""Kustomizations that change manifests: what is deployed is the overlay, not the base. Those of kustomize by their file's
name, those of Flux (``spec.path``, ``spec.patches``) by their API.

``formats.kustomize`` builds overlays. What is judged without the overlays that change it (a base that is named alone) is not
known where one of their patches may change it: this module says where.
Source: Kubernetes, "Declarative Management of Kubernetes Objects Using Kustomize"; Flux, "Kustomization".
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from natpin.formats.documents import listed, parsed
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Value, dig, items, text
from natpin.regex import late_regex
from natpin.workspace import Workspace, holds_any, words_of

LISTS_OF_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902")
_UNSEEN = ("components", "replacements", "transformers")
"""Members whose changes are not looked at."""
_CHANGES = (*LISTS_OF_PATCHES, *_UNSEEN)
NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""The names that kustomize knows (kustomize, ``konfig.RecognizedKustomizationFileNames``)."""
SUFFIXES = (".yaml", ".yml", ".json", ".")
"""Endings of manifests; ``.`` for kustomize's name without one."""
_CHANGING = (b"patches", b"components", b"replacements", b"transformers")
_TAKING = (b"resources", b"bases")
_FLUX = b"kustomize.toolkit.fluxcd.io/"
_ARGO = b"argoproj.io/"
_DECLARING = (b"azure.com/", b"azure.upbound.io/", b"azure.m.upbound.io/", b"cluster.x-k8s.io/")
"""API groups of clusters and networks."""
BUILD = "kustomize build, and lint what it prints"
"""What settles a patch."""
_MOST_FOLLOWED = 200
"""Kustomizations that one takes in, directly and through others."""
_PLAIN = late_regex(r"[\w-]*\Z")
_MOST_BYTES = 1_000_000


def is_overlay(path: str) -> bool:
    """True for a file by kustomize's name."""
    return path.endswith(NAMES) and posixpath.basename(path) in NAMES


def of_flux(path: str, workspace: Workspace) -> bool:
    """True for a file by kustomize's name that holds Flux's Kustomization, which kustomize does not take for its own."""
    data = workspace.read(path)
    if not isinstance(data, bytes) or _FLUX not in data:
        return False
    found = parsed(path, workspace)
    first = None if isinstance(found, Skipped) or not found else found[0]
    api = None if isinstance(first, Skipped) else text(dig(first, "apiVersion"))
    return api is not None and api.startswith(_FLUX.decode())


def may_be_manifest(path: str) -> bool:
    """True for a name with an ending: of those without, kustomize's alone counts."""
    return not is_overlay(path) and "." in posixpath.basename(path)


@lru_cache(maxsize=1)
def holds_objects(data: bytes) -> bool:
    """True for a text that may hold objects of Kubernetes. Each reader of manifests asks it of each file: the last answer
    is kept."""
    return b"apiVersion" in data


def may_patch(path: str, data: bytes) -> bool:
    """True for a file that takes in, changes or applies manifests: a kustomization, Flux's, or an Application of Argo CD."""
    if is_overlay(path):
        return holds_any(data, (*_TAKING, *_CHANGING)) or _FLUX in data
    if not holds_objects(data) or not may_be_manifest(path):
        return False
    return _FLUX in data or (_ARGO in data and b"source" in data)


def only_applies(path: str, data: bytes) -> bool:
    """True for a file that declares nothing of Azure itself, and is claimed for what it takes in."""
    return is_overlay(path) or (holds_any(data, (_FLUX, _ARGO)) and not holds_any(data, _DECLARING))


def parted(
    claimed: Sequence[str], workspace: Workspace, holds: Callable[[bytes], bool]
) -> tuple[list[str], list[str]]:
    """Of the files that a reader claims: the kustomizations, and the manifests. ``holds`` knows a manifest by its text."""
    kustomizations, manifests = [], []
    for path in claimed:
        data = workspace.read(path)
        if is_overlay(path):
            kustomizations.append(path)
        elif isinstance(data, bytes):
            literal = words_of(data)
            if holds_any(literal, (_FLUX, _ARGO)):
                kustomizations.append(path)
            if holds(literal):
                manifests.append(path)
        else:
            manifests.append(path)
    return kustomizations, manifests


class Overlays:
    """Kustomizations with the folders and files they take in."""

    __slots__ = ("_by_taken", "as_they_are", "taking")

    def __init__(
        self, taking: Sequence[tuple[str, str]] = (), as_they_are: frozenset[str] = frozenset()
    ) -> None:
        """``taking``: a kustomization, and a folder or file that it takes in. ``as_they_are``: kustomizations that are applied
        without any other one."""
        self.taking = taking
        self.as_they_are = as_they_are
        self._by_taken: dict[str, list[tuple[int, str]]] = {}
        for number, (overlay, taken) in enumerate(taking):
            self._by_taken.setdefault(taken, []).append((number, overlay))

    def over(self, path: str) -> Iterator[str]:
        """The kustomizations that may change a manifest, or a base that is judged without them."""
        if path in self.as_they_are:
            return
        found = [*self._by_taken.get(path, ()), *self._by_taken.get(".", ())]
        folder = posixpath.dirname(path)
        while folder:
            found += self._by_taken.get(folder, ())
            folder = posixpath.dirname(folder)
        yield from (overlay for _, overlay in sorted(found))


def overlays(paths: Sequence[str], workspace: Workspace) -> Overlays:
    """The kustomizations that change what they take in."""
    return Overlays([(path, taken) for path in paths for taken in _taken(path, workspace)])


def _taken(path: str, workspace: Workspace) -> Iterator[str]:
    """What a kustomization that changes anything takes in, other kustomizations' resources included."""
    if any(
        dig(document, name) is not None for document in documents_of(path, workspace) for name in _CHANGES
    ):
        yield from resources_of(path, workspace)


def resources_of(path: str, workspace: Workspace) -> Iterator[str]:
    """The files and folders that a kustomization takes in, those of other kustomizations in them included."""
    yield from _resources(path, workspace, {path})


def _resources(path: str, workspace: Workspace, seen: set[str]) -> Iterator[str]:
    folder = posixpath.dirname(path)
    for document in documents_of(path, workspace):
        applied = text(dig(document, "path"))
        if applied is not None:  # of Flux: from the root of the repository
            yield from _taken_in(posixpath.normpath(applied.lstrip("/")), workspace, seen)
        for member in ("resources", "bases", "components"):
            for item in items(dig(document, member)):
                named = text(item)
                if not named or "://" in named:
                    continue
                yield from _taken_in(posixpath.normpath(posixpath.join(folder, named)), workspace, seen)


def _taken_in(taken: str, workspace: Workspace, seen: set[str]) -> Iterator[str]:
    """A file or folder, and what a kustomization in it takes in."""
    yield taken
    for name in NAMES:
        inner = posixpath.join(taken, name)
        if inner not in seen and len(seen) < _MOST_FOLLOWED and workspace.exists(inner):
            seen.add(inner)
            yield from _resources(inner, workspace, seen)


def documents_of(path: str, workspace: Workspace) -> Iterator[Node]:
    """What a kustomization says, kustomize's as it is, Flux's ``spec``, and in kustomize's words what an Application of Argo CD
    changes; nothing for one that cannot be read."""
    from natpin.formats.argo_applications import sources  # for manifests alone

    data = workspace.read(path)
    found = parsed(path, workspace) if isinstance(data, bytes) and len(data) <= _MOST_BYTES else ()
    for document in () if isinstance(found, Skipped) else found:
        for one in () if isinstance(document, Skipped) else listed(document):
            of_flux = (text(dig(one, "apiVersion")) or "").startswith(_FLUX.decode())
            yield (dig(one, "spec") or one) if of_flux else one
            for source in sources(one):
                yield Value({**source.changes, "path": Value(source.path, source.said.at)}, source.said.at)


def patched(
    kind: str, name: str, at: Location, over: Sequence[str], workspace: Workspace, reach: Reach
) -> Iterator[Doubt]:
    """The doubt about an object that one of the kustomizations ``over`` its file may change, or that a command does."""
    from natpin.formats.changed_by_commands import changes_of

    for path in over:
        if may_change(kind, name, path, workspace):
            yield Doubt(f"{path} may patch {name}", at, BUILD, reach)
            return
    yield from changes_of(kind, name, at, workspace, reach)


def may_change(
    kind: str, name: str, path: str, workspace: Workspace, bears: Callable[[str], bool] | None = None
) -> bool:
    """True when a kustomization's patches name an object, or its kind and no name, or do what cannot be seen.

    ``bears``: whether the text of a patch changes anything that matters; None where all of it does.
    """
    for document in documents_of(path, workspace):
        if any(dig(document, member) is not None for member in _UNSEEN):
            return True
        for member in LISTS_OF_PATCHES:
            for item in items(dig(document, member)):
                said = _said(item, path, workspace)
                if dig(item, "target") is not None:
                    meant = _fits(dig(item, "target.name"), name) and _fits(dig(item, "target.kind"), kind)
                else:
                    meant = said is None or name in said
                if meant and (said is None or bears is None or bears(said)):
                    return True
    return False


def _fits(aimed: Node | None, name: str) -> bool:
    """True when a target's name or kind, an expression that is not evaluated here, may fit; absent, it fits all."""
    written = text(aimed)
    return written is None or written == name or not _PLAIN.match(written)


def _said(item: Node, path: str, workspace: Workspace) -> str | None:
    """The text of a patch: written in the kustomization, or in a file it names; None where it cannot be read."""
    inline = text(dig(item, "patch"))
    if inline is not None:
        return inline
    named = text(item) or text(dig(item, "path"))
    if named is None or "\n" in named:
        return named
    from natpin.languages.located_yaml.documents import decode

    data = workspace.read(posixpath.normpath(posixpath.join(posixpath.dirname(path), named)))
    literal = decode(data, named) if isinstance(data, bytes) else None
    return literal if isinstance(literal, str) else None
