
resource "azapi_resource" "cluster" {
  type      = "Microsoft.ContainerService/managedClusters@2025-05-01"
  name      = "aks"
  parent_id = azapi_resource.group.id
  location  = "westeurope"
  tags      = { a = "b" }
  body = {
    sku = { name = "Automatic" }
    properties = {
      networkProfile = { outboundType = "none" }
      agentPoolProfiles = [{ name = "p", vnetSubnetID = azapi_resource.subnet.id }]
    }
  }
}

resource "azapi_resource" "group" {
  type = "Microsoft.Resources/resourceGroups@2024-01-01"
  name = "rg"
}

resource "azapi_resource" "net" {
  type      = "Microsoft.Network/virtualNetworks@2024-01-01"
  name      = "net"
  parent_id = "/subscriptions/s/resourceGroups/hub"
  body = {
    properties = {
      subnets = [
        { name = "inline", properties = { natGateway = { id = "/nat/a" } } },
        { name = "unclear", properties = var.x },
      ]
    }
  }
}

resource "azapi_resource" "subnet" {
  type      = "microsoft.network/VIRTUALNETWORKS/subnets@2024-01-01"
  name      = "nodes"
  parent_id = azapi_resource.net.id
  body      = jsonencode({ Properties = { natGateway = { id = azapi_resource.nat.id }, note = "${var.x}-a" } })
}

resource "azapi_resource" "nat" {
  type      = "Microsoft.Network/natGateways"
  name      = "nat"
  parent_id = azapi_resource.group.id
  body      = "no json"
}

resource "azapi_resource" "table" {
  type      = "Microsoft.Network/routeTables@2024-01-01"
  name      = "table"
  parent_id = azapi_resource.group.id
  body      = { properties = { routes = [{ name = "r", properties = { addressPrefix = "0.0.0.0/0" } }] } }
}

resource "azapi_resource" "route" {
  type      = "Microsoft.Network/routeTables/routes@2024-01-01"
  name      = "apart"
  parent_id = azapi_resource.table.id
  body      = { properties = var.x }
}

resource "azapi_resource" "lock" {
  type      = "Microsoft.Authorization/locks@2020-05-01"
  name      = "lock"
  parent_id = azapi_resource.nat.id
  body      = { properties = { level = "CanNotDelete" } }
}

resource "azapi_resource" "pool" {
  type      = "Microsoft.ContainerService/managedClusters/agentPools@${var.x}"
  name      = "user"
  parent_id = azapi_resource.cluster.id
  body      = var.x
}

resource "azapi_resource" "ip" {
  type      = "Microsoft.Network/publicIPAddresses@2024-01-01"
  name      = "ip"
  parent_id = var.x
  body      = var.x
}

resource "azapi_resource" "prefix" {
  type      = "Microsoft.Network/publicIPPrefixes@2024-01-01"
  name      = "prefix"
  parent_id = "/subscriptions/${var.x}/resourceGroups/mine"
  body      = jsonencode({ properties = { prefixLength = var.x } })
}

resource "azapi_resource" "other" {
  type = "Microsoft.Storage/storageAccounts@2024-01-01"
  name = "other"
}

resource "azapi_resource" "untyped" {
  type = var.x
  name = "untyped"
}

data "azapi_resource" "looked_up" {
  type        = "Microsoft.Network/natGateways@2024-01-01"
  resource_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/natGateways/found"
}

data "azapi_resource" "by_name" {
  type      = "Microsoft.Network/virtualNetworks/subnets@2024-01-01"
  name      = "found"
  parent_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net"
}

data "azapi_resource" "child" {
  type        = "Microsoft.Network/virtualNetworks/subnets@2024-01-01"
  resource_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/found"
}

variable "x" {}
