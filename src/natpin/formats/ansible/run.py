"""What every part of a run of a playbook shares: what is known, what was made, and forks where it may go two ways."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence

from natpin.formats.ansible.azure import Azure
from natpin.formats.ansible.files import Role, mapping_in
from natpin.formats.ansible.groups import Added
from natpin.formats.ansible.roots import chosen_text, matching
from natpin.formats.ansible.values import Values
from natpin.formats.ansible.variables import Rank, Variables
from natpin.formats.az.cli.session import Session
from natpin.formats.interface import Inputs
from natpin.languages.jinja.comparing import truth
from natpin.languages.jinja.scope import Undefined
from natpin.model.doubt import Doubt, Question, Reach
from natpin.model.location import Location
from natpin.model.resource import Resource
from natpin.model.value import Node, Skipped, Unknown, Value, items, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace, leads_out

MAX_QUESTIONS = 40
TRAITS: Mapping[str, Node] = {"provider": Value("ansible")}
"""Of what a module makes or names first."""
BODY_TRAITS: Mapping[str, Node] = {**TRAITS, "armBody": Value(True)}
"""Of what is written in ARM's names."""
_HOLE_NAME = late_regex(r"\{\{\s*(\w+)\s*\}\}")


def _conditions(when: Node | None) -> Sequence[Node]:
    if when is None:
        return ()
    return items(when) if isinstance(when, Value) and isinstance(when.data, tuple) else (when,)


