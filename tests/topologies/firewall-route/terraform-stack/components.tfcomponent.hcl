# a route sends everything to a firewall, past the NAT gateway
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

variable "idle_timeout_in_minutes" {
  type = number
}

variable "prefix_length" {
  type = number
}

variable "next_hop_type" {
  type = string
}

component "shop" {
  source = "./module"

  inputs = {
    group                   = var.group
    outbound_type           = var.outbound_type
    idle_timeout_in_minutes = var.idle_timeout_in_minutes
    prefix_length           = var.prefix_length
    next_hop_type           = var.next_hop_type
  }

  providers = {
    azurerm = provider.azurerm.this
  }
}
