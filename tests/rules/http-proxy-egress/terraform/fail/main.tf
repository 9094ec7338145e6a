resource "azurerm_kubernetes_cluster" "payments" {
  name                = "payments"
  resource_group_name = "payments"
  location            = "westeurope"
  dns_prefix          = "payments"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4ds_v5"
    node_count = 3
  }

  identity {
    type = "SystemAssigned"
  }

  http_proxy_config {
    https_proxy = "http://proxy.corp.example:3128"
    no_proxy    = ["10.0.0.0/8"]
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "managedNATGateway"
  }
}
