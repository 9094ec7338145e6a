"""az is az however its name is written: by its path, in a variable, as a module of Python, in every place for commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main

CREATE = "az aks create -g g -n c"
PLACES = {
    "a script": ("a.sh", "{}\n"),
    "a script without an ending": ("deploy", "#!/bin/bash\n{}\n"),
    "a fence": ("a.md", "```bash\n{}\n```\n"),
    "a fence without a label": ("b.md", "```\n{}\n```\n"),
    "GitHub": (
        ".github/workflows/a.yml",
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {}\n",
    ),
    "GitLab": (".gitlab-ci.yml", "a:\n  script:\n    - {}\n"),
    "Azure Pipelines": ("azure-pipelines.yml", "steps:\n- script: {}\n"),
    "make": ("Makefile", "a:\n\t{}\n"),
    "a provisioner": (
        "main.tf",
        'resource "terraform_data" "a" {{\n  provisioner "local-exec" {{\n    command = "{}"\n  }}\n}}\n',
    ),
    "a Dockerfile": ("Dockerfile", "FROM x\nRUN {}\n"),
    "Jenkins": (
        "Jenkinsfile",
        "pipeline {{ stages {{ stage('a') {{ steps {{\n sh '''\n {}\n '''\n}} }} }} }}\n",
    ),
    "a program": ("a.py", "import subprocess\nsubprocess.run('{}', shell=True)\n"),
    "Ansible": ("a.yml", "- hosts: localhost\n  tasks:\n    - command: {}\n"),
    "a deployment script": (
        "a.bicep",
        "resource s 'Microsoft.Resources/deploymentScripts@2023-08-01' = {{\n  name: 's'\n  location: 'x'\n"
        "  kind: 'AzureCLI'\n  properties: {{\n    azCliVersion: '2.50.0'\n    retentionInterval: 'P1D'\n"
        "    scriptContent: '{}'\n  }}\n}}\n",
    ),
    "a deployment script in JSON": (
        "a.json",
        '{{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",\n'
        '"contentVersion": "1.0.0.0", "resources": [{{"type": "Microsoft.Resources/deploymentScripts",\n'
        '"apiVersion": "2023-08-01", "name": "s", "kind": "AzureCLI",\n'
        '"properties": {{"scriptContent": "set -e\\n{}\\n"}}}}]}}\n',
    ),
    "azd": ("azure.yaml", "name: a\nhooks:\n  postprovision:\n    shell: sh\n    run: {}\n"),
    "just": ("justfile", "a:\n  {}\n"),
    "npm": ("package.json", '{{"scripts": {{"a": "{}"}}}}\n'),
    "cron": ("my.crontab", "0 3 * * * {}\n"),
}


def lint(folder: Path, name: str, text: str) -> int:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    (folder / "others.tf").touch()
    return main(["lint", str(folder), "--output", str(folder / "report.txt")])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("folders", ["/usr/local/bin/", "~/bin/", "./tools/"])
def test_a_cluster_that_is_made_is_told(place: str, folders: str, tmp_path: Path) -> None:
    name, text = PLACES[place]
    plain = lint(tmp_path / "plain", name, text.format(CREATE))
    assert plain in (1, 4), "it is judged, or said not to be read"
    assert lint(tmp_path / "by_path", name, text.format(folders + CREATE)) == plain


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.sh", "$AZ_BIN aks create -g g -n c\n"),
        ("a.sh", '"${CLI}" aks create -g g -n c\n'),
        ("a.sh", "make() {\n  $CLI aks create -g g -n c\n}\n"),
        ("a.sh", "python3 -m azure.cli aks create -g g -n c\n"),
        ("a.ps1", "& 'C:\\Program Files\\Azure CLI\\az.cmd' aks create -g g -n c\n"),
        ("a.bat", '"C:\\Program Files\\Azure CLI\\az.cmd" aks create -g g -n c\r\n'),
        ("a.bat", "call C:\\cli\\az.cmd aks create -g g -n c\r\n"),
        ("a.py", "import subprocess\nsubprocess.run(['/usr/bin/az', 'aks', 'create', '-g', 'g'])\n"),
        (
            "job.yaml",
            "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n"
            "      containers:\n      - name: a\n        image: x\n        command: [/usr/bin/az, aks, create, -g, g]\n",
        ),
    ],
)
def test_other_ways_to_write_it(name: str, text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, name, text) in (1, 4)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "import subprocess\n# see docs/az aks create --help\nsubprocess.run(['ls'])\n"),
        ("a.yml", "description: the page docs/az aks create makes a cluster\n"),
        ("a.sh", 'echo "for az: aks create makes one"\n'),
    ],
)
def test_prose_makes_no_cluster(name: str, text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, name, text) == 0
