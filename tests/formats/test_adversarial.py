"""No language lets a false pass through: inputs whose truth was decided before natpin saw them."""

from __future__ import annotations

from pathlib import Path

import pytest
from adversarial import further, kin, manifests, plays, programs
from folders import linted

from natpin.model.finding import Verdict

ORDER = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, None)
ASKED = {manifests.NAT: (manifests.NAT, "pool-subnet-no-nat")}
"""Rules that ask the same of a cluster's pools, by one of them."""

CASES = {
    "Azure Service Operator": manifests.ASO,
    "Kustomize, Flux, Argo CD": manifests.KUSTOMIZE,
    "Cluster API": manifests.CAPZ,
    "Crossplane": programs.CROSSPLANE,
    "Pulumi": programs.PULUMI,
    "Ansible": plays.ANSIBLE,
    "Terragrunt": kin.TERRAGRUNT,
    "OpenTofu": kin.OPENTOFU,
    "Terraform Stacks": kin.STACKS,
    "CDK for Terraform": kin.CDKTF,
    "objects from elsewhere": further.OBJECTS,
    "Compositions": further.COMPOSED,
    "Pulumi's configuration": further.PULUMI,
    "Ansible from elsewhere": further.ANSIBLE,
    "Terraform's kin": further.KIN,
    "commands beside objects": further.COMMANDS,
}


@pytest.mark.parametrize(
    ("files", "rule", "truth"),
    [
        pytest.param(files, rule, truth, id=f"{language}: {said}")
        for language, cases in CASES.items()
        for said, files, rule, truth in cases
    ],
)
def test_the_truth(files: dict[str, str], rule: str, truth: Verdict, tmp_path: Path) -> None:
    clusters = [one for stack in linted(tmp_path, files).stacks for one in stack.clusters]
    found = {one.verdicts.get(name) for one in clusters for name in ASKED.get(rule, (rule,))}
    assert next(one for one in ORDER if one in found or one is None) == truth
