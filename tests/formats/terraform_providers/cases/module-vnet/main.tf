module "all" {
  source              = "Azure/vnet/azurerm"
  version             = "5.0.1"
  vnet_name           = "net"
  vnet_location       = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/8"]
  subnet_names        = ["b", "a"]
  use_for_each        = true
  route_tables_ids    = { a = "/table/a" }
}

module "least" {
  source   = "Azure/vnet/azurerm"
  location = "eastus"
}

module "counted" {
  source       = "Azure/vnet/azurerm"
  version      = "4.1.0"
  subnet_names = ["b", "a"]
  use_for_each = false
}

module "older" {
  source       = "Azure/vnet/azurerm"
  version      = "3.0.0"
  subnet_names = ["b", var.x]
}

module "unknown" {
  source       = "Azure/vnet/azurerm"
  version      = "4.1.0"
  subnet_names = var.x
  use_for_each = true
}

module "unclear" {
  source       = "Azure/vnet/azurerm"
  version      = "4.1.0"
  subnet_names = ["b", "a"]
  use_for_each = var.x
}

resource "azurerm_nat_gateway" "outputs" {
  name = "nat"
  tags = {
    id        = module.all.vnet_id
    name      = module.all.vnet_name
    location  = module.all.vnet_location
    by_name   = module.all.vnet_subnets_name_id["a"]
    first     = module.all.vnet_subnets[0]
    least     = module.least.vnet_name
    where     = module.least.vnet_location
    counted   = module.counted.vnet_subnets[0]
    older     = module.older.vnet_subnets[0]
    unknown   = module.unknown.vnet_subnets[0]
    by_none   = module.unknown.vnet_subnets_name_id["a"]
    unclear   = module.unclear.vnet_subnets[0]
    other     = module.all.something_else
  }
}

variable "x" {}
