# the pool user is in a subnet that was forgotten
identity_token "azurerm" {
  audience = ["api://AzureADTokenExchange"]
}

deployment "shop" {
  inputs = {
    group                   = "shop-rg"
    outbound_type           = "userAssignedNATGateway"
    idle_timeout_in_minutes = 10
    prefix_length           = 29
  }
}
