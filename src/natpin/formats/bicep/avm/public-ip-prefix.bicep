// What avm/res/network/public-ip-prefix 0.1.0 to 0.8.0 does with its parameters, as far as it bears on egress.
param moduleVersion string
param name string
param location string = resourceGroup().location
param prefixLength int
param skuName string = 'Standard'
param tier string = 'Regional'
param publicIPAddressVersion string = 'IPv4'
param ipTags array?
param lock object?

// Zones came with 0.3.0, and were renamed in 0.7.0.
var zonal = int(split(moduleVersion, '.')[1]) >= 3
param zones array = zonal ? ['1', '2', '3'] : []
param availabilityZones array = zones

resource prefix 'Microsoft.Network/publicIPPrefixes@2025-01-01' = {
  name: name
  location: location
  sku: { name: skuName, tier: tier }
  zones: map(availabilityZones, z => string(z))
  properties: {
    prefixLength: prefixLength
    publicIPAddressVersion: publicIPAddressVersion
    ipTags: ipTags
  }
}

resource guard 'Microsoft.Authorization/locks@2020-05-01' = if ((lock.?kind ?? 'None') != 'None') {
  scope: prefix
  name: lock.?name ?? 'lock-${name}'
  properties: { level: lock.?kind }
}

output name string = prefix.name
output resourceId string = prefix.id
output resourceGroupName string = resourceGroup().name
output location string = location
