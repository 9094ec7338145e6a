terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_resource_group" "rg" {
  name     = "rg"
  location = "West Europe"
  tags     = { a = "b" }
}

resource "azurerm_management_lock" "group" {
  name       = "group"
  scope      = azurerm_resource_group.rg.id
  lock_level = "CanNotDelete"
  notes      = "why"
}

resource "azurerm_management_lock" "ip" {
  name       = "ip"
  scope      = azurerm_public_ip.ip.id
  lock_level = "ReadOnly"
}

resource "azurerm_public_ip" "ip" {
  name                = "ip"
  resource_group_name = azurerm_resource_group.rg.name
  location            = azurerm_resource_group.rg.location
  depends_on          = [time_sleep.settle, azurerm_nat_gateway.nat]
}

resource "time_sleep" "settle" {
  depends_on = [null_resource.again]
}

resource "null_resource" "again" {
  depends_on = [azurerm_resource_group.rg, time_sleep.settle]
}

resource "azurerm_nat_gateway" "nat" {
  name                = "nat"
  resource_group_name = "rg"
  depends_on          = [azurerm_management_lock.group]
}
