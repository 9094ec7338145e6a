az group create -n c -l westeurope
SUB=$(az network vnet subnet show -g net-rg --vnet-name hub -n aks --query id -o tsv)
az aks create -g c -n c --vnet-subnet-id $SUB --network-plugin azure --outbound-type userAssignedNATGateway
