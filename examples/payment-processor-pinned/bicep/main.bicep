// The payment processor's cluster, leaving from a prefix that is ours and stays ours. Deploy it into payments-rg.

@description('Azure region of everything.')
param location string = resourceGroup().location

@description('Minutes after which the NAT gateway forgets an idle TCP connection.')
@minValue(4)
@maxValue(120)
param idleTimeoutMinutes int = 4

module egress 'egress.bicep' = {
  name: 'egress'
  params: {
    location: location
    name: 'payments-egress'
    idleTimeoutMinutes: idleTimeoutMinutes
  }
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'payments-vnet'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/16']
    }
  }

  resource nodes 'subnets' = {
    name: 'aks-nodes'
    properties: {
      addressPrefix: '10.20.0.0/22'
      defaultOutboundAccess: false // no way out but the NAT gateway
      natGateway: {
        id: egress.outputs.natGatewayId
      }
    }
  }
}

resource cluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'payments'
  location: location
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'payments'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        count: 3
        vmSize: 'Standard_D4ds_v5'
        osType: 'Linux'
        type: 'VirtualMachineScaleSets'
        upgradeSettings: {
          maxSurge: '33%'
        }
        vnetSubnetID: vnet::nodes.id
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      outboundType: 'userAssignedNATGateway'
    }
  }
}
