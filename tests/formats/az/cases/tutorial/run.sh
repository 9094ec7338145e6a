#!/usr/bin/env bash
# Gives the payment processor a static egress IP: an AKS cluster behind an Azure NAT gateway.
# Written the way tutorials do it. `natpin lint .` says what is wrong with it.
set -euo pipefail

RESOURCE_GROUP=payments-rg
LOCATION=westeurope
VNET_NAME=payments-vnet
SUBNET_NAME=payments-subnet
PREFIX_NAME=payments-egress-prefix
NAT_NAME=payments-nat
CLUSTER_NAME=payments-aks

az group create --name "$RESOURCE_GROUP" --location "$LOCATION"

# A block of 16 static IPs for the partners' allowlists.
az network public-ip prefix create \
  --resource-group "$RESOURCE_GROUP" \
  --name "$PREFIX_NAME" \
  --length 28

az network nat gateway create \
  --resource-group "$RESOURCE_GROUP" \
  --name "$NAT_NAME" \
  --public-ip-prefix "$PREFIX_NAME" \
  --idle-timeout 4

SUBNET_ID=$(az network vnet subnet show \
  --resource-group "$RESOURCE_GROUP" \
  --vnet-name "$VNET_NAME" \
  --name "$SUBNET_NAME" \
  --query id -o tsv)

az network vnet subnet update \
  --resource-group "$RESOURCE_GROUP" \
  --vnet-name "$VNET_NAME" \
  --name "$SUBNET_NAME" \
  --nat-gateway "$NAT_NAME"

az aks create \
  --resource-group "$RESOURCE_GROUP" \
  --name "$CLUSTER_NAME" \
  --node-count 3 \
  --network-plugin azure \
  --vnet-subnet-id "$SUBNET_ID" \
  --enable-managed-identity \
  --generate-ssh-keys

az aks get-credentials --resource-group "$RESOURCE_GROUP" --name "$CLUSTER_NAME"
kubectl apply -f deployment.yaml

# Settlement files take a while: keep idle connections open for ten minutes.
az network nat gateway update \
  --resource-group "$RESOURCE_GROUP" \
  --name "$NAT_NAME" \
  --idle-timeout 600
