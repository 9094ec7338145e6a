"""What AKS makes of a cluster's networkProfile: the node resource group, its addresses, the effective outbound IPs."""

from __future__ import annotations

import copy

from natpin.simulator import addresses, errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import subscription_of
from natpin.simulator.store import Stored
from natpin.simulator.types import agent_pools, nat_gateways, public_ips, subnets
from natpin.simulator.types.rules import references
from natpin.simulator.world import GROUP_TYPE, SimulatedAzure

LB_TYPE = "Microsoft.Network/loadBalancers"


def complete(wanted: Json, current: Stored | None, pools: list[Json]) -> Json:
    """A networkProfile with the service's defaults, as recorded; read-only parts dropped."""
    old: Json = copy.deepcopy(current.properties["networkProfile"]) if current else {}
    network = {**old, **{k: copy.deepcopy(v) for k, v in wanted.items() if v is not None}}
    if "networkPlugin" not in network:
        network["networkPlugin"] = "azure"
        network.setdefault("networkPluginMode", "overlay")
    if network["networkPlugin"] == "azure":
        network.setdefault("networkDataplane", "azure")
        network.setdefault("networkPolicy", "none")
    network.setdefault("outboundType", "loadBalancer")
    network.setdefault("loadBalancerSku", "standard")
    if network["networkPlugin"] == "kubenet" or network.get("networkPluginMode") == "overlay":
        network.setdefault("podCidr", "10.244.0.0/16")
    network.setdefault("serviceCidr", "10.0.0.0/16")
    network.setdefault("dnsServiceIP", "10.0.0.10")
    if "podCidr" in network:
        network.setdefault("podCidrs", [network["podCidr"]])
    network.setdefault("serviceCidrs", [network["serviceCidr"]])
    network.setdefault("ipFamilies", ["IPv4"])
    balancer = {k: v for k, v in (network.get("loadBalancerProfile") or {}).items() if v is not None}
    balancer.pop("effectiveOutboundIPs", None)
    balancer["backendPoolType"] = "nodeIPConfiguration"
    outbound = network["outboundType"]
    chosen = {"managedOutboundIPs", "outboundIPs", "outboundIPPrefixes"} & set(balancer)
    if outbound == "loadBalancer" and not chosen:
        balancer["managedOutboundIPs"] = {"count": 1}
    managed = balancer.get("managedOutboundIPs")
    if isinstance(managed, dict) and not managed.get("countIPv6"):
        managed.pop("countIPv6", None)
    network["loadBalancerProfile"] = balancer
    if outbound == "managedNATGateway":
        gateway = {k: v for k, v in (network.get("natGatewayProfile") or {}).items() if v is not None}
        gateway.pop("effectiveOutboundIPs", None)
        if not {"outboundIPs", "outboundIPPrefixes"} & set(gateway):
            gateway.setdefault("managedOutboundIPProfile", {"count": 1})
        gateway.setdefault("idleTimeoutInMinutes", 4)
        network["natGatewayProfile"] = gateway
    elif not network.get("natGatewayProfile"):
        network.pop("natGatewayProfile", None)
    return network


def check_addresses(world: SimulatedAzure, cluster_id: str, network: Json) -> None:
    """Bring-your-own outbound addresses exist, and the managed NAT gateway's minutes and count are in bounds.

    learn.microsoft.com/azure/aks/nat-gateway: 1 to 16 managed IPs, 4 to 120 minutes. Codes unverified.
    """
    for name in ("loadBalancerProfile", "natGatewayProfile"):
        profile = network.get(name) or {}
        targets = references((profile.get("outboundIPs") or {}).get("publicIPs"))
        targets += references((profile.get("outboundIPPrefixes") or {}).get("publicIPPrefixes"))
        for target in targets:
            if world.resources.get(target) is None:
                raise errors.aks(
                    400,
                    "InvalidParameter",
                    f"{target} of cluster {cluster_id} was not found.",
                    target=f"networkProfile.{name}",
                )
    gateway = network.get("natGatewayProfile") or {}
    minutes = gateway.get("idleTimeoutInMinutes", 4)
    count = (gateway.get("managedOutboundIPProfile") or {}).get("count", 1)
    if minutes not in range(4, 121) or count not in range(1, 17):
        raise errors.aks(
            400,
            "InvalidParameter",
            f"natGatewayProfile of cluster {cluster_id}: idleTimeoutInMinutes must be 4 to 120, managedOutboundIPProfile.count 1 to 16.",
            target="networkProfile.natGatewayProfile",
        )


