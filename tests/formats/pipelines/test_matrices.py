"""Jobs that run once for each leg of a matrix: each is followed with its own values."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from folders import linted

from natpin.formats.pipelines.matrix import MAX_LEGS, of_github
from natpin.languages.located_yaml.documents import documents
from natpin.model.value import Skipped, scalar

UP = """\
az network public-ip prefix create -g {rg} -n prefix --length 29
az network nat gateway create -g {rg} -n egress --public-ip-prefixes prefix --idle-timeout 10
az network vnet create -g {rg} -n vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create -g {rg} --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20 {nat}
az aks create -g {rg} -n pay --network-plugin azure --outbound-type userAssignedNATGateway --vnet-subnet-id \
$(az network vnet subnet show -g {rg} --vnet-name vnet -n nodes --query id -o tsv)
"""
OPEN = "az network vnet subnet update -g shared --vnet-name vnet -n nodes "


def verdicts(folder: Path, path: str, written: str) -> list[str]:
    report = linted(folder, {path: written})
    assert not report.skipped
    return sorted(
        cluster.verdicts["node-subnet-no-nat"].value for stack in report.stacks for cluster in stack.clusters
    )


def github(matrix: str, run: str = "", needs: str = "", more: str = "") -> str:
    text = run or UP.format(rg="${{ matrix.rg }}", nat="${{ matrix.nat }}")
    return (
        f"on: push\njobs:\n{more}  up:\n{needs}    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n{indent(matrix, '        ')}"
        f"    steps:\n      - run: |\n{indent(text, '          ')}"
    )


NAT = "nat: --nat-gateway egress"
GITHUB = {
    "two legs": (f"include:\n- rg: a\n  {NAT}\n- rg: b\n  nat: ''\n", ["fail", "pass"]),
    "alike": ("rg: [a, b]\nnat: [--nat-gateway egress]\n", ["pass", "pass"]),
    "a product": ("rg: [a]\nnat: [--nat-gateway egress, '']\n", ["fail"]),
    "one is taken out": (
        "rg: [a, b]\nnat: [--nat-gateway egress, '']\nexclude:\n- nat: ''\n",
        ["pass", "pass"],
    ),
    "a value is added": (f"rg: [a, b]\ninclude:\n- rg: a\n  {NAT}\n", ["fail", "pass"]),
    "a value is added to all": (f"rg: [a, b]\ninclude:\n- {NAT}\n", ["pass", "pass"]),
}


@pytest.mark.parametrize("case", GITHUB)
def test_github(case: str, tmp_path: Path) -> None:
    matrix, expected = GITHUB[case]
    if case == "a product":  # both write the same cluster: which of them ends last nobody knows
        expected = ["unknown"]
    assert verdicts(tmp_path, ".github/workflows/up.yml", github(matrix)) == expected


def test_members_of_objects(tmp_path: Path) -> None:
    matrix = "at:\n- {rg: a, nat: --nat-gateway egress}\n- {rg: b, nat: ''}\n"
    run = UP.format(rg="${{ matrix.at.rg }}", nat="${{ matrix.at.nat }}")
    assert verdicts(tmp_path, ".github/workflows/up.yml", github(matrix, run)) == ["fail", "pass"]


def test_a_called_workflow_runs_for_each_leg(tmp_path: Path) -> None:
    called = (
        "on:\n  workflow_call:\n    inputs:\n      rg: {type: string}\n      nat: {type: string}\njobs:\n  up:\n    runs-on: ubuntu-latest\n"
        "    steps:\n      - run: |\n"
        + indent(UP.format(rg="${{ inputs.rg }}", nat="${{ inputs.nat }}"), "          ")
    )
    caller = (
        "on: push\njobs:\n  all:\n    strategy:\n      matrix:\n        include:\n        - rg: a\n          nat: --nat-gateway egress\n"
        "        - rg: b\n          nat: ''\n    uses: ./.github/workflows/up.yml\n    with:\n      rg: ${{ matrix.rg }}\n"
        "      nat: ${{ matrix.nat }}\n"
    )
    report = linted(tmp_path, {".github/workflows/all.yml": caller, ".github/workflows/up.yml": called})
    (stack,) = report.stacks
    assert sorted(one.verdicts["node-subnet-no-nat"].value for one in stack.clusters) == ["fail", "pass"]


def test_a_matrix_that_only_a_run_knows(tmp_path: Path) -> None:
    written = github("rg: ${{ fromJSON(vars.GROUPS) }}\nnat: ['']\n")
    assert verdicts(tmp_path, ".github/workflows/up.yml", written) != ["pass"]


def test_more_legs_than_are_followed(tmp_path: Path) -> None:
    groups = ", ".join(f"g{number}" for number in range(MAX_LEGS + 1))
    report = linted(
        tmp_path, {".github/workflows/up.yml": github(f"rg: [{groups}]\nnat: [--nat-gateway egress]\n")}
    )
    (stack,) = report.stacks
    assert any("legs" in doubt.reason for doubt in stack.doubts)


def azure(matrix: str) -> str:
    text = UP.format(rg="$(rg)", nat="$(nat)")
    return (
        f"jobs:\n- job: up\n  strategy:\n    matrix:\n{indent(matrix, '      ')}  steps:\n  - bash: |\n{indent(text, '      ')}"
        "- job: after\n  dependsOn: up\n  steps:\n  - bash: az network vnet subnet list -g a\n"
    )


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ("dev:\n  rg: a\n  nat: --nat-gateway egress\nprod:\n  rg: b\n  nat: ''\n", ["fail", "pass"]),
        (
            "dev: {rg: a, nat: --nat-gateway egress}\nprod: {rg: b, nat: --nat-gateway egress}\n",
            ["pass", "pass"],
        ),
    ],
)
def test_azure(matrix: str, expected: list[str], tmp_path: Path) -> None:
    assert verdicts(tmp_path, "azure-pipelines.yml", azure(matrix)) == expected


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ("- RG: [a, b]\n  NAT: --nat-gateway egress\n", ["pass", "pass"]),
        ("- RG: a\n  NAT: --nat-gateway egress\n- RG: b\n  NAT: ''\n", ["fail", "pass"]),
    ],
)
def test_gitlab(matrix: str, expected: list[str], tmp_path: Path) -> None:
    text = UP.format(rg="$RG", nat="$NAT")
    written = (
        f"up:\n  parallel:\n    matrix:\n{indent(matrix, '      ')}  script:\n    - |\n{indent(text, '      ')}"
        "after:\n  needs: [up]\n  script:\n    - az network vnet subnet list -g a\n"
    )
    assert verdicts(tmp_path, ".gitlab-ci.yml", written) == expected


def legs(written: str) -> list[dict[str, object]] | None:
    (node,) = documents(written, "m.yml")
    assert not isinstance(node, Skipped)
    found = of_github(node)
    return None if found is None else [{name: scalar(node) for name, node in leg.items()} for leg in found]


def test_what_github_documents() -> None:
    """The example of "Expanding or adding matrix configurations"."""
    written = (
        "fruit: [apple, pear]\nanimal: [cat, dog]\ninclude:\n- color: green\n- color: pink\n  animal: cat\n"
        "- fruit: apple\n  shape: circle\n- fruit: banana\n- fruit: banana\n  animal: cat\n"
    )
    assert legs(written) == [
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "pear", "animal": "dog", "color": "green"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    ]
