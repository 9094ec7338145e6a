"""What is wrong in a stranger's configuration, policy, contract or baseline is told, and does nothing where it is told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from natpin.cli import main

CORPUS = {
    path.stem: path.read_bytes().decode("utf-8", "surrogatepass")
    for path in sorted((Path(__file__).parent / "hostile").glob("*.txt"))
}
HCL = 'resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n'
RULE = "nat-idle-policy"

Files = Callable[[str], Mapping[str, str]]


def config(made: Callable[[str], object]) -> Files:
    return lambda text: {"natpin.yaml": json.dumps(made(text))}


def policy(made: Callable[[str], object]) -> Files:
    return lambda text: {
        "natpin.yaml": '{"policies": "rules"}',
        "rules/own.yaml": json.dumps(made(text)),
    }


def file_name(text: str) -> str:
    return re.sub("[/\0\ud800-\udfff]", "_", text)[:60].strip(". ") or "blank"


PLACES: dict[str, Files] = {
    "key": config(lambda text: {text: 1}),
    "profile": config(lambda text: {"profile": text}),
    "rule": config(lambda text: {"rules": {text: "off"}}),
    "severity": config(lambda text: {"rules": {RULE: text}}),
    "parameter": config(lambda text: {"rules": {RULE: {text: 1}}}),
    "parameter's value": config(lambda text: {"rules": {RULE: {"minMinutes": text}}}),
    "folder": config(lambda text: {"policies": [text]}),
    "fail-on": config(lambda text: {"fail-on": text}),
    "ignored": config(lambda text: {"ignore": [{"rule": text, "reason": text}]}),
    "until": config(lambda text: {"ignore": [{"rule": RULE, "reason": text, "until": text}]}),
    "root": config(lambda text: {"stacks": [{"root": text, "environments": {text: {text: 1}}}]}),
    "cidr": config(lambda text: {"contract": [text]}),
    "contract": config(lambda text: {"contract": {"file": text}}),
    "contract's line": lambda text: {"natpin.yaml": "contract: {file: ips.txt}", "ips.txt": text},
    "tag": lambda text: {"natpin.yaml": f"profile: !<{text}> a"},
    "alias": lambda text: {"natpin.yaml": f"profile: *{text}"},
    "raw": lambda text: {"natpin.yaml": text},
    "policy's key": policy(lambda text: {text: 1}),
    "policy's id": policy(lambda text: {"id": text, "title": text}),
    "policy's file": lambda text: {
        "natpin.yaml": '{"policies": "rules"}',
        f"rules/{file_name(text)}.yaml": "a: 1",
    },
    "baseline": lambda text: {
        "base.json": json.dumps(
            {
                "schema": "natpin/baseline/v1",
                "entries": [{"fingerprint": text, "rule": text, "until": text, "reason": text}],
            }
        )
    },
}


def obeyed(output: str) -> list[str]:
    """What a terminal or a CI platform would take for a command, or nobody would see."""
    return [line for line in output.split("\n") if re.match(r"\s*::|.*##(?:vso)?\[", line)] + [
        character for character in output if character != "\n" and not character.isprintable()
    ]


@pytest.mark.parametrize("place", PLACES)
def test_no_error_is_a_command(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = 0
    for number, text in enumerate(CORPUS.values()):
        folder = tmp_path / str(number)
        for name, content in {"main.tf": HCL, **PLACES[place](text)}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.encode("utf-8", "surrogatepass"))
        monkeypatch.chdir(folder)
        baseline = ["--baseline", "base.json"] if place == "baseline" else []
        status = main(["lint", ".", "--workspace", ".", *baseline])
        said = capsys.readouterr()
        assert status in (0, 1, 2, 4), said.err
        assert obeyed(said.out) == []
        assert obeyed(said.err) == []
        assert len(said.err) < 10_000
        told += status == 2
    assert told > len(CORPUS) // 2 or place in ("ignored", "raw"), "these are errors"
