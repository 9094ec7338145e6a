"""What one root only looks up, or leaves bare, and another root of the same workspace declares or attaches.

Estates are split: a network root declares subnets and their NAT gateway, a cluster root looks the subnet up by name,
or is given its id; a third root attaches the gateway, or a route table. Each root is a stack of its own. Where another
root declares what this one looks up, or attaches something to what this one has, that root's network is brought into
the cluster's graph, and every resource brought in says where it is declared (``Resource.home``). A reader that can do
better does so itself, as Terraform's does with remote states.

Identity is Azure's: subscription, resource group, type, names. Where two roots fit, nothing is brought in: the unknown
stays. Where one of them comes in for something else that it declares, so does the other. Environments pair with environments of the same name: what dev declares is never lent to prod.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.pipeline.brought_in import brought, updates
from natpin.pipeline.pairing import pair_up
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.sought import Sought, declared_by, fits, sought_by, touched_by
from natpin.pipeline.written_again import perhaps_overwritten, written_in

MOST_STEPS = 4
"""How far roots are followed: a cluster's, its network's, the one that attaches the gateway, the gateway's own."""


def joined(stacks: Sequence[ReadStack]) -> Iterator[ReadStack]:
    """The stacks, those with clusters completed by what other roots declare for them and attach to what they have."""
    if len(stacks) < 2:
        yield from stacks
        return
    declared: _Index = defaultdict(list)
    touched: _Index = defaultdict(list)
    near: _Index = defaultdict(list)
    own = _Own()
    for stack in stacks:
        for known in own.declared(stack):
            if known.name:
                declared[known.type, known.name].append((stack, known))
        for known in touched_by(stack):
            if known.name:
                touched[known.type, known.name].append((stack, known))
            for place in filter(None, (known.parent, known.group)):
                near[known.type, place].append((stack, known))
    again = written_in(stacks)
    for stack in stacks:
        if not stack.has_cluster:
            yield stack
            continue
        # what a reader has joined by itself, Terraform's data sources and states, is there already
        found = _completing(stack, own, declared, touched)
        found += [other for other in _perhaps_touching(stack, own, near) if other not in found]
        there = _homes(stack).union(*map(_homes, found))
        found = [other for other in found if other.stack.root not in there]
        foreign = [part for other in found for part in (*brought(other), *updates(other))]
        foreign += perhaps_overwritten(stack, (*stack.parts, *foreign), again)
        yield replace(stack, parts=(*stack.parts, *foreign)) if foreign else stack


def _homes(stack: ReadStack) -> set[str]:
    """The other roots whose resources a stack holds."""
    return {part.home for part in stack.parts if isinstance(part, Resource) and part.home is not None}


_Index = defaultdict[tuple[str, str], list[tuple[ReadStack, Sought]]]


class _Own:
    """What each stack declares, and looks up: worked out once, for each may belong to every other."""

    def __init__(self) -> None:
        self._declared: dict[int, tuple[Sought, ...]] = {}
        self._sought: dict[int, tuple[Sought, ...]] = {}

    def declared(self, stack: ReadStack) -> tuple[Sought, ...]:
        """See ``declared_by``."""
        if id(stack) not in self._declared:
            self._declared[id(stack)] = tuple(declared_by(stack))
        return self._declared[id(stack)]

    def sought(self, stack: ReadStack) -> tuple[Sought, ...]:
        """See ``sought_by``."""
        if id(stack) not in self._sought:
            self._sought[id(stack)] = tuple(sought_by(stack))
        return self._sought[id(stack)]


