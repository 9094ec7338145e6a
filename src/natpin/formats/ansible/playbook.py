"""A playbook from its first play to its last, as one stack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from natpin.formats.ansible.extra_vars import given_to
from natpin.formats.ansible.files import (
    IMPORTS,
    beside,
    is_play,
    list_in,
    mapping_in,
    plain_name,
    tasks_of_file,
)
from natpin.formats.ansible.handlers import notified
from natpin.formats.ansible.host_patterns import LOCAL
from natpin.formats.ansible.inventories import MOST_HOSTS, Inventory, inventory, is_source
from natpin.formats.ansible.inventory_places import inventories
from natpin.formats.ansible.role_uses import role_use
from natpin.formats.ansible.run import Run
from natpin.formats.ansible.tasks import Tasks
from natpin.formats.ansible.variables import Rank
from natpin.formats.az.cli.kinds import CLUSTER
from natpin.formats.az.work import LEFT, PIECES_A_STEP, TooMuch
from natpin.formats.interface import Inputs, Read
from natpin.languages.recursion import deep_stack
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.stack import Stack
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, items, members, text
from natpin.workspace import Workspace

PLAY_STEPS = 4
"""What a play takes beyond its tasks: an inventory is put together for each."""


def parts(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a playbook makes, and what is not followed."""
    listed = list_in(stack.root, workspace)
    if isinstance(listed, Skipped):
        yield Skipped(listed.path, listed.reason, listed.at, claims_aks=True)
        return
    run = Run(stack.root, workspace, inputs, stack.inputs)
    book = Playbook(run)
    with deep_stack():
        try:
            book.all(listed)
        except TooMuch as left:
            at = left.at or Location(stack.root)
            run.skipped.setdefault(Skipped(stack.root, LEFT, at, claims_aks=True))
            run.doubt(LEFT, at)
        except RecursionError:
            why = "it is nested too deeply to be followed"
            run.skipped.setdefault(Skipped(stack.root, why, claims_aks=True))
            run.doubt(why, Location(stack.root))
    yield from run.session.finish()
    yield from run.applied.values()
    yield from run.skipped
    yield from run.session.work.worth_asking(run.questions.values())


