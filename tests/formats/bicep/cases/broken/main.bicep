param good string = 'egress'
resource bad 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'bad
  properties: {}
}

resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: good
  properties: { publicIpAddresses: [{ id: bad.id }], idleTimeoutInMinutes: loops }
}

var loops = [for i in loops: i]
module gone 'nowhere.bicep' = { params: {} }
module itself 'main.bicep' = { params: {} }
