// What avm/res/network/virtual-network/subnet 0.1.0 to 0.2.0 does with its parameters, as far as it bears on egress.
param name string
param virtualNetworkName string
param addressPrefix string?
param addressPrefixes array?
param natGatewayResourceId string?
param routeTableResourceId string?
param serviceEndpoints array = []
param delegation string?
param defaultOutboundAccess bool?

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: virtualNetworkName
}

resource subnet 'Microsoft.Network/virtualNetworks/subnets@2025-05-01' = {
  parent: network
  name: name
  properties: {
    addressPrefix: addressPrefix
    addressPrefixes: addressPrefixes
    natGateway: empty(natGatewayResourceId) ? null : { id: natGatewayResourceId }
    routeTable: empty(routeTableResourceId) ? null : { id: routeTableResourceId }
    serviceEndpoints: map(serviceEndpoints, endpoint => { service: endpoint })
    delegations: empty(delegation) ? [] : [{ name: delegation, properties: { serviceName: delegation } }]
    defaultOutboundAccess: defaultOutboundAccess
  }
}

output name string = subnet.name
output resourceId string = subnet.id
output resourceGroupName string = resourceGroup().name
