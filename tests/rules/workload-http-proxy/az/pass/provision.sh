#!/usr/bin/env bash
set -euo pipefail

az group create --name payments --location westeurope

az network public-ip prefix create --resource-group payments --name egress --length 29
az lock create --name keep --lock-type CanNotDelete --resource-group payments \
  --resource egress --resource-type Microsoft.Network/publicIPPrefixes

az network nat gateway create --resource-group payments --name egress \
  --public-ip-prefixes egress --idle-timeout 10

az network vnet create --resource-group payments --name spoke --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group payments --vnet-name spoke --name nodes \
  --address-prefixes 10.0.0.0/22 --default-outbound-access false --nat-gateway egress

SUBNET_ID=$(az network vnet subnet show --resource-group payments --vnet-name spoke --name nodes \
  --query id --output tsv)
az aks create --resource-group payments --name payments --node-count 3 \
  --network-plugin azure --outbound-type userAssignedNATGateway \
  --vnet-subnet-id "$SUBNET_ID"
