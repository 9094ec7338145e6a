param next string
resource table 'Microsoft.Network/routeTables@2024-05-01' = { name: 'rt', location: 'x', properties: { routes: [{ name: 'natGateway', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: next } }] } }
output prefix string = '10.0.0.0/8'
