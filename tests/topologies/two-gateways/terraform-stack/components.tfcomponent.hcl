# two pools leave by two gateways
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

variable "idle_timeout_in_minutes_2" {
  type = number
}

variable "prefix_length" {
  type = number
}

variable "prefix_length_2" {
  type = number
}

component "shop" {
  source = "./module"

  inputs = {
    group                     = var.group
    outbound_type             = var.outbound_type
    idle_timeout_in_minutes   = var.idle_timeout_in_minutes
    idle_timeout_in_minutes_2 = var.idle_timeout_in_minutes_2
    prefix_length             = var.prefix_length
    prefix_length_2           = var.prefix_length_2
  }

  providers = {
    azurerm = provider.azurerm.this
  }
}
