# nothing is written about egress
$ErrorActionPreference = 'Stop'

$where = @{ ResourceGroupName = 'shop-rg'; Location = 'westeurope' }
New-AzResourceGroup -Name shop-rg -Location westeurope | Out-Null

$cluster = @{
  ResourceGroupName = 'shop-rg'
  Name              = 'shop'
  NodeName          = 'system'
  NodeCount         = 3
  NetworkPlugin     = 'azure'
}
New-AzAksCluster @cluster -GenerateSshKey
