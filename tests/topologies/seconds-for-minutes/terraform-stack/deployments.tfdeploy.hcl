# the idle timeout is in seconds
identity_token "azurerm" {
  audience = ["api://AzureADTokenExchange"]
}

deployment "shop" {
  inputs = {
    group                   = "shop-rg"
    outbound_type           = "userAssignedNATGateway"
    idle_timeout_in_minutes = 600
    prefix_length           = 29
  }
}
