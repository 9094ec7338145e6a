// What avm/res/network/route-table 0.1.0 to 0.5.0 does with its parameters, as far as it bears on egress.
param name string
param location string = resourceGroup().location
param routes array = []
param disableBgpRoutePropagation bool = false

resource table 'Microsoft.Network/routeTables@2024-07-01' = {
  name: name
  location: location
  properties: {
    routes: routes
    disableBgpRoutePropagation: disableBgpRoutePropagation
  }
}

output name string = table.name
output resourceId string = table.id
output resourceGroupName string = resourceGroup().name
output location string = location
