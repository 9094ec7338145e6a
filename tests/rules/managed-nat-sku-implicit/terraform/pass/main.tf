resource "azapi_resource" "cluster" {
  type      = "Microsoft.ContainerService/managedClusters@2026-06-01"
  name      = "payments"
  location  = "westeurope"
  parent_id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/payments"

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      dnsPrefix = "payments"
      agentPoolProfiles = [
        {
          name   = "system"
          mode   = "System"
          count  = 3
          vmSize = "Standard_D4ds_v5"
        }
      ]
      networkProfile = {
        networkPlugin     = "azure"
        outboundType      = "managedNATGateway"
        natGatewayProfile = { sku = "StandardV2" }
      }
    }
  }
}
