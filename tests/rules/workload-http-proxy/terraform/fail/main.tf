resource "azurerm_virtual_network" "spoke" {
  name                = "spoke"
  resource_group_name = "payments"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = "payments"
  virtual_network_name            = azurerm_virtual_network.spoke.name
  address_prefixes                = ["10.0.0.0/22"]
  default_outbound_access_enabled = false
}

resource "azurerm_public_ip_prefix" "egress" {
  name                = "egress"
  resource_group_name = "payments"
  location            = "westeurope"
  prefix_length       = 29

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  resource_group_name     = "payments"
  location                = "westeurope"
  sku_name                = "Standard"
  idle_timeout_in_minutes = 10
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {
  nat_gateway_id      = azurerm_nat_gateway.egress.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
}

resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}

resource "azurerm_kubernetes_cluster" "payments" {
  name                = "payments"
  resource_group_name = "payments"
  location            = "westeurope"
  dns_prefix          = "payments"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes.id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }

  depends_on = [azurerm_subnet_nat_gateway_association.nodes]
}
