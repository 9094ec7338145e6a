// pods have a subnet of their own, without a NAT gateway

resource egressPrefix 'Microsoft.Network/publicIPPrefixes@2024-05-01' = {
  name: 'egress-prefix'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: {
    prefixLength: 29
    publicIPAddressVersion: 'IPv4'
  }
}

resource egressLock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep-egress'
  scope: egressPrefix
  properties: { level: 'CanNotDelete' }
}

resource egress 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'egress'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: {
    idleTimeoutInMinutes: 10
    publicIpPrefixes: [{ id: egressPrefix.id }]
  }
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'shop-vnet'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.30.0.0/16'] }
    subnets: [
      {
        name: 'nodes'
        properties: {
          addressPrefix: '10.30.0.0/20'
          defaultOutboundAccess: false
          natGateway: { id: egress.id }
        }
      }
      {
        name: 'pods'
        properties: {
          addressPrefix: '10.30.16.0/20'
          defaultOutboundAccess: false
        }
      }
    ]
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'shop'
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userAssignedNATGateway'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 3
        vmSize: 'Standard_D4ds_v5'
        vnetSubnetID: '${vnet.id}/subnets/nodes'
        podSubnetID: '${vnet.id}/subnets/pods'
      }
    ]
  }
}
