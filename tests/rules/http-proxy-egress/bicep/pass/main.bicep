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
      natGatewayProfile: { sku: 'StandardV2' }
    }
  }
}