class Playbook:
    """Goes through plays."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.when: Node | None = None
        """Conditions of the imports of the playbook whose plays run: those of each of its tasks."""
        self.imported: Mapping[str, Node] = {}
        """Variables of the imports of the playbook whose plays run: they win over those of a play."""
        self._given_elsewhere()
        self.source = next((one for one in run.chosen if is_source(one, run.workspace)), None)
        for path in run.chosen:
            if path != self.source and not self._named_by_play(path):
                found = mapping_in(path, run.workspace)
                if isinstance(found, Value):
                    run.variables.frames.append((Rank.GIVEN, members(found)))

    def _given_elsewhere(self) -> None:
        """What a script or a pipeline of the workspace gives with ``--extra-vars``."""
        run = self.run
        found: dict[str, Node] = {}
        for name, why in given_to(run.path, run.workspace):
            if name:
                run.variables.labels.setdefault((why.reason, why.at), f"{{{{ {name} }}}}")
                found.setdefault(name, why)
            else:
                run.doubt(why.reason, why.at, settle_by="--var NAME=VALUE")
        run.variables.frames.append((Rank.GIVEN, found))

    def _named_by_play(self, path: str) -> bool:
        from natpin.formats.ansible.roots import choices

        return path in choices(self.run.path, self.run.workspace)

    def all(self, listed: Sequence[Node]) -> None:
        """The elements of a playbook; a list of tasks alone is a play of its own."""
        if not any(is_play(one) for one in listed):
            self._tasks_alone(tuple(listed))
            return
        for node in listed:
            play = members(node)
            imported = next((one for name, one in play.items() if plain_name(name) in IMPORTS), None)
            if imported is not None:
                self.run.where_asked(play, partial(self._import, imported, play, node.at))
            elif "hosts" in play:
                self.run.where_asked(play, partial(self._play, play, node))

    def _tasks_alone(self, listed: tuple[Node, ...]) -> None:
        """Tasks that no playbook of the repository takes in: with the defaults of the role that they belong to."""
        run = self.run
        folder = run.path.split("/")
        if len(folder) > 1 and folder[-2] == "tasks":
            base = "/".join(folder[:-2])
            for kind, rank in (("defaults", Rank.DEFAULTS), ("vars", Rank.ROLE)):
                for name in ("main.yml", "main.yaml"):
                    path = f"{base}/{kind}/{name}".lstrip("/")
                    found = mapping_in(path, run.workspace) if run.workspace.exists(path) else None
                    if isinstance(found, Value):
                        run.variables.frames.append((rank, members(found)))
        Tasks(run).all(listed)

    def _import(self, node: Node, play: Mapping[str, Node], at: Location) -> None:
        run = self.run
        named = run.text(node)
        path = (
            beside(named.split()[0], run.files[-1], run.path, "", run.workspace)
            if named and named.split()
            else None
        )
        if path is None:
            run.doubt(
                f"the playbook {(text(node) or 'that is imported')[:100]}, which is not here or not known",
                node.at,
            )
            return
        if path in run.running or len(run.running) > 20:
            return
        listed = tasks_of_file(path, run.workspace)
        if isinstance(listed, Skipped):
            run.skipped.setdefault(Skipped(listed.path, listed.reason, listed.at, claims_aks=True))
            run.doubt(f"the playbook {path}, which cannot be read", node.at)
            return
        run.running.append(path)
        run.files.append(path)

        def plays() -> None:
            with run.session.state.called(at):
                self.all(listed)

        around, self.imported = self.imported, {**members(play.get("vars")), **self.imported}
        before, said = self.when, play.get("when")
        if said is not None:
            self.when = Value((*_listed(before), *_listed(said)), node.at)
        plays()
        self.when, self.imported = before, around
        run.files.pop()
        run.running.pop()

    # -- plays -------------------------------------------------------------------------------------------------

    def _play(self, play: Mapping[str, Node], node: Node) -> None:
        run = self.run
        named = inventory(self.source, run.files[-1], run.workspace)
        lists_hosts = named.lists_hosts
        for added in run.added:
            named.add(added)
        written = [run.text(one) for one in items(play.get("hosts")) or (play["hosts"],)]
        pattern = None if None in written else ",".join(one or "" for one in written)
        hosts = named.hosts(pattern)
        looked_at = named.size * (1 + min(len(hosts), MOST_HOSTS))
        if not run.session.work.step(PLAY_STEPS + looked_at // PIECES_A_STEP):
            raise TooMuch(node.at)
        alike: dict[str, list[str]] = {}
        for host in hosts[:MOST_HOSTS]:
            has = repr((named.variables(pattern, host), run.variables.facts_of(host)))
            alike.setdefault(has, []).append(host)
        if len(hosts) > MOST_HOSTS:
            run.doubt(f"a play on more than {MOST_HOSTS} hosts", node.at)
        if not hosts:
            nobody = named.nobody(pattern, node.at) if lists_hosts else None
            if nobody is None:
                self._on(None, pattern, named, play)
            else:
                self._on_nobody(nobody, lambda: self._on(None, pattern, named, play))
            return
        why = Unknown("the hosts of the play make it differently, and the last one is not known", node.at)
        run.each(
            [lambda first=first: self._on(first, pattern, named, play) for first, *_ in alike.values()],  # type: ignore[misc]
            why,
        )
        for first, *others in alike.values():
            for other in others:
                run.variables.share(first, other)

    def _on_nobody(self, why: Unknown, play: Callable[[], None]) -> None:
        """A play that Ansible passes over with the inventory that is here. It may be meant for another, so what it does may
        be done; of a cluster that it makes nothing is known, for it may not be there."""
        state = self.run.session.state
        before = {each for each in state.of_kind(CLUSTER) if state.created(each)}
        self.run.perhaps(play, why)
        for each in state.of_kind(CLUSTER):
            found = state.get(each)
            if each not in before and found is not None and not found.external:
                target = Reference(found.address, "id", why.at)
                self.run.doubt(
                    why.reason, why.at, Reach((CLUSTER.type,), target), "an inventory whose hosts fit"
                )

    def _on(self, host: str | None, pattern: str | None, named: Inventory, play: Mapping[str, Node]) -> None:
        """A play on a host, or on hosts that have the same variables."""
        run = self.run
        run.variables.places["inventory_hostname"] = host or "localhost"
        with run.variables.play_on(host or pattern or "", known=host is not None):
            of_hosts = named.variables(pattern, host)
            local = host in LOCAL
            if not local and (host is None or named.more is not None):
                of_hosts = {**of_hosts, **self._of_others(named, of_hosts, play["hosts"].at)}
            of_hosts = {**of_hosts, **self._of_either(pattern)}
            for one in named.skipped:
                run.skipped.setdefault(one)
            if named.closed:
                run.variables.open = run.variables.open or named.closed[0]
            run.variables.frames += [
                (Rank.INVENTORY, of_hosts),
                (Rank.PLAY, {**self._variables(play), **self.imported}),
            ]
            files = play.get("vars_files")
            for written in items(files) or (
                (files,) if files is not None and text(files) is not None else ()
            ):
                found = self._first_of(written)
                if found is not None:
                    run.variables.frames.append((Rank.VARS_FILES, found))
            self._parts(play)

    def _parts(self, play: Mapping[str, Node]) -> None:
        """What a play does, in its order."""
        run = self.run
        tasks = Tasks(run)
        with tasks.around(play):
            run.under(self.when, lambda: self._lists(play, tasks))

    def _lists(self, play: Mapping[str, Node], tasks: Tasks) -> None:
        run = self.run
        defaults = play.get("module_defaults")
        if defaults is not None:
            tasks.defaults.append(members(run.value(defaults)))
        for part in ("pre_tasks", "roles", "tasks", "post_tasks", "handlers"):
            written = play.get(part)
            if isinstance(written, Value) and (written.data is None or isinstance(written.data, tuple)):
                continue
            if written is not None:
                run.doubt(f"the {part} of a play, which is not a list", written.at)
        for each in items(play.get("roles")):
            tasks.expose(run.text(role_use(each).named), each.at)
        for part in ("pre_tasks", "tasks", "post_tasks"):
            tasks.expose_imported(items(play.get(part)))
        tasks.all(items(play.get("pre_tasks")))
        for each in items(play.get("roles")):
            self._role(each, tasks)
        tasks.all(items(play.get("tasks")))
        tasks.all(items(play.get("post_tasks")))
        notified(items(play.get("handlers")), tasks)

    def _of_others(self, named: Inventory, has: Mapping[str, Node], at: Location) -> Mapping[str, Node]:
        """The variables that the inventory sets on hosts of which the play may be on any: their values are not known."""
        why = named.more or Unknown("which hosts of the inventory the play is on is not known", at)
        names = named.names(None) - (has.keys() if not named.groups and not named.of_hosts else set())
        return dict.fromkeys(names, Unknown(why.reason, why.at, "--var NAME=VALUE"))

    def _of_either(self, pattern: str | None) -> Mapping[str, Node]:
        """The variables of inventories of which nobody says which one is meant: they have a value that is not known."""
        run, found = self.run, dict[str, Node]()
        for source in inventories(run.path, run.workspace) if self.source is None else ():
            why = Unknown(
                "which inventory the playbook is run with is not known", Location(source), "name it"
            )
            found.update(dict.fromkeys(inventory(source, run.path, run.workspace).names(pattern), why))
        return found

    def _variables(self, play: Mapping[str, Node]) -> Mapping[str, Node]:
        found = dict(members(play.get("vars")))
        for each in items(play.get("vars")):
            found.update(members(each))
        for prompt in items(play.get("vars_prompt")):
            name = text(members(prompt).get("name"))
            if name is not None:  # its default is what the prompt offers, not what is answered
                why = Unknown(f"the playbook asks for {name} when it runs", prompt.at, f"--var {name}=VALUE")
                self.run.variables.labels[why.reason, why.at] = f"{{{{ {name} }}}}"
                found[name] = why
        return found

    def _first_of(self, node: Node) -> Mapping[str, Node] | None:
        """A file of variables; of several in a list, the first that is there."""
        run = self.run
        listed = items(node)
        for one in listed:
            written = run.text(one)
            if written is None or run.file(written, "vars") is not None:
                return run.variables_in(one, below=Rank.VARS_FILES)
        return run.variables_in(listed[-1] if listed else node, below=Rank.VARS_FILES)

    def _role(self, node: Node, tasks: Tasks) -> None:
        if not tasks.over:
            tasks.use(role_use(node), node.at)


def _listed(when: Node | None) -> tuple[Node, ...]:
    return () if when is None else items(when) or (when,)
