"""Steps of pipelines are mended however YAML writes them, and what expressions stand for is mended where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import Natpin, contents

COMMANDS = (
    'az network public-ip prefix create --resource-group "$GROUP" --name egress-prefix --length 29',
    'az lock create --name keep-egress --lock-type CanNotDelete --resource-group "$GROUP" '
    "--resource egress-prefix --resource-type Microsoft.Network/publicIPPrefixes",
    'az network nat gateway create --resource-group "$GROUP" --name "egress" --public-ip-prefixes egress-prefix '
    "--idle-timeout 600",
    'az network vnet create --resource-group "$GROUP" --name shop-vnet --address-prefixes 10.30.0.0/16',
    'az network vnet subnet create --resource-group "$GROUP" --vnet-name shop-vnet --name nodes '
    "--address-prefixes 10.30.0.0/20 --default-outbound-access false --nat-gateway egress",
    'az aks create --resource-group "$GROUP" --name shop --node-count 3 --outbound-type loadBalancer '
    '--enable-node-public-ip --vnet-subnet-id "/subscriptions/1/resourceGroups/shop-rg/providers/Microsoft.Network'
    '/virtualNetworks/shop-vnet/subnets/nodes"',
)
UNTYPED = (*COMMANDS[:-1], COMMANDS[-1].replace(" --outbound-type loadBalancer", ""))
MENDED = tuple(
    one.replace("600", "10")
    .replace("loadBalancer", "userAssignedNATGateway")
    .replace(" --enable-node-public-ip", "")
    for one in COMMANDS
)


def _folded(said: str, indent: str) -> str:
    words = said.split(" --")
    return ">-\n" + "\n".join(
        indent + ("" if number == 0 else "--") + one for number, one in enumerate(words)
    )


STYLES: dict[str, Callable[[str, str], str]] = {
    "in double quotes": lambda said, indent: json.dumps(said),
    "in single quotes": lambda said, indent: "'" + said.replace("'", "''") + "'",
    "bare": lambda said, indent: said,
    "bare on two lines": lambda said, indent: said.replace(" --name", f"\n{indent}--name", 1),
    "in double quotes on two lines": lambda said, indent: (
        json.dumps(said).replace(" --name", f"\n\n{indent}\\ --name", 1).replace("\n\n", "\\\n")
    ),
    "folded": _folded,
    "a block": lambda said, indent: f"|\n{indent}{said}",
    "a block with a note": lambda said, indent: f"| # note\n\n{indent}{said}\n",
    "anchored": lambda said, indent: f"&step{len(said)} {json.dumps(said)}",
}


def _github(said: list[str]) -> str:
    steps = "".join(f"      - run: {one}\n" for one in said)
    head = "on: workflow_dispatch\nenv:\n  GROUP: shop-rg\njobs:\n  shop:\n    runs-on: ubuntu-latest\n    steps:\n"
    return head + steps


def _azure(said: list[str]) -> str:
    head = "trigger: none\nvariables:\n  group: shop-rg\nsteps:\n"
    return head + "".join(f"  - script: {one}\n" for one in said)


def _gitlab(said: list[str]) -> str:
    return "variables:\n  GROUP: shop-rg\nshop:\n  script:\n" + "".join(f"    - {one}\n" for one in said)


PIPELINES: dict[str, tuple[str, Callable[[list[str]], str]]] = {
    "github": (".github/workflows/shop.yml", _github),
    "azure": ("azure-pipelines.yml", _azure),
    "gitlab": (".gitlab-ci.yml", _gitlab),
}


def _texts(plan: Any) -> list[str]:
    """Every text of a document, in its order; what YAML folds has single blanks."""
    match plan:
        case dict():
            return [one for each in plan.values() for one in _texts(each)]
        case list():
            return [one for each in plan for one in _texts(each)]
    return [" ".join(str(plan).split())]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("commands", [COMMANDS, UNTYPED], ids=["wrong", "unwritten"])
def test_a_step_is_mended_however_it_is_written(
    pipeline: str, style: str, commands: tuple[str, ...], tmp_path: Path, natpin: Natpin
) -> None:
    path, write = PIPELINES[pipeline]
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(write([STYLES[style](one, "          ") for one in commands]))
    before = file.read_text()
    assert natpin(tmp_path, "fix", ".")[0] == 0
    after = file.read_text()
    wanted = list(MENDED)
    if commands is UNTYPED:
        wanted[-1] = wanted[-1].replace(" --outbound-type userAssignedNATGateway", "")
        wanted[-1] += " --outbound-type userAssignedNATGateway"
    said = _texts(yaml.safe_load(after))
    assert [one for one in said if one.startswith("az ")] == wanted
    assert [one for one in _texts(yaml.safe_load(before)) if not one.startswith("az ")] == [
        one for one in said if not one.startswith("az ")
    ]
    assert natpin(tmp_path, "fix", ".") == (0, "nothing to fix\n")


def _with(lines: str, *commands: str, head: str = "") -> str:
    return head + lines + "".join(f"      - run: {one}\n" for one in commands)


GITHUB = "on: workflow_dispatch\n{env}jobs:\n  shop:\n    runs-on: ubuntu-latest\n    steps:\n"
GATEWAY = MENDED[2].replace("10", "{idle}")
REST = (*MENDED[:2], "{gateway}", *MENDED[3:])


def _steps(gateway: str, *more: str) -> list[str]:
    return [gateway if one == "{gateway}" else one for one in REST] + list(more)


ROWS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "env of a workflow": (
        {".github/workflows/shop.yml": "env:\n  GROUP: shop-rg\n  IDLE: 600 # seconds?\n"},
        "${{ env.IDLE }}",
        "IDLE: 600 #",
        "IDLE: 10 #",
    ),
    "env in quotes": (
        {".github/workflows/shop.yml": "env:\n  GROUP: shop-rg\n  IDLE: '600'\n"},
        "${{env.IDLE}}",
        "IDLE: '600'",
        "IDLE: '10'",
    ),
    "env that another step reads": (
        {".github/workflows/shop.yml": "env:\n  GROUP: shop-rg\n  IDLE: 600\n  WAIT: ${{ env.IDLE }}\n"},
        "${{ env.IDLE }}",
        "--idle-timeout ${{ env.IDLE }}",
        "--idle-timeout 10",
    ),
    "a variable of a pipeline": (
        {"azure-pipelines.yml": "variables:\n  group: shop-rg\n  idle: 600\n"},
        "$(idle)",
        "idle: 600",
        "idle: 10",
    ),
    "a variable with a name of its own": (
        {"azure-pipelines.yml": "variables:\n- name: group\n  value: shop-rg\n- name: idle\n  value: 600\n"},
        "$(idle)",
        "value: 600",
        "value: 10",
    ),
    "a variable whose name comes last": (
        {"azure-pipelines.yml": "variables:\n- {name: group, value: shop-rg}\n- value: 600\n  name: idle\n"},
        "${{ variables.idle }}",
        "value: 600",
        "value: 10",
    ),
    "a variable that another one reads": (
        {
            "azure-pipelines.yml": "variables:\n- name: group\n  value: shop-rg\n- name: idle\n  value: 600\n"
            "- name: wait\n  value: $(Idle)\n"
        },
        "$(idle)",
        "--idle-timeout $(idle)",
        "--idle-timeout 10",
    ),
    "a parameter's default": (
        {
            "azure-pipelines.yml": "parameters:\n- name: idle\n  type: number\n  default: 600\n"
            "variables:\n  group: shop-rg\n"
        },
        "${{ parameters.idle }}",
        "default: 600",
        "default: 10",
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_what_an_expression_stands_for_is_mended_where_it_stands(
    row: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    heads, said, before, after = ROWS[row]
    ((path, head),) = heads.items()
    steps = _steps(GATEWAY.replace("{idle}", said))
    pipeline = "github" if path.startswith(".github") else "azure"
    given = {"github": "env:\n  GROUP: shop-rg\n", "azure": "variables:\n  group: shop-rg\n"}[pipeline]
    whole = PIPELINES[pipeline][1](steps).replace(given, head)
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(whole)
    assert failing(tmp_path) == {"nat-idle-seconds"}
    assert natpin(tmp_path, "fix", ".")[0] == 0
    assert whole.count(before) == 1
    assert file.read_text() == whole.replace(before, after)
    assert not failing(tmp_path)


def test_what_a_called_workflow_is_given_is_mended_in_the_call(tmp_path: Path, natpin: Natpin) -> None:
    """And is left where the called workflow reads it for something else too."""
    called = PIPELINES["github"][1](_steps(GATEWAY.replace("{idle}", "${{ inputs.idle }}"))).replace(
        "on: workflow_dispatch", "on:\n  workflow_call:\n    inputs:\n      idle: {type: number}"
    )
    caller = (
        "on: push\njobs:\n  shop:\n    uses: ./.github/workflows/called.yml\n    with:\n      idle: 600\n"
    )
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "caller.yml").write_text(caller)
    (folder / "called.yml").write_text(called)
    natpin(tmp_path, "fix", ".")
    assert contents(folder) == {
        "caller.yml": caller.replace("600", "10").encode(),
        "called.yml": called.encode(),
    }
    (folder / "caller.yml").write_text(caller)
    other = called + "      - run: sleep ${{ inputs.idle }}\n"
    (folder / "called.yml").write_text(other)
    _, told = natpin(tmp_path, "fix", ".")
    assert "something else reads idle too" in told
    assert contents(folder) == {"caller.yml": caller.encode(), "called.yml": other.encode()}
