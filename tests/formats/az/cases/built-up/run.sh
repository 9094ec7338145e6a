CMD="az aks create -g rg -n aks --network-plugin azure"
CMD="$CMD --outbound-type managedNATGateway"
[ "$BIG" = yes ] && CMD="$CMD --node-count 9"
$CMD
sudo az network nat gateway create -g rg -n one
eval "az network nat gateway create -g rg -n two --idle-timeout 12"
retry() { "$@"; }
retry az network nat gateway create -g rg -n three
FLAGS="--idle-timeout 20 --sku Standard"
az network nat gateway create -g rg -n four $FLAGS && echo done
(az network nat gateway create -g rg -n five) &
IFS=',' read -ra ZONES <<< "1,2"
az network public-ip create -g rg -n ip --zone ${ZONES[@]}
for ((i = 0; i < 2; i++)); do az network public-ip create -g rg -n "n$i"; done
az aks create -g rg -n auto --sku automatic
