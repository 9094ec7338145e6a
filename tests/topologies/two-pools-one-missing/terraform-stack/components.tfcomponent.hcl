# the pool user is in a subnet that was forgotten
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

component "shop" {
  source = "./module"

  inputs = {
    group                   = var.group
    outbound_type           = var.outbound_type
    idle_timeout_in_minutes = var.idle_timeout_in_minutes
    prefix_length           = var.prefix_length
  }

  providers = {
    azurerm = provider.azurerm.this
  }
}
