$ErrorActionPreference = 'Stop'

$where = @{ ResourceGroupName = 'payments'; Location = 'westeurope' }
New-AzResourceGroup -Name payments -Location westeurope

$prefix = New-AzPublicIpPrefix @where -Name egress -Sku StandardV2 -PrefixLength 29
New-AzResourceLock -LockName keep -LockLevel CanNotDelete -ResourceGroupName payments `
  -ResourceName egress -ResourceType Microsoft.Network/publicIPPrefixes -Force

$prefix6 = New-AzPublicIpPrefix @where -Name egress-ipv6 -Sku StandardV2 -IpAddressVersion IPv6 `
  -PrefixLength 127

$gateway = New-AzNatGateway @where -Name egress -Sku StandardV2 -IdleTimeoutInMinutes 10 `
  -PublicIpPrefix $prefix -PublicIpPrefixV6 $prefix6

$nodes = New-AzVirtualNetworkSubnetConfig -Name nodes -AddressPrefix 10.0.0.0/22 `
  -DefaultOutboundAccess $false -NatGateway $gateway
$vnet = New-AzVirtualNetwork @where -Name spoke -AddressPrefix 10.0.0.0/16 -Subnet $nodes

$cluster = @{
  ResourceGroupName = 'payments'
  Name              = 'payments'
  NodeName          = 'system'
  NodeCount         = 3
  NetworkPlugin     = 'azure'
  IPFamily          = 'IPv4', 'IPv6'
  OutboundType      = 'userAssignedNATGateway'
  NodeVnetSubnetID  = ($vnet.Subnets | Where-Object Name -eq 'nodes').Id
}
New-AzAksCluster @cluster -GenerateSshKey
