param unclear object
param maybe bool
param where string = 'westeurope'

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks'
  location: where
  tags: { a: 'b' }
  SKU: { name: 'Base', tier: 'Free' }
  identity: { type: 'SystemAssigned' }
  kind: 'Base'
  zones: ['1']
  properties: {
    networkProfile: { outboundType: 'none' }
    agentPoolProfiles: [{ name: 'p', vnetSubnetID: nodes.id }]
    apiServerAccessProfile: null
  }
  dependsOn: [storage, nat]
}

resource unclearAks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'unclear'
  properties: unclear
}

resource pool 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  parent: aks
  name: 'user'
  properties: { count: 3 }
}

resource unclearPool 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  name: 'aks/unclear'
  properties: unclear
}

resource strayPool 'Microsoft.ContainerService/managedClusters/agentPools@2025-05-01' = {
  name: 'elsewhere/stray'
}

resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  extendedLocation: { name: 'edge' }
  properties: {
    SUBNETS: [
      { name: 'inline', properties: { natGateway: { id: nat.id }, addressPrefix: '10.0.0.0/24' } }
      { name: 'bare' }
      { name: 'unclear', properties: unclear, extra: 1 }
      unclear
    ]
  }
}

resource unclearNet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'unclear'
  properties: unclear
}

resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: net
  name: 'nodes'
  properties: { natGateway: { id: nat.id }, routeTable: { id: routes.id } }
}

resource unclearNodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  name: 'net/unclear'
  properties: unclear
}

resource nat 'Microsoft.Network/natGateways@2024-05-01' = if (maybe) {
  name: 'nat'
  sku: { name: 'StandardV2' }
  properties: { idleTimeoutInMinutes: 10, publicIpAddresses: [{ id: ip.id }], publicIpPrefixes: [{ id: prefix.id }] }
}

resource unclearNat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'unclear'
  properties: unclear
}

resource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'ip'
  zones: ['1', '2']
  properties: { publicIPAllocationMethod: 'Static', note: storage.properties.primaryEndpoints.blob }
}

resource unclearIp 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'unclear'
  properties: unclear
}

resource prefix 'Microsoft.Network/publicIPPrefixes@2024-05-01' = {
  name: 'prefix'
  etag: 'x'
  properties: { prefixLength: 30 }
}

resource unclearPrefix 'Microsoft.Network/publicIPPrefixes@2024-05-01' = {
  name: 'unclear'
  properties: unclear
}

resource routes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'routes'
  properties: {
    routes: [{ name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance' } }]
    disableBgpRoutePropagation: true
  }
}

resource unclearRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'unclear'
  properties: unclear
}

resource route 'Microsoft.Network/routeTables/routes@2024-05-01' = {
  parent: routes
  name: 'apart'
  properties: { addressPrefix: '10.0.0.0/8', nextHopType: 'VnetLocal' }
}

resource unclearRoute 'Microsoft.Network/routeTables/routes@2024-05-01' = {
  parent: routes
  name: 'unclear'
  properties: unclear
}

resource firewall 'Microsoft.Network/azureFirewalls@2024-05-01' = {
  name: 'firewall'
}

resource balancer 'Microsoft.Network/loadBalancers@2024-05-01' = {
  name: 'balancer'
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'storage'
  dependsOn: [firewall]
}
