"""A kustomization built: its resources taken in, generators run, components and changes applied, in kustomize's order.

What would need another repository, a plugin or a chart is not guessed: the build says what may come with it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from weakref import WeakKeyDictionary

from natpin.formats.argo_applications import overridden
from natpin.formats.documents import parsed
from natpin.formats.kustomizations import is_overlay, of_flux
from natpin.formats.kustomize.changing import Changes
from natpin.formats.kustomize.flux import applied
from natpin.formats.kustomize.generating import absorbed, generated
from natpin.formats.kustomize.loading import (
    MEMBERS,
    in_folder,
    is_component,
    is_remote,
    load,
    names,
    resolved,
)
from natpin.formats.kustomize.nodes import Refused, holds
from natpin.formats.kustomize.objects import Built
from natpin.formats.kustomize.referring import referring
from natpin.formats.kustomize.work import Build, Work, trying
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

MOST_OBJECTS = 5_000
"""Of one build."""
MOST_OF_ALL = 100_000
"""Objects that the builds of a workspace take in together: each overlay may take in each other one again."""
_MOST_FOLLOWED = 40
"""Kustomizations that lie one over the other."""
_CHART = "kustomize build --enable-helm, and lint what it prints"
_TEMPLATE = Unknown("it holds a template's marks", settle_by="render it, and lint what it prints")
_DEFINITION = b"CustomResourceDefinition"
_KIND = late_regex(rb"(?m)^[\"']?kind[\"']?[ \t]*:")
_DEFINED = late_regex(rb"(?m)^kind:[ \t]*CustomResourceDefinition[ \t\r]*$")
_PARTED = late_regex(rb"(?m)^---(?=\s)|^---$|^\.\.\.(?=\s)")
_SAYING = late_regex(rb"(?m)^[ \t]*[^\s#%]")
"""A line that is no comment: a document without one is empty."""
_LOCAL = "config.kubernetes.io/local-config"


@mutable
class _Builder:
    """The builds of one workspace, each made once."""

    workspace_of: Callable[[], Workspace]
    done: dict[str, Work] = field(default_factory=dict)
    built: dict[str, Build] = field(default_factory=dict)
    under_way: list[str] = field(default_factory=list)
    taken: int = 0

    @property
    def workspace(self) -> Workspace:
        return self.workspace_of()

    def folder(self, path: str, work: Work, at: Location) -> None:
        """What the kustomization at a path builds, taken in."""
        if path in self.under_way or len(self.under_way) > _MOST_FOLLOWED:
            raise Refused(f"{path} includes itself, or includes others too deeply")
        if path not in self.done:
            self.under_way.append(path)
            made = Work()
            kustomization = load(path, self.workspace)
            if isinstance(kustomization, str):
                made.doubt(f"{path} {kustomization}", at)
            elif is_component(kustomization):
                made.doubt(f"{path} is a Component, which is not a resource", at)
            else:
                self.apply(path, kustomization, made)
            self.under_way.pop()
            self.done[path] = made
        ready = self.done[path]
        self.taken += len(ready.objects)
        if len(work.objects) + len(ready.objects) > MOST_OBJECTS or self.taken > MOST_OF_ALL:
            raise Refused(f"{path} has more objects than natpin reads")
        work.take(ready)

    def apply(self, path: str, kustomization: Value, work: Work) -> None:
        """A kustomization's own resources and changes, on top of what is there."""
        folder = posixpath.dirname(path)
        work.kustomizations.add(path)
        for name in kustomization.data if isinstance(kustomization.data, Mapping) else ():
            if name.lower() not in MEMBERS:
                work.doubt(f"kustomize does not know {name}", kustomization.at)
        for name, at in names(kustomization, "resources", "bases"):
            trying(work, at.at, partial(self._resource, folder, name, at, work))
        self._generators(folder, kustomization, work)
        for name, at in names(kustomization, "components"):
            trying(work, at.at, partial(self._component, folder, name, at, work))
        Changes(folder, kustomization, work, self.workspace).make()

    def _resource(self, folder: str, name: str, at: Node, work: Work) -> None:
        path = resolved(folder, name)
        if path is None or not (self.workspace.exists(path) or self.workspace.is_folder(path)):
            where = "is of another repository" if is_remote(name) else "is not in the workspace"
            work.doubt(f"{name} {where}, and may bring further objects", at.at, alters=False)
            return
        if not self.workspace.exists(path):
            inner = in_folder(path, self.workspace)
            if inner is None:
                raise Refused(f"{path} is a folder without a kustomization")
            self.folder(inner, work, at.at)
        elif self._is_kustomizes(path):
            raise Refused(f"{path} is a kustomization: name its folder instead")
        else:
            self._taken(path, work, at.at)

    def _objects(self, path: str, work: Work, at: Location) -> Sequence[Built]:
        if _only_definitions(self.workspace.read(path)):
            work.partial = True  # patches may be about them
            return []
        found = parsed(path, self.workspace)
        unread = found if isinstance(found, Skipped) else None
        unread = unread or next((one for one in found if isinstance(one, Skipped)), None)  # type: ignore[union-attr]
        if unread is not None or isinstance(found, Skipped):
            raise Refused(f"{path}: {unread.reason if unread is not None else ''}")
        bodies = [
            body
            for one in found
            if not isinstance(one, Skipped)
            for body in (items(dig(one, "items")) if _is_list(one) else (one,))
            if isinstance(body, Value) and isinstance(body.data, Mapping)
        ]
        self.taken += len(bodies)
        if len(bodies) + len(work.objects) > MOST_OBJECTS or self.taken > MOST_OF_ALL:
            raise Refused(f"{path} has more objects than natpin reads")
        return list(map(Built, bodies))

    def by_flux(self, path: str, work: Work) -> None:
        """What the Kustomizations of Flux in a file build."""
        work.kustomizations.add(path)
        for one in applied(path, self.workspace):
            made, at = Work(), one.said.at
            for taken in one.taken(self.workspace):
                trying(made, at, partial(self._taken, taken, made, at))
            kustomization = one.kustomization
            for reason in (*one.unfollowed, *overridden(one.folder, self.workspace)):
                made.doubt(reason, at)
            for name, component in names(kustomization, "components"):
                trying(made, component.at, partial(self._component, one.folder, name, component, made))
            Changes(one.folder, kustomization, made, self.workspace).make()
            made.objects = [one.substituted(each) for each in made.objects]
            trying(work, at, partial(work.take, made))

    def _is_kustomizes(self, path: str) -> bool:
        return is_overlay(path) and not of_flux(path, self.workspace)

    def _taken(self, path: str, work: Work, at: Location) -> None:
        if self._is_kustomizes(path):
            self.folder(path, work, at)
            return
        taken = self._objects(path, work, at)
        work.files.add(path)
        work.add(taken)

    def _component(self, folder: str, name: str, at: Node, work: Work) -> None:
        where = resolved(folder, name)
        path = in_folder(where, self.workspace) if where is not None else None
        if path is None:
            work.doubt(f"the component {name} is not in the workspace", at.at)
            return
        kustomization = load(path, self.workspace)
        if isinstance(kustomization, str):
            raise Refused(f"{path} {kustomization}")
        if not is_component(kustomization) or path in self.under_way or len(self.under_way) > _MOST_FOLLOWED:
            raise Refused(f"{path} is not a Component, or includes itself")
        self.under_way.append(path)
        self.apply(path, kustomization, work)
        self.under_way.pop()

    def _generators(self, folder: str, kustomization: Value, work: Work) -> None:
        def read(name: str) -> str | None:
            path = resolved(folder, name)
            data = self.workspace.read(path) if path is not None else None
            return data.decode(errors="replace") if isinstance(data, bytes) else None

        def absorb() -> None:
            for one in generated(kustomization, read):
                work.objects = absorbed(work.objects, one)

        trying(work, kustomization.at, absorb)
        for member in ("helmCharts", "helmChartInflationGenerator"):
            for one in items(dig(kustomization, member)):
                chart = text(dig(one, "name")) or text(dig(one, "chartName")) or "a chart"
                work.doubt(f"the Helm chart {chart} may bring further objects", one.at, False, _CHART)
        for _, at in names(kustomization, "generators"):
            work.doubt("what a generator adds", at.at, alters=False)


