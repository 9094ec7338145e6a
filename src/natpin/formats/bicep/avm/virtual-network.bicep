// What avm/res/network/virtual-network 0.1.0 to 0.10.0 does with its parameters, as far as it bears on egress.
param name string
param location string = resourceGroup().location
param addressPrefixes array
param subnets array = []

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  properties: {
    addressSpace: { addressPrefixes: addressPrefixes }
  }
}

resource children 'Microsoft.Network/virtualNetworks/subnets@2025-05-01' = [for subnet in subnets: {
  parent: network
  name: subnet.name
  properties: {
    addressPrefix: subnet.?addressPrefix
    addressPrefixes: subnet.?addressPrefixes
    natGateway: empty(subnet.?natGatewayResourceId) ? null : { id: subnet.natGatewayResourceId }
    routeTable: empty(subnet.?routeTableResourceId) ? null : { id: subnet.routeTableResourceId }
    networkSecurityGroup: empty(subnet.?networkSecurityGroupResourceId) ? null : { id: subnet.networkSecurityGroupResourceId }
    defaultOutboundAccess: subnet.?defaultOutboundAccess
    delegations: empty(subnet.?delegation) ? subnet.?delegations : [{ name: subnet.delegation, properties: { serviceName: subnet.delegation } }]
  }
}]

output name string = network.name
output resourceId string = network.id
output resourceGroupName string = resourceGroup().name
output location string = location
output subnetNames array = map(subnets, subnet => subnet.name)
output subnetResourceIds array = [for (subnet, i) in subnets: children[i].id]
