"""Reads every stack that the claimed files make, infrastructure first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from natpin.config import Environment
from natpin.facts.capacity import Sizes
from natpin.formats.interface import Inputs, Read, Reader, Unseen, Use
from natpin.model.doubt import Doubt, Question
from natpin.model.record import field, record, replace
from natpin.model.resource import CLUSTER, Resource, same_type
from natpin.model.stack import Stack
from natpin.model.tally import TALLY
from natpin.model.value import Skipped
from natpin.pipeline.guarding import declared, guarded
from natpin.pipeline.named_stacks import is_asked_for, missing, named, with_their_names
from natpin.workspace import Workspace, names_root

if TYPE_CHECKING:
    from natpin.pipeline.answering import Again
    from natpin.pipeline.as_deployed import Into
    from natpin.pipeline.read_once import Ahead
    from natpin.pipeline.rollouts import Rollouts

_SCRIPTS = ("az", "az-powershell", "make")
"""The readers whose stacks take variables and arguments of whoever runs them."""
_RUN_EACH_OTHER = ("az", "az-powershell")

MAX_CLUSTERS = 5_000
"""Of one stack: as many as AKS allows in a subscription (Azure docs, AKS, "Quotas, virtual machine size restrictions,
and region availability"). A file of a megabyte may hold seven times as many, and a report on all would take half a minute."""


@record
class ReadStack:
    """A stack and everything its reader yielded."""

    stack: Stack
    parts: tuple[Read, ...]
    asking: Callable[[], Again] | None = field(default=None, compare=False)
    """Makes what reads it anew; None where nothing is asked."""
    uses: Callable[[], Callable[[str], Sequence[Use]]] | None = field(default=None, compare=False)
    """Makes what tells how values reach a declaration; None for a reader that cannot."""
    own: int = -1
    """How many of the parts are the reader's own: those after them were added by other stacks. -1 for all."""

    behind: Mapping[str, Sizes] = field(default_factory=dict, compare=False)
    """By a NAT gateway's address, the sizes of other roots' clusters that leave by it too."""

    deployed: tuple[tuple[str, tuple[str | None, str | None]], ...] = ()
    """The files whose commands deploy it, and into which subscription and resource group, as far as that is known."""

    anew: Anew | None = field(default=None, compare=False)
    """Reads it with more that is open; None for a reader whose stacks nobody runs."""

    @property
    def has_cluster(self) -> bool:
        """True when the stack declares a cluster."""
        return any(_is_cluster(part) for part in self.parts)


@record
class Listed:
    """A stack that is still to be read."""

    reader: Reader
    stack: Stack
    inputs: Inputs
    workspace: Workspace
    doubts: tuple[Doubt, ...] = ()
    """What its deployments leave open."""
    deployed: tuple[Into, ...] = ()
    """See ``ReadStack``."""

    def read(self) -> ReadStack:
        """The stack and its parts. Never raises for what files contain."""
        return self.with_parts(self.parts())

    def parts(self) -> tuple[Read, ...]:
        """Everything its reader yields, and what its deployments leave open."""
        return *self.own_parts(), *self.doubts

    def own_parts(self) -> tuple[Read, ...]:
        """Everything its reader yields."""
        found: Iterable[Read] | None = None
        if getattr(self.reader, "runs", None) is not None:
            from natpin.pipeline.read_once import as_read_once  # most who lint have no scripts

            found = as_read_once(self.reader, self.stack, self.workspace, self.inputs)
        if found is None:
            found = self.reader.read(self.stack, self.workspace, self.inputs)
        return tuple(guarded(declared(found), self.reader.name, self.stack.root))

    def with_parts(self, parts: tuple[Read, ...]) -> ReadStack:
        """The stack with parts that were read before, here or elsewhere."""
        asks = any(isinstance(part, Question) for part in parts)
        own = self.reader, self.stack, self.workspace, self.inputs
        tell = getattr(self.reader, "uses", None)
        return ReadStack(
            self.stack,
            parts,
            partial(_asking, *own) if asks else None,
            partial(tell, *own[1:]) if tell is not None else None,
            len(parts),
            deployed=self.deployed,
            anew=Anew(self) if self.reader.name in _SCRIPTS else None,
        )


@record
class Anew:
    """How a stack is read once more."""

    listed: Listed

    def has(self, given: Mapping[str, Unseen]) -> bool:
        """Whether it was read with all of this open."""
        before = self.listed.inputs.unseen.get(self.listed.stack.root, {})
        return set(given) <= set(before)

    def read(self, given: Mapping[str, Unseen]) -> ReadStack:
        """The stack with more that is given it by what is not followed."""
        own, stack = self.listed.inputs, replace(self.listed.stack)
        before = own.unseen.get(stack.root, {})
        inputs = replace(own, unseen={**own.unseen, stack.root: {**given, **before}})
        return replace(self.listed, stack=stack, inputs=inputs).read()


@record
class _OfReader:
    """The stacks of one reader, and what it could not read of the files that make them."""

    stacks: tuple[Listed, ...]
    skipped: tuple[Skipped, ...]
    also: tuple[Skipped, ...]
    """Files that give inputs: told where nothing else tells of them."""


def _is_cluster(part: Read) -> bool:
    return isinstance(part, Resource) and same_type(part.type, CLUSTER) and not part.external


def one_by_one(listed: Iterable[Listed]) -> Iterator[ReadStack]:
    """Each stack, read when it is asked for."""
    return (one.read() for one in listed)


def read_all(
    workspace: Workspace,
    readers: Sequence[Reader],
    claimed: dict[str, list[str]],
    inputs: Inputs,
    skipped: list[Skipped],
    environments: Sequence[Environment] = (),
    givers: Sequence[str] = (),
    excluded: Callable[[str], bool] = lambda path: False,
    read: Callable[[Sequence[Listed]], Iterator[ReadStack]] = one_by_one,
    ahead: Ahead | None = None,
) -> tuple[list[ReadStack], list[Resource]]:
    """Every infrastructure stack, and the workloads: those only where there is a cluster they could run on.

    Stacks of the whole workspace, whichever paths were named: what one of them only looks up another one may declare.
    ``givers`` are the files that may give inputs, ``excluded`` says what the team wants left out, ``read`` reads the stacks
    that were listed, ``ahead`` may read scripts before they are asked for. Nothing where no file under the paths that were named makes a stack.

    Value files given for this run win over the environments that the team named.
    """
    if inputs.var_files or inputs.parameters:
        environments = ()
    infrastructure: list[ReadStack] = []
    there = {path for paths in (*claimed.values(), givers) for path in paths}
    if not any(names_root(path, workspace) for path in there) and not _runs_any(there, workspace):
        return infrastructure, []

    @cache
    def rollouts() -> Rollouts:
        from natpin.pipeline.rollouts import gather

        return gather(givers, readers, workspace, inputs, ahead)

    listed = [
        _listed(workspace, reader, claimed[reader.name], inputs, environments, givers, excluded, rollouts)
        for reader in readers
        if not reader.workloads_only
    ]
    infrastructure += _taken(listed, read([one for mine in listed for one in mine.stacks]), skipped)
    for reader in readers:
        if reader.name in _RUN_EACH_OTHER:
            infrastructure += _alone(
                reader, claimed[reader.name], infrastructure, workspace, inputs, excluded, skipped
            )
    _run_otherwise(infrastructure, workspace)
    skipped += missing(environments, workspace, (one.stack.root or "." for one in infrastructure))
    if environments:
        skipped[:] = with_their_names(skipped, environments)
    workloads: list[Resource] = []
    if any(one.has_cluster for one in infrastructure):
        for reader in readers:
            if reader.workloads_only:
                mine = _listed(workspace, reader, claimed[reader.name], inputs, ())
                for one in _taken([mine], one_by_one(mine.stacks), skipped):
                    workloads += [part for part in one.parts if isinstance(part, Resource)]
    return infrastructure, workloads


def _runs_any(paths: Iterable[str], workspace: Workspace) -> bool:
    """Whether what the user named runs one of these."""
    from natpin.pipeline.run_by_named import is_run_by_named

    return any(is_run_by_named(path, workspace) for path in paths)


def of_named(
    skipped: Iterable[Skipped], stacks: Iterable[ReadStack], workspace: Workspace
) -> tuple[Skipped, ...]:
    """What was not read of the paths that were named: files there, and whatever their stacks are made of."""
    mine = {read.stack.id: is_asked_for(read.stack, workspace) for read in stacks}
    told = [
        one
        for one in dict.fromkeys(skipped)
        if mine.get(one.stack or "", one.path.startswith("<") or names_root(one.path, workspace))
    ]
    # two readers may tell of one file, and only one of them whether it speaks of AKS
    graver = {(one.path, one.reason, one.at) for one in told if one.claims_aks}
    return tuple(one for one in told if one.claims_aks or (one.path, one.reason, one.at) not in graver)


def _listed(
    workspace: Workspace,
    reader: Reader,
    claimed: list[str],
    inputs: Inputs,
    environments: Sequence[Environment],
    givers: Sequence[str] = (),
    excluded: Callable[[str], bool] = lambda path: False,
    rollouts: Callable[[], Rollouts] | None = None,
) -> _OfReader:
    """The stacks of one reader, not yet read."""
    stacks = guarded(reader.stacks(claimed, workspace, inputs), reader.name, ", ".join(claimed[:3]))
    there = list(named(stacks, reader.name, claimed, environments, inputs, workspace))
    skipped = tuple(one for one in there if isinstance(one, Skipped))
    # a reader looks around for folders; one in which the team wants every file left out makes no stack
    pairs = [one for one in there if not isinstance(one, Skipped) and not excluded(_file_of(one[0].root))]
    doubts: Mapping[str, Sequence[Doubt]] = {}
    deployed: Mapping[str, Sequence[Into]] = {}
    also: tuple[Skipped, ...] = ()
    if givers:
        from natpin.pipeline.as_deployed import as_deployed

        made = as_deployed(pairs, reader.name, claimed, givers, rollouts, inputs, workspace)
        pairs, doubts, deployed, also = list(made.pairs), made.doubts, made.by, tuple(made.skipped)
    if pairs and reader.name in _SCRIPTS:
        from natpin.pipeline.run_by_others import as_run

        pairs = as_run(pairs, reader.name, workspace)
    return _OfReader(
        tuple(
            Listed(
                reader,
                stack,
                own,
                workspace,
                tuple(doubts.get(stack.root, ())),
                tuple(dict.fromkeys(deployed.get(stack.root, ()))),
            )
            for stack, own in pairs
            if not excluded(_file_of(stack.root))  # what only a script makes a root
        ),
        skipped,
        also,
    )


def _taken(
    listed: Iterable[_OfReader], found: Iterator[ReadStack], skipped: list[Skipped]
) -> Iterator[ReadStack]:
    """What was read, reader by reader, without what is too large; ``skipped`` gets what was not read, in that order."""
    for mine in listed:
        skipped += mine.skipped
        told = {one.path for one in skipped}
        skipped += [one for one in mine.also if one.path not in told]
        for read in islice(found, len(mine.stacks)):
            stack = read.stack
            skipped += [
                replace(part, stack=part.stack or stack.id)
                for part in read.parts
                if isinstance(part, Skipped)
            ]
            clusters = sum(map(_is_cluster, read.parts))
            TALLY.stacks, TALLY.clusters = TALLY.stacks + 1, TALLY.clusters + clusters
            if clusters > MAX_CLUSTERS:
                why = f"declares more than {MAX_CLUSTERS} clusters; none of them is judged"
                skipped.append(Skipped(stack.root, why, claims_aks=True, stack=stack.id))
                continue
            yield read


def _alone(
    reader: Reader,
    claimed: list[str],
    done: list[ReadStack],
    workspace: Workspace,
    inputs: Inputs,
    excluded: Callable[[str], bool],
    skipped: list[Skipped],
) -> list[ReadStack]:
    """Scripts that make something, and that no other script runs after all; ``skipped`` gets what was not read of them."""
    if {one.stack.root for one in done}.issuperset(claimed):
        return []
    from natpin.pipeline.left_out import left_out
    from natpin.pipeline.run_by_others import as_run

    paths = left_out(claimed, ((one.stack, one.parts) for one in done), skipped)
    pairs = [(Stack(reader.name, path), inputs) for path in paths if not excluded(path)]
    listed = tuple(
        Listed(reader, stack, own, workspace) for stack, own in as_run(pairs, reader.name, workspace)
    )
    alone = _taken([_OfReader(listed, (), ())], one_by_one(listed), skipped)
    return [
        one for one in alone if any(isinstance(part, Resource) and not part.external for part in one.parts)
    ]


def _run_otherwise(stacks: list[ReadStack], workspace: Workspace) -> None:
    """Reads scripts anew that a followed file runs on a way that is not followed, with what it gives open."""
    scripts = [one.stack for one in stacks if one.anew is not None]
    if not scripts:
        return
    from natpin.pipeline.followed_elsewhere import given_on_other_ways

    read = ((one.stack.root, one.parts) for one in stacks)
    given = given_on_other_ways(scripts, read, workspace)
    for number, one in enumerate(stacks):
        mine = given.get((one.stack.reader, one.stack.root))
        if mine and one.anew is not None and not one.anew.has(mine):
            stacks[number] = one.anew.read(mine)


def _file_of(root: str) -> str:
    """A path in a root that is a folder; the root itself where it is a file."""
    return root if os.path.splitext(root)[1] else os.path.join(root or ".", "main.tf").removeprefix("./")


def _asking(reader: Reader, stack: Stack, workspace: Workspace, inputs: Inputs) -> Again:
    from natpin.pipeline.answering import answering

    return answering(reader, stack, workspace, inputs)
