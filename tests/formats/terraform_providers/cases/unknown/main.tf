terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

variable "x" {}

resource "azurerm_kubernetes_cluster" "blocks" {
  name = var.x
  default_node_pool {
    name                         = var.x
    vnet_subnet_id               = var.x
    only_critical_addons_enabled = var.x
    node_labels                  = { a = var.x }
    zones                        = var.x
    upgrade_settings {
      max_surge = var.x
    }
  }
  network_profile {
    network_plugin = var.x
    dynamic "nat_gateway_profile" {
      for_each = var.x
      content {
        idle_timeout_in_minutes = nat_gateway_profile.value
      }
    }
    load_balancer_profile {
      outbound_ip_address_ids = var.x
    }
  }
  dynamic "aci_connector_linux" {
    for_each = var.x
    content {
      subnet_name = "aci"
    }
  }
}

resource "azurerm_kubernetes_cluster" "everything" {
  name = "everything"
  dynamic "network_profile" {
    for_each = var.x
    content {
      network_plugin = "azure"
    }
  }
  dynamic "default_node_pool" {
    for_each = var.x
    content {
      name = "system"
    }
  }
}

resource "azurerm_subnet" "s" {
  name                            = "s"
  virtual_network_name            = var.x
  resource_group_name             = var.x
  address_prefixes                = var.x
  service_endpoints               = var.x
  default_outbound_access_enabled = var.x
  nat_gateway_id                  = var.x
  route_table_id                  = var.x
  dynamic "delegation" {
    for_each = var.x
    content {
      name = "d"
    }
  }
}

resource "azurerm_public_ip" "p" {
  name    = "p"
  zones   = var.x
  sku     = var.x
  ip_tags = var.x
}

resource "azurerm_route_table" "r" {
  name                          = "r"
  bgp_route_propagation_enabled = var.x
}

resource "azurerm_nat_gateway" "n" {
  name                    = "n"
  idle_timeout_in_minutes = var.x
}

resource "azurerm_nat_gateway" "nulls" {
  name                    = "nulls"
  idle_timeout_in_minutes = null
  zones                   = null
  sku_name                = ""
}

resource "azurerm_route_table" "elements" {
  name  = "elements"
  route = [var.x, { name = "r", address_prefix = "0.0.0.0/0" }]
}
