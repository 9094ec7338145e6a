RG=rg
az group show -n $RG >/dev/null 2>&1 || az group create -n $RG -l westeurope
if ! az network vnet show -g $RG -n net &>/dev/null; then
  az network vnet create -g $RG -n net
else
  echo "already there"
fi
NAT_ID=$(az network nat gateway show -g $RG -n nat --query id -o tsv 2>/dev/null)
if [ -z "$NAT_ID" ]; then
  NAT_ID=$(az network nat gateway create -g $RG -n nat --query id -o tsv)
fi
az network vnet subnet show -g $RG --vnet-name net -n aks &>/dev/null
if [[ $? -ne 0 ]]; then
  az network vnet subnet create -g $RG --vnet-name net -n aks --nat-gateway "$NAT_ID" --address-prefixes 10.0.0.0/24
fi
if [ $(az group exists --name other) = false ]; then
  az group create -n other -l westeurope
fi
[ -n "$NAT_ID" ] || exit 1
SUBNET=$(az network vnet subnet list -g $RG --vnet-name net --query "[?name=='aks'].id | [0]" -o tsv)
az aks create -g $RG -n aks --vnet-subnet-id $SUBNET --outbound-type userAssignedNATGateway --network-plugin azure
