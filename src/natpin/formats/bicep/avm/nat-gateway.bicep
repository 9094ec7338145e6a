// What avm/res/network/nat-gateway 1.0.0 to 2.1.0 does with its parameters, as far as it bears on egress.
param moduleVersion string
param name string
param location string = resourceGroup().location
param idleTimeoutInMinutes int = 5
param natGatewaySku string = 'Standard'
param publicIpResourceIds array = []
param publicIPPrefixResourceIds array = []
param publicIpResourceIdsV6 array = []
param publicIPPrefixResourceIdsV6 array = []
param lock object?

// The zone was a list up to 1.0.4, `zone` (0 for none) up to 1.2, then `availabilityZone` (-1 for none).
param zones array = []
param zone int = 0
param availabilityZone int = zone
var ownZones = availabilityZone > 0 ? [string(availabilityZone)] : map(zones, z => string(z))

// Renamed in 2.0.0.
param publicIPAddressObjects array?
param publicIPAddresses array = publicIPAddressObjects ?? []
param publicIPPrefixObjects array?
param publicIPPrefixes array = publicIPPrefixObjects ?? []

var major = int(split(moduleVersion, '.')[0])
var prefixesHaveZones = !contains(['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4', '1.0.5'], moduleVersion)
var everyZone = ['1', '2', '3']

resource ips 'Microsoft.Network/publicIPAddresses@2025-01-01' = [for ip in publicIPAddresses: {
  name: ip.?name ?? '${name}-pip'
  location: location
  sku: { name: major < 2 ? 'Standard' : ip.?skuName ?? natGatewaySku }
  zones: map(ip.?availabilityZones ?? ip.?zones ?? (empty(ownZones) && prefixesHaveZones ? everyZone : ownZones), z => string(z))
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: ip.?publicIPAddressVersion ?? 'IPv4'
    publicIPPrefix: empty(ip.?publicIPPrefixResourceId) ? null : { id: ip.publicIPPrefixResourceId }
    ipTags: ip.?ipTags
    ddosSettings: ip.?ddosSettings
  }
}]

resource ipLocks 'Microsoft.Authorization/locks@2020-05-01' = [for (ip, i) in publicIPAddresses: if (((ip.?lock ?? lock).?kind ?? 'None') != 'None') {
  scope: ips[i]
  name: (ip.?lock ?? lock).?name ?? 'lock-${ips[i].name}'
  properties: { level: (ip.?lock ?? lock).?kind }
}]

resource prefixes 'Microsoft.Network/publicIPPrefixes@2025-01-01' = [for prefix in publicIPPrefixes: {
  name: prefix.?name ?? '${name}-pip'
  location: location
  sku: { name: major < 2 ? 'Standard' : prefix.?skuName ?? natGatewaySku }
  // Before 2.0.0 the prefix module's own default holds, whatever the gateway's zone.
  zones: map(
    major < 2 ? (prefixesHaveZones ? everyZone : []) : prefix.?availabilityZones ?? (empty(ownZones) ? everyZone : ownZones),
    z => string(z)
  )
  properties: {
    prefixLength: prefix.prefixLength
    publicIPAddressVersion: prefix.?publicIPAddressVersion ?? 'IPv4'
  }
}]

resource prefixLocks 'Microsoft.Authorization/locks@2020-05-01' = [for (prefix, i) in publicIPPrefixes: if (((prefix.?lock ?? lock).?kind ?? 'None') != 'None') {
  scope: prefixes[i]
  name: (prefix.?lock ?? lock).?name ?? 'lock-${prefixes[i].name}'
  properties: { level: (prefix.?lock ?? lock).?kind }
}]

resource natGateway 'Microsoft.Network/natGateways@2025-05-01' = {
  name: name
  location: location
  sku: { name: natGatewaySku }
  zones: ownZones
  properties: {
    idleTimeoutInMinutes: idleTimeoutInMinutes
    publicIpAddresses: concat(map(range(0, length(publicIPAddresses)), i => { id: ips[i].id }), map(publicIpResourceIds, id => { id: id }))
    publicIpPrefixes: concat(map(range(0, length(publicIPPrefixes)), i => { id: prefixes[i].id }), map(publicIPPrefixResourceIds, id => { id: id }))
    publicIpAddressesV6: map(publicIpResourceIdsV6, id => { id: id })
    publicIpPrefixesV6: map(publicIPPrefixResourceIdsV6, id => { id: id })
  }
}

output name string = natGateway.name
output resourceId string = natGateway.id
output resourceGroupName string = resourceGroup().name
output location string = location
