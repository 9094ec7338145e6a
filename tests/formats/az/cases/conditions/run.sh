az group create -n rg -l westeurope
az network vnet create -g rg -n net --subnet-name aks
az network nat gateway create -g rg -n nat
PLUGIN=azure
MODE=
if [ "$PLUGIN" = kubenet ]; then
  az network route-table create -g rg -n never
fi
if [ "$USE_NAT" == "true" ]; then
  az network vnet subnet update -g rg --vnet-name net -n aks --nat-gateway nat
  OUTBOUND=userAssignedNATGateway
else
  OUTBOUND=loadBalancer
fi
case "$ENVIRONMENT" in
  prod) az network nat gateway update -g rg -n nat --idle-timeout 10 ;;
  dev) az network nat gateway update -g rg -n nat --idle-timeout 4 ;;
  *) echo "usage: $0" >&2; exit 1 ;;
esac
if [ -z "$NODES" ]; then NODES=5; fi
while getopts "n:" option; do
  case $option in n) NODES=$OPTARG ;; esac
done
grep -q firewall settings.txt && az network route-table create -g rg -n rt
az aks create -g rg -n aks $EXTRA --network-plugin $PLUGIN --outbound-type $OUTBOUND --node-count $NODES
