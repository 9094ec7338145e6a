resource prefix 'Microsoft.Network/publicIPPrefixes@2025-05-01' = {
  name: 'egress'
  location: 'westeurope'
  sku: { name: 'StandardV2' }
  properties: { prefixLength: 29, publicIPAddressVersion: 'IPv4' }
}

resource keep 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: prefix
  properties: { level: 'CanNotDelete' }
}

resource cluster 'Microsoft.ContainerService/managedClusters@2026-06-01' = {
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
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'managedNATGateway'
      natGatewayProfile: {
        sku: 'StandardV2'
        managedOutboundIPProfile: { count: 2 }
      }
    }
  }
}
