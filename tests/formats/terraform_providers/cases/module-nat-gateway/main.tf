module "all" {
  source                           = "Azure/avm-res-network-natgateway/azurerm"
  version                          = "0.3.2"
  name                             = "nat"
  location                         = "westeurope"
  parent_id                        = "/subscriptions/s/resourceGroups/rg"
  sku_name                         = "Standard"
  zones                            = ["1"]
  idle_timeout_in_minutes          = 10
  public_ip_resource_ids           = ["/ip/a"]
  public_ip_v6_resource_ids        = ["/ip/v6"]
  public_ip_prefix_resource_ids    = ["/prefix/a"]
  public_ip_prefix_v6_resource_ids = ["/prefix/v6"]
  public_ips = {
    one = { name = "one" }
    two = { name = "two" }
  }
  public_ip_configuration = {
    one = { sku = "Standard", sku_tier = "Global", zones = ["2"], allocation_method = "Dynamic", ip_version = "IPv6" }
  }
}

module "least" {
  source    = "Azure/avm-res-network-natgateway/azurerm"
  name      = "least"
  parent_id = "/subscriptions/s/resourceGroups/rg"
  zones     = ["1"]
}

module "unknown" {
  source                        = "Azure/avm-res-network-natgateway/azurerm"
  version                       = "0.3.0"
  name                          = "unknown"
  sku_name                      = var.x
  zones                         = ["1"]
  public_ips                    = var.x
  public_ip_resource_ids        = var.x
  public_ip_prefix_resource_ids = azurerm_public_ip_prefix.p.id
}

resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = "/subnet/nodes"
  nat_gateway_id = module.all.resource_id
}

resource "azurerm_subnet_nat_gateway_association" "b" {
  subnet_id      = "/subnet/nodes"
  nat_gateway_id = module.all.something_else
}

resource "azurerm_public_ip_prefix" "p" {
  name = "p"
}

variable "x" {}
