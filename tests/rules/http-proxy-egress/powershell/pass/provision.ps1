$ErrorActionPreference = 'Stop'

$where = @{ ResourceGroupName = 'payments'; Location = 'westeurope' }
New-AzResourceGroup -Name payments -Location westeurope

$cluster = @{
  ResourceGroupName = 'payments'
  Name              = 'payments'
  NodeName          = 'system'
  NodeCount         = 3
  NetworkPlugin     = 'azure'
  OutboundType      = 'managedNATGateway'
}
New-AzAksCluster @cluster -GenerateSshKey
