az aks create -g "$RG" -n "$1" --vnet-subnet-id "$SUBNET_ID" --outbound-type userAssignedNATGateway
