"""What commands of the Azure CLI and of Azure PowerShell look like in any text, and where one can stand: patterns of bytes."""

from __future__ import annotations

_EGRESS = rb"outbound|nat-gateway|load-balancer|authorized-ip|static-egress|vnet|subnet|network-p|network-d|node-provisioning"
"""Parts of the flags of az aks update that bear on egress; its others (labels, addons, autoscaling, ACR) do not."""

GOES_ON = rb"(?=[ \t]+[-\\`$\"'{%<@^(]|[ \t]*(?m:\r?$))"
"""After a command: a flag, a variable or the end of a line. In prose there is a word."""

PROGRAM = rb"az(?:(?<![`\w.-]az)|(?<=\\[nt]az)|(?<=\$`az))(?:\.cmd|\.exe)?[\"']?"
"""The Azure CLI, also by its path: ``/usr/bin/az``, ``"C:\\Program Files\\…\\az.cmd"``."""
AZ = (
    PROGRAM + rb"[ \t]+aks[ \t]+(?:(?:create|nodepool[ \t]+add)\b" + GOES_ON + rb""
    rb"|update\b(?:[^\n]*\\\r?\n){0,40}?[^\n]{0,4000}?--(?:[\w-]{0,40})(?:" + _EGRESS + rb"))"
    rb"|(?:(?m:^|(?<=[\[\s({]))[\"'-]?[ \t]*|(?<=[/\\]))az[\"',\s\[-]{1,40}aks[\"',\s-]{1,40}(?:create|nodepool[\"',\s-]{1,40}add)\b"
    rb"(?=[\"',]|[ \t]*\r?\n[ \t]*-|\s*\Z)"
    # a command as a list of words, on one line or one a line: the container of a Job
    rb"|(?<=[\[\s\"'/\\])az[\"']?,?[\"',\s-]{1,40}aks[\"',\s-]{1,40}update[\"',][^\]\n]{0,1500}?--[\w-]{0,40}(?:"
    + _EGRESS
    + rb")"
    rb"|(?<=[\s\"'/\\])az[\"']?[ \t]*\r?\n[ \t]*-[ \t]*[\"']?aks[\"']?[ \t]*\r?\n[ \t]*-[ \t]*[\"']?update[\"']?[ \t]*\r?\n"
    rb"(?:[ \t]*-[^\n]{0,300}\n){0,30}?[ \t]*-[ \t]*[\"']?--[\w-]{0,40}(?:" + _EGRESS + rb")"
)
_NEXT = rb"[\"']?(?:,|[ \t]*\r?\n[ \t]*-)[ \t]*[\"']?"
"""Between two words of a command that is a list."""
AZ_NETWORK = (
    PROGRAM + rb"[ \t]+network[ \t]+(?:(?:nat[ \t]+gateway|route-table(?:[ \t]+route)?|public-ip[ \t]+prefix"
    rb"|vnet[ \t]+subnet)[ \t]+(?:create|update|delete)|(?:vnet|public-ip)[ \t]+update|vnet[ \t]+peering[ \t]+create)\b"
    + GOES_ON
    # a command as a list of words: ENTRYPOINT ["az", "network", …], the container of a Job, an argument of a program
    + rb"|(?<=[\[\s\"'/\\])az network (?:nat gateway|route-table(?: route)?|vnet subnet) (?:create|update|delete)[\"',\r\n]".replace(
        b" ", _NEXT
    )
)
"""Azure CLI: what ``formats/az`` reads in scripts (az aks --help, az network --help)."""

_KEYS = (
    rb"run|script|script_?content|inline\w*|bash|sh|shell|pwsh|powershell|cmds?|commands?|exec|entrypoint|args|(?:before|after)_script"
    rb"|(?:ansible\.builtin\.)?(?:shell|command)|create|update|c|command_?to_?execute|[\w.]{0,60}script_?body"
)
COMMAND_POSITION = (
    rb"(?i)^[ \t]*(?:-[ \t]+)*(?:[\"']?(?:"
    + _KEYS
    + rb")[\"']?[ \t]*[:=][ \t]*)?(?:[|>][+-]?[ \t]*)?[\"'@+(\[-]*[ \t]*$"
    rb"|[;&|({!\[,][ \t]*[\"']?!?$|\$\($|\\n[ \t]*$|^[ \t]*\"!$|[{,][ \t]*[\"']?(?:"
    + _KEYS
    + rb")[\"']?[ \t]*:[ \t]*[\"']?$"  # an entry of a mapping on one line
    rb"|\b(?:then|do|else|if|elif|while|until|sudo|exec|time|env|run|cmd|sh|bash|bat|call|-c)[ \t]*[(\"'\[]*[\"']?$"
    rb"|^[ \t]*(?:@(?:hourly|daily|weekly|monthly|yearly|reboot)|(?:[\d*,/A-Za-z-]+[ \t]+){4}[\d*,/A-Za-z-]+)[ \t]+(?:[\w-]+[ \t]+)?$"  # crontab
    rb"|^[ \t]*\$[\w:]+[ \t]*=[ \t]*$"  # a variable of PowerShell
    rb"|(?:^|[ \t])\w+=\S*[ \t]+$|^\w+[ \t]*[:?]?=[ \t]*$|(?:^[ \t]*|[{,][ \t]*)\"[\w:.-]+\"[ \t]*:[ \t]*\"$"
    rb"|\$`$|^[ \t]*(?:(?:my[ \t]+)?[$@]?\w+[ \t]*=[ \t]*)?`$|\b(?:%x|qx)[(\[{/]$"  # of programs: $`…`, `…`, qx(…)
)
"""What stands before a command on its line: nothing, a key that holds commands, an operator. In prose there are words."""

CMDLETS = rb"\b(?:New|Set)-AzAksCluster\b|\b(?:New|Update|Remove)-AzAksNodePool\b"
CMDLETS_NETWORK = rb"\b(?:New|Set|Remove)-Az(?:NatGateway|RouteTable|RouteConfig|VirtualNetworkSubnetConfig|PublicIpPrefix)\b"
"""Azure PowerShell, in steps of pipelines (learn.microsoft.com/powershell/module/az.aks, az.network)."""

TICKED = rb"(?<=`)az[ \t]+aks[ \t]+create\b" + GOES_ON
"""A command of a program between backticks: in prose they hold code that nobody runs."""
CHAINED = rb"[\"']az[\"']\)[ \t\r\n]{0,40}\.args?\(\[?[\"']aks[\"'](?:\)[ \t\r\n]{0,40}\.arg\(|,[ \t]*)[\"']create\b"
"""A command of Rust: ``Command::new("az").args(["aks", "create"])``."""
