"""Bicep's expressions come to the same values as ARM's, and its types are read past."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.arm.deployment import Deployment
from natpin.formats.arm.world import StackDeployments
from natpin.formats.bicep.load import template_of
from natpin.languages.arm_expressions.scope import Effort
from natpin.languages.bicep.statements import read_file
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value
from natpin.workspace import FolderWorkspace

FILE = """
metadata about = 'a file'
targetScope = 'resourceGroup'
extension microsoftGraphV1
provider kubernetes with { kubeConfig: '', namespace: 'n' } as k8s

@export()
type place = 'westeurope' | 'northeurope' | null
type pool = { name: string, *: int }?
type many = (string | int)[]
type input = resourceInput<'Microsoft.Network/natGateways@2024-05-01'>.properties

@description('Not given.')
param open string
param optional pool
param flag bool
param table object = { a: 1, 'b-c': { d: ['x', 'y'] }, none: null }
param tuple [string, int] = ['a', 1]
param sized { name: 'fixed' | string?, inner: { deep: int[] } } = { name: 'fixed', inner: { deep: [1] } }

var list = [1, 2, 3]
func doubled(n int, suffix string?) string => '${n}${n}${suffix ?? ''}'
assert sane = true
output all array = list
"""

VALUES: dict[str, object] = {
    "1 + 2 * 3 - 4": 3,
    "(1 + 2) * 3 % 4": 1,
    "-list[0]": -1,
    "10 / 3": 3,
    "1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3": True,
    "'a' == 'A' || 'a' =~ 'A'": True,
    "'a' != 'b' && 'a' !~ 'b'": True,
    "!flag": "?",
    "flag && false": False,
    "flag ? 'x' : 'x'": "x",
    "true ? 1 : false ? 2 : 3": 1,
    "table.none ?? 'default'": "default",
    "optional ?? 'nothing'": "nothing",
    "table.?x.y.z": None,
    "table['b-c'].d[^1]": "y",
    "table[?'zz']": None,
    "list[?7]": None,
    "tuple[1]": 1,
    "sized.inner.deep[0]!": 1,
    "'${list[0]}-${open}-${'in${list[1]}ner'}'": "?1-…-in2ner",
    "'''multi\nline ${not}'''": "multi\nline ${not}",
    "'\\'\\\\\\n\\u{41}\\${x}'": "'\\\n" + "A${x}",
    "[for n in list: n * 2]": [2, 4, 6],
    "[for (n, i) in list: '${i}:${n}']": ["0:1", "1:2", "2:3"],
    "[...list, 4]": [1, 2, 3, 4],
    "{ ...table, a: 2, 'x${list[0]}': true }": {"a": 2, "b-c": {"d": ["x", "y"]}, "none": None, "x1": True},
    "map(list, n => n + 1)": [2, 3, 4],
    "map(list, (n, i) => n * i)": [0, 2, 6],
    "filter(list, n => n > 1)": [2, 3],
    "reduce(list, 0, (a, b) => a + b)": 6,
    "toObject(list, n => 'k${n}', n => n)": {"k1": 1, "k2": 2, "k3": 3},
    "doubled(4, null)": "44",
    "doubled(4, '!')": "44!",
    "sys.concat('a', 'b')": "ab",
    "any({ a: 1 }).a": 1,
    "nameof(table.a)": "a",
    "contains(table, 'A') ? table.a : 0": 1,
    "union(table, { a: 3 }).a": 3,
    "az.resourceGroup('rg').id": "?/subscriptions/…/resourceGroups/rg",
    "subscription('s').id": "?/subscriptions/…",
    "loadTextContent('data/note.txt')": "a note",
    "loadJsonContent('data/settings.json').zones": ["1"],
    "loadJsonContent('../outside.json')": "?",
    "open.length()": "?",
    "nowhere": "?",
    "[\n  1\n  -2\n]": [1, -2],
    "{\n  a: 1\n  // comment\n  b: flag\n    ? 1\n    : 1\n}": {"a": 1, "b": 1},
}


def shown(node: Node) -> object:
    match node:
        case Value(data=tuple() as elements):
            return [shown(element) for element in elements]
        case Value(data=data) if hasattr(data, "items"):
            return {name: shown(child) for name, child in data.items()}  # type: ignore[union-attr]
        case Value(data=data):
            return data
        case Unknown(parts=parts):
            pieces = "".join(part if isinstance(part, str) else "…" for part in parts)
            return f"?{pieces}" if pieces.strip("…") else "?"
        case Reference(target=target, attribute=attribute):
            return f"->{target}.{attribute}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "data").mkdir()
    (folder / "data" / "note.txt").write_text("a note")
    (folder / "data" / "settings.json").write_text('{"zones": ["1"]}')
    return folder


@pytest.mark.parametrize(("expression", "expected"), VALUES.items(), ids=list(VALUES))
def test_expressions_come_to(expression: str, expected: object, folder: Path) -> None:
    file = read_file(f"{FILE}\nvar wanted = {expression}\n", "main.bicep")
    assert file.problems == []
    world = StackDeployments(
        FolderWorkspace(folder, folder), Effort(50_000), lambda path, world: "no files here"
    )
    deployment = Deployment(template_of(file), world, {})
    assert shown(deployment.variable("wanted", Location("main.bicep"))) == expected


def test_values_know_where_they_were_written() -> None:
    file = read_file("var a = {\n  b: 'é' == 'x'\n    ? 1\n    : [2, 3]\n}\n", "main.bicep")
    (entry,) = file.variables["a"].entries  # type: ignore[union-attr]
    assert entry.value.at == Location("main.bicep", 2, 6, 4, 13)  # type: ignore[union-attr]
    assert entry.value.arguments[2].at == Location("main.bicep", 4, 7, 4, 13)  # type: ignore[union-attr]
