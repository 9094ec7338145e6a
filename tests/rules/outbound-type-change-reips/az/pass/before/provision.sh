#!/usr/bin/env bash
set -euo pipefail

az group create --name payments --location westeurope

az aks create --resource-group payments --name payments --node-count 3 \
  --network-plugin azure --outbound-type loadBalancer
