"""Everything a scope's egress depends on, as ARM has it: the scope's clusters, and what they refer to.

The network of a cluster may lie in another resource group, or in another subscription; a subscription holds networks
that have nothing to do with AKS. So the estate is what can be reached from the clusters by reference. What is
referred to and cannot be read is listed: it is neither left out nor taken for absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from natpin.azure.arm import Arm
from natpin.azure.inventory import Inventory, subscription_of
from natpin.azure.scope import AzureScope
from natpin.errors import CloudError, Rejected
from natpin.formats.snapshot import TYPES
from natpin.model.record import record
from natpin.model.resource import CLUSTER, NAT_GATEWAY, VIRTUAL_NETWORK, same_type
from natpin.model.tally import TALLY

Body = Mapping[str, Any]

LOCKS_API = "2020-05-01"
PERMISSIONS_API = "2022-04-01"
API = {"microsoft.network": "2025-07-01", "microsoft.containerservice": "2026-05-01"}
CONFIRMED = 100
"""Direct GETs for what the inventory does not have; more than that is not lag but a missing permission."""


@record
class Estate:
    """What was found."""

    scope: AzureScope
    bodies: tuple[Body, ...]
    """ARM bodies, sorted by id."""
    locks: tuple[Body, ...] | None
    """The management locks of the subscriptions; None when they may not be read."""
    unread: tuple[tuple[str, str], ...]
    """Ids that are referred to and could not be read, each with why."""

    @property
    def clusters(self) -> tuple[Body, ...]:
        """The clusters in scope."""
        return tuple(body for body in self.bodies if same_type(str(body["type"]), CLUSTER))

    def document(self) -> dict[str, Any]:
        """As a snapshot holds it, every property kept."""
        return {
            "scope": str(self.scope),
            "resources": list(self.bodies),
            "locks": None if self.locks is None else [{"id": lock["id"]} for lock in self.locks],
            "unread": [{"id": identifier, "reason": reason} for identifier, reason in self.unread],
        }


def survey(arm: Arm, scope: AzureScope, inventory: Inventory | None = None) -> Estate:
    """Find everything. ``inventory`` is one that several surveys share. Raises CloudError when the scope itself cannot
    be read: an empty answer of Resource Graph means "nothing there" and "nothing you may see" alike."""
    _require_readable(arm, scope)
    known = inventory or Inventory(arm)
    known.load([scope.subscription])
    found = known.of(scope.subscription)
    clusters = [body for body in found.values() if _is(body, CLUSTER) and scope.holds(body["id"])]
    if scope.cluster and not clusters:
        clusters = [_named_cluster(arm, scope)]
    if scope.resource_group and not clusters:
        raise Rejected(f"there is no AKS cluster in {scope.id}", 404, "NoClusterInScope")
    reach = _Reach(arm, known, scope.subscription)
    reach.follow(clusters)
    reach.follow(body for body in found.values() if _idle_gateway(body, scope))
    return Estate(
        scope,
        tuple(reach.kept[key] for key in sorted(reach.kept)),
        _locks(arm, sorted(reach.subscriptions)),
        tuple(reach.unread[key] for key in sorted(reach.unread)),
    )


def _require_readable(arm: Arm, scope: AzureScope) -> None:
    """Raise unless the identity may read the clusters of the scope.

    Source: Azure RBAC REST API, "Permissions": the caller's own actions at a scope.
    """
    wanted = f"{CLUSTER}/read"
    grants = arm.listed(arm.url(f"{scope.id}/providers/Microsoft.Authorization/permissions", PERMISSIONS_API))
    if not any(_grants(permission, wanted) for permission in grants):
        raise Rejected(f"this identity has no role with {wanted} at {scope.id}", 403, "AuthorizationFailed")


def _grants(permission: Body, action: str) -> bool:
    actions, excepted = permission.get("actions") or (), permission.get("notActions") or ()
    return _matches(actions, action) and not _matches(excepted, action)


def _matches(patterns: Iterable[object], action: str) -> bool:
    return any(_like(str(pattern).lower().split("*"), action.lower()) for pattern in patterns)


def _like(pieces: list[str], action: str) -> bool:
    """Whether an action matches a pattern, given as what stands between its asterisks. No regular expression: a
    pattern comes from outside."""
    first, *rest = pieces
    if not rest:
        return action == first
    if not action.startswith(first):
        return False
    position = len(first)
    for piece in rest[:-1]:
        found = action.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return len(action) - position >= len(rest[-1]) and action.endswith(rest[-1])


def _named_cluster(arm: Arm, scope: AzureScope) -> Body:
    """A cluster that the inventory does not have yet."""
    reply = arm.look(arm.url(scope.id, API["microsoft.containerservice"]))
    if reply is None or not _usable(reply.body):
        raise Rejected(f"there is no cluster {scope.id}", 404, "ResourceNotFound")
    assert reply.body is not None
    return reply.body


def _idle_gateway(body: Body, scope: AzureScope) -> bool:
    """A NAT gateway of the scope that serves nothing: made for a cluster and never attached, as a rule."""
    return (
        _is(body, NAT_GATEWAY)
        and scope.cluster is None
        and scope.holds(body["id"])
        and not _properties(body).get("subnets")
    )


def _locks(arm: Arm, subscriptions: Iterable[str]) -> tuple[Body, ...] | None:
    """Every lock of some subscriptions: one request each. Source: Management Locks, "List at subscription level"."""
    found: list[Body] = []
    for subscription in subscriptions:
        url = arm.url(f"/subscriptions/{subscription}/providers/Microsoft.Authorization/locks", LOCKS_API)
        try:
            found += [lock for lock in arm.listed(url) if isinstance(lock.get("id"), str)]
        except Rejected as error:
            if error.status != 403:
                raise
            return None
    return tuple(sorted(found, key=lambda lock: str(lock["id"]).lower()))


class _Reach:
    """Follows references from body to body; what the inventory lacks is looked for."""

    def __init__(self, arm: Arm, inventory: Inventory, subscription: str) -> None:
        self.kept: dict[str, Body] = {}
        self.unread: dict[str, tuple[str, str]] = {}
        self.subscriptions = {subscription}
        self._arm = arm
        self._inventory = inventory
        self._given: dict[str, Body] = {}
        self._gets = 0

    def follow(self, start: Iterable[Body]) -> None:
        """Keep bodies and everything they refer to."""
        self._given = {body["id"].lower(): body for body in start}
        pending = {key: body["id"] for key, body in self._given.items()}
        while pending:
            self._widen(pending)
            referred: dict[str, str] = {}
            for key, identifier in pending.items():
                body = self._given.get(key) or self._inventory.find(key) or self._confirmed(identifier)
                if body is None:
                    continue
                self.kept[key] = body
                TALLY.resources += 1
                referred.update((other.lower(), other) for other in references(body))
            pending = {
                key: i for key, i in referred.items() if key not in self.kept and key not in self.unread
            }

    def _widen(self, pending: Mapping[str, str]) -> None:
        """Ask for the inventory of subscriptions that are only now known to matter."""
        for subscription in sorted(set(map(subscription_of, pending)) - self.subscriptions):
            self.subscriptions.add(subscription)
            try:
                self._inventory.load([subscription])
            except Rejected as error:
                if error.status not in (400, 403, 404):
                    raise
                # a subscription that may not be read: the direct GETs say so, resource by resource
                self._inventory.give_up(subscription)

    def _confirmed(self, identifier: str) -> Body | None:
        """What Resource Graph does not know, from ARM itself."""
        if self._gets >= CONFIRMED:
            return self._missing(identifier, "is referred to, and Resource Graph does not show it")
        self._gets += 1
        provider = identifier.lower().split("/providers/")[-1].split("/")[0]
        try:
            reply = self._arm.look(self._arm.url(identifier, API[provider]))
        except Rejected as error:
            if error.status not in (401, 403, 404):
                raise
            return self._missing(identifier, f"is referred to, and may not be read ({error.code})")
        if reply is None:
            return self._missing(identifier, "is referred to, and does not exist")
        if not _usable(reply.body):
            raise CloudError(f"{identifier}: the answer is not a resource")
        return reply.body

    def _missing(self, identifier: str, reason: str) -> Body | None:
        self.unread[identifier.lower()] = (identifier, reason)
        return None


def _usable(body: Body | None) -> bool:
    return body is not None and all(isinstance(body.get(name), str) for name in ("id", "name", "type"))


def _is(body: Body, type_: str) -> bool:
    return same_type(str(body["type"]), type_)


def _properties(body: Body) -> Body:
    found = body.get("properties")
    return found if isinstance(found, Mapping) else {}


_OUTWARD = {
    CLUSTER.lower(): None,
    # What holds an address in a subnet; of these natpin reads virtual network gateways, which may learn routes.
    VIRTUAL_NETWORK.lower(): ("natgateway", "routetable", "ipconfigurations"),
    NAT_GATEWAY.lower(): (
        "publicipaddresses",
        "publicipprefixes",
        "publicipaddressesv6",
        "publicipprefixesv6",
    ),
}
"""By type, below which members ids lead on (None: anywhere). An IP's own references lead back."""

