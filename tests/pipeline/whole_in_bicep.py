"""A whole set-up in Bicep: an IP, a gateway, a network and a cluster."""

from __future__ import annotations

_WHOLE = """\
resource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'out'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}
resource out 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'out'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: ip.id }] }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'nodes', properties: { addressPrefix: '10.0.0.0/22'GATEWAY } }]
  }
}
resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'CLUSTER'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'c'
    agentPoolProfiles: [{ name: 'core', mode: 'System', count: 3, vnetSubnetID: '${net.id}/subnets/nodes' }]
    networkProfile: { networkPlugin: 'azure', outboundType: 'OUTBOUND' }
  }
}
"""


def whole(cluster: str, outbound: str = "userAssignedNATGateway", gateway: bool = True) -> str:
    """``cluster``: its name. ``outbound``: its outbound type. ``gateway``: whether the subnet has it."""
    attached = ", natGateway: { id: out.id }" if gateway else ""
    return _WHOLE.replace("GATEWAY", attached).replace("CLUSTER", cluster).replace("OUTBOUND", outbound)
