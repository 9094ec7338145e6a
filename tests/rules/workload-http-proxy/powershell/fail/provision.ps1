$ErrorActionPreference = 'Stop'

$where = @{ ResourceGroupName = 'payments'; Location = 'westeurope' }
New-AzResourceGroup -Name payments -Location westeurope

$prefix = New-AzPublicIpPrefix @where -Name egress -Sku Standard -PrefixLength 29
New-AzResourceLock -LockName keep -LockLevel CanNotDelete -ResourceGroupName payments `
  -ResourceName egress -ResourceType Microsoft.Network/publicIPPrefixes -Force

$gateway = New-AzNatGateway @where -Name egress -Sku Standard -IdleTimeoutInMinutes 10 `
  -PublicIpPrefix $prefix

$nodes = New-AzVirtualNetworkSubnetConfig -Name nodes -AddressPrefix 10.0.0.0/22 `
  -DefaultOutboundAccess $false -NatGateway $gateway
$vnet = New-AzVirtualNetwork @where -Name spoke -AddressPrefix 10.0.0.0/16 -Subnet $nodes

$cluster = @{
  ResourceGroupName = 'payments'
  Name              = 'payments'
  NodeName          = 'system'
  NodeCount         = 3
  NetworkPlugin     = 'azure'
  OutboundType      = 'userAssignedNATGateway'
  NodeVnetSubnetID  = ($vnet.Subnets | Where-Object Name -eq 'nodes').Id
}
New-AzAksCluster @cluster -GenerateSshKey
