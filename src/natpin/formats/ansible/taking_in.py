"""What tasks take in: files of tasks and of variables, and roles with what they need.

Sources: Ansible documentation, "Re-using Ansible artifacts", "Roles".
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from natpin.formats.ansible.files import (
    Role,
    beside,
    dependencies,
    mapping_in,
    role_named,
    tasks_of_file,
    text_of,
)
from natpin.formats.ansible.harmless import ROLES
from natpin.formats.ansible.run import Run
from natpin.formats.ansible.variables import Rank
from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Unknown, Value, items, members, plain, text

Frame = tuple[Rank, Mapping[str, Node]]
_MOST_NESTED = 30


class TakingIn:
    """Files and roles of a run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.handlers: list[Node] = []
        """Of the roles so far."""

    @abstractmethod
    def all(self, listed: tuple[Node, ...]) -> None:
        """Go through tasks in their order."""

    def _take_tasks(self, written: Node, node: Node) -> None:
        run = self.run
        said = members(written).get("file") or written
        named = run.text(said)
        name = named.split()[0] if named is not None and named.split() else None
        path = beside(name, run.files[-1], run.path, "tasks", run.workspace) if name is not None else None
        if path is None:
            run.doubt(
                f"the tasks of {(text(said) or 'a file')[:100]}, which is not here or not known", node.at
            )
            return
        self.file(path, node.at)

    def file(self, path: str, at: Location) -> None:
        """The tasks of a file."""
        run = self.run
        if run.running.count(path) > 2 or len(run.running) > _MOST_NESTED:
            run.doubt(f"{path} takes in itself", at)
            return
        listed = tasks_of_file(path, run.workspace)
        if isinstance(listed, Skipped):
            run.skipped.setdefault(Skipped(listed.path, listed.reason, listed.at, claims_aks=True))
            run.doubt(f"the tasks of {path}, which cannot be read", at)
            return
        run.running.append(path)
        run.files.append(path)
        try:
            self.all(listed)
        finally:
            run.files.pop()
            run.running.pop()

    def _take_variables(self, written: Node, node: Node) -> None:
        inner = members(written)
        if "dir" in inner:
            self.run.doubt("the variables of a folder (include_vars)", node.at, settle_by="--var NAME=VALUE")
            return
        found = self.run.variables_in(inner.get("file") or written)
        into = self.run.text(inner.get("name"))
        if found is None:
            return
        if into is not None:
            self.run.variables.set(Rank.INCLUDED, into, Value(dict(found), node.at))
            return
        for name, value in found.items():
            self.run.variables.set(Rank.INCLUDED, name, value)

    def _take_role(self, written: Node, node: Node, *, static: bool) -> None:
        """``import_role`` (static) gives its variables to the rest of the play, ``include_role`` where it is ``public``."""
        inner = members(written)
        name = self.run.text(inner.get("name")) if inner else self.run.text(written)
        sources: dict[str, str] = {}
        for kind in ("tasks", "handlers", "defaults", "vars"):
            source = self.run.text(inner.get(f"{kind}_from"))
            if source is not None:
                sources[kind] = source
            elif f"{kind}_from" in inner:
                self.run.doubt(f"which {kind} of a role count is not known", node.at)
                return
        public = static or ("public" in inner and plain(self.run.value(inner["public"])) is not False)
        self.role(name, {}, node.at, sources, public=public)

    def role(
        self,
        name: str | None,
        parameters: Mapping[str, Node],
        at: Location,
        sources: Mapping[str, str] = MappingProxyType({}),
        *,
        public: bool = True,
    ) -> None:
        """A role: what it needs, its defaults and variables, its tasks."""
        run = self.run
        role = role_named(name, run.path, run.workspace) if name else None
        if role is None and name in ROLES:
            return
        if role is None:
            run.doubt(f"the role {name or 'whose name is not known'}, which is not in this repository", at)
            return
        if run.running.count(role.folder) > 1 or len(run.running) > _MOST_NESTED:
            return
        run.running.append(role.folder)
        run.roles.append(role)
        before = run.variables.places.get("role_path")
        run.variables.places["role_path"] = role.folder
        frames = tuple(self._of_role(role, sources))
        if public:
            self._expose(frames, at)
        try:
            with run.variables.within(*frames, (Rank.ROLE_PARAMETERS, parameters)):
                self._needed(role, at, public=public)
                self._take_handlers(role, sources.get("handlers", "main"), at)
                first = sources.get("tasks", "main")
                path = role.file("tasks", first, run.workspace)
                if path is not None:
                    self.file(path, at)
                elif first != "main":
                    run.doubt(f"the tasks {first} of the role {role.name}, which are not here", at)
        finally:
            run.roles.pop()
            run.running.pop()
            if before is not None:
                run.variables.places["role_path"] = before

    def expose(self, name: str | None, at: Location, seen: frozenset[str] = frozenset()) -> None:
        """The variables of a role of the play and of what it needs, which all of the play sees, before it runs too and
        where its condition does not hold."""
        role = role_named(name, self.run.path, self.run.workspace) if name else None
        if role is None or role.folder in seen:
            return
        for needed, _ in self._needs(role):
            self.expose(needed, at, seen | {role.folder})
        self._expose(tuple(self._of_role(role, {})), at)

    def _expose(self, frames: tuple[Frame, ...], at: Location) -> None:
        """To the rest of the play; what a condition that is not known decides may be so or not."""
        for rank, names in frames:
            if self.run.forks:
                why = Unknown("whether the role that sets it is taken in is not known", at)
                names = dict.fromkeys(names, why)
            self.run.variables.exposed.append((rank, names))

    def _take_handlers(self, role: Role, source: str, at: Location) -> None:
        path = role.file("handlers", source, self.run.workspace)
        listed = tasks_of_file(path, self.run.workspace) if path is not None else ()
        if isinstance(listed, Skipped):
            self.run.skipped.setdefault(listed)
            self.run.doubt(f"the handlers of {path}, which cannot be read", at)
        else:
            self.handlers += listed

    def _of_role(self, role: Role, sources: Mapping[str, str]) -> Iterator[Frame]:
        for kind, rank in (("defaults", Rank.DEFAULTS), ("vars", Rank.ROLE)):
            path = role.file(kind, sources.get(kind, "main"), self.run.workspace)
            found = mapping_in(path, self.run.workspace) if path is not None else None
            if isinstance(found, Skipped):
                self.run.skipped.setdefault(found)
                self.run.doubt(f"which variables {path} sets: {found.reason}", Location(found.path))
            elif isinstance(found, Unknown):
                self.run.variables.open = self.run.variables.open or found
            elif found is not None:
                yield rank, members(found)

    def _needs(self, role: Role) -> Iterator[tuple[str | None, Mapping[str, Node]]]:
        meta = role.file("meta", "main", self.run.workspace)
        needs = dependencies(meta, self.run.workspace) if meta is not None else None
        for one in items(needs):
            yield text_of(one, "role", "name"), members(members(one).get("vars"))

    def _needed(self, role: Role, at: Location, *, public: bool) -> None:
        for name, given in self._needs(role):
            self.role(name, given, at, public=public)