def _completing(stack: ReadStack, known: _Own, declared: _Index, touched: _Index) -> list[ReadStack]:
    """The other stacks whose networks belong to this one's, step by step."""
    found: dict[str, ReadStack] = {}
    either: list[list[ReadStack]] = []
    pending = [stack]
    for _ in range(MOST_STEPS):
        new: dict[str, ReadStack] = {}
        for each in pending:
            own = {(one.type, one.name) for one in known.declared(each)}
            for sought in known.sought(each):
                if (sought.type, sought.name) in own:
                    continue
                fitting = _homes_of(stack, sought, declared.get((sought.type, sought.name), []))
                other = _only_home(stack, fitting)
                if other is not None:
                    new[other.stack.id] = other
                elif len(fitting) > 1:
                    either.append(fitting)
            for sought in (*known.declared(each), *known.sought(each)):
                for other in _touching(stack, sought, touched.get((sought.type, sought.name), [])):
                    new[other.stack.id] = other
        pending = [other for key, other in new.items() if key not in found]
        found.update((other.stack.id, other) for other in pending)
        if not pending:
            break
    for fitting in either:
        if any(other.stack.id in found for other in fitting):
            found.update(
                (other.stack.id, other) for other in fitting if pair_up(stack.stack, other.stack) is not False
            )
    return list(found.values())


def _homes_of(
    stack: ReadStack, sought: Sought, candidates: Sequence[tuple[ReadStack, Sought]]
) -> list[ReadStack]:
    """The stacks of other roots that declare it."""
    return [other for other, known in candidates if not _one_root(other, stack) and fits(sought, known)]


def _only_home(stack: ReadStack, fitting: Sequence[ReadStack]) -> ReadStack | None:
    """The stack that declares it: of one root only, and of that root's environments the one with our name."""
    roots = {(other.stack.reader, other.stack.root) for other in fitting}
    if len(roots) != 1:
        fitting = [other for other in fitting if pair_up(stack.stack, other.stack) is True]
    return _of_our_environment(stack, fitting)


def _one_root(one: ReadStack, other: ReadStack) -> bool:
    """True for environments of one root. What two readers find in one file of manifests are two roots."""
    return one.stack.reader == other.stack.reader and one.stack.root == other.stack.root


def _touching(
    stack: ReadStack, sought: Sought, candidates: Sequence[tuple[ReadStack, Sought]]
) -> Iterator[ReadStack]:
    """Stacks that attach something to it: of each root, the environment with our name."""
    by_root: dict[tuple[str, str], list[ReadStack]] = defaultdict(list)
    for candidate, known in candidates:
        if not _one_root(candidate, stack) and fits(sought, known):
            by_root[candidate.stack.reader, candidate.stack.root].append(candidate)
    for fitting in by_root.values():
        ours = _of_our_environment(stack, fitting)
        if ours is not None:
            yield ours


def _perhaps_touching(stack: ReadStack, own: _Own, near: _Index) -> list[ReadStack]:
    """Stacks that attach something to what may be this one's: both are known to lie in one network or resource group, and
    one of the two names is unknown, or only one of them says in which subscription it lies."""
    found: dict[str, ReadStack] = {}
    for mine in own.declared(stack):
        for place in filter(None, {mine.parent, mine.group}):
            for other, theirs in near.get((mine.type, place), ()):
                vague = (not (mine.name and theirs.name) and fits(mine, theirs)) or (
                    (mine.subscription is None) != (theirs.subscription is None)
                    and (mine.name == theirs.name or not (mine.name and theirs.name))
                    and fits(mine, replace(theirs, subscription=mine.subscription))
                )
                same_place = (
                    mine.parent == theirs.parent is not None or mine.group == theirs.group is not None
                )
                if vague and same_place and not _one_root(other, stack):
                    found[other.stack.id] = other
    return [other for other in found.values() if pair_up(stack.stack, other.stack) is not False]


def _of_our_environment(stack: ReadStack, fitting: Sequence[ReadStack]) -> ReadStack | None:
    distinct = {other.stack.id: other for other in fitting}
    kin = {key: other for key, other in distinct.items() if pair_up(stack.stack, other.stack) is True}
    if not kin:
        kin = {
            key: other for key, other in distinct.items() if pair_up(stack.stack, other.stack) is not False
        }
    return next(iter(kin.values())) if len(kin) == 1 else None
