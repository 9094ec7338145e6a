"""Entries of ``egress:`` and words of ``allow:`` read from natpin.yaml: whatever is wrong is an error with its place."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping

from natpin.config import is_day
from natpin.errors import ConfigError
from natpin.languages.located_yaml.checked import Written, suggestion
from natpin.model.azure_defaults import IDLE_MINUTES, PREFIX_LENGTH
from natpin.model.resource import (
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    VIRTUAL_NETWORK,
    same_type,
)
from natpin.provision.desired import (
    ALLOWABLE,
    CAN_NOT_DELETE,
    SKUS,
    Desired,
    DesiredGateway,
    DesiredNetwork,
    DesiredPrefix,
    DesiredSubnet,
    Retired,
)
from natpin.provision.entry_clusters import clusters_of
from natpin.provision.entry_names import GROUP_NAME, NAME, Home, name_of
from natpin.provision.ids import parse
from natpin.provision.migrations import OWN_NAT

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_REGION = re.compile(r"[a-z0-9]{2,40}\Z")


def parse_egress(section: Written | None) -> dict[str, Desired]:
    """The entries of ``egress:`` by name. Raises the section's error with file, line and column."""
    if section is None:
        return {}
    return {name: parse_entry(name, entry) for name, entry in section.mapping("egress").items()}


def parse_allow(section: Written | None) -> frozenset[str]:
    """The words of ``allow:``."""
    if section is None:
        return frozenset()
    entries = (section,) if isinstance(section.data, str) else section.list("allow")
    return frozenset(entry.one_of("each of allow", ALLOWABLE) for entry in entries)


_ENTRY_KEYS = (
    "subscription", "resource-group", "location", "tags", "lock", "virtual-network", "subnets", "nat-gateway", "public-ips",
    "cluster",
)  # fmt: skip
_ENTRY_NEEDS = (
    "subscription",
    "resource-group",
    "location",
    "virtual-network",
    "subnets",
    "nat-gateway",
    "public-ips",
)


def parse_entry(name: str, written: Written) -> Desired:
    """One entry of ``egress:``."""
    parts = written.mapping(f"egress {name}", _ENTRY_KEYS, _ENTRY_NEEDS)
    subscription = parts["subscription"].text("subscription").lower()
    if not _GUID.match(subscription):
        parts["subscription"].wrong(
            f"subscription must be the subscription's id (a GUID), not {subscription!r}"
        )
    group = name_of(parts["resource-group"], "resource-group", GROUP_NAME)
    location = parts["location"].text("location").replace(" ", "").lower()
    if not _REGION.match(location):
        parts["location"].wrong(f"location must be a region such as westeurope, not {location!r}")
    home = Home(subscription, group)
    network = _network(parts["virtual-network"], home)
    prefix, existing, retired = _public_ips(parts["public-ips"], home)
    gateway = _gateway(parts["nat-gateway"], home)
    wanted = Desired(
        name=name,
        subscription=subscription,
        resource_group=group,
        location=location,
        network=network,
        subnets=_subnets(parts["subnets"], network),
        gateway=gateway,
        prefix=prefix,
        existing=existing,
        retired=retired,
        clusters=clusters_of(parts["cluster"], home) if "cluster" in parts else (),
        tags={
            key: value.text(f"the tag {key}")
            for key, value in (parts["tags"].mapping("tags") if "tags" in parts else {}).items()
        },
        lock=parts["lock"].one_of("lock", (CAN_NOT_DELETE,)) if "lock" in parts else "",
        at=written.at,
    )
    _consistent(wanted, parts)
    return wanted


def _network(written: Written, home: Home) -> DesiredNetwork:
    parts = written.mapping("virtual-network", ("name", "resource-group", "address-space"), ("name",))
    space: tuple[str, ...] = ()
    if "address-space" in parts:
        entry = parts["address-space"]
        entries = (entry,) if isinstance(entry.data, str) else entry.list("address-space")
        space = tuple(str(_block(item, "address-space")) for item in entries)
    return DesiredNetwork(home.id(parts, VIRTUAL_NETWORK), space, written.at)


