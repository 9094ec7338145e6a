"""Tasks one after the other: blocks, loops, conditions, and what each module does.

Sources: Ansible documentation, "Playbook Keywords", "Loops", "Conditionals", "Blocks", "Module defaults".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from natpin.formats.ansible.arguments import arguments_of, free_form
from natpin.formats.ansible.files import INSIDE, TAKES_ROLE, TAKES_TASKS, plain_name
from natpin.formats.ansible.groups import ADD_HOST_GROUPS, ADD_HOST_NAMES, Added, texts_of
from natpin.formats.ansible.keywords import module_of
from natpin.formats.ansible.loops import MOST_ROUNDS, loop_of
from natpin.formats.ansible.module_calls import Modules
from natpin.formats.ansible.results import perhaps_failed
from natpin.formats.ansible.run import Run
from natpin.formats.ansible.variables import Rank
from natpin.formats.az.work import TooMuch
from natpin.languages.jinja.comparing import truth
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value, items, members, text

DYNAMIC = ("include_tasks", "include_role", "include")
"""What is taken in when it is its turn; the others are read before the play begins."""
STATIC = ("import_tasks", "import_role")
NOT_CHECKED = frozenset(
    {
        *TAKES_TASKS,
        *TAKES_ROLE,
        "set_fact",
        "include_vars",
        "add_host",
        "group_by",
        "fail",
        "assert",
        "meta",
        "debug",
    }
)
"""What a task does though it only checks."""


class Tasks(Modules):
    """Goes through tasks."""

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.notified: dict[str | None, None] = {}
        """Names and topics; None for one that is not known."""
        self.goes_on: list[Unknown | None] = []
        """Why the play may go on where a task fails, by what stands around the task, innermost last."""
        self._rests_on_input = False
        """Whether the conditions of the task that runs ask for a name that nothing here gives a value."""
        self.checks: list[bool | Unknown] = []
        """Whether tasks only check what they would do, by what stands around them, innermost last."""

    def _task(self, node: Node) -> None:
        if not self.run.session.work.step():
            raise TooMuch(node.at)
        task = members(node)
        if not task:
            return
        self.run.where_asked(task, lambda: self._tagged(task, node))

    def _tagged(self, task: Mapping[str, Node], node: Node) -> None:
        """A task whose tags let it run."""
        defaults = task.get("module_defaults")
        if defaults is not None:
            self.defaults.append(members(self.run.value(defaults)))
        of_includes = any(plain_name(key) in DYNAMIC for key in task)
        rank = Rank.INCLUDE_PARAMETERS if of_includes else Rank.TASK
        try:
            with (
                self.run.variables.within((rank, members(task.get("vars")))),
                self.around({} if of_includes else task),
            ):
                if any(part in task for part in INSIDE):
                    self._notify(task)
                    self.run.under(task.get("when"), lambda: self._block(task))
                else:
                    self._looped(task, node)
        finally:
            if defaults is not None:
                self.defaults.pop()

    def may_go_on(self, said: Mapping[str, Node]) -> Unknown | None:
        """Why the play may go on after a task of this (a play, a role, a block, a task) fails; None where that ends it."""
        written = said.get("failed_when")
        ignores = said.get("ignore_errors")
        if ignores is not None and truth(self.run.variables.value(ignores), self.run.variables) is not False:
            written = ignores
        if written is None:
            return None
        reason = "whether the task fails is only known when the playbook runs, which then goes on"
        return Unknown(reason, written.at)

    @contextmanager
    def around(self, said: Mapping[str, Node]) -> Iterator[None]:
        """What a play, a role, a block or a task says of all that stands in it."""
        self.goes_on.append(self.may_go_on(said))
        if "check_mode" in said:
            self.checks.append(truth(self.run.variables.value(said["check_mode"]), self.run.variables))
        try:
            yield
        finally:
            self.goes_on.pop()
            if "check_mode" in said:
                self.checks.pop()

    def _guarded(self, holds: bool | Unknown, act: Callable[[], None]) -> bool:
        """Act where a task's conditions hold; False where they do not."""
        if isinstance(holds, Unknown):
            self.run.perhaps(act, holds)
        elif holds:
            act()
        return holds is not False

    # -- loops -------------------------------------------------------------------------------------------------

    def _looped(self, task: Mapping[str, Node], node: Node) -> None:
        loop = loop_of(task, self.run)
        if loop is None:
            self._registered(task, self._once(task, node))
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
        holds: list[bool | Unknown | None] = [None] * len(names)
        if any(plain_name(key) in DYNAMIC for key in task):  # asked for all rounds before the first runs
            for number, frame in enumerate(names):
                with self.run.variables.within((Rank.LOOP, frame)):
                    holds[number] = self.run.may_run(task.get("when"))
        for number, frame in enumerate(names):
            if self.over:
                break
            with self.run.variables.within((Rank.LOOP, frame)):
                results.append(_with_item(self._once(task, node, holds[number]), loop.variable, frame))
        self._registered(task, Value({"results": Value(tuple(results), node.at)}, node.at))

    def _once_and_no_more(self, task: Mapping[str, Node], node: Node) -> None:
        self._once(task, node)

    def _registered(self, task: Mapping[str, Node], result: Node) -> None:
        name = text(task.get("register"))
        if name is None:
            return
        why = next((one for one in reversed(self.goes_on) if one is not None), None)
        result = result if why is None else perhaps_failed(result, why)
        self.registered.append((name, result))
        self._keep_result(name, result)

    def _keep_result(self, name: str, result: Node) -> None:
        self.run.variables.set(Rank.FACTS, name, result)

    def _once(self, task: Mapping[str, Node], node: Node, holds: bool | Unknown | None = None) -> Node:
        """One round of a task; what it gives back. ``holds``: where that was asked for already."""
        results: list[Node] = []
        key, _ = module_of(task)
        name = plain_name(key) if key is not None else ""
        when = task.get("when")
        act = lambda: results.append(self._act(task, node))  # noqa: E731
        if name in STATIC:
            # its condition is that of each task that it takes in
            self.run.under(when, act)
            return Value({}, node.at)
        before = self.run.variables.without_value
        may_run = self.run.may_run(when) if holds is None else holds
        self._rests_on_input = self.run.variables.without_value > before
        ran = self._guarded(may_run, act)
        if ran and name != "meta":
            self._ran()
        if not ran or not results:
            return Value({"skipped": Value(True, node.at), "changed": Value(False, node.at)}, node.at)
        self._notify(task)
        return results[0]

    def _notify(self, task: Mapping[str, Node]) -> None:
        told = self.run.value(task.get("notify"))
        for one in items(told) or ((told,) if told is not None else ()):
            self.notified[text(one)] = None

    # -- modules -----------------------------------------------------------------------------------------------

    def _act(self, task: Mapping[str, Node], node: Node) -> Node:
        key, written = module_of(task)
        if key is None:
            return Value({}, node.at)
        name = plain_name(key)
        checks = self.checks[-1] if self.checks else False
        if checks is not False and name not in NOT_CHECKED:
            why = Unknown("the task only checks what it would do", node.at)
            if isinstance(checks, Unknown):
                self.run.perhaps(lambda: self._does(name, key, written, task, node), checks)
            return why
        return self._does(name, key, written, task, node)

    def _does(self, name: str, key: str, written: Node, task: Mapping[str, Node], node: Node) -> Node:
        """What a module does; what it gives back."""
        if name in TAKES_TASKS:
            with self.run.session.state.called(node.at, written.at):
                self._take_tasks(written, node)
        elif name in TAKES_ROLE:
            with self.run.session.state.called(node.at, written.at):
                self._take_role(written, task, node, static=name == "import_role")
        elif name == "include_vars":
            self._take_variables(written, node)
        elif name == "set_fact":
            for fact, value in arguments_of(written, self.run).items():
                if fact != "cacheable":
                    self._set_fact(fact, value, node.at)
        elif name in ("add_host", "group_by"):
            self._add_hosts(name, arguments_of(written, self.run, task.get("args")), node.at)
        elif name in ("fail", "meta", "assert"):
            self._end(name, written, node)
        else:
            return self.module(key, name, written, task, node)
        return Value({}, node.at)

    def _set_fact(self, written: str, value: Node, at: Location) -> None:
        """A fact, whose name may be a template; of one that is not known any name may have another value."""
        name = self.run.text(Value(written, at)) if "{{" in written or "{%" in written else written
        if name is not None:
            self.run.variables.set(Rank.FACTS, name, value)
            return
        why = f"which fact set_fact sets: {written[:100]} is not known"
        self.run.variables.open = self.run.variables.open or Unknown(why, at, "--var NAME=VALUE")
        self.run.doubt(why, at, settle_by="--var NAME=VALUE")

    def _ran(self) -> None:
        """A task of the innermost role ran."""
        if self.progress:
            self.progress[-1].task(self.run.forks)

    def _add_hosts(self, name: str, given: Mapping[str, Node], at: Location) -> None:
        """Hosts and groups that a task adds to the inventory: those that it names, where both are known."""
        hosts = [text(given.get(key)) for key in ADD_HOST_NAMES if key in given]
        groups = [one for key in ADD_HOST_GROUPS if key in given for one in texts_of(given[key])]
        variables = {
            key: node for key, node in given.items() if key not in (*ADD_HOST_NAMES, *ADD_HOST_GROUPS, "")
        }
        known = hosts[0] if name == "add_host" and hosts and "" not in given and not self._forked else None
        sure = known is not None and None not in groups
        self.run.added.append(
            Added(known if sure else None, tuple(one for one in groups if one), variables, at)
        )

    # -- what ends a play --------------------------------------------------------------------------------------

    def _end(self, name: str, written: Node, node: Node) -> None:
        if name == "fail":
            if self._rests_on_input:
                return  # a guard: where the playbook does its work, the name has a value
            goes_on = any(one is not None for one in self.goes_on)
            self.failed = not goes_on and self.run.forks <= self.sure_at[-1]
        elif name == "assert":
            return  # a guard: it is taken to hold
        else:
            ends = (free_form(written) or text(written) or "").strip()
            if ends in ("end_play", "end_host", "end_batch", "end_role"):
                self._end_of(node, of_role=ends == "end_role")

    def _end_of(self, node: Node, *, of_role: bool) -> None:
        why = Unknown(f"whether the {'role' if of_role else 'play'} ends before is not known", node.at)
        if of_role:
            self.role_ended = self.role_ended or (why if self._forked or self._rests_on_input else True)
        elif self._forked or self._rests_on_input:
            self.perhaps_ended = why
        else:
            self.ended = True

    @property
    def _forked(self) -> bool:
        """True where a condition that is not known decides whether this runs."""
        return self.run.forks > 0


def _with_item(result: Node, name: str, frame: Mapping[str, Node]) -> Node:
    """What a round gives back, with what it was about."""
    if not isinstance(result, Value) or not isinstance(result.data, Mapping) or name not in frame:
        return result
    return Value({**result.data, name: frame[name]}, result.at)
