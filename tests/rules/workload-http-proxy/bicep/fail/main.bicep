resource prefix 'Microsoft.Network/publicIPPrefixes@2024-05-01' = {
  name: 'egress'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { prefixLength: 29, publicIPAddressVersion: 'IPv4' }
}

resource keep 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: prefix
  properties: { level: 'CanNotDelete' }
}

resource gateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'egress'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: {
    idleTimeoutInMinutes: 10
    publicIpPrefixes: [{ id: prefix.id }]
  }
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'spoke'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } }

  resource nodes 'subnets' = {
    name: 'nodes'
    properties: {
      addressPrefix: '10.0.0.0/22'
      defaultOutboundAccess: false
      natGateway: { id: gateway.id }
    }
  }
}

resource cluster 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'payments'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'payments'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 3
        vmSize: 'Standard_D4ds_v5'
        vnetSubnetID: vnet::nodes.id
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userAssignedNATGateway'
    }
  }
}
