param location string
param gatewayName string
param idle int
param subnets { name: string, prefix: string, nat: bool? }[]
param lock 'CanNotDelete' | 'ReadOnly'?

resource ips 'Microsoft.Network/publicIPPrefixes@2024-05-01' = [for i in range(0, 2): {
  name: '${gatewayName}-${i + 1}'
  location: location
  sku: { name: 'Standard' }
  properties: { prefixLength: i == 0 ? 30 : 31 }
}]

resource guard 'Microsoft.Authorization/locks@2020-05-01' = if (!empty(lock ?? '')) {
  name: 'guard'
  scope: ips[0]
  properties: { level: lock }
}

resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: gatewayName
  location: location
  sku: { name: 'Standard' }
  properties: {
    idleTimeoutInMinutes: idle
    publicIpPrefixes: [for i in range(0, 2): { id: ips[i].id }]
  }
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [for (subnet, index) in subnets: {
      name: subnet.name
      properties: union({ addressPrefix: subnet.prefix }, subnet.?nat ?? false ? { natGateway: { id: nat.id } } : {})
    }]
  }
}

output subnetIds object = toObject(vnet.properties.subnets, s => s.name, s => s.id)
output all array = vnet.properties.subnets
output prefixes array = [for i in range(0, 2): ips[i].properties.ipPrefix]
