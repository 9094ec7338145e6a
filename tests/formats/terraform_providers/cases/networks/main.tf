terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_virtual_network" "all" {
  name                = "net"
  resource_group_name = "rg"
  location            = "westeurope"
  tags                = { a = "b" }
  address_space       = ["10.0.0.0/8"]
  subnet {
    name                            = "inline"
    address_prefixes                = ["10.0.0.0/24"]
    default_outbound_access_enabled = false
    service_endpoints               = ["Microsoft.Storage"]
    route_table_id                  = "/table/a"
  }
  subnet {
    name           = "v3"
    address_prefix = "10.0.1.0/24"
  }
}

resource "azurerm_virtual_network" "empty" {
  name = "empty"
  dynamic "subnet" {
    for_each = []
    content {
      name = subnet.value
    }
  }
}

resource "azurerm_virtual_network" "unknown" {
  name = "unknown"
  dynamic "subnet" {
    for_each = var.subnets
    content {
      name = subnet.value
    }
  }
}

resource "azurerm_subnet" "all" {
  name                            = "nodes"
  resource_group_name             = azurerm_virtual_network.all.resource_group_name
  virtual_network_name            = azurerm_virtual_network.all.name
  address_prefixes                = ["10.1.0.0/24", "10.1.1.0/24"]
  default_outbound_access_enabled = true
  service_endpoints               = ["Microsoft.Storage", "Microsoft.Sql"]
  delegation {
    name = "aci"
    service_delegation {
      name    = "Microsoft.ContainerInstance/containerGroups"
      actions = ["x"]
    }
  }
  nat_gateway_id = "/nat/a"
  route_table_id = "/table/a"
}

resource "azurerm_subnet" "v5" {
  name                 = "v5"
  virtual_network_name = "net"
  route_table_id_wo    = "/table/b"
  service_endpoint {
    service = "Microsoft.KeyVault"
  }
}

resource "azurerm_subnet" "old" {
  name                 = "old"
  virtual_network_name = "net"
  resource_group_name  = "rg"
  address_prefix       = "10.2.0.0/24"
}

variable "subnets" {}

resource "azurerm_nat_gateway" "what_makes_it_egress" {
  name = "nat"
}
