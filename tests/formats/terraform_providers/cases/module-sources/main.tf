module "host" {
  source  = "registry.terraform.io/Azure/vnet/azurerm"
  version = ">= 3.0, < 4.0"
}

module "too_old" {
  source  = "Azure/vnet/azurerm"
  version = "2.9.9"
}

module "too_new" {
  source  = "Azure/vnet/azurerm"
  version = "6.0.0"
}

module "first" {
  source  = "Azure/vnet/azurerm"
  version = "3"
}

module "git" {
  source = "git::https://github.com/Azure/terraform-azurerm-vnet.git?ref=v4.1.0"
}

module "git_ssh" {
  source = "git@github.com:Azure/terraform-azurerm-vnet.git?depth=1&ref=5.0.1"
}

module "git_folder" {
  source = "git::https://github.com/Azure/terraform-azurerm-avm-res-network-virtualnetwork.git//modules/subnet?ref=v0.8.1"
}

module "short" {
  source = "vnet/azurerm"
}

resource "azurerm_nat_gateway" "nat" {
  name = "nat"
}
