"""What of Azure's behaviour a run of the simulator can choose."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from natpin.model.record import field, record

TENANT = "3f2a7c10-5d6e-4b8f-9a01-c2d3e4f50617"
SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
CLIENT_ID = "6c5b4a39-2817-4605-b4c3-d2e1f0a9b8c7"


class VnetConflict(StrEnum):
    """How a write to a VNet that is being written is refused; both forms are recorded from Azure."""

    RETRYABLE = "429"
    IN_PROGRESS = "409"
    ALTERNATE = "alternate"


@record
class Throttle:
    """ARM's token buckets, per subscription and caller.

    Source: learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling.
    """

    reads: int = 250
    reads_per_second: float = 25
    writes: int = 200
    writes_per_second: float = 10
    deletes: int = 200
    deletes_per_second: float = 10


@record
class Settings:
    """The choices of a simulator. The defaults suit tests: repeatable, and no client has to sleep.

    Attributes:
        subscriptions: ids, and the names that are shown.
        management_groups: ids, and what is directly below: ids of groups and of subscriptions.
        tick: simulated seconds that pass with every request.
        real_time: let the machine's own time pass as well.
        operation_seconds: how long a network operation takes.
        cluster_operation_seconds: how long an AKS operation takes.
        retry_after: seconds in the Retry-After header of a started operation; None leaves the header out.
        vnet_conflict: how a second write to a VNet, route table or resource in change is refused.
        conflict_retry_after: Retry-After seconds of that refusal (11 was recorded); None leaves it out.
        throttle: ARM's request limits; None means no limit.
        quotas: how many of a type (as in "Microsoft.Network/publicIPAddresses") a region may hold.
        unregistered: resource providers the subscription is not registered for.
        refuse_load_balancer_on_nat_subnet: creating a cluster of outbound type loadBalancer in a subnet with a
            NAT gateway is refused (AKS release notes 2022-05-01, limited to creates 2022-05-08).
        keep_bodies: keep request and response bodies in the record of requests.
    """

    tenant: str = TENANT
    subscriptions: Mapping[str, str] = field(default_factory=lambda: {SUBSCRIPTION: "natpin simulator"})
    management_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    client_id: str = CLIENT_ID
    client_secret: str | None = None
    tick: float = 1.0
    real_time: bool = False
    operation_seconds: float = 2.0
    cluster_operation_seconds: float = 3.0
    retry_after: int | None = None
    vnet_conflict: VnetConflict = VnetConflict.RETRYABLE
    conflict_retry_after: int | None = 0
    throttle: Throttle | None = None
    quotas: Mapping[str, int] = field(default_factory=dict)
    unregistered: frozenset[str] = frozenset()
    refuse_load_balancer_on_nat_subnet: bool = True
    token_seconds: int = 3599
    keep_bodies: bool = True
