module "all" {
  source                  = "Azure/network/azurerm"
  version                 = "5.3.0"
  vnet_name               = "net"
  resource_group_location = "westeurope"
  resource_group_name     = "rg"
  subnet_names            = ["b", "a"]
  use_for_each            = true
}

module "least" {
  source = "Azure/network/azurerm"
}

module "unknown" {
  source       = "Azure/network/azurerm"
  version      = "5.0.0"
  subnet_names = var.x
}

module "partly" {
  source       = "Azure/network/azurerm"
  version      = "5.0.0"
  subnet_names = ["b", var.x]
  use_for_each = true
}

module "unclear" {
  source       = "Azure/network/azurerm"
  version      = "5.0.0"
  subnet_names = ["b", "a"]
  use_for_each = var.x
}

resource "azurerm_nat_gateway" "outputs" {
  name = "nat"
  tags = {
    id       = module.all.vnet_id
    name     = module.all.vnet_name
    location = module.all.vnet_location
    first    = module.all.vnet_subnets[0]
    least    = module.least.vnet_name
    only     = module.least.vnet_subnets[0]
    unknown  = module.unknown.vnet_subnets[0]
    partly   = module.partly.vnet_subnets[0]
    unclear  = module.unclear.vnet_subnets[0]
    other    = module.all.something_else
  }
}

variable "x" {}
