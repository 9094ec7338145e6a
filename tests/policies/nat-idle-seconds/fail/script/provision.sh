#!/usr/bin/env bash
az network nat gateway create --resource-group payments --name egress --idle-timeout 4
az network nat gateway update --resource-group payments --name egress --idle-timeout 600
