SUBSCRIPTION="<your-subscription-id>"
az group create --name <resource-group> --location <region>
az network nat gateway create --resource-group <resource-group> --name <nat> --idle-timeout <minutes>
az aks create --name <cluster> --resource-group <resource-group> --vnet-subnet-id <subnet-id> --outbound-type userAssignedNATGateway \
  --pod-subnet-id /subscriptions/$SUBSCRIPTION/resourceGroups/net-rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/$PODS
cat < input.txt > output.txt
