param location string = 'westeurope'

module prefix 'br/public:avm/res/network/public-ip-prefix:0.4.1' = {
  params: {
    name: 'payments-prefix'
    prefixLength: 29
    lock: { kind: 'CanNotDelete' }
  }
}

module gateway 'br/public:avm/res/network/nat-gateway:1.2.2' = {
  params: {
    name: 'payments-egress'
    location: location
    zone: 0
    publicIPPrefixResourceIds: [prefix.outputs.resourceId]
    publicIPAddressObjects: [{ name: 'payments-ip' }]
  }
}

module network 'br:mcr.microsoft.com/bicep/avm/res/network/virtual-network:0.5.1' = {
  params: {
    name: 'payments-vnet'
    addressPrefixes: ['10.0.0.0/16']
    subnets: [
      {
        name: 'nodes'
        addressPrefix: '10.0.0.0/22'
        natGatewayResourceId: gateway.outputs.resourceId
        defaultOutboundAccess: false
      }
    ]
  }
}

module cluster 'br/public:avm/res/container-service/managed-cluster:0.9.0' = {
  params: {
    name: 'payments'
    networkPlugin: 'azure'
    outboundType: 'userAssignedNATGateway'
    primaryAgentPoolProfiles: [
      { name: 'system', mode: 'System', vnetSubnetResourceId: network.outputs.subnetResourceIds[0] }
    ]
    agentPools: [
      { name: 'user', vnetSubnetResourceId: network.outputs.subnetResourceIds[0], availabilityZones: [1] }
    ]
  }
}

module newer 'br/public:avm/res/network/nat-gateway:9.0.0' = {
  params: { name: 'unread' }
}

module vault 'br/public:avm/res/key-vault/vault:0.11.0' = {
  params: { name: 'unread' }
}

module aliased 'br/verified:network/route-table:0.4.1' = {
  params: { name: 'rt', routes: [{ name: 'out', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } }] }
}
