# a route sends everything to a firewall, past the NAT gateway
identity_token "azurerm" {
  audience = ["api://AzureADTokenExchange"]
}

deployment "shop" {
  inputs = {
    group                   = "shop-rg"
    outbound_type           = "userAssignedNATGateway"
    idle_timeout_in_minutes = 10
    prefix_length           = 29
    next_hop_type           = "VirtualAppliance"
  }
}
