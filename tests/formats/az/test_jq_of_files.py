"""``jq`` on a text that is known. Source: jq manual, "Object Identifier-Index", "Array Index", "--raw-output"."""

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
        (["-r", ".a"], None),
        (["-r", ".a.b[]"], None),
        (["-r", '.a.b[0] // "z"'], None),
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
