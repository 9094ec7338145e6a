az group create -n rg -l westeurope
ID=$(az network public-ip prefix create -g rg -n byid --length 31 --query id -o tsv)
az network public-ip prefix create -g rg -n byname --length 31
az network public-ip create -g rg -n ip
az lock create -n a --lock-type CanNotDelete --resource $ID
az lock create -n b -t canNotDelete -g rg --resource-name byname --resource-type Microsoft.Network/publicIPPrefixes
az lock create -n c -t ReadOnly -g rg --resource ip --namespace Microsoft.Network --resource-type publicIPAddresses
az lock create -n d --lock-type CanNotDelete -g rg
az group lock create -n e -g rg -t CanNotDelete
