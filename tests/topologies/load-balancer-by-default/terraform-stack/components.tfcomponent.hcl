# nothing is written about egress
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

component "shop" {
  source = "./module"

  inputs = {
    group = var.group
  }

  providers = {
    azurerm = provider.azurerm.this
  }
}
