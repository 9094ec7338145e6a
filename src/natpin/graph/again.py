"""Resources that two declarations of one stack write, each as if it alone did.

Where something puts its whole body again and again (Azure Service Operator), or puts it without asking for
the order (Pulumi), the one that comes last counts, and nobody knows which that is: what the two disagree on is unknown.
Terraform refuses the second ("already exists"), and templates and scripts say themselves which one is last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from natpin.graph.identity import Identity
from natpin.graph.inline import inline_subnets
from natpin.model.asking import called
from natpin.model.doubt import Doubt, Reach
from natpin.model.resource import VIRTUAL_NETWORK, Resource, same_type
from natpin.model.value import Node, Reference, Value, symbol

_PUT_AGAIN = ("azure-service-operator", "azure-native")
_NAMING = ("name", "id", "type", "etag")
"""What an inline subnet holds and one of its own does not."""
_MOST = 500
"""Declarations of one name that a doubt is told of."""

_Key = tuple[str, str | None, str | None, str | None, str | None]


def declared_again(resources: Sequence[Resource], as_written: Callable[[], Identity]) -> Iterator[Doubt]:
    """What declarations of the same resource disagree on. ``as_written``: the resources, before any doubt about them."""
    written = [one for one in resources if not one.external and _puts_again(one)]
    networks = [one for one in written if same_type(one.type, VIRTUAL_NETWORK)]
    written += [subnet for one in networks for subnet in inline_subnets(one)[0]]
    if len(written) < 2:
        return
    known = as_written()
    same: dict[_Key, list[Resource]] = defaultdict(list)
    for one in written:
        key = _key(one, known)
        if key is not None:
            same[key].append(one)
    for group in same.values():
        differ = _differing(group)
        for number, one in enumerate(group[:_MOST] if differ else ()):
            other = group[1 if number == 0 else 0]
            reason = f"which of the declarations of {one.label} is applied last (see {other.at})"
            yield Doubt(reason, one.at, "declare it once", Reach((one.type,), Reference(one.address), differ))


def _puts_again(one: Resource) -> bool:
    return (called(one.traits.get("provider")) or "").startswith(_PUT_AGAIN)


def _key(one: Resource, known: Identity) -> _Key | None:
    """What identifies a resource in Azure; None where its name is not certain."""
    name, parent, group = symbol(one.name), None, known.name_of(known.group_of(one))
    if one.parent is not None:
        parent = known.name_of(one.parent)
        if parent is None:
            return None
    if name is None:
        return None
    return one.type.lower(), name, parent, group, symbol(known.subscription_of(one))


def _differing(group: Sequence[Resource]) -> tuple[str, ...]:
    """What declarations of one resource disagree on. Where two of them do, each does with one of them at least."""
    names = dict.fromkeys(name for one in group for name in one.properties if name not in _NAMING)
    if len(group) < 2 or not names:
        return ()
    first = {name: _plain(group[0].properties.get(name)) for name in names}
    agreed = list(names)
    for one in group[1:]:
        agreed = [name for name in agreed if _plain(one.properties.get(name)) == first[name]]
    return tuple(sorted(names.keys() - agreed))


def _plain(node: Node | None) -> object:
    """A value without where it stands."""
    if node is None:
        return None
    match node:
        case Value(data=dict() as data):
            return {name: _plain(child) for name, child in data.items()}
        case Value(data=tuple() as data):
            return [_plain(child) for child in data]
        case Value(data=data):
            return data
        case Reference():
            return node.target, node.attribute
    return symbol(node)
