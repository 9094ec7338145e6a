"""Parameters of Az cmdlets as they are written, and the ARM property that each sets.

Sources: the reference of Az 16.2.0 (``tests/specs/powershell`` lists its parameters) for what a parameter is, the
resource's ARM template reference for the property.
"""

from __future__ import annotations

NET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/"
OWN, OWN_ID = f"{NET}virtualNetworks/net/subnets/own", "→ az:subnet:rg/net/own.id"
IP, PREFIX, NAT = "→ az:publicIp:rg/ip.id", "→ az:prefix:rg/prefix.id", "→ az:natGateway:rg/nat.id"
TABLE, VNET = "→ az:routeTable:rg/table.id", "→ az:vnet:rg/net.id"

BEFORE = """
$w = @{ ResourceGroupName = 'rg'; Location = 'westeurope' }
New-AzResourceGroup -Name rg -Location westeurope
$ip = New-AzPublicIpAddress @w -Name ip -Sku Standard -AllocationMethod Static
$prefix = New-AzPublicIpPrefix @w -Name prefix -PrefixLength 28 -Sku Standard
$nat = New-AzNatGateway @w -Name nat -Sku Standard
$table = New-AzRouteTable @w -Name table
$own = New-AzVirtualNetworkSubnetConfig -Name own -AddressPrefix 10.0.0.0/24
$net = New-AzVirtualNetwork @w -Name net -AddressPrefix 10.0.0.0/16 -Subnet $own
New-AzAksCluster -ResourceGroupName rg -Name aks
$tag = New-AzPublicIpTag -IpTagType RoutingPreference -Tag Internet
$delegation = New-AzDelegation -Name d -ServiceName Microsoft.Web/serverFarms
"""

MADE = {
    # kind: what makes it, and its address
    "natGateway": ("New-AzNatGateway -ResourceGroupName rg -Name made {}", "az:natGateway:rg/made"),
    "publicIp": ("New-AzPublicIpAddress -ResourceGroupName rg -Name made {}", "az:publicIp:rg/made"),
    "prefix": ("New-AzPublicIpPrefix -ResourceGroupName rg -Name made {}", "az:prefix:rg/made"),
    "vnet": ("New-AzVirtualNetwork -ResourceGroupName rg -Name made {}", "az:vnet:rg/made"),
    "routeTable": ("New-AzRouteTable -ResourceGroupName rg -Name made {}", "az:routeTable:rg/made"),
    "subnet": ("$s = New-AzVirtualNetworkSubnetConfig -Name made {}\nNew-AzVirtualNetwork @w -Name v -Subnet $s", "az:subnet:rg/v/made"),
    "subnet+": ("$v = Get-AzVirtualNetwork -ResourceGroupName rg -Name net\nSet-AzVirtualNetworkSubnetConfig -VirtualNetwork $v -Name own {}\n$v | Set-AzVirtualNetwork", "az:subnet:rg/net/own"),
    "subnet&": ("$net | Add-AzVirtualNetworkSubnetConfig -Name made {} | Set-AzVirtualNetwork", "az:subnet:rg/net/made"),
    "route": ("$r = New-AzRouteConfig -Name made {}\nNew-AzRouteTable @w -Name t -Route $r", "az:route:rg/t/made"),
    "route&": ("$table | Add-AzRouteConfig -Name made {} | Set-AzRouteTable", "az:route:rg/table/made"),
    "cluster": ("New-AzAksCluster -ResourceGroupName rg -Name made {}", "az:cluster:rg/made"),
    "cluster+": ("Set-AzAksCluster -ResourceGroupName rg -Name aks {}", "az:cluster:rg/aks"),
    "firstPool": ("New-AzAksCluster -ResourceGroupName rg -Name made {}", "az:cluster:rg/made"),
    "pool": ("New-AzAksNodePool -ResourceGroupName rg -ClusterName aks -Name made {}", "az:pool:rg/aks/made"),
    "pool+": ("New-AzAksNodePool -ResourceGroupName rg -ClusterName aks -Name made\nUpdate-AzAksNodePool -ResourceGroupName rg -ClusterName aks -Name made {}", "az:pool:rg/aks/made"),
    "peering": ("Add-AzVirtualNetworkPeering -VirtualNetwork $net -Name made {}", "az:peering:rg/net/made"),
    "natGateway+": ("Set-AzNatGateway -ResourceGroupName rg -Name nat {}", "az:natGateway:rg/nat"),
}  # fmt: skip

