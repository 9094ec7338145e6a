"""How the modules of ``azure.azcollection`` answer for the properties that judging reads.

Source: the collection's documentation, version 3.12.0. What a module has no option for, ``azure_rm_resource`` writes in ARM's
own names. An option that natpin does not know is a doubt (``Azure._unseen``), so that one which a later release brings is
not passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.ansible.modules import MODULES, POOL_OPTIONS, PREFIX_OF_NAMES
from natpin.formats.answers import Answer
from natpin.formats.az.cli.answers import ALLOCATED, EFFECTIVE, paths
from natpin.model import resource as arm

_NONE = "azure_rm_aks has no option for it"
_CLUSTER_NEVER = {
    **EFFECTIVE,
    **dict.fromkeys(
        (
            "sku.name",
            "apiServerAccessProfile.subnetId",
            "hostedSystemProfile.enabled",
            "hostedSystemProfile.nodeSubnetID",
            "hostedSystemProfile.systemNodeSubnetID",
            "httpProxyConfig.enabled",
            "httpProxyConfig.httpProxy",
            "httpProxyConfig.httpsProxy",
            "networkProfile.ipFamilies",
            "networkProfile.networkDataplane",
            "networkProfile.loadBalancerProfile.managedOutboundIPs.count",
            "networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes",
            "networkProfile.loadBalancerProfile.outboundIPs.publicIPs",
            "networkProfile.natGatewayProfile.idleTimeoutInMinutes",
            "networkProfile.natGatewayProfile.managedOutboundIPProfile.count",
            "networkProfile.natGatewayProfile.outboundIPPrefixes.publicIPPrefixes",
            "networkProfile.natGatewayProfile.outboundIPs.publicIPs",
            "networkProfile.natGatewayProfile.sku",
            "nodeProvisioningProfile.mode",
        ),
        _NONE,
    ),
}
_PROFILE_NEVER = dict.fromkeys(
    (
        "enableNodePublicIP",
        "nodePublicIPPrefixID",
        "nodeTaints",
        "podSubnetID",
        "scaleSetPriority",
        "upgradeSettings.maxSurge",
        "windowsProfile.disableOutboundNat",
    ),
    "an element of agent_pool_profiles has no option for it; azure_rm_aksagentpool has",
)
_GATEWAY_NEVER = dict.fromkeys(
    ("publicIpPrefixes", "publicIpAddressesV6", "publicIpPrefixesV6"),
    "azure_rm_natgateway has no option for it",
)
_IP_NEVER = {
    "ipAddress": "read-only: Azure allocates the address",
    "ddosSettings.protectionMode": "azure_rm_publicipaddress has no option for it",
}

DOUBTED: Mapping[str, str] = {
    arm.NETWORK_GATEWAY: "azure_rm_virtualnetworkgateway: a doubt about the routes of subnets",
    arm.HUB_CONNECTION: "azure_rm_virtualhubconnection: a doubt about the routes of subnets",
}
"""Types that no module is translated to, and what is said instead."""


def answers() -> Iterator[Answer]:
    """One for each module that makes a resource, and one for a pool in its cluster."""
    yield _answer("resourcegroup")
    yield _answer("publicipaddress", never=_IP_NEVER)
    yield _answer("publicipprefix", never=ALLOCATED)
    yield _answer("natgateway", never=_GATEWAY_NEVER)
    yield _answer("virtualnetwork", never={"subnets": "a subnet is made by azure_rm_subnet"})
    yield _answer("subnet")
    yield _answer("routetable", never={"routes": "a route is made by azure_rm_route"})
    yield _answer("route")
    yield _answer("lock", code={"scope": "the lock's parent, in Azure._lock"})
    yield _answer("virtualnetworkpeering")
    yield _answer("aks", {"agentPoolProfiles": "Azure._cluster"}, _CLUSTER_NEVER)
    yield Answer(f"{PREFIX_OF_NAMES}aks", arm.AGENT_POOL, paths(POOL_OPTIONS), {}, _PROFILE_NEVER)
    yield _answer("aksagentpool")


def _answer(
    module: str, code: Mapping[str, str] | None = None, never: Mapping[str, str] | None = None
) -> Answer:
    known = MODULES[module]
    return Answer(
        f"{PREFIX_OF_NAMES}{module}", known.kind.type, paths(known.options), code or {}, never or {}
    )
