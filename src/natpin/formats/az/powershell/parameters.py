"""Which parameter of an Az cmdlet sets which ARM property, and which parameters do not bear on egress.

Sources: learn.microsoft.com/powershell/module/az.network and az.aks, Az 16.2.0 (``tests/specs/powershell``); Azure/azure-powershell, NewAzureRmAks.cs (what a
cluster gets where nothing is given) and NewAzureVirtualNetworkSubnetConfigCommand.cs.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az.cli.tables import To
from natpin.formats.az.cli.values import Shape

_VIRTUAL_NODES = "addonProfiles.aciConnectorLinux"
_ZONES = To("zones", Shape.WORDS)

TABLES: Mapping[str, Mapping[str, To]] = {
    "natGateway": {
        "location": To("location"),
        "sku": To("sku.name"),
        "idletimeoutinminutes": To("idleTimeoutInMinutes", Shape.INTEGER),
        "zone": _ZONES,
        "publicipaddress": To("publicIpAddresses", Shape.IDS, "publicIp"),
        "publicipprefix": To("publicIpPrefixes", Shape.IDS, "prefix"),
        "publicipaddressv6": To("publicIpAddressesV6", Shape.IDS, "publicIp"),
        "publicipprefixv6": To("publicIpPrefixesV6", Shape.IDS, "prefix"),
        "sourcevirtualnetwork": To("sourceVirtualNetwork", Shape.ID, "vnet"),
    },
    "publicIp": {
        "location": To("location"),
        "sku": To("sku.name"),
        "tier": To("sku.tier"),
        "allocationmethod": To("publicIPAllocationMethod"),
        "ipaddressversion": To("publicIPAddressVersion"),
        "publicipprefix": To("publicIPPrefix", Shape.ID, "prefix"),
        "iptag": To("ipTags", Shape.TAGGED),
        "idletimeoutinminutes": To("idleTimeoutInMinutes", Shape.INTEGER),
        "zone": _ZONES,
        "ipaddress": To("ipAddress"),
        "ddosprotectionmode": To("ddosSettings.protectionMode"),
    },
    "prefix": {
        "location": To("location"),
        "sku": To("sku.name"),
        "tier": To("sku.tier"),
        "prefixlength": To("prefixLength", Shape.INTEGER),
        "iptag": To("ipTags", Shape.TAGGED),
        "customipprefix": To("customIPPrefix", Shape.UNFOLLOWED),
        "ipaddressversion": To("publicIPAddressVersion"),
        "zone": _ZONES,
    },
    "vnet": {
        "location": To("location"),
        "addressprefix": To("addressSpace.addressPrefixes", Shape.WORDS),
        "ipampoolprefixallocation": To("addressSpace.addressPrefixes", Shape.UNFOLLOWED),
    },
    "routeTable": {
        "location": To("location"),
        "disablebgproutepropagation": To("disableBgpRoutePropagation", Shape.SWITCH),
    },
    "route": {
        "addressprefix": To("addressPrefix"),
        "nexthoptype": To("nextHopType"),
        "nexthopipaddress": To("nextHopIpAddress"),
    },
    "subnet": {
        "addressprefix": To("addressPrefixes", Shape.WORDS),
        "ipampoolprefixallocation": To("addressPrefixes", Shape.UNFOLLOWED),
        "serviceendpoint": To("serviceEndpoints", Shape.SERVICES),
        "serviceendpointconfig": To("serviceEndpoints", Shape.UNFOLLOWED),
        "delegation": To("delegations", Shape.DELEGATIONS),
        "natgateway": To("natGateway", Shape.ID, "natGateway"),
        "routetable": To("routeTable", Shape.ID, "routeTable"),
        "defaultoutboundaccess": To("defaultOutboundAccess", Shape.SWITCH),
    },
    "cluster": {
        "location": To("location"),
        "kubernetesversion": To("kubernetesVersion"),
        "noderesourcegroup": To("nodeResourceGroup"),
        "networkplugin": To("networkProfile.networkPlugin"),
        "networkpolicy": To("networkProfile.networkPolicy"),
        "networkpluginmode": To("networkProfile.networkPluginMode"),
        "networkdataplane": To("networkProfile.networkDataplane"),
        "outboundtype": To("networkProfile.outboundType"),
        "ipfamily": To("networkProfile.ipFamilies", Shape.WORDS),
        "natgatewayidletimeoutinminute": To(
            "networkProfile.natGatewayProfile.idleTimeoutInMinutes", Shape.INTEGER
        ),
        "natgatewaymanagedoutboundipcount": To(
            "networkProfile.natGatewayProfile.managedOutboundIPProfile.count", Shape.INTEGER
        ),
        "enablestaticegressgateway": To("networkProfile.staticEgressGatewayProfile.enabled", Shape.SWITCH),
        "apiserversubnetid": To("apiServerAccessProfile.subnetId", Shape.PLAIN_ID, "subnet"),
        "enableapiservervnetintegration": To("apiServerAccessProfile.enableVnetIntegration", Shape.SWITCH),
        "httpproxy": To("httpProxyConfig.httpProxy"),
        "httpsproxy": To("httpProxyConfig.httpsProxy"),
        "nodeprovisioningmode": To("nodeProvisioningProfile.mode"),
        "podcidr": To("networkProfile.podCidr"),
        "loadbalancersku": To("networkProfile.loadBalancerSku"),
        "loadbalancermanagedoutboundipcount": To(
            "networkProfile.loadBalancerProfile.managedOutboundIPs.count", Shape.INTEGER
        ),
        "loadbalanceroutboundip": To(
            "networkProfile.loadBalancerProfile.outboundIPs.publicIPs", Shape.IDS, "publicIp"
        ),
        "loadbalanceroutboundipprefix": To(
            "networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes", Shape.IDS, "prefix"
        ),
        "loadbalancerallocatedoutboundport": To(
            "networkProfile.loadBalancerProfile.allocatedOutboundPorts", Shape.INTEGER
        ),
        "loadbalanceridletimeoutinminute": To(
            "networkProfile.loadBalancerProfile.idleTimeoutInMinutes", Shape.INTEGER
        ),
        "apiserveraccessauthorizediprange": To("apiServerAccessProfile.authorizedIPRanges", Shape.WORDS),
        "enableapiserveraccessprivatecluster": To(
            "apiServerAccessProfile.enablePrivateCluster", Shape.SWITCH
        ),
        "addonnametobeenabled": To(f"{_VIRTUAL_NODES}.enabled", Shape.ADD_ONS),
        "subnetname": To(f"{_VIRTUAL_NODES}.config.SubnetName"),
    },
    "peering": {
        "remotevirtualnetworkid": To("remoteVirtualNetwork", Shape.ID, "vnet"),
        "useremotegateways": To("useRemoteGateways", Shape.SWITCH),
        "allowgatewaytransit": To("allowGatewayTransit", Shape.SWITCH),
    },
    "firstPool": {
        "nodename": To("name"),
        "nodecount": To("count", Shape.INTEGER),
        "nodemincount": To("minCount", Shape.INTEGER),
        "nodemaxcount": To("maxCount", Shape.INTEGER),
        "enablenodeautoscaling": To("enableAutoScaling", Shape.SWITCH),
        "nodevmsize": To("vmSize"),
        "nodevnetsubnetid": To("vnetSubnetID", Shape.PLAIN_ID, "subnet"),
        "nodepodsubnetid": To("podSubnetID", Shape.PLAIN_ID, "subnet"),
        "nodepodipallocationmode": To("podIPAllocationMode"),
        "enablenodepublicip": To("enableNodePublicIP", Shape.SWITCH),
        "nodepublicipprefixid": To("nodePublicIPPrefixID", Shape.PLAIN_ID, "prefix"),
        "nodemaxpodcount": To("maxPods", Shape.INTEGER),
        "nodepoolmode": To("mode"),
        "nodeossku": To("osSKU"),
        "availabilityzone": To("availabilityZones", Shape.WORDS),
        "nodemaxsurge": To("upgradeSettings.maxSurge"),
        "nodetaint": To("nodeTaints", Shape.WORDS),
        "nodepoollabel": To("nodeLabels", Shape.PAIRS),
        "nodesetpriority": To("scaleSetPriority"),
    },
    "pool": {
        "count": To("count", Shape.INTEGER),
        "nodecount": To("count", Shape.INTEGER),
        "mincount": To("minCount", Shape.INTEGER),
        "maxcount": To("maxCount", Shape.INTEGER),
        "enableautoscaling": To("enableAutoScaling", Shape.SWITCH),
        "vmsize": To("vmSize"),
        "vnetsubnetid": To("vnetSubnetID", Shape.PLAIN_ID, "subnet"),
        "podsubnetid": To("podSubnetID", Shape.PLAIN_ID, "subnet"),
        "podipallocationmode": To("podIPAllocationMode"),
        "gatewaypublicipprefixsize": To("gatewayProfile.publicIPPrefixSize", Shape.INTEGER),
        "enablenodepublicip": To("enableNodePublicIP", Shape.SWITCH),
        "nodepublicipprefixid": To("nodePublicIPPrefixID", Shape.PLAIN_ID, "prefix"),
        "maxpodcount": To("maxPods", Shape.INTEGER),
        "mode": To("mode"),
        "ostype": To("osType"),
        "ossku": To("osSKU"),
        "availabilityzone": To("availabilityZones", Shape.WORDS),
        "maxsurge": To("upgradeSettings.maxSurge"),
        "nodetaint": To("nodeTaints", Shape.WORDS),
        "nodelabel": To("nodeLabels", Shape.PAIRS),
        "scalesetpriority": To("scaleSetPriority"),
        "kubernetesversion": To("orchestratorVersion"),
    },
}

FORMERLY: Mapping[str, Mapping[str, str]] = {
    "subnet": {
        "inputobject": "natgateway",
        "natgatewayid": "natgateway",
        "resourceid": "natgateway",
        "routetableid": "routetable",
    },
}
"""Other names of a parameter."""

MEMBERS: Mapping[str, str] = {
    "publicipaddresses": "publicipaddress",
    "publicipprefixes": "publicipprefix",
    "publicipaddressesv6": "publicipaddressv6",
    "publicipprefixesv6": "publicipprefixv6",
    "delegations": "delegation",
    "serviceendpoints": "serviceendpointconfig",
    "iptags": "iptag",
    "publicipallocationmethod": "allocationmethod",
    "publicipaddressversion": "ipaddressversion",
    "zones": "zone",
}
"""Members of objects in memory that have another name than the parameter (Azure/azure-powershell, ``PSNatGateway.cs``,
``PSSubnet.cs``, ``PSPublicIpAddress.cs``)."""

LISTS = frozenset(MEMBERS) - {"publicipallocationmethod", "publicipaddressversion", "zones"}
"""Those that are lists of objects."""