_LB, _NAT = "networkProfile.loadBalancerProfile", "networkProfile.natGatewayProfile"
_ACI = "addonProfiles.aciConnectorLinux"
_POOL: list[tuple[str, str, str, object]] = [
    # the parameter of a cluster's first pool, of a pool, the property and its value
    ("-NodeVnetSubnetID {}", "-VnetSubnetID {}", "vnetSubnetID", OWN_ID),
    ("-NodePodSubnetID {}", "-PodSubnetID {}", "podSubnetID", OWN_ID),
    ("-NodePodIPAllocationMode StaticBlock", "-PodIPAllocationMode StaticBlock", "podIPAllocationMode", "StaticBlock"),
    ("-NodeCount 5", "-Count 5", "count", 5),
    ("-NodeMinCount 2", "-MinCount 2", "minCount", 2),
    ("-NodeMaxCount 9", "-MaxCount 9", "maxCount", 9),
    ("-EnableNodeAutoScaling", "-EnableAutoScaling", "enableAutoScaling", True),
    ("-NodeVmSize Standard_D4s_v5", "-VmSize Standard_D4s_v5", "vmSize", "Standard_D4s_v5"),
    ("-EnableNodePublicIp", "-EnableNodePublicIp", "enableNodePublicIP", True),
    ("-EnableNodePublicIp:$false", "-EnableNodePublicIp:$false", "enableNodePublicIP", False),
    (f"-NodePublicIPPrefixID {NET}publicIPPrefixes/prefix", f"-NodePublicIPPrefixID {NET}publicIPPrefixes/prefix", "nodePublicIPPrefixID", PREFIX),
    ("-NodeMaxPodCount 50", "-MaxPodCount 50", "maxPods", 50),
    ("-NodePoolMode user", "-Mode system", "mode", {"firstPool": "User", "pool": "System"}),
    ("-NodeOsSKU AzureLinux", "-OsSKU AzureLinux", "osSKU", "AzureLinux"),
    ("-AvailabilityZone 1,2", "-AvailabilityZone 1,2", "availabilityZones", ["1", "2"]),
    ("-NodeMaxSurge 33%", "-MaxSurge 33%", "upgradeSettings.maxSurge", "33%"),
    ("-NodeTaint 'a=b:NoSchedule'", "-NodeTaint 'a=b:NoSchedule'", "nodeTaints", ["a=b:NoSchedule"]),
    ("-NodePoolLabel @{ a = 'b' }", "-NodeLabel @{ a = 'b' }", "nodeLabels", {"a": "b"}),
    ("-NodeSetPriority Spot", "-ScaleSetPriority Spot", "scaleSetPriority", "Spot"),
    ("", "", "osType", "Linux"),
]  # fmt: skip


def _of(kind: str, value: object) -> object:
    return value[kind] if isinstance(value, dict) and kind in value else value


