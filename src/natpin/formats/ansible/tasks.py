"""Tasks one after the other: blocks, loops, conditions, and what each module does.

Sources: Ansible documentation, "Playbook Keywords", "Loops", "Conditionals", "Blocks", "Module defaults".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.ansible.arguments import arguments_of, free_form, with_defaults
from natpin.formats.ansible.commands import SHELLS, Commands
from natpin.formats.ansible.files import (
    TAKES_ROLE,
    TAKES_TASKS,
    Role,
    beside,
    dependencies,
    list_in,
    mapping_in,
    plain_name,
    role_named,
    text_of,
)
from natpin.formats.ansible.harmless import ROLES, is_harmless
from natpin.formats.ansible.keywords import module_of
from natpin.formats.ansible.loops import MOST_ROUNDS, loop_of
from natpin.formats.ansible.modules import azure_name
from natpin.formats.ansible.requests import Requests
from natpin.formats.ansible.run import Run
from natpin.formats.ansible.variables import Rank
from natpin.formats.az.cli.foreign import reach_of_program
from natpin.formats.az.work import TooMuch
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.value import Node, Skipped, Unknown, Value, items, members, plain, text

_MOST_NESTED = 30


class Tasks:
    """Goes through tasks."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.commands = Commands(run)
        self.requests = Requests(run)
        self.ended = False
        """The play is over: what comes after does not run."""
        self.perhaps_ended: Unknown | None = None
        """Why it may be over."""
        self.notified: dict[str, None] = {}
        self.handlers: list[Node] = []
        """Of the roles so far."""
        self.defaults: list[Mapping[str, Node]] = []
        """``module_defaults``, innermost last."""

    def all(self, listed: tuple[Node, ...]) -> None:
        """Tasks in their order."""
        for one in listed:
            if self.ended:
                return
            if self.perhaps_ended is not None:
                self.run.perhaps(lambda one=one: self._task(one), self.perhaps_ended)  # type: ignore[misc]
            else:
                self._task(one)

    def _task(self, node: Node) -> None:
        if not self.run.session.work.step():
            raise TooMuch(node.at)
        task = members(node)
        if not task:
            return
        if {text(one) for one in (*items(task.get("tags")), task.get("tags"))} & {"never"}:
            return  # it runs only where it is asked for by name
        defaults = task.get("module_defaults")
        if defaults is not None:
            self.defaults.append(members(self.run.value(defaults)))
        rank = Rank.BLOCK if "block" in task else Rank.TASK
        try:
            with self.run.variables.within((rank, members(task.get("vars")))):
                if "block" in task:
                    self._guarded(task, node, lambda: self._block(task))
                else:
                    self._looped(task, node)
        finally:
            if defaults is not None:
                self.defaults.pop()

    def _guarded(self, task: Mapping[str, Node], node: Node, act: object) -> bool:
        """Act where the task's conditions hold; False where they do not."""
        assert callable(act)
        holds = self.run.holds(task.get("when"))
        if isinstance(holds, Unknown):
            self.run.perhaps(act, holds)
        elif holds:
            act()
        return holds is not False

    def _block(self, task: Mapping[str, Node]) -> None:
        """A block is taken to end well: ``rescue`` does not run, ``always`` does."""
        self.all(items(task.get("block")))
        self.all(items(task.get("always")))

    # -- loops -------------------------------------------------------------------------------------------------

    def _looped(self, task: Mapping[str, Node], node: Node) -> None:
        loop = loop_of(task, self.run)
        if loop is None:
            result = self._once(task, node)
            self._registered(task, result)
            return
        names = loop.frames
        if names is None or len(names) > MOST_ROUNDS:
            why = loop.why or Unknown(f"the loop has more than {MOST_ROUNDS} rounds", node.at)
            unknown: Mapping[str, Node] = {loop.variable: Unknown(why.reason, why.at, why.settle_by)}
            with self.run.variables.within((Rank.LOOP, unknown)):
                self.run.perhaps(lambda: self._once_and_no_more(task, node), why)
            self.requests.of_loop(task, why, node.at)
            self._registered(task, why)
            return
        results: list[Node] = []
        for frame in names:
            if self.ended:
                break
            with self.run.variables.within((Rank.LOOP, frame)):
                results.append(self._once(task, node))
        self._registered(task, Value({"results": Value(tuple(results), node.at)}, node.at))

    def _once_and_no_more(self, task: Mapping[str, Node], node: Node) -> None:
        self._once(task, node)

    def _registered(self, task: Mapping[str, Node], result: Node) -> None:
        name = text(task.get("register"))
        if name is not None:
            self.run.variables.set(Rank.FACTS, name, result)

    def _once(self, task: Mapping[str, Node], node: Node) -> Node:
        """One round of a task; what it gives back."""
        results: list[Node] = []
        ran = self._guarded(task, node, lambda: results.append(self._act(task, node)))
        if not ran or not results:
            return Value({"skipped": Value(True, node.at), "changed": Value(False, node.at)}, node.at)
        for one in (*items(task.get("notify")), task.get("notify")):
            if text(one) is not None:
                self.notified[text(one) or ""] = None
        return results[0]

    # -- modules -----------------------------------------------------------------------------------------------

    def _act(self, task: Mapping[str, Node], node: Node) -> Node:
        key, written = module_of(task)
        if key is None:
            return Value({}, node.at)
        if self.run.text(task.get("check_mode")) in ("true", "yes") or plain(task.get("check_mode")) is True:
            return Unknown("the task only checks what it would do", node.at)
        name = plain_name(key)
        if name in TAKES_TASKS:
            self._take_tasks(written, node)
        elif name in TAKES_ROLE:
            self._take_role(written, node)
        elif name == "include_vars":
            self._take_variables(written, node)
        elif name == "set_fact":
            for fact, value in arguments_of(written, self.run).items():
                if fact != "cacheable":
                    self.run.variables.set(Rank.FACTS, fact, value)
        elif name in ("fail", "meta", "assert"):
            self._end(name, written, node)
        else:
            return self._module(key, name, written, task, node)
        return Value({}, node.at)

    def _module(self, key: str, name: str, written: Node, task: Mapping[str, Node], node: Node) -> Node:
        run = self.run
        if name in SHELLS:
            given = {**members(task.get("args")), **members(written)}
            free = written if not members(written) else None
            return self.commands.command(name, free, given, "register" in task, node.at)
        azure = azure_name(key)
        if azure is not None:
            options = with_defaults(key, arguments_of(written, run, task.get("args")), self.defaults, run)
            if isinstance(options, Unknown):
                self._opaque(key, options, node.at)
                return options
            if azure in ("resource", "deployment"):
                return self.requests.run(azure, options, node.at)
            return run.azure.run(azure, options, node.at)
        if not is_harmless(key):
            self._foreign(key, name, written, node)
        why = Unknown(f"what {key} gives back is only known when it has run", node.at)
        from natpin.languages.jinja.scope import OPEN

        return Value({OPEN: why, "changed": why}, node.at)

    def _opaque(self, key: str, why: Unknown, at: Location) -> None:
        reach = reach_of_program(f"azure_rm_{azure_name(key)}") or Reach(adds=True)
        self.run.doubt(f"the options of {key}: {why.reason}", at, reach, why.settle_by)

    def _foreign(self, key: str, name: str, written: Node, node: Node) -> None:
        """A module that natpin does not know: by what its options say, and where it is of a collection that is not known,
        it may change anything."""
        # as it is written too: what is known of a text that is not known as a whole
        said = f"{key} {plain(written)} {plain(self.run.value(written))} {free_form(written) or ''}"
        if name in ("uri", "win_shell", "win_command", "expect", "k8s", "kubernetes.core.k8s", "get_url"):
            reach = reach_of_program(said.replace("'", '"'))
            if reach is None and name in ("k8s", "kubernetes.core.k8s") and "azure.com/" in said:
                reach = Reach(adds=True)
        elif name in ("terraform", "community.general.terraform"):
            self.requests.terraform(arguments_of(written, self.run), node.at)
            return
        elif "." in name and not name.startswith(("community.", "ansible.", "kubernetes.")):
            reach = Reach(adds=True)
        else:
            reach = reach_of_program(said.replace("'", '"'))
        if reach is not None:
            self.run.doubt(f"the module {key}", node.at, reach)

    # -- what ends a play --------------------------------------------------------------------------------------

    def _end(self, name: str, written: Node, node: Node) -> None:
        if name == "fail":
            self.ended = self.ended or not self._forked
        elif name == "assert":
            return  # a guard: it is taken to hold
        elif (free_form(written) or text(written) or "").strip() in ("end_play", "end_host", "end_batch"):
            if self._forked:
                self.perhaps_ended = Unknown("whether the play ends before is not known", node.at)
            else:
                self.ended = True

    @property
    def _forked(self) -> bool:
        """True where a condition that is not known decides whether this runs."""
        return self.run.forks > 0

    # -- what is taken in --------------------------------------------------------------------------------------

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
        listed = list_in(path, run.workspace)
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

    def _take_role(self, written: Node, node: Node) -> None:
        inner = members(written)
        name = self.run.text(inner.get("name")) if inner else self.run.text(written)
        if inner and "tasks_from" in inner and self.run.text(inner["tasks_from"]) is None:
            self.run.doubt("which tasks of a role run is not known", node.at)
            return
        first = self.run.text(inner.get("tasks_from")) or "main"
        self.role(name, {}, node.at, first)

    def role(
        self, name: str | None, parameters: Mapping[str, Node], at: Location, first: str = "main"
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
        frames = tuple(self._of_role(role))
        run.variables.frames[:0] = [frame for frame in frames if frame[0] is Rank.DEFAULTS]
        run.variables.frames += [frame for frame in frames if frame[0] is Rank.ROLE]
        try:
            with run.variables.within(*frames, (Rank.ROLE_PARAMETERS, parameters)):
                self._needed(role, at)
                handlers = role.file("handlers", "main", run.workspace)
                listed = list_in(handlers, run.workspace) if handlers is not None else ()
                self.handlers += () if isinstance(listed, Skipped) else listed
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

    def _of_role(self, role: Role) -> Iterator[tuple[Rank, Mapping[str, Node]]]:
        for kind, rank in (("defaults", Rank.DEFAULTS), ("vars", Rank.ROLE)):
            path = role.file(kind, "main", self.run.workspace)
            found = mapping_in(path, self.run.workspace) if path is not None else None
            if isinstance(found, Skipped):
                self.run.skipped.setdefault(found)
            elif isinstance(found, Unknown):
                self.run.variables.open = self.run.variables.open or found
            elif found is not None:
                yield rank, members(found)

    def _needed(self, role: Role, at: Location) -> None:
        meta = role.file("meta", "main", self.run.workspace)
        needs = dependencies(meta, self.run.workspace) if meta is not None else None
        for one in items(needs):
            said = members(one)
            self.role(text_of(one, "role", "name"), members(said.get("vars")), at)