def _block(written: Written, what: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    text = written.text(what)
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        written.wrong(f"{what}: {error}")


def _subnets(written: Written, network: DesiredNetwork) -> tuple[DesiredSubnet, ...]:
    found: dict[str, DesiredSubnet] = {}
    blocks: list[tuple[str, ipaddress.IPv4Network | ipaddress.IPv6Network]] = []
    for entry in written.list("subnets"):
        parts = entry.mapping("a subnet", ("name", "prefix", "nat-gateway"), ("name",))
        name = name_of(parts["name"], "name", NAME)
        if name.lower() in found:
            entry.wrong(f"the subnet {name} is there twice")
        if name.lower() == "gatewaysubnet":
            entry.wrong("GatewaySubnet cannot have a NAT gateway")
        prefix = None
        if "prefix" in parts:
            block = _block(parts["prefix"], "prefix")
            prefix = str(block)
            for other, taken in blocks:
                if taken.version == block.version and taken.overlaps(block):
                    parts["prefix"].wrong(f"the subnets {other} and {name} overlap")
            blocks.append((name, block))
            if network.address_space and not any(_inside(block, space) for space in network.address_space):
                parts["prefix"].wrong(f"{prefix} lies outside of the address space of the virtual network")
        if "nat-gateway" in parts:
            parts["nat-gateway"].one_of("nat-gateway of a subnet", ("none",))
        attached = "nat-gateway" not in parts
        found[name.lower()] = DesiredSubnet(f"{network.id}/subnets/{name}", prefix, entry.at, attached)
    if not found:
        written.wrong("subnets must name at least one")
    return tuple(found.values())


def _inside(block: ipaddress.IPv4Network | ipaddress.IPv6Network, space: str) -> bool:
    around = ipaddress.ip_network(space)
    if isinstance(block, ipaddress.IPv4Network) and isinstance(around, ipaddress.IPv4Network):
        return block.subnet_of(around)
    if isinstance(block, ipaddress.IPv6Network) and isinstance(around, ipaddress.IPv6Network):
        return block.subnet_of(around)
    return False


def _gateway(written: Written, home: Home) -> DesiredGateway:
    parts = written.mapping(
        "nat-gateway", ("name", "resource-group", "sku", "idle-timeout-minutes", "zone"), ("name",)
    )
    minutes = None
    if "idle-timeout-minutes" in parts:
        minutes = parts["idle-timeout-minutes"].whole("idle-timeout-minutes")
        if not IDLE_MINUTES.least <= minutes <= IDLE_MINUTES.most:
            seconds = (
                f"; {minutes // 60} if seconds were meant" if minutes % 60 == 0 and minutes >= 240 else ""
            )
            parts["idle-timeout-minutes"].wrong(
                f"idle-timeout-minutes must be {IDLE_MINUTES.least} to {IDLE_MINUTES.most} minutes, not {minutes}{seconds}"
            )
    zone = None
    if "zone" in parts:
        zone = str(parts["zone"].plain())
        if zone not in ("1", "2", "3"):
            parts["zone"].wrong(f"zone must be 1, 2 or 3, not {parts['zone'].kind}")
    sku = parts["sku"].one_of("sku", SKUS) if "sku" in parts else "Standard"
    if zone and sku == "StandardV2":
        parts["zone"].wrong("a StandardV2 NAT gateway is zone-redundant: it takes no zone")
    return DesiredGateway(home.id(parts, NAT_GATEWAY), sku, minutes, zone, written.at)


def _public_ips(
    written: Written, home: Home
) -> tuple[DesiredPrefix | None, tuple[str, ...], tuple[Retired, ...]]:
    parts = written.mapping("public-ips", ("prefix", "existing", "retire"))
    if not parts:
        written.wrong("public-ips needs 'prefix' or 'existing'")
    prefix = None
    if "prefix" in parts:
        inner = parts["prefix"].mapping("prefix", ("name", "resource-group", "length"), ("name", "length"))
        length = inner["length"].whole("length")
        least, most = PREFIX_LENGTH.least, PREFIX_LENGTH.most
        if not least <= length <= most:
            few, many = 2 ** (32 - most), 2 ** (32 - least)
            inner["length"].wrong(
                f"length must be {least} ({many} addresses) to {most} ({few} addresses), not {length}"
            )
        prefix = DesiredPrefix(home.id(inner, PUBLIC_IP_PREFIX), length, parts["prefix"].at)
    existing: dict[str, str] = {}
    for entry in parts["existing"].list("existing") if "existing" in parts else ():
        text = _ip_id(entry, "each of existing", home)
        existing[text.lower()] = text
    if prefix is None and not existing:
        written.wrong("public-ips needs 'prefix' or 'existing'")
    if prefix is not None:
        existing.pop(prefix.id.lower(), None)
    kept = {*existing, *([prefix.id.lower()] if prefix else [])}
    retired: dict[str, Retired] = {}
    for entry in parts["retire"].list("retire") if "retire" in parts else ():
        one = _retired(entry, home)
        if one.id.lower() in kept or one.id.lower() in retired:
            entry.wrong(f"{parse(one.id).name} is there twice under public-ips")
        retired[one.id.lower()] = one
    return prefix, tuple(existing.values()), tuple(retired.values())


def _ip_id(entry: Written, what: str, home: Home) -> str:
    text = entry.text(what).rstrip("/")
    parsed = parse(text)
    if not (same_type(parsed.type, PUBLIC_IP) or same_type(parsed.type, PUBLIC_IP_PREFIX)):
        entry.wrong(f"{text!r} is not the id of a public IP or a public IP prefix")
    if parsed.subscription.lower() != home.subscription:
        entry.wrong("a NAT gateway cannot use public IPs of another subscription")
    return text


def _retired(written: Written, home: Home) -> Retired:
    parts = written.mapping("each of retire", ("id", "after"), ("id", "after"))
    day = str(parts["after"].plain())
    if not is_day(day):
        parts["after"].wrong(f"after must be a day such as 2026-12-31, not {day!r}")
    return Retired(_ip_id(parts["id"], "id", home), day, written.at)


def _consistent(wanted: Desired, parts: Mapping[str, Written]) -> None:
    """What the parts must say together."""
    for cluster in wanted.clusters:
        if cluster.create and cluster.outbound_type != OWN_NAT:
            parts["cluster"].wrong(
                f"a cluster created in a subnet with a NAT gateway needs outbound-type {OWN_NAT}"
            )


def choose(entries: Mapping[str, Desired], name: str | None) -> Desired:
    """The entry asked for, or the only one. Raises ConfigError."""
    if not entries:
        raise ConfigError("natpin.yaml has no egress: entry; `natpin init --from STACK` writes one")
    if name is None:
        if len(entries) > 1:
            raise ConfigError(f"several entries under egress: choose with --entry: {', '.join(entries)}")
        return next(iter(entries.values()))
    if name not in entries:
        raise ConfigError(f"no entry {name!r} under egress:{suggestion(name, entries)}")
    return entries[name]
