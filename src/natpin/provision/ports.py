"""What provisioning needs of a cloud. ``natpin.azure`` has the real one; tests may have others."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from natpin.model.change import Action, Json
from natpin.model.record import record


@record
class Live:
    """A resource as the cloud has it."""

    id: str
    body: Json
    """ARM JSON, unknown properties included."""
    etag: str | None
    ours: bool = True
    """Of what a creation gave back: False when the answer says that it was there already."""

    @property
    def state(self) -> str:
        """``properties.provisioningState`` in lower case; empty when the resource has none."""
        properties = self.body.get("properties")
        found = properties.get("provisioningState") if isinstance(properties, dict) else None
        return found.lower() if isinstance(found, str) else ""

    @property
    def settled(self) -> bool:
        """False while an operation on it is under way. Source: ARM, "Track asynchronous Azure operations"."""
        return self.state in ("", "succeeded", "failed", "canceled")


@record
class Lock:
    """A management lock that covers a resource."""

    id: str
    level: str
    """``CanNotDelete`` or ``ReadOnly``; the latter forbids every PUT."""

    @property
    def scope(self) -> str:
        """What it covers, with everything below."""
        return self.id.lower().rpartition("/providers/microsoft.authorization/")[0]


@record
class Permission:
    """Actions a role (or a deny assignment) names, as patterns: ``Microsoft.Network/*/read``."""

    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


@record
class Denial:
    """A deny assignment that may concern the caller."""

    name: str
    scope: str
    permissions: tuple[Permission, ...]
    certain: bool
    """False when it names groups, and whether the caller is in one is not known."""


@record
class Pace:
    """How long to wait, how often to try. Seconds throughout; nothing waits without a bound."""

    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    attempts: int = 6
    """Tries of one request, and of one write, before giving up."""
    first_wait: float = 2.0
    """Doubled with every try, when Azure names no time."""
    longest_wait: float = 120.0
    """No single wait is longer, whatever Azure asks for."""
    retrying: float = 900.0
    """All waits for one resource's write together, its operation's own time apart."""
    poll: float = 5.0
    """Between two looks at an operation, when Azure names no time."""
    operation: float = 1800.0
    """The longest an operation of the network provider is waited for."""
    cluster_operation: float = 5400.0
    """The longest an operation on a cluster is waited for."""

    def wait(self, attempt: int, asked: float | None) -> float:
        """Seconds before try ``attempt`` + 1 (the first try is 0): what was asked for, else doubling, bounded."""
        wanted = asked if asked is not None else self.first_wait * 2.0**attempt
        return max(0.0, min(wanted, self.longest_wait))


Waiting = Callable[[float, str], None]
"""Told now and then while an operation is under way: seconds so far, Azure's word for its state."""


class Cloud(Protocol):
    """Azure Resource Manager, as far as provisioning speaks to it. Raises CloudError and its kin, nothing else.

    Reads are tried again by the cloud itself; writes never are, since what to do next depends on what is there.
    """

    def get(self, resource_id: str) -> Live | None:
        """The resource now; None when it does not exist."""

    def put(self, resource_id: str, body: Json, etag: str | None, seconds: float, waiting: Waiting) -> Live:
        """Create (``etag`` None: must not exist yet) or replace (only while the etag still holds; an empty one is
        not held against anything), wait for the operation to end, at most ``seconds``, and read the resource again.

        Raises Rejected when Azure refused it (412: the etag no longer holds) or the operation failed, and
        Unreachable when it is not known whether Azure did it.
        """

    def clusters_near(self, networks: Sequence[str]) -> Sequence[str]:
        """The ids of the AKS clusters, in every subscription the caller sees, that name a subnet of these virtual
        networks: an inventory, which may lag behind. Raises Rejected when it may not be asked."""

    def locks(self, scope: str) -> Sequence[Lock]:
        """The locks at, above and below a scope. Raises Rejected (403) when they may not be read."""

    def permissions(self, scope: str) -> Sequence[Permission]:
        """What the caller's roles allow at a scope."""

    def denials(self, scope: str) -> Sequence[Denial]:
        """The deny assignments at or above a scope that may concern the caller. Raises Rejected (403) likewise."""


@record
class Disallowed:
    """Something that Azure Policy would refuse."""

    resource: str
    """The resource's name, as ARM tells it."""
    why: str


class Foresight(Protocol):
    """What can be asked about a plan before it is applied. Raises CloudError and its kin, nothing else: Rejected where the caller
    may not ask, which is no answer."""

    def disallowed(self, group: str, resources: Sequence[Json]) -> Sequence[Disallowed]:
        """What Azure Policy would refuse of resources in a resource group that is there."""

    def usages(self, subscription: str, location: str) -> Mapping[str, tuple[int, int]]:
        """By the name of a quota of the network provider: how much of it is used, and its limit."""

    def permissions_of(self, principal: str, scope: str) -> Sequence[Permission]:
        """What the roles of an identity, by its object id, allow at a scope."""

    def principal_of(self, identity: str) -> str:
        """The object id of a user-assigned identity, by its resource id; empty where it is not there."""


class Progress(Protocol):
    """Told what happens while a plan is applied. Calls may come from several threads, one at a time."""

    def begin(self, resource_id: str, action: Action) -> None:
        """A write begins."""

    def waiting(self, resource_id: str, seconds: float, state: str) -> None:
        """It is under way."""

    def end(self, resource_id: str, result: str) -> None:
        """It ended: ``done``, ``failed``, ``unknown`` …"""
