"""Other roots of the same workspace, for what a root only looks up: remote states and data sources.

A remote state is another root's outputs when exactly one root keeps its state under that key. A data source is another
root's resource when exactly one root (with its inputs) declares one of that type, name, parent and resource group, all
known and equal. What is found there joins this stack under an address that begins with that root's folder in angle
brackets, so that every report says where it came from. Clusters and pools do not join: they are their own root's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from natpin.formats.interface import Handed, Inputs, Unseen
from natpin.formats.terraform import providers
from natpin.formats.terraform.attaching import SETTING, joining, may_attach, unparsed
from natpin.formats.terraform.evaluate import Evaluation, evaluate_root
from natpin.formats.terraform.known_roots import Files, MarksOnce, known_roots
from natpin.formats.terraform.marks import (
    ARGUMENTS,
    LOOKED_AT,
    Mark,
    Marks,
    loose_mark_of,
    mark_of,
    marks_of,
    may_be_same,
    may_be_told_of,
    same_mark,
)
from natpin.formats.terraform.other_roots import (
    changing,
    declaring,
    files_beside,
    leaving_open,
    too_many,
    too_many_changing,
)
from natpin.formats.terraform.remote_state import unknown_state
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.instance import Instance
from natpin.languages.terraform.values import EvalError
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.noted import Noted
from natpin.model.record import field, mutable, replace
from natpin.model.value import Node, Reference, Value, plain, text
from natpin.workspace import Workspace, worked_out

if TYPE_CHECKING:
    from natpin.languages.terraform.kept import Keeping
    from natpin.languages.terraform.views import ModuleView

T = TypeVar("T")

_POOLS = frozenset(
    {
        "azurerm_kubernetes_automatic_cluster",
        "azurerm_kubernetes_cluster",
        "azurerm_kubernetes_cluster_node_pool",
    }
)
_MAX_DEPTH = 3
_MAX_ROOTS = 300
"""More roots than this are not evaluated for one: data sources are not looked for in all of them, and of those that
change what others declare no more are tried."""
_MAX_ROUNDS = 4


@mutable
class Neighbours:
    """The other roots, as one root sees them."""

    workspace: Workspace
    inputs: Inputs
    root: str
    files: tuple[str, ...] = ()
    depth: int = 0
    joined: dict[tuple[str, tuple[str, ...]], Evaluation] = field(default_factory=dict)
    """Roots whose resources join this stack; the stack itself is among them once it is evaluated."""
    top: tuple[str, tuple[str, ...]] | None = None
    """The root, with its files, that everything is joined to; None when it is this one."""
    keeping: Keeping | None = None
    _states: dict[tuple[str, str], Node] = field(default_factory=dict)

    # Remote states -----------------------------------------------------------------------------------------------

    def state(self, module: ModuleView, name: str, at: Location) -> Node:
        """What ``data.terraform_remote_state.<name>`` is."""
        key = module.address, name
        if module.world.choices.leaning is not None:
            module.world.choices.leaning.on_effects()  # the root joins
        if key not in self._states:
            self._states[key] = unknown_state(name, "is still being read", at)
            self._states[key] = self._state(module, name, at)
        return self._states[key]

    def _state(self, module: ModuleView, name: str, at: Location) -> Node:
        declared = module.folder.resources.get((True, "terraform_remote_state", name))
        body = declared.body() if declared is not None else None
        if declared is None or body is None:
            raise EvalError(f"data.terraform_remote_state.{name} is not declared", at)
        scope = module.scope(declared.block.source)
        wanted = {
            key: argument(attribute, scope)
            for key, attribute in body.attributes.items()
            if key in ("backend", "config")
        }
        backend, config = text(wanted.get("backend")), plain(wanted.get("config"))
        if backend is None or not isinstance(config, dict):
            return unknown_state(name, "is configured by values that are not known", declared.at)
        if self.depth >= _MAX_DEPTH:
            return unknown_state(name, "leads to too many other states", declared.at)
        found = known_roots(self.workspace).keeping(backend, config, self.root, self.workspace)
        if len(found) != 1:
            why = "is the state of several roots here" if found else "is the state of no root that is here"
            return unknown_state(name, why, declared.at)
        files = self._files(found[0])
        if files is None:
            return unknown_state(name, f"is the state of {found[0]}, in one of its environments", declared.at)
        other = self._join(found[0], files)
        outputs = {one: other.root.output(one, declared.at) for one in other.root.folder.outputs}
        return Value({**outputs, "outputs": Value(outputs, declared.at)}, declared.at)

    # Data sources and what others change -------------------------------------------------------------------------

    def look_up(self, instances: Mapping[str, Instance]) -> None:
        """Let join the roots that declare what this one's data sources name, and those that change what this one has."""
        if self.depth:
            return
        found = list(instances.values())
        mine = {mark for one in found if not one.data and (mark := mark_of(one)) is not None}
        sought = {mark for one in found if one.data and (mark := mark_of(one)) is not None} - mine
        if sought and not worked_out(self.workspace, too_many, None, _MAX_ROOTS):
            for mark in sorted(sought, key=str):
                self._join_declaring(mark)
        if worked_out(self.workspace, too_many_changing, None, _MAX_ROOTS):
            return
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for _ in range(_MAX_ROUNDS):  # a root that joins may be changed by yet another
            more = [key for key in self.joined if key not in seen]
            seen.update(more)
            for key in more:
                joining = self.joined[key].instances()
                mine |= {mark for one in joining if not one.data and (mark := mark_of(one)) is not None}
            before = len(self.joined)
            self._join_changing(mine | sought)
            if len(self.joined) == before:
                return

    def doubts(self, instances: Mapping[str, Instance]) -> Iterator[Doubt]:
        """What other roots may change here: something of which not all names are known, or anything where they are too
        many to be looked through."""
        many = worked_out(self.workspace, too_many_changing, None, _MAX_ROOTS)
        yield from self._unsearched(many) if many else self._perhaps_changed(instances)

    def _perhaps_changed(self, instances: Mapping[str, Instance]) -> Iterator[Doubt]:
        mine = [
            (address, mark)
            for address, one in instances.items()
            if not one.data and (mark := loose_mark_of(one)) is not None
        ]
        known = {mark for _, mark in mine if all(mark[:-1])}
        for root, told in self._asked(leaving_open):
            for type_, text_ in told.broken:
                for address, own in mine:
                    if may_be_told_of(own, type_, text_):
                        reason = f"{root} has a block {type_} that cannot be parsed and may change {address}"
                        at, target = Location(root), Reference(address, "id")
                        yield Doubt(reason, at, "terraform validate", replace(SETTING[type_], target=target))
            for mark, type_ in told.perhaps:
                if mark in known or type_ not in SETTING:
                    continue  # it is that one
                for address, own in mine:
                    if may_be_same(own, mark):
                        reason = f"{root} changes what may be {address} by {type_}"
                        at, target = Location(root), Reference(address, "id")
                        yield Doubt(reason, at, "--var-file", replace(SETTING[type_], target=target))

    def _unsearched(self, many: int) -> Iterator[Doubt]:
        reason = (
            f"{many} roots of this workspace attach gateways, routes or IPs, more than natpin looks through"
        )
        at, settle_by = Location(self.root), "lint a folder that holds fewer of them, or use --azure"
        yield from may_attach(reason, at, settle_by)

    def _join_declaring(self, mark: Mark) -> None:
        """Let join the one root that declares what a data source names, if there is one."""
        found = self._asked(declaring, mark)
        if len(found) == 1:
            self._join(*found[0])

    def _join_changing(self, marks: set[Mark]) -> None:
        """Let join every root that attaches something to these, or adds a route to them."""
        for root in self._asked(changing, frozenset(marks)):
            self._join(*root)

    def instances(self) -> Iterator[Instance]:
        """The instances of every root that joins."""
        for key, other in list(self.joined.items()):
            if key != (self.root, self.files):
                yield from other.instances()

    def _asked(self, ask: Callable[..., T], *about: Hashable) -> T:
        """What the other roots say."""
        return worked_out(self.workspace, ask, self.inputs, marks_for, (self.root, self.files), *about)

    # Roots ---------------------------------------------------------------------------------------------------------

    def _files(self, root: str) -> Files | None:
        """The environment of another root that goes with this one's, or with that of the root all is joined to: see
        ``files_beside``."""
        if self.top is not None and root == self.top[0]:
            return self.top[1]
        return files_beside(self.workspace, (self.root, self.files), root)

    def _join(self, root: str, files: tuple[str, ...]) -> Evaluation:
        key = root, files
        if key not in self.joined:
            self.joined[key] = self.evaluation(root, files, f"<{root}>", joining())
        return self.joined[key]

    def pools_of(self, cluster: Instance) -> Node | None:
        """The pools of a cluster that this root looks up and one that joins declares, as the data source lists them: its
        first pool when that is its only one, since in which order Azure tells several is not known."""
        wanted = mark_of(cluster)
        for (root, _), other in self.joined.items():
            if wanted is None or root == self.root:
                continue
            whole = replace(other, types=_POOLS, _made=None, _walked=None, _waiting={})
            found = list(whole.instances())
            same = [
                one for one in found if not one.data and (mark := mark_of(one)) and same_mark(mark, wanted)
            ]
            if len(same) == 1:
                more = any(one.type == "azurerm_kubernetes_cluster_node_pool" for one in found)
                pools = same[0].attributes.get("default_node_pool")
                return pools if not more else None
        return None

    def evaluation(
        self,
        root: str,
        files: tuple[str, ...],
        address: str,
        types: frozenset[str],
        joined: dict[tuple[str, tuple[str, ...]], Evaluation] | None = None,
    ) -> Evaluation:
        """Another root with its files. ``joined`` takes what it leads to; None for what joins this one."""
        to = self.joined if joined is None else joined
        top = self.top or (self.root, self.files)
        inner = Neighbours(self.workspace, self.inputs, root, files, self.depth + 1, to, top, self.keeping)
        return evaluate_root(
            root,
            files,
            self.workspace,
            Inputs(
                terraform_workspace=self.inputs.terraform_workspace,
                assumed=self.inputs.assumed,
                unseen=self.inputs.unseen,
                handed=self.inputs.handed,
            ),
            types,
            providers.module_output,
            inner.state,
            address,
            keeping=self.keeping,
        )


