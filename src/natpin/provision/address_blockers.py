"""What keeps a public IP or a prefix that is there from a NAT gateway."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.resource import PUBLIC_IP, same_type
from natpin.provision.bodies import equal, read
from natpin.provision.desired import Desired
from natpin.provision.families import IPV4, IPV6
from natpin.provision.ids import parse, same
from natpin.provision.observed import Observed, balancer_ips
from natpin.provision.ports import Live
from natpin.provision.targets import Target


def against_address(target: Target, live: Live | None, wanted: Desired, found: Observed) -> Iterator[str]:
    """What keeps a public IP or prefix from a NAT gateway. Sources: NAT gateway, "Troubleshoot", "Basic SKU resources"; Public IP
    addresses, "Upgrade a basic public IP address to Standard SKU" (it has to be static, and to be attached to nothing)."""
    if live is None:
        return
    body = live.body
    sku = read(body, "sku.name") or "Basic"
    if equal(sku, "Basic"):
        how = ""
        if same_type(target.type, PUBLIC_IP):
            how = (
                f" (once nothing uses it: az network public-ip update --ids {live.id} --allocation-method Static, then the same "
                "with --sku Standard; its address stays)"
            )
        yield f"it is of the Basic SKU, which no NAT gateway takes: upgrade it to Standard first{how}, or name another"
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
            yield (
                "it is dynamic, so it may change: make it static (az network public-ip update --ids "
                f"{live.id} --allocation-method Static)"
            )
        holder = read(body, "properties.ipConfiguration.id")
        if isinstance(holder, str):
            yield _held(live, holder, found)
        tags = read(body, "properties.ipTags")
        for tag in tags if isinstance(tags, list) else []:
            if equal(read(tag, "ipTagType") or "", "RoutingPreference") and equal(
                read(tag, "tag") or "", "Internet"
            ):
                yield "its routing preference is Internet, which no NAT gateway takes: name another"
    user = read(body, "properties.natGateway.id")
    if isinstance(user, str) and not same(user, wanted.gateway.id):
        yield f"it belongs to the NAT gateway {user}, and natpin detaches nothing: name another, or that gateway"


def _held(ip: Live, holder: str, found: Observed) -> str:
    """A public IP is for one resource at a time: who has it, and what can be done."""
    for cluster in found.clusters:
        if any(same(id_, ip.id) for id_ in balancer_ips(cluster)):
            name = parse(cluster.id).name
            return (
                f"the cluster {name} leaves from it by its load balancer, and an IP is for one resource at a time: give the NAT "
                "gateway another, which partners allow beside it (a prefix under public-ips, or --prefix of natpin adopt). This one is "
                f"free when the outbound type of {name} has changed, and can be named under existing then"
            )
    return (
        f"it is in use by {holder}, and an IP is for one resource at a time: free it there, or name another under existing (a prefix "
        "under public-ips has natpin make new ones)"
    )
