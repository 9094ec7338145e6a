// A network that a module declares and the root looks up by name, as stages of a pipeline do.
param suffix string

module network 'network.bicep' = {
  name: 'network'
  params: { suffix: suffix }
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'vnet-${suffix}'
  dependsOn: [network]
}

resource elsewhere 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'vnet-${suffix}'
  scope: resourceGroup('another')
}

resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks'
  properties: {
    agentPoolProfiles: [
      { name: 'system', vnetSubnetID: first(filter(vnet.properties.subnets, s => s.name == 'aks')).id }
      { name: 'other', vnetSubnetID: elsewhere.properties.subnets[0].id }
    ]
  }
}
