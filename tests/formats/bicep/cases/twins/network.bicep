param suffix string

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${suffix}'
  properties: {
    subnets: [
      { name: 'gateways', properties: { addressPrefix: '10.0.0.0/24' } }
      { name: 'aks', properties: { addressPrefix: '10.0.1.0/24' } }
    ]
  }
}
