terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_nat_gateway" "all" {
  name                    = "nat"
  resource_group_name     = azurerm_resource_group.rg.name
  location                = azurerm_resource_group.rg.location
  tags                    = { a = "b" }
  idle_timeout_in_minutes = 10
  sku_name                = "StandardV2"
  zones                   = ["1"]
  public_ip_address_ids   = ["/ip/a"]
  public_ip_prefix_ids    = ["/prefix/a"]
}

resource "azurerm_nat_gateway" "least" {
  name = "least"
}

resource "azurerm_resource_group" "rg" {
  name     = "rg"
  location = "westeurope"
}

resource "azurerm_nat_gateway_public_ip_association" "ip" {
  nat_gateway_id       = azurerm_nat_gateway.all.id
  public_ip_address_id = azurerm_public_ip.ip.id
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "prefix" {
  nat_gateway_id      = azurerm_nat_gateway.all.id
  public_ip_prefix_id = "/prefix/b"
}

resource "azurerm_subnet_nat_gateway_association" "subnet" {
  count          = var.on ? 1 : 0
  subnet_id      = "/subnet/nodes"
  nat_gateway_id = azurerm_nat_gateway.all.id
}

resource "azurerm_subnet_nat_gateway_association" "none" {
  subnet_id      = "/subnet/nodes"
  nat_gateway_id = null
}

resource "azurerm_public_ip" "ip" {
  name = "ip"
}

variable "on" {}
