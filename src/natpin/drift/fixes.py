"""How to put it back: the command, where there is one."""

from __future__ import annotations

from natpin.drift.difference import Difference
from natpin.model.change import Drift, DriftKind
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    Resource,
)
from natpin.provision.ids import parse

_RECREATED = (
    "cannot be changed back on what is live: make it again from the declaration, or declare what is live"
)


def fix(drift: Drift, one: Difference, cluster: Resource) -> str:
    """A command (az CLI), or what to do. Apply the declaration, and the same comes out."""
    del cluster
    match drift.kind, drift.type:
        case DriftKind.UNMANAGED, kind if kind == AGENT_POOL:
            own = parse(drift.id or "")
            group, names = own.group, own.names
            return (
                f"declare the pool, or: az aks nodepool delete --resource-group {group} --cluster-name {names[0]} "
                f"--name {names[-1]}"
                if len(names) == 2
                else "declare the pool, or delete it"
            )
        case DriftKind.UNMANAGED, kind if kind == ROUTE_TABLE:
            return (
                "natpin did not make this route table: ask whoever did, and declare it, or agree on another way for "
                f"{_subnet_of(one)}"
            )
        case DriftKind.UNMANAGED, kind if kind == NAT_GATEWAY:
            return f"declare the NAT gateway, or: az network vnet subnet update --ids {_subnet_of(one)} --remove natGateway"
        case DriftKind.UNMANAGED, kind if kind in (PUBLIC_IP, PUBLIC_IP_PREFIX):
            gateway = one.wanted[0].id if one.wanted else ""
            return (
                "announce the IPs and declare them, or take them off: az network nat gateway update --ids "
                f"{gateway} {_flag(drift.path)} <the declared ones>"
            )
        case DriftKind.MISSING, kind if kind == LOCK:
            return f"apply the declaration again, or: az lock create --lock-type CanNotDelete --name natpin --resource {drift.evidence[0]}"
        case DriftKind.MISSING, kind if kind in (PUBLIC_IP, PUBLIC_IP_PREFIX):
            return "apply the declaration, and announce the IPs that it gets before traffic uses them"
        case DriftKind.MISSING, _:
            return "apply the declaration again"
    return _changed(drift, one)


def _changed(drift: Drift, one: Difference) -> str:
    path = drift.path or ""
    wanted = one.wanted[0] if one.wanted else None
    match drift.type, path:
        case kind, "natGateway" | "routeTable" if kind == SUBNET:
            flag = "--nat-gateway" if path == "natGateway" else "--route-table"
            if wanted is None and path == "routeTable":
                return f"ask whoever attached the route table to {drift.id}, and declare it, or agree on another way"
            if wanted is None:
                return f"az network vnet subnet update --ids {drift.id} --remove {path}"
            return f"az network vnet subnet update --ids {drift.id} {flag} {wanted.id or wanted.label}"
        case kind, "defaultOutboundAccess" if kind == SUBNET:
            value = str(bool(drift.declared)).lower()
            return f"az network vnet subnet update --ids {drift.id} --default-outbound-access {value}"
        case kind, "idleTimeoutInMinutes" if kind == NAT_GATEWAY:
            return f"az network nat gateway update --ids {drift.id} --idle-timeout {drift.declared}"
        case kind, _ if kind == NAT_GATEWAY and path.startswith("publicIp"):
            return f"az network nat gateway update --ids {drift.id} {_flag(path)} <the declared ones>"
        case kind, "networkProfile.outboundType" if kind == CLUSTER:
            return f"az aks update {_named(drift.id)} --outbound-type {drift.declared}"
        case kind, "apiServerAccessProfile.authorizedIPRanges" if kind == CLUSTER:
            ranges = ",".join(map(str, drift.declared)) if isinstance(drift.declared, list) else ""
            return f'az aks update {_named(drift.id)} --api-server-authorized-ip-ranges "{ranges}"'
        case kind, "enableNodePublicIP" | "vnetSubnetID" | "podSubnetID" if kind == AGENT_POOL:
            return f"the pool's {'public IPs' if path == 'enableNodePublicIP' else 'subnet'} {_RECREATED}"
        case kind, _ if kind == ROUTE_TABLE and path.startswith("routes["):
            return "apply the declaration again, or: az network route-table route list/update/delete"
        case _, "sku.name" | "zones" | "ipAddress" | "ipPrefix" | "prefixLength" | "publicIPAddressVersion":
            return _RECREATED
    return "apply the declaration again, or declare what is live"


def _flag(path: str | None) -> str:
    return "--public-ip-prefixes" if (path or "").startswith("publicIpPrefixes") else "--public-ip-addresses"


def _subnet_of(one: Difference) -> str:
    from natpin.drift.pairs import live_id

    for both in one.behind:
        subnet = both.live.subnet
        if isinstance(subnet, Resource):
            return live_id(subnet)
    return "<the subnet>"


def _named(identifier: str | None) -> str:
    own = parse(identifier or "")
    return f"--resource-group {own.group} --name {own.name}"
