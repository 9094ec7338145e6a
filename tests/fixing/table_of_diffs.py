"""Files as people format them, with one mistake each: what is wrong, and what the fix makes of it, decided before it ran.

A row is about the good stack of a language (``spoiling.good``): the pieces that are changed to make the mistake, and the pieces
of the result that are to be others after the fix.
"""

from __future__ import annotations

Pieces = tuple[tuple[str, str], ...]

ROWS: dict[str, tuple[str, Pieces, Pieces]] = {
    "terraform: an argument that is null": (
        "terraform",
        (('outbound_type  = "userAssignedNATGateway"', "outbound_type  = null # later"),),
        (("outbound_type  = null #", 'outbound_type  = "userAssignedNATGateway" #'),),
    ),
    "arm: a property that is null": (
        "arm",
        (('"outboundType": "userAssignedNATGateway"', '"outboundType": null'),),
        (('"outboundType": null', '"outboundType": "userAssignedNATGateway"'),),
    ),
    "bicep: a comment that goes on below": (
        "bicep",
        (
            (
                "networkPlugin: 'azure'\n      outboundType: 'userAssignedNATGateway'\n",
                "networkPlugin: 'azure' /* as\n      ever */\n",
            ),
        ),
        (("ever */\n", "ever */\n      outboundType: 'userAssignedNATGateway'\n"),),
    ),
    "bash: a command that another one starts": (
        "bash",
        (
            ("az aks create", "sudo -E az aks create"),
            (" --outbound-type userAssignedNATGateway", ""),
        ),
        (('"$NODES_ID"\n', '"$NODES_ID" \\\n  --outbound-type userAssignedNATGateway\n'),),
    ),
    "pulumi: a number in quotes": (
        "pulumi",
        (("idleTimeoutInMinutes: 10", 'idleTimeoutInMinutes: "600"'),),
        (('"600"', '"10"'),),
    ),
    "operator: a number with an anchor and a tag": (
        "operator",
        (("idleTimeoutInMinutes: 10", "idleTimeoutInMinutes: &idle !!int 600"),),
        (("!!int 600", "!!int 10"),),
    ),
    "terraform: comments in one column": (
        "terraform",
        (
            ('    network_plugin = "azure"\n', '    network_plugin = "azure"        # plug-in\n'),
            ('"userAssignedNATGateway"\n', '"loadBalancer" # the default\n'),
        ),
        (
            ('"azure"        #', '"azure"                  #'),
            ('"loadBalancer" #', '"userAssignedNATGateway" #'),
        ),
    ),
    "terraform: blanks are tabs": (
        "terraform",
        (("  idle_timeout_in_minutes = 10\n", "\tidle_timeout_in_minutes\t=\t600\n"),),
        (("\t=\t600", "\t=\t10"),),
    ),
    "terraform: a comment behind the value": (
        "terraform",
        (("  idle_timeout_in_minutes = 10\n", "  idle_timeout_in_minutes = 600 # ten minutes\n"),),
        (("600 # ten", "10 # ten"),),
    ),
    "terraform: numbers that are reckoned with": (
        "terraform",
        (("  idle_timeout_in_minutes = 10\n", "  idle_timeout_in_minutes = 10 * 60\n"),),
        (("10 * 60", "10"),),
    ),
    "terraform: a member of a local on one line": (
        "terraform",
        (
            ("  idle_timeout_in_minutes = 10\n", "  idle_timeout_in_minutes = local.net.idle\n"),
            (
                "terraform {\n  required_providers {",
                'locals {\n  net = { name = "x", idle = 600 }\n}\n\nterraform {\n  required_providers {',
            ),
        ),
        (("idle = 600 }", "idle = 10 }"),),
    ),
    "terraform: one side of a condition": (
        "terraform",
        (
            ("  idle_timeout_in_minutes = 10\n", "  idle_timeout_in_minutes = var.prod ? 600 : 10\n"),
            (
                "terraform {\n  required_providers {",
                'variable "prod" {\n  default = true\n}\n\nterraform {\n  required_providers {',
            ),
        ),
        (("? 600 :", "? 10 :"),),
    ),
    "terraform: a block on one line": (
        "terraform",
        (
            (
                '  network_profile {\n    network_plugin = "azure"\n    outbound_type  = "userAssignedNATGateway"\n  }\n',
                '  network_profile { network_plugin = "azure" }\n',
            ),
        ),
        (
            (
                '  network_profile { network_plugin = "azure" }\n',
                '  network_profile {\n    network_plugin = "azure"\n    outbound_type  = "userAssignedNATGateway"\n  }\n',
            ),
        ),
    ),
    "terraform: comments in the block": (
        "terraform",
        (
            (
                '  network_profile {\n    network_plugin = "azure"\n    outbound_type  = "userAssignedNATGateway"\n  }\n',
                '  network_profile { # net\n    # plug-in\n    network_plugin = "azure" # keep\n  }\n',
            ),
        ),
        (
            (
                '    network_plugin = "azure" # keep\n',
                '    network_plugin = "azure" # keep\n    outbound_type  = "userAssignedNATGateway"\n',
            ),
        ),
    ),
    "terraform: a blank line parts the rows": (
        "terraform",
        (
            (
                '  network_profile {\n    network_plugin = "azure"\n    outbound_type  = "userAssignedNATGateway"\n  }\n',
                '  network_profile {\n    network_plugin      = "azure"\n    network_plugin_mode = "overlay"\n\n    dns_service_ip = "10.0.0.10"\n    service_cidr   = "10.0.0.0/24"\n  }\n',
            ),
        ),
        (
            (
                '    service_cidr   = "10.0.0.0/24"\n',
                '    service_cidr   = "10.0.0.0/24"\n    outbound_type  = "userAssignedNATGateway"\n',
            ),
        ),
    ),
    "terraform: a lifecycle on one line": (
        "terraform",
        (
            (
                "\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n",
                "\n  lifecycle { ignore_changes = [tags] }\n}\n",
            ),
        ),
        (
            (
                "  lifecycle { ignore_changes = [tags] }\n",
                "  lifecycle {\n    ignore_changes  = [tags]\n    prevent_destroy = true\n  }\n",
            ),
        ),
    ),
    "terraform: an empty lifecycle": (
        "terraform",
        (("\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n", "\n  lifecycle {}\n}\n"),),
        (("  lifecycle {}\n", "  lifecycle {\n    prevent_destroy = true\n  }\n"),),
    ),
    "terraform: a longer name than those there": (
        "terraform",
        (
            (
                "\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n",
                "\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n",
            ),
        ),
        (("    ignore_changes = [tags]\n", "    ignore_changes = [tags]\n\n    prevent_destroy = true\n"),),
    ),
    "terraform: an empty depends_on": (
        "terraform",
        (("[azurerm_subnet_nat_gateway_association.nodes]", "[]"),),
        (("depends_on = []", "depends_on = [azurerm_subnet_nat_gateway_association.nodes]"),),
    ),
    "terraform: a depends_on of several lines with comments": (
        "terraform",
        (
            (
                "[azurerm_subnet_nat_gateway_association.nodes]",
                "[\n    # the group\n    azurerm_resource_group.this, # first\n  ]",
            ),
        ),
        (
            (
                "azurerm_resource_group.this, # first\n",
                "azurerm_resource_group.this, # first\n    azurerm_subnet_nat_gateway_association.nodes,\n",
            ),
        ),
    ),
    "bicep: a member of a variable": (
        "bicep",
        (
            ("idleTimeoutInMinutes: 10", "idleTimeoutInMinutes: net.idle"),
            ("\nresource egressPrefix", "\nvar net = {\n  idle: 600 // s\n}\n\nresource egressPrefix"),
        ),
        (("idle: 600", "idle: 10"),),
    ),
    "bicep: numbers that are reckoned with": (
        "bicep",
        (("idleTimeoutInMinutes: 10", "idleTimeoutInMinutes: 10 * 60"),),
        (("10 * 60", "10"),),
    ),
    "bicep: an object on one line": (
        "bicep",
        (
            (
                "networkProfile: {\n      networkPlugin: 'azure'\n      outboundType: 'userAssignedNATGateway'\n    }",
                "networkProfile: {networkPlugin:'azure'}",
            ),
        ),
        (("{networkPlugin:'azure'}", "{networkPlugin:'azure', outboundType: 'userAssignedNATGateway'}"),),
    ),
    "bicep: no network profile": (
        "bicep",
        (
            (
                "    networkProfile: {\n      networkPlugin: 'azure'\n      outboundType: 'userAssignedNATGateway'\n    }\n",
                "",
            ),
        ),
        (
            (
                "        vnetSubnetID: '${vnet.id}/subnets/nodes'\n      }\n    ]\n",
                "        vnetSubnetID: '${vnet.id}/subnets/nodes'\n      }\n    ]\n    networkProfile: {\n      outboundType: 'userAssignedNATGateway'\n    }\n",
            ),
        ),
    ),
    "bicep: a prefix under a condition": (
        "bicep",
        (
            (
                "resource egressLock 'Microsoft.Authorization/locks@2020-05-01' = {\n  name: 'keep-egress'\n  scope: egressPrefix\n  properties: { level: 'CanNotDelete' }\n}\n\n",
                "",
            ),
            ("publicIPPrefixes@2024-05-01' = {", "publicIPPrefixes@2024-05-01' = if (fresh) {"),
            ("\nresource egressPrefix", "\nparam fresh bool = true\n\nresource egressPrefix"),
        ),
        (
            (
                "    publicIPAddressVersion: 'IPv4'\n  }\n}\n",
                "    publicIPAddressVersion: 'IPv4'\n  }\n}\n\nresource egressPrefixLock 'Microsoft.Authorization/locks@2020-05-01' = if (fresh) {\n  name: 'egress-prefix-lock'\n  scope: egressPrefix\n  properties: {\n    level: 'CanNotDelete'\n  }\n}\n",
            ),
        ),
    ),
    "bicep: tabs": (
        "bicep",
        (
            (
                "    networkProfile: {\n      networkPlugin: 'azure'\n      outboundType: 'userAssignedNATGateway'\n    }\n",
                "\t\tnetworkProfile: {\n\t\t\tnetworkPlugin: 'azure'\n\t\t}\n",
            ),
        ),
        (
            (
                "\t\t\tnetworkPlugin: 'azure'\n",
                "\t\t\tnetworkPlugin: 'azure'\n\t\t\toutboundType: 'userAssignedNATGateway'\n",
            ),
        ),
    ),
    "arm: no blanks": (
        "arm",
        (('"idleTimeoutInMinutes": 10', '"idleTimeoutInMinutes":600'),),
        ((":600", ":10"),),
    ),
    "arm: a default on one line": (
        "arm",
        (
            ('"idleTimeoutInMinutes": 10', '"idleTimeoutInMinutes": "[parameters(\'idle\')]"'),
            (
                '  "resources": [',
                '  "parameters": {"idle": {"type": "int", "defaultValue": 600}},\n  "resources": [',
            ),
        ),
        (('"defaultValue": 600', '"defaultValue": 10'),),
    ),
    "arm: behind the last member": (
        "arm",
        ((',\n          "outboundType": "userAssignedNATGateway"', ""),),
        (
            (
                '"networkPlugin": "azure"\n',
                '"networkPlugin": "azure",\n          "outboundType": "userAssignedNATGateway"\n',
            ),
        ),
    ),
    "arm: an object on one line": (
        "arm",
        (
            (
                '{\n          "networkPlugin": "azure",\n          "outboundType": "userAssignedNATGateway"\n        }',
                '{ "networkPlugin": "azure" }',
            ),
        ),
        (
            (
                '{ "networkPlugin": "azure" }',
                '{ "networkPlugin": "azure", "outboundType": "userAssignedNATGateway" }',
            ),
        ),
    ),
    "bash: a flag with =": ("bash", (("--idle-timeout 10", "--idle-timeout=600"),), (("=600", "=10"),)),
    "bash: a quoted number": ("bash", (("--idle-timeout 10", '--idle-timeout "600"'),), (('"600"', '"10"'),)),
    "bash: a default of a variable": (
        "bash",
        (("--idle-timeout 10", "--idle-timeout ${IDLE:-600}"),),
        (("${IDLE:-600}", "${IDLE:-10}"),),
    ),
    "bash: arithmetic": (
        "bash",
        (("--idle-timeout 10", "--idle-timeout $((10*60))"),),
        (("$((10*60))", "10"),),
    ),
    "bash: a comment behind the command": (
        "bash",
        (
            (" --outbound-type userAssignedNATGateway", ""),
            ('--vnet-subnet-id "$NODES_ID"\n', '--vnet-subnet-id "$NODES_ID" # go\n'),
        ),
        (('"$NODES_ID" # go', '"$NODES_ID" \\\n  --outbound-type userAssignedNATGateway # go'),),
    ),
    "bash: a command behind it": (
        "bash",
        (
            (" --outbound-type userAssignedNATGateway", ""),
            ('--vnet-subnet-id "$NODES_ID"\n', '--vnet-subnet-id "$NODES_ID" || exit 1\n'),
        ),
        (('"$NODES_ID" || exit', '"$NODES_ID" \\\n  --outbound-type userAssignedNATGateway || exit'),),
    ),
    "bash: a redirection": (
        "bash",
        (
            (" --outbound-type userAssignedNATGateway", ""),
            ('--vnet-subnet-id "$NODES_ID"\n', '--vnet-subnet-id "$NODES_ID" >/dev/null 2>&1\n'),
        ),
        (('"$NODES_ID" >', '"$NODES_ID" \\\n  --outbound-type userAssignedNATGateway >'),),
    ),
    "bash: inside of $(…)": (
        "bash",
        (
            (" --outbound-type userAssignedNATGateway", ""),
            ("az aks create", "OUT=$(az aks create"),
            ('--vnet-subnet-id "$NODES_ID"\n', '--vnet-subnet-id "$NODES_ID" -o json)\n'),
        ),
        (('"$NODES_ID" -o json)', '"$NODES_ID" -o json --outbound-type userAssignedNATGateway)'),),
    ),
    "bash: an array of words": (
        "bash",
        (
            ("--public-ip-prefixes egress-prefix --idle-timeout 10", '"${args[@]}"'),
            (
                "GROUP=shop-rg\n",
                "GROUP=shop-rg\nargs=(--public-ip-prefixes egress-prefix)\nargs+=(--idle-timeout 600)\n",
            ),
        ),
        (("(--idle-timeout 600)", "(--idle-timeout 10)"),),
    ),
    "powershell: a parameter with a colon": (
        "powershell",
        (("-IdleTimeoutInMinutes 10", "-IdleTimeoutInMinutes:600"),),
        ((":600", ":10"),),
    ),
    "powershell: a variable with a type": (
        "powershell",
        (
            ("-IdleTimeoutInMinutes 10", "-IdleTimeoutInMinutes $idle"),
            ("$where =", "[int]$idle = 600 # s\n$where ="),
        ),
        (("= 600 # s", "= 10 # s"),),
    ),
    "powershell: a hashtable of parameters": (
        "powershell",
        (("  OutboundType      = 'userAssignedNATGateway'\n", ""),),
        (("@cluster -GenerateSshKey", "@cluster -GenerateSshKey -OutboundType userAssignedNATGateway"),),
    ),
    "operator: blanks and a comment": (
        "operator",
        (("idleTimeoutInMinutes: 10", "idleTimeoutInMinutes:   600   # s"),),
        (("600   # s", "10   # s"),),
    ),
    "operator: a flow mapping": (
        "operator",
        (
            (
                "  networkProfile:\n    networkPlugin: azure\n    outboundType: userAssignedNATGateway\n",
                "  networkProfile: {networkPlugin: azure}\n",
            ),
        ),
        (("{networkPlugin: azure}", "{networkPlugin: azure, outboundType: userAssignedNATGateway}"),),
    ),
    "operator: quoted keys": (
        "operator",
        (
            (
                "    networkPlugin: azure\n    outboundType: userAssignedNATGateway\n",
                '    "networkPlugin": "azure" # cni\n',
            ),
        ),
        (
            (
                '    "networkPlugin": "azure" # cni\n',
                '    "networkPlugin": "azure" # cni\n    outboundType: userAssignedNATGateway\n',
            ),
        ),
    ),
    "bash: the words of a loop": (
        "bash",
        (
            (
                'az network nat gateway create --resource-group "$GROUP" --name egress \\\n  --public-ip-prefixes egress-prefix --idle-timeout 10',
                'for idle in 600; do\n  az network nat gateway create --resource-group "$GROUP" --name egress --public-ip-prefixes egress-prefix --idle-timeout $idle\ndone',
            ),
        ),
        (("in 600;", "in 10;"),),
    ),
    "bash: an argument of a function": (
        "bash",
        (
            (
                'az network nat gateway create --resource-group "$GROUP" --name egress \\\n  --public-ip-prefixes egress-prefix --idle-timeout 10',
                'gateway() {\n  az network nat gateway create --resource-group "$GROUP" --name egress --public-ip-prefixes egress-prefix --idle-timeout "$1"\n}\ngateway 600',
            ),
        ),
        (("gateway 600", "gateway 10"),),
    ),
    "terraform: a map of several gateways": (
        "terraform",
        (
            (
                'resource "azurerm_nat_gateway" "egress" {\n',
                'locals {\n  gws = {\n    egress = { idle = 600 } # s\n  }\n}\n\nresource "azurerm_nat_gateway" "egress" {\n  for_each = local.gws\n\n',
            ),
            ("  idle_timeout_in_minutes = 10\n", "  idle_timeout_in_minutes = each.value.idle\n"),
            ("azurerm_nat_gateway.egress.id\n  public", 'azurerm_nat_gateway.egress["egress"].id\n  public'),
            (
                "nat_gateway_id = azurerm_nat_gateway.egress.id\n}",
                'nat_gateway_id = azurerm_nat_gateway.egress["egress"].id\n}',
            ),
        ),
        (("idle = 600", "idle = 10"),),
    ),
    "terraform: a block on one line goes": (
        "terraform",
        (
            (
                '    outbound_type  = "userAssignedNATGateway"\n',
                '    outbound_type  = "userAssignedNATGateway"\n    nat_gateway_profile { idle_timeout_in_minutes = 10 }\n',
            ),
        ),
        (("    nat_gateway_profile { idle_timeout_in_minutes = 10 }\n", ""),),
    ),
    "terraform: the same words in a text": (
        "terraform",
        (
            (
                "  idle_timeout_in_minutes = 10\n",
                "  idle_timeout_in_minutes = 600\n  tags = {\n    note = <<-EOT\n      idle_timeout_in_minutes = 600\n    EOT\n  }\n",
            ),
        ),
        (("  idle_timeout_in_minutes = 600\n  tags", "  idle_timeout_in_minutes = 10\n  tags"),),
    ),
    "bicep: the same words in a text": (
        "bicep",
        (
            (
                "\nresource egressPrefix",
                "\nvar note = '''\nidleTimeoutInMinutes: 600\n'''\n\nresource egressPrefix",
            ),
            ("    idleTimeoutInMinutes: 10", "    idleTimeoutInMinutes: 600"),
        ),
        (("    idleTimeoutInMinutes: 600", "    idleTimeoutInMinutes: 10"),),
    ),
    "powershell: a parameter a line": (
        "powershell",
        (("-IdleTimeoutInMinutes 10", "`\n  -IdleTimeoutInMinutes 600 `\n "),),
        (("600 `", "10 `"),),
    ),
}
