"""What one root only looks up, or leaves bare, and another root of the same workspace declares or attaches.

Estates are split: a network root declares subnets and their NAT gateway, a cluster root looks the subnet up by name,
or is given its id; a third root attaches the gateway, or a route table. Each root is a stack of its own. Where another
root declares what this one looks up, or attaches something to what this one has, that root's network is brought into
the cluster's graph, and every resource brought in says where it is declared (``Resource.home``). A reader that can do
better does so itself, as Terraform's does with remote states.

Identity is Azure's: subscription, resource group, type, names. Where two roots fit, nothing is brought in: the unknown
stays. Where one of them comes in for something else that it declares, so do the others; where those are many, as in
folders of examples, they stay out, and what they declare is in doubt. Environments pair with environments of the same
name: what dev declares is never lent to prod.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice

from natpin.graph.wording import kind_of
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.resource import TAKEN_IN, Resource
from natpin.model.value import Value
from natpin.pipeline.alike import Alike, Known, by_root, root_of
from natpin.pipeline.brought_in import brought, updates
from natpin.pipeline.changed_elsewhere import Elsewhere, brought_pools
from natpin.pipeline.declared_again import DeclaredAgain
from natpin.pipeline.nearness import Near
from natpin.pipeline.pairing import pair_up
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.sought import Sought, declared_by, fits, sought_by, touched_by
from natpin.pipeline.written_again import perhaps_overwritten, written_in

MOST_STEPS = 4
"""How far roots are followed: a cluster's, its network's, the one that attaches the gateway, the gateway's own."""
MOST_ALIKE = 8
"""How many roots that may all be meant are looked at together, before what they declare is in doubt instead."""


def joined(stacks: Sequence[ReadStack]) -> Iterator[ReadStack]:
    """The stacks, those with clusters completed by what other roots declare for them and attach to what they have."""
    if len(stacks) < 2:
        yield from stacks
        return
    declared, touched = Known(), Known()
    near: _Near = defaultdict(list)
    own = _Own()
    for stack in stacks:
        for known in own.here(stack):
            declared.add(stack, known)
        for known in touched_by(stack):
            touched.add(stack, known)
            for place in filter(None, (known.parent, known.group)):
                near[known.type, place].append((stack, known))
    again = written_in(stacks)
    near_by = Near(stacks)
    elsewhere = Elsewhere(stacks, near_by)
    declared_again = DeclaredAgain(stacks, near_by)
    added_to = {id(one): list(elsewhere.added_pools(one)) for one in stacks if elsewhere and one.has_cluster}
    taken: dict[int, set[str]] = defaultdict(set)
    for one in chain.from_iterable(added_to.values()):
        taken[id(one.stack)].add(one.pool.address)
    for stack in stacks:
        if not stack.has_cluster:
            yield _taken_in(stack, taken[id(stack)]) if id(stack) in taken else stack
            continue
        # what a reader has joined by itself, Terraform's data sources and states, is there already
        found, doubts = _completing(stack, own, declared, touched)
        found += [other for other in _perhaps_touching(stack, own, near) if other not in found]
        pools = added_to.get(id(stack), [])
        added = {one.stack.stack.id: one.stack for one in pools}
        found += [other for other in added.values() if other not in found]
        there = _homes(stack).union(*map(_homes, found))
        # of what a reader has joined, what may be taken off again is still in doubt
        doubts += [
            d for one in found if one.stack.root in there for d in updates(one) if isinstance(d, Doubt)
        ]
        found = [other for other in found if other.stack.root not in there]
        foreign: list[Part] = [
            part for other in found for part in (*brought(other, stack.stack.root), *updates(other))
        ]
        foreign += (*brought_pools(pools, stack.stack.root), *doubts)
        if elsewhere:
            foreign += elsewhere.doubts(stack, (*stack.parts, *foreign))
        foreign += perhaps_overwritten(stack, (*stack.parts, *foreign), again, near_by)
        foreign += declared_again.doubts(stack, (*stack.parts, *foreign))
        yield replace(stack, parts=(*stack.parts, *foreign)) if foreign else stack


def _taken_in(stack: ReadStack, pools: Collection[str]) -> ReadStack:
    """A stack with the node pools marked that the roots of their clusters take in. ``pools``: their addresses."""
    parts = tuple(
        replace(part, traits={**part.traits, TAKEN_IN: Value(True, part.at)})
        if isinstance(part, Resource) and part.address in pools
        else part
        for part in stack.parts
    )
    return replace(stack, parts=parts)


def _homes(stack: ReadStack) -> set[str]:
    """The other roots whose resources a stack holds."""
    return {part.home for part in stack.parts if isinstance(part, Resource) and part.home is not None}


_Root = tuple[str, str]
_Near = defaultdict[tuple[str, str], list[tuple[ReadStack, Sought]]]


