param subnetId string
param podSubnetId string
param prefixes array

resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'payments'
  location: resourceGroup().location
  properties: {
    agentPoolProfiles: [
      { name: 'system', count: 3, vnetSubnetID: subnetId, podSubnetID: podSubnetId }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userAssignedNATGateway'
    }
    apiServerAccessProfile: { authorizedIPRanges: prefixes }
  }

  resource user 'agentPools' = {
    name: 'user'
    properties: { vnetSubnetID: subnetId }
  }
}

resource more 'Microsoft.ContainerService/managedClusters/agentPools@2024-09-01' = {
  parent: aks
  name: 'more'
  properties: { count: aks::user.properties.?count ?? 1 }
  dependsOn: [aks::user]
}
