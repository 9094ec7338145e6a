module "all" {
  source                  = "Azure/avm-res-containerservice-managedcluster/azurerm"
  version                 = "0.3.3"
  name                    = "aks"
  location                = "westeurope"
  resource_group_name     = "rg"
  private_cluster_enabled = true
  network_profile = {
    network_plugin        = "azure"
    outbound_type         = "managedNATGateway"
    load_balancer_profile = { idle_timeout_in_minutes = 30 }
    nat_gateway_profile   = { idle_timeout_in_minutes = 9 }
  }
  api_server_access_profile = { authorized_ip_ranges = ["1.2.3.4"] }
  default_node_pool         = { name = "system", vnet_subnet_id = "/subnet/nodes" }
  node_pools = {
    user    = { name = "user", vnet_subnet_id = "/subnet/nodes", node_count = 2 }
    unknown = var.x
  }
}

module "least" {
  source = "Azure/avm-res-containerservice-managedcluster/azurerm"
  name   = "least"
}

module "unknown" {
  source            = "Azure/avm-res-containerservice-managedcluster/azurerm"
  version           = "0.1.0"
  name              = "unknown"
  network_profile   = var.x
  default_node_pool = var.x
  node_pools        = var.x
}

resource "azurerm_kubernetes_cluster_node_pool" "beside" {
  name                  = module.all.name
  kubernetes_cluster_id = module.all.resource_id
}

variable "x" {}
