$ErrorActionPreference = 'Stop'

$where = @{ ResourceGroupName = 'payments'; Location = 'westeurope' }
New-AzResourceGroup -Name payments -Location westeurope

$cluster = @{
  ResourceGroupName = 'payments'
  Name              = 'payments'
  NodeName          = 'system'
  NodeCount         = 5
  NetworkPlugin     = 'azure'
  OutboundType      = 'loadBalancer'
}
New-AzAksCluster @cluster -GenerateSshKey
