"""A file of values beside a root is an environment by convention; what deploys the root with inputs that are not known may
deploy that environment, and give it more."""

from __future__ import annotations

from pathlib import Path

import pytest

from .table_of_rollouts import APPLY, BICEP, CREATE, TERRAFORM, USING
from .test_rollouts import verdicts

ROOT = {"infra/main.tf": TERRAFORM, "infra/beside.tfvars": "nat = true\n"}
TEMPLATE = {"main.bicep": BICEP, "beside.bicepparam": f"{USING}param nat = true\n"}
BESIDE = {"root": "infra (beside.tfvars)", "template": "main.bicep (beside.bicepparam)"}


@pytest.mark.parametrize(
    ("kind", "script", "expected"),
    [
        ("root", f"{APPLY} -var-file=<(sops -d x.enc)", "U"),
        ("root", f"{APPLY} -var-file=secret.tfvars", "U"),
        ("root", f"{APPLY} $EXTRA", "U"),
        ("root", f"{APPLY} $(flags)", "U"),
        ("root", f"{APPLY} -var nat=$NAT", "P"),
        ("root", f'{APPLY} "$@"', "P"),
        ("root", APPLY, "P"),
        ("root", f"{APPLY} $EXTRA\n{APPLY} -var-file=beside.tfvars", "P"),
        ("template", f"{CREATE} -p <(sops -d x.enc)", "U"),
        ("template", f"{CREATE} -p secret.json", "U"),
        ("template", f"{CREATE} $EXTRA", "U"),
        ("template", f"{CREATE} -p nat=$NAT", "P"),
        ("template", CREATE, "P"),
        ("template", f"{CREATE} $EXTRA\naz deployment group create -g rg -p beside.bicepparam", "P"),
    ],
)
def test_an_environment_by_convention(tmp_path: Path, kind: str, script: str, expected: str) -> None:
    files = ROOT if kind == "root" else TEMPLATE
    assert verdicts(tmp_path, {**files, "up.sh": script})[BESIDE[kind]] == expected


def test_what_a_person_names_is_what_they_say(tmp_path: Path) -> None:
    given = {**ROOT, "up.sh": f"{APPLY} $EXTRA"}
    assert verdicts(tmp_path, given, nat="true")[BESIDE["root"]] == "P"
