"""What identifies a resource across roots: its type, its names, its subscription."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.arm_id import parse
from natpin.model.record import field, record, replace
from natpin.model.value import Node, Reference, Unknown, text

Mark = tuple[str, ...]
"""azurerm's type, the names in lower case, empty where unknown, and last the subscription; empty where that is the
stack's own."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "azurerm_kubernetes_cluster": ("name", "resource_group_name"),
    "azurerm_nat_gateway": ("name", "resource_group_name"),
    "azurerm_public_ip": ("name", "resource_group_name"),
    "azurerm_public_ip_prefix": ("name", "resource_group_name"),
    "azurerm_route_table": ("name", "resource_group_name"),
    "azurerm_subnet": ("name", "virtual_network_name", "resource_group_name"),
    "azurerm_virtual_network": ("name", "resource_group_name"),
}
"""What identifies a resource of these types."""

_CHANGES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "azapi_resource_action": (("resource_id", ""),),
    "azapi_update_resource": (("resource_id", ""), ("parent_id", "")),
    "azurerm_nat_gateway_public_ip_association": (("nat_gateway_id", "azurerm_nat_gateway"),),
    "azurerm_nat_gateway_public_ip_prefix_association": (("nat_gateway_id", "azurerm_nat_gateway"),),
    "azurerm_subnet_nat_gateway_association": (("subnet_id", "azurerm_subnet"),),
    "azurerm_subnet_route_table_association": (("subnet_id", "azurerm_subnet"),),
    "azurerm_virtual_hub_connection": (("remote_virtual_network_id", "azurerm_virtual_network"),),
}
"""Types that change another resource, and the argument that gives its id."""

_BY_ID = ["azurerm_subnet", "azurerm_nat_gateway", "azurerm_route_table"]
"""What a type changes whose argument may be any id, or that names what it changes."""

_PROPAGATING = ("gatewaysubnet", "routeserversubnet")
"""Subnets, lower case, whose gateway or route server hands routes to the whole network (Azure fixes their names)."""

_BY_NAME: Mapping[str, tuple[str, str]] = {
    "azurerm_route": ("azurerm_route_table", "route_table_name"),
    "azurerm_subnet": ("azurerm_virtual_network", "virtual_network_name"),
    "azurerm_virtual_network_peering": ("azurerm_virtual_network", "virtual_network_name"),
}
"""Types that change what they lie in, which they name: its type, and the argument that does."""

CHANGING = frozenset({*_CHANGES, *_BY_NAME})
"""The types that may change a resource of another root."""

LOOKED_AT = frozenset({*_NAMES, *CHANGING, "azapi_resource"})
"""The types by which roots are put together."""

ARGUMENTS = frozenset(
    {
        *(name for names in _NAMES.values() for name in names),
        *(name for changes in _CHANGES.values() for name, _ in changes),
        "route_table_name",
    }
)
"""What is looked at of them."""

_ARM: Mapping[str, str] = {
    arm.SUBNET.lower(): "azurerm_subnet",
    arm.VIRTUAL_NETWORK.lower(): "azurerm_virtual_network",
    arm.NAT_GATEWAY.lower(): "azurerm_nat_gateway",
    arm.ROUTE_TABLE.lower(): "azurerm_route_table",
    arm.CLUSTER.lower(): "azurerm_kubernetes_cluster",
}


@record
class Marks:
    """What a root declares, and what of others it changes."""

    declares: tuple[Mark, ...] | None = field(default=())
    """None where nobody asked: it takes to work out every resource."""
    touches: tuple[Mark, ...] = field(default=())
    perhaps: tuple[tuple[Mark, str], ...] = field(default=())
    """What it changes, some of the names perhaps unknown; and the type that changes it."""
    broken: tuple[tuple[str, str], ...] = field(default=())
    """Of what changes something and cannot be parsed: its type, and its text in lower case."""
    for_one: bool = False
    """True where they rest on the state of the root that asks: in another environment of that one they are others."""


def mark_of(one: Instance) -> Mark | None:
    """What identifies an instance, all known; None when something of it is not."""
    mark = loose_mark_of(one)
    return mark if mark is not None and _is_complete(mark) else None


def loose_mark_of(one: Instance) -> Mark | None:
    """As much as is known of what identifies an instance; None for types that nothing identifies."""
    names = _NAMES.get(one.type)
    return _mark(one.type, one, *names) if names is not None else None


