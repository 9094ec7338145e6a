# What the estate of estate.py is declared to be.
provider "azurerm" {
  features {}
  subscription_id = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
}

resource "azurerm_resource_group" "payments" {
  name     = "payments"
  location = "West Europe"
}

resource "azurerm_public_ip_prefix" "egress" {
  name                = "egress"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  prefix_length       = 29
}

resource "azurerm_public_ip" "egress" {
  name                = "egress-1"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_management_lock" "egress" {
  name       = "egress"
  scope      = azurerm_public_ip_prefix.egress.id
  lock_level = "CanNotDelete"
}

resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  resource_group_name     = azurerm_resource_group.payments.name
  location                = azurerm_resource_group.payments.location
  idle_timeout_in_minutes = 10
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {
  nat_gateway_id      = azurerm_nat_gateway.egress.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
}

resource "azurerm_nat_gateway_public_ip_association" "egress" {
  nat_gateway_id       = azurerm_nat_gateway.egress.id
  public_ip_address_id = azurerm_public_ip.egress.id
}

resource "azurerm_virtual_network" "net" {
  name                = "net"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  for_each = { system = "10.0.0.0/24", user = "10.0.1.0/24", pods = "10.0.2.0/24" }

  name                            = each.key
  resource_group_name             = azurerm_resource_group.payments.name
  virtual_network_name            = azurerm_virtual_network.net.name
  address_prefixes                = [each.value]
  default_outbound_access_enabled = false
}

resource "azurerm_subnet_nat_gateway_association" "nodes" {
  for_each = azurerm_subnet.nodes

  subnet_id      = each.value.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}

resource "azurerm_kubernetes_cluster" "payments" {
  name                = "payments"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  dns_prefix          = "payments"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes["system"].id
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }

  api_server_access_profile {
    authorized_ip_ranges = ["20.1.2.0/29", "20.1.3.4", "203.0.113.0/24"]
  }

  identity {
    type = "SystemAssigned"
  }

  depends_on = [azurerm_subnet_nat_gateway_association.nodes]
}

resource "azurerm_kubernetes_cluster_node_pool" "user" {
  name                  = "user"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.payments.id
  vm_size               = "Standard_D4s_v5"
  node_count            = 3
  vnet_subnet_id        = azurerm_subnet.nodes["user"].id
  pod_subnet_id         = azurerm_subnet.nodes["pods"].id
}

# -- a cluster behind a firewall

resource "azurerm_resource_group" "hub" {
  name     = "hub"
  location = "westeurope"
}

resource "azurerm_route_table" "out" {
  name                          = "out"
  resource_group_name           = azurerm_resource_group.hub.name
  location                      = azurerm_resource_group.hub.location
  bgp_route_propagation_enabled = true

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.9.0.4"
  }

  route {
    name           = "monitor"
    address_prefix = "AzureMonitor"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  resource_group_name = azurerm_resource_group.hub.name
  location            = azurerm_resource_group.hub.location
  address_space       = ["10.9.0.0/16"]
}

resource "azurerm_subnet" "hub" {
  name                 = "nodes"
  resource_group_name  = azurerm_resource_group.hub.name
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.9.1.0/24"]
}

resource "azurerm_subnet_route_table_association" "hub" {
  subnet_id      = azurerm_subnet.hub.id
  route_table_id = azurerm_route_table.out.id
}

resource "azurerm_kubernetes_cluster" "hub" {
  name                = "hub"
  resource_group_name = azurerm_resource_group.hub.name
  location            = azurerm_resource_group.hub.location
  dns_prefix          = "hub"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.hub.id
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userDefinedRouting"
  }

  identity {
    type = "SystemAssigned"
  }
}

# -- a cluster on the load balancer, with an IP of the team's own

resource "azurerm_resource_group" "web" {
  name     = "web"
  location = "westeurope"
}

resource "azurerm_public_ip" "web" {
  name                = "web"
  resource_group_name = azurerm_resource_group.web.name
  location            = azurerm_resource_group.web.location
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_kubernetes_cluster" "web" {
  name                = "web"
  resource_group_name = azurerm_resource_group.web.name
  location            = azurerm_resource_group.web.location
  dns_prefix          = "web"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }

  network_profile {
    network_plugin    = "azure"
    load_balancer_sku = "standard"
    outbound_type     = "loadBalancer"

    load_balancer_profile {
      outbound_ip_address_ids  = [azurerm_public_ip.web.id]
      idle_timeout_in_minutes  = 30
      outbound_ports_allocated = 8000
    }
  }

  identity {
    type = "SystemAssigned"
  }
}

# -- a cluster on a NAT gateway that AKS manages

resource "azurerm_resource_group" "shop" {
  name     = "shop"
  location = "westeurope"
}

resource "azurerm_kubernetes_cluster" "shop" {
  name                = "shop"
  resource_group_name = azurerm_resource_group.shop.name
  location            = azurerm_resource_group.shop.location
  dns_prefix          = "shop"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "managedNATGateway"

    nat_gateway_profile {
      managed_outbound_ip_count = 2
      idle_timeout_in_minutes   = 4
    }
  }

  identity {
    type = "SystemAssigned"
  }
}
