# the idle timeout is in seconds
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

resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}

resource "azurerm_public_ip_prefix" "egress" {
  name                = "egress-prefix"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  prefix_length       = var.prefix_length

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  resource_group_name     = azurerm_resource_group.this.name
  location                = azurerm_resource_group.this.location
  sku_name                = "Standard"
  idle_timeout_in_minutes = var.idle_timeout_in_minutes
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {
  nat_gateway_id      = azurerm_nat_gateway.egress.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
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
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = var.outbound_type
  }

  depends_on = [azurerm_subnet_nat_gateway_association.nodes]
}