def _mark(kind: str, one: Instance, *names: str) -> Mark:
    words = [text(one.attributes.get(name)) or "" for name in names]
    return (kind, *(word.lower() for word in words), _subscription(one.subscription))


def _is_complete(mark: Mark) -> bool:
    return all(mark[:-1])


def _subscription(node: Node | None) -> str:
    """A subscription's id; what is not known is a subscription of its own, by what identifies it."""
    if node is None:
        return ""
    known = text(node)
    return known.lower() if known else f"?{node}"


def same_mark(one: Mark, other: Mark) -> bool:
    """True when two marks name one resource: no known subscriptions differ."""
    return one[:-1] == other[:-1] and _may_share_subscription(one[-1], other[-1])


def may_be_same(one: Mark, other: Mark) -> bool:
    """True when two marks may name one resource, and something says that they lie in one place: no known names differ,
    one of them is equal, and not all are known."""
    names = list(zip(one[1:-1], other[1:-1], strict=False))
    return (
        one[0] == other[0]
        and all(not left or not right or left == right for left, right in names)
        and any(left and left == right for left, right in names)
        and not (_is_complete(one) and _is_complete(other))
        and _may_share_subscription(one[-1], other[-1])
    )


def may_be_told_of(mark: Mark, kind: str, text: str) -> bool:
    """Whether a text that cannot be parsed, a declaration of a type that changes another resource, may be about this one:
    it holds its name, or its network's."""
    changed = [one for _, one in _CHANGES.get(kind, ()) if one] or _BY_ID
    names = mark[1 : 3 if mark[0] == "azurerm_subnet" else 2]
    return mark[0] in changed and any(
        name and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for name in names
    )


def _may_share_subscription(mine: str, yours: str) -> bool:
    return mine == yours or not (mine and yours) or mine.startswith("?") or yours.startswith("?")


def marks_of(instances: Iterable[Instance], foreign: Iterable[Instance] = ()) -> Marks:
    """What some instances declare, and what of other roots they change: what they look up by name, and the ``foreign``
    instances that they know by their roots' states."""
    own_ones = {one.address: one for one in instances}
    known = {**own_ones, **{one.address: replace(one, data=True) for one in foreign}}
    declared = [mark for one in own_ones.values() if not one.data and (mark := mark_of(one)) is not None]
    touched = [(mark, one.type) for one in own_ones.values() if not one.data for mark in _touched(one, known)]
    own = set(declared)
    foreign_ones = [(mark, type_) for mark, type_ in dict.fromkeys(touched) if mark not in own]
    sure = dict.fromkeys(mark for mark, _ in foreign_ones if _is_complete(mark))
    return Marks(tuple(declared), tuple(sure), tuple(foreign_ones))


def changed_by(kind: str) -> tuple[str, ...]:
    """The arguments of a type that give the ids of what it changes; none for a type that names what it changes."""
    return tuple(argument for argument, _ in _CHANGES.get(kind, ()))


def changes_by_name(kind: str, name: str | None) -> bool:
    """Whether a resource changes what it lies in: one more subnet changes none that is there, save what propagates routes.
    ``name``: its own, None where that is not plain text."""
    return kind in _BY_NAME and (kind != "azurerm_subnet" or name is None or name.lower() in _PROPAGATING)


def _touched(one: Instance, known: Mapping[str, Instance]) -> Iterator[Mark]:
    if changes_by_name(one.type, text(one.attributes.get("name")) or ""):
        yield _mark(_BY_NAME[one.type][0], one, _BY_NAME[one.type][1], "resource_group_name")
    for argument, _ in _CHANGES.get(one.type, ()):
        node = one.attributes.get(argument)
        if isinstance(node, Reference):
            target = known.get(node.target)
            mark = loose_mark_of(target) if target is not None and target.data else None
            yield from () if mark is None else (mark,)
        elif node is not None:
            yield from _by_id(node, known)


def _by_id(node: Node, known: Mapping[str, Instance]) -> Iterator[Mark]:
    """The resource that an id names, as far as it is known: ``"${data.azurerm_virtual_network.a.id}/subnets/b"`` too."""
    from natpin.formats.terraform.looked_up_ids import spelled  # few roots give any

    identifier = parse(Unknown("", parts=tuple(spelled(node, known))))
    kind = _ARM.get(identifier.type.lower()) if identifier is not None else None
    if identifier is None or kind is None:
        return
    words = [text(name) or "" for name in (*reversed(identifier.names), identifier.resource_group)]
    yield (kind, *(word.lower() for word in words), (text(identifier.subscription) or "").lower())
