"""What must hold for any script, whatever is in it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work import at_most

from natpin.formats import az
from natpin.formats.az.bash import own
from natpin.formats.interface import Inputs, Read
from natpin.model.doubt import Doubt
from natpin.model.location import Location
from natpin.model.resource import CLUSTER, NAT_GATEWAY, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Value, dig
from natpin.workspace import FolderWorkspace

SCRIPTS = sorted((Path(__file__).parent / "cases").glob("*/run.sh"))


class OneFile:
    """A workspace of one script."""

    focus = (".",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def walk(self) -> list[str]:
        return ["x.sh"]

    def read(self, path: str) -> bytes | Skipped:
        return self._data if path == "x.sh" else Skipped(path, "no such file")

    def exists(self, path: str) -> bool:
        return path == "x.sh"

    def listdir(self, folder: str) -> tuple[str, ...]:
        return ("x.sh",)

    def is_folder(self, path: str) -> bool:
        return path == "."


def read(script: str | bytes) -> list[Read]:
    data = script.encode() if isinstance(script, str) else script
    return list(az.read(Stack("az", "x.sh"), OneFile(data), Inputs()))  # type: ignore[arg-type]


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_any_bytes_give_an_answer(data: bytes) -> None:
    az.claims("x.sh", data)
    read(data)


PIECES = st.sampled_from(
    [
        "$(", "${", "}", ")", '"', "'", "`", "if ", "\nfi\n", "\\\n", "<<EOF\n", "((", "[[", "$", "\0", "é",
        "case x in", "--ids ", "--set a.b=c ", "f() {", "while :; do ", "for i in ", "done", "|", "&&", "||",
        "source x.sh\n", "eval ", "\r\n", "<name>", "${A:-", "${A//", "$((1/0))",
    ]
)  # fmt: skip


@given(st.sampled_from(SCRIPTS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 80), PIECES), max_size=6))
@settings(max_examples=80)
def test_mutated_scripts_give_an_answer(script: Path, edits: list[tuple[float, int, str]]) -> None:
    text = script.read_text()
    for where, cut, piece in edits:
        position = int(where * len(text))
        text = text[:position] + piece + text[position + cut :]
    lines = text.replace("\r", "\n").count("\n") + 1
    for part in read(text):
        at = part.at
        assert at is None or 1 <= at.line <= lines + 1


@pytest.mark.parametrize(
    "script",
    [
        "az aks create -n " + "$(" * 3000,
        "if true; then " * 2000,
        'X="' + "${A:-" * 3000 + '"\naz aks create -n $X -g g',
        "X=" + "(" * 5000,
        "f() { f; }\nf\naz nat gateway",
        "A=aaaaaaaa\n" + "A=$A$A\n" * 200 + "az aks create -g $A -n $A",
        "for a in {1..250}; do for b in {1..250}; do for c in {1..250}; do az aks create -n $a; done; done; done",
        "source ./x.sh\nbash x.sh\naz aks create -n a -g b",
        "az network nat gateway update -g r -n n --set " + "a." * 4000 + "b=c",
        "X=" + "a" * 250 + "\n" + 'echo "${X//*a*b/}"\n' * 2000,
        "\n".join(f"V{i}=x" for i in range(3000)) + "\n" + 'if [ "$Q" = 1 ]; then V1=y; fi\n' * 3000,
    ],
    ids=lambda script: script[:24],
)
def test_hostile_scripts_are_bounded(script: str) -> None:
    with at_most(calls=10_000_000):  # twice what the loops take, where unbounded would be hours
        read(script)


def test_too_deep_is_said() -> None:
    found = read(
        "az aks create -n a -g b\n" + "if true; then " * 300 + "az aks create -n c -g d\n" + "fi;" * 300
    )
    assert any(isinstance(part, Skipped) and part.claims_aks for part in found)


def test_endless_work_is_said() -> None:
    loops = "for a in {1..250}; do for b in {1..250}; do az aks create -g g -n a; done; done"
    (skipped,) = (part for part in read(loops) if isinstance(part, Skipped))
    assert skipped.reason.startswith("it runs more than 30")
    assert skipped.claims_aks


def test_what_is_left_is_a_doubt_at_its_line() -> None:
    found = read("".join(f"az aks create -g g -n a{number}\n" for number in range(1_300)))
    doubts = [part for part in found if isinstance(part, Doubt) and part.reason.startswith("it runs more")]
    assert [(doubt.at.line, doubt.reach.adds) for doubt in doubts] == [(1_201, True)]


def one(script: str, type_: str) -> Resource:
    (found,) = (part for part in read(script) if isinstance(part, Resource) and part.type == type_)
    return found


@pytest.mark.parametrize(
    ("script", "line", "column", "end"),
    [
        ("az network nat gateway create -g r -n n --idle-timeout 600\n", 1, 56, 59),
        ("az network nat gateway create -g r -n n --idle-timeout=600\n", 1, 56, 59),
        ("az network nat gateway create -g r -n n \\\n  --idle-timeout '600'\n", 2, 19, 22),
        ("T=600\naz network nat gateway create -g r -n n --idle-timeout $T\n", 1, 3, 6),
        ('T=${T:-600}\naz network nat gateway create -g r -n n --idle-timeout "$T"\n', 1, 8, 11),
        ("# é\nP='é'; az network nat gateway create -g r/$P/$P -n n --idle-timeout 600\n", 2, 69, 72),
        (
            "az network nat gateway create -g r -n n --idle-timeout 4\n"
            "az network nat gateway update -g r -n n --idle-timeout 600\n",
            2,
            56,
            59,
        ),
    ],
)
def test_a_value_lies_where_it_was_written(script: str, line: int, column: int, end: int) -> None:
    value = one(script, NAT_GATEWAY).properties["idleTimeoutInMinutes"]
    assert value == Value(600, Location("x.sh", line, column, line, end))


@pytest.mark.parametrize(
    "encoded",
    [
        "az aks create -g r -n café".encode(),
        b"\xef\xbb\xbf" + "az aks create -g r -n café".encode(),
        "az aks create -g r -n café".encode("utf-16"),
        "az aks create -g r \\\r\n  -n café\r\n".encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "crlf"],
)
def test_encodings(encoded: bytes) -> None:
    assert az.claims("x.sh", encoded)
    (found,) = (part for part in read(encoded) if isinstance(part, Resource) and part.type == CLUSTER)
    assert found.address == "az:cluster:r/café"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("az aks create -n a", True),
        ("az network nat gateway create -n a", True),
        ("az aks get-credentials -n a", False),
        ("az vm create -n a", False),
        ("kubectl create ns aks", False),
    ],
)
def test_claims(text: str, claimed: bool) -> None:
    assert az.claims("x.sh", text.encode()) is claimed


def test_scripts_that_others_run_make_no_stack(tmp_path: Path) -> None:
    create = "az aks create -n {0} -g g\n"
    (tmp_path / "all.sh").write_text(create.format("all") + "./one.sh\nsource two.sh\n# bash alone.sh\n")
    (tmp_path / "one.sh").write_text(create.format("one") + "bash circle.sh\n")
    (tmp_path / "two.sh").write_text(create.format("two"))
    (tmp_path / "alone.sh").write_text(create.format("alone"))
    (tmp_path / "circle.sh").write_text(create.format("circle") + "bash one.sh\n")
    workspace = FolderWorkspace(tmp_path, tmp_path)
    stacks = list(az.stacks(list(workspace.walk()), workspace, Inputs()))
    assert [stack.root for stack in stacks if isinstance(stack, Stack)] == ["all.sh", "alone.sh"]
    made = {
        part.address
        for part in az.read(Stack("az", "all.sh"), workspace, Inputs())
        if isinstance(part, Resource)
    }
    assert {f"az:cluster:g/{name}" for name in ("all", "one", "two", "circle")} <= made


def test_a_script_is_never_read_outside_the_workspace(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.sh").write_text("az aks create -n leaked -g g\n")
    (inside / "x.sh").write_text("source ../secret.sh\n. /etc/profile\naz aks create -n mine -g g\n")
    found = az.read(Stack("az", "x.sh"), FolderWorkspace(inside, inside), Inputs())
    assert [part.address for part in found if isinstance(part, Resource) and part.type == CLUSTER] == [
        "az:cluster:g/mine"
    ]


def test_the_tutorial_is_read_as_it_would_run() -> None:
    script = (Path(__file__).parents[3] / "examples/payment-processor/provision.sh").read_text()
    gateway = one(script, NAT_GATEWAY)
    timeout = gateway.properties["idleTimeoutInMinutes"]
    update = next(
        number for number, line in enumerate(script.splitlines(), 1) if "--idle-timeout 600" in line
    )
    assert (timeout.at.line, dig(timeout, "")) == (update, Value(600, timeout.at))


def test_every_command_of_the_shell_that_has_a_room_is_sent_there() -> None:
    """A command that is not in the list would be one that nobody knows, and what it sets would be lost."""
    rooms = ast.parse(textwrap.dedent(inspect.getsource(own.Own)))
    functions = [one for one in ast.walk(rooms) if isinstance(one, ast.FunctionDef)]
    named = {
        one.value
        for function in functions
        if function.name in ("_runs", "_sets")
        for case in ast.walk(function)
        if isinstance(case, ast.match_case)
        for one in ast.walk(case.pattern)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    assert {"eval", "shift"} <= named <= own.ITSELF
