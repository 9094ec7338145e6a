#!/usr/bin/env bash
set -euo pipefail

az group create --name payments --location westeurope

az network public-ip prefix create --resource-group payments --name egress --sku StandardV2 \
  --length 29
az lock create --name keep --lock-type CanNotDelete --resource-group payments \
  --resource egress --resource-type Microsoft.Network/publicIPPrefixes

PREFIX_ID=$(az network public-ip prefix show --resource-group payments --name egress --query id --output tsv)
az aks create --resource-group payments --name payments --node-count 3 \
  --network-plugin azure --outbound-type managedNATGateway --outbound-type-sku StandardV2 \
  --nat-gateway-outbound-ip-prefixes "$PREFIX_ID"
