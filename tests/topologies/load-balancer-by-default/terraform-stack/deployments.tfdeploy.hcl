# nothing is written about egress
identity_token "azurerm" {
  audience = ["api://AzureADTokenExchange"]
}

deployment "shop" {
  inputs = {
    group = "shop-rg"
  }
}
