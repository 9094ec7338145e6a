"""What keeps a public IP or a prefix that is there from a NAT gateway."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.resource import PUBLIC_IP, same_type
from natpin.provision.bodies import equal, read
from natpin.provision.desired import Desired
from natpin.provision.families import IPV4, IPV6
from natpin.provision.ids import same
from natpin.provision.ports import Live
from natpin.provision.targets import Target


def against_address(target: Target, live: Live | None, wanted: Desired) -> Iterator[str]:
    """What keeps a public IP or prefix from a NAT gateway. Source: NAT gateway, "Troubleshoot", "Basic SKU resources"."""
    if live is None:
        return
    body = live.body
    sku = read(body, "sku.name") or "Basic"
    if equal(sku, "Basic"):
        yield "it is of the Basic SKU, which no NAT gateway takes: upgrade it to Standard first"
    elif not equal(sku, wanted.gateway.sku):
        yield f"its SKU is {sku}, the NAT gateway's is {wanted.gateway.sku}: they must be the same"
    if not equal(read(body, "location") or "", wanted.location):
        yield f"it is in {read(body, 'location')}, the NAT gateway in {wanted.location}: they must share a region"
    zones = read(body, "zones")
    if (
        wanted.gateway.sku == "Standard"
        and wanted.gateway.zone
        and isinstance(zones, list)
        and zones
        and wanted.gateway.zone not in map(str, zones)
    ):
        yield f"it is in zone {', '.join(map(str, zones))}, the NAT gateway in zone {wanted.gateway.zone}: use one zone"
    version = IPV6 if target.id.lower() in {id_.lower() for id_ in wanted.ips_of(IPV6)} else IPV4
    actual = read(body, "properties.publicIPAddressVersion") or IPV4
    if not equal(actual, version):
        yield f"it is {actual}: name it under {'existing' if version == IPV6 else 'existing-v6'}, not with the {version} ones"
    if same_type(target.type, PUBLIC_IP):
        if not equal(read(body, "properties.publicIPAllocationMethod") or "Static", "Static"):
            yield "it is dynamic, so it may change: make it static"
        holder = read(body, "properties.ipConfiguration.id")
        if isinstance(holder, str):
            yield f"it is in use by {holder}: free it, or name another"
        tags = read(body, "properties.ipTags")
        for tag in tags if isinstance(tags, list) else []:
            if equal(read(tag, "ipTagType") or "", "RoutingPreference") and equal(
                read(tag, "tag") or "", "Internet"
            ):
                yield "its routing preference is Internet, which no NAT gateway takes: name another"
    user = read(body, "properties.natGateway.id")
    if isinstance(user, str) and not same(user, wanted.gateway.id):
        yield f"it belongs to the NAT gateway {user}, and natpin detaches nothing: name another, or that gateway"
