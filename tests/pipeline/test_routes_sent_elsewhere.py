"""Commands that send routes to networks which other files declare, of a hub, a route server, a network manager: each is told."""

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
