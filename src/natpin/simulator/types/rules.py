"""What a resource type brings: how a write is admitted, what the service adds, how it is shown."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable

from natpin.model.record import mutable, record
from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import same
from natpin.simulator.operations import OperationKind
from natpin.simulator.store import Stored
from natpin.simulator.world import Link, SimulatedAzure


@mutable
class Write:
    """A PUT on its way in. `properties` and `top` may be completed by the type; `current` is what it replaces."""

    id: str
    type: str
    api_version: str
    location: str
    top: Json
    properties: Json
    current: Stored | None


def _nothing(_world: SimulatedAzure, _entry: Stored) -> None:
    return


def _no_spread(_world: SimulatedAzure, _write: Write, _entry: Stored) -> None:
    return


def _no_links(_properties: Json) -> Iterable[Link]:
    return ()


@record
class TypeRules:
    """One resource type.

    Attributes:
        admit: checks a write and completes it; raises Refused.
        show: the body of a GET for an api-version.
        spread: after the entry is stored, write what belongs to it (a VNet's inline subnets).
        settle: when a write succeeded, add what the service adds.
        release: before a delete, refuse it if something holds on.
        cleanup: when a delete succeeded, take away what belongs to it.
        links: references to other resources, with the action the caller needs on each.
        kind: whose operation manners apply; None answers at once.
    """

    type: str
    admit: Callable[[SimulatedAzure, Write], None]
    show: Callable[[SimulatedAzure, Stored, str], Json]
    put_operation: str = "PutOperation"
    delete_operation: str = "DeleteOperation"
    spread: Callable[[SimulatedAzure, Write, Stored], None] = _no_spread
    settle: Callable[[SimulatedAzure, Stored], None] = _nothing
    release: Callable[[SimulatedAzure, Stored], None] = _nothing
    cleanup: Callable[[SimulatedAzure, Stored], None] = _nothing
    links: Callable[[Json], Iterable[Link]] = _no_links
    kind: OperationKind | None = OperationKind.NETWORK
    has_location: bool = True


def envelope(world: SimulatedAzure, entry: Stored, properties: Json, *, guid: bool = True) -> Json:
    """The usual network body: identity, etag, state, then the properties."""
    inner: Json = {"provisioningState": entry.state}
    if guid:
        inner["resourceGuid"] = entry.guid
    inner.update(properties)
    body: Json = {"name": entry.name, "id": entry.id, "etag": world.etag(entry), "type": entry.type}
    if entry.location:
        body["location"] = entry.location
    body.update(copy.deepcopy(entry.top))
    body["properties"] = inner
    return body


def written(entry: Stored) -> Json:
    return copy.deepcopy(entry.properties)


def reference(value: object) -> str | None:
    """The id in `{"id": …}`."""
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return str(value["id"])
    return None


def references(value: object) -> list[str]:
    """The ids in a list of `{"id": …}`."""
    if not isinstance(value, list):
        return []
    return [found for found in map(reference, value) if found is not None]


def named(value: object) -> list[Json]:
    """A list of `{"name": …, "properties": {…}}`; raises TypeError for anything else."""
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            raise TypeError("an item has no name")
        if not isinstance(item.setdefault("properties", {}), dict):
            raise TypeError("properties is not an object")
    return value


def only_ids(value: object) -> list[Json]:
    return [{"id": target} for target in references(value)]


def referenced(
    world: SimulatedAzure, source: str, target: str, expected_type: str, location: str | None
) -> Stored:
    """The resource a write names; refused when absent, elsewhere, or still being written."""
    entry = world.resources.get(target)
    if entry is None or entry.type.lower() != expected_type.lower():
        raise errors.invalid_reference(target, source)
    if location is not None and entry.location and not same_region(entry.location, location):
        raise errors.invalid_reference(target, source)
    if entry.state != "Succeeded":
        raise errors.not_provisioned(entry.id, source, entry.state, entry.last_operation or "an operation")
    return entry


def same_region(one: str, other: str) -> bool:
    """`East US 2` and `eastus2` are one region."""
    return region(one) == region(other)


def region(name: str) -> str:
    return name.replace(" ", "").lower()


def sku_name(top: Json, default: str) -> str:
    sku = top.get("sku")
    return str(sku.get("name", default)) if isinstance(sku, dict) else default


def refuse_changed_zones(write: Write) -> None:
    """Zones are fixed at creation (availability-zone error codes of the network provider)."""
    if write.current is None:
        return
    before, after = sorted(write.current.top.get("zones") or []), sorted(write.top.get("zones") or [])
    if before != after:
        raise errors.network(
            400,
            "ResourceAvailabilityZonesCannotBeModified",
            f"Resource {write.id} has an existing availability zone constraint {', '.join(before) or 'NoZone'} and the "
            f"request has availability zone constraint {', '.join(after) or 'NoZone'}, which do not match. Zones cannot "
            "be added/updated/removed once the resource is created. The resource cannot be updated from regional to "
            "zonal or vice-versa.",
        )


def refuse_changed_sku(write: Write, default: str) -> None:
    """A SKU cannot change in place (learn.microsoft.com/azure/nat-gateway/nat-sku); the code is unverified."""
    if write.current is None:
        return
    before, after = sku_name(write.current.top, default), sku_name(write.top, default)
    if not same(before, after):
        raise errors.network(
            400,
            "CannotChangeSkuOfResource",
            f"The SKU of resource {write.id} cannot be changed from {before} to {after}.",
        )


def refuse_over_quota(world: SimulatedAzure, write: Write) -> None:
    """A region's quota; `PublicIPCountLimitReached` is reported by users, the other codes follow its form: unverified."""
    limit = world.settings.quotas.get(write.type)
    if write.current is not None or limit is None:
        return
    subscription = "/".join(write.id.split("/")[:3])
    held = [
        e
        for e in world.resources.of_type(write.type, subscription)
        if same_region(e.location, write.location)
    ]
    if len(held) >= limit:
        label = {
            "publicIPAddresses": "PublicIP",
            "publicIPPrefixes": "PublicIPPrefix",
            "natGateways": "NatGateway",
        }
        kind = write.type.split("/")[-1]
        raise errors.network(
            400,
            f"{label.get(kind, kind)}CountLimitReached",
            f"Cannot create more than {limit} {kind} for this subscription in this region.",
        )
