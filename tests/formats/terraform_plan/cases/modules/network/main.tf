variable "resource_group_name" {
  type = string
}

variable "location" {
  type = string
}

variable "subnets" {
  type = map(string)
}

resource "azurerm_virtual_network" "this" {
  name                = "payments"
  location            = var.location
  resource_group_name = var.resource_group_name
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "this" {
  for_each             = var.subnets
  name                 = each.key
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [each.value]
}

resource "azurerm_public_ip" "egress" {
  count               = 2
  name                = "egress-${count.index}"
  location            = var.location
  resource_group_name = var.resource_group_name
  allocation_method   = "Static"
}

resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  location                = var.location
  resource_group_name     = var.resource_group_name
  idle_timeout_in_minutes = 10
}

resource "azurerm_nat_gateway_public_ip_association" "egress" {
  count                = 2
  nat_gateway_id       = azurerm_nat_gateway.egress.id
  public_ip_address_id = azurerm_public_ip.egress[count.index].id
}

resource "azurerm_subnet_nat_gateway_association" "this" {
  for_each       = azurerm_subnet.this
  subnet_id      = each.value.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}

output "subnet_ids" {
  value = { for name, subnet in azurerm_subnet.this : name => subnet.id }
}
