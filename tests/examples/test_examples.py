"""The examples say what the README says they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from natpin.cli import main

CHECKOUT = Path(__file__).parent.parent.parent
TUTORIAL = CHECKOUT / "examples/payment-processor"


@pytest.fixture
def lint(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """``natpin lint`` of a folder: its exit status and what it prints."""

    def run(path: Path, form: str) -> tuple[int, str]:
        monkeypatch.chdir(CHECKOUT)
        status = main(["lint", str(path), "--workspace", str(path), "--format", form])
        return status, capsys.readouterr().out

    return run


def line_of(words: str) -> int:
    """The line of the script that holds the words."""
    lines = (TUTORIAL / "provision.sh").read_text().splitlines()
    (found,) = [number for number, line in enumerate(lines, 1) if words in line]
    return found


def test_the_tutorial_is_told_each_mistake_at_its_line(lint) -> None:
    status, told = lint(TUTORIAL, "json")
    assert status == 1
    (stack,) = json.loads(told)["stacks"]
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in stack["findings"]:
        found.setdefault(finding["rule"], []).append(finding)
    lines = {rule: [finding["at"]["line"] for finding in findings] for rule, findings in found.items()}
    subnet_show = line_of("az network vnet subnet show")
    assert lines == {
        "nat-idle-seconds": [line_of("--idle-timeout 600")],
        "outbound-type-implicit-lb": [line_of("az aks create")],
        "used-before-created": [subnet_show] * 2,
        "platform-retiring": [line_of("--public-ip-prefix ")],
        "egress-ip-no-headroom": [line_of("az network nat gateway create")],
        "egress-ip-unprotected": [line_of("az network public-ip prefix create")],
    }
    assert "600 looks like seconds; 10 minutes was probably meant" in found["nat-idle-seconds"][0]["message"]
    assert {f["message"].split()[0] for f in found["used-before-created"]} == {
        "payments-vnet",
        "payments-subnet",
    }


def test_the_tutorials_path_is_drawn_from_the_workload_to_the_ips(lint) -> None:
    _, told = lint(TUTORIAL, "text")
    drawn = " ".join(told.split())
    assert (
        "payment-processor (3 replicas) → pool nodepool1 → subnet payments-subnet → NAT gateway payments-nat "
        "→ prefix payments-egress-prefix /28 (16 IPs)"
    ) in drawn


@pytest.mark.usefixtures("every_rule")
def test_done_right_it_is_clean_in_every_language(lint) -> None:
    status, told = lint(CHECKOUT / "examples/payment-processor-pinned", "json")
    report = json.loads(told)
    assert status == 0
    assert [stack["reader"] for stack in report["stacks"]] == ["terraform", "bicep", "arm", "az"]
    assert all(not stack["findings"] for stack in report["stacks"])
    assert not report["skipped"]
