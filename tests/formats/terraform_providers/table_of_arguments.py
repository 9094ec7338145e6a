"""Every argument of azurerm that natpin follows, as it is written, and the ARM property that it sets.

Sources: azurerm documentation, the page of each resource (5.2.0), for what an argument is; the resource's ARM template
reference for the property. Arguments of earlier versions: ``test_argument_names.py`` says where they are from.
"""

from __future__ import annotations

from typing import Any

from natpin.model.value import Reference

from .instances import AT

X = Reference("azurerm_x.y", "id", AT)
ID = "→ azurerm_x.y.id"
OBJECT, OBJECTS = {"id": ID}, [{"id": ID}]
Rows = list[tuple[str, Any, str, Any]]

PLACED: Rows = [("location", "westeurope", "location", "westeurope")]
TAGGED: Rows = [*PLACED, ("tags", {"a": "b"}, "tags.a", "b")]
ZONED: Rows = [
    ("zones", ["1", 2], "zones", ["1", "2"]),
    ("availability_zone", "1", "zones", ["1"]),
    ("availability_zone", "Zone-Redundant", "zones", ["1", "2", "3"]),
    ("availability_zone", "No-Zone", "zones", None),
    ("availability_zone", "", "zones", None),
]
_SUBNET: Rows = [
    ("address_prefixes", ["10.0.0.0/24"], "addressPrefixes", ["10.0.0.0/24"]),
    ("address_prefix", "10.0.0.0/24", "addressPrefixes", ["10.0.0.0/24"]),
    ("default_outbound_access_enabled", False, "defaultOutboundAccess", False),
    ("default_outbound_access_enabled", "true", "defaultOutboundAccess", True),
    ("service_endpoint.service", "Microsoft.Sql", "serviceEndpoints[0].service", "Microsoft.Sql"),
    ("service_endpoints", ["Microsoft.Sql"], "serviceEndpoints", [{"service": "Microsoft.Sql"}]),
    ("delegation.name", "d", "delegations[0].name", "d"),
    ("delegation.service_delegation.name", "Microsoft.Web/serverFarms", "delegations[0].properties.serviceName", "Microsoft.Web/serverFarms"),
    ("route_table_id", X, "routeTable", OBJECT),
    ("route_table_id_wo", X, "routeTable", OBJECT),
    ("nat_gateway_id", X, "natGateway", OBJECT),
]  # fmt: skip
_ROUTE: Rows = [
    ("address_prefix", "0.0.0.0/0", "addressPrefix", "0.0.0.0/0"),
    ("next_hop_type", "VirtualAppliance", "nextHopType", "VirtualAppliance"),
    ("next_hop_in_ip_address", "10.0.0.4", "nextHopIpAddress", "10.0.0.4"),
]
_POOL: Rows = [
    ("vnet_subnet_id", X, "vnetSubnetID", ID),
    ("pod_subnet_id", X, "podSubnetID", ID),
    ("node_count", "3", "count", 3),
    ("min_count", 2, "minCount", 2),
    ("max_count", 9, "maxCount", 9),
    ("max_pods", 50, "maxPods", 50),
    ("auto_scaling_enabled", True, "enableAutoScaling", True),
    ("enable_auto_scaling", "1", "enableAutoScaling", True),
    ("node_public_ip_enabled", True, "enableNodePublicIP", True),
    ("enable_node_public_ip", False, "enableNodePublicIP", False),
    ("node_public_ip_prefix_id", X, "nodePublicIPPrefixID", ID),
    ("zones", ["1", "3"], "availabilityZones", ["1", "3"]),
    ("availability_zones", [2], "availabilityZones", ["2"]),
    ("node_labels", {"a": True, "b": 3}, "nodeLabels", {"a": "true", "b": "3"}),
    ("node_taints", ["a=b:NoSchedule"], "nodeTaints", ["a=b:NoSchedule"]),
    ("mode", "Gateway", "mode", "Gateway"),
    ("os_type", "Windows", "osType", "Windows"),
    ("os_sku", "AzureLinux", "osSKU", "AzureLinux"),
    ("priority", "Spot", "scaleSetPriority", "Spot"),
    ("vm_size", "Standard_D4s_v5", "vmSize", "Standard_D4s_v5"),
    ("orchestrator_version", 1.33, "orchestratorVersion", "1.33"),
    ("upgrade_settings.max_surge", "33%", "upgradeSettings.maxSurge", "33%"),
    ("windows_profile.outbound_nat_enabled", False, "windowsProfile.disableOutboundNat", True),
]
_NET, _LB, _NAT = "networkProfile", "networkProfile.loadBalancerProfile", "networkProfile.natGatewayProfile"
_IN_LB, _IN_NAT = "network_profile.load_balancer_profile", "network_profile.nat_gateway_profile"

