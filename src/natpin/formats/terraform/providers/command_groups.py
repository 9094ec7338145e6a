"""Groups of az commands and of Az cmdlets, and what their commands may change."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model import resource as arm
from natpin.model.record import record


@record
class CommandGroup:
    """An az command group, and what its commands may change."""

    kind: str
    name: tuple[str, ...]
    """Flags that name what is changed."""
    flags: Mapping[str, str]
    """Flags of ``update`` that bear on egress, with the property each sets; every other flag is harmless."""
    parent: tuple[str, ...] = ()
    """Flags that name the resource which it is a child of."""


GENERIC = ("--set", "--add", "--remove")


_NAME = ("--name", "-n")


_SUBNET = CommandGroup(
    arm.SUBNET,
    _NAME,
    {
        "--nat-gateway": "natGateway",
        "--route-table": "routeTable",
        "--default-outbound": "defaultOutboundAccess",
        "--address-prefix": "addressPrefixes",
        "--ipam-allocations": "addressPrefixes",
        "--service-endpoints": "serviceEndpoints",
        "--endpoints": "serviceEndpoints",
        "--delegations": "delegations",
    },
    ("--vnet-name",),
)


GROUPS: Mapping[str, CommandGroup] = {
    "aks": CommandGroup(
        arm.CLUSTER,
        _NAME,
        {
            "--outbound-type": "networkProfile",
            "--nat-gateway": "networkProfile",
            "--load-balancer": "networkProfile",
            "--network-plugin": "networkProfile",
            "--network-dataplane": "networkProfile",
            "--pod-cidr": "networkProfile",
            "--ip-families": "networkProfile",
            "--api-server-authorized-ip-ranges": "apiServerAccessProfile",
            "--apiserver-subnet-id": "apiServerAccessProfile",
            "--enable-private-cluster": "apiServerAccessProfile",
            "--disable-private-cluster": "apiServerAccessProfile",
            "--node-provisioning-mode": "nodeProvisioningProfile",
            "--http-proxy-config": "httpProxyConfig",
            "--enable-http-proxy": "httpProxyConfig",
            "--disable-http-proxy": "httpProxyConfig",
            "--sku": "sku",
        },
    ),
    "aks nodepool": CommandGroup(
        arm.AGENT_POOL,
        (*_NAME, "--nodepool-name"),
        {
            "--max-count": "maxCount",
            "--labels": "nodeLabels",
            "--node-taints": "nodeTaints",
            "--mode": "mode",
            "--max-surge": "upgradeSettings",
        },
        ("--cluster-name",),
    ),
    "network nat gateway": CommandGroup(
        arm.NAT_GATEWAY,
        _NAME,
        {
            "--public-ip-addresses": "publicIpAddresses",
            "--public-ip-prefixes": "publicIpPrefixes",
            "--pip-addresses-v6": "publicIpAddressesV6",
            "--pip-prefixes-v6": "publicIpPrefixesV6",
            "--idle-timeout": "idleTimeoutInMinutes",
        },
    ),
    "network public-ip": CommandGroup(arm.PUBLIC_IP, _NAME, {"--": ""}),
    "network public-ip prefix": CommandGroup(arm.PUBLIC_IP_PREFIX, _NAME, {"--": ""}),
    "network route-table": CommandGroup(
        arm.ROUTE_TABLE, _NAME, {"--disable-bgp": "disableBgpRoutePropagation"}
    ),
    "network route-table route": CommandGroup(arm.ROUTE, _NAME, {"--": ""}, ("--route-table-name",)),
    "network vnet": CommandGroup(arm.VIRTUAL_NETWORK, _NAME, {}),
    "network vnet subnet": _SUBNET,
    "network vnet peering": CommandGroup(
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", _NAME, {"--": ""}, ("--vnet-name",)
    ),
    "network vnet-gateway": CommandGroup("Microsoft.Network/virtualNetworkGateways", _NAME, {"--": ""}),
    "network vhub connection": CommandGroup(
        "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections", _NAME, {"--": ""}, ("--vhub-name",)
    ),
    "network vhub routing-intent": CommandGroup(
        "Microsoft.Network/virtualHubs/routingIntent", _NAME, {"--": ""}, ("--vhub", "--vhub-name")
    ),
}
"""``--`` stands for every flag. ``tests/paths`` holds the flags against those that the reader of scripts translates."""

SCALED: Mapping[str, str] = {arm.CLUSTER: "agentPoolProfiles", arm.AGENT_POOL: "count"}
"""What ``scale`` sets."""

VIRTUAL_NODES = frozenset({"virtual-node", "virtualnode"})
"""The add-on through which traffic leaves (azure-cli, ``ADDONS`` in command_modules/acs/_consts.py)."""


VERBS = frozenset({"create", "update", "delete", "add", "remove", "scale", "enable-addons", "disable-addons"})


NOUNS: Mapping[str, tuple[str, ...]] = {
    "aks": (arm.CLUSTER, arm.AGENT_POOL),
    "virtualnetworksubnet": (arm.SUBNET,),
    "virtualnetwork": (arm.VIRTUAL_NETWORK, arm.SUBNET),
    "natgateway": (arm.NAT_GATEWAY,),
    "route": (arm.ROUTE_TABLE, arm.ROUTE),
    "publicip": (arm.PUBLIC_IP, arm.PUBLIC_IP_PREFIX),
}
