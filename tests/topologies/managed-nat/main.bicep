// AKS brings the NAT gateway

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'shop'
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'managedNATGateway'
      natGatewayProfile: {
        idleTimeoutInMinutes: 10
        managedOutboundIPProfile: { count: 2 }
      }
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 3
        vmSize: 'Standard_D4ds_v5'
      }
    ]
  }
}
