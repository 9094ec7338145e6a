#!/usr/bin/env bash
az group create --name payments --location westeurope
SUBNET_ID=$(az network vnet subnet show --resource-group payments --vnet-name spoke --name aks --query id -o tsv)
az aks create --resource-group payments --name payments --network-plugin azure --vnet-subnet-id "$SUBNET_ID"
