module "all" {
  source                  = "Azure/avm-res-network-natgateway/azurerm"
  version                 = "0.2.1"
  name                    = "nat"
  location                = "westeurope"
  resource_group_name     = "rg"
  sku_name                = "Standard"
  zones                   = ["1"]
  idle_timeout_in_minutes = 10
  public_ips              = { one = { name = "one" }, two = var.x }
  public_ip_configuration = { allocation_method = "Dynamic", sku = "Basic", zones = ["2"] }
  public_ip_prefix_length = 30
  subnet_associations     = { nodes = { resource_id = "/subnet/nodes" }, unknown = var.x }
}

module "least" {
  source                  = "Azure/avm-res-network-natgateway/azurerm"
  name                    = "least"
  public_ips              = { one = { name = "one" } }
  public_ip_prefix_length = 0
}

module "unknown" {
  source                  = "Azure/avm-res-network-natgateway/azurerm"
  version                 = "0.2.0"
  name                    = var.x
  public_ips              = var.x
  public_ip_prefix_length = var.x
  subnet_associations     = var.x
}

resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = "/subnet/nodes"
  nat_gateway_id = module.all.resource_id
}

variable "x" {}
