"""Plans: what would be written to Azure, as data. And drift: the same difference, read the other way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import Enum

from natpin.model.location import Location
from natpin.model.record import field, record
from natpin.model.value import Unknown

Json = Mapping[str, "object"]
"""A resource body as ARM's JSON: envelope and ``properties``, not flattened: this is what goes over the wire."""


class Action(Enum):
    """What a plan does with one resource."""

    CREATE = "create"
    UPDATE = "update"
    NO_OP = "no-op"
    ABSENT = "absent"
    """Not there, and not to be made here: something else will, or the name is wrong."""
    BLOCKED = "blocked"
    """Wanted, but it cannot or may not be done; ``Change.reasons`` says why."""


@record
class PropertyChange:
    """One property that an update writes."""

    path: str
    """Dotted ARM path."""
    before: object
    after: object


@record
class Change:
    """One operation on one resource."""

    action: Action
    id: str
    """ARM resource id."""
    type: str
    after: Json = field(default_factory=dict)
    """What natpin wants of the resource: only the properties it owns. Everything else stays as it is found."""
    properties: tuple[PropertyChange, ...] = ()
    etag: str | None = None
    """The live resource's etag that the plan was made from; None for a create."""
    reasons: tuple[str, ...] = ()
    """Why it is blocked, each with what to do."""
    effects: tuple[str, ...] = ()
    """What traffic will notice, in words: which IPs change, which connections drop."""
    at: Location | None = None
    """Where it is wanted."""
    depends_on: tuple[str, ...] = ()
    """What must be written first: ids, or keys of earlier steps."""
    touches: tuple[str, ...] = ()
    """Ids, in lower case and sorted, of everybody whose way out it changes: clusters; for other machines, their resource
    group. Who is approved is who was found: somebody new makes the plan stale."""
    step: str = ""
    """What part of the work on a resource it is, where a plan writes the resource more than once."""

    @property
    def key(self) -> str:
        """Tells it from every other change of its plan: the id in lower case, and the step."""
        return f"{self.id.lower()}#{self.step}" if self.step else self.id.lower()


def entry_of(scope: str) -> str:
    """The name of the egress entry that a plan's scope ends in."""
    return scope.rpartition("#")[2]


@record
class Plan:
    """Everything that would be done, in dependency order."""

    scope: str
    """What it is for: ``/subscriptions/…/resourceGroups/…`` and the entry's name."""
    changes: tuple[Change, ...]
    tool: str
    """natpin's version: a plan is applied by the version that made it."""
    wanted: Json = field(default_factory=dict)
    """What it was computed from, as an entry of natpin.yaml: computing it again against another day's Azure takes
    nothing else."""
    allow: tuple[str, ...] = ()
    """What the team allows to interrupt egress, sorted."""
    notes: tuple[str, ...] = ()
    """What could not be checked, in words."""
    stage: str = ""
    """The part of the entry it is for; empty for all of it."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the operations (resource id, etag before, state after), never over text, order or time."""
        operations = sorted(
            (
                [change.key, change.action.value, change.etag, change.after]
                + ([list(change.touches)] if change.touches else [])
                for change in self.changes
                if change.action not in (Action.NO_OP, Action.ABSENT)
            ),
            key=lambda operation: str(operation[0]),
        )
        canonical = json.dumps(
            [self.scope.lower(), self.tool, operations], sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that write something."""
        return tuple(change for change in self.changes if change.action in (Action.CREATE, Action.UPDATE))

    @property
    def blocked(self) -> tuple[Change, ...]:
        """The changes that cannot be made."""
        return tuple(change for change in self.changes if change.action is Action.BLOCKED)


class DriftKind(Enum):
    """How declared and live differ."""

    MISSING = "missing"
    """Declared, not live."""
    UNMANAGED = "unmanaged"
    """Live, on the egress of a declared cluster, not declared."""
    CHANGED = "changed"


@record
class Drift:
    """One difference between what is declared and what is live."""

    kind: DriftKind
    address: str
    """Address of the declared resource, or the live one's id."""
    id: str | None
    type: str
    path: str | None = None
    """The property that differs."""
    declared: object = None
    live: object = None
    at: Location | None = None
    """Where it is declared."""
    effect: str | None = None
    """What it does to egress, in words."""
    subject_at: Location | None = None
    """Where the resource it is about is declared: a comment above its block covers the difference too."""
    label: str = ""
    """What differs, in words: ``NAT gateway of the subnet nodes``."""
    moves: bool | None = False
    """True when a pool's traffic leaves from other IPs for it; None when that cannot be known."""
    clusters: tuple[str, ...] = ()
    """Addresses of the declared clusters on whose egress it bears."""
    pools: tuple[str, ...] = ()
    """Names of the pools whose traffic it moves."""
    fix: str | None = None
    """A command, or what to do, in words."""
    evidence: tuple[str, ...] = ()
    """Ids of the live resources it rests on: what a direct GET confirms, or disproves."""


@record
class Uncompared:
    """Something declared that could not be held against what is live. It is not drift, and it is not in order."""

    address: str
    path: str
    cause: Unknown
    live_side: bool = False
    """True when it is the live side that could not be read."""
    clusters: tuple[str, ...] = ()
    """Addresses of the declared clusters it concerns."""
