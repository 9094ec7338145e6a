# the pool user is in a subnet that was forgotten
$ErrorActionPreference = 'Stop'

$where = @{ ResourceGroupName = 'shop-rg'; Location = 'westeurope' }
New-AzResourceGroup -Name shop-rg -Location westeurope | Out-Null

$egress = New-AzNatGateway @where -Name egress -Sku Standard -IdleTimeoutInMinutes 10 -PublicIpPrefix (
  New-AzPublicIpPrefix @where -Name egress-prefix -PrefixLength 29 -Sku Standard)
New-AzResourceLock -LockName keep-egress -LockLevel CanNotDelete -ResourceGroupName shop-rg -ResourceName egress-prefix `
  -ResourceType Microsoft.Network/publicIPPrefixes -Force

$subnets = @()
$subnets += New-AzVirtualNetworkSubnetConfig -Name nodes -AddressPrefix 10.30.0.0/20 -DefaultOutboundAccess $false -NatGateway $egress
$subnets += New-AzVirtualNetworkSubnetConfig -Name fresh -AddressPrefix 10.30.16.0/20 -DefaultOutboundAccess $false
$network = New-AzVirtualNetwork @where -Name shop-vnet -AddressPrefix 10.30.0.0/16 -Subnet $subnets

$cluster = @{
  ResourceGroupName = 'shop-rg'
  Name              = 'shop'
  NodeName          = 'system'
  NodeCount         = 3
  NetworkPlugin     = 'azure'
  OutboundType      = 'userAssignedNATGateway'
  NodeVnetSubnetID  = ($network.Subnets | Where-Object Name -eq 'nodes').Id
}
New-AzAksCluster @cluster -GenerateSshKey

New-AzAksNodePool -ResourceGroupName shop-rg -ClusterName shop -Name user -Count 3 -VnetSubnetID ($network.Subnets | Where-Object Name -eq 'fresh').Id
