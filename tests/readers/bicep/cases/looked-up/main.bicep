param unclear object

resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'nat'
}

resource same 'Microsoft.Network/natGateways@2024-05-01' existing = {
  name: 'nat'
}

resource other 'Microsoft.Network/natGateways@2024-05-01' existing = {
  name: 'other'
  scope: resourceGroup('hub')
}

resource abroad 'Microsoft.Network/natGateways@2024-05-01' existing = {
  name: 'abroad'
  scope: resourceGroup('11111111-1111-1111-1111-111111111111', 'hub')
}

resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  properties: { subnets: [{ name: 'inline' }] }
}

resource inline 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: net
  name: 'inline'
}

resource missing 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: net
  name: 'missing'
}

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'hub'
  scope: resourceGroup('hub')
  resource nodes 'subnets' existing = {
    name: 'nodes'
  }
}

resource addon 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'addon'
  properties: { addonProfiles: {} }
}

resource automatic 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'automatic'
  sku: { name: 'Automatic' }
  properties: { addonProfiles: {} }
}

resource base 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'base'
  sku: { name: 'Base' }
}

resource skuUnclear 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'skuUnclear'
  sku: { name: unclear.name }
}

resource propertiesUnclear 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'propertiesUnclear'
  sku: { name: 'Base' }
  properties: unclear
}

resource pools 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'pools'
  properties: {
    agentPoolProfiles: [
      { name: 'a', vnetSubnetID: inline.id }
      { name: 'b', vnetSubnetID: missing.id }
      { name: 'c', vnetSubnetID: hub::nodes.id }
      { name: 'd', nat: same.id }
    ]
  }
}