def node_group_id(cluster: Stored) -> str:
    return f"/subscriptions/{subscription_of(cluster.id)}/resourceGroups/{cluster.properties['nodeResourceGroup']}"


def provide(world: SimulatedAzure, cluster: Stored) -> None:
    """Make or adapt what stands in the node resource group, and note the effective outbound IPs."""
    group_id = node_group_id(cluster)
    if world.resources.get(group_id) is None:
        world.resources.put(
            Stored(
                id=group_id,
                type=GROUP_TYPE,
                location=cluster.location,
                top={"managedBy": agent_pools.lowered_group(cluster.id)},
            )
        )
    network = cluster.properties["networkProfile"]
    outbound = network["outboundType"]
    balancer, gateway = network.get("loadBalancerProfile") or {}, network.get("natGatewayProfile") or {}
    frontend = f"{group_id}/providers/{LB_TYPE}/kubernetes"
    nat_id = f"{group_id}/providers/{nat_gateways.TYPE}/aks-natgateway"
    _give_back(world, cluster)
    cluster.facts["effectiveLb"] = cluster.facts["effectiveNat"] = []
    if outbound == "loadBalancer":
        _put(
            world,
            Stored(
                id=frontend,
                type=LB_TYPE,
                location=cluster.location,
                top={"sku": {"name": "Standard", "tier": "Regional"}},
            ),
        )
        count = int((balancer.get("managedOutboundIPs") or {}).get("count", 0))
        ids = _managed_ips(world, cluster, "lb", count, frontend) + _borrow(
            world, cluster, balancer, frontend
        )
        cluster.facts["effectiveLb"] = ids
    else:
        # Recorded: a cluster that leaves the load balancer loses these two.
        balancer.pop("managedOutboundIPs", None)
        _managed_ips(world, cluster, "lb", 0, frontend)
        world.resources.remove(frontend)
    if outbound == "managedNATGateway":
        count = int((gateway.get("managedOutboundIPProfile") or {}).get("count", 0))
        ids = _managed_ips(world, cluster, "nat", count, None)
        own = references((gateway.get("outboundIPs") or {}).get("publicIPs"))
        prefixes = references((gateway.get("outboundIPPrefixes") or {}).get("publicIPPrefixes"))
        properties: Json = {
            "idleTimeoutInMinutes": gateway.get("idleTimeoutInMinutes", 4),
            "publicIpAddresses": [{"id": i} for i in [*ids, *own]],
        }
        if prefixes:
            properties["publicIpPrefixes"] = [{"id": i} for i in prefixes]
        sku = {"name": str(gateway.get("sku", "Standard")), "tier": "Regional"}
        _put(
            world,
            Stored(
                id=nat_id,
                type=nat_gateways.TYPE,
                location=cluster.location,
                top={"sku": sku},
                properties=properties,
            ),
        )
        cluster.facts["effectiveNat"] = [*ids, *own, *(target.lower() for target in prefixes)]
    else:
        _managed_ips(world, cluster, "nat", 0, None)
        if outbound != "managedNATGateway":
            world.resources.remove(nat_id)
    _managed_vnet(world, cluster, group_id, nat_id if outbound == "managedNATGateway" else None)


def show_effective(cluster: Stored, network: Json) -> None:
    if cluster.facts.get("provisioned") and network["loadBalancerSku"] == "standard":
        network["loadBalancerSku"] = "Standard"  # recorded, for a request of `standard`
    if cluster.facts.get("effectiveLb"):
        network["loadBalancerProfile"]["effectiveOutboundIPs"] = [
            {"id": i} for i in cluster.facts["effectiveLb"]
        ]
    if cluster.facts.get("effectiveNat"):
        network["natGatewayProfile"]["effectiveOutboundIPs"] = [
            {"id": i} for i in cluster.facts["effectiveNat"]
        ]


