"""A subnet that two roots write: whichever is applied last decides what is on it, and nothing in the files says which.

A request that puts a subnet, by itself or inside its network, replaces it: a NAT gateway or a route table that it does
not name is taken off (Azure REST API, Subnets "Create Or Update"). Terraform's azurerm and Pulumi refuse to create what
is there already, and leave to associations what those attach: they take nothing off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.graph.inline import inline_subnets
from natpin.model.doubt import Doubt, Reach
from natpin.model.part import Part
from natpin.model.record import record, replace
from natpin.model.resource import SUBNET, VIRTUAL_NETWORK, Link, Resource, same_type
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, members, text
from natpin.pipeline.pairing import pair_up
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.sought import Sought, known_of, last_name, names_of

ATTACHED = {"natGateway": "NAT gateway", "routeTable": "route table"}

_KEEPING = ("azurerm", "azure-native", "pulumi")
"""Providers that do not replace what is there already."""


@record
class _Written:
    """A subnet as a stack writes it."""

    stack: ReadStack
    subnet: Resource
    known: Sought
    attached: Mapping[str, str | None]
    """By property, what is attached: its name, empty where nobody knows that or whether it is; None for nothing."""


Again = Mapping[tuple[str, str], Sequence[_Written]]
"""By the names of network and subnet, subnets that stacks replace or change when they are applied. An empty name: any."""

_ANYTHING = "?"
"""Stands for a name of which nobody knows whether it is attached at all."""


def written_in(stacks: Iterable[ReadStack]) -> Again:
    """Every subnet that a stack replaces, or may change, when it is applied."""
    found: dict[tuple[str, str], list[_Written]] = defaultdict(list)
    for stack in stacks:
        for one in (*_subnets(stack, stack.parts), *_changed(stack)):
            if one.known.parent and not _keeps(one):
                found[one.known.parent, one.known.name].append(one)
    return found


def perhaps_overwritten(stack: ReadStack, parts: Sequence[Part], again: Again) -> Iterator[Doubt]:
    """Doubts about subnets of a stack, and of what other roots declare for it, that a further root writes otherwise."""
    for mine in _subnets(stack, parts) if again else ():
        network = mine.known.parent or ""
        for theirs in (*again.get((network, mine.known.name), ()), *again.get((network, ""), ())):
            if _may_be_one(mine, theirs):
                # what a command attaches to the same for certain is followed where roots are joined
                joined = theirs.subnet.external and mine.known.subscription == theirs.known.subscription
                differing = tuple(
                    name
                    for name, what in theirs.attached.items()
                    if _takes_past(name, mine.attached[name], what)
                    and not (joined and what not in (None, _ANYTHING))
                )
                if differing:
                    yield _doubt(mine, theirs, differing)


def _doubt(mine: _Written, theirs: _Written, differing: tuple[str, ...]) -> Doubt:
    known, at = mine.known, theirs.subnet.at
    what = " or ".join(f"another {ATTACHED[name]} or none" for name in differing)
    why = f"the order of two roots: {theirs.stack.stack.root} writes subnet {mine.subnet.label} as well, with {what}"
    group = known.group or None
    tail = f"/providers/{VIRTUAL_NETWORK}/{known.parent}/subnets/{known.name}"
    target = Unknown(why, at, parts=("/subscriptions/", None, "/resourceGroups/", group, tail))
    return Doubt(why, at, "write the subnet in one root", Reach((SUBNET,), target, differing))


def _may_be_one(mine: _Written, theirs: _Written) -> bool:
    """Whether both may be one subnet: of one network by name, in what may be one group and one subscription."""
    one, other = mine.known, theirs.known
    return (
        theirs.stack.stack.root not in (mine.stack.stack.root, mine.subnet.home)
        and _agree(one.group, other.group)
        and _agree(one.subscription, other.subscription)
        and pair_up(mine.stack.stack, theirs.stack.stack) is not False
    )


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other or "{" in one or "{" in other


def _takes_past(name: str, mine: str | None, theirs: str | None) -> bool:
    """Whether what another root writes may take traffic past the NAT gateway that this one attaches. A subnet that has
    none is not praised for one that another root may attach by then."""
    return _differ(mine, theirs) and not (name == "natGateway" and mine is None)


def _differ(mine: str | None, theirs: str | None) -> bool:
    if theirs == _ANYTHING:
        return True
    if mine is None or theirs is None:
        return mine is not theirs
    return bool(mine and theirs) and mine != theirs


def _keeps(one: _Written) -> bool:
    """True for what replaces nothing: by a provider that keeps what is there, only where it is missing, or as a part of a
    whole of its own, network and cluster included: one of several ways to set up the same."""
    provider = (text(one.subnet.traits.get("provider")) or "").lower()
    if provider.startswith(_KEEPING) or "createdWhenMissing" in one.subnet.traits:
        return True
    return one.stack.has_cluster and any(
        isinstance(part, Resource)
        and same_type(part.type, VIRTUAL_NETWORK)
        and not part.external
        and (text(part.name) or "").lower() == one.known.parent
        for part in one.stack.parts
    )


def _subnets(stack: ReadStack, parts: Sequence[Part]) -> Iterator[_Written]:
    """The subnets that are declared, by themselves or inside a network, each with what is attached to it."""
    found: list[Resource] = []
    for part in parts:
        if isinstance(part, Resource) and not part.external:
            if same_type(part.type, SUBNET):
                found.append(part)
            elif same_type(part.type, VIRTUAL_NETWORK):
                found += inline_subnets(part)[0]
    if not found:
        return
    names = names_of(parts)
    elsewhere = list(_from_elsewhere(parts, names))
    for subnet in found:
        known = known_of(subnet, names)
        attached = {name: _own(subnet.properties.get(name), names) for name in ATTACHED}
        for name, address, called, target in elsewhere:
            if attached[name] is None and (address == subnet.address or called in (known.name, "")):
                attached[name] = last_name(target, names) or ""
        yield _Written(stack, subnet, known, attached)


def _changed(stack: ReadStack) -> Iterator[_Written]:
    """Subnets that are only looked up, with what is set of them or may be: by a command, by something not followed."""
    names = names_of(stack.parts)
    looked_up = {part.address: part for part in stack.parts if isinstance(part, Resource) and part.external}
    for subnet in looked_up.values():
        told = {name: subnet.properties[name] for name in ATTACHED if name in subnet.properties}
        if told and same_type(subnet.type, SUBNET):
            attached = {name: _own(node, names) for name, node in told.items()}
            yield _Written(stack, subnet, known_of(subnet, names), attached)
    for part in stack.parts:
        if not isinstance(part, Doubt) or not isinstance(part.reach.target, Reference):
            continue
        target, reach = looked_up.get(part.reach.target.target), part.reach
        if target is None or not any(same_type(SUBNET, each) for each in reach.types):
            continue
        open_ = {name: _ANYTHING for name in ATTACHED if not reach.properties or name in reach.properties}
        known = known_of(target, names)
        if same_type(target.type, VIRTUAL_NETWORK):
            known = replace(known, name="", parent=known.name)
        yield _Written(stack, target, known, open_)


def _own(node: Node | None, names: Mapping[str, str]) -> str | None:
    if is_absent(node):
        return None
    if isinstance(node, Unknown):
        return _ANYTHING
    return last_name(members(node).get("id"), names) or ""


def _from_elsewhere(
    parts: Sequence[Part], names: Mapping[str, str]
) -> Iterator[tuple[str, str, str | None, Node | None]]:
    """What associations attach, and commands to what is only looked up: the property, the subnet's address, its name,
    empty where nobody knows it, and what is attached."""
    for part in parts:
        if isinstance(part, Link) and part.property in ATTACHED:
            if isinstance(part.source, Reference):
                yield part.property, part.source.target, names.get(part.source.target), part.target
            else:
                yield part.property, "", last_name(part.source, names) or "", part.target
        elif isinstance(part, Resource) and part.external and same_type(part.type, SUBNET):
            for name in ATTACHED:
                node = part.properties.get(name)
                if not is_absent(node):
                    target = members(node).get("id") if isinstance(node, Value) else None
                    yield name, part.address, (text(part.name) or "").lower(), target
