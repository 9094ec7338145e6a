terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.1, < 5.0"
    }
    azapi = {
      source  = "Azure/azapi"
      version = "~> 2.0"
    }
  }
}

variable "outbound_type" {
  type    = string
  default = "userAssignedNATGateway"
}

resource "azurerm_resource_group" "this" {
  name     = "shop"
  location = "northeurope"
}

resource "azurerm_public_ip_prefix" "egress" {
  name                = "egress"
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  prefix_length       = 30
}

resource "azapi_resource" "nat" {
  type      = "Microsoft.Network/natGateways@2025-05-01"
  name      = "egress"
  parent_id = azurerm_resource_group.this.id
  location  = azurerm_resource_group.this.location
  body = {
    sku = {
      name = "Standard"
    }
    properties = {
      idleTimeoutInMinutes = 4
    }
  }
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {
  nat_gateway_id      = azapi_resource.nat.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
}

resource "azurerm_virtual_network" "this" {
  name                = "shop"
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  address_space       = ["10.0.0.0/16"]

  subnet {
    name             = "shared"
    address_prefixes = ["10.0.9.0/24"]
  }
}

resource "azurerm_subnet" "aks" {
  name                            = "aks"
  resource_group_name             = azurerm_resource_group.this.name
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = ["10.0.0.0/22"]
  default_outbound_access_enabled = false
}

resource "azurerm_subnet_nat_gateway_association" "aks" {
  subnet_id      = azurerm_subnet.aks.id
  nat_gateway_id = azapi_resource.nat.id
}

resource "azurerm_route_table" "aks" {
  name                          = "aks"
  location                      = azurerm_resource_group.this.location
  resource_group_name           = azurerm_resource_group.this.name
  bgp_route_propagation_enabled = false

  route {
    name                   = "onprem"
    address_prefix         = "192.168.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.8.4"
  }
}

resource "azurerm_subnet_route_table_association" "aks" {
  subnet_id      = azurerm_subnet.aks.id
  route_table_id = azurerm_route_table.aks.id
}

resource "azurerm_kubernetes_cluster" "this" {
  name                = "shop"
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  dns_prefix          = "shop"

  default_node_pool {
    name                        = "system"
    vm_size                     = "Standard_D4s_v5"
    auto_scaling_enabled        = true
    min_count                   = 2
    max_count                   = 5
    vnet_subnet_id              = azurerm_subnet_nat_gateway_association.aks.subnet_id
    only_critical_addons_enabled = true
  }

  identity {
    type = "SystemAssigned"
  }

  api_server_access_profile {
    authorized_ip_ranges = [azurerm_public_ip_prefix.egress.ip_prefix]
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    outbound_type       = var.outbound_type

    dynamic "nat_gateway_profile" {
      for_each = var.outbound_type == "managedNATGateway" ? [1] : []
      content {
        idle_timeout_in_minutes = 30
      }
    }
  }
}