class Run:
    """One run of a playbook."""

    def __init__(self, path: str, workspace: Workspace, inputs: Inputs, chosen: Sequence[str]) -> None:
        self.path = path
        self.workspace = workspace
        self.inputs = inputs
        self.chosen = chosen
        """Files of the stack: an inventory, or files of variables."""
        self.session = Session()
        self.session.state.traits = TRAITS
        self.variables = Variables(inputs.variables, path)
        self.variables.places["playbook_dir"] = posixpath.dirname(path) or "."
        self.azure = Azure(self.session, Values(self.variables, self.session.directory))
        self.skipped: dict[Skipped, None] = {}
        self.questions: dict[str, Question] = {}
        self.files: list[str] = [path]
        """The file whose tasks run, innermost last."""
        self.roles: list[Role] = []
        self.forks = 0
        """Conditions around what runs that are not known."""
        self.unclear: Unknown | None = None
        """Why what runs may not be done: the innermost of those conditions."""
        self.applied: dict[str, Resource] = {}
        """Objects of Kubernetes that tasks so far apply, by their address."""
        self.added: list[Added] = []
        """Hosts that tasks so far added to the inventory."""
        self.running: list[str] = []
        """Files and roles that are being gone through: one that takes in itself ends there."""
        self.inherited: list[tuple[Node, Unknown | None]] = []
        """Conditions of what stands around a task, and what is known of each there: not known, it is taken to hold inside."""

    # -- two ways ----------------------------------------------------------------------------------------------

    def perhaps(self, run: Callable[[], object], cause: Unknown) -> None:
        """Something that may be done or not."""
        state, changing = self.session.state, self.variables.changing
        state.fork()
        changing.fork()
        self.forks += 1
        self.session.work.ways += 1
        around, self.unclear = self.unclear, cause
        try:
            run()
        except BaseException:
            changing.keep(changing.take_back())
            state.keep(state.take_back())
            raise
        finally:
            self.forks -= 1
            self.unclear = around
        names, made = changing.take_back(), state.take_back()
        self.variables.join([names, {}], cause)
        state.join([made, {}], cause)

    def where_asked(self, said: Mapping[str, Node], run: Callable[[], None]) -> None:
        """Run what a play, a role or a task does; with the tag ``never``, it may be done or not: who asks for it by name is
        not known. Source: Ansible documentation, "Tags", "Always and Never"."""
        tags = said.get("tags")
        named = [text(one) or "" for one in (*items(tags), tags) if one is not None]
        if tags is None or "never" not in {part.strip() for one in named for part in one.split(",")}:
            run()
            return
        reason = "whether what has the tag never is asked for is only known when the playbook runs"
        self.perhaps(run, Unknown(reason, tags.at))

    def each(self, runs: Sequence[Callable[[], None]], cause: Unknown) -> None:
        """What is done for several hosts at once. Each sees what those before it made; what two make differently may end
        either way."""
        state = self.session.state
        so_far: dict[str, Resource | None] = {}
        for run in runs:
            state.fork()
            try:
                run()
            finally:
                made = state.take_back()
                state.keep(made)
            for address in made.keys() & so_far.keys():
                if made[address] != so_far[address]:
                    state.join([{address: so_far[address]}, {address: made[address]}], cause)
            so_far |= made

    def either(self, ways: Sequence[Callable[[], object]], cause: Unknown) -> None:
        """Something that goes one of several ways, of which each ends before what comes next."""
        state, changing = self.session.state, self.variables.changing
        names: list[dict[str, Node | None]] = []
        made: list[dict[str, Resource | None]] = []
        self.forks += 1
        try:
            for way in ways:
                state.fork()
                changing.fork()
                try:
                    way()
                except BaseException:
                    changing.keep(changing.take_back())
                    state.keep(state.take_back())
                    raise
                names.append(changing.take_back())
                made.append(state.take_back())
        finally:
            self.forks -= 1
        self.variables.join(names, cause)
        state.join(made, cause)

    def holds(self, when: Node | None, *, asked: bool = True) -> bool | Unknown:
        """Whether all of some conditions hold; why that is not known."""
        unclear: Unknown | None = None
        for one in _conditions(when):
            found = self._holds(one, asked=asked)
            if found is False:
                return False
            unclear = unclear or (found if isinstance(found, Unknown) else None)
        return unclear or True

    def under(self, when: Node | None, run: Callable[[], None]) -> None:
        """Run what stands in a block, or is taken in statically, under a condition. Ansible asks for each task in it anew,
        at that task's time and with its variables. Source: Ansible documentation, "Blocks", "Conditionals with imports"."""
        entered = [(one, self._holds(one, asked=True)) for one in _conditions(when)]
        unclear = next((found for _, found in entered if isinstance(found, Unknown)), None)
        before = len(self.inherited)
        self.inherited += [(one, found if isinstance(found, Unknown) else None) for one, found in entered]
        try:
            if unclear is None or any(found is False for _, found in entered):
                run()
            else:
                self.perhaps(run, unclear)
        finally:
            del self.inherited[before:]

    def may_run(self, when: Node | None) -> bool | Unknown:
        """Whether the conditions of a task and of what stands around it hold."""
        unclear: Unknown | None = None
        for one, taken_for_true in self.inherited:
            found = self._holds(one, asked=True)
            if found is False:
                return False
            if isinstance(found, Unknown) and found != taken_for_true:
                unclear = unclear or found
        own = self.holds(when)
        return own if own is False or unclear is None else unclear

    def _holds(self, one: Node, *, asked: bool) -> bool | Unknown:
        written = text(one)
        if written is None:
            return truth(one, self.variables)
        found = self.variables.condition(written, one.at)
        if not isinstance(found, Unknown):
            return found
        why = Unknown(f"whether {written[:80]} holds is not known: {found.reason}", one.at, found.settle_by)
        if not asked or (found.reason, found.at) not in self.variables.labels:
            return why
        key = f"{self.path}:{written}"
        answer = self.inputs.assumed.get(key)
        if answer is not None:
            return answer == "true"
        if len(self.questions) < MAX_QUESTIONS:
            self.questions.setdefault(key, Question(key, written, ("true", "false"), one.at))
        return why

    # -- what is not followed ----------------------------------------------------------------------------------

    def doubt(
        self, reason: str, at: Location, reach: Reach | None = None, settle_by: str | None = None
    ) -> None:
        """Something is not followed; it may change anything where nothing else is said."""
        self.session.doubt(Doubt(reason, at, settle_by, reach or Reach(adds=True)))

    # -- values ------------------------------------------------------------------------------------------------

    def value(self, node: Node | None) -> Node | None:
        """A value with its templates worked out."""
        return None if node is None else self.variables.value(node)

    def text(self, node: Node | None) -> str | None:
        """A text with its templates worked out; None where it is not known."""
        return text(self.value(node))

    # -- files -------------------------------------------------------------------------------------------------

    def folders(self, kind: str) -> list[str]:
        """Where a relative path is looked for, nearest first."""
        here = posixpath.dirname(self.files[-1])
        role = self.roles[-1].folder if self.roles else None
        book = posixpath.dirname(self.path)
        found = [posixpath.join(here, kind), here, posixpath.join(book, kind), book, ""]
        if role is not None:
            found = [posixpath.join(role, kind), role, *found]
        return list(dict.fromkeys(found))

    def file(self, written: str, kind: str) -> str | None:
        """A file of the workspace that a task names."""
        for base in self.folders(kind):
            candidate = posixpath.normpath(posixpath.join(base, written))
            if not leads_out(candidate) and self.workspace.exists(candidate):
                return candidate
        return None

    def folder(self, written: str, kind: str) -> str | None:
        """A folder of the workspace that a task names."""
        found = (posixpath.normpath(posixpath.join(base, written)) for base in self.folders(kind))
        return next((one for one in found if not leads_out(one) and self.workspace.is_folder(one)), None)

    def variables_in(self, node: Node, kind: str = "vars", below: int = 0) -> Mapping[str, Node] | None:
        """The variables of a file that is named; None where it is not known or not here: a doubt, or that all variables are
        unknown that do not win over one of rank ``below``."""
        written = self.text(node)
        path = self.file(written, kind) if written is not None else self._chosen(node)
        if path is None:
            why = "is not known" if written is None else "is not in this repository"
            shown = text(node) or "a file of variables"
            reason = f"which variables {shown[:100]} sets: the file {why}"
            self.variables.open = self.variables.open or Unknown(reason, node.at, "--var NAME=VALUE")
            if below:  # what it sets is unknown wherever it is used, and it does nothing else
                self.variables.open_below = max(self.variables.open_below, below)
            else:
                self.doubt(reason, node.at, settle_by="--var NAME=VALUE")
            return None
        return self.variables_of(path, node.at, below)

    def variables_of(self, path: str, at: Location, below: int = 0) -> Mapping[str, Node] | None:
        """The variables of a file that is here; None where they are not known, as above."""
        found = mapping_in(path, self.workspace)
        if isinstance(found, Skipped):
            self.skipped.setdefault(found)
            self.doubt(f"which variables {path} sets: {found.reason}", at, settle_by="--var NAME=VALUE")
            return None
        if isinstance(found, Unknown):
            self.variables.open = self.variables.open or found
            self.variables.open_below = max(self.variables.open_below, below)
            return None
        return members(found)

    def _chosen(self, node: Node) -> str | None:
        """The file of the stack that a name with an open part may mean; what stands for that part is then known."""
        written = text(node) or ""
        fits = matching(written, self.path, self.workspace)
        path = next((one for one in self.chosen if one in fits), fits[0] if len(fits) == 1 else None)
        name = _HOLE_NAME.search(written)
        said = chosen_text(written, path, self.path) if path is not None else None
        if name is not None and said is not None:
            self.variables.exposed.append((Rank.GIVEN, {name.group(1): Value(said, node.at)}))
        return path

    def missing(self, name: str, at: Location) -> Node:
        """What stands for a name that has no value."""
        return self.variables.missing(Undefined(name, at))
