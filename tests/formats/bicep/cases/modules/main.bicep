targetScope = 'subscription'

import { subnetName, named } from 'shared/names.bicep'
import * as names from 'shared/names.bicep'

@description('Where everything goes.')
@allowed(['westeurope', 'northeurope'])
param location string = 'westeurope'
param idle int = 4
param withRoutes bool = false

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'payments-rg'
  location: location
}

module network 'modules/network.bicep' = {
  scope: group
  name: 'network'
  params: {
    location: location
    gatewayName: named('egress')
    idle: idle
    subnets: [
      { name: subnetName, prefix: '10.0.0.0/24', nat: true }
      { name: '${names.prefix}-pods', prefix: '10.0.1.0/24', nat: false }
    ]
  }
}

module routes 'modules/routes.bicep' = if (withRoutes) {
  scope: resourceGroup('payments-rg')
  params: { next: '10.9.0.4' }
}

module fromRegistry 'br/public:avm/res/resources/resource-group:0.4.1' = {
  params: { name: 'other' }
}

module cluster 'modules/cluster.bicep' = {
  scope: resourceGroup(group.name)
  params: {
    subnetId: network.outputs.subnetIds[subnetName]
    podSubnetId: network.outputs.all[1].id
    prefixes: withRoutes ? [routes.outputs.prefix] : network.outputs.prefixes
  }
}
