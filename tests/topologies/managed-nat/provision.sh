#!/usr/bin/env bash
# AKS brings the NAT gateway
set -euo pipefail

GROUP=shop-rg

az group create --name "$GROUP" --location westeurope

az aks create --resource-group "$GROUP" --name shop --nodepool-name system --node-count 3 \
  --network-plugin azure --outbound-type managedNATGateway \
  --nat-gateway-idle-timeout 10 --nat-gateway-managed-outbound-ip-count 2
