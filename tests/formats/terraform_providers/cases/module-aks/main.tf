module "all" {
  source                                         = "Azure/aks/azurerm"
  version                                        = "9.4.1"
  cluster_name                                   = "aks"
  prefix                                         = "ignored"
  location                                       = "westeurope"
  resource_group_name                            = "rg"
  private_cluster_enabled                        = true
  node_resource_group                            = "MC_own"
  network_plugin                                 = "azure"
  network_plugin_mode                            = "overlay"
  network_policy                                 = "cilium"
  ebpf_data_plane                                = "cilium"
  net_profile_outbound_type                      = "managedNATGateway"
  net_profile_pod_cidr                           = "10.244.0.0/16"
  load_balancer_sku                              = "standard"
  nat_gateway_profile                            = { idle_timeout_in_minutes = 9, managed_outbound_ip_count = 2 }
  load_balancer_profile_enabled                  = true
  load_balancer_profile_idle_timeout_in_minutes  = 30
  load_balancer_profile_managed_outbound_ip_count   = 2
  load_balancer_profile_managed_outbound_ipv6_count = 1
  load_balancer_profile_outbound_ip_address_ids  = ["/ip/a"]
  load_balancer_profile_outbound_ip_prefix_ids   = ["/prefix/a"]
  load_balancer_profile_outbound_ports_allocated = 1024
  api_server_authorized_ip_ranges                = ["1.2.3.4/32"]
  aci_connector_linux_enabled                    = true
  aci_connector_linux_subnet_name                = "aci"
  agents_pool_name                               = "system"
  agents_count                                   = 5
  agents_min_count                               = 2
  agents_max_count                               = 9
  agents_max_pods                                = 50
  agents_labels                                  = { tier = "a" }
  agents_availability_zones                      = ["1"]
  enable_node_public_ip                          = true
  only_critical_addons_enabled                   = true
  vnet_subnet_id                                 = azurerm_subnet.nodes.id
  pod_subnet_id                                  = "/subnet/pods"
  node_pools = {
    user = {
      name                     = "user"
      create_before_destroy    = false
      vnet_subnet_id           = azurerm_subnet.nodes.id
      pod_subnet_id            = "/subnet/pods"
      node_count               = 3
      min_count                = 1
      max_count                = 4
      max_pods                 = 30
      mode                     = "User"
      node_labels              = { a = "b" }
      node_public_ip_prefix_id = "/prefix/b"
      node_taints              = ["a=b:NoSchedule"]
      os_type                  = "Windows"
      zones                    = ["1"]
      enable_auto_scaling      = true
      enable_node_public_ip    = true
      vm_size                  = "Standard_D4s_v5"
    }
    suffixed = { name = "suffixed" }
    nameless = { vm_size = "Standard_D4s_v5" }
    unknown  = var.x
  }
  depends_on = [azurerm_nat_gateway.nat]
}

module "newer" {
  source                 = "Azure/aks/azurerm"
  version                = "~> 11.0"
  prefix                 = "pay"
  resource_group_name    = var.x
  node_public_ip_enabled = false
  auto_scaling_enabled   = true
  agents_min_count       = 2
  vnet_subnet            = { id = azurerm_subnet.nodes.id }
  pod_subnet             = { id = "/subnet/pods" }
  node_pools = {
    user = {
      name                   = "user"
      vnet_subnet            = { id = "/subnet/nodes" }
      pod_subnet             = { id = "/subnet/pods" }
      auto_scaling_enabled   = true
      node_public_ip_enabled = true
    }
  }
}

module "least" {
  source              = "Azure/aks/azurerm"
  agents_count        = null
  network_plugin_mode = null
  network_plugin      = null
}

module "suffixed" {
  source                      = "Azure/aks/azurerm"
  cluster_name                = "aks"
  cluster_name_random_suffix  = true
  load_balancer_profile_enabled = "true"
}

module "unknown" {
  source                        = "Azure/aks/azurerm"
  version                       = "11.0.0"
  prefix                        = var.x
  cluster_name_random_suffix    = var.x
  load_balancer_profile_enabled = var.x
  aci_connector_linux_enabled   = var.x
  vnet_subnet                   = var.x
  node_pools                    = var.x
  nat_gateway_profile           = var.x
}

module "perhaps" {
  source     = "Azure/aks/azurerm"
  version    = "9.0"
  count      = var.x
  prefix     = var.x
  node_pools = { a = { name = "a" } }
}

resource "azurerm_kubernetes_cluster_node_pool" "beside" {
  name                  = module.all.aks_name
  kubernetes_cluster_id = module.all.aks_id
  node_labels = {
    where = module.all.location
    group = module.all.node_resource_group
    other = module.all.something_else
    named = module.newer.aks_name
  }
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = "net"
}

resource "azurerm_nat_gateway" "nat" {
  name = "nat"
}

variable "x" {}
