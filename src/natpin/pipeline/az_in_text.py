"""What commands of the Azure CLI and of Azure PowerShell look like in any text: patterns of bytes."""

from __future__ import annotations

EGRESS = rb"outbound|nat-gateway|load-balancer|authorized-ip|static-egress|vnet|subnet|network-p|network-d|node-provisioning"
"""Parts of the flags of az aks update that bear on egress; its others (labels, addons, autoscaling, ACR) do not."""

GOES_ON = rb"(?=[ \t]+[-\\`$\"'{%<@^(]|[ \t]*(?m:\r?$))"
"""After a command: a flag, a variable or the end of a line. In prose there is a word."""

PROGRAM = rb"az(?:(?<![`\w.-]az)|(?<=\\[nt]az)|(?<=\$`az))(?:\.cmd|\.exe)?[\"']?"
"""The Azure CLI, also by its path: ``/usr/bin/az``, ``"C:\\Program Files\\…\\az.cmd"``."""
_VARIABLE = rb"(?i:\{\{[ \t]*\.?az(?:_?cli)?[ \t]*\}\}|%az(?:_?cli)?%|\$(?:az(?:_?cli)?\b|\{az(?:_?cli)?\}|\(az(?:_?cli)?\)))"
"""The Azure CLI by a variable that is named after it: ``{{az}}``, ``{{.AZ}}``, ``%AZ%``, ``$(AZ)``."""
BLANK = rb"[ \t]+(?:[\\`^]\r?\n[ \t]*)?"
"""Between two words of a line, which may go on in the next."""
_AKS = rb"aks (?:create|nodepool add)\b"
NETWORK = (
    rb"network (?:(?:nat gateway|route-table(?: route)?|public-ip prefix|vnet subnet) (?:create|update|delete)"
    rb"|(?:vnet|public-ip) update|vnet peering create|routeserver(?: peering)? create"
    rb"|vhub (?:connection|routing-intent|route-table(?: route)?) (?:create|update|add)"
    rb"|manager (?:post-commit|routing-config(?: [a-z-]{1,30}){0,3} (?:create|update)))\b"
)


def _aks(program: bytes) -> bytes:
    return (
        program
        + _AKS.replace(b" ", BLANK)
        + GOES_ON
        + rb"|"
        + program
        + rb"aks[ \t]+update\b(?:[^\n]*\\\r?\n){0,40}?[^\n]{0,4000}?--(?:[\w-]{0,40})(?:"
        + EGRESS
        + rb")"
    )


AZ = _aks(rb"(?:" + PROGRAM + rb"|" + _VARIABLE + rb")[ \t]+")
AZ_NETWORK = rb"(?:" + PROGRAM + rb"|" + _VARIABLE + rb")[ \t]+" + NETWORK.replace(b" ", BLANK) + GOES_ON
"""Azure CLI: what ``formats/az`` reads in scripts (az aks --help, az network --help)."""

CMDLETS = rb"\b(?:New|Set)-AzAksCluster\b|\b(?:New|Update|Remove)-AzAksNodePool\b"
CMDLETS_NETWORK = rb"\b(?:New|Set|Remove)-Az(?:NatGateway|RouteTable|RouteConfig|VirtualNetworkSubnetConfig|PublicIpPrefix)\b|\bSet-AzVirtualNetwork\b"
"""Azure PowerShell, in steps of pipelines (learn.microsoft.com/powershell/module/az.aks, az.network)."""

TICKED = _aks(rb"(?<=`)az[ \t]+")
TICKED_NETWORK = rb"(?<=`)az[ \t]+" + NETWORK.replace(b" ", BLANK) + GOES_ON
"""A command of a program between backticks: in prose they hold code that nobody runs."""
