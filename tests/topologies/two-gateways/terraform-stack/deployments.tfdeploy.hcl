# two pools leave by two gateways
identity_token "azurerm" {
  audience = ["api://AzureADTokenExchange"]
}

deployment "shop" {
  inputs = {
    group                     = "shop-rg"
    outbound_type             = "userAssignedNATGateway"
    idle_timeout_in_minutes   = 10
    idle_timeout_in_minutes_2 = 10
    prefix_length             = 29
    prefix_length_2           = 29
  }
}
