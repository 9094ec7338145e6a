az configure --defaults group=rg location=westeurope
az group create -n rg
az network public-ip create -n ip1
IP=$(az network public-ip create -n ip2 --query publicIp.id -o tsv)
az network nat gateway create -n nat --public-ip-addresses ip1 --idle-timeout 4
az network nat gateway update -n nat --idle-timeout 30 --public-ip-addresses ip1 $IP
az network nat gateway update --ids "$(az network nat gateway show -n nat --query id -o tsv)" --set idleTimeoutInMinutes=15
az network vnet create -n net --subnet-name aks
az network vnet subnet update --vnet-name net -n aks --nat-gateway nat
az network route-table create -n rt --disable-bgp-route-propagation true
az network route-table route create --route-table-name rt -n default --address-prefix 0.0.0.0/0 --next-hop-type virtualappliance --next-hop-ip-address 10.9.0.4
az network vnet subnet update --vnet-name net -n aks --route-table rt --default-outbound-access false
az network vnet subnet update --vnet-name net -n aks --remove natGateway
NET=$(az network vnet show -n net)
az aks create -n aks --vnet-subnet-id "$(echo "$NET" | jq -r .id)/subnets/aks" --nodepool-name one -c 2
az aks update -n aks --outbound-type userDefinedRouting --api-server-authorized-ip-ranges 20.1.2.3/32,20.1.2.4
az aks nodepool add --cluster-name aks -n two --zones 1 2 --node-taints a=b:NoSchedule,c=d:NoSchedule --labels role=pay --enable-node-public-ip --max-surge 33% --pod-subnet-id /subscriptions/s/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/NET/subnets/aks
az aks nodepool update --cluster-name aks -n one --enable-cluster-autoscaler --min-count 1 --max-count 9
az network nat gateway create -n gone
az network nat gateway delete -n gone
az group delete -n rg --yes
