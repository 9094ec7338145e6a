terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_public_ip" "all" {
  name                    = "ip"
  resource_group_name     = "rg"
  location                = "westeurope"
  tags                    = { a = "b" }
  zones                   = ["1", "2", "3"]
  sku                     = "StandardV2"
  sku_tier                = "Global"
  allocation_method       = "Static"
  ip_version              = "IPv6"
  ip_tags                 = { RoutingPreference = "Internet", FirstPartyUsage = "/x" }
  ddos_protection_mode    = "Enabled"
  public_ip_prefix_id     = "/prefix/a"
  idle_timeout_in_minutes = 30
  ip_address              = "20.1.2.3"
}

resource "azurerm_public_ip" "least" {
  name = "least"
}

resource "azurerm_public_ip" "tiered" {
  name     = "tiered"
  sku_tier = "Regional"
}

resource "azurerm_public_ip_prefix" "all" {
  name                = "prefix"
  location            = "westeurope"
  tags                = { a = "b" }
  zones               = ["1"]
  sku                 = "StandardV2"
  sku_tier            = "Regional"
  prefix_length       = 30
  ip_version          = "IPv4"
  custom_ip_prefix_id = "/custom/a"
  ip_prefix           = "20.1.2.0/30"
}

resource "azurerm_public_ip_prefix" "least" {
  name = "least"
}

resource "azurerm_nat_gateway" "what_makes_it_egress" {
  name = "nat"
}
