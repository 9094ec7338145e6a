#!/usr/bin/env bash
# The payment processor's cluster, leaving from a prefix that is ours and stays ours.
set -euo pipefail

RESOURCE_GROUP=${RESOURCE_GROUP:-payments-rg}
LOCATION=${LOCATION:-westeurope}
IDLE_TIMEOUT_MINUTES=${IDLE_TIMEOUT_MINUTES:-10} # 4 to 120; clients send keepalives, see ../k8s

az group create --name "$RESOURCE_GROUP" --location "$LOCATION"

# What the payment API has on its allowlist. A /29 uses 8 of the gateway's 16 slots: room to announce new IPs
# before the old ones go.
PREFIX_ID=$(az network public-ip prefix create \
  --resource-group "$RESOURCE_GROUP" \
  --name payments-egress-prefix \
  --sku Standard \
  --length 29 \
  --query id --output tsv)

# An IP that is given back cannot be had again.
az lock create \
  --name keep-payments-egress \
  --lock-type CanNotDelete \
  --resource "$PREFIX_ID" \
  --notes "Partners allow these IPs"

NAT_GATEWAY_ID=$(az network nat gateway create \
  --resource-group "$RESOURCE_GROUP" \
  --name payments-egress \
  --sku Standard \
  --public-ip-prefixes "$PREFIX_ID" \
  --idle-timeout "$IDLE_TIMEOUT_MINUTES" \
  --query id --output tsv)

az network vnet create \
  --resource-group "$RESOURCE_GROUP" \
  --name payments-vnet \
  --address-prefixes 10.20.0.0/16

# The gateway is on the subnet before the cluster is: AKS refuses the outbound type otherwise. Without default
# outbound access there is no other way out.
SUBNET_ID=$(az network vnet subnet create \
  --resource-group "$RESOURCE_GROUP" \
  --vnet-name payments-vnet \
  --name aks-nodes \
  --address-prefixes 10.20.0.0/22 \
  --nat-gateway "$NAT_GATEWAY_ID" \
  --default-outbound-access false \
  --query id --output tsv)

az aks create \
  --resource-group "$RESOURCE_GROUP" \
  --name payments \
  --location "$LOCATION" \
  --nodepool-name system \
  --node-vm-size Standard_D4ds_v5 \
  --node-count 3 \
  --network-plugin azure \
  --network-plugin-mode overlay \
  --vnet-subnet-id "$SUBNET_ID" \
  --outbound-type userAssignedNATGateway \
  --generate-ssh-keys

echo "Partners allow: $(az network public-ip prefix show --ids "$PREFIX_ID" --query ipPrefix --output tsv)"
az aks get-credentials --resource-group "$RESOURCE_GROUP" --name payments
kubectl apply -f ../k8s/deployment.yaml
