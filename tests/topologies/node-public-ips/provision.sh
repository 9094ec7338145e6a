#!/usr/bin/env bash
# nodes have public IPs of their own
set -euo pipefail

GROUP=shop-rg

az group create --name "$GROUP" --location westeurope

az network vnet create --resource-group "$GROUP" --name shop-vnet --address-prefixes 10.30.0.0/16

az network vnet subnet create --resource-group "$GROUP" --vnet-name shop-vnet --name nodes \
  --address-prefixes 10.30.0.0/20 --default-outbound-access false

NODES_ID=$(az network vnet subnet show --resource-group "$GROUP" --vnet-name shop-vnet --name nodes --query id -o tsv)

az aks create --resource-group "$GROUP" --name shop --nodepool-name system --node-count 3 \
  --network-plugin azure --outbound-type loadBalancer \
  --vnet-subnet-id "$NODES_ID" \
  --enable-node-public-ip
