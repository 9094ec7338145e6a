#!/bin/bash
export PREFIX=shop
REGION="${REGION:-westeurope}"
: "${TIER:=prod}"
RG="${PREFIX^^}-${TIER}-rg"
NAMES=(blue green)
declare -A LENGTHS=([blue]=30 [green]=31)
MINUTES=$((2 * 5))
az group create -n "$RG" -l "$REGION"
for name in "${NAMES[@]}"; do
  az network public-ip prefix create -g "$RG" -n "$PREFIX-$name" --length "${LENGTHS[$name]}" --zone 1 2 3
done
for i in {1..2} x; do
  az network public-ip create --resource-group=$RG --name=ip-$i --sku StandardV2 --version ipv4
done
az network nat gateway create -g "$RG" -n nat -z 1 --idle-timeout "$MINUTES" \
  --public-ip-prefixes "$PREFIX-blue" "$PREFIX-green"
az network public-ip create -g "$RG" -n "${FILE%.*}-$SUFFIX"
az network public-ip create -g "$RG" -n legacy --sku Basic
