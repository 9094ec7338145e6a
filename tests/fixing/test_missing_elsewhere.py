"""The missing gateway in ARM templates and in Az PowerShell, in the words of its neighbours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Natpin
from .test_missing import BICEP, BICEP_MADE, CLUSTER, INPUTS, NETWORK, VERSIONS, mended

TOPOLOGY = Path(__file__).parent.parent / "topologies/node-public-ips"
TEMPLATE = (TOPOLOGY / "azuredeploy.json").read_text().replace("true", "false")
SCRIPT = (TOPOLOGY / "provision.ps1").read_text().replace("= $true", "= $false")


def _resources(text: str) -> dict[str, dict[str, object]]:
    return {one["type"].partition("/")[2]: one for one in json.loads(text)["resources"]}


@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
def test_a_template_gets_a_gateway_beside_its_network(
    indent: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """Named after the network, with its place, version and tags; laid out as the file is."""
    text = re.sub(r"(?m)^(?:  )+", lambda found: indent * (len(found[0]) // 2), TEMPLATE)
    text = text.replace(
        '"shop-vnet",\n', "\"[parameters('network')]\",\n" + indent * 3 + '"tags": {"team": "a"},\n', 1
    )
    text = text.replace("'shop-vnet'", "parameters('network')")
    text = text.replace(
        '"resources"',
        '"parameters": {"network": {"type": "string", "defaultValue": "spoke"}},\n' + indent + '"resources"',
        1,
    )
    (after,) = mended(tmp_path, natpin, {"azuredeploy.json": text}).values()
    made = _resources(after)
    name = "concat(parameters('network'), '-nat')"
    prefix = (
        "[resourceId('Microsoft.Network/publicIPPrefixes', concat(parameters('network'), '-nat-prefix'))]"
    )
    assert made["natGateways"] == {
        "type": "Microsoft.Network/natGateways",
        "apiVersion": "2024-05-01",
        "name": f"[{name}]",
        "location": "westeurope",
        "tags": {"team": "a"},
        "dependsOn": [prefix],
        "sku": {"name": "Standard"},
        "properties": {"publicIpPrefixes": [{"id": prefix}]},
    }
    assert made["locks"]["name"] == "[concat(parameters('network'), '-nat-prefix-lock')]"
    gateway = f"[resourceId('Microsoft.Network/natGateways', {name})]"
    assert made["virtualNetworks"]["dependsOn"] == [gateway]
    assert not failing(tmp_path)
    levels = {len(line) - len(line.lstrip()) for line in after.splitlines()}
    assert all(level % len(indent) == 0 for level in levels)
    assert all(line.lstrip("\t" if indent == "\t" else " ")[:1].strip() for line in after.splitlines())


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            '"apiVersion": "2024-05-01"',
            '"apiVersion": "2019-11-01"',
            "a NAT gateway needs API version 2020-03-01",
        ),
        ('"dependsOn": [],', '"condition": true,', "natpin writes a new NAT gateway"),
    ],
)
def test_a_network_without_a_place_beside_it_is_left(
    old: str, new: str, why: str, tmp_path: Path, natpin: Natpin
) -> None:
    (tmp_path / "azuredeploy.json").write_text(TEMPLATE.replace(old, new, 1))
    _, told = natpin(tmp_path, "fix", ".", "--unsafe", "--rule", "node-subnet-no-nat", "--diff")
    _, told = natpin(tmp_path, "fix", ".", "--unsafe", "--rule", "node-subnet-no-nat", "--check")
    assert why in told


NEW = """\
$natGatewayPrefix = New-AzPublicIpPrefix WHERE -Name PREFIX -PrefixLength 30 -Sku Standard
New-AzResourceLock -LockName LOCK -LockLevel CanNotDelete -ResourceGroupName GROUP `
  -ResourceName PREFIX -ResourceType Microsoft.Network/publicIPPrefixes -Force | Out-Null
$natGateway = New-AzNatGateway WHERE -Name GATEWAY -Sku Standard -PublicIpPrefix $natGatewayPrefix
"""


def _new(**words: str) -> str:
    text = NEW
    for name, word in words.items():
        text = re.sub(rf"\b{name.upper()}\b", lambda _, word=word: word, text)
    return text


SCRIPTS = {
    "a hashtable of group and place": (
        SCRIPT,
        _new(
            where="@where",
            prefix="shop-ippre",
            lock="shop-ippre-lock",
            group="$where.ResourceGroupName",
            gateway="shop-ng",
        ),
    ),
    "parameters": (
        SCRIPT.replace(
            "@where -Name shop-vnet", "-ResourceGroupName shop-rg -Location $place -Name $name"
        ).replace("$where =", "$place = 'westeurope'\n$name = 'spoke'\n$where ="),
        _new(
            where="-ResourceGroupName shop-rg -Location $place",
            prefix='"$name-nat-prefix"',
            lock='"$name-nat-prefix-lock"',
            group="shop-rg",
            gateway='"$name-nat"',
        ),
    ),
}


@pytest.mark.parametrize("case", SCRIPTS)
def test_a_script_makes_a_gateway_before_its_subnet(
    case: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    before, new = SCRIPTS[case]
    expected = before.replace("$subnets += New", f"{new}$subnets += New")
    expected = expected.replace(
        "-DefaultOutboundAccess $false", "-DefaultOutboundAccess $false -NatGateway $natGateway"
    )
    expected = expected.replace("'loadBalancer'", "'userAssignedNATGateway'")
    assert mended(tmp_path, natpin, {"up.ps1": before}) == {"up.ps1": expected}
    assert not failing(tmp_path)


def test_a_subnet_inside_of_another_command_is_left(tmp_path: Path, natpin: Natpin) -> None:
    text = SCRIPT.replace(
        "$subnets += New-AzVirtualNetworkSubnetConfig", "$subnets += @(\n  New-AzVirtualNetworkSubnetConfig"
    )
    text = text.replace("-DefaultOutboundAccess $false\n", "-DefaultOutboundAccess $false\n)\n")
    assert mended(tmp_path, natpin, {"up.ps1": text}) == {}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_tags_of_several_lines_are_those_of_the_neighbour(
    newline: str, tmp_path: Path, natpin: Natpin
) -> None:
    tags = '\n  tags = {\n    env  = var.env # which\n    team = "payments"\n  }\n'
    network = NETWORK.replace("  tags                = local.tags\n", tags)
    files = {
        "versions.tf": VERSIONS,
        "inputs.tf": INPUTS,
        "network.tf": network,
        "aks.tf": CLUSTER.replace("SUBNET", "azurerm_subnet.nodes.id"),
    }
    bicep = BICEP.replace("  tags: tags\n", "  tags: {\n    team: 'payments' // whose\n  }\n")
    files["other/main.bicep"] = bicep
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.replace("\n", newline).encode())
    natpin(tmp_path, "fix", ".", "--unsafe")
    after = (tmp_path / "network.tf").read_bytes().decode()
    shown = tags[1:].replace("\n", newline)
    assert after.count(shown) == 3
    made = BICEP_MADE.replace("  tags: tags\n", "  tags: {\n    team: 'payments' // whose\n  }\n")
    assert made.replace("\n", newline) in (tmp_path / "other/main.bicep").read_bytes().decode()