def marks_for(
    workspace: Workspace,
    inputs: Inputs,
    root: str,
    files: tuple[str, ...],
    top: tuple[str, tuple[str, ...]],
    declares: bool,
) -> Marks:
    """What of others a root with its files changes, as ``top`` sees it, a root with its own files; and what it ``declares``,
    where that is asked for."""
    known = known_roots(workspace).marks.setdefault((root, files), [])
    for one in known:
        if (one.marks.declares is not None or not declares) and one.is_for(inputs, top):
            return one.marks
    from natpin.formats.terraform.own_alone import changes_own_alone  # many lint one root

    handed: dict[str, Handed | None] = {}
    unseen: dict[str, Mapping[str, Unseen] | None] = {}

    def note_handed(key: str | None) -> None:
        handed.update({one: inputs.handed.get(one) for one in (inputs.handed if key is None else (key,))})

    def note_unseen(key: str | None) -> None:
        unseen.update({one: inputs.unseen.get(one) for one in (inputs.unseen if key is None else (key,))})

    # what is supposed of one root says nothing of another
    own = Inputs(
        terraform_workspace=inputs.terraform_workspace,
        unseen=Noted(inputs.unseen, note_unseen),
        handed=Noted(inputs.handed, note_handed),
    )
    others: dict[tuple[str, tuple[str, ...]], Evaluation] = {}
    found = Neighbours(workspace, own, *top).evaluation(root, files, "", LOOKED_AT, others)
    if not declares and all(map(changes_own_alone, found.folders())):
        marks = Marks(None)
    else:
        instances = list(found.glimpses(ARGUMENTS))  # states are followed while these are worked out
        marks = marks_of(instances, [one for other in others.values() for one in other.glimpses(ARGUMENTS)])
    led_back = any(folder == top[0] for folder, _ in others)
    marks = replace(marks, broken=tuple(unparsed(found.folders())), for_one=led_back)
    known.append(MarksOnce(marks, handed, unseen, top if led_back else None))
    return marks
