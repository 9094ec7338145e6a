// A NAT gateway on a prefix of public IPs that outlives it.

param location string
param name string
param idleTimeoutMinutes int

// What the payment API has on its allowlist. A /29 uses 8 of the gateway's 16 slots: room to announce new IPs before
// the old ones go.
resource prefix 'Microsoft.Network/publicIPPrefixes@2024-05-01' = {
  name: '${name}-prefix'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    prefixLength: 29
    publicIPAddressVersion: 'IPv4'
  }
}

// An IP that is given back cannot be had again.
resource keep 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep-egress-ips'
  scope: prefix
  properties: {
    level: 'CanNotDelete'
    notes: 'The payment API allows these IPs.'
  }
}

resource gateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: name
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    idleTimeoutInMinutes: idleTimeoutMinutes
    publicIpPrefixes: [
      {
        id: prefix.id
      }
    ]
  }
}

output natGatewayId string = gateway.id