def _only_definitions(data: bytes | Skipped) -> bool:
    """True for a file with nothing but definitions of custom kinds: large as a rule, slow to parse, and never judged."""
    if not isinstance(data, bytes) or _DEFINITION not in data:
        return False
    defined = len(_DEFINED.findall(data))
    documents = sum(1 for one in _PARTED.split(data) if _SAYING.search(one))
    return len(_KIND.findall(data)) == data.count(_DEFINITION) == defined >= documents


def _is_list(one: Node) -> bool:
    """Whether a document holds objects, and is none itself."""
    return (text(dig(one, "kind")) or "").endswith("List") and dig(one, "items") is not None


def _is_template(body: Node) -> bool:
    """Whether an object of Azure's holds a template's marks: those in others are text for other programs."""
    return "azure" in (text(dig(body, "apiVersion")) or "azure") and holds(body, "{{")


_BUILDERS: WeakKeyDictionary[Workspace, _Builder] = WeakKeyDictionary()


def build(path: str, workspace: Workspace) -> Build:
    """What the kustomization at a path builds, or those of Flux in a file. Never raises."""
    from weakref import ref

    if workspace not in _BUILDERS:
        reference = ref(workspace)
        _BUILDERS[workspace] = _Builder(lambda: reference())  # type: ignore[arg-type, return-value]
    builder = _BUILDERS[workspace]
    if path not in builder.built:
        work = Work()
        by_kustomize = is_overlay(path) and not of_flux(path, workspace)
        take = partial(builder.folder, at=Location(path)) if by_kustomize else builder.by_flux
        trying(work, Location(path), partial(take, path, work))
        for reason in overridden(posixpath.dirname(path), workspace) if by_kustomize else ():
            work.doubt(reason, Location(path))
        builder.built[path] = finished(work)
    return builder.built[path]


def finished(work: Work) -> Build:
    """A build with the references to renamed objects written anew, and without what is only for the build itself."""
    trying(work, Location("<kustomize>"), lambda: _refer(work))
    applied = [
        one.opened(_TEMPLATE) if _is_template(one.body) else one for one in work.objects if _applied(one)
    ]
    return Build(
        tuple(applied),
        tuple(work.open),
        frozenset(work.files),
        frozenset(work.kustomizations),
        frozenset(work.patches),
        tuple(one for one in work.objects if not _applied(one)),
    )


def _refer(work: Work) -> None:
    work.objects = referring(work.objects, work.references)


def _applied(one: Built) -> bool:
    """Whether an object is applied, and not only there for the build."""
    said = members(dig(one.body, "metadata.annotations")).get(_LOCAL)
    return said is None or text(said) == "false"
