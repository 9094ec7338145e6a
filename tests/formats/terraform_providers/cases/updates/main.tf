
resource "azapi_update_resource" "whole" {
  type        = "Microsoft.Network/virtualNetworks/subnets@2024-01-01"
  resource_id = azurerm_subnet.nodes.id
  body = {
    properties = {
      natGateway            = { id = azurerm_nat_gateway.nat.id }
      routeTable            = { id = "/table/a" }
      defaultOutboundAccess = false
      nothing               = null
    }
  }
}

resource "azapi_update_resource" "cluster" {
  type        = "Microsoft.ContainerService/managedClusters@2024-01-01"
  resource_id = azurerm_kubernetes_cluster.aks.id
  body        = { properties = { networkProfile = { outboundType = "none", NatGatewayProfile = { idleTimeoutInMinutes = 9 } } } }
}

resource "azapi_update_resource" "nat" {
  type      = "Microsoft.Network/natGateways@2024-01-01"
  parent_id = "/subscriptions/s/resourceGroups/rg"
  name      = "nat"
  body      = { properties = { publicIpAddresses = [{ id = "/ip/a" }, { id = "/ip/b" }], idleTimeoutInMinutes = 30 } }
}

resource "azapi_update_resource" "child" {
  type      = "Microsoft.Network/virtualNetworks/subnets@2024-01-01"
  parent_id = azurerm_virtual_network.net.id
  name      = "nodes"
  body      = { properties = { addressPrefixes = ["10.9.0.0/24"] } }
}

resource "azapi_update_resource" "perhaps" {
  count       = var.x
  type        = "Microsoft.Network/publicIPAddresses@2024-01-01"
  resource_id = azurerm_public_ip.ip.id
  body        = { sku = { name = "StandardV2" } }
}

resource "azapi_update_resource" "any" {
  type        = "Microsoft.Network/publicIPPrefixes@2024-01-01"
  resource_id = var.x
  body        = { properties = { prefixLength = 31 } }
}

resource "azapi_update_resource" "lost" {
  type = "Microsoft.Network/routeTables@2024-01-01"
  body = { properties = { disableBgpRoutePropagation = true } }
}

resource "azapi_update_resource" "elsewhere" {
  type        = "Microsoft.Network/natGateways@2024-01-01"
  resource_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/natGateways/other"
  body        = { properties = { idleTimeoutInMinutes = 99 } }
}

resource "azurerm_virtual_network" "net" {
  name                = "net"
  resource_group_name = "rg"
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = azurerm_virtual_network.net.name
  resource_group_name  = "rg"
}

resource "azurerm_nat_gateway" "nat" {
  name                = "nat"
  resource_group_name = "rg"
}

resource "azurerm_kubernetes_cluster" "aks" {
  name = "aks"
  network_profile {
    network_plugin = "azure"
    nat_gateway_profile {
      managed_outbound_ip_count = 2
    }
  }
  default_node_pool {
    name = "p"
  }
}

resource "azurerm_public_ip" "ip" {
  name = "ip"
}

resource "azurerm_public_ip_prefix" "one" {
  name = "one"
}

resource "azurerm_public_ip_prefix" "two" {
  name = "two"
}

resource "azurerm_route_table" "table" {
  name = "table"
}

variable "x" {}
