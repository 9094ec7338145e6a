module "all" {
  source                        = "Azure/subnets/azurerm"
  version                       = "1.0.0"
  virtual_network_name          = "net"
  virtual_network_location      = "westeurope"
  virtual_network_address_space = ["10.0.0.0/8"]
  resource_group_name           = "rg"
  subnets = {
    nodes = {
      address_prefixes                = ["10.0.0.0/24"]
      default_outbound_access_enabled = false
      nat_gateway                     = { id = azurerm_nat_gateway.outputs.id }
      route_table                     = { id = "/table/a" }
    }
    bare    = { address_prefixes = ["10.0.1.0/24"] }
    unknown = var.x
  }
}

module "unknown" {
  source  = "Azure/subnets/azurerm"
  subnets = var.x
}

resource "azurerm_nat_gateway" "outputs" {
  name = "nat"
}

resource "azurerm_route_table" "outputs" {
  name = "table"
  tags = {
    id       = module.all.vnet_id
    name     = module.all.vnet_name
    location = module.all.vnet_location
    nodes    = module.all.vnet_subnets_name_id["nodes"]
    unknown  = module.unknown.vnet_subnets_name_id["nodes"]
    other    = module.all.something_else
  }
}

variable "x" {}
