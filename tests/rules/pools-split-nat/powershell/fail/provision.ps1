$ErrorActionPreference = 'Stop'

$where = @{ ResourceGroupName = 'payments'; Location = 'westeurope' }
New-AzResourceGroup -Name payments -Location westeurope

$prefix = New-AzPublicIpPrefix @where -Name egress -Sku Standard -PrefixLength 29
New-AzResourceLock -LockName keep -LockLevel CanNotDelete -ResourceGroupName payments `
  -ResourceName egress -ResourceType Microsoft.Network/publicIPPrefixes -Force

$otherIp = New-AzPublicIpAddress @where -Name other -Sku Standard -AllocationMethod Static

$gateway = New-AzNatGateway @where -Name egress -Sku Standard -IdleTimeoutInMinutes 10 `
  -PublicIpPrefix $prefix

$otherGateway = New-AzNatGateway @where -Name other -Sku Standard -IdleTimeoutInMinutes 10 `
  -PublicIpAddress $otherIp

$nodes = New-AzVirtualNetworkSubnetConfig -Name nodes -AddressPrefix 10.0.0.0/22 `
  -DefaultOutboundAccess $false -NatGateway $gateway
$user = New-AzVirtualNetworkSubnetConfig -Name user -AddressPrefix 10.0.4.0/22 `
  -DefaultOutboundAccess $false -NatGateway $otherGateway
$vnet = New-AzVirtualNetwork @where -Name spoke -AddressPrefix 10.0.0.0/16 -Subnet $nodes, $user

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

New-AzAksNodePool -ResourceGroupName payments -ClusterName payments -Name user `
  -Count 3 -VnetSubnetID ($vnet.Subnets | Where-Object Name -eq 'user').Id
