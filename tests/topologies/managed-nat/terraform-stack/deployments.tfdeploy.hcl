# AKS brings the NAT gateway
identity_token "azurerm" {
  audience = ["api://AzureADTokenExchange"]
}

deployment "shop" {
  inputs = {
    group                   = "shop-rg"
    outbound_type           = "managedNATGateway"
    idle_timeout_in_minutes = 10
  }
}
