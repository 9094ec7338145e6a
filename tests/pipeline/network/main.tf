resource "azurerm_resource_group" "n" {
  name = "net-rg"
  location = "westeurope"
}
resource "azurerm_virtual_network" "v" {
  name = "hub"
  resource_group_name = azurerm_resource_group.n.name
  location = "westeurope"
  address_space = ["10.0.0.0/8"]
}
resource "azurerm_subnet" "s" {
  name = "aks"
  resource_group_name = azurerm_resource_group.n.name
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes = ["10.0.0.0/24"]
}
resource "azurerm_public_ip" "ip" {
  name = "ip"
  allocation_method = "Static"
  sku = "Standard"
  resource_group_name = azurerm_resource_group.n.name
  location = "westeurope"
}
resource "azurerm_nat_gateway" "n" {
  name = "nat"
  resource_group_name = azurerm_resource_group.n.name
  location = "westeurope"
}
resource "azurerm_nat_gateway_public_ip_association" "a" {
  nat_gateway_id = azurerm_nat_gateway.n.id
  public_ip_address_id = azurerm_public_ip.ip.id
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  nat_gateway_id = azurerm_nat_gateway.n.id
  subnet_id = azurerm_subnet.s.id
}
