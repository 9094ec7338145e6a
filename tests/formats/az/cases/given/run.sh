az aks create -g "$RG" -n "${1:-aks}" --vnet-subnet-id "$SUBNET_ID" --outbound-type "$OUTBOUND" --network-plugin azure
az aks nodepool add -g "$RG" --cluster-name "${1:-aks}" -n user --vnet-subnet-id "/subscriptions/$SUB/resourceGroups/$RG/providers/Microsoft.Network/virtualNetworks/hub/subnets/user"
