#!/usr/bin/env bash
# a route sends everything to a firewall, past the NAT gateway
set -euo pipefail

GROUP=shop-rg

az group create --name "$GROUP" --location westeurope

az network public-ip prefix create --resource-group "$GROUP" --name egress-prefix --length 29
az lock create --name keep-egress --lock-type CanNotDelete --resource-group "$GROUP" \
  --resource egress-prefix --resource-type Microsoft.Network/publicIPPrefixes
az network nat gateway create --resource-group "$GROUP" --name egress \
  --public-ip-prefixes egress-prefix --idle-timeout 10

az network route-table create --resource-group "$GROUP" --name shop-routes
az network route-table route create --resource-group "$GROUP" --route-table-name shop-routes --name everything \
  --address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance --next-hop-ip-address 10.30.255.4

az network vnet create --resource-group "$GROUP" --name shop-vnet --address-prefixes 10.30.0.0/16

az network vnet subnet create --resource-group "$GROUP" --vnet-name shop-vnet --name nodes \
  --address-prefixes 10.30.0.0/20 --default-outbound-access false \
  --nat-gateway egress \
  --route-table shop-routes

NODES_ID=$(az network vnet subnet show --resource-group "$GROUP" --vnet-name shop-vnet --name nodes --query id -o tsv)

az aks create --resource-group "$GROUP" --name shop --nodepool-name system --node-count 3 \
  --network-plugin azure --outbound-type userAssignedNATGateway \
  --vnet-subnet-id "$NODES_ID"