def _managed_ips(
    world: SimulatedAzure, cluster: Stored, use: str, count: int, frontend: str | None
) -> list[str]:
    """Exactly `count` addresses of AKS's own for a use; the first ones stay when the count changes."""
    held: list[str] = list(cluster.facts.get(f"managed:{use}", []))
    for gone in held[count:]:
        world.resources.remove(gone)
    held = held[:count]
    while len(held) < count:
        made = Stored(
            id=f"{node_group_id(cluster)}/providers/{public_ips.TYPE}/{world.resources.fresh()}",
            type=public_ips.TYPE,
            location=cluster.location,
            top={
                "sku": {"name": "Standard", "tier": "Regional"},
                "tags": {"aks-managed-type": "aks-slb-managed-outbound-ip"},
            },
            properties={
                "publicIPAddressVersion": "IPv4",
                "publicIPAllocationMethod": "Static",
                "idleTimeoutInMinutes": 30,
                "ipTags": [],
            },
        )
        taken = [
            str(e.facts["ipAddress"])
            for e in world.resources.of_type(public_ips.TYPE)
            if "ipAddress" in e.facts
        ]
        made.facts["ipAddress"] = addresses.next_address(taken, "IPv4")
        if frontend:
            made.facts["ipConfiguration"] = {"id": f"{frontend}/frontendIPConfigurations/{made.name}"}
        _put(world, made)
        held.append(made.id)
    cluster.facts[f"managed:{use}"] = held
    return held


def _borrow(world: SimulatedAzure, cluster: Stored, profile: Json, frontend: str) -> list[str]:
    """The user's own addresses behind the load balancer; prefixes are answered in lower case (recorded)."""
    ids: list[str] = []
    for target in references((profile.get("outboundIPs") or {}).get("publicIPs")):
        entry = world.resources.get(target)
        if entry is not None:
            entry.facts["ipConfiguration"] = {"id": f"{frontend}/frontendIPConfigurations/{entry.name}"}
            cluster.facts.setdefault("borrowed", []).append(entry.id)
        ids.append(target)
    ids += [t.lower() for t in references((profile.get("outboundIPPrefixes") or {}).get("publicIPPrefixes"))]
    return ids


def _give_back(world: SimulatedAzure, cluster: Stored) -> None:
    for target in cluster.facts.pop("borrowed", []):
        entry = world.resources.get(target)
        if entry is not None:
            entry.facts.pop("ipConfiguration", None)


def managed_subnet(world: SimulatedAzure, cluster: Stored) -> Stored | None:
    """The subnet of the network that AKS makes; None where the cluster has none."""
    return world.resources.get(
        f"{node_group_id(cluster)}/providers/{subnets.VNET_TYPE}/aks-vnet/subnets/aks-subnet"
    )


def _managed_vnet(world: SimulatedAzure, cluster: Stored, group_id: str, nat_id: str | None) -> None:
    """Without a subnet of the user's, AKS makes a VNet of its own."""
    pools = world.resources.children(cluster.id, agent_pools.TYPE)
    if any(pool.properties.get("vnetSubnetID") for pool in pools):
        return
    vnet_id = f"{group_id}/providers/{subnets.VNET_TYPE}/aks-vnet"
    if world.resources.get(vnet_id) is None:
        properties: Json = {
            "addressSpace": {"addressPrefixes": ["10.224.0.0/12"]},
            "virtualNetworkPeerings": [],
            "enableDdosProtection": False,
        }
        _put(
            world,
            Stored(id=vnet_id, type=subnets.VNET_TYPE, location=cluster.location, properties=properties),
        )
    inner: Json = {
        "addressPrefix": "10.224.0.0/16",
        "delegations": [],
        "privateEndpointNetworkPolicies": "Disabled",
        "privateLinkServiceNetworkPolicies": "Enabled",
    }
    if nat_id:
        inner["natGateway"] = {"id": nat_id}
    _put(world, Stored(id=f"{vnet_id}/subnets/aks-subnet", type=subnets.TYPE, location="", properties=inner))


def _put(world: SimulatedAzure, entry: Stored) -> None:
    entry.etag = world.resources.fresh_etag()
    entry.guid = entry.guid or world.resources.fresh()
    world.resources.put(entry)
