"""What a pipeline gives a script that makes clusters decides, whether or not the pipeline has such commands itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

BY_ARGUMENT = 'az aks create -g pay -n pay --network-plugin azure --outbound-type "${1:-managedNATGateway}"\n'
BY_ENVIRONMENT = BY_ARGUMENT.replace("${1:-", "${OUT:-")
FILES = {
    "a workflow's argument": (
        ".github/workflows/d.yml",
        "on: push\njobs:\n  d:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./d.sh loadBalancer\n",
        BY_ARGUMENT,
    ),
    "a workflow's environment": (
        ".github/workflows/d.yml",
        "on: push\njobs:\n  d:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./d.sh\n        env: {OUT: loadBalancer}\n",
        BY_ENVIRONMENT,
    ),
    "a pipeline of Azure's": (
        "azure-pipelines.yml",
        "pool: {vmImage: ubuntu-latest}\nvariables: {OUT: loadBalancer}\nsteps:\n  - bash: ./d.sh\n",
        BY_ENVIRONMENT,
    ),
    "GitLab's variables": (
        ".gitlab-ci.yml",
        "d:\n  variables: {OUT: loadBalancer}\n  script: [./d.sh]\n",
        BY_ENVIRONMENT,
    ),
    "a recipe": ("Makefile", "d:\n\tOUT=loadBalancer ./d.sh\n", BY_ENVIRONMENT),
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_script_is_given_counts(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, text, script = FILES[name]
    (tmp_path / "d.sh").write_text(script)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    assert main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"]) == 1
    stacks = json.loads(capsys.readouterr().out)["stacks"]
    (cluster,) = next(stack for stack in stacks if stack["root"] == path)["clusters"]
    assert cluster["network"]["outboundType"] == "loadBalancer"
