#!/usr/bin/env bash
# the pool user is in a subnet that was forgotten
set -euo pipefail

GROUP=shop-rg

az group create --name "$GROUP" --location westeurope

az network public-ip prefix create --resource-group "$GROUP" --name egress-prefix --length 29
az lock create --name keep-egress --lock-type CanNotDelete --resource-group "$GROUP" \
  --resource egress-prefix --resource-type Microsoft.Network/publicIPPrefixes
az network nat gateway create --resource-group "$GROUP" --name egress \
  --public-ip-prefixes egress-prefix --idle-timeout 10

az network vnet create --resource-group "$GROUP" --name shop-vnet --address-prefixes 10.30.0.0/16

az network vnet subnet create --resource-group "$GROUP" --vnet-name shop-vnet --name nodes \
  --address-prefixes 10.30.0.0/20 --default-outbound-access false \
  --nat-gateway egress

az network vnet subnet create --resource-group "$GROUP" --vnet-name shop-vnet --name fresh \
  --address-prefixes 10.30.16.0/20 --default-outbound-access false

NODES_ID=$(az network vnet subnet show --resource-group "$GROUP" --vnet-name shop-vnet --name nodes --query id -o tsv)

az aks create --resource-group "$GROUP" --name shop --nodepool-name system --node-count 3 \
  --network-plugin azure --outbound-type userAssignedNATGateway \
  --vnet-subnet-id "$NODES_ID"

FRESH_ID=$(az network vnet subnet show --resource-group "$GROUP" --vnet-name shop-vnet --name fresh --query id -o tsv)

az aks nodepool add --resource-group "$GROUP" --cluster-name shop --name user --node-count 3 \
  --vnet-subnet-id "$FRESH_ID"
