"""The variables of roles, and which of them all of a play sees.

Source: Ansible documentation, "Roles" ("Using roles at the play level", "import_role").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from natpin.formats.ansible.files import (
    MAIN,
    Role,
    beside,
    dependencies,
    mapping_in,
    plain_name,
    role_named,
    tasks_in,
    tasks_of_file,
    text_of,
)
from natpin.formats.ansible.role_uses import RoleUse, role_use
from natpin.formats.ansible.run import Run
from natpin.formats.ansible.variables import Rank
from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Unknown, items, members

Frame = tuple[Rank, Mapping[str, Node]]
KINDS = ("tasks", "handlers", "defaults", "vars")
"""Folders of a role of which another file than ``main`` can be named."""


class Exposing:
    """What roles of a run say to the rest of a play."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.exposed: set[tuple[object, ...]] = set()
        """Roles whose variables all of the play sees."""

    def expose(
        self,
        name: str | None,
        at: Location,
        sources: Mapping[str, str] = MappingProxyType({}),
        seen: frozenset[str] = frozenset(),
    ) -> None:
        """The variables of a role of the play and of what it needs, which all of the play sees, before it runs too and
        where its condition does not hold."""
        role = role_named(name, self.run.path, self.run.workspace) if name else None
        if role is None or role.folder in seen:
            return
        seen |= {role.folder}
        for needed in self._needs(role):
            self.expose(self.run.text(needed.named), at, seen=seen)
        self._expose(tuple(self._of_role(role, sources)), at)
        self.exposed.add((role.folder, *sources.items()))
        self.expose_imported(
            self._tasks_in(role.file("tasks", sources.get("tasks", MAIN), self.run.workspace)), seen
        )

    def expose_imported(self, listed: tuple[Node, ...], seen: frozenset[str] = frozenset()) -> None:
        """Those of the roles that tasks import, which is done before the play begins."""
        for task in tasks_in(listed):
            for key, written in task.items():
                name = plain_name(key)
                if name == "import_role":
                    inner = members(written)
                    called = self.run.text(inner.get("name") or inner.get("role") or written)
                    self.expose(called, written.at, self._sources(inner), seen)
                elif name == "import_tasks":
                    said = text_of(written, "file") or ""
                    path = beside(said, self.run.files[-1], self.run.path, "tasks", self.run.workspace)
                    if path is not None and path not in seen:
                        self.expose_imported(self._tasks_in(path), seen | {path})

    def _tasks_in(self, path: str | None) -> tuple[Node, ...]:
        listed = tasks_of_file(path, self.run.workspace) if path is not None else ()
        return () if isinstance(listed, Skipped) else listed

    def _sources(self, inner: Mapping[str, Node]) -> Mapping[str, str]:
        """Which files of a role count, where others than ``main`` are named."""
        found = {kind: self.run.text(inner.get(f"{kind}_from")) for kind in KINDS}
        return {kind: said for kind, said in found.items() if said is not None}

    def _expose(self, frames: tuple[Frame, ...], at: Location) -> None:
        """To the rest of the play; what a condition that is not known decides may be so or not."""
        for rank, names in frames:
            if self.run.forks:
                why = Unknown("it is not known whether the role that sets it is included", at)
                names = dict.fromkeys(names, why)
            self.run.variables.exposed.append((rank, names))

    def _of_role(self, role: Role, sources: Mapping[str, str]) -> Iterator[Frame]:
        for kind, rank in (("defaults", Rank.DEFAULTS), ("vars", Rank.ROLE)):
            for path in role.files_of_variables(kind, sources.get(kind, MAIN), self.run.workspace):
                found = mapping_in(path, self.run.workspace)
                if isinstance(found, Skipped):
                    self.run.skipped.setdefault(found)
                    self.run.doubt(f"which variables {path} sets: {found.reason}", Location(found.path))
                elif isinstance(found, Unknown):
                    self.run.variables.open = self.run.variables.open or found
                else:
                    yield rank, members(found)

    def _needs(self, role: Role) -> Iterator[RoleUse]:
        meta = role.file("meta", "main", self.run.workspace)
        needs = dependencies(meta, self.run.workspace) if meta is not None else None
        yield from map(role_use, items(needs))
