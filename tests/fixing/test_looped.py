"""Subnets that a loop makes get the gateway in the loop's body, or where the loop takes their properties from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Natpin
from .spoiling import FILES, good

BICEP = good((FILES / "main.bicep").read_text())
ARM = json.loads(good((FILES / "azuredeploy.json").read_text()))
START = BICEP.index("    subnets: [")
END = BICEP.index("\n    ]\n", START) + 7
OBJECTS = """\
 subnets array = [
  {
    name: 'nodes'
    properties: {
      addressPrefix: '10.30.0.0/20'
      defaultOutboundAccess: false
    }
  }
]

"""
PAIRS = "param subnets array = [\n  { name: 'nodes', prefix: '10.30.0.0/20' }\n]\n\n"
BODY = """\
    subnets: [for one in subnets: {
      name: one.name
      properties: {
        addressPrefix: one.prefix
        defaultOutboundAccess: false
      }
    }]
"""
COPIED = """\
    subnets: [for one in subnets: {
      name: one.name
      properties: one.properties
    }]
"""
VARIABLES = OBJECTS.replace(" subnets array", "var subnets", 1)
LOOPS = {
    "the loop's body": (PAIRS, BODY, "defaultOutboundAccess: false\n        natGateway: {\n"),
    "a variable": (
        VARIABLES,
        "    subnets: subnets\n",
        "defaultOutboundAccess: false\n      natGateway: {\n",
    ),
    "a variable that a loop goes over": (
        VARIABLES,
        COPIED,
        "defaultOutboundAccess: false\n      natGateway: {\n",
    ),
}


def _looped(head: str, subnets: str) -> str:
    return head + BICEP[:START] + subnets + BICEP[END:]


@pytest.mark.parametrize("where", LOOPS)
def test_a_loop_of_bicep(
    where: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    head, subnets, expected = LOOPS[where]
    (tmp_path / "main.bicep").write_text(_looped(head, subnets))
    assert "node-subnet-no-nat" in failing(tmp_path)
    assert natpin(tmp_path, "fix", ".", "--unsafe")[0] == 0
    assert (tmp_path / "main.bicep").read_text().count(expected) == 1
    assert not failing(tmp_path)


def test_a_parameters_default_names_no_resource(tmp_path: Path, natpin: Natpin) -> None:
    """Bicep would not compile it (BCP072)."""
    for subnets in ("    subnets: subnets\n", COPIED):
        text = _looped(f"param{OBJECTS}", subnets)
        (tmp_path / "main.bicep").write_text(text)
        _, told = natpin(tmp_path, "fix", ".", "--unsafe")
        assert "stands in a parameter's default, which may name no resource" in told
        assert (tmp_path / "main.bicep").read_text() == text


@pytest.mark.parametrize("inside", [True, False])
def test_a_copy_of_a_template(
    inside: bool, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """In the network, and by itself."""
    resources = json.loads(json.dumps(ARM["resources"]))
    network = next(one for one in resources if one["type"].endswith("/virtualNetworks"))
    subnets = "parameters('subnets')"
    del network["properties"]["subnets"]
    network["dependsOn"] = []
    name = "'subnets'" if inside else ""
    made = {
        "name": f"[{subnets}[copyIndex({name})].name]",
        "properties": {
            "addressPrefix": f"[{subnets}[copyIndex({name})].prefix]",
            "defaultOutboundAccess": False,
        },
    }
    if inside:
        network["properties"]["copy"] = [
            {"name": "subnets", "count": f"[length({subnets})]", "input": made},
        ]
    else:
        here = f"[concat('{network['name']}/', {subnets}[copyIndex()].name)]"
        head = {"type": f"{network['type']}/subnets", "apiVersion": network["apiVersion"], "name": here}
        head |= {"copy": {"name": "each", "count": f"[length({subnets})]"}, "dependsOn": [network["name"]]}
        resources.append({**head, "properties": made["properties"]})
    default = [{"name": "nodes", "prefix": "10.30.0.0/20"}]
    parameters = {"subnets": {"type": "array", "defaultValue": default}}
    file = tmp_path / "azuredeploy.json"
    file.write_text(json.dumps({**ARM, "parameters": parameters, "resources": resources}, indent=2) + "\n")
    assert "node-subnet-no-nat" in failing(tmp_path)
    assert natpin(tmp_path, "fix", ".", "--unsafe")[0] == 0
    assert file.read_text().count('"natGateway": {') == 1
    assert not failing(tmp_path)
