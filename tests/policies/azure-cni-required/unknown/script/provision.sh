#!/usr/bin/env bash
az aks create --resource-group payments --name payments --outbound-type managedNATGateway
