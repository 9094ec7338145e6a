# What the payment API has on its allowlist. A /29 uses 8 of the gateway's 16 slots: room to announce new IPs
# before the old ones go.
resource "azurerm_public_ip_prefix" "egress" {
  name                = "payments-egress-prefix"
  resource_group_name = azurerm_resource_group.payments.name
  location            = azurerm_resource_group.payments.location
  prefix_length       = 29

  lifecycle {
    prevent_destroy = true # an IP that is given back cannot be had again
  }
}

resource "azurerm_nat_gateway" "egress" {
  name                    = "payments-egress"
  resource_group_name     = azurerm_resource_group.payments.name
  location                = azurerm_resource_group.payments.location
  sku_name                = "Standard"
  idle_timeout_in_minutes = var.idle_timeout_minutes
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {
  nat_gateway_id      = azurerm_nat_gateway.egress.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
}

resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
