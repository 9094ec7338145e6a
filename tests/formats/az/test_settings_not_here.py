"""Files of settings that a script takes in and that are not here: what they may set is not known, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

CREATE = "az aks create -g pay -n pay --network-plugin azure --outbound-type "
BY_DEFAULT = CREATE + '"${OUT:-managedNATGateway}"\n'
SET = "OUT=managedNATGateway\n"
OPEN, DECIDED = "unknown", "pass"


def _by_default(*lines: str, **more: str) -> dict[str, str]:
    return {"d.sh": "#!/bin/bash\n" + "\n".join(lines) + "\n" + BY_DEFAULT, **more}


def _set_before(*lines: str) -> dict[str, str]:
    return {"d.sh": "#!/bin/bash\n" + SET + "\n".join(lines) + f"\n{CREATE}$OUT\n"}


def _make(*lines: str, use: str = "$(OUT)") -> dict[str, str]:
    return {"Makefile": "\n".join(lines) + f"\nd:\n\t{CREATE}{use}\n"}


ROWS: dict[str, tuple[dict[str, str], str]] = {
    "outright": (_by_default(". ./.env"), OPEN),
    "set before, by a name that only begins like a place": (
        {"d.sh": f"ROOT_OUT=managedNATGateway\n. ./prod.settings\n{CREATE}$ROOT_OUT\n"},
        OPEN,
    ),
    "PowerShell: set before, by a name that holds the word for a place": (
        {"d.ps1": f"$profileOut = 'managedNATGateway'\n. ./prod.settings.ps1\n{CREATE}$profileOut\n"},
        OPEN,
    ),
    "of an environment for tests": (_by_default(". ./test.env"), OPEN),
    "of an environment for tests, in a folder": (_by_default(". env/test.sh"), OPEN),
    "settings of a log": (_by_default(". ./log-settings.sh"), OPEN),
    "functions": (_by_default(". ./lib/log.sh"), DECIDED),
    "where it is there": (_by_default("[ -f .env ] && . ./.env"), OPEN),
    "where test says so": (_by_default("test -f x.conf && source x.conf"), OPEN),
    "exported": (_by_default("set -a; [ -f .env ] && . ./.env; set +a"), OPEN),
    "if it is there": (_by_default("if [ -f .env ]; then", "  . ./.env", "fi"), OPEN),
    "if it is in the home": (
        _by_default('if [[ -f "$HOME/.deployrc" ]]; then . "$HOME/.deployrc"; fi'),
        OPEN,
    ),
    "or it is not there": (_by_default("[ ! -f .env ] || . ./.env"), OPEN),
    "where it may fail": (_by_default("source x.env 2>/dev/null || true"), OPEN),
    "several": (_by_default('for f in .env .env.local; do [ -f "$f" ] && . "$f"; done'), OPEN),
    "its lines": (_by_default("export $(grep -v '^#' .env | xargs)"), OPEN),
    "its lines, where it is there": (
        _by_default("if [ -f .env ]; then export $(grep -v '^#' .env | xargs); fi"),
        OPEN,
    ),
    "line by line": (_by_default('while IFS== read -r k v; do export "$k=$v"; done < .env'), OPEN),
    "an empty one is set": (
        {"d.sh": f'#!/bin/bash\n[ -f .env ] && . ./.env\n[ -z "$OUT" ] && {SET}{CREATE}$OUT\n'},
        OPEN,
    ),
    "its example lists another": (
        _by_default("[ -f .env ] && . ./.env", **{".env.example": "RG=x\n"}),
        DECIDED,
    ),
    "its example lists it": (_by_default("[ -f .env ] && . ./.env", **{".env.example": "OUT=x\n"}), OPEN),
    "an empty one is set, its example lists it": (
        {
            "d.sh": f'#!/bin/bash\n. ./.env\n[ -z "$OUT" ] && {SET}{CREATE}$OUT\n',
            ".env.example": "OUT=x\n",
        },
        OPEN,
    ),
    "it is here": (_by_default("[ -f .env ] && . ./.env", **{".env": "RG=x\n"}), DECIDED),
    "set before": (_set_before(". ./local.conf"), OPEN),
    "set before, where it is there": (_set_before("[ -f local.conf ] && . ./local.conf"), OPEN),
    "set behind it": ({"d.sh": f"#!/bin/bash\n. ./local.conf\n{SET}{CREATE}$OUT\n"}, DECIDED),
    "read only": (
        {"d.sh": f"#!/bin/bash\nreadonly {SET}. ./local.conf\n{CREATE}$OUT\n"},
        DECIDED,
    ),
    "written out": (
        {"d.sh": f"#!/bin/bash\n[ -f .env ] && . ./.env\n{CREATE}managedNATGateway\n"},
        DECIDED,
    ),
    "functions alone": (_set_before(". ./lib/logging.sh"), DECIDED),
    "an environment of Python": (_set_before(". venv/bin/activate"), DECIDED),
    "the shell's own": (_set_before(". ~/.bashrc"), DECIDED),
    "make, a default": (_make("-include .env", "export", "OUT ?= managedNATGateway"), OPEN),
    "make, set before": (_make("OUT = managedNATGateway", "-include .env"), OPEN),
    "make, set behind it": (_make("-include .env", "OUT = managedNATGateway"), DECIDED),
    "make, the shell's": (
        _make("-include .env", "export", use="$${OUT:-managedNATGateway}"),
        OPEN,
    ),
    "make, whatever the compiler writes": (_make("-include *.d", "OUT ?= managedNATGateway"), DECIDED),
    "make, its example lists another": (
        {**_make("-include .env", "OUT ?= managedNATGateway"), ".env.example": "RG=x\n"},
        DECIDED,
    ),
    "make, its example lists it": (
        {**_make("OUT = managedNATGateway", "-include .env"), ".env.example": "OUT=x\n"},
        OPEN,
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_it_may_set_is_open(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, expected = ROWS[name]
    for path, text in files.items():
        (tmp_path / path).write_text(text)
    assert main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"]) == 0
    (stack,) = json.loads(capsys.readouterr().out)["stacks"]
    (cluster,) = stack["clusters"]
    assert cluster["verdicts"]["outbound-type-not-nat"] == expected
