"""The simulated cloud as one value: time, resources, operations, callers, and what was done by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from natpin.model.record import field, mutable, record
from natpin.simulator import errors
from natpin.simulator.clock import Clock
from natpin.simulator.exchange import Json
from natpin.simulator.ids import group_id_of, parent_id, subscription_of
from natpin.simulator.operations import Operation, OperationKind
from natpin.simulator.principals import Principal
from natpin.simulator.settings import Settings, VnetConflict
from natpin.simulator.store import Store, Stored

GROUP_TYPE = "Microsoft.Resources/resourceGroups"

# A child whose writes are its parent's: one etag, one write at a time (recorded for subnets and routes).
SHARES_PARENT = frozenset(
    {
        "microsoft.network/virtualnetworks/subnets",
        "microsoft.network/routetables/routes",
        "microsoft.containerservice/managedclusters/agentpools",
    }
)


@record
class OperationFate:
    """What a fault does to the operation a request starts: fail with this error, or never end."""

    failure: Json | None = None
    never_ends: bool = False
    keeps_change: bool = False


@record
class Link:
    """A reference from one resource to another, and the action the caller needs on the target."""

    target: str
    action: str


@mutable
class SimulatedAzure:
    """Everything the simulator knows. Guarded by its owner: one request at a time."""

    settings: Settings
    clock: Clock
    resources: Store = field(default_factory=lambda: Store("resources"))
    policy: Store = field(default_factory=lambda: Store("policy"))
    principals: list[Principal] = field(default_factory=list)
    operations: dict[str, Operation] = field(default_factory=dict)
    activity: list[Json] = field(default_factory=list)
    commands: dict[str, Json] = field(default_factory=dict)
    registered: set[str] = field(default_factory=set)
    deployments: dict[str, Stored] = field(default_factory=dict)
    """By id in lower case: ARM's own record of what was deployed, in no list of resources."""
    links_of: Callable[[Stored], Iterable[Link]] = lambda _entry: ()
    _links: dict[str, frozenset[str]] = field(default_factory=dict)
    _referrers: dict[str, dict[str, None]] = field(default_factory=dict)

    # --- reading ---

    def group(self, resource_id: str) -> Stored | None:
        return self.resources.get(group_id_of(resource_id))

    def referrers(self, target: str) -> list[Stored]:
        """The resources that reference the target, in the order they came to."""
        for key in self.resources.take_unread():
            entry = self.resources.get(key)
            now = {link.target.lower() for link in self.links_of(entry)} if entry is not None else set()
            before = self._links.get(key, frozenset())
            for gone in before - now:
                self._referrers[gone].pop(key, None)
            for fresh in sorted(now - before):
                self._referrers.setdefault(fresh, {})[key] = None
            self._links[key] = frozenset(now)
        found = (self.resources.get(key) for key in self._referrers.get(target.lower(), ()))
        return [entry for entry in found if entry is not None]

    def etag_owner(self, entry: Stored) -> Stored:
        if entry.type.lower() in SHARES_PARENT:
            return self.resources.get(parent_id(entry.id)) or entry
        return entry

    def etag(self, entry: Stored) -> str:
        return self.etag_owner(entry).etag

    def write_group(self, resource_id: str, resource_type: str) -> str:
        """What may be written only once at a time: the VNet for a subnet, else the resource itself."""
        shared = resource_type.lower() in SHARES_PARENT
        return (parent_id(resource_id) if shared else resource_id).lower()

    def running(self, group: str) -> Operation | None:
        return next((op for op in self.operations.values() if op.running and op.group == group), None)

    # --- changing ---

    def touch(self, entry: Stored) -> None:
        self.etag_owner(entry).etag = self.resources.fresh_etag()
        self.resources.changed()

    def refuse_if_busy(self, resource_id: str, resource_type: str, base_url: str) -> None:
        group = self.write_group(resource_id, resource_type)
        running = self.running(group)
        if running is None:
            return
        if running.kind is OperationKind.AKS:
            # The code is documented (aka.ms/aks-pending-operation); the text is unverified.
            raise errors.aks(
                409,
                "OperationNotAllowed",
                "Operation is not allowed: Another operation is in progress, please wait for it to finish before "
                "starting a new operation. See https://aka.ms/aks-pending-operation for more details",
            )
        how = self.settings.vnet_conflict
        if how is VnetConflict.ALTERNATE:
            how = VnetConflict.RETRYABLE if len(self.operations) % 2 else VnetConflict.IN_PROGRESS
        if how is VnetConflict.IN_PROGRESS:
            raise errors.busy_in_progress(running.url(base_url).split("&")[0])
        target = self.resources.get(group)
        raise errors.busy_retryable(
            running.name, running.id, target.id if target else resource_id, self.settings.conflict_retry_after
        )

    def start(
        self,
        entry: Stored,
        name: str,
        api_version: str,
        kind: OperationKind,
        settle: Callable[[], None],
        *,
        fate: OperationFate | None = None,
        deletes: bool = False,
        previous: Json | None = None,
        was_new: bool = False,
        instant: bool = False,
    ) -> Operation:
        """Begin an operation on a resource; with `instant` it has ended before the caller can look."""
        fate = fate or OperationFate()
        seconds = (
            self.settings.cluster_operation_seconds
            if kind is OperationKind.AKS
            else self.settings.operation_seconds
        )
        operation = Operation(
            id=self.resources.fresh(),
            kind=kind,
            name=name,
            resource_id=entry.id,
            group=self.write_group(entry.id, entry.type),
            subscription=subscription_of(entry.id),
            location=self.etag_owner(entry).location or "eastus",
            api_version=api_version,
            started=self.clock.stamp(),
            ends_at=None if fate.never_ends else self.clock.seconds + (0 if instant else seconds),
            settle=settle,
            deletes=deletes,
            failure=fate.failure,
            previous=None if fate.keeps_change else previous,
            was_new=was_new,
        )
        entry.last_operation = name
        self.operations[operation.id] = operation
        if instant and fate.failure is None and not fate.never_ends:
            self._conclude(operation)
        return operation

    def settle_due(self) -> None:
        """End every operation whose time has come."""
        for operation in list(self.operations.values()):
            if (
                operation.running
                and operation.ends_at is not None
                and operation.ends_at <= self.clock.seconds
            ):
                self._conclude(operation)

    def conclude(self, operation_id: str) -> None:
        """End one operation now, as a deployment waits for each of its resources."""
        operation = self.operations[operation_id]
        if operation.running:
            self._conclude(operation)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """What happens in the block has not happened after it: it is done to copies."""
        kept = (self.operations, self.activity, self.deployments, self.commands)
        self.operations, self.activity = dict(self.operations), list(self.activity)
        self.deployments, self.commands = dict(self.deployments), dict(self.commands)
        try:
            with self.resources.rehearsal(), self.policy.rehearsal():
                yield
        finally:
            self.operations, self.activity, self.deployments, self.commands = kept
            self._links.clear()
            self._referrers.clear()

    def settle_all(self) -> None:
        """End every operation now, also those that would never end."""
        for operation in list(self.operations.values()):
            if operation.running:
                self._conclude(operation)

    def release_stuck(self) -> None:
        """Let operations that never end do so from now on."""
        for operation in self.operations.values():
            if operation.running and operation.ends_at is None:
                operation.ends_at = self.clock.seconds

    def cancel(self, group: str) -> None:
        """Stop what runs on a resource (an AKS abort)."""
        for operation in self.operations.values():
            if operation.running and operation.group == group:
                operation.status, operation.ended = "Canceled", self.clock.stamp()

    def _conclude(self, operation: Operation) -> None:
        operation.ended = self.clock.stamp()
        entry = self.resources.get(operation.resource_id)
        if operation.failure is not None:
            operation.status = "Failed"
            if entry is not None:
                entry.state = "Failed"
                if operation.previous is not None:
                    entry.properties = operation.previous
                    self.resources.put(entry)
                self.touch(entry)
            return
        operation.status = "Succeeded"
        operation.settle()
        if entry is not None and not operation.deletes:
            self.touch(entry)

    def record_activity(
        self,
        principal: Principal,
        action: str,
        resource_id: str,
        status: str,
        sub_status: str,
        method: str,
        uri: str,
    ) -> None:
        """One event of the activity log, as Microsoft.Insights lists it."""
        stamp = self.clock.stamp()
        correlation = self.resources.fresh()
        group = group_id_of(resource_id).rsplit("/", 1)[-1]
        self.activity.append(
            {
                "authorization": {"action": action, "scope": resource_id},
                "caller": principal.object_id,
                "channels": "Operation",
                "claims": {"appid": principal.client_id, "name": principal.name},
                "category": {"value": "Administrative", "localizedValue": "Administrative"},
                "correlationId": correlation,
                "eventDataId": self.resources.fresh(),
                "eventName": {"value": "EndRequest", "localizedValue": "End request"},
                "eventTimestamp": stamp,
                "submissionTimestamp": stamp,
                "httpRequest": {"clientRequestId": correlation, "method": method, "uri": uri},
                "id": f"{resource_id}/events/{self.resources.fresh()}/ticks/{len(self.activity) + 1}",
                "level": "Error" if status == "Failed" else "Informational",
                "operationId": correlation,
                "operationName": {"value": action, "localizedValue": action},
                "resourceGroupName": group,
                "resourceId": resource_id,
                "resourceProviderName": {
                    "value": action.split("/")[0],
                    "localizedValue": action.split("/")[0],
                },
                "status": {"value": status, "localizedValue": status},
                "subStatus": {"value": sub_status, "localizedValue": sub_status},
                "subscriptionId": subscription_of(resource_id),
                "tenantId": self.settings.tenant,
                "properties": {},
            }
        )

    def snapshot(self) -> Any:
        """The resources and policies, with every operation ended."""
        self.settle_all()
        return (self.resources.snapshot(), self.policy.snapshot())

    def restore(self, snapshot: Any) -> None:
        resources, policy = snapshot
        self.resources.restore(resources)
        self.policy.restore(policy)
        self._links.clear()
        self._referrers.clear()
        self.operations.clear()
        self.deployments.clear()
        self.activity.clear()
        self.commands.clear()
