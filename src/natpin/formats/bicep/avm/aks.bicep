// What avm/ptn/azd/aks 0.2.0 and 0.3.0 does with its parameters, as far as it bears on egress.
param name string
param location string = resourceGroup().location
param networkPlugin string = 'azure'
param networkPolicy string = 'azure'
param networkDataplane string?
param networkPluginMode string?
param podCidr string?
param serviceCidr string?
param loadBalancerSku string = 'standard'
param nodeResourceGroupName string = 'rg-mc-${name}'
param systemPoolConfig array?
param agentPoolConfig array?
param systemPoolSize string = 'Standard'
param agentPoolSize string = ''

var sizes = {
  CostOptimised: { count: 1, minCount: 1, maxCount: 3, availabilityZones: [] }
  Standard: { count: 3, minCount: 3, maxCount: 5, availabilityZones: [1, 2, 3] }
  HighSpec: { count: 3, minCount: 3, maxCount: 5, availabilityZones: ['1', '2', '3'] }
}
var shared = { osType: 'Linux', maxPods: 30, maxSurge: '33%', enableAutoScaling: true }

module cluster 'br/public:avm/res/container-service/managed-cluster:0.11.0' = {
  name: 'managed-cluster'
  params: {
    name: name
    location: location
    nodeResourceGroup: nodeResourceGroupName
    networkPlugin: networkPlugin
    networkPluginMode: networkPluginMode
    networkDataplane: networkDataplane
    networkPolicy: networkPolicy
    podCidr: podCidr
    serviceCidr: serviceCidr
    loadBalancerSku: loadBalancerSku
    primaryAgentPoolProfiles: !empty(systemPoolConfig)
      ? systemPoolConfig
      : [union({ name: 'npsystem', mode: 'System' }, shared, sizes[systemPoolSize])]
    agentPools: !empty(agentPoolConfig)
      ? agentPoolConfig
      : empty(agentPoolSize) ? [] : [union({ name: 'npuser', mode: 'User' }, shared, sizes[agentPoolSize])]
  }
}

output managedClusterName string = cluster.outputs.name
output resourceGroupName string = resourceGroup().name
