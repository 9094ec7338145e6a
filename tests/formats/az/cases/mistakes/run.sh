az group create -n rg -l westeurope
az network nat gateway create -g rg -n nat \
  --public-ip-prefix p \
  --sku Standard
  --idle-timeout 4
az network nat gateway create -g rg -n other --public-ip p \
  --timeout 9
az aks create -g rg -n aks \
  --network-plugin azure \
  # --outbound-type userAssignedNATGateway \
  --vnet-subnet-id "$SUBNET_ID"
az network vnet create -g rg -n late
az network vnet subnet create -g rg --vnet-name late -n one --address-prefix 10.0.0.0/24
az network vnet subnet update -g rg --vnet-name late -n two --nat-gateway nat
az network vnet subnet create -g rg --vnet-name late -n two --address-prefixes 10.0.1.0/24
