terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_kubernetes_cluster" "aks" {
  name = "aks"
  default_node_pool {
    name = "system"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "all" {
  name                     = "user"
  kubernetes_cluster_id    = azurerm_kubernetes_cluster.aks.id
  vnet_subnet_id           = "/subnet/nodes"
  pod_subnet_id            = "/subnet/pods"
  node_count               = 3
  min_count                = 2
  max_count                = 9
  max_pods                 = 50
  auto_scaling_enabled     = true
  node_public_ip_enabled   = true
  node_public_ip_prefix_id = "/prefix/nodes"
  zones                    = ["1", "2"]
  node_labels              = { tier = "a", spot = true, size = 3 }
  node_taints              = ["a=b:NoSchedule"]
  mode                     = "User"
  os_type                  = "Windows"
  os_sku                   = "Windows2022"
  priority                 = "Spot"
  vm_size                  = "Standard_D4s_v5"
  orchestrator_version     = "1.33"
  upgrade_settings {
    max_surge = "33%"
  }
  windows_profile {
    outbound_nat_enabled = false
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "scaled" {
  name                  = "scaled"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks.id
  auto_scaling_enabled  = true
  min_count             = 4
  windows_profile {
    outbound_nat_enabled = true
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "not_scaled" {
  name                  = "notscaled"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks.id
  auto_scaling_enabled  = false
  min_count             = 4
}

resource "azurerm_kubernetes_cluster_node_pool" "perhaps" {
  count                 = var.pools
  name                  = "perhaps"
  kubernetes_cluster_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/other"
}

variable "pools" {}
