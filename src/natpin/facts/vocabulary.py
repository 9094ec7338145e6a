"""The fields a policy may compare, per kind of subject.

This is the contract between ``natpin.facts``, which fills the fields in, and policies, which compare them. A test
holds the two together; the page docs/policy-fields.md is generated from it.

A kind's table maps a dotted path to what it means. ``[]`` marks a list: inside a quantifier the elements are
objects with the fields after it. ``…`` at the end of a path admits anything below it (ARM properties by ARM's names).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_NAT: Final = {
    "name": "name of the gateway",
    "managed": "true for the gateway that AKS creates for outbound type managedNATGateway",
    "sku.name": "Standard or StandardV2; Standard when not written",
    "zones": "availability zones, a list of text; empty for 'no zone'",
    "idleTimeoutInMinutes": "TCP idle timeout in minutes; 4 when not written",
    "ipCount": "number of outbound IPv4 addresses over all its IPs and prefixes",
    "ipv6Count": "number of outbound IPv6 addresses",
    "location": "Azure region",
    "subscription": "subscription id, when an id tells it",
    "resourceGroup": "resource group name",
}

_IP: Final = {
    "name": "name of the public IP or prefix",
    "isPrefix": "true for a prefix",
    "sku.name": "Basic, Standard or StandardV2",
    "zones": "availability zones, a list of text",
    "publicIPAllocationMethod": "Static or Dynamic (public IP only)",
    "publicIPAddressVersion": "IPv4 or IPv6",
    "prefixLength": "prefix length, 28 to 31 for IPv4 (prefix only)",
    "count": "number of addresses",
    "routingPreference": "Internet when an ipTag of type RoutingPreference says so",
    "ddosProtectionMode": "ddosSettings.protectionMode",
    "customIPPrefix": "true when it comes from a BYOIP custom prefix",
    "location": "Azure region",
    "protected": "true when something guards it: prevent_destroy, a lock, a deletion policy",
    "inNodeResourceGroup": "true when its resource group is one that AKS owns (MC_…)",
    "contractDeclared": "true when the egress contract names it; unknown when its address is, absent without contract",
}

_ROUTE: Final = {
    "name": "name of the route",
    "addressPrefix": "destination: CIDR or service tag",
    "nextHopType": "VirtualAppliance, VirtualNetworkGateway, Internet, VnetLocal, None",
    "nextHopIpAddress": "address of the appliance",
}

_SUBNET: Final = {
    "name": "name of the subnet",
    "address": "its address in the stack",
    "hasNat": "true when a NAT gateway is attached to it",
    "natGateway": "the attached gateway; absent when none is",
    **{f"natGateway.{name}": text for name, text in _NAT.items()},
    "defaultRoute": "where routes send internet traffic at large (0.0.0.0/0, its halves, its quarters; the longest prefix wins): a nextHopType; absent when nothing overrides the system route",
    "internetRoute": "true when a route of its own sends internet traffic at large to Internet, as the system route does",
    "routes[]": "the routes of its route table",
    **{f"routes[].{name}": text for name, text in _ROUTE.items()},
    "bgpRoutePropagation": "false when the route table disables propagation of gateway routes",
    "hasRouteTable": "true when a route table is attached",
    "addressPrefix": "its first address prefix",
    "defaultOutboundAccess": "false for a private subnet; absent when not written",
    "delegations[]": "service names it is delegated to",
    "delegations[].serviceName": "for example Microsoft.ContainerInstance/containerGroups",
    "serviceEndpoints[]": "service endpoints",
    "serviceEndpoints[].service": "for example Microsoft.Storage",
    "virtualNetwork": "name of its virtual network",
    "inline": "true when it is declared inside its virtual network",
    "declared": "false when it is only looked up, not declared in this stack",
    "location": "region of its virtual network",
}

_POOL: Final = {
    "name": "name of the pool",
    "mode": "System, User or Gateway",
    "isDefault": "true for a pool declared with the cluster itself",
    "isNodeClass": "true for an AKSNodeClass of node auto-provisioning",
    "isAuxiliary": "true for what is not a node pool of the cluster: an AKSNodeClass, the virtual nodes of the ACI add-on",
    "osType": "Linux or Windows",
    "count": "nodes (initial, when autoscaling)",
    "maxCount": "most nodes when autoscaling, else count",
    "maxPods": "most pods per node",
    "maxSurge": "extra nodes during upgrades: number or percentage text",
    "availabilityZones": "zones, a list of text",
    "enableNodePublicIP": "true when each node has a public IP of its own; false when not written",
    "nodePublicIPPrefixID": "prefix those node IPs come from",
    "windowsProfile.disableOutboundNat": "Windows pools: OutboundNAT disabled",
    "exit": "where its node traffic leaves: nat-gateway, managed-nat-gateway, load-balancer, virtual-appliance, instance-public-ip, default-outbound, none",
    "podExit": "the same for pod traffic, when pods have a subnet of their own",
    "exitInWords": "where its node traffic leaves, to be read after 'traffic': leaves through the load balancer",
    "podExitInWords": "the same for pod traffic",
    "byoSubnet": "true when the pool is put into a subnet of the team's own",
    "subnet": "the node subnet; absent when Azure manages the virtual network",
    **{f"subnet.{name}": text for name, text in _SUBNET.items()},
    "podSubnet": "the pod subnet, when there is a distinct one",
    **{f"podSubnet.{name}": text for name, text in _SUBNET.items()},
    "egressIpCount": "number of IPs its node traffic may leave from",
}

_CLUSTER: Final = {
    "name": "name of the cluster",
    "location": "Azure region",
    "subscription": "subscription id, when an id tells it",
    "outboundType": "effective outbound type: loadBalancer when not written, managedNATGateway for AKS Automatic",
    "networkPlugin": "azure, kubenet or none; absent when not written and the tool's default is not certain",
    "networkPluginMode": "overlay, or absent",
    "networkDataplane": "azure or cilium",
    "loadBalancerSku": "standard or basic",
    "ipFamilies": "list of IPv4, IPv6",
    "podCidr": "pod address range",
    "automatic": "true for AKS Automatic (sku.name Automatic)",
    "byoSubnet": "true when at least one pool is put into a subnet of the team's own",
    "private": "true when its API server is private",
    "authorizedIPRanges[]": "CIDRs allowed to reach the API server",
    "natIpsNotAuthorized[]": "outbound IPs, where known, that authorizedIPRanges does not cover",
    "authorizedRangesCoverNat": "true when every outbound IP of its NAT gateways is within authorizedIPRanges; absent when there are no ranges or no NAT",
    "authorizedForLoadBalancerOnly": "true when authorizedIPRanges holds 0.0.0.0/32, which admits the load balancer's outbound IP alone",
    "apiVersion": "ARM api-version it is declared with",
    "provider": "what declares it: 'azurerm 4', 'az', 'arm'",
    "natGatewayProfile…": "as in ARM",
    "loadBalancerProfile…": "as in ARM",
    "hostedSystemProfile…": "as in ARM",
    "nodeProvisioningProfile…": "as in ARM",
    "httpProxy": "the HTTP proxy that AKS gives every pod, for HTTPS where one is named for it; absent where there is none",
    "pools[]": "its node pools",
    **{f"pools[].{name}": text for name, text in _POOL.items()},
    "poolCount": "number of node pools",
    "zoneCount": "number of distinct availability zones over all pools",
    "maxNodes": "nodes at most, over all pools, surge included",
    "maxPods": "pods at most, over all pools",
    "nodesBehindGateway": "nodes at most, surge included, over everything behind its NAT gateway, other clusters included",
    "requiredIps": "outbound IPs that those need at 1,024 SNAT ports a node (AKS load balancer parity, our policy knob)",
    "subnets[]": "every subnet its traffic leaves from",
    **{f"subnets[].{name}": text for name, text in _SUBNET.items()},
    "subnetHasNat": "true when any of its subnets has a NAT gateway",
    "allSubnetsHaveNat": "true when all of its subnets have one",
    "natGateways[]": "the distinct NAT gateways on its subnets, or its managed one",
    **{f"natGateways[].{name}": text for name, text in _NAT.items()},
    "natGatewayCount": "how many distinct gateways those are",
    "virtualNetworks[]": "distinct virtual networks of its subnets (names)",
    "virtualNetworkCount": "how many",
    "vnetLocation": "region of its virtual network",
    "orderedAfterAssociation": "Terraform: true when the cluster refers to, or depends_on, every subnet's NAT association; absent for other formats",
    "missingOrder": "Terraform: what makes it wait for the first association that it does not wait for, as text; absent where it waits",
    "managedOutboundIPs": "true when AKS owns its outbound IPs (managed NAT without own IPs)",
    "contract": "true when the team declared an egress contract",
}

VOCABULARY: Final[Mapping[str, Mapping[str, str]]] = {
    "cluster": _CLUSTER,
    "nodePool": {
        **_POOL,
        "contractKept": "true when it leaves only by IPs that the egress contract names; unknown when an address is; absent without contract",
        "contractReached": "true when it leaves from at least one IP that the contract names, or by none at all",
        "outsideContract": "list of the IPs it leaves from that the contract does not name",
        **{f"cluster.{name}": text for name, text in _CLUSTER.items() if "[]" not in name},
    },
    "subnet": {
        **_SUBNET,
        "roles": "list of what uses it: node, pod, api-server, virtual-node, node-class, system",
        "servesCluster": "true when a cluster's traffic leaves from it",
        "gatewayCount": "number of NAT gateways that declarations attach to it",
        "outboundTypes": "list of the effective outbound types of the clusters in it",
    },
    "natGateway": {
        **_NAT,
        "publicIps[]": "its public IPs and prefixes",
        **{f"publicIps[].{name}": text for name, text in _IP.items()},
        "subnetCount": "number of subnets attached to it",
        "subnets[]": "the subnets attached to it",
        **{f"subnets[].{name}": text for name, text in _SUBNET.items()},
        "virtualNetworkCount": "number of virtual networks those lie in",
        "declared": "false when it is only looked up",
        "clusterZones": "distinct zones of the pools behind it",
        "clusterZoneCount": "how many",
        "clusterIpFamilies": "ipFamilies of the clusters behind it",
        "clusterLocations": "regions of the clusters behind it",
        "usedByCluster": "true when a cluster's traffic leaves through it",
        "provider": "what declares it: 'azurerm 4', 'az', 'arm'",
    },
    "publicIp": {
        **_IP,
        "natGateway": "the gateway it is attached to",
        **{f"natGateway.{name}": text for name, text in _NAT.items()},
        "declared": "false when it is only looked up",
        "plannedAction": "plans: create, update, replace, no-op; what is deleted is a change",
    },
    "virtualNetwork": {
        "name": "name of the virtual network",
        "location": "Azure region",
        "inlineSubnetCount": "subnets declared inside it",
        "inlineWithoutNat[]": "inline subnets whose NAT gateway is attached by a separate declaration, so that redeploying the network detaches it",
        "inlineWithoutNat[].name": "name of the subnet",
        "provider": "what declares it",
        "usedByCluster": "true when a cluster lies in it",
    },
    "workload": {
        "name": "name of the workload",
        "namespace": "its namespace",
        "kind": "Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod",
        "replicas": "number of replicas; 1 when not written",
        "hostNetwork": "true when it shares the node's network",
        "egressLabelled": "true when the team marked it as in need of a pinned egress (label natpin.io/egress: pinned)",
        "staticGateway": "name of the StaticGatewayConfiguration its annotation names",
        "egressGateway": "what sends its traffic past the NAT gateway: a StaticGatewayConfiguration, or a Cilium egress policy whose nodes leave elsewhere",
        "httpProxy": "the HTTP proxy outside of the cluster that a container of it is given (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY)",
        "pools[]": "pools it can be scheduled to",
        **{f"pools[].{name}": text for name, text in _POOL.items()},
        "poolCount": "how many pools those are",
        "allPinned": "true when every pool it can land on leaves through a NAT gateway",
        "exits": "list of the distinct exits of those pools",
        "tcpKeepaliveSeconds": "net.ipv4.tcp_keepalive_time its pod sets, in seconds",
        "idleTimeoutSeconds": "shortest idle timeout of the NAT gateways on its way, in seconds",
        "usesPodSubnet": "true when a pool it lands on gives pods a subnet of their own",
    },
    "networkPolicy": {
        "name": "name of the policy",
        "namespace": "its namespace",
        "deniesEgress": "true when its policyTypes hold Egress and not everything is allowed",
        "allowsDnsUdp": "true when a rule admits UDP 53 to the cluster's DNS",
        "allowsDnsTcp": "true when a rule admits TCP 53 to the cluster's DNS",
    },
    "change": {
        "what": "ip for an IP or prefix on a cluster's way out, outboundType for a cluster's outbound type",
        "action": "kept, added, removed or replaced (destroyed and made anew)",
        "name": "name of the IP or prefix, or of the cluster",
        "why": "what forces a replacement, in words",
        "cluster": "name of the cluster",
        "clusterKept": "true when the cluster is there before and after",
        "pools": "list of the pools that leave from the IP, before or after",
        "workloads": "list of the workloads that leave from the IP, before or after",
        "contractDeclared": "ip: true when the egress contract names it; unknown when its address is; absent without contract. An added IP counts when the contract named it before the change",
        "givenTo": "ip: list of the partners who were given it",
        "before": "outboundType: the outbound type before the change",
        "after": "outboundType: the outbound type after it",
    },
    "drift": {
        "name": "what differs, in words: NAT gateway of the subnet nodes",
        "kind": "missing (declared, not live), unmanaged (live on a declared cluster's egress, not declared) or changed",
        "type": "ARM type of the resource",
        "property": "the property that differs, dotted ARM path; absent for a whole resource",
        "declared": "the declared value, as text; absent when nothing is declared",
        "live": "the live value, as text; absent when nothing is live",
        "effect": "what it does to egress, in words",
        "movesEgress": "true when a pool's traffic leaves from other IPs for it",
        "moved": "the same; false where movesEgress cannot be known",
        "pools": "list of the pools whose traffic it moves",
        "clusters": "list of the declared clusters it concerns",
    },
    "remark": {
        "kind": "abbreviated-flag, used-before-created, lost-continuation, unknown-flag, removed-value",
        "flag": "the flag as written",
        "fullFlag": "the documented flag it abbreviates",
        "command": "the command",
        "value": "the value",
        "type": "ARM type of the resource used",
        "name": "name of the resource used",
        "resourceGroup": "its resource group",
        "createdLater": "true when the script creates it further down",
        "groupCreatedHere": "true when the script creates the resource group itself",
        "scriptCreates": "true when the script itself creates a cluster, a network, a NAT gateway or an IP",
        "declaredIn": "the other root of the workspace that declares the resource; absent when none does",
    },
}


def known(kind: str, path: str) -> bool:
    """True when the vocabulary of a kind has the field, lists written with or without their ``[]``."""
    path = path.replace("[]", "")
    closed, open_ended = _plain(kind)
    return path in closed or any(path == name or path.startswith(name + ".") for name in open_ended)


@lru_cache(maxsize=32)
def _plain(kind: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The field paths of a kind, and of the objects they lie in, without list marks; and the open-ended ones."""
    names = [name.replace("[]", "") for name in VOCABULARY[kind]]
    closed = {".".join(name.split(".")[:end]) for name in names for end in range(1, name.count(".") + 2)}
    return frozenset(closed), tuple(name[:-1] for name in names if name.endswith("…"))
