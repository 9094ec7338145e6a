"""A value that is twice as large each time it is made ends as one that is not known, in every language: it takes neither
an hour nor all memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from folders import linted

TIMES = 45
"""2 to this power is more than any memory."""


def numbered(line: Callable[[int], str]) -> str:
    return "".join(line(number) for number in range(TIMES))


def play(first: str, twice: str) -> dict[str, str]:
    facts = f'  - set_fact: {{a: "{twice}"}}\n' * TIMES
    cluster = '  - azure_rm_aks: {name: "{{ a }}", resource_group: b}\n'
    return {"site.yml": f"- hosts: localhost\n  tasks:\n  - set_fact: {{a: {first}}}\n{facts}{cluster}"}


def terraform(first: str, twice: str) -> dict[str, str]:
    made = numbered(lambda n: f"  v{n + 1} = {twice.replace('V', f'local.v{n}')}\n")
    return {
        "main.tf": f'variable "x" {{}}\nlocals {{\n  v0 = {first}\n{made}}}\n'
        f'resource "azurerm_kubernetes_cluster" "a" {{\n  name = local.v{TIMES}\n}}\n'
    }


def program(first: str, twice: str) -> dict[str, str]:
    made = numbered(lambda n: f"  v{n + 1}: {twice.replace('V', f'${{v{n}}}')}\n")
    return {
        "Pulumi.yaml": f"name: a\nruntime: yaml\nconfig: {{x: {{type: string}}}}\nvariables:\n  v0: {first}\n{made}"
        "resources:\n  pay:\n    type: azure-native:containerservice:ManagedCluster\n"
        f'    properties: {{resourceName: "${{v{TIMES}}}", resourceGroupName: rg}}\n'
    }


def script(name: str, first: str, twice: str) -> dict[str, str]:
    return {name: f'{first}\n{twice * TIMES}az aks create -n "$A" -g b\n'}


def composition(first: str) -> dict[str, str]:
    twice = (
        "    - {type: CombineFromComposite, combine: {variables: [{fromFieldPath: spec.v}, {fromFieldPath: spec.v}],"
        ' strategy: string, string: {fmt: "%s%s"}}, toFieldPath: metadata.annotations.z}\n'
        "    - {type: ToCompositeFieldPath, fromFieldPath: metadata.annotations.z, toFieldPath: spec.v}\n"
    )
    return {
        "c.yaml": "apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nmetadata: {name: c}\nspec:\n"
        "  compositeTypeRef: {apiVersion: acme.io/v1, kind: XNet}\n  resources:\n  - name: a\n"
        "    base: {apiVersion: containerservice.azure.upbound.io/v1beta1, kind: KubernetesCluster}\n    patches:\n"
        + twice
        * TIMES,
        "x.yaml": f"apiVersion: acme.io/v1\nkind: XNet\nmetadata: {{name: n}}\nspec: {{v: '{first}'}}\n",
    }


ALIASES = (
    "apiVersion: containerservice.azure.com/v1api20240901\nkind: ManagedCluster\nmetadata: {name: a}\n"
    "spec:\n  v0: &v0 [a, b]\n" + numbered(lambda n: f"  v{n + 1}: &v{n + 1} [*v{n}, *v{n}]\n")
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(play("abcd", "{{ a }}{{ a }}"), id="Ansible: a text"),
        pytest.param(play('"{{ q }}"', "{{ a }}{{ a }}"), id="Ansible: an unknown text"),
        pytest.param(play('"{{ q }}"', "{{ a ~ a }}"), id="Ansible: an operator"),
        pytest.param(play("[1]", "{{ a + a }}"), id="Ansible: a list"),
        pytest.param(play("[1]", "{{ [a, a] }}"), id="Ansible: lists inside of lists"),
        pytest.param(play("1", "{{ {'x': a, 'y': a} }}"), id="Ansible: objects inside of objects"),
        pytest.param(play("[1]", "{{ a | union([a]) }}"), id="Ansible: a filter"),
        pytest.param(terraform('"abcd"', '"${V}${V}"'), id="Terraform: a text"),
        pytest.param(terraform("var.x", '"${V}${V}"'), id="Terraform: an unknown text"),
        pytest.param(terraform('["a"]', "concat(V, V)"), id="Terraform: a list"),
        pytest.param(terraform('["a"]', "[V, V]"), id="Terraform: lists inside of lists"),
        pytest.param(program("abcd", '"VV"'), id="Pulumi: a text"),
        pytest.param(program("${x}", '"VV"'), id="Pulumi: an unknown text"),
        pytest.param(program("[a]", '["V", "V"]'), id="Pulumi: lists inside of lists"),
        pytest.param(script("a.sh", "A=abcd", 'A="$A$A"\n'), id="shell: a text"),
        pytest.param(script("a.sh", 'A="$1"', 'A="$A$A"\n'), id="shell: an unknown text"),
        pytest.param(script("a.ps1", "$A = $env:X", '$A = "$A$A"\n'), id="PowerShell: an unknown text"),
        pytest.param(script("a.ps1", "$A = @(1)", "$A = $A + $A\n"), id="PowerShell: a list"),
        pytest.param(
            {"Makefile": "A := $(Q)\n" + "A := $(A)$(A)\n" * 100 + "up:\n\taz aks create -n $(A) -g b\n"},
            id="make: a text",
        ),
        pytest.param(composition("abcd"), id="Crossplane: a text"),
        pytest.param(composition("${X}"), id="Crossplane: an unknown text"),
        pytest.param({"a.yaml": ALIASES}, id="YAML: aliases"),
    ],
)
def test_it_ends(files: dict[str, str], tmp_path: Path) -> None:
    report = linted(tmp_path, files)
    assert not [one for one in report.skipped if "broke" in one.reason]
