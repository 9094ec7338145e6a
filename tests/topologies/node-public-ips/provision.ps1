# nodes have public IPs of their own
$ErrorActionPreference = 'Stop'

$where = @{ ResourceGroupName = 'shop-rg'; Location = 'westeurope' }
New-AzResourceGroup -Name shop-rg -Location westeurope | Out-Null

$subnets = @()
$subnets += New-AzVirtualNetworkSubnetConfig -Name nodes -AddressPrefix 10.30.0.0/20 -DefaultOutboundAccess $false
$network = New-AzVirtualNetwork @where -Name shop-vnet -AddressPrefix 10.30.0.0/16 -Subnet $subnets

$cluster = @{
  ResourceGroupName = 'shop-rg'
  Name              = 'shop'
  NodeName          = 'system'
  NodeCount         = 3
  NetworkPlugin     = 'azure'
  OutboundType      = 'loadBalancer'
  NodeVnetSubnetID  = ($network.Subnets | Where-Object Name -eq 'nodes').Id
  EnableNodePublicIp = $true
}
New-AzAksCluster @cluster -GenerateSshKey
