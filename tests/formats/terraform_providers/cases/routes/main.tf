terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_route_table" "all" {
  name                          = "table"
  resource_group_name           = "rg"
  location                      = "westeurope"
  tags                          = { a = "b" }
  bgp_route_propagation_enabled = false
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.fw.ip_configuration[0].private_ip_address
  }
  route {
    name           = "local"
    address_prefix = "10.0.0.0/8"
    next_hop_type  = "VnetLocal"
  }
}

resource "azurerm_route" "apart" {
  name                   = "apart"
  resource_group_name    = "rg"
  route_table_name       = azurerm_route_table.all.name
  address_prefix         = "0.0.0.0/0"
  next_hop_type          = "VirtualAppliance"
  next_hop_in_ip_address = "10.0.0.4"
}

resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = "/subnet/nodes"
  route_table_id = azurerm_route_table.all.id
}

resource "azurerm_firewall" "fw" {
  name                = "fw"
  resource_group_name = "rg"
  location            = "westeurope"
  zones               = ["1"]
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  ip_configuration {
    name                 = "one"
    subnet_id            = "/subnet/fw"
    public_ip_address_id = "/ip/fw"
    private_ip_address   = "10.0.0.4"
  }
}

resource "azurerm_nat_gateway" "what_makes_it_egress" {
  name = "nat"
}
