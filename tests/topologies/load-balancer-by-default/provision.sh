#!/usr/bin/env bash
# nothing is written about egress
set -euo pipefail

GROUP=shop-rg

az group create --name "$GROUP" --location westeurope

az aks create --resource-group "$GROUP" --name shop --nodepool-name system --node-count 3 \
  --network-plugin azure
