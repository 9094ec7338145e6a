
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 3.100"
    }
  }
}

resource "azurerm_kubernetes_cluster" "old" {
  name                            = "aks"
  api_server_authorized_ip_ranges = ["1.2.3.4/32"]
  network_profile {
    network_plugin  = "azure"
    ebpf_data_plane = "cilium"
  }
  default_node_pool {
    name                  = "system"
    enable_auto_scaling   = true
    min_count             = 2
    enable_node_public_ip = true
    node_taints           = ["a=b:NoSchedule"]
  }
}

resource "azurerm_public_ip" "old" {
  name = "ip"
}

resource "azurerm_route_table" "old" {
  name                          = "routes"
  disable_bgp_route_propagation = true
}
