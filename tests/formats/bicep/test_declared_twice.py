"""What is declared more than once is what the last deployment leaves; where nobody knows which is last, unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import bicep
from natpin.formats.interface import Inputs
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Node, Unknown, Value, is_absent, members
from natpin.workspace import FolderWorkspace

VNET = """
resource nat 'Microsoft.Network/natGateways@2024-05-01' = { name: 'egress' }
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  properties: { subnets: [ { name: 'nodes', properties: { natGateway: { id: nat.id } } } ] }
}
"""
PART = """
param net string
resource s 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = { name: '${net}/nodes', properties: {} }
"""
CHILD = "resource s 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' ="

CASES = {
    "a child comes after its network": (
        f"{CHILD} {{ parent: vnet, name: 'nodes', properties: {{}} }}",
        "detached",
    ),
    "a conditional child may": (
        f"param on bool\n{CHILD} if (on) {{ parent: vnet, name: 'nodes', properties: {{}} }}",
        "unknown",
    ),
    "a conditional child that agrees changes nothing": (
        f"param on bool\n{CHILD} if (on) {{ parent: vnet, name: 'nodes', properties: {{ natGateway: {{ id: nat.id }} }} }}",
        "attached",
    ),
    "a child that is not made changes nothing": (
        f"{CHILD} if (false) {{ parent: vnet, name: 'nodes', properties: {{}} }}",
        "attached",
    ),
    "a module that is given the network's name waits for it": (
        "module m 'part.bicep' = { name: 'm', params: { net: vnet.name } }",
        "detached",
    ),
    "a module that only knows the name may come first": (
        "module m 'part.bicep' = { name: 'm', params: { net: 'net' } }",
        "unknown",
    ),
    "dependsOn settles it": (
        "module m 'part.bicep' = { name: 'm', params: { net: 'net' }, dependsOn: [ vnet ] }",
        "detached",
    ),
    "so does what lies between": (
        "module n 'other.bicep' = { name: 'n', params: { id: vnet.id } }\n"
        "module m 'part.bicep' = { name: 'm', params: { net: 'net' }, dependsOn: [ n ] }",
        "detached",
    ),
    "but not what is not deployed": (
        "module n 'other.bicep' = if (false) { name: 'n', params: { id: vnet.id } }\n"
        "module m 'part.bicep' = { name: 'm', params: { net: 'net' }, dependsOn: [ n ] }",
        "unknown",
    ),
    "a circle, which Azure refuses, settles nothing": (
        f"{CHILD} {{ name: 'net/nodes', properties: {{}}, dependsOn: [ t ] }}\n"
        f"{CHILD.replace(' s ', ' t ')} {{ name: 'net/nodes', properties: {{ natGateway: {{ id: nat.id }} }}, dependsOn: [ s ] }}",
        "unknown",
    ),
    "another network of the name elsewhere is another": (
        "module m 'part.bicep' = { name: 'm', scope: resourceGroup('hub'), params: { net: 'net' } }",
        "attached",
    ),
    "and so is one of another subscription": (
        "module m 'part.bicep' = {\n name: 'm'\n"
        " scope: resourceGroup('22222222-2222-2222-2222-222222222222', resourceGroup().name)\n"
        " params: { net: 'net' }\n}",
        "attached",
    ),
}


def told(node: Node | None) -> str:
    if isinstance(node, Unknown):
        return "unknown"
    return "detached" if is_absent(node) else "attached"


@pytest.mark.parametrize(("text", "outcome"), CASES.values(), ids=list(CASES))
def test_the_last_declaration_wins(tmp_path: Path, text: str, outcome: str) -> None:
    (tmp_path / "main.bicep").write_text(VNET + text + "\n")
    (tmp_path / "part.bicep").write_text(PART)
    (tmp_path / "other.bicep").write_text(
        "param id string\nresource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = { name: last(id) }\n"
    )
    workspace = FolderWorkspace(tmp_path, tmp_path)
    parts = list(bicep.read(Stack("bicep", "main.bicep"), workspace, Inputs()))
    found = {part.address: part for part in parts if isinstance(part, Resource)}
    (inside,) = found["vnet"].properties["subnets"].data  # type: ignore[union-attr]
    assert isinstance(inside, Value)
    assert told(members(inside).get("natGateway")) == outcome
    apart = [r for r in found.values() if r.type.endswith("subnets") and r.subscription is None]
    same = [r for r in apart if isinstance(r.resource_group, Unknown)]
    assert len(same) <= 1
    for subnet in same:
        assert subnet.conditional is None, "inside its network it is certain"
        assert told(subnet.properties.get("natGateway")) == outcome


ALTERNATIVES = """
param on bool
resource a 'Microsoft.Network/natGateways@2024-05-01' = if (on) { name: 'egress', properties: { idleTimeoutInMinutes: 4 } }
resource b 'Microsoft.Network/natGateways@2024-05-01' = if (!on) { name: 'egress', properties: { idleTimeoutInMinutes: 9 } }
"""


def test_alternatives_of_one_name_are_one_resource(tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text(ALTERNATIVES)
    workspace = FolderWorkspace(tmp_path, tmp_path)

    def read(**assumed: str) -> list[Resource]:
        inputs = Inputs(assumed={f"param.{name}": answer for name, answer in assumed.items()})
        parts = bicep.read(Stack("bicep", "main.bicep"), workspace, inputs)
        return [part for part in parts if isinstance(part, Resource)]

    (gateway,) = read()
    assert gateway.conditional is not None
    assert isinstance(gateway.properties["idleTimeoutInMinutes"], Unknown)
    for answer, minutes in (("true", 4), ("false", 9)):
        (gateway,) = read(on=answer)
        assert gateway.conditional is None
        assert gateway.properties["idleTimeoutInMinutes"].data == minutes  # type: ignore[union-attr]
