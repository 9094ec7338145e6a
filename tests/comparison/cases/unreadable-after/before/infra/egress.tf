resource "azurerm_public_ip_prefix" "egress" {
  name                = "payments-egress"
  resource_group_name = "payments-rg"
  location            = "westeurope"
  prefix_length       = 29

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_nat_gateway" "egress" {
  name                    = "payments-nat"
  resource_group_name     = "payments-rg"
  location                = "westeurope"
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
