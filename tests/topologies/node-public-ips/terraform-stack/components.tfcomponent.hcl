# nodes have public IPs of their own
required_providers {
  azurerm = {
    source  = "hashicorp/azurerm"
    version = "~> 4.40"
  }
}

provider "azurerm" "this" {
  config {
    features {}
  }
}

variable "group" {
  type = string
}

variable "outbound_type" {
  type = string
}

variable "node_public_ip_enabled" {
  type = bool
}

component "shop" {
  source = "./module"

  inputs = {
    group                  = var.group
    outbound_type          = var.outbound_type
    node_public_ip_enabled = var.node_public_ip_enabled
  }

  providers = {
    azurerm = provider.azurerm.this
  }
}
