terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

data "azurerm_kubernetes_cluster" "aks" {
  name                = "aks"
  resource_group_name = "rg"
}

data "azurerm_kubernetes_cluster_node_pool" "pool" {
  name                    = "pool"
  kubernetes_cluster_name = "aks"
  resource_group_name     = "rg"
}

data "azurerm_public_ip" "ip" {
  name                = "ip"
  resource_group_name = "rg"
}

data "azurerm_public_ip_prefix" "prefix" {
  name                = "prefix"
  resource_group_name = "rg"
}

data "azurerm_nat_gateway" "nat" {
  name                = "nat"
  resource_group_name = data.azurerm_resource_group.rg.name
}

data "azurerm_virtual_network" "net" {
  name                = "net"
  resource_group_name = "rg"
}

data "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = data.azurerm_virtual_network.net.name
  resource_group_name  = "rg"
}

data "azurerm_route_table" "table" {
  name                = "table"
  resource_group_name = "rg"
}

data "azurerm_resource_group" "rg" {
  name = "rg"
}

data "azurerm_firewall" "fw" {
  name                = "fw"
  resource_group_name = "rg"
}

resource "azurerm_kubernetes_cluster_node_pool" "user" {
  name                  = "user"
  kubernetes_cluster_id = data.azurerm_kubernetes_cluster.aks.id
  vnet_subnet_id        = data.azurerm_subnet.nodes.id
}
