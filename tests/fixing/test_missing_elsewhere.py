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


@pytest.mark.parametrize("language", ["aso", "crossplane", "pulumi", "ansible"])
@pytest.mark.parametrize("rule", ["node-subnet-no-nat", "pool-subnet-no-nat", "pod-subnet-no-nat"])
def test_a_gateway_is_attached_in_yaml(
    rule: str, language: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """As the tool of the file names one; the rules' cases show by hand how that is."""
    case = Path(__file__).parent.parent / "rules" / rule / language
    for file in (case / "fail").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert rule in failing(tmp_path)
    assert natpin(tmp_path, "fix", ".", "--unsafe")[0] == 0
    assert rule not in failing(tmp_path)
    assert natpin(tmp_path, "fix", ".", "--unsafe") == (0, "nothing to fix\n")
    text = "".join(file.read_text() for file in tmp_path.iterdir())
    by_hand = "".join(file.read_text() for file in (case / "pass").iterdir())
    assert sorted(text.splitlines()) == sorted(by_hand.splitlines())


@pytest.mark.parametrize(
    "case",
    [
        "outbound-type-implicit-lb/ansible",
        "nat-idle-policy/ansible",
        "default-outbound-access/ansible",
        "default-outbound-access/crossplane",
        "outbound-type-implicit-lb/crossplane",
    ],
)
def test_what_is_missing_is_written_in_the_tools_own_words(
    case: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """``outbound_type`` in a playbook, ``defaultOutboundAccessEnabled`` in a manifest of Crossplane."""
    folder = Path(__file__).parent.parent / "rules" / case
    for file in (folder / "fail").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    rule = case.partition("/")[0]
    assert rule in failing(tmp_path)
    assert natpin(tmp_path, "fix", ".", "--unsafe", "--rule", rule)[0] == 0
    assert rule not in failing(tmp_path)
    mended, by_hand = (
        sorted("".join(file.read_text() for file in one.iterdir()).splitlines())
        for one in (tmp_path, folder / "pass")
    )
    assert mended == by_hand


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


def test_what_a_shared_module_takes_by_default_is_given_by_the_call(
    tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """Another call takes the default too: it is left."""
    module = (
        f'{INPUTS}variable "subnet_id" {{}}\n\nvariable "way_out" {{\n  default = "loadBalancer"\n}}\n\n'
        + (
            CLUSTER.replace("SUBNET", "var.subnet_id").replace(
                '    network_plugin = "azure"\n',
                '    network_plugin = "azure"\n    outbound_type  = var.way_out\n',
            )
        )
    )
    call = 'module "aks" {\n  source    = "../aks"\n  subnet_id = SUBNET\n\n  depends_on = [azurerm_virtual_network.main]\n}\n'
    files = {
        "aks/main.tf": module,
        "shop/main.tf": VERSIONS + INPUTS + NETWORK + call.replace("SUBNET", "azurerm_subnet.nodes.id"),
        "lab/main.tf": VERSIONS
        + call.replace("SUBNET", "null").replace("\n  depends_on = [azurerm_virtual_network.main]\n", ""),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    natpin(tmp_path, "fix", "shop", "--unsafe")
    after = {name: (tmp_path / name).read_text() for name in files}
    assert {name for name in files if after[name] != files[name]} == {"shop/main.tf"}
    assert (
        '  subnet_id = azurerm_subnet.nodes.id\n  way_out   = "userAssignedNATGateway"\n'
        in after["shop/main.tf"]
    )
    assert not failing(tmp_path / "shop")


@pytest.mark.parametrize(
    ("several", "association", "subnet"),
    [
        (
            "count                           = var.fresh ? 1 : 0",
            "count = var.fresh ? 1 : 0",
            "azurerm_subnet.nodes[count.index].id",
        ),
        (
            'for_each                        = toset(["nodes"])',
            "for_each = azurerm_subnet.nodes",
            "each.value.id",
        ),
    ],
)
def test_subnets_of_one_block_have_one_association(
    several: str,
    association: str,
    subnet: str,
    tmp_path: Path,
    natpin: Natpin,
    failing: Callable[[Path], set[str]],
) -> None:
    key = "[0]" if several.startswith("count") else '["nodes"]'
    files = {
        "versions.tf": VERSIONS,
        "inputs.tf": INPUTS + 'variable "fresh" {\n  default = true\n}\n',
        "network.tf": NETWORK.replace('"nodes" {\n', f'"nodes" {{\n  {several}\n'),
        "aks.tf": CLUSTER.replace("SUBNET", f"azurerm_subnet.nodes{key}.id"),
    }
    after = mended(tmp_path, natpin, files)["network.tf"]
    block = after[after.index('resource "azurerm_subnet_nat_gateway_association" "nodes"') :]
    assert (
        f"  {association}\n\n  subnet_id      = {subnet}\n  nat_gateway_id = azurerm_nat_gateway.main.id\n"
        in block
    )
    assert not failing(tmp_path)


def test_what_is_made_with_a_conditional_network_is_under_its_condition(
    tmp_path: Path, natpin: Natpin
) -> None:
    network = NETWORK.replace('"main" {\n', '"main" {\n  count               = 1\n').replace(
        ".main.name", ".main[0].name"
    )
    files = {
        "versions.tf": VERSIONS,
        "inputs.tf": INPUTS,
        "network.tf": network,
        "aks.tf": CLUSTER.replace("SUBNET", "azurerm_subnet.nodes.id"),
    }
    after = mended(tmp_path, natpin, files)["network.tf"]
    assert after.count("  count = 1\n\n") == 3
    assert "  nat_gateway_id = azurerm_nat_gateway.main[0].id\n" in after


@pytest.mark.parametrize("meant", ["none", "userDefinedRouting"])
def test_what_somebody_decided_is_left(meant: str, tmp_path: Path, natpin: Natpin) -> None:
    files = {
        "versions.tf": VERSIONS,
        "inputs.tf": INPUTS,
        "network.tf": NETWORK,
        "aks.tf": CLUSTER.replace("SUBNET", "azurerm_subnet.nodes.id").replace(
            '"azure"\n', f'"none"\n    outbound_type  = "{meant}"\n'
        ),
    }
    assert mended(tmp_path, natpin, files) == {}
    _, told = natpin(tmp_path, "fix", ".", "--unsafe", "--check")
    assert f"outbound type {meant} says that" in told
    assert "network_plugin is none, which nobody has by default" in told
