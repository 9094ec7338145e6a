"""Whatever the bytes, a report comes; and the inputs of a template are found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from natpin.formats import arm
from natpin.formats.arm.parameters import belongs
from natpin.formats.interface import Inputs
from natpin.model.part import Part
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Value
from natpin.workspace import FolderWorkspace

CASES = Path(__file__).parent / "cases"
SEEDS = [(CASES / name / "main.json").read_bytes() for name in ("loops", "nested", "symbolic", "children")]


def everything(folder: Path, inputs: Inputs | None = None) -> list[object]:
    workspace = FolderWorkspace(folder, folder)
    asked = inputs or Inputs()
    found: list[object] = []
    claimed = [path for path in workspace.walk() if "parameters" not in path]
    for stack in arm.stacks(claimed, workspace, asked):
        found.append(stack)
        if isinstance(stack, Stack):
            found += arm.read(stack, workspace, asked)
    return found


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
def test_any_bytes_give_a_report(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "main.json").write_bytes(data)
    (tmp_path / "main.parameters.json").write_bytes(data)
    arm.claims("main.json", data)
    assert all(isinstance(part, Stack | Part) for part in everything(tmp_path))


@given(st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=100)
def test_mutated_templates_give_a_report(tmp_path: Path, seed: int) -> None:
    choice = random.Random(seed)
    data = bytearray(choice.choice(SEEDS))
    for _ in range(choice.randint(1, 6)):
        start = choice.randrange(len(data))
        end = min(len(data), start + choice.randint(0, 40))
        data[start:end] = choice.choice(
            [b"", b"[", b"]", b'"', b"null", b"{}", b"copyIndex()", data[start:end] * 2]
        )
    (tmp_path / "main.json").write_bytes(bytes(data))
    assert all(isinstance(part, Stack | Part) for part in everything(tmp_path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_claimed_and_read(tmp_path: Path, encoding: str) -> None:
    data = (CASES / "children" / "main.json").read_text().encode(encoding)
    (tmp_path / "main.json").write_bytes(data)
    assert arm.claims("main.json", data)
    assert len([part for part in everything(tmp_path) if isinstance(part, Resource)]) == 8


def test_templates_about_other_things_are_not_claimed() -> None:
    schema = b'"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"'
    assert not arm.claims("a.json", b"{" + schema + b', "type": "Microsoft.Storage/storageAccounts"}')
    assert not arm.claims("package.json", b'{"about": "Microsoft.ContainerService/managedClusters"}')
    assert arm.claims("a.json", b"{" + schema + b', "type": "microsoft.containerservice/ManagedClusters"}')


def test_parameters_asked_for_replace_those_found(tmp_path: Path) -> None:
    folder = CASES / "parameter-files"
    inputs = Inputs(
        parameters=("parameters/dev.json",), variables={"gatewayName": "given", "idleMinutes": "7"}
    )
    found = everything(folder, inputs)
    stacks = [part for part in found if isinstance(part, Stack)]
    assert stacks == [Stack("arm", "azuredeploy.json", ("parameters/dev.json",))]
    gateway = next(part for part in found if isinstance(part, Resource))
    assert gateway.name.data == "given"  # type: ignore[union-attr]
    assert gateway.properties["idleTimeoutInMinutes"].data == 7  # type: ignore[union-attr]


def test_values_keep_the_place_and_origin_of_where_they_were_written() -> None:
    found = everything(CASES / "parameter-files")
    prod, dev = [part for part in found if isinstance(part, Resource)]
    idle, zones = prod.properties["idleTimeoutInMinutes"], dev.properties["zones"]
    assert isinstance(idle, Value)
    assert isinstance(zones, Value)
    assert str(idle.at) == "azuredeploy.prod.parameters.json:2:45"
    assert (str(zones.at), zones.origin.whose) == ("azuredeploy.json:6:49", "parameter zones")


def test_deep_chains_of_variables_come_to_their_value(tmp_path: Path) -> None:
    links = ", ".join(f'"v{n}": "[concat(variables(\'v{n + 1}\'))]"' for n in range(200))
    (tmp_path / "main.json").write_text(
        '{"variables": {'
        + links
        + ', "v200": "end"}, "resources": [{"type": "Microsoft.Network/natGateways",'
        ' "name": "[variables(\'v0\')]"}]}'
    )
    gateway = next(part for part in everything(tmp_path) if isinstance(part, Resource))
    assert gateway.name.data == "end"  # type: ignore[union-attr]


BELONGING = {
    "azuredeploy.parameters.json": "azuredeploy.json",
    "azuredeploy.prod.parameters.json": "azuredeploy.json",
    "azuredeploy-network.parameters.json": "azuredeploy-network.json",
    "zones_parameters.json": "zones_template.json",
    "parameters.dev.json": None,
}
TEMPLATES = ("azuredeploy.json", "azuredeploy-network.json", "zones_template.json")


@pytest.mark.parametrize(("path", "owner"), BELONGING.items(), ids=list(BELONGING))
def test_parameter_files_belong_to_the_template_they_are_named_after(path: str, owner: str | None) -> None:
    for template in TEMPLATES:
        others = [name for name in TEMPLATES if name != template]
        assert belongs(path, template, others, lambda: False) == (template == owner)
        # named after none, it belongs wherever its parameters are declared
        assert belongs(path, template, others, lambda: True) == (owner is None or template == owner)