ARGUMENTS: dict[str, Rows] = {
    # resource: the argument with the blocks that it stands in, what is written, ARM's path, what is there
    "azurerm_resource_group": TAGGED,
    "azurerm_management_lock": [
        ("scope", X, "scope", ID),
        ("lock_level", "ReadOnly", "level", "ReadOnly"),
        ("notes", "why", "notes", "why"),
    ],
    "azurerm_firewall": [
        *PLACED,
        ("zones", ["1"], "zones", ["1"]),
        ("sku_name", "AZFW_VNet", "sku.name", "AZFW_VNet"),
        ("sku_tier", "Premium", "sku.tier", "Premium"),
        ("ip_configuration.name", "a", "ipConfigurations[0].name", "a"),
        ("ip_configuration.subnet_id", X, "ipConfigurations[0].subnet", OBJECT),
        ("ip_configuration.public_ip_address_id", X, "ipConfigurations[0].publicIPAddress", OBJECT),
        ("ip_configuration.private_ip_address", "10.0.0.4", "ipConfigurations[0].privateIPAddress", "10.0.0.4"),
    ],
    "azurerm_public_ip": [
        *TAGGED,
        *ZONED,
        ("sku", "StandardV2", "sku.name", "StandardV2"),
        ("sku_tier", "Global", "sku.tier", "Global"),
        ("allocation_method", "Dynamic", "publicIPAllocationMethod", "Dynamic"),
        ("ip_version", "IPv6", "publicIPAddressVersion", "IPv6"),
        ("ip_tags", {"RoutingPreference": "Internet"}, "ipTags", [{"ipTagType": "RoutingPreference", "tag": "Internet"}]),
        ("ddos_protection_mode", "Enabled", "ddosSettings.protectionMode", "Enabled"),
        ("public_ip_prefix_id", X, "publicIPPrefix", OBJECT),
        ("idle_timeout_in_minutes", 30, "idleTimeoutInMinutes", 30),
        ("ip_address", "20.1.2.3", "ipAddress", "20.1.2.3"),
    ],
    "azurerm_public_ip_prefix": [
        *TAGGED,
        *ZONED,
        ("sku", "StandardV2", "sku.name", "StandardV2"),
        ("sku_tier", "Global", "sku.tier", "Global"),
        ("prefix_length", "31", "prefixLength", 31),
        ("ip_version", "IPv6", "publicIPAddressVersion", "IPv6"),
        ("custom_ip_prefix_id", X, "customIPPrefix", OBJECT),
        ("ip_prefix", "20.1.2.0/28", "ipPrefix", "20.1.2.0/28"),
    ],
    "azurerm_nat_gateway": [
        *TAGGED,
        ("idle_timeout_in_minutes", "10", "idleTimeoutInMinutes", 10),
        ("sku_name", "StandardV2", "sku.name", "StandardV2"),
        ("zones", [1], "zones", ["1"]),
        ("public_ip_address_ids", [X], "publicIpAddresses", OBJECTS),
        ("public_ip_prefix_ids", [X], "publicIpPrefixes", OBJECTS),
    ],
    "azurerm_virtual_network": [
        *TAGGED,
        ("address_space", ["10.0.0.0/8"], "addressSpace.addressPrefixes", ["10.0.0.0/8"]),
        ("subnet.name", "own", "subnets[0].name", "own"),
        *((f"subnet.{name}", written, f"subnets[0].{path}", value) for name, written, path, value in _SUBNET),
    ],
    "azurerm_subnet": _SUBNET,
    "azurerm_route_table": [
        *TAGGED,
        ("bgp_route_propagation_enabled", False, "disableBgpRoutePropagation", True),
        ("disable_bgp_route_propagation", "true", "disableBgpRoutePropagation", True),
        ("route.name", "default", "routes[0].name", "default"),
        *((f"route.{name}", written, f"routes[0].{path}", value) for name, written, path, value in _ROUTE),
    ],
    "azurerm_route": _ROUTE,
    "azurerm_kubernetes_cluster": [
        *TAGGED,
        ("kubernetes_version", 1.33, "kubernetesVersion", "1.33"),
        ("node_resource_group", "MC_x", "nodeResourceGroup", "MC_x"),
        ("sku_tier", "Standard", "sku.tier", "Standard"),
        ("network_profile.network_plugin", "azure", f"{_NET}.networkPlugin", "azure"),
        ("network_profile.network_plugin_mode", "overlay", f"{_NET}.networkPluginMode", "overlay"),
        ("network_profile.network_data_plane", "cilium", f"{_NET}.networkDataplane", "cilium"),
        ("network_profile.ebpf_data_plane", "cilium", f"{_NET}.networkDataplane", "cilium"),
        ("network_profile.network_policy", "calico", f"{_NET}.networkPolicy", "calico"),
        ("network_profile.network_mode", "transparent", f"{_NET}.networkMode", "transparent"),
        ("network_profile.outbound_type", "userDefinedRouting", f"{_NET}.outboundType", "userDefinedRouting"),
        ("network_profile.load_balancer_sku", "basic", f"{_NET}.loadBalancerSku", "basic"),
        ("network_profile.pod_cidr", "10.244.0.0/16", f"{_NET}.podCidr", "10.244.0.0/16"),
        ("network_profile.pod_cidrs", ["10.244.0.0/16"], f"{_NET}.podCidrs", ["10.244.0.0/16"]),
        ("network_profile.service_cidr", "10.1.0.0/16", f"{_NET}.serviceCidr", "10.1.0.0/16"),
        ("network_profile.ip_versions", ["IPv4", "IPv6"], f"{_NET}.ipFamilies", ["IPv4", "IPv6"]),
        (f"{_IN_LB}.outbound_ports_allocated", 1024, f"{_LB}.allocatedOutboundPorts", 1024),
        (f"{_IN_LB}.idle_timeout_in_minutes", "30", f"{_LB}.idleTimeoutInMinutes", 30),
        (f"{_IN_LB}.managed_outbound_ip_count", 2, f"{_LB}.managedOutboundIPs.count", 2),
        (f"{_IN_LB}.managed_outbound_ipv6_count", 3, f"{_LB}.managedOutboundIPs.countIPv6", 3),
        (f"{_IN_LB}.outbound_ip_address_ids", [X], f"{_LB}.outboundIPs.publicIPs", OBJECTS),
        (f"{_IN_LB}.outbound_ip_prefix_ids", [X], f"{_LB}.outboundIPPrefixes.publicIPPrefixes", OBJECTS),
        (f"{_IN_LB}.backend_pool_type", "NodeIP", f"{_LB}.backendPoolType", "NodeIP"),
        (f"{_IN_LB}.effective_outbound_ips", [X], f"{_LB}.effectiveOutboundIPs", OBJECTS),
        (f"{_IN_NAT}.idle_timeout_in_minutes", 5, f"{_NAT}.idleTimeoutInMinutes", 5),
        (f"{_IN_NAT}.managed_outbound_ip_count", "4", f"{_NAT}.managedOutboundIPProfile.count", 4),
        (f"{_IN_NAT}.effective_outbound_ips", [X], f"{_NAT}.effectiveOutboundIPs", OBJECTS),
        ("api_server_access_profile.authorized_ip_ranges", ["1.2.3.4"], "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4"]),
        ("api_server_access_profile.subnet_id", X, "apiServerAccessProfile.subnetId", ID),
        ("api_server_access_profile.virtual_network_integration_enabled", True, "apiServerAccessProfile.enableVnetIntegration", True),
        ("api_server_access_profile.vnet_integration_enabled", True, "apiServerAccessProfile.enableVnetIntegration", True),
        ("api_server_authorized_ip_ranges", ["1.2.3.4"], "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4"]),
        ("private_cluster_enabled", True, "apiServerAccessProfile.enablePrivateCluster", True),
        ("private_link_enabled", "true", "apiServerAccessProfile.enablePrivateCluster", True),
        ("node_provisioning_profile.mode", "Auto", "nodeProvisioningProfile.mode", "Auto"),
        ("node_provisioning_profile.default_node_pools", "None", "nodeProvisioningProfile.defaultNodePools", "None"),
        ("aci_connector_linux.subnet_name", "aci", "addonProfiles.aciConnectorLinux", {"enabled": True, "config": {"SubnetName": "aci"}}),
        ("addon_profile.aci_connector_linux.enabled", "false", "addonProfiles.aciConnectorLinux.enabled", False),
        ("addon_profile.aci_connector_linux.subnet_name", "aci", "addonProfiles.aciConnectorLinux.config.SubnetName", "aci"),
        ("service_mesh_profile.mode", "Istio", "serviceMeshProfile.mode", "Istio"),
        ("http_proxy_config.http_proxy", "http://p", "httpProxyConfig.httpProxy", "http://p"),
        ("http_proxy_config.https_proxy", "https://p", "httpProxyConfig.httpsProxy", "https://p"),
        ("bootstrap_profile.artifact_source", "Cache", "bootstrapProfile.artifactSource", "Cache"),
        # the block of the first pool, which becomes one of the cluster's profiles
        ("default_node_pool.name", "system", "agentPoolProfiles[0].name", "system"),
        ("default_node_pool.type", "AvailabilitySet", "agentPoolProfiles[0].type", "AvailabilitySet"),
        *((f"default_node_pool.{name}", written, f"agentPoolProfiles[0].{path}", value) for name, written, path, value in _POOL),
    ],
    "azurerm_kubernetes_automatic_cluster": [
        *TAGGED,
        ("hosted_system.node_subnet_id", X, "hostedSystemProfile", {"enabled": True, "nodeSubnetID": ID}),
        ("hosted_system.system_node_subnet_id", X, "hostedSystemProfile.systemNodeSubnetID", ID),
        ("api_server_access.authorized_ip_ranges", ["1.2.3.4"], "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4"]),
        ("api_server_access.subnet_id", X, "apiServerAccessProfile.subnetId", ID),
        ("private_cluster.public_fully_qualified_domain_name_enabled", True, "apiServerAccessProfile.enablePrivateCluster", True),
        ("service_mesh.revisions", ["asm-1-25"], "serviceMeshProfile.istio.revisions", ["asm-1-25"]),
    ],
    "azurerm_kubernetes_cluster_node_pool": _POOL,
    "azurerm_local_network_gateway": [
        *PLACED,
        ("address_space", ["10.9.0.0/16"], "localNetworkAddressSpace.addressPrefixes", ["10.9.0.0/16"]),
        ("bgp_settings.asn", 65010, "bgpSettings.asn", 65010),
    ],
    "azurerm_virtual_hub": [
        *PLACED,
        ("virtual_wan_id", X, "virtualWan", OBJECT),
        ("address_prefix", "10.0.0.0/23", "addressPrefix", "10.0.0.0/23"),
        ("route.address_prefixes", ["0.0.0.0/0"], "routeTable.routes[0].addressPrefixes", ["0.0.0.0/0"]),
        ("route.next_hop_ip_address", "10.0.0.4", "routeTable.routes[0].nextHopIpAddress", "10.0.0.4"),
    ],
    "azurerm_virtual_hub_connection": [
        ("remote_virtual_network_id", X, "remoteVirtualNetwork", OBJECT),
        ("internet_security_enabled", True, "enableInternetSecurity", True),
        ("routing.associated_route_table_id", X, "routingConfiguration.associatedRouteTable", OBJECT),
        ("routing.propagated_route_table.route_table_ids", [X], "routingConfiguration.propagatedRouteTables.ids", OBJECTS),
    ],
    "azurerm_virtual_hub_route_table": [
        ("route.name", "all", "routes[0].name", "all"),
        ("route.destinations", ["0.0.0.0/0"], "routes[0].destinations", ["0.0.0.0/0"]),
        ("route.destinations_type", "CIDR", "routes[0].destinationType", "CIDR"),
        ("route.next_hop", X, "routes[0].nextHop", ID),
        ("route.next_hop_type", "ResourceId", "routes[0].nextHopType", "ResourceId"),
    ],
    "azurerm_virtual_hub_routing_intent": [
        ("routing_policy.name", "internet", "routingPolicies[0].name", "internet"),
        ("routing_policy.destinations", ["Internet"], "routingPolicies[0].destinations", ["Internet"]),
        ("routing_policy.next_hop", X, "routingPolicies[0].nextHop", ID),
    ],
    "azurerm_virtual_network_gateway": [
        *PLACED,
        ("type", "ExpressRoute", "gatewayType", "ExpressRoute"),
        ("vpn_type", "RouteBased", "vpnType", "RouteBased"),
        ("bgp_enabled", True, "enableBgp", True),
        ("enable_bgp", True, "enableBgp", True),
        ("default_local_network_gateway_id", X, "gatewayDefaultSite", OBJECT),
        ("custom_route.address_prefixes", ["10.1.0.0/16"], "customRoutes.addressPrefixes", ["10.1.0.0/16"]),
        ("ip_configuration.name", "a", "ipConfigurations[0].name", "a"),
        ("ip_configuration.subnet_id", X, "ipConfigurations[0].subnet", OBJECT),
        ("ip_configuration.public_ip_address_id", X, "ipConfigurations[0].publicIPAddress", OBJECT),
    ],
    "azurerm_virtual_network_gateway_connection": [
        *PLACED,
        ("type", "IPsec", "connectionType", "IPsec"),
        ("bgp_enabled", True, "enableBgp", True),
        ("enable_bgp", True, "enableBgp", True),
        ("virtual_network_gateway_id", X, "virtualNetworkGateway1", OBJECT),
        ("peer_virtual_network_gateway_id", X, "virtualNetworkGateway2", OBJECT),
        ("local_network_gateway_id", X, "localNetworkGateway2", OBJECT),
        ("express_route_circuit_id", X, "peer", OBJECT),
    ],
    "azurerm_virtual_network_peering": [
        ("remote_virtual_network_id", X, "remoteVirtualNetwork", OBJECT),
        ("use_remote_gateways", True, "useRemoteGateways", True),
        ("allow_gateway_transit", True, "allowGatewayTransit", True),
        ("allow_forwarded_traffic", True, "allowForwardedTraffic", True),
    ],
}  # fmt: skip

