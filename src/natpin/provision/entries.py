"""Entries of ``egress:`` and words of ``allow:`` read from natpin.yaml: whatever is wrong is an error with its place."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping

from natpin.errors import ConfigError
from natpin.languages.located_yaml.checked import Written, suggestion
from natpin.model.azure_defaults import IDLE_MINUTES
from natpin.model.resource import (
    NAT_GATEWAY,
    VIRTUAL_NETWORK,
)
from natpin.provision.conflicting import conflict
from natpin.provision.desired import (
    ALLOWABLE,
    CAN_NOT_DELETE,
    SKUS,
    Desired,
    DesiredGateway,
    DesiredNetwork,
    DesiredSubnet,
)
from natpin.provision.entry_clusters import clusters_of
from natpin.provision.entry_ips import public_ips
from natpin.provision.entry_names import GROUP_NAME, NAME, Home, name_of
from natpin.provision.families import IPV6, IPV6_SKU
from natpin.provision.migrations import OWN_NAT

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_REGION = re.compile(r"[a-z0-9]{2,40}\Z")


def parse_egress(section: Written | None) -> dict[str, Desired]:
    """The entries of ``egress:`` by name. Raises the section's error with file, line and column."""
    if section is None:
        return {}
    entries = {name: parse_entry(name, entry) for name, entry in section.mapping("egress").items()}
    found = conflict(tuple(entries.values()))
    if found is not None:
        raise ConfigError(*found)
    return entries


def parse_allow(section: Written | None) -> frozenset[str]:
    """The words of ``allow:``."""
    if section is None:
        return frozenset()
    entries = (section,) if isinstance(section.data, str) else section.list("allow")
    return frozenset(entry.one_of("each of allow", ALLOWABLE) for entry in entries)


def is_subscription(text: str) -> bool:
    """Whether a text is the id of a subscription."""
    return _GUID.match(text) is not None


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
    if not is_subscription(subscription):
        parts["subscription"].wrong(
            f"subscription must be the subscription's id (a GUID), not {subscription!r}"
        )
    group = name_of(parts["resource-group"], "resource-group", GROUP_NAME)
    location = parts["location"].text("location").replace(" ", "").lower()
    if not _REGION.match(location):
        parts["location"].wrong(f"location must be a region such as westeurope, not {location!r}")
    home = Home(subscription, group)
    network = _network(parts["virtual-network"], home)
    ips = public_ips(parts["public-ips"], home)
    gateway = _gateway(parts["nat-gateway"], home)
    wanted = Desired(
        name=name,
        subscription=subscription,
        resource_group=group,
        location=location,
        network=network,
        subnets=_subnets(parts["subnets"], network),
        gateway=gateway,
        prefix=ips.prefix,
        existing=ips.existing,
        retired=ips.retired,
        prefix_v6=ips.prefix_v6,
        existing_v6=ips.existing_v6,
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


def _subnets(section: Written, network: DesiredNetwork) -> tuple[DesiredSubnet, ...]:
    found: dict[str, DesiredSubnet] = {}
    blocks: list[tuple[str, ipaddress.IPv4Network | ipaddress.IPv6Network]] = []
    for entry in section.list("subnets"):
        parts = entry.mapping("a subnet", ("name", "prefix", "prefix-v6", "nat-gateway"), ("name",))
        name = name_of(parts["name"], "name", NAME)
        if name.lower() in found:
            entry.wrong(f"the subnet {name} is listed twice")
        if name.lower() == "gatewaysubnet":
            entry.wrong("GatewaySubnet cannot have a NAT gateway")
        written: dict[str, str] = {}
        for key in ("prefix", "prefix-v6"):
            if key not in parts:
                continue
            block = _block(parts[key], key)
            written[key] = str(block)
            if key == "prefix-v6" and block.version != 6:
                parts[key].wrong(f"{key} must be an IPv6 block, not {block}")
            for other, taken in blocks:
                if taken.version == block.version and taken.overlaps(block):
                    parts[key].wrong(f"the subnets {other} and {name} overlap")
            blocks.append((name, block))
            if network.address_space and not any(_inside(block, space) for space in network.address_space):
                parts[key].wrong(f"{block} lies outside of the address space of the virtual network")
        if "prefix-v6" in written and ":" in written.get("prefix", ":"):
            # Azure Virtual Network, "IPv6 overview": no subnet is IPv6 alone
            parts["prefix-v6"].wrong("a subnet with prefix-v6 needs an IPv4 prefix too")
        if "nat-gateway" in parts:
            parts["nat-gateway"].one_of("nat-gateway of a subnet", ("none",))
        attached = "nat-gateway" not in parts
        found[name.lower()] = DesiredSubnet(
            f"{network.id}/subnets/{name}",
            written.get("prefix"),
            entry.at,
            attached,
            written.get("prefix-v6"),
        )
    if not found:
        section.wrong("subnets must name at least one")
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


def _consistent(wanted: Desired, parts: Mapping[str, Written]) -> None:
    """What the parts must say together."""
    for cluster in wanted.clusters:
        if cluster.create and cluster.outbound_type != OWN_NAT:
            parts["cluster"].wrong(
                f"a cluster created in a subnet with a NAT gateway needs outbound-type {OWN_NAT}"
            )
    if wanted.ips_of(IPV6) and wanted.gateway.sku != IPV6_SKU:
        parts["nat-gateway"].wrong(
            f"IPv6 takes a NAT gateway of the SKU {IPV6_SKU}: write sku: {IPV6_SKU}, which takes public IPs of that SKU alone"
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
