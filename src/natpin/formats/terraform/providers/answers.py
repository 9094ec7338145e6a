"""How azurerm's resources answer for the properties that judging reads.

Source: azurerm documentation, the page of each resource (5.2.0). azapi writes ARM's own properties and needs no answer;
registry modules make these resources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.answers import Answer
from natpin.formats.terraform.providers import addresses, clusters, gateways, groups, networks, pools, routes
from natpin.formats.terraform.providers.arguments import Table, paths
from natpin.formats.terraform.providers.propagation import TABLES as PROPAGATION
from natpin.model import resource as arm

_SEVERAL = {"addressPrefix": "the provider sends addressPrefixes, for one prefix as well"}
_BY_FAMILY = dict.fromkeys(
    ("publicIpAddressesV6", "publicIpPrefixesV6"),
    "the associations take IPs of either version; facts tell them by publicIPAddressVersion",
)
_NAT = "networkProfile.natGatewayProfile"
_ONLY_AUTOMATIC = "azurerm_kubernetes_automatic_cluster alone has it"
_CLUSTER_NEVER = {
    "sku.name": "always Base; azurerm_kubernetes_automatic_cluster sends Automatic",
    "hostedSystemProfile.enabled": _ONLY_AUTOMATIC,
    "hostedSystemProfile.nodeSubnetID": _ONLY_AUTOMATIC,
    "hostedSystemProfile.systemNodeSubnetID": _ONLY_AUTOMATIC,
    "httpProxyConfig.enabled": "the block has no argument for it: a proxy that is written is on",
    f"{_NAT}.outboundIPs.publicIPs": "nat_gateway_profile has no argument for it",
    f"{_NAT}.outboundIPPrefixes.publicIPPrefixes": "nat_gateway_profile has no argument for it",
    f"{_NAT}.sku": "nat_gateway_profile has no argument for it",
}
_NO_PROFILE = "the resource has no network profile: AKS Automatic chooses it"
_AUTOMATIC_CODE = {
    "sku.name": "clusters.automatic_cluster: Automatic",
    "hostedSystemProfile.enabled": "clusters.automatic_cluster: the block enables it",
    "apiServerAccessProfile.enablePrivateCluster": "clusters.automatic_cluster: private_cluster",
}
_AUTOMATIC_NEVER = {
    "agentPoolProfiles": "pools are resources of their own",
    "addonProfiles.aciConnectorLinux.enabled": "the resource has no virtual nodes",
    "addonProfiles.aciConnectorLinux.config.subnetName": "the resource has no virtual nodes",
    "nodeProvisioningProfile.mode": "always Auto with AKS Automatic",
    **dict.fromkeys(
        ("httpProxyConfig.enabled", "httpProxyConfig.httpProxy", "httpProxyConfig.httpsProxy"),
        "the resource has no block for a proxy",
    ),
    **dict.fromkeys(
        (
            "networkProfile.ipFamilies",
            "networkProfile.loadBalancerSku",
            "networkProfile.networkDataplane",
            "networkProfile.networkPlugin",
            "networkProfile.networkPluginMode",
            "networkProfile.outboundType",
            "networkProfile.podCidr",
            "networkProfile.loadBalancerProfile.effectiveOutboundIPs",
            "networkProfile.loadBalancerProfile.managedOutboundIPs.count",
            "networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes",
            "networkProfile.loadBalancerProfile.outboundIPs.publicIPs",
            f"{_NAT}.effectiveOutboundIPs",
            f"{_NAT}.idleTimeoutInMinutes",
            f"{_NAT}.managedOutboundIPProfile.count",
            f"{_NAT}.outboundIPPrefixes.publicIPPrefixes",
            f"{_NAT}.outboundIPs.publicIPs",
            f"{_NAT}.sku",
        ),
        _NO_PROFILE,
    ),
}
_NO_TAGS = "azurerm_public_ip_prefix has no argument for IP tags"


def answers() -> Iterator[Answer]:
    """One for each resource, and for each that is written inside of another."""
    yield _answer("azurerm_resource_group", arm.RESOURCE_GROUP, groups.GROUP)
    yield _answer("azurerm_management_lock", arm.LOCK, groups.LOCK)
    yield _answer("azurerm_public_ip", arm.PUBLIC_IP, addresses.ADDRESS)
    yield _answer(
        "azurerm_public_ip_prefix",
        arm.PUBLIC_IP_PREFIX,
        addresses.PREFIX,
        never={"ipTags[].ipTagType": _NO_TAGS, "ipTags[].tag": _NO_TAGS},
    )
    yield _answer("azurerm_nat_gateway", arm.NAT_GATEWAY, gateways.GATEWAY, never=_BY_FAMILY)
    yield _answer("azurerm_virtual_network", arm.VIRTUAL_NETWORK, networks.NETWORK)
    yield _answer("azurerm_virtual_network.subnet", arm.SUBNET, networks.INLINE, never=_SEVERAL)
    yield _answer("azurerm_subnet", arm.SUBNET, networks.SUBNET, never=_SEVERAL)
    yield _answer("azurerm_route_table", arm.ROUTE_TABLE, routes.TABLE)
    yield _answer("azurerm_route", arm.ROUTE, routes.ROUTE)
    yield _answer(
        "azurerm_kubernetes_cluster",
        arm.CLUSTER,
        clusters.CLUSTER,
        {"agentPoolProfiles": "clusters._pools: default_node_pool"},
        _CLUSTER_NEVER,
    )
    yield _answer(
        "azurerm_kubernetes_automatic_cluster",
        arm.CLUSTER,
        clusters.AUTOMATIC,
        _AUTOMATIC_CODE,
        _AUTOMATIC_NEVER,
    )
    yield _answer("azurerm_kubernetes_cluster.default_node_pool", arm.AGENT_POOL, pools.POOL)
    yield _answer("azurerm_kubernetes_cluster_node_pool", arm.AGENT_POOL, pools.OWN)
    for resource, type_ in (
        ("azurerm_virtual_network_gateway", arm.NETWORK_GATEWAY),
        ("azurerm_virtual_network_peering", arm.PEERING),
        ("azurerm_virtual_hub_connection", arm.HUB_CONNECTION),
    ):
        yield _answer(resource, type_, PROPAGATION[type_])


def _answer(
    resource: str,
    type_: str,
    table: Table,
    code: Mapping[str, str] | None = None,
    never: Mapping[str, str] | None = None,
) -> Answer:
    return Answer(resource, type_, frozenset(paths(table)), code or {}, never or {})
