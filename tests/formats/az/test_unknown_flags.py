"""Words among an az command's flags that are not known: what they may set or give again is open, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

CREATE = "az aks create -g pay -n pay "
AZURE = "--network-plugin azure "
NAT = "--outbound-type managedNATGateway "
OTHER = "--outbound-type loadBalancer"
WORKFLOW = ".github/workflows/d.yml"
STEP = "on: push\njobs:\n  d:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "


def _bash(*lines: str) -> dict[str, str]:
    return {"d.sh": "#!/bin/bash\n" + "\n".join(lines) + "\n"}


ROWS: dict[str, tuple[dict[str, str], str, str]] = {
    "behind": (_bash(CREATE + AZURE + NAT + "$EXTRA"), "unknown", "unknown"),
    "before": (_bash(CREATE + "$EXTRA " + AZURE + NAT), "pass", "pass"),
    "between": (_bash(CREATE + AZURE + "$EXTRA " + NAT), "pass", "unknown"),
    "of a command": (_bash(CREATE + AZURE + NAT + "$(cat flags)"), "unknown", "unknown"),
    "an array": (_bash(CREATE + AZURE + NAT + '"${EXTRA[@]}"'), "unknown", "unknown"),
    "in a list": (_bash(CREATE + AZURE + NAT + "--tags a=b $EXTRA"), "unknown", "unknown"),
    "with a default": (_bash(CREATE + AZURE + NAT + "${EXTRA:-}"), "pass", "pass"),
    "the script's own": (_bash(CREATE + AZURE + NAT + '"$@"'), "pass", "pass"),
    "the script's own, which something gives": (
        {**_bash(CREATE + AZURE + NAT + '"$@"'), "package.json": f'{{"scripts": {{"d": "./d.sh {OTHER}"}}}}'},
        "unknown",
        "unknown",
    ),
    "one of two ways": (
        _bash("EXTRA=", f'[ -n "$X" ] && EXTRA="{OTHER}"', CREATE + AZURE + NAT + "$EXTRA"),
        "unknown",
        "pass",
    ),
    "one of two ways, of another flag": (
        _bash("EXTRA=", '[ -n "$X" ] && EXTRA="--tags a=b"', CREATE + AZURE + NAT + "$EXTRA"),
        "pass",
        "pass",
    ),
    "a step's, where it is asked for": (
        {
            WORKFLOW: STEP
            + CREATE
            + AZURE
            + NAT
            + f"${{DEBUG:+{OTHER}}}\n        env:\n          DEBUG: ${{{{ inputs.debug }}}}\n"
        },
        "unknown",
        "pass",
    ),
    "a step's, of a variable": (
        {WORKFLOW: STEP + CREATE + AZURE + NAT + "${{ vars.EXTRA }}\n"},
        "unknown",
        "unknown",
    ),
    "PowerShell's": ({"d.ps1": CREATE + AZURE + NAT + "@extra\n"}, "unknown", "unknown"),
    "a recipe's": ({"Makefile": "d:\n\t" + CREATE + AZURE + NAT + "$(EXTRA)\n"}, "unknown", "unknown"),
    "a recipe's, where it is asked for": (
        {"Makefile": "d:\n\t" + CREATE + AZURE + NAT + "$(if $(DEBUG)," + OTHER + ")\n"},
        "unknown",
        "pass",
    ),
    "a recipe's, of another flag where it is asked for": (
        {"Makefile": "d:\n\t" + CREATE + AZURE + NAT + "$(if $(SIZE),--node-vm-size $(SIZE))\n"},
        "pass",
        "pass",
    ),
    "a recipe's, one of two": (
        {"Makefile": "d:\n\t" + CREATE + AZURE + NAT + "$(if $(V),--tier $(V),--tier free)\n"},
        "pass",
        "pass",
    ),
    "a recipe's, one of two values": (
        {
            "Makefile": "d:\n\t"
            + CREATE
            + AZURE
            + "--outbound-type $(if $(N),managedNATGateway,loadBalancer)\n"
        },
        "unknown",
        "pass",
    ),
    "a recipe's, by a question of make's": (
        {"Makefile": "d:\n\t" + CREATE + AZURE + NAT + "$(if $(filter prod,$(ENV)),--tier $(TIER))\n"},
        "pass",
        "pass",
    ),
    "a recipe's, or else": (
        {"Makefile": "d:\n\t" + CREATE + AZURE + "--outbound-type $(or $(OUT),managedNATGateway)\n"},
        "pass",
        "pass",
    ),
    "a recipe's with a default": (
        {"Makefile": "EXTRA ?=\nd:\n\t" + CREATE + AZURE + NAT + "$(EXTRA)\n"},
        "pass",
        "pass",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_they_may_give_is_open(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, outbound, plugin = ROWS[name]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"])
    (stack,) = json.loads(capsys.readouterr().out)["stacks"]
    verdicts = stack["clusters"][0]["verdicts"]
    assert (verdicts["outbound-type-not-nat"], verdicts["azure-cni-required"]) == (outbound, plugin)
    assert not [one for one in stack["findings"] if one["verdict"] == "fail"]


def test_a_switch_that_nothing_turns_off_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d.sh").write_text(CREATE + AZURE + NAT + "--enable-node-public-ip $EXTRA\n")
    main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"])
    (stack,) = json.loads(capsys.readouterr().out)["stacks"]
    assert stack["clusters"][0]["verdicts"]["node-public-ip"] == "fail"
