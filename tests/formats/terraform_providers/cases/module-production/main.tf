module "all" {
  source              = "Azure/avm-ptn-aks-production/azurerm"
  version             = "0.5.0"
  name                = "aks"
  location            = "westeurope"
  resource_group_name = "rg"
  outbound_type       = "userAssignedNATGateway"
  network             = { node_subnet_id = "/subnet/nodes" }
  node_pools = {
    user = { min_count = 1, max_count = 4 }
  }
}

module "least" {
  source = "Azure/avm-ptn-aks-production/azurerm"
}

module "unknown" {
  source     = "Azure/avm-ptn-aks-production/azurerm"
  version    = "0.3.0"
  network    = var.x
  node_pools = var.x
}

resource "azurerm_kubernetes_cluster_node_pool" "beside" {
  name                  = "beside"
  kubernetes_cluster_id = module.all.resource_id
  vnet_subnet_id        = module.all.something_else
}

variable "x" {}