class _Own:
    """What each stack declares, and looks up: worked out once, for each may belong to every other."""

    def __init__(self) -> None:
        self._declared: dict[int, tuple[Sought, ...]] = {}
        self._here: dict[int, tuple[Sought, ...]] = {}
        self._sought: dict[int, tuple[Sought, ...]] = {}

    def declared(self, stack: ReadStack) -> tuple[Sought, ...]:
        """See ``declared_by``."""
        if id(stack) not in self._declared:
            self._declared[id(stack)] = tuple(declared_by(stack))
        return self._declared[id(stack)]

    def here(self, stack: ReadStack) -> tuple[Sought, ...]:
        """What the stack's own root declares, without what its reader has taken in from another one."""
        if id(stack) not in self._here:
            own = tuple(p for p in stack.parts if not (isinstance(p, Resource) and p.home is not None))
            taken_in = len(own) < len(stack.parts)
            self._here[id(stack)] = (
                tuple(declared_by(replace(stack, parts=own))) if taken_in else self.declared(stack)
            )
        return self._here[id(stack)]

    def sought(self, stack: ReadStack) -> tuple[Sought, ...]:
        """See ``sought_by``."""
        if id(stack) not in self._sought:
            self._sought[id(stack)] = tuple(sought_by(stack))
        return self._sought[id(stack)]


def _completing(
    stack: ReadStack, known: _Own, declared: Known, touched: Known
) -> tuple[list[ReadStack], list[Doubt]]:
    """The other stacks whose networks belong to this one's, step by step, and doubts about what too many may declare."""
    found: dict[str, ReadStack] = {}
    either: dict[Sought, dict[_Root, dict[str, ReadStack]]] = {}
    pending = [stack]
    for _ in range(MOST_STEPS):
        new: dict[str, ReadStack] = {}
        for each in pending:
            own = {(one.type, one.name) for one in known.here(each)}
            for sought in dict.fromkeys(known.sought(each)):
                if (sought.type, sought.name) in own or sought in either:
                    continue
                fitting = declared.fitting(sought)
                homes = by_root(stack, fitting)
                other = _only_home(stack, fitting, homes)
                if other is not None:
                    new[other.stack.id] = other
                else:
                    either[sought] = homes
            for sought in dict.fromkeys((*known.declared(each), *known.sought(each))):
                # of each root, the environment with our name
                for stacks in by_root(stack, touched.fitting(sought)).values():
                    ours = _of_our_environment(stack, stacks)
                    if ours is not None:
                        new[ours.stack.id] = ours
        pending = [other for key, other in new.items() if key not in found]
        found.update((other.stack.id, other) for other in pending)
        if not pending:
            break
    doubts: list[Doubt] = []
    joined_already = _homes(stack)
    for sought, homes in either.items():
        comes_in = any(key in homes.get(root_of(one), ()) for key, one in found.items())
        if not comes_in and joined_already.isdisjoint(root for _, root in homes):
            continue
        pairs = (
            (key, one)
            for stacks in homes.values()
            for key, one in stacks.items()
            if pair_up(stack.stack, one.stack) is not False
        )
        perhaps = dict(islice(pairs, MOST_ALIKE + 1))
        if len(perhaps) > MOST_ALIKE:
            doubts.append(_which_of(stack, sought))
        else:
            found.update(perhaps)
    return list(found.values()), doubts


def _which_of(stack: ReadStack, sought: Sought) -> Doubt:
    """A doubt about what too many roots declare by one name: any of them may set anything on it."""
    at = next((part.at for part in stack.parts if isinstance(part, Resource)), Location(stack.stack.root))
    why = f"more than {MOST_ALIKE} roots declare {kind_of(sought.type)} {sought.name}, and nothing says which is meant"
    return Doubt(why, at, "give its resource group and its network's name", Reach((sought.type,), adds=True))


def _only_home(
    stack: ReadStack, fitting: Sequence[Alike], homes: Mapping[_Root, dict[str, ReadStack]]
) -> ReadStack | None:
    """The stack that declares it: of one root only, and of that root's environments the one with our name."""
    if len(homes) == 1:
        return _of_our_environment(stack, next(iter(homes.values())))
    kin = {key: one for alike in fitting for key, one in alike.kin(stack).items() if root_of(one) in homes}
    return next(iter(kin.values())) if len(kin) == 1 else None


def _perhaps_touching(stack: ReadStack, own: _Own, near: _Near) -> list[ReadStack]:
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
                if vague and same_place and root_of(other) != root_of(stack):
                    found[other.stack.id] = other
    return [other for other in found.values() if pair_up(stack.stack, other.stack) is not False]


def _of_our_environment(stack: ReadStack, fitting: Mapping[str, ReadStack]) -> ReadStack | None:
    if len(fitting) == 1:
        only = next(iter(fitting.values()))
        return None if pair_up(stack.stack, only.stack) is False else only
    paired = {key: pair_up(stack.stack, other.stack) for key, other in fitting.items()}
    kin = [key for key, pairs in paired.items() if pairs is True]
    kin = kin or [key for key, pairs in paired.items() if pairs is None]
    return fitting[kin[0]] if len(kin) == 1 else None
