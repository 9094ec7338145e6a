"""How the cmdlets of Az answer for the properties that judging reads.

Sources: learn.microsoft.com/powershell/module/az.network and az.aks. A parameter that natpin does not know is a doubt
(``Writes._unseen``), so that one which a later release brings is not passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.answers import Answer
from natpin.formats.az.cli.answers import ALLOCATED, EFFECTIVE, SEVERAL, paths
from natpin.formats.az.cli.kinds import KINDS
from natpin.formats.az.powershell.parameters import TABLES
from natpin.model import resource as arm

_NONE = "New-AzAksCluster has no parameter for it"
_CLUSTER_NEVER = {
    **EFFECTIVE,
    **dict.fromkeys(
        (
            "sku.name",
            "hostedSystemProfile.enabled",
            "hostedSystemProfile.nodeSubnetID",
            "hostedSystemProfile.systemNodeSubnetID",
            "httpProxyConfig.enabled",
            "networkProfile.natGatewayProfile.outboundIPPrefixes.publicIPPrefixes",
            "networkProfile.natGatewayProfile.outboundIPs.publicIPs",
            "networkProfile.natGatewayProfile.sku",
        ),
        _NONE,
    ),
}
_WINDOWS = {
    "windowsProfile.disableOutboundNat": "New-AzAksNodePool has no parameter for it; Windows pools have OutboundNAT"
}

DOUBTED: Mapping[str, str] = {
    arm.NETWORK_GATEWAY: "New-AzVirtualNetworkGateway: a doubt about every route table, by reach.NOUNS",
    arm.HUB_CONNECTION: "New-AzVirtualHubVnetConnection: a doubt about every route table, by reach.NOUNS",
}
"""Types that no cmdlet is translated to, and what is said instead."""


def answers() -> Iterator[Answer]:
    """One for each cmdlet that makes a resource."""
    yield Answer(
        "New-AzResourceGroup", arm.RESOURCE_GROUP, frozenset(), {"location": "cmdlets._resource_group"}
    )
    yield Answer("New-AzResourceLock", arm.LOCK, frozenset(), {"scope": "cmdlets._lock: as `az lock create`"})
    yield _answer("New-AzPublicIpAddress", "publicIp")
    yield _answer("New-AzPublicIpPrefix", "prefix", never=ALLOCATED)
    yield _answer("New-AzNatGateway", "natGateway")
    yield _answer("New-AzVirtualNetwork", "vnet", {"subnets": "az_configs._write_children: -Subnet"})
    yield _answer("New-AzVirtualNetworkSubnetConfig", "subnet", never=SEVERAL)
    yield _answer("New-AzRouteTable", "routeTable", {"routes": "az_configs._write_children: -Route"})
    yield _answer("New-AzRouteConfig", "route")
    yield _answer("Add-AzVirtualNetworkPeering", "peering")
    yield _answer(
        "New-AzAksCluster",
        "cluster",
        {"agentPoolProfiles": "az_writes._completed: the first pool"},
        _CLUSTER_NEVER,
    )
    yield Answer(
        "New-AzAksCluster",
        arm.AGENT_POOL,
        paths(TABLES["firstPool"]),
        {"osType": "az_writes._completed: Linux"},
        {"windowsProfile.disableOutboundNat": "the first pool runs Linux"},
    )
    yield _answer("New-AzAksNodePool", "pool", never=_WINDOWS)


def _answer(
    cmdlet: str, kind: str, code: Mapping[str, str] | None = None, never: Mapping[str, str] | None = None
) -> Answer:
    return Answer(cmdlet, KINDS[kind].type, paths(TABLES[kind]), code or {}, never or {})