DEFAULTS: list[tuple[str, str, Any]] = [
    # what the provider sends where nothing is written, by its documentation ("Defaults to") and its source
    ("azurerm_nat_gateway", "sku.name", "Standard"),
    ("azurerm_nat_gateway", "idleTimeoutInMinutes", None),
    ("azurerm_public_ip", "sku.name", "Standard"),
    ("azurerm_public_ip", "sku.tier", None),
    ("azurerm_public_ip_prefix", "sku.name", "Standard"),
    ("azurerm_public_ip_prefix", "prefixLength", 28),
    ("azurerm_subnet", "defaultOutboundAccess", True),
    ("azurerm_route_table", "disableBgpRoutePropagation", None),
    ("azurerm_kubernetes_cluster", "networkProfile.networkPlugin", "kubenet"),
    ("azurerm_kubernetes_automatic_cluster", "sku.name", "Automatic"),
    ("azurerm_kubernetes_automatic_cluster", "sku.tier", "Standard"),
    ("azurerm_kubernetes_automatic_cluster", "hostedSystemProfile", None),
    ("azurerm_virtual_network_gateway", "enableBgp", False),
    ("azurerm_virtual_network_gateway_connection", "enableBgp", False),
    ("azurerm_virtual_network_peering", "useRemoteGateways", False),
    ("azurerm_virtual_network_peering", "allowGatewayTransit", False),
    ("azurerm_virtual_network_peering", "allowForwardedTraffic", None),
    ("azurerm_virtual_hub_connection", "enableInternetSecurity", False),
]

ANCESTORS: list[tuple[str, dict[str, Any], Any]] = [
    # a child, how its documentation has it name its parent, and the parent
    ("azurerm_subnet", {"virtual_network_name": "net"}, "net"),
    ("azurerm_route", {"route_table_name": "table"}, "table"),
    ("azurerm_virtual_network_peering", {"virtual_network_name": "net"}, "net"),
    ("azurerm_kubernetes_cluster_node_pool", {"kubernetes_cluster_id": X}, ID),
    ("azurerm_virtual_hub_connection", {"virtual_hub_id": X}, ID),
    ("azurerm_virtual_hub_route_table", {"virtual_hub_id": X}, ID),
    ("azurerm_virtual_hub_routing_intent", {"virtual_hub_id": X}, ID),
    ("azurerm_management_lock", {"scope": X}, ID),
]
