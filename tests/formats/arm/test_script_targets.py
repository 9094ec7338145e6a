"""What the commands of a deployment script name, told only where each of them writes its names out."""

from __future__ import annotations

import pytest

from natpin.formats.arm.scripts import named_in
from natpin.model.arm_id import parse
from natpin.model.location import Location
from natpin.model.value import text

AT = Location("main.bicep")
SUBNET = "az network vnet subnet update -g rg --vnet-name v -n s --remove natGateway"


def told(script: str) -> set[str]:
    found = [parse(target) for _, target in named_in(script, AT)]
    return {
        "/".join([text(one.resource_group) or "?", *(text(name) or "?" for name in one.names)])
        for one in found
        if one is not None
    }


@pytest.mark.parametrize(
    ("script", "names"),
    [
        (SUBNET, {"rg/v/s"}),
        ("az network vnet subnet update --name='s' --vnet-name v --nat-gateway x", {"?/v/s"}),
        (f"set -e\naz account show\nif true; then {SUBNET}; fi # -n x", {"rg/v/s"}),
        (f"{SUBNET}\naz aks update -g rg -n c --outbound-type none", {"rg/v/s", "rg/c", "rg/c/?"}),
        ("az aks nodepool add -g rg --cluster-name c -n p", {"rg/c/p", "rg/c"}),
        ("az network vnet update -g rg -n v --remove subnets", {"rg/v", "rg/v/?"}),
        ("az network route-table route create -g rg --route-table-name t -n r", {"rg/t/r", "rg/t"}),
        (SUBNET.replace(" -g rg", " -g $RG"), set()),
        (SUBNET.replace("-n s", "-n s -n t"), set()),
        (SUBNET.replace("-n s", "-ns"), set()),
        (SUBNET.replace("--vnet-name", "--vnet"), set()),
        (SUBNET.replace("--vnet-name v", ""), set()),
        (SUBNET.replace("-n s", "-n @name.txt"), set()),
        ("az network vnet subnet update --ids x --remove natGateway", set()),
        (f"{SUBNET}\naz network vhub connection create -n x", set()),
        (f"{SUBNET}\npwsh -c 'Set-AzVirtualNetwork x'", set()),
        (f"{SUBNET}\naz network vnet subnet update --ids $X", set()),
        ("az aks list", set()),
    ],
)
def test_what_a_script_names(script: str, names: set[str]) -> None:
    assert told(script) == names
