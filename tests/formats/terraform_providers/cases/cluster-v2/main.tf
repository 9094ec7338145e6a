
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "2.99.0"
    }
  }
}

resource "azurerm_kubernetes_cluster" "old" {
  name                 = "aks"
  private_link_enabled = true
  addon_profile {
    aci_connector_linux {
      enabled     = false
      subnet_name = "aci"
    }
  }
  default_node_pool {
    name               = "system"
    availability_zones = ["1", "2"]
  }
}

resource "azurerm_kubernetes_cluster" "older" {
  name = "older"
  agent_pool_profile {
    name  = "one"
    count = 2
  }
  agent_pool_profile {
    name           = "two"
    vnet_subnet_id = "/subnet/nodes"
    os_type        = "Windows"
  }
}

resource "azurerm_public_ip" "one_zone" {
  name              = "ip"
  availability_zone = "2"
}

resource "azurerm_public_ip" "redundant" {
  name              = "ip"
  availability_zone = "Zone-Redundant"
}

resource "azurerm_public_ip_prefix" "none" {
  name              = "prefix"
  availability_zone = "No-Zone"
}

resource "azurerm_kubernetes_cluster" "connector" {
  name = "connector"
  addon_profile {
    aci_connector_linux {
      subnet_name = "aci"
    }
  }
}
