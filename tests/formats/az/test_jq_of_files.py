"""``jq`` on a text that is known. Source: jq manual, "Basic filters", "Builtin operators and functions"; what is printed is
what jq 1.6 prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.languages.shell.jq import printed

TEXT = '{"a": {"b": ["x", "y"], "n": null, "t": true}, "i": 3}'


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["-r", ".a.b[1]"], "y"),
        ([".a.b[1]"], '"y"'),
        (["-r", ".a.n"], "null"),
        (["-r", ".a.missing.deeper"], "null"),
        (["-r", ".a.b[7]"], "null"),
        (["-r", ".a.t"], "true"),
        ([".i"], "3"),
        (["-r", ".i.b"], None),
        (["-c", ".a"], '{"b":["x","y"],"n":null,"t":true}'),
        ([".a.b"], '[\n  "x",\n  "y"\n]'),
        (["-r", ".a.b[]"], "x\ny"),
        (["-r", '.a.b[0] // "z"'], "x"),
        (["-r", '.a.c // "z"'], "z"),
        (["-r", ".a.b[-1], .i"], "y\n3"),
        (["-r", '.a["b"] | map(. + "!") | join(",")'], "x!,y!"),
        (["-r", '.a.b[] | select(. == "y")'], "y"),
        (["-r", "--arg", "n", "x", ".a.b[] | select(. != $n)"], "y"),
        (["-rc", "[.i, .a.t, .a.n] | @tsv"], "3\ttrue\t"),
        (["-r", '.a | to_entries[] | "\\(.key)=\\(.value | type)"'], "b=array\nn=null\nt=boolean"),
        (["-r", 'if .i > 2 then "many" else "few" end'], "many"),
        (["-c", "{i, t: .a.t}"], '{"i":3,"t":true}'),
        (["-r", ".a.b[] as $one | $one | ascii_upcase"], "X\nY"),
        (["-r", ".a | with_entries(select(.value == true)) | keys[]"], "t"),
        (["-r", ".a.b[0].deeper?, .i"], "3"),
        (["-r", ".a.b | length, (reverse | .[0])"], "2\ny"),
        (["-r", ".a.b[0] | @base64"], "eA=="),
        (["-s", "-c", "map(.i)"], "[3]"),
        (["-r", ".."], None),
        (["-r", ".a.b[0:1]"], None),
        (["-r", ".a.b[] | nothing_known"], None),
        (["-r", "(" * 500], None),
        (["-n", "--arg", "x"], None),
        (["-e", ".i"], None),
        (["-r", None], None),
    ],
)
def test_what_is_printed(words: list[str | None], shown: str | None) -> None:
    assert printed(TEXT, words) == shown


def test_what_is_no_json() -> None:
    assert printed("{", ["-r", ".a"]) is None
    assert printed("[" * 100_000, ["-r", ".a"]) is None


@pytest.mark.parametrize(
    "command",
    [
        "jq -r .net.out c.json",
        "cat c.json | jq -r .net.out",
        "jq -r '.net.out' < c.json",
        "jq -r .net.out $F",
    ],
)
@pytest.mark.parametrize(("out", "verdict"), [("loadBalancer", "fail"), ("managedNATGateway", "pass")])
def test_a_settings_file_of_json(tmp_path: Path, command: str, out: str, verdict: str) -> None:
    script = (
        f"F=c.json\nO=$({command})\naz aks create -g pay -n pay --network-plugin azure --outbound-type $O\n"
    )
    report = linted(tmp_path, {"up.sh": script, "c.json": f'{{"net": {{"out": "{out}"}}}}'})
    (cluster,) = (one for stack in report.stacks for one in stack.clusters)
    assert cluster.verdicts["outbound-type-not-nat"].value == verdict
