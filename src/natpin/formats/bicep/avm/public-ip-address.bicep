// What avm/res/network/public-ip-address 0.2.0 to 0.13.0 does with its parameters, as far as it bears on egress.
param moduleVersion string
param name string
param location string = resourceGroup().location
param skuName string = 'Standard'
param skuTier string = 'Regional'
param publicIPAllocationMethod string = 'Static'
param publicIPAddressVersion string = 'IPv4'
param publicIpPrefixResourceId string?
param ddosSettings object?
param ipTags array?
param lock object?

// Zones had no default before 0.3.2, and were renamed in 0.9.0.
var older = ['0.2.0', '0.2.1', '0.2.2', '0.2.3', '0.3.0', '0.3.1']
param zones array = contains(older, moduleVersion) ? [] : ['1', '2', '3']
param availabilityZones array = zones

resource ip 'Microsoft.Network/publicIPAddresses@2025-01-01' = {
  name: name
  location: location
  sku: { name: skuName, tier: skuTier }
  zones: map(availabilityZones, z => string(z))
  properties: {
    publicIPAllocationMethod: publicIPAllocationMethod
    publicIPAddressVersion: publicIPAddressVersion
    publicIPPrefix: empty(publicIpPrefixResourceId) ? null : { id: publicIpPrefixResourceId }
    ddosSettings: ddosSettings
    ipTags: ipTags
  }
}

resource guard 'Microsoft.Authorization/locks@2020-05-01' = if ((lock.?kind ?? 'None') != 'None') {
  scope: ip
  name: lock.?name ?? 'lock-${name}'
  properties: { level: lock.?kind }
}

output name string = ip.name
output resourceId string = ip.id
output resourceGroupName string = resourceGroup().name
output ipAddress string = ip.properties.ipAddress
output location string = location
