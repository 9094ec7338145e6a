az group create -n "$RG" -l "$LOCATION"
az network nat gateway create -g "$RG" -n nat
az network vnet create -g "$RG" -n net
SUBNET_ID=$(az network vnet subnet create -g "$RG" --vnet-name net -n nodes --nat-gateway nat --query id -o tsv)
export SUBNET_ID
