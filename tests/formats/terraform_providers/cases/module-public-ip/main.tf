module "all" {
  source               = "Azure/avm-res-network-publicipaddress/azurerm"
  version              = "0.2.0"
  name                 = "ip"
  location             = "westeurope"
  resource_group_name  = "rg"
  ip_version           = "IPv4"
  ip_tags              = { RoutingPreference = "Internet" }
  sku                  = "StandardV2"
  sku_tier             = "Global"
  allocation_method    = "Dynamic"
  zones                = ["1"]
  ddos_protection_mode = "Enabled"
  public_ip_prefix_id  = "/prefix/a"
  lock                 = { kind = "CanNotDelete", name = "keep" }
}

module "least" {
  source = "Azure/avm-res-network-publicipaddress/azurerm"
  name   = "least"
}

resource "azurerm_nat_gateway" "nat" {
  name                  = "nat"
  public_ip_address_ids = [module.all.resource_id, module.all.public_ip_id, module.all.public_ip_address, module.all.name, module.all.something_else]
}
