"""ARM bodies: read by path, changed as little as can be, compared."""

from __future__ import annotations

import copy
import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from natpin.model.change import Json, PropertyChange
from natpin.model.resource import CLUSTER, SUBNET, same_type
from natpin.provision.families import IP_LISTS
from natpin.provision.targets import Target

SERVICE_OWNED = frozenset(
    {
        "ipConfigurations",
        "ipConfigurationProfiles",
        "privateEndpoints",
        "resourceNavigationLinks",
        "serviceAssociationLinks",
        "purpose",
    }
)
"""Properties of a subnet that are read-only, and change by themselves as nodes come and go. Source: Azure REST API
specifications, Microsoft.Network virtualNetwork.json, SubnetPropertiesFormat."""


def read(body: Json, path: str) -> object:
    """A value by dotted path; None where nothing is. Names compare exactly first, then without regard to case."""
    found: object = body
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        if name in found:
            found = found[name]
        else:
            found = next((value for key, value in found.items() if str(key).lower() == name.lower()), None)
    return found


def write(body: dict[str, Any], path: str, value: object) -> None:
    """Set a value by dotted path, making the objects on the way."""
    *way, last = path.split(".")
    here = body
    for name in way:
        inner = here.get(name)
        if not isinstance(inner, dict):
            inner = here[name] = {}
        here = inner
    here[last] = value


def _remove(body: dict[str, Any], path: str) -> None:
    """Take what a dotted path leads to out of a body."""
    way, _, last = path.rpartition(".")
    around = read(body, way) if way else body
    if isinstance(around, dict):
        for key in [key for key in around if str(key).lower() == last.lower()]:
            del around[key]


def equal(one: object, other: object) -> bool:
    """Equal as ARM compares: text without regard to case, regions without blanks, absent lists as empty ones."""
    if isinstance(one, str) and isinstance(other, str):
        return one.replace(" ", "").lower() == other.replace(" ", "").lower()
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(
            equal(left, right) for left, right in zip(one, other, strict=True)
        )
    return bool(one == other)


def ids_in(value: object) -> list[str]:
    """The ids in a list of ``{"id": …}``."""
    if not isinstance(value, list):
        return []
    return [
        str(item["id"]) for item in value if isinstance(item, Mapping) and isinstance(item.get("id"), str)
    ]


def gateway_ips(body: Json, *versions: str) -> list[str]:
    """The ids of a NAT gateway's prefixes, then of its IPs; of some address families, or of both, IPv4 first."""
    return [
        id_
        for path, version, _type in IP_LISTS
        if version in versions or not versions
        for id_ in ids_in(read(body, path))
    ]


def address_of(body: Json) -> str | None:
    """What Azure has allocated to a prefix or an IP; None while that is nothing."""
    found = read(body, "properties.ipPrefix") or read(body, "properties.ipAddress")
    return found if isinstance(found, str) else None


def differences(target: Target, body: Json) -> tuple[PropertyChange, ...]:
    """What an update would change on an existing resource, each with before and after; empty when nothing."""
    found: list[PropertyChange] = []
    for path, value in target.owned.items():
        before = read(body, path)
        if not equal(before, value):
            found.append(PropertyChange(path, before, value))
    for path in dict.fromkeys((*target.included, *target.excluded)):
        before_ids = ids_in(read(body, path))
        present = {id_.lower() for id_ in before_ids}
        gone = {id_.lower() for id_ in target.excluded.get(path, ())}
        added = [id_ for id_ in target.included.get(path, ()) if id_.lower() not in present]
        if added or present & gone:
            kept = [id_ for id_ in before_ids if id_.lower() not in gone]
            found.append(
                PropertyChange(
                    path, sorted(before_ids, key=str.lower), sorted([*kept, *added], key=str.lower)
                )
            )
    for path, needed in target.ranges.items():
        ranges = _texts(read(body, path))
        missing = [cidr for cidr in needed if not covered(cidr, ranges)]
        if missing:
            found.append(PropertyChange(path, ranges, [*ranges, *missing]))
    return tuple(found)


