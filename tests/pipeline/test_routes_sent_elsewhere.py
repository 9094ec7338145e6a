"""What sends routes to a network that another file declares: a hub's connection, a gateway, a route server. The pass of a
cluster there is gone, or the command is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.formats.az import recognise
from natpin.formats.az.cli.closed import BEARING
from natpin.model.finding import Verdict

from .test_scripts_beside_roots import ROOT

RULE = "udr-overrides-nat"
NETWORK = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
CONNECT = "az network vhub connection create -g hub --vhub-name hub -n c"
HUB = "Microsoft.Network/virtualHubs"
GATEWAY = "az network vnet-gateway create -g rg -n gw --vnet vnet --public-ip-addresses ip --sku ErGw1AZ"
PEER = "az network vnet peering create -n p --remote-vnet /subscriptions/0/resourceGroups/h/providers/Microsoft.Network/virtualNetworks/h"


def arm(type_: str, properties: str) -> str:
    return (
        '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [{'
        f'"type": "{type_}", "apiVersion": "2023-11-01", "name": "hub/c", "properties": {{{properties}}}}}]}}'
    )


SENT = {
    "a connection": ("s/h.sh", f"{CONNECT} --remote-vnet {NETWORK}\n"),
    "a network that was asked for": (
        "s/h.sh",
        f'V=$(az network vnet show -g rg -n vnet --query id -o tsv)\n{CONNECT} --remote-vnet "$V"\n',
    ),
    "a network that is given": ("s/h.sh", f'{CONNECT} --remote-vnet "$1"\n'),
    "an update": (
        "s/h.sh",
        "az network vhub connection update -g hub --vhub-name hub -n c --internet-security true\n",
    ),
    "a template": (
        "hub.json",
        arm(
            f"{HUB}/hubVirtualNetworkConnections",
            f'"remoteVirtualNetwork": {{"id": "{NETWORK}"}}, "enableInternetSecurity": true',
        ),
    ),
    "a gateway": ("s/h.sh", f"{GATEWAY} --gateway-type ExpressRoute\n"),
    "a gateway's template": (
        "gateway.json",
        arm(
            "Microsoft.Network/virtualNetworkGateways",
            '"gatewayType": "ExpressRoute", "ipConfigurations": [{"name": "a", "properties": '
            f'{{"subnet": {{"id": "{NETWORK}/subnets/GatewaySubnet"}}}}}}]',
        ),
    ),
    "a peering": ("s/h.sh", f'{PEER} -g "$1" --vnet-name "$2" --use-remote-gateways\n'),
}
KEPT = {
    "without internet security": (
        "s/h.sh",
        f"{CONNECT} --remote-vnet {NETWORK} --internet-security false\n",
    ),
    "another network": ("s/h.sh", f"{CONNECT} --remote-vnet {NETWORK}-2\n"),
    "a hub alone": ("s/h.sh", "az network vhub create -g hub -n hub --address-prefix 10.9.0.0/24 --vwan w\n"),
}
TOLD = {
    "a routing intent": "az network vhub routing-intent create -g hub --vhub hub -n i --routing-policies p",
    "a route of the hub": "az network vhub route-table route add -g hub --vhub-name hub -n t --destinations 0.0.0.0/0",
    "a route server": "az network routeserver create -g rg -n rs --hosted-subnet s --public-ip-address ip",
    "rules of a network manager": "az network manager post-commit -g hub -n m --commit-type Routing --target-locations we",
}


@pytest.mark.parametrize("kind", SENT)
def test_a_default_route_that_may_be_sent_to_the_network_is_no_pass(kind: str, tmp_path: Path) -> None:
    path, text = SENT[kind]
    assert verdicts(linted(tmp_path, {"infra/main.tf": ROOT, path: text}), RULE) == [Verdict.UNKNOWN]


@pytest.mark.parametrize("kind", KEPT)
def test_what_sends_it_none_changes_nothing(kind: str, tmp_path: Path) -> None:
    path, text = KEPT[kind]
    assert verdicts(linted(tmp_path, {"infra/main.tf": ROOT, path: text}), RULE) == [Verdict.PASS]


@pytest.mark.parametrize("kind", TOLD)
@pytest.mark.parametrize("form", ["a script", "a workflow", "a program"])
def test_a_command_of_which_the_network_is_not_known_is_told(kind: str, form: str, tmp_path: Path) -> None:
    command = TOLD[kind]
    files = {
        "a script": {"h.sh": command + "\n"},
        "a workflow": {
            ".github/workflows/h.yml": f"on: push\njobs:\n  h:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {command}\n"
        },
        "a program": {"h.py": f'import subprocess\nsubprocess.run("{command}", shell=True)\n'},
    }[form]
    report = linted(tmp_path, {"infra/main.tf": ROOT, **files})
    assert report.skipped or any(stack.doubts for stack in report.stacks)


@pytest.mark.parametrize(
    "group", [group for group in BEARING if group.startswith("network ") and "firewall" not in group]
)
def test_a_script_of_a_group_that_bears_on_egress_is_looked_at(group: str) -> None:
    script = f"az {group} create -g rg -n x\n".encode()
    assert recognise.claims("a.sh", script) or recognise.changes_networks("a.sh", script)
