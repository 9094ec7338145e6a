// What avm/ptn/azd/aks-automatic-cluster 0.1.0 to 0.3.0 does with its parameters, as far as it bears on egress: a cluster of
// SKU Automatic behind a NAT gateway that AKS manages.
param name string
param location string = resourceGroup().location

module cluster 'br/public:avm/res/container-service/managed-cluster:0.11.1' = {
  name: 'managed-cluster'
  params: {
    name: name
    location: location
    skuName: 'Automatic'
    outboundType: 'managedNATGateway'
    nodeProvisioningProfileMode: 'Auto'
    primaryAgentPoolProfiles: [{ name: 'systempool', count: 3, mode: 'System' }]
  }
}

output clusterName string = cluster.outputs.name
output resourceGroupName string = resourceGroup().name
