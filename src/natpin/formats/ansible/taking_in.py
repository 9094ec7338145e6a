"""What tasks take in: files of tasks and of variables, and roles with what they need.

Sources: Ansible documentation, "Re-using Ansible artifacts", "Roles".
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType

from natpin.formats.ansible.exposing import KINDS, Exposing
from natpin.formats.ansible.files import (
    MAIN,
    ROLE_ENDINGS,
    Role,
    beside,
    files_in,
    mapping_in,
    role_named,
    tasks_of_file,
)
from natpin.formats.ansible.harmless import ROLES
from natpin.formats.ansible.role_uses import Ran, RoleUse, written_alike
from natpin.formats.ansible.run import Run
from natpin.formats.ansible.variables import Rank
from natpin.languages.jinja.comparing import truth
from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Unknown, Value, members, plain, text

_MOST_NESTED = 30


class TakingIn(Exposing):
    """Files and roles of a run."""

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.handlers: list[Node] = []
        """Of the roles so far."""
        self.role_ended: Unknown | bool = False
        """The role is over; why it may be."""
        self.progress: list[Ran] = []
        """Of the roles that are being run, innermost last."""
        self.have_run: dict[object, Ran] = {}
        """Roles that a play has run, by how they are named there."""

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
            reason = f"the tasks of {(text(said) or 'a file')[:100]}, which is not here or not known"
            self._missing(reason, node.at)
            return
        self._applied(members(written), lambda: self.file(path, node.at))

    def file(self, path: str, at: Location) -> None:
        """The tasks of a file."""
        run = self.run
        if run.running.count(path) > 2 or len(run.running) > _MOST_NESTED:
            run.doubt(f"{path} includes itself", at)
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
        found = (
            self._of_directory(inner, node.at)
            if "dir" in inner
            else self.run.variables_in(inner.get("file") or written)
        )
        into = self.run.text(inner.get("name"))
        if found is None:
            return
        if into is not None:
            self.run.variables.set(Rank.INCLUDED, into, Value(dict(found), node.at))
            return
        for name, value in found.items():
            self.run.variables.set(Rank.INCLUDED, name, value)

    def _of_directory(self, inner: Mapping[str, Node], at: Location) -> Mapping[str, Node] | None:
        """The variables of the files of a folder, in the order of their names (module ``ansible.builtin.include_vars``);
        None where they are not known, which is a doubt."""
        run, found = self.run, dict[str, Node]()
        said = run.text(inner["dir"])
        folder = run.folder(said, "vars") if said is not None else None
        if folder is None or inner.keys() - {"dir", "name"}:
            reason = f"which variables the folder {(text(inner['dir']) or 'that is not known')[:100]} sets (include_vars)"
            run.variables.open = run.variables.open or Unknown(reason, at, "--var NAME=VALUE")
            run.doubt(reason, at, settle_by="--var NAME=VALUE")
            return None
        for path in files_in(folder, run.workspace):
            of_file = run.variables_of(path, at) if path.endswith(ROLE_ENDINGS) else None
            found.update(of_file or {})
        return found

    def _take_role(self, written: Node, task: Mapping[str, Node], node: Node, *, static: bool) -> None:
        """``import_role`` (static) gives its variables to the rest of the play, ``include_role`` where it is ``public``."""
        inner = members(written)
        name = self.run.text(inner.get("name") or inner.get("role") or written)
        sources = self._sources(inner)
        for kind in KINDS:
            if kind not in sources and f"{kind}_from" in inner:
                self._missing(f"which {kind} of a role count is not known", node.at)
                return
        public = static or ("public" in inner and plain(self.run.value(inner["public"])) is not False)
        key = ("included", name, written_alike(task.get("vars")), *sources.items())
        again = inner.get("allow_duplicates", Value(True))
        self._applied(
            inner, lambda: self.role(name, {}, node.at, sources, public=public, key=key, again=again)
        )

    def _applied(self, inner: Mapping[str, Node], take_in: Callable[[], None]) -> None:
        """Take in under what ``apply`` says of each task of what is included."""
        said = members(inner.get("apply"))
        with self.run.variables.within((Rank.TASK, members(said.get("vars")))), self.around(said):
            self.run.where_asked(said, lambda: self.run.under(said.get("when"), take_in))

    @abstractmethod
    def around(self, said: Mapping[str, Node]) -> AbstractContextManager[None]:
        """What a play, a role, a block or a task says of all that stands in it."""

    def use(self, used: RoleUse, at: Location, *, public: bool = True) -> None:
        """A role of a play's list, or one that a role needs."""
        run = self.run
        when, tags = used.said.get("when"), used.said.get("tags")
        alike = map(written_alike, (used.named, when, tags, Value(used.parameters), Value(used.vars)))

        def role() -> None:
            name = run.text(used.named)
            key = ("", name, *alike)
            with run.session.state.called(at), self.around(used.said):
                self.role(name, used.parameters, at, public=public, key=key, given=used.vars)

        run.where_asked(used.said, lambda: run.under(when, role))

    def role(
        self,
        name: str | None,
        parameters: Mapping[str, Node],
        at: Location,
        sources: Mapping[str, str] = MappingProxyType({}),
        *,
        public: bool = True,
        key: object = None,
        again: Node | None = None,
        given: Mapping[str, Node] = MappingProxyType({}),
    ) -> None:
        """A role: what it needs, its defaults and variables, its tasks. ``key``: how it is named, the same where Ansible
        takes it for the same. ``again``: whether it runs again; None where that is for the role to say. ``given``: the
        ``vars`` beside its name."""
        run = self.run
        role = role_named(name, run.path, run.workspace) if name else None
        if role is None and name in ROLES:
            return
        if role is None:
            self._missing(
                f"the role {name or 'whose name is not known'}, which is not in this repository", at
            )
            return
        if run.running.count(role.folder) > 1 or len(run.running) > _MOST_NESTED:
            return
        run.running.append(role.folder)
        run.roles.append(role)
        before = run.variables.places.get("role_path")
        run.variables.places["role_path"] = role.folder
        frames = (*self._of_role(role, sources), (Rank.ROLE, given))
        if public and (role.folder, *sources.items()) not in self.exposed:
            self._expose(frames[:-1], at)
        try:
            with run.variables.within(*frames, (Rank.ROLE_PARAMETERS, parameters)):
                self._needed(role, at, public=public)
                self._take_handlers(role, sources.get("handlers", "main"), at)
                first = sources.get("tasks", MAIN)
                self._once_a_play(role, key, again, lambda: self._tasks_of(role, first, at))
        finally:
            run.roles.pop()
            run.running.pop()
            if before is not None:
                run.variables.places["role_path"] = before

    def _tasks_of(self, role: Role, first: str, at: Location) -> None:
        path = role.file("tasks", first, self.run.workspace)
        if path is not None:
            self.file(path, at)
        elif first != "main":
            self._missing(f"the tasks {first} of the role {role.name}, which are not here", at)

    def _once_a_play(self, role: Role, key: object, again: Node | None, tasks: Callable[[], None]) -> None:
        """Run the tasks of a role where Ansible does not skip them because the role, named alike, has run in the play."""
        run = self.run
        ran = self.have_run.setdefault((role.folder, key), Ran())
        runs = True if not (ran.surely or ran.perhaps) else self._runs_again(role, again)
        if runs is False and not ran.surely:
            reason = f"whether the role {role.name} has run in this play is not known"
            runs = Unknown(reason, Location(role.file("tasks", MAIN, run.workspace) or role.folder))
        self.progress.append(ran)
        around, self.role_ended = self.role_ended, False
        try:
            if isinstance(runs, Unknown):
                run.perhaps(tasks, runs)
            elif runs:
                tasks()
        finally:
            self.progress.pop()
            self.role_ended = around

    def _runs_again(self, role: Role, said: Node | None) -> bool | Unknown:
        written = said
        if written is None:
            meta = role.file("meta", MAIN, self.run.workspace)
            found = mapping_in(meta, self.run.workspace) if meta is not None else None
            written = members(found).get("allow_duplicates") if isinstance(found, Value) else None
        return written is not None and truth(self.run.variables.value(written), self.run.variables)

    def _missing(self, reason: str, at: Location) -> None:
        """What is taken in and not here; where a condition around it does not hold, Ansible does not come to it."""
        if self.run.may_run(None) is not False:
            self.run.doubt(reason, at)

    def _take_handlers(self, role: Role, source: str, at: Location) -> None:
        path = role.file("handlers", source, self.run.workspace)
        listed = tasks_of_file(path, self.run.workspace) if path is not None else ()
        if isinstance(listed, Skipped):
            self.run.skipped.setdefault(listed)
            self.run.doubt(f"the handlers of {path}, which cannot be read", at)
        else:
            self.handlers += listed

    def _needed(self, role: Role, at: Location, *, public: bool) -> None:
        for used in self._needs(role):
            self.use(used, at, public=public)
