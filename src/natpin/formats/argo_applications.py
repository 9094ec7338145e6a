"""Applications of Argo CD: the folders that they apply, and what they change of them.

``spec.source.kustomize`` says changes in kustomize's words, and Argo CD writes them into the folder's kustomization before it
builds it. What a plugin prints, what an ApplicationSet's template comes to and which files of a folder are left out is not
worked out: it is a reason to doubt. Sources: Argo CD, "Application Specification Reference", "Kustomize" ("Patches",
"Components"), "Directory" ("Including/Excluding Files", "Jsonnet"), "Config Management Plugins", "Parameter Overrides" ("Store
Overrides in Git"), "ApplicationSet Specification", "Template Patch".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.formats.documents import parsed
from natpin.model.record import record
from natpin.model.value import Node, Skipped, Value, dig, items, members, text
from natpin.workspace import Workspace

API = "argoproj.io/"
CHANGING = (
    "patches",
    "components",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "commonAnnotations",
)
"""What ``kustomize`` may say that bears on more than the images and numbers of workloads."""
_OF_SETS = frozenset(
    """
    generators template templatePatch syncPolicy strategy preservedFields goTemplate goTemplateOptions
    applyNestedSelectors ignoreApplicationDifferences
    """.split()  # noqa: SIM905
)
"""Members of an ApplicationSet (Argo CD, "ApplicationSet Specification")."""
_PLACED = ("kustomize", "source", "path", "plugin", "directory")
_OVERRIDE = ".argocd-source"


@record
class Source:
    """A folder that an Application applies."""

    said: Value
    """``spec.source``, or one of ``spec.sources``."""
    path: str
    """The folder, as it is written."""
    changes: Mapping[str, Node]
    """What is changed, in the words of a kustomization."""
    unfollowed: tuple[str, ...]
    """Why what is applied may be otherwise."""

    def may_be(self, folder: str) -> bool:
        """Whether a folder fits a path that an ApplicationSet's generators complete; False where it is written in full, or
        names nothing of this repository and changes nothing but which files of a plain folder count."""
        if "{{" not in self.path:
            return False
        first, last = self.path.partition("{{")[0], self.path.rpartition("}}")[2]
        if not first and not last and "{{" in (text(dig(self.said, "repoURL")) or ""):
            return not all(one.startswith("directory.") for one in self.unfollowed)
        return folder.startswith(first.lstrip("/")) and folder.endswith(last.rstrip("/"))


def sources(document: Node) -> Iterator[Source]:
    """The folders that an Application, or what an ApplicationSet makes, applies."""
    if not (text(dig(document, "apiVersion")) or "").startswith(API):
        return
    spec = dig(document, "spec")
    match text(dig(document, "kind")):
        case "Application":
            for said in _said(spec):
                yield Source(said, _path(said), _changes(said), tuple(_unread(said)))
        case "ApplicationSet":
            of_set = tuple(_unfollowed_of(spec))
            for said in _said(dig(spec, "template.spec")):
                made = tuple(f"{name} of an ApplicationSet's template" for name in _bearing(said))
                yield Source(said, _path(said), {}, (*of_set, *made, *_unread(said)))


def _said(spec: Node | None) -> Iterator[Value]:
    """The sources of an Application that are folders: a chart of a registry is none."""
    for said in (dig(spec, "source"), *items(dig(spec, "sources"))):
        if isinstance(said, Value) and isinstance(said.data, Mapping) and dig(said, "chart") is None:
            yield said


def _path(said: Value) -> str:
    return text(dig(said, "path")) or "."


def _changes(said: Node) -> dict[str, Node]:
    kustomize = members(dig(said, "kustomize"))
    return {name: kustomize[name] for name in CHANGING if name in kustomize}


def _bearing(said: Value) -> Iterator[str]:
    """The changes in a template that matter: where it is for many folders, each has names of its own."""
    many = "{{" in _path(said)
    return (name for name in _changes(said) if not many or name in ("patches", "components"))


def _unfollowed_of(spec: Node | None) -> Iterator[str]:
    """What an ApplicationSet says that may change what its template says."""
    for name in members(spec):
        if name not in _OF_SETS:
            yield f"ApplicationSet has no {name}"
    patch = text(dig(spec, "templatePatch"))
    if dig(spec, "templatePatch") is not None and (patch is None or any(word in patch for word in _PLACED)):
        yield "templatePatch of an ApplicationSet"
    for generator in items(dig(spec, "generators")):
        if any(dig(one, "template.spec") is not None for one in members(generator).values()):
            yield "a generator of an ApplicationSet has a template of its own"


def _unread(said: Value) -> Iterator[str]:
    if dig(said, "plugin") is not None:
        yield "a plugin of Argo CD prints what is applied"
    for name in ("include", "exclude", "jsonnet"):
        if dig(said, f"directory.{name}") is not None:
            yield f"directory.{name} of Argo CD"


def overridden(folder: str, workspace: Workspace) -> Iterator[str]:
    """Why what Argo CD applies from a folder may be otherwise than its kustomization says: a file in it that overrides more
    than images and numbers of pods."""
    for name in workspace.listdir(folder or "."):
        if name.startswith(_OVERRIDE) and name.endswith(".yaml"):
            path = posixpath.normpath(posixpath.join(folder, name))
            found = parsed(path, workspace)
            if isinstance(found, Skipped) or any(
                isinstance(one, Skipped) or _overrides(one) for one in found
            ):
                yield f"{path} changes what Argo CD applies"


def _overrides(said: Node) -> bool:
    """Whether an override changes anything that bears on more than workloads."""
    return bool(_changes(said)) or any(
        dig(said, name) is not None for name in ("plugin", "directory", "path")
    )
