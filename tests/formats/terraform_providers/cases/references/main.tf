terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_kubernetes_cluster" "aks" {
  name                = "aks"
  resource_group_name = azurerm_resource_group.rg.name
  default_node_pool {
    name           = "p"
    vnet_subnet_id = azurerm_subnet_nat_gateway_association.a.id
    pod_subnet_id  = "${azurerm_virtual_network.net.id}/subnets/pods"
  }
  api_server_access_profile {
    authorized_ip_ranges = ["${azurerm_public_ip.ip.ip_address}/32", azurerm_public_ip_prefix.prefix.ip_prefix]
    subnet_id            = tolist(azurerm_virtual_network.one.subnet)[0].id
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "route" {
  name                  = "route"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks.id
  vnet_subnet_id        = azurerm_subnet_route_table_association.a.id
  pod_subnet_id         = "${azurerm_resource_group.rg.id}/providers/Microsoft.Network/virtualNetworks/net/subnets/s"
}

resource "azurerm_kubernetes_cluster_node_pool" "random" {
  name                  = random_pet.name.id
  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks.id
  vnet_subnet_id        = "${azurerm_subnet.nodes.id}"
  pod_subnet_id         = [for each in azurerm_virtual_network.one.subnet : each.id if each.name == "only"][0]
  node_labels           = { group = azurerm_kubernetes_cluster.aks.node_resource_group }
}

resource "azurerm_nat_gateway" "ids" {
  name = "ids"
  public_ip_address_ids = [
    "${azurerm_public_ip.ip.id}", "/x/${azurerm_route.r.id}", "/x/${azurerm_firewall.fw.id}/y",
    "/x/${azurerm_route_table.t.id}/y", "/x/${azurerm_nat_gateway.other.id}/y", "/x/${azurerm_management_lock.l.id}",
    "/x/${azurerm_kubernetes_cluster.aks.id}/y", "/x/${azurerm_public_ip_prefix.prefix.id}/y", "/x/${azurerm_subnet.nodes.id}/y",
    "/x/${azapi_resource.api.id}/y", "/x/${azurerm_virtual_network.unnamed.id}/y", "/x/${azurerm_kubernetes_cluster_node_pool.route.id}/y",
    azapi_resource.api.output.properties.ipAddress, "/x/${random_pet.name.id}/y",
    "/x/${azurerm_route_table.nameless.id}/y",
  ]
}

resource "azapi_resource" "api" {
  type      = "Microsoft.Network/publicIPAddresses@2024-01-01"
  name      = "api"
  parent_id = azurerm_resource_group.rg.id
}

resource "azurerm_resource_group" "rg" {
  name     = "rg"
  location = "westeurope"
}

resource "azurerm_virtual_network" "net" {
  name                = "net"
  resource_group_name = azurerm_resource_group.rg.name
}

resource "azurerm_virtual_network" "one" {
  name                = "one"
  resource_group_name = "rg"
  subnet {
    name = "only"
  }
}

resource "azurerm_virtual_network" "unnamed" {
  name                = random_pet.name.id
  resource_group_name = var.x
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.net.name
}

resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.other.id
}

resource "azurerm_subnet_route_table_association" "a" {
  subnet_id      = azurerm_subnet.nodes.id
  route_table_id = azurerm_route_table.t.id
}

resource "azurerm_nat_gateway" "other" {
  name                = "other"
  resource_group_name = "rg"
}

resource "azurerm_public_ip" "ip" {
  name                = "ip"
  resource_group_name = "rg"
}

resource "azurerm_public_ip_prefix" "prefix" {
  name                = "prefix"
  resource_group_name = "rg"
}

resource "azurerm_route_table" "t" {
  name                = "t"
  resource_group_name = "rg"
}

resource "azurerm_route" "r" {
  name                = "r"
  resource_group_name = "rg"
  route_table_name    = "t"
}

resource "azurerm_firewall" "fw" {
  name                = "fw"
  resource_group_name = "rg"
}

resource "azurerm_management_lock" "l" {
  name  = "l"
  scope = azurerm_nat_gateway.other.id
}

resource "random_pet" "name" {}

variable "x" {}

resource "azurerm_route_table" "nameless" {
  resource_group_name = "rg"
}
