data "azurerm_subnet" "s" {
  name = "aks"
  virtual_network_name = "hub"
  resource_group_name = "net-rg"
}
resource "azurerm_kubernetes_cluster" "c" {
  name = "c"
  location = "westeurope"
  resource_group_name = "c"
  default_node_pool {
    name = "system"
    vnet_subnet_id = data.azurerm_subnet.s.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type = "userAssignedNATGateway"
  }
}
