param vnetName string
param vnetGroup string = 'net-rg'
param count int
param pools array = [
  { name: 'system', subnet: 'nodes' }
  { name: 'user', subnet: 'nodes' }
]

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: vnetName
  scope: resourceGroup(vnetGroup)

  resource nodes 'subnets' existing = {
    name: 'nodes'
  }
}

resource pods 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: vnet
  name: 'pods'
}

resource nat 'Microsoft.Network/natGateways@2024-05-01' existing = {
  name: 'nat-${uniqueString(resourceGroup().id)}'
}

resource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = [for i in range(0, count): if (i > 0) {
  name: 'ip${i}'
}]

resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks'
  properties: {
    agentPoolProfiles: map(pools, (pool, i) => {
      name: pool.name
      mode: i == 0 ? 'System' : 'User'
      vnetSubnetID: vnet::nodes.id
      podSubnetID: pods.id
    })
    networkProfile: any({
      outboundType: contains(pools[0], 'subnet') && length(pools) >= 2 ? 'userAssignedNATGateway' : 'loadBalancer'
      podCidr: vnet.properties.addressSpace.addressPrefixes[0]
      serviceCidr: null
    })
  }
}
