# The payment processor's cluster, leaving from a prefix that is ours and stays ours.

terraform {
  required_version = ">= 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.40"
    }
  }
}

provider "azurerm" {
  features {}
}

resource "azurerm_resource_group" "payments" {
  name     = "payments-rg"
  location = var.location
}

resource "azurerm_virtual_network" "payments" {
  name                = "payments-vnet"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                            = "aks-nodes"
  resource_group_name             = azurerm_resource_group.payments.name
  virtual_network_name            = azurerm_virtual_network.payments.name
  address_prefixes                = ["10.20.0.0/22"]
  default_outbound_access_enabled = false # no way out but the NAT gateway
}
