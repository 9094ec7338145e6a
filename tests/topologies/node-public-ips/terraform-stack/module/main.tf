# nodes have public IPs of their own
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.40"
    }
  }
}

resource "azurerm_resource_group" "this" {
  name     = var.group
  location = "westeurope"
}

resource "azurerm_virtual_network" "this" {
  name                = "shop-vnet"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = azurerm_resource_group.this.name
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = ["10.30.0.0/20"]
  default_outbound_access_enabled = false
}

resource "azurerm_kubernetes_cluster" "this" {
  name                = "shop"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  dns_prefix          = "shop"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4ds_v5"
    node_count = 3
    vnet_subnet_id = azurerm_subnet.nodes.id
    node_public_ip_enabled = var.node_public_ip_enabled
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = var.outbound_type
  }
}
