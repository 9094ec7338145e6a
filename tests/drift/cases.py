"""Each a change that somebody makes behind everybody's back, and what is to be said of it: nothing less, nothing more.

A case's ``said`` lists every difference that is to be told, as kind, what differs, severity, and words of the effect.
``sides`` says against which declarations it is looked at: the Terraform files, or a snapshot, which knows addresses.
"""

from __future__ import annotations

from dataclasses import dataclass

from natpin.model.record import replace

from .estate import (
    GATEWAY,
    HUB,
    HUB_NET,
    IP,
    NET,
    OTHER_GATEWAY,
    PAYMENTS,
    PREFIX,
    SHOP,
    SPARE_IP,
    SPARE_PREFIX,
    SPARE_TABLE,
    TABLE,
    WEB,
    WEB_IP,
    WEB_SPARE,
    Change,
    Do,
    gateway,
    prefix,
    route,
    web_profile,
)

SYSTEM, USER, PODS, FRESH, PINNED = (
    f"{NET}/subnets/{n}" for n in ("system", "user", "pods", "fresh", "pinned")
)
HUB_NODES = f"{HUB_NET}/subnets/nodes"
BOTH = ("files", "snapshot")
FILES, SNAPSHOT = ("files",), ("snapshot",)


@dataclass(frozen=True)
class Told:
    """One difference that is to be told."""

    kind: str
    what: str
    severity: str
    words: tuple[str, ...]


def told(kind: str, what: str, severity: str, *words: str) -> Told:
    return Told(kind, what, severity, words)


@dataclass(frozen=True)
class Case:
    """A live change."""

    name: str
    do: Do
    said: tuple[Told, ...]
    sides: tuple[str, ...] = BOTH


def other_gateway(c: Change) -> None:
    c.seed(gateway(OTHER_GATEWAY, [SPARE_PREFIX], []))


def swap_user_gateway(c: Change) -> None:
    other_gateway(c)
    c.set(USER, natGateway={"id": OTHER_GATEWAY})


def new_pool(c: Change, name: str, **properties: object) -> None:
    system = c.entry(f"{PAYMENTS}/agentPools/system")
    made = replace(
        system,
        id=f"{PAYMENTS}/agentPools/{name}",
        properties={**system.properties, "mode": "User", **properties},
    )
    c.azure.world.resources.put(made)


def replace_prefix(c: Change) -> None:
    """Deleted, and made again by the same name: another range."""
    c.gone(PREFIX)
    c.seed(prefix(PREFIX, "20.7.7.0/29"))
    c.set(GATEWAY, publicIpPrefixes=[{"id": PREFIX}])


def routes(c: Change, *made: object, table: str = TABLE) -> None:
    """A table's routes are resources of their own."""
    c.gone_all(f"{table}/routes")
    for one in made:
        assert isinstance(one, dict)
        c.seed({"id": f"{table}/routes/{one['name']}", "properties": one["properties"]})


DEFAULT = route("default", "0.0.0.0/0", "VirtualAppliance", "10.9.0.4")
MONITOR = route("monitor", "AzureMonitor", "Internet")
LOST = "now has no way out"
IPS = "20.1.3.4"

