#!/usr/bin/env bash
DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
set -a
source "$DIR/lib/settings.env"
set +a
. "${DIR}/lib/network.sh"
bash lib/cluster.sh payments
az aks nodepool add -g "$RG" --cluster-name payments -n extra --vnet-subnet-id "$SUBNET_ID"
