terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "4.27.0"
    }
  }
}

resource "azurerm_kubernetes_cluster" "all" {
  name                             = "aks"
  resource_group_name              = "rg"
  location                         = "westeurope"
  tags                             = { team = "payments" }
  kubernetes_version               = "1.33"
  node_resource_group              = "MC_own"
  sku_tier                         = "Standard"
  private_cluster_enabled          = true

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_data_plane  = "cilium"
    network_policy      = "cilium"
    network_mode        = "transparent"
    outbound_type       = "managedNATGateway"
    load_balancer_sku   = "standard"
    pod_cidr            = "10.244.0.0/16"
    pod_cidrs           = ["10.244.0.0/16", "fd00::/64"]
    service_cidr        = "10.0.0.0/16"
    ip_versions         = ["IPv4", "IPv6"]
    load_balancer_profile {
      outbound_ports_allocated    = 1024
      idle_timeout_in_minutes     = 30
      managed_outbound_ip_count   = 2
      managed_outbound_ipv6_count = 1
      outbound_ip_address_ids     = ["/ip/a", "/ip/b"]
      outbound_ip_prefix_ids      = ["/prefix/a"]
      backend_pool_type           = "NodeIP"
    }
    nat_gateway_profile {
      idle_timeout_in_minutes   = 9
      managed_outbound_ip_count = 3
    }
  }

  api_server_access_profile {
    authorized_ip_ranges                = ["1.2.3.4/32"]
    subnet_id                           = "/subnet/api"
    virtual_network_integration_enabled = true
  }

  default_node_pool {
    name                         = "system"
    vnet_subnet_id               = "/subnet/nodes"
    pod_subnet_id                = "/subnet/pods"
    node_count                   = 3
    min_count                    = 2
    max_count                    = 9
    max_pods                     = 50
    auto_scaling_enabled         = true
    node_public_ip_enabled       = true
    node_public_ip_prefix_id     = "/prefix/nodes"
    zones                        = ["1", "2"]
    node_labels                  = { tier = "a" }
    os_sku                       = "AzureLinux"
    vm_size                      = "Standard_D4s_v5"
    type                         = "VirtualMachineScaleSets"
    orchestrator_version         = "1.33"
    only_critical_addons_enabled = true
    upgrade_settings {
      max_surge = "33%"
    }
  }

  node_provisioning_profile {
    mode               = "Auto"
    default_node_pools = "None"
  }
  aci_connector_linux {
    subnet_name = "aci"
  }
  service_mesh_profile {
    mode = "Istio"
  }
  http_proxy_config {
    http_proxy  = "http://p"
    https_proxy = "https://p"
  }
  bootstrap_profile {
    artifact_source = "Cache"
  }
  lifecycle {
    prevent_destroy = true
    ignore_changes = [
      default_node_pool[0].node_count, network_profile[0].outbound_type, network_profile[0].nat_gateway_profile,
      tags, zones, location, name, kubernetes_version, made_up, default_node_pool[0].upgrade_settings[0].max_surge,
      default_node_pool, network_profile[0].made_up, tags["team"]
    ]
  }
}

resource "azurerm_kubernetes_cluster" "least" {
  name                = "least"
  resource_group_name = "rg"
  dynamic "aci_connector_linux" {
    for_each = []
    content {
      subnet_name = "aci"
    }
  }
  default_node_pool {
    name = "system"
  }
}

resource "azurerm_kubernetes_cluster" "integrated" {
  name = "integrated"
  api_server_access_profile {
    vnet_integration_enabled = true
  }
  default_node_pool {
    name                         = "system"
    only_critical_addons_enabled = false
    auto_scaling_enabled         = true
    min_count                    = 2
    node_public_ip_enabled       = false
    upgrade_settings {
      max_surge = ""
    }
  }
  lifecycle {
    ignore_changes = all
  }
}
