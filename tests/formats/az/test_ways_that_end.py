"""Tests on a line of their own under ``set -e``: where one does not hold, what stands below does not come."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

MADE = "az aks create -g pay -n pay --network-plugin azure --outbound-type loadBalancer"
MENDED = "az aks update -g pay -n pay --outbound-type managedNATGateway"
OPEN, DECIDED = "unknown", "pass"
ROWS = {
    "a test": (["set -e", MADE, '[ "$MODE" = nat ]', MENDED], OPEN),
    "a test in double brackets": (["set -euo pipefail", MADE, "[[ $MODE == nat ]]", MENDED], OPEN),
    "a test by its name": (["set -e", MADE, 'test "$MODE" = nat', MENDED], OPEN),
    "not": (["set -e", MADE, '! [ "$MODE" = lb ]', MENDED], DECIDED),
    "not, of what would be right": (
        ["set -e", '! [ "$MODE" != managedNATGateway ]', MADE.replace("loadBalancer", '"$MODE"')],
        OPEN,
    ),
    "in a function": (["set -e", 'check() { [ "$MODE" = nat ]; }', MADE, "check", MENDED], OPEN),
    "nobody minds": ([MADE, '[ "$MODE" = nat ]', MENDED], DECIDED),
    "it is asked for": (["set -e", MADE, '[ "$MODE" = nat ] && echo nat', MENDED], DECIDED),
    "it may fail": (["set -e", MADE, '[ "$MODE" = nat ] || true', MENDED], DECIDED),
    "before anything is made": (["set -e", '[ "$MODE" = nat ]', MADE, MENDED], DECIDED),
    "known to hold": (["set -e", "MODE=nat", MADE, '[ "$MODE" = nat ]', MENDED], DECIDED),
}


def _verdict(files: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    main(["lint", str(folder), "--workspace", str(folder), "--format", "json"])
    (stack,) = json.loads(capsys.readouterr().out)["stacks"]
    verdict: str = stack["clusters"][0]["verdicts"]["outbound-type-not-nat"]
    return verdict


@pytest.mark.parametrize("name", ROWS)
def test_what_stands_below_may_not_come(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, expected = ROWS[name]
    assert _verdict({"d.sh": "#!/bin/bash\n" + "\n".join(lines) + "\n"}, tmp_path, capsys) == expected


CREATE = "az aks create -g pay -n pay --network-plugin azure --outbound-type managedNATGateway"
OTHER = "--outbound-type loadBalancer\n"
TAKEN = {
    "xargs, a file that is not here": ({"d.sh": f"xargs -a flags {CREATE}\n"}, "unknown"),
    "xargs, a file that is here": ({"d.sh": f"xargs -a flags {CREATE}\n", "flags": OTHER}, "fail"),
    "xargs, its long name": ({"d.sh": f"xargs --arg-file=flags {CREATE}\n", "flags": OTHER}, "fail"),
    "xargs, what is printed": ({"d.sh": f"cat flags | xargs {CREATE}\n", "flags": OTHER}, "fail"),
    "xargs, a script": (
        {
            "a.sh": "echo loadBalancer | xargs ./d.sh\n",
            "d.sh": CREATE.replace("managedNATGateway", '"${1:-managedNATGateway}"') + "\n",
        },
        "fail",
    ),
    "a library by its own ending": (
        {
            "d.sh": ". ./deploy.lib\ngo loadBalancer\n",
            "deploy.lib": "go() { " + CREATE.replace("managedNATGateway", "$1") + "; }\n",
        },
        "fail",
    ),
    "a library without an ending, in the script's folder": (
        {
            "x/d.sh": 'source "$(dirname "$0")/functions"\ngo loadBalancer\n',
            "x/functions": "go() { " + CREATE.replace("managedNATGateway", "$1") + "; }\n",
        },
        "fail",
    ),
    "a file of variables that sets more than its example": (
        {
            "d.sh": ". ./.env\n" + CREATE.replace("managedNATGateway", '"${OUT:-managedNATGateway}"') + "\n",
            ".env": "RG=pay\nOUT=loadBalancer\n",
            ".env.example": "RG=\n",
        },
        "fail",
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_in_counts(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, expected = TAKEN[name]
    if "a.sh" in files:
        for path, text in files.items():
            (tmp_path / path).write_text(text)
        main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"])
        stacks = json.loads(capsys.readouterr().out)["stacks"]
        found = {stack["root"]: stack["clusters"][0]["verdicts"] for stack in stacks}
        assert found["a.sh"]["outbound-type-not-nat"] == expected
        return
    assert _verdict(files, tmp_path, capsys) == expected
