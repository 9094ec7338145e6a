variable "idle_timeout" {
  type = number
}

resource "azurerm_virtual_network" "spoke" {
  name                = "spoke"
  resource_group_name = "payments"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "aks" {
  name                 = "aks"
  resource_group_name  = "payments"
  virtual_network_name = azurerm_virtual_network.spoke.name
  address_prefixes     = ["10.0.0.0/22"]
}

resource "azurerm_nat_gateway" "egress" {
  name                = "egress"
  resource_group_name = "payments"
  location            = "westeurope"
  idle_timeout_in_minutes = var.idle_timeout
}

resource "azurerm_subnet_nat_gateway_association" "aks" {
  subnet_id      = azurerm_subnet.aks.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}

resource "azurerm_kubernetes_cluster" "payments" {
  name                = "payments"
  resource_group_name = "payments"
  location            = "westeurope"
  dns_prefix          = "payments"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.aks.id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