def covered(cidr: str, ranges: Iterable[str]) -> bool:
    """True when one of some ranges holds every address of another. What is no range holds nothing."""
    inner = network(cidr)
    if inner is None:
        return False
    for text in ranges:
        outer = network(text)
        if (
            outer is not None
            and outer.version == inner.version
            and int(outer.network_address) <= int(inner.network_address)
            and int(inner.broadcast_address) <= int(outer.broadcast_address)
        ):
            return True
    return False


def network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """A CIDR, however it is spelled; None for what is none."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def desired(target: Target, body: Json) -> dict[str, Any]:
    """The body to PUT for an existing resource: as it is, with the least mutation, without what only Azure writes."""
    made: dict[str, Any] = writable(target.type, body)
    for change in differences(target, body):
        if change.path in target.included or change.path in target.excluded:
            write(made, change.path, [{"id": id_} for id_ in ids_of(change.after)])
        elif change.path.endswith(".id") and change.after is None:
            _remove(made, change.path.removesuffix(".id"))
        elif change.path.endswith(".id"):
            write(made, change.path.removesuffix(".id"), {"id": change.after})
        else:
            write(made, change.path, change.after)
    if same_type(target.type, CLUSTER):
        _drop_other_profiles(made)
    return made


def ids_of(value: object) -> list[str]:
    """A list of ids, as PropertyChange holds it."""
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def writable(type_: str, body: Json) -> dict[str, Any]:
    """A body read from Azure as it can be sent back."""
    made: dict[str, Any] = _without(
        copy.deepcopy(dict(body)), frozenset({"etag", "eTag", "provisioningState"})
    )
    properties = made.get("properties")
    if same_type(type_, SUBNET) and isinstance(properties, dict):
        for name in SERVICE_OWNED:
            properties.pop(name, None)
    made.pop("systemData", None)
    return made


def _drop_other_profiles(body: dict[str, Any]) -> None:
    """A profile of another outbound type is not sent along. Source: azure-cli, acs, update of the outbound type."""
    network = body.get("properties", {}).get("networkProfile")
    if not isinstance(network, dict):
        return
    outbound = str(network.get("outboundType", "")).lower()
    if outbound != "loadbalancer":
        network.pop("loadBalancerProfile", None)
    if outbound != "managednatgateway":
        network.pop("natGatewayProfile", None)


def retained(body: Json) -> dict[str, Any]:
    """What a write to a subnet must leave as it was: everything but its NAT gateway and what Azure itself writes."""
    made: dict[str, Any] = _without(copy.deepcopy(dict(body)), frozenset({"etag", "provisioningState"}))
    properties = made.get("properties")
    if isinstance(properties, dict):
        for name in (*SERVICE_OWNED, "natGateway"):
            properties.pop(name, None)
    return made


def lost(before: Json, after: Json) -> tuple[str, ...]:
    """Dotted paths of what a subnet had before a write and has otherwise after it; empty is the proof that all is
    as before."""
    return tuple(sorted(_unlike(retained(before), retained(after), "")))


def _unlike(before: object, after: object, path: str) -> list[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        found: list[str] = []
        for key in {**before, **after}:
            found += _unlike(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
        return found
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        found = []
        for position, (one, other) in enumerate(zip(before, after, strict=True)):
            found += _unlike(one, other, f"{path}[{position}]")
        return found
    if _is_nothing(before) and _is_nothing(after):
        return []
    if isinstance(before, str) and isinstance(after, str) and before.startswith("/"):
        return [] if before.lower() == after.lower() else [path]  # Azure spells ids now this way, now that
    return [] if before == after and type(before) is type(after) else [path]


def _is_nothing(value: object) -> bool:
    """An absent property, null and an empty list are one to ARM."""
    return value is None or value == [] or value == {}


def _without(value: Any, names: frozenset[str]) -> Any:
    match value:
        case dict():
            return {key: _without(item, names) for key, item in value.items() if key not in names}
        case list():
            return [_without(item, names) for item in value]
    return value
