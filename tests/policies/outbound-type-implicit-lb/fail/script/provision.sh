#!/usr/bin/env bash
az group create --name payments --location westeurope
az network public-ip create --resource-group payments --name egress-ip --sku Standard
az network nat gateway create --resource-group payments --name egress --public-ip-addresses egress-ip
az network vnet create --resource-group payments --name spoke --address-prefixes 10.0.0.0/16
az network vnet subnet create --resource-group payments --vnet-name spoke --name aks \
  --address-prefixes 10.0.0.0/22 --nat-gateway egress
SUBNET_ID=$(az network vnet subnet show --resource-group payments --vnet-name spoke --name aks --query id -o tsv)
az aks create --resource-group payments --name payments --network-plugin azure --vnet-subnet-id "$SUBNET_ID"
