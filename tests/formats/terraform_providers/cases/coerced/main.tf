terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_nat_gateway" "n" {
  name                    = 7
  idle_timeout_in_minutes = "10"
  zones                   = [1, 2]
}

resource "azurerm_nat_gateway" "wrong" {
  name                    = "wrong"
  idle_timeout_in_minutes = "ten"
}

resource "azurerm_nat_gateway" "fraction" {
  name                    = "fraction"
  idle_timeout_in_minutes = "4.5"
  zones                   = "1"
}

resource "azurerm_subnet" "s" {
  name                            = true
  default_outbound_access_enabled = "false"
}

resource "azurerm_subnet" "one" {
  name                            = "one"
  default_outbound_access_enabled = "1"
}

resource "azurerm_subnet" "wrong" {
  name                            = "wrong"
  default_outbound_access_enabled = "no"
}

resource "azurerm_route_table" "r" {
  name                          = "r"
  bgp_route_propagation_enabled = "true"
}

resource "azurerm_public_ip_prefix" "p" {
  name          = 1.5
  prefix_length = 30.0
  zones         = [1.0, true, ""]
}

resource "azurerm_kubernetes_cluster" "c" {
  name               = "c"
  kubernetes_version = 1.33
  default_node_pool {
    name           = "p"
    vnet_subnet_id = ""
  }
}