_ROOTS = {type_.lower() for type_ in TYPES}


_NESTED = (dict, list)
_SLASHES = 8
"""In the id of a top-level resource; most texts of a cluster have none."""


def references(body: Body) -> Iterator[str]:
    """The ids of the resources that a body's egress depends on; a subnet's id counts as its network's."""
    members = _OUTWARD.get(str(body["type"]).lower(), ())
    if members == ():
        return
    outside: list[object] = [] if members is None else [dict(_properties(body))]
    inside: list[object] = [] if members is not None else [dict(_properties(body))]
    while outside:  # what JSON makes: to ask for any mapping takes ten times as long
        node = outside.pop()
        if type(node) is dict:
            for key, child in node.items():
                if type(child) in _NESTED or type(child) is str:
                    (inside if str(key).lower() in (members or ()) else outside).append(child)
        elif type(node) is list:
            outside += node
    while inside:
        node = inside.pop()
        if type(node) is str:
            root = _root(node) if node.count("/") >= _SLASHES else None
            if root is not None:
                yield root
        elif type(node) is dict:
            inside += node.values()
        elif type(node) is list:
            inside += node


def _root(identifier: str) -> str | None:
    """The id of the top-level resource that an id names, if natpin reads its type."""
    segments = identifier.split("/")
    words = identifier.lower().split("/", 9)[:9]
    if (
        len(words) < 9
        or (words[1], words[3], words[5]) != ("subscriptions", "resourcegroups", "providers")
        or f"{words[6]}/{words[7]}" not in _ROOTS
    ):
        return None
    return "/".join(segments[:9])
