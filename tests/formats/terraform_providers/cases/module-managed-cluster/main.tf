module "all" {
  source    = "Azure/avm-res-containerservice-managedcluster/azurerm"
  version   = "0.8.1"
  name      = "aks"
  location  = "westeurope"
  parent_id = "/subscriptions/s/resourceGroups/rg"
  sku       = { name = "Automatic" }
  network_profile = {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    outbound_type       = "managedNATGateway"
    nat_gateway_profile = {
      idle_timeout_in_minutes     = 9
      managed_outbound_ip_profile = { count = 2 }
      outbound_ips                = { public_ips = [{ id = "/ip/a" }] }
      outbound_ip_prefixes        = { public_ip_prefixes = [{ id = "/prefix/a" }] }
    }
    load_balancer_profile = {
      managed_outbound_ips = { count = 1, count_i_pv6 = 1 }
    }
  }
  api_server_access_profile = { authorized_ip_ranges = ["1.2.3.4"], private_dns_zone = "none", enable_private_cluster = true }
  node_provisioning_profile = { mode = "Auto" }
  default_agent_pool = {
    name                     = "system"
    count_of                 = 5
    min_count                = 2
    max_count                = 9
    max_pods                 = 50
    mode                     = "System"
    enable_auto_scaling      = true
    enable_node_public_ip    = true
    node_public_ip_prefix_id = "/prefix/n"
    vnet_subnet_id           = "/subnet/nodes"
    pod_subnet_id            = "/subnet/pods"
    availability_zones       = ["1"]
    node_labels              = { a = "b" }
    node_taints              = ["a=b:NoSchedule"]
    os_type                  = "Linux"
    os_sku                   = "AzureLinux"
  }
  agent_pools = {
    user    = { name = "user", vnet_subnet_id = "/subnet/nodes", count_of = 2 }
    unknown = var.x
  }
}

module "least" {
  source    = "Azure/avm-res-containerservice-managedcluster/azurerm"
  name      = "least"
  parent_id = "/subscriptions/s/resourceGroups/rg"
}

module "unknown" {
  source             = "Azure/avm-res-containerservice-managedcluster/azurerm"
  version            = "0.4.0"
  name               = "unknown"
  network_profile    = var.x
  default_agent_pool = var.x
  agent_pools        = var.x
}

resource "azurerm_kubernetes_cluster_node_pool" "beside" {
  name                  = module.all.name
  kubernetes_cluster_id = module.all.resource_id
  vnet_subnet_id        = module.all.something_else
}

variable "x" {}
