"""Whatever the bytes, a report comes; statements that cannot be read do not hide the others."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from natpin.formats import arm, bicep
from natpin.formats.interface import Inputs
from natpin.languages.bicep.statements import read_file
from natpin.model.part import Part
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import FolderWorkspace

CASES = Path(__file__).parent / "cases"
SEEDS = sorted(CASES.glob("*/**/*.bicep*"))


def everything(folder: Path, inputs: Inputs | None = None) -> list[object]:
    workspace = FolderWorkspace(folder, folder)
    asked = inputs or Inputs()
    found: list[object] = []
    claimed = [path for path in workspace.walk() if path.endswith(bicep.suffixes)]
    for stack in bicep.stacks(claimed, workspace, asked):
        found.append(stack)
        if isinstance(stack, Stack):
            found += bicep.read(stack, workspace, asked)
    return found


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
def test_any_bytes_give_a_report(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "main.bicep").write_bytes(b"// natGateway\n" + data)
    (tmp_path / "main.bicepparam").write_bytes(b"using 'main.bicep'\n" + data)
    bicep.claims("main.bicep", data)
    assert all(isinstance(part, Stack | Part) for part in everything(tmp_path))


@given(st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=100)
def test_mutated_files_give_a_report(tmp_path: Path, seed: int) -> None:
    choice = random.Random(seed)
    data = bytearray(choice.choice(SEEDS).read_bytes())
    for _ in range(choice.randint(1, 6)):
        start = choice.randrange(len(data))
        end = min(len(data), start + choice.randint(0, 40))
        piece = choice.choice(
            [b"", b"{", b"}", b"'", b"'''", b"[for x in y: ", b"${", b"\n", data[start:end] * 2]
        )
        data[start:end] = piece
    (tmp_path / "main.bicep").write_bytes(bytes(data))
    assert all(isinstance(part, Stack | Part) for part in everything(tmp_path))


@given(st.text(alphabet="resource module param var = 'x{}[]():.?!&|-+*/%<>,@#$\\\n\"0123forifin"))
def test_any_text_is_statements_and_problems(text: str) -> None:
    found = read_file(text, "main.bicep")
    assert all(problem.at.path == "main.bicep" for problem in found.problems)


HOSTILE = {
    "deep brackets": "var a = " + "[" * 5000,
    "deep parentheses": "var a = " + "(" * 5000,
    "deep strings": "var a = " + "'${" * 2000,
    "many signs": "var a = " + "!" * 5000,
    "many members": "var a = b" + ".c" * 5000,
    "many operators": "var a = 1" + " + 1" * 5000,
    "long condition": "var a = " + "b ? " * 3000,
    "open comment": "/* " * 5000,
    "open string": "var a = '" + "x" * 100_000,
    "quotes": "var a = " + "'" * 30_001,
    "types": "param a " + "(" * 3000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_nests_too_deeply_is_a_problem_and_the_rest_is_read(text: str) -> None:
    found = read_file(f"var first = 1\n{text}\nvar last = 2\n", "main.bicep")
    assert found.problems
    assert "first" in found.variables


def test_a_variable_that_doubles_is_left_unknown(tmp_path: Path) -> None:
    lines = ["var v0 = 'xxxxxxxxxx'"] + [f"var v{n} = '${{v{n - 1}}}${{v{n - 1}}}'" for n in range(1, 40)]
    lines += ["var l0 = [1]"] + [f"var l{n} = [l{n - 1}, l{n - 1}]" for n in range(1, 40)]
    lines += [
        "resource nat 'Microsoft.Network/natGateways@2024-05-01' = {",
        " name: v39",
        " tags: { all: l39 }",
        "}",
    ]
    (tmp_path / "main.bicep").write_text("\n".join(lines))
    assert any(isinstance(part, Resource | Skipped) for part in everything(tmp_path))


PROBLEMS = {
    "var a = 'x": "main.bicep:1:9: a string is not closed",
    "var a 1": "main.bicep:1:8: expected '='",
    "param a string = ": "main.bicep:1:18: it ends too early",
    "what is this": "main.bicep:1:1: 'what' begins no statement",
    "var a = [1, 2": "main.bicep:1:14: it ends too early",
    "var a = { b 1 }": "main.bicep:1:13: expected ':', found '1'",
    "resource a 'T@1' = 5": "main.bicep:1:20: expected '{', found '5'",
}


@pytest.mark.parametrize(("text", "problem"), PROBLEMS.items(), ids=list(PROBLEMS))
def test_problems_say_what_and_where(text: str, problem: str) -> None:
    assert [str(found) for found in read_file(text, "main.bicep").problems] == [problem]


def test_the_parameter_file_asked_for_names_its_template() -> None:
    found = everything(
        CASES / "parameters", Inputs(parameters=("prod.bicepparam",), variables={"idle": "12"})
    )
    assert found[0] == Stack("bicep", "main.bicep", ("prod.bicepparam",))
    gateway = next(part for part in found if isinstance(part, Resource))
    assert gateway.properties["idleTimeoutInMinutes"].data == 12  # type: ignore[union-attr]


def test_compiled_json_beside_its_bicep_is_left_to_it(tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text(
        "resource nat 'Microsoft.Network/natGateways@2024-05-01' = { name: 'a' }\n"
    )
    template = (
        '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",'
        ' "metadata": {"_generator": {"name": "bicep"}}, "resources": [{"type": "Microsoft.Network/natGateways"}]}'
    )
    for name in ("main.json", "other.json"):
        (tmp_path / name).write_text(template)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    assert [stack.root for stack in arm.stacks(["main.json", "other.json"], workspace, Inputs())] == [
        "other.json"
    ]  # type: ignore[union-attr]
    alone = FolderWorkspace(tmp_path / "main.json", tmp_path)
    assert [stack.root for stack in arm.stacks(["main.json"], alone, Inputs())] == ["main.json"]  # type: ignore[union-attr]


def test_files_as_powershell_writes_them_are_read(tmp_path: Path) -> None:
    for path in (CASES / "modules").rglob("*.bicep"):
        target = tmp_path / path.relative_to(CASES / "modules")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_text().encode("utf-16"))
    found = everything(tmp_path)
    assert [part for part in found if isinstance(part, Stack)] == [Stack("bicep", "main.bicep")]
    assert any(isinstance(part, Resource) and part.address == "network/nat" for part in found)


def test_a_parameter_file_extends_another(tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text(
        "param name string\nparam idle int\nresource nat 'Microsoft.Network/natGateways@2024-05-01' = {\n"
        "  name: name\n  properties: { idleTimeoutInMinutes: idle }\n}\n"
    )
    (tmp_path / "base.bicepparam").write_text("using none\nparam name = 'base'\nparam idle = 4\n")
    (tmp_path / "prod.bicepparam").write_text(
        "using 'main.bicep'\nextends 'base.bicepparam'\nparam idle = 9\n"
    )
    found = everything(tmp_path)
    assert [part for part in found if isinstance(part, Stack)] == [
        Stack("bicep", "main.bicep", ("prod.bicepparam",))
    ]
    (gateway,) = [part for part in found if isinstance(part, Resource)]
    assert gateway.name.data == "base"  # type: ignore[union-attr]
    assert gateway.properties["idleTimeoutInMinutes"].data == 9  # type: ignore[union-attr]
