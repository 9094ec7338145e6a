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
    httpProxyConfig: {
      httpsProxy: 'http://proxy.corp.example:3128'
      noProxy: [ '10.0.0.0/8' ]
    }
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'managedNATGateway'
      natGatewayProfile: { sku: 'StandardV2' }
    }
  }
}
