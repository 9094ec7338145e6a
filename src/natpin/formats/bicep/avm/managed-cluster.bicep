// What avm/res/container-service/managed-cluster 0.1.0 to 0.14.0 does with its parameters, as far as it bears on
// egress.
param moduleVersion string
param name string
param location string = resourceGroup().location
param skuName string = 'Base'
param skuTier string = 'Standard'
param networkPlugin string?
param networkPluginMode string?
param networkDataplane string?
param networkPolicy string?
param outboundType string = 'loadBalancer'
param loadBalancerSku string = 'standard'
param managedOutboundIPCount int = 0
param allocatedOutboundPorts int?
param natGatewayProfile object?
param ipFamilies array?
param podCidr string?
param serviceCidr string?
param nodeResourceGroup string = '${resourceGroup().name}_aks_${name}_nodes'
param httpProxyConfig object?
param nodeProvisioningProfileMode string?
param nodeProvisioningProfile object? = empty(nodeProvisioningProfileMode) ? null : { mode: nodeProvisioningProfileMode }

// Up to 0.11 each setting of the API server was a parameter of its own.
param authorizedIPRanges array?
param enablePrivateCluster bool = false
param privateDNSZone string?
param apiServerAccessProfile object = {
  authorizedIPRanges: authorizedIPRanges
  enablePrivateCluster: enablePrivateCluster
  privateDNSZone: privateDNSZone
}

// Up to 0.4.0 the primary pools were ARM's own objects; then subnets were renamed and defaults filled in.
param primaryAgentPoolProfile array?
param primaryAgentPoolProfiles array?
param agentPools array = []
var minor = int(split(moduleVersion, '.')[1])

func pool(profile object) object => {
  name: profile.name
  count: profile.?count ?? 1
  minCount: profile.?minCount
  maxCount: profile.?maxCount
  maxPods: profile.?maxPods
  mode: profile.?mode
  osType: profile.?osType ?? 'Linux'
  enableAutoScaling: profile.?enableAutoScaling ?? false
  enableNodePublicIP: profile.?enableNodePublicIP ?? false
  nodePublicIPPrefixID: profile.?nodePublicIpPrefixResourceId ?? profile.?nodePublicIpPrefixId
  nodeLabels: profile.?nodeLabels
  nodeTaints: profile.?nodeTaints
  vnetSubnetID: profile.?vnetSubnetResourceId ?? profile.?vnetSubnetId ?? profile.?vnetSubnetID
  podSubnetID: profile.?podSubnetResourceId ?? profile.?podSubnetId ?? profile.?podSubnetID
  podIPAllocationMode: profile.?podIPAllocationMode
  upgradeSettings: profile.?upgradeSettings ?? (empty(profile.?maxSurge) ? null : { maxSurge: profile.maxSurge })
  windowsProfile: profile.?windowsProfile
  vmSize: profile.?vmSize
  availabilityZones: map(profile.?availabilityZones ?? [], z => string(z))
}

var everyZone = { availabilityZones: [1, 2, 3] }

resource cluster 'Microsoft.ContainerService/managedClusters@2025-10-01' = {
  name: name
  location: location
  sku: { name: skuName, tier: skuTier }
  properties: {
    agentPoolProfiles: primaryAgentPoolProfile ?? map(primaryAgentPoolProfiles ?? [], profile => pool({ ...everyZone, ...profile }))
    nodeResourceGroup: nodeResourceGroup
    nodeProvisioningProfile: nodeProvisioningProfile
    httpProxyConfig: httpProxyConfig
    networkProfile: {
      networkPlugin: networkPlugin
      networkPluginMode: minor >= 6 && networkDataplane == 'cilium' ? 'overlay' : networkPluginMode
      networkDataplane: networkDataplane
      networkPolicy: networkPolicy
      outboundType: outboundType
      natGatewayProfile: natGatewayProfile
      ipFamilies: ipFamilies
      podCidr: podCidr
      serviceCidr: serviceCidr
      loadBalancerSku: loadBalancerSku
      loadBalancerProfile: outboundType == 'loadBalancer' && managedOutboundIPCount != 0
        ? { managedOutboundIPs: { count: managedOutboundIPCount }, allocatedOutboundPorts: allocatedOutboundPorts }
        : null
    }
    apiServerAccessProfile: apiServerAccessProfile
  }
}

resource pools 'Microsoft.ContainerService/managedClusters/agentPools@2025-10-01' = [for profile in agentPools: {
  parent: cluster
  name: profile.name
  properties: pool({ ...(minor >= 5 ? everyZone : {}), ...profile })
}]

output name string = cluster.name
output resourceId string = cluster.id
output resourceGroupName string = resourceGroup().name
output location string = location
