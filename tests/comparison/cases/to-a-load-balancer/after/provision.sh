#!/usr/bin/env bash
set -euo pipefail
az group create --name payments-rg --location westeurope
az network public-ip prefix create --resource-group payments-rg --name payments-egress --length 29
az network nat gateway create --resource-group payments-rg --name payments-nat --public-ip-prefixes payments-egress --idle-timeout 10
az network vnet create --resource-group payments-rg --name payments-vnet --address-prefixes 10.20.0.0/16
az network vnet subnet create --resource-group payments-rg --vnet-name payments-vnet --name nodes --address-prefixes 10.20.0.0/22 
SUBNET_ID=$(az network vnet subnet show --resource-group payments-rg --vnet-name payments-vnet --name nodes --query id -o tsv)
az aks create --resource-group payments-rg --name payments --network-plugin azure --network-plugin-mode overlay --vnet-subnet-id "$SUBNET_ID"
