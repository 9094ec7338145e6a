# nodes have public IPs of their own
identity_token "azurerm" {
  audience = ["api://AzureADTokenExchange"]
}

deployment "shop" {
  inputs = {
    group                  = "shop-rg"
    outbound_type          = "loadBalancer"
    node_public_ip_enabled = true
  }
}