_SUBNET: list[tuple[str, str, object]] = [
    ("-AddressPrefix 10.1.0.0/24", "addressPrefixes", ["10.1.0.0/24"]),
    ("-AddressPrefix 10.1.0.0/24,10.2.0.0/24", "addressPrefixes", ["10.1.0.0/24", "10.2.0.0/24"]),
    ("-IpamPoolPrefixAllocation $x", "addressPrefixes", "? what the command sets there is not followed"),
    (
        "-ServiceEndpoint Microsoft.Sql,Microsoft.Storage",
        "serviceEndpoints",
        [{"service": "Microsoft.Sql"}, {"service": "Microsoft.Storage"}],
    ),
    ("-ServiceEndpointConfig $x", "serviceEndpoints", "? what the command sets there is not followed"),
    (
        "-Delegation $delegation",
        "delegations",
        [{"properties": {"serviceName": "Microsoft.Web/serverFarms"}}],
    ),
    ("-Delegation $env:X", "delegations", "? $env:X is set outside this script"),
    ("-NatGateway $nat", "natGateway.id", NAT),
    ("-InputObject $nat", "natGateway.id", NAT),
    ("-NatGatewayId $nat.Id", "natGateway.id", NAT),
    (f"-ResourceId {NET}natGateways/nat", "natGateway.id", NAT),
    ("-RouteTable $table", "routeTable.id", TABLE),
    ("-RouteTableId $table.Id", "routeTable.id", TABLE),
    ("-DefaultOutboundAccess $false", "defaultOutboundAccess", False),
    ("-DefaultOutboundAccess $true", "defaultOutboundAccess", True),
]
PASSED_OVER = "? `Set-AzVirtualNetworkSubnetConfig` passes -NatGateway over in releases of Az.Network"
_ROUTE: list[tuple[str, str, object]] = [
    ("-AddressPrefix 0.0.0.0/0", "addressPrefix", "0.0.0.0/0"),
    ("-NextHopType VirtualAppliance", "nextHopType", "VirtualAppliance"),
    ("-NextHopIpAddress 10.0.0.4", "nextHopIpAddress", "10.0.0.4"),
]
PARAMETERS: dict[str, list[tuple[str, str, object]]] = {
    # kind: the parameters as written, ARM's path, its value
    "natGateway": [
        ("-Location eastus", "location", "eastus"),
        ("-Sku StandardV2", "sku.name", "StandardV2"),
        ("", "sku.name", "Standard"),
        ("-IdleTimeoutInMinutes 10", "idleTimeoutInMinutes", 10),
        ("-Idle 10", "idleTimeoutInMinutes", 10),
        ("-Zone 1", "zones", ["1"]),
        ("-PublicIpAddress $ip", "publicIpAddresses", [{"id": IP}]),
        ("-PublicIpAddress $ip.Id", "publicIpAddresses", [{"id": IP}]),
        ("-PublicIpPrefix $prefix", "publicIpPrefixes", [{"id": PREFIX}]),
        ("-PublicIpAddressV6 $ip", "publicIpAddressesV6", [{"id": IP}]),
        ("-PublicIpPrefixV6 $prefix", "publicIpPrefixesV6", [{"id": PREFIX}]),
        ("-SourceVirtualNetwork $net", "sourceVirtualNetwork.id", VNET),
        ("-Tag @{ a = 'b' } -Force", "idleTimeoutInMinutes", None),
    ],
    "natGateway+": [
        ("-IdleTimeoutInMinutes 20", "idleTimeoutInMinutes", 20),
        ("-PublicIpAddress $ip", "publicIpAddresses", [{"id": IP}]),
        ("-IdleTimeoutInMinutes 20", "sku.name", "Standard"),
    ],
    "publicIp": [
        ("-Location eastus", "location", "eastus"),
        ("-Sku StandardV2", "sku.name", "StandardV2"),
        ("", "sku.name", "? which SKU the cmdlet takes depends on the release of Az.Network"),
        ("-Tier Global", "sku.tier", "Global"),
        ("-AllocationMethod Static", "publicIPAllocationMethod", "Static"),
        ("-IpAddressVersion IPv6", "publicIPAddressVersion", "IPv6"),
        ("-PublicIpPrefix $prefix", "publicIPPrefix.id", PREFIX),
        ("-IpTag $tag", "ipTags", [{"ipTagType": "RoutingPreference", "tag": "Internet"}]),
        ("-IpTag $env:X", "ipTags", "? $env:X is set outside this script"),
        ("-IdleTimeoutInMinutes 30", "idleTimeoutInMinutes", 30),
        ("-Zone 1,2,3", "zones", ["1", "2", "3"]),
        ("-IpAddress 20.1.2.3", "ipAddress", "20.1.2.3"),
        ("-DdosProtectionMode Enabled", "ddosSettings.protectionMode", "Enabled"),
    ],
    "prefix": [
        ("-Location eastus", "location", "eastus"),
        ("-Sku StandardV2", "sku.name", "StandardV2"),
        ("", "sku.name", "Standard"),
        ("-Tier Global", "sku.tier", "Global"),
        ("-PrefixLength 31", "prefixLength", 31),
        ("-IpTag $tag", "ipTags", [{"ipTagType": "RoutingPreference", "tag": "Internet"}]),
        ("-CustomIpPrefix $x", "customIPPrefix", "? what the command sets there is not followed"),
        ("-IpAddressVersion IPv6", "publicIPAddressVersion", "IPv6"),
        ("-Zone 2", "zones", ["2"]),
    ],
    "vnet": [
        ("-Location eastus", "location", "eastus"),
        ("-AddressPrefix 10.0.0.0/8", "addressSpace.addressPrefixes", ["10.0.0.0/8"]),
        ("-IpamPoolPrefixAllocation $x", "addressSpace.addressPrefixes", "? what the command sets there is not followed"),
    ],
    "routeTable": [
        ("-Location eastus", "location", "eastus"),
        ("-DisableBgpRoutePropagation", "disableBgpRoutePropagation", True),
        ("-DisableBgpRoutePropagation:$false", "disableBgpRoutePropagation", False),
        ("", "disableBgpRoutePropagation", None),
    ],
    "route": _ROUTE,
    "route&": _ROUTE,
    "subnet": _SUBNET,
    "subnet+": [*(row if "natGateway" not in row[1] else (row[0], "natGateway", PASSED_OVER) for row in _SUBNET), ("-AddressPrefix 10.0.0.0/24 -NatGateway $null", "natGateway", None)],
    "subnet&": _SUBNET,
    "cluster": [
        ("-Location eastus", "location", "eastus"),
        ("", "location", "westeurope"),
        ("-KubernetesVersion 1.33", "kubernetesVersion", "1.33"),
        ("-NodeResourceGroup MC_x", "nodeResourceGroup", "MC_x"),
        ("-NetworkPlugin none", "networkProfile.networkPlugin", "none"),
        ("", "networkProfile.networkPlugin", "azure"),
        ("-NetworkPluginMode Overlay", "networkProfile.networkPluginMode", "overlay"),
        ("-NetworkDataplane Cilium", "networkProfile.networkDataplane", "cilium"),
        ("-NetworkPolicy calico", "networkProfile.networkPolicy", "calico"),
        ("-OutboundType userDefinedRouting", "networkProfile.outboundType", "userDefinedRouting"),
        ("-IPFamily IPv4,IPv6", "networkProfile.ipFamilies", ["IPv4", "IPv6"]),
        ("-PodCidr 10.244.0.0/16", "networkProfile.podCidr", "10.244.0.0/16"),
        ("-LoadBalancerSku Standard", "networkProfile.loadBalancerSku", "standard"),
        ("-LoadBalancerManagedOutboundIpCount 2", f"{_LB}.managedOutboundIPs.count", 2),
        ("-LoadBalancerOutboundIp $ip.Id", f"{_LB}.outboundIPs.publicIPs", [{"id": IP}]),
        ("-LoadBalancerOutboundIpPrefix $prefix.Id", f"{_LB}.outboundIPPrefixes.publicIPPrefixes", [{"id": PREFIX}]),
        ("-LoadBalancerAllocatedOutboundPort 1024", f"{_LB}.allocatedOutboundPorts", 1024),
        ("-LoadBalancerIdleTimeoutInMinute 30", f"{_LB}.idleTimeoutInMinutes", 30),
        ("-NATGatewayIdleTimeoutInMinute 9", f"{_NAT}.idleTimeoutInMinutes", 9),
        ("-NATGatewayManagedOutboundIpCount 3", f"{_NAT}.managedOutboundIPProfile.count", 3),
        ("-HttpProxy http://p", "httpProxyConfig.httpProxy", "http://p"),
        ("-HttpsProxy http://p", "httpProxyConfig.httpsProxy", "http://p"),
        ("-EnableStaticEgressGateway", "networkProfile.staticEgressGatewayProfile.enabled", True),
        ("-ApiServerAccessAuthorizedIpRange 1.2.3.4,5.6.7.8/32", "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4", "5.6.7.8/32"]),
        ("-EnableApiServerAccessPrivateCluster", "apiServerAccessProfile.enablePrivateCluster", True),
        ("-EnableApiServerVnetIntegration", "apiServerAccessProfile.enableVnetIntegration", True),
        (f"-ApiServerSubnetId {OWN}", "apiServerAccessProfile.subnetId", OWN_ID),
        ("-NodeProvisioningMode Auto", "nodeProvisioningProfile.mode", "Auto"),
        ("-AddOnNameToBeEnabled VirtualNode -SubnetName aci", _ACI, {"enabled": True, "config": {"SubnetName": "aci"}}),
        ("-AddOnNameToBeEnabled Monitoring", _ACI, None),
    ],
    "cluster+": [
        ("-NodeCount 7", "agentPoolProfiles[0].count", 7),
        ("-NodeCount 7", "agentPoolProfiles[0].name", "default"),
        ("-ApiServerAccessAuthorizedIpRange 1.2.3.4", "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4"]),
        ("-ApiServerAccessAuthorizedIpRange 1.2.3.4", "networkProfile.networkPlugin", "azure"),
    ],
    "firstPool": [
        ("-NodeName one", "agentPoolProfiles[0].name", "one"),
        ("", "agentPoolProfiles[0].name", "default"),
        ("", "agentPoolProfiles[0].mode", "System"),
        ("", "agentPoolProfiles[0].count", 3),
        *((own.replace("{}", OWN), f"agentPoolProfiles[0].{path}", _of("firstPool", value)) for own, _, path, value in _POOL),
    ],
    "pool": [
        *((own.replace("{}", OWN), path, _of("pool", value)) for _, own, path, value in _POOL),
        ("-OsType Windows", "osType", "Windows"),
        ("-KubernetesVersion 1.33", "orchestratorVersion", "1.33"),
        ("-GatewayPublicIPPrefixSize 28", "gatewayProfile.publicIPPrefixSize", 28),
        ("", "name", "made"),
        ("", "mode", "User"),
        ("", "count", 1),
    ],
    "pool+": [
        ("-NodeCount 4", "count", 4),
        ("-Mode System", "mode", "System"),
        ("-MinCount 2 -MaxCount 5 -EnableAutoScaling", "maxCount", 5),
        ("-NodeTaint 'a=b:NoSchedule'", "nodeTaints", ["a=b:NoSchedule"]),
    ],
    "peering": [
        ("-RemoteVirtualNetworkId $net.Id", "remoteVirtualNetwork.id", VNET),
        ("-UseRemoteGateways", "useRemoteGateways", True),
        ("-AllowGatewayTransit", "allowGatewayTransit", True),
        ("", "useRemoteGateways", None),
    ],
}  # fmt: skip