CASES: tuple[Case, ...] = (
    # -- the gateway of a subnet
    Case("gateway-detached-private-subnet", lambda c: c.set(SYSTEM, natGateway=None),
         (told("changed", "NAT gateway of the subnet system", "error", "is detached from the subnet system", f"pool system {LOST}"),)),
    Case("gateway-detached-default-outbound", lambda c: c.set(USER, natGateway=None, defaultOutboundAccess=True),
         (told("changed", "NAT gateway of the subnet user", "error", "pool user now leaves from an IP that belongs to Microsoft", "20.1.2.0/29"),
          told("changed", "default outbound access of the subnet user", "error", "pool user now leaves from an IP that belongs"))),
    Case("gateway-detached-pods", lambda c: c.set(PODS, natGateway=None),
         (told("changed", "NAT gateway of the subnet pods", "error", "the pods of pool user now have no way out"),)),
    Case("gateway-detached-everywhere", lambda c: [c.set(one, natGateway=None) for one in (SYSTEM, USER, PODS)],
         (told("changed", "NAT gateway of the subnet system", "error", "pool system"),
          told("changed", "NAT gateway of the subnet user", "error", "pool user"),
          told("changed", "NAT gateway of the subnet pods", "error", "the pods of pool user"))),
    Case("other-gateway", swap_user_gateway,
         (told("changed", "NAT gateway of the subnet user", "error", "has the NAT gateway other, which nothing declares, not egress",
               "pool user now leaves from 20.9.9.0/31, not from 20.1.3.4 and 20.1.2.0/29"),), FILES),
    Case("other-gateway-snapshot", swap_user_gateway,
         (told("changed", "NAT gateway of the subnet user", "error", "not egress", "pool user now leaves from 20.9.9.0/31, not from 20.1.3.4"),), SNAPSHOT),
    Case("gateway-without-ips", lambda c: c.set(GATEWAY, publicIpPrefixes=None, publicIpAddresses=None),
         (told("changed", "prefix egress of the NAT gateway egress", "error", "no way out", "has no public IP"),
          told("changed", "public IP egress-1 of the NAT gateway egress", "error", "no way out"))),
    # -- the gateway's IPs
    Case("ip-added", lambda c: c.set(GATEWAY, publicIpAddresses=[{"id": IP}, {"id": SPARE_IP}]),
         (told("unmanaged", "public IP spare on the NAT gateway egress", "error", "spare (20.9.8.7), which nothing declares",
               "new connections may leave from it", "now leave from"),)),
    Case("prefix-added", lambda c: c.set(GATEWAY, publicIpPrefixes=[{"id": PREFIX}, {"id": SPARE_PREFIX}]),
         (told("unmanaged", "prefix spare on the NAT gateway egress", "error", "20.9.9.0/31"),)),
    Case("ip-removed", lambda c: c.set(GATEWAY, publicIpAddresses=None),
         (told("changed", "public IP egress-1 of the NAT gateway egress", "error", "not on the NAT gateway egress any more",
               "now leave from 20.1.2.0/29, not from 20.1.3.4 and 20.1.2.0/29"),)),
    Case("prefix-removed", lambda c: c.set(GATEWAY, publicIpPrefixes=None),
         (told("changed", "prefix egress of the NAT gateway egress", "error", "now leave from 20.1.3.4, not from"),)),
    Case("ip-replaced", lambda c: c.set(GATEWAY, publicIpAddresses=[{"id": SPARE_IP}]),
         (told("unmanaged", "public IP spare on the NAT gateway egress", "error", "20.9.8.7"),
          told("changed", "public IP egress-1 of the NAT gateway egress", "error", "any more"))),
    Case("prefix-replaced-same-name", replace_prefix,
         (told("changed", "range of the prefix egress", "error", "now leave from 20.1.3.4 and 20.7.7.0/29, not from 20.1.3.4 and 20.1.2.0/29"),), SNAPSHOT),
    Case("ip-deleted", lambda c: [c.set(GATEWAY, publicIpAddresses=None), c.gone(IP)],
         (told("missing", "public IP egress-1 of the NAT gateway egress", "error", "egress-1 is not there", "cannot be had back"),)),
    Case("address-changed", lambda c: c.fact(IP, ipAddress="20.1.3.5"),
         (told("changed", "address of the public IP egress-1", "error", "now leave from 20.1.3.5 and 20.1.2.0/29"),), SNAPSHOT),
    Case("allocation-dynamic", lambda c: c.set(IP, publicIPAllocationMethod="Dynamic"),
         (told("changed", "allocation of the public IP egress-1", "warning", "dynamic one may change"),)),
    # -- the gateway itself
    Case("idle-timeout-longer", lambda c: c.set(GATEWAY, idleTimeoutInMinutes=60),
         (told("changed", "idle timeout of the NAT gateway egress", "warning", "dropped after 60 minutes, not after 10"),)),
    Case("idle-timeout-default", lambda c: c.set(GATEWAY, idleTimeoutInMinutes=4),
         (told("changed", "idle timeout of the NAT gateway egress", "warning", "after 4 minutes, not after 10"),)),
    Case("idle-timeout-and-prefix-removed", lambda c: c.set(GATEWAY, idleTimeoutInMinutes=60, publicIpPrefixes=None),
         (told("changed", "idle timeout of the NAT gateway egress", "warning", "dropped after 60 minutes, not after 10"),
          told("changed", "prefix egress of the NAT gateway egress", "error", "now leave from 20.1.3.4, not from"))),
    Case("gateway-sku", lambda c: c.top(GATEWAY, sku={"name": "StandardV2", "tier": "Regional"}),
         (told("changed", "SKU of the NAT gateway egress", "warning", "made again"),)),
    # -- subnets
    Case("default-outbound-on", lambda c: c.set(SYSTEM, defaultOutboundAccess=True),
         (told("changed", "default outbound access of the subnet system", "warning", "should the NAT gateway ever be detached"),)),
    Case("default-outbound-unset", lambda c: c.set(SYSTEM, defaultOutboundAccess=None),
         (told("changed", "default outbound access of the subnet system", "warning", "on: should"),)),
    Case("default-outbound-off", lambda c: c.set(HUB_NODES, defaultOutboundAccess=False),
         (told("changed", "default outbound access of the subnet nodes", "warning", "traffic stops instead of leaving from an IP of Microsoft's"),),
         FILES),  # the provider's default is true; a snapshot of what is not set says nothing
    Case("service-endpoint-added", lambda c: c.set(USER, serviceEndpoints=[{"service": "Microsoft.Storage", "locations": ["*"]}]),
         (told("changed", "service endpoints of the subnet user", "warning", "microsoft.storage goes past the egress IPs"),)),
    Case("address-range", lambda c: c.set(USER, addressPrefix="10.0.9.0/24"),
         (told("changed", "address range of the subnet user", "warning", "10.0.9.0/24"),)),
    # -- routes
    Case("route-table-added", lambda c: c.set(SYSTEM, routeTable={"id": SPARE_TABLE}),
         (told("unmanaged", "route table spare on the subnet system", "error", "which nothing declares", "0.0.0.0/0 to the appliance 10.0.0.4",
               "pool system now leaves from the IPs of a firewall or gateway", "not from 20.1.3.4"),)),
    Case("route-table-detached", lambda c: c.set(HUB_NODES, routeTable=None),
         (told("changed", "route table of the subnet nodes", "warning", "is detached from the subnet nodes"),)),
    Case("route-table-swapped", lambda c: [c.seed({"id": TABLE.replace("/out", "/other"), "location": "westeurope", "properties": {"routes": [MONITOR]}}),
                                           c.set(HUB_NODES, routeTable={"id": TABLE.replace("/out", "/other")})],
         (told("changed", "route table of the subnet nodes", "warning", "has the route table other, which nothing declares, not out"),)),
    Case("default-route-elsewhere", lambda c: routes(c, route("default", "0.0.0.0/0", "VirtualAppliance", "10.9.0.99"), MONITOR),
         (told("changed", "route for 0.0.0.0/0 in the route table out", "warning", "goes to the appliance 10.9.0.99, not to the appliance 10.9.0.4"),)),
    Case("default-route-internet", lambda c: routes(c, route("default", "0.0.0.0/0", "Internet"), MONITOR),
         (told("changed", "route for 0.0.0.0/0 in the route table out", "warning", "the internet, not to the appliance"),)),
    Case("default-route-dropped", lambda c: routes(c, route("default", "0.0.0.0/0", "None"), MONITOR),
         (told("changed", "route for 0.0.0.0/0 in the route table out", "error", f"pool system {LOST}"),)),
    Case("public-route-added", lambda c: routes(c, DEFAULT, MONITOR, route("partner", "20.200.0.0/16", "Internet")),
         (told("changed", "route for 20.200.0.0/16", "warning", "straight to the internet is live and not declared"),)),
    Case("route-removed", lambda c: routes(c, DEFAULT),
         (told("changed", "route for azuremonitor", "warning", "is gone"),)),
    Case("default-route-removed", lambda c: routes(c, MONITOR),
         (told("changed", "route for 0.0.0.0/0", "warning", "to the appliance 10.9.0.4 is gone"),)),
    Case("propagation-off", lambda c: c.set(TABLE, disableBgpRoutePropagation=True),
         (told("changed", "propagation of gateway routes in the route table out", "warning", "are kept out"),)),
    # -- pools
    Case("node-public-ips", lambda c: [c.set(USER, natGateway=None), c.pool(PAYMENTS, "user", enableNodePublicIP=True)],
         (told("changed", "public IPs of the nodes of the pool user", "error", "pool user now leaves from public IPs of the nodes"),
          told("changed", "NAT gateway of the subnet user", "error", "public IPs of the nodes themselves"))),
    Case("node-public-ips-behind-gateway", lambda c: c.pool(PAYMENTS, "user", enableNodePublicIP=True),
         (told("changed", "public IPs of the nodes of the pool user", "warning", "pool user still leaves from 20.1.3.4 and 20.1.2.0/29"),)),
    Case("new-pool-fresh-subnet", lambda c: new_pool(c, "batch", vnetSubnetID=FRESH),
         (told("unmanaged", "pool batch of the cluster payments", "error", "in the subnet fresh that nothing declares",
               "its traffic leaves from an IP that belongs to Microsoft", "not from 20.1.3.4 and 20.1.2.0/29"),)),
    Case("new-pool-pinned-subnet", lambda c: new_pool(c, "batch", vnetSubnetID=PINNED),
         (told("unmanaged", "pool batch of the cluster payments", "warning", "as declared for other pools"),)),
    Case("new-pool-same-subnet", lambda c: new_pool(c, "batch", vnetSubnetID=USER),
         (told("unmanaged", "pool batch of the cluster payments", "warning", "in the subnet user; its traffic leaves from 20.1.3.4"),)),
    Case("pool-deleted", lambda c: c.gone(f"{PAYMENTS}/agentPools/user"),
         (told("missing", "pool user of the cluster payments", "warning", "has no pool user"),)),
    Case("pool-of-another-name-and-gateway-detached", lambda c: [
            c.gone(f"{PAYMENTS}/agentPools/user"), new_pool(c, "batch", vnetSubnetID=USER), c.set(USER, natGateway=None)],
         (told("missing", "pool user of the cluster payments", "warning", "has no pool user"),
          told("unmanaged", "pool batch of the cluster payments", "warning", "its traffic leaves from nowhere"),
          told("changed", "NAT gateway of the subnet user", "error", "pool batch now"))),
    Case("pool-moved-fresh-subnet", lambda c: c.pool(PAYMENTS, "user", vnetSubnetID=FRESH),
         (told("changed", "subnet of the pool user", "error", "pool user now leaves from an IP that belongs to Microsoft"),)),
    Case("pool-moved-pinned-subnet", lambda c: c.pool(PAYMENTS, "user", vnetSubnetID=PINNED),
         (told("changed", "subnet of the pool user", "warning", "still leaves from 20.1.3.4"),)),
    Case("pod-subnet-moved", lambda c: c.pool(PAYMENTS, "user", podSubnetID=FRESH),
         (told("changed", "pod subnet of the pool user", "error", "the pods of pool user now leave from an IP that belongs to Microsoft"),)),
    # -- clusters
    Case("outbound-type-behind-gateway", lambda c: c.set(PAYMENTS, networkProfile__outboundType="loadBalancer"),
         (told("changed", "outbound type of the cluster payments", "warning", "still leave from 20.1.3.4"),)),
    Case("outbound-type-none", lambda c: c.set(SHOP, networkProfile__outboundType="none"),
         (told("changed", "outbound type of the cluster shop", "error", f"pool system {LOST}"),)),
    Case("outbound-type-load-balancer", lambda c: c.redeploy("shop", {"outboundType": "loadBalancer"}),
         (told("changed", "outbound type of the cluster shop", "error", "pool system now leaves from the load balancer"),)),
    Case("gateway-and-outbound-type", lambda c: [c.set(USER, natGateway=None), c.set(PAYMENTS, networkProfile__outboundType="loadBalancer", networkProfile__loadBalancerProfile=web_profile(WEB_SPARE))],
         (told("changed", "outbound type of the cluster payments", "error", "pool user now leaves from the load balancer's 20.5.6.8, not from 20.1.3.4 and 20.1.2.0/29"),
          told("changed", "NAT gateway of the subnet user", "error", "the load balancer's 20.5.6.8"))),
    Case("managed-idle-timeout", lambda c: c.set(SHOP, networkProfile__natGatewayProfile__idleTimeoutInMinutes=30),
         (told("changed", "managed NAT gateway's idle timeout", "warning", "after 30 minutes, not after 4"),)),
    Case("managed-ip-count", lambda c: c.set(SHOP, networkProfile__natGatewayProfile__managedOutboundIPProfile={"count": 4}),
         (told("changed", "number of outbound IPs that AKS manages", "warning", "pool system still leaves"),)),
    Case("load-balancer-ip", lambda c: c.redeploy("web", {"outboundType": "loadBalancer", "loadBalancerProfile": web_profile(WEB_SPARE)}),
         (told("changed", "outbound IPs of the cluster web", "error", "now leaves from the load balancer's 20.5.6.8, not from the load balancer's 20.5.6.7"),)),
    Case("load-balancer-ip-added", lambda c: c.redeploy("web", {"outboundType": "loadBalancer", "loadBalancerProfile": web_profile(WEB_IP, WEB_SPARE)}),
         (told("changed", "outbound IPs of the cluster web", "error", "20.5.6.7 and 20.5.6.8"),)),
    Case("load-balancer-ports", lambda c: c.set(WEB, networkProfile__loadBalancerProfile={**web_profile(), "allocatedOutboundPorts": 1024}),
         (told("changed", "SNAT ports per node of the cluster web", "warning", "1024 SNAT ports, not 8000"),)),
    Case("authorized-ranges-widened", lambda c: c.set(PAYMENTS, apiServerAccessProfile__authorizedIPRanges=["20.1.2.0/29", "20.1.3.4/32", "203.0.113.0/24", "0.0.0.0/0"]),
         (told("changed", "authorized IP ranges", "warning", "0.0.0.0/0"),)),
    Case("authorized-ranges-lost", lambda c: c.set(PAYMENTS, apiServerAccessProfile__authorizedIPRanges=["203.0.113.0/24"]),
         (told("changed", "authorized IP ranges", "warning", "the API server admits 203.0.113.0/24, not"),)),
    Case("authorized-ranges-off", lambda c: c.set(PAYMENTS, apiServerAccessProfile=None),
         (told("changed", "authorized IP ranges", "warning", "the API server admits nothing, not"),)),
    Case("lock-removed", lambda c: c.unlock(),
         (told("missing", "lock over the prefix egress", "warning", "nothing keeps the prefix egress from being deleted"),)),
    Case("cluster-deleted", lambda c: c.gone_all(HUB),
         (told("missing", "cluster hub", "warning", "no such cluster"),)),
)  # fmt: skip
