provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "payments-vnet"
  resource_group_name = "payments-rg"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "payments-rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.0.0/22"]
}

resource "azurerm_public_ip_prefix" "egress" {
  name                = "payments-egress"
  resource_group_name = "payments-rg"
  location            = "westeurope"
  prefix_length       = 29

  lifecycle {
    prevent_destroy = true
  }
}
