module "all" {
  source    = "Azure/avm-res-network-virtualnetwork/azurerm"
  version   = "0.10.0"
  name      = "net"
  location  = "westeurope"
  parent_id = "/subscriptions/s/resourceGroups/rg"
  subnets = {
    nodes = {
      name                            = "nodes"
      address_prefixes                = ["10.0.0.0/24"]
      default_outbound_access_enabled = true
      nat_gateway                     = { id = azurerm_nat_gateway.nat.id }
      route_table                     = { id = "/table/a" }
    }
    bare    = { name = "bare" }
    unknown = var.x
  }
}

module "older" {
  source              = "Azure/avm-res-network-virtualnetwork/azurerm"
  version             = "0.2.3"
  name                = "older"
  resource_group_name = "rg"
  subnets             = var.x
}

module "in_group" {
  source              = "Azure/avm-res-network-virtualnetwork/azurerm"
  name                = "ingroup"
  resource_group_name = azurerm_resource_group.rg.name
}

module "in_unknown" {
  source              = "Azure/avm-res-network-virtualnetwork/azurerm"
  resource_group_name = var.x
}

module "least" {
  source = "Azure/avm-res-network-virtualnetwork/azurerm"
}

module "subnet" {
  source           = "Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet"
  version          = "0.8.1"
  name             = "apart"
  virtual_network  = { resource_id = "/net/a" }
  address_prefixes = ["10.0.9.0/24"]
  nat_gateway      = { id = azurerm_nat_gateway.nat.id }
}

module "newer_subnet" {
  source    = "Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet"
  version   = "0.22.0"
  name      = "newer"
  parent_id = module.all.resource_id
}

resource "azurerm_resource_group" "rg" {
  name     = var.x
  location = "westeurope"
}

resource "azurerm_nat_gateway" "nat" {
  name = "nat"
}

resource "azurerm_route_table" "outputs" {
  name = "table"
  tags = {
    id      = module.all.resource_id
    name    = module.all.name
    subnet  = module.all.subnets["nodes"].resource_id
    called  = module.all.subnets["nodes"].name
    unknown = module.older.subnets["nodes"].resource_id
    other   = module.all.something_else
    apart   = module.subnet.resource_id
    named   = module.subnet.name
    nothing = module.subnet.something_else
  }
}

variable "x" {}
