"""Wherever commands are written, one that makes a cluster is judged or said not to be read, and prose about it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main

CREATE = "az aks create -g g -n c --outbound-type loadBalancer"
PLACES = (
    ("a.ipynb", '{{"cells": [{{"cell_type": "code", "source": ["!{}"]}}], "nbformat": 4}}'),
    ("b.ipynb", '{{\n "cells": [{{\n  "source": [\n   "%%bash\\n",\n   "{}\\n"\n  ]}}]\n}}'),
    ("a.rst", "Setup\n=====\n\n.. code-block:: bash\n\n   {}\n"),
    ("a.adoc", "[source,bash]\n----\n{}\n----\n"),
    ("a.org", "#+begin_src bash\n{}\n#+end_src\n"),
    ("a.qmd", "```{{bash}}\n{}\n```\n"),
    ("a.md", "Then:\n\n    {}\n"),
    ("a.sh.tpl", "#!/bin/bash\n{}\n"),
    ("a.sh.j2", "#!/bin/bash\n{}\n"),
    ("cloud-init.yaml", "#cloud-config\nruncmd:\n  - {}\n"),
    ("user-data", "#cloud-config\nruncmd:\n  - {}\n"),
    (".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: {}\n"),
    (".drone.yml", "kind: pipeline\nsteps:\n- name: a\n  commands:\n  - {}\n"),
    ("bitbucket-pipelines.yml", "pipelines:\n  default:\n  - step:\n      script:\n      - {}\n"),
    (".buildkite/pipeline.yml", "steps:\n- command: {}\n"),
    ("task.yaml", "kind: Task\nspec:\n  steps:\n  - script: |\n      #!/bin/sh\n      {}\n"),
    ("Taskfile.yml", "version: '3'\ntasks:\n  a:\n    cmds:\n      - {}\n"),
    ("Taskfile.yaml", "version: '3'\ntasks:\n  a: {}\n"),
    ("mise.toml", "[tasks.a]\nrun = '{}'\n"),
    ("a.nix", "pkgs.writeShellScriptBin \"a\" ''\n  {}\n''\n"),
    ("a.ocl", 'step "a" {{\n  Octopus.Action.Script.ScriptBody = "{}"\n}}\n'),
    ("porter.yaml", "install:\n- exec:\n    command: bash\n    flags:\n      c: {}\n"),
    ("Pulumi.yaml", "resources:\n  a:\n    type: command:local:Command\n    properties:\n      create: {}\n"),
    (".devcontainer/devcontainer.json", '{{"postCreateCommand": "{}"}}\n'),
    (".vscode/tasks.json", '{{"tasks":[{{"label":"a","type":"shell","command":"{}"}}]}}\n'),
    ("a.mjs", "#!/usr/bin/env zx\nawait $`{}`\n"),
    ("a.rb", 'system("{}")\n'),
    ("b.rb", "out = `{}`\n"),
    ("a.pl", "`{}`;\n"),
    ("a.lua", "os.execute('{}')\n"),
    ("build.sbt", '"{}".!\n'),
    ("a.fish", "{}\n"),
)
LISTS = (
    ("main.go", 'package main\nfunc a() {{ c.WithExec([]string{{"az", "aks", "create", "-g", "g"}}) }}\n'),
    ("a.rs", 'fn main() {{ Command::new("az").args(["aks", "create"]).spawn(); }}\n'),
    ("b.rs", 'fn main() {{ Command::new("az")\n    .arg("aks")\n    .arg("create").spawn(); }}\n'),
    ("a.exs", 'System.cmd("az", ["aks", "create"])\n'),
)
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c?api-version=2024-01-01"
OTHERWISE = (
    ("a.sh", f'az rest --method put --url "https://management.azure.com{ID}" --body @c.json\n'),
    ("a.sh", f'az rest --url "https://management.azure.com{ID}" --body @c.json --method put\n'),
    ("a.sh", f'curl -X PUT "https://management.azure.com{ID}" \\\n  -d @c.json\n'),
    (
        "a.sh",
        "az resource create -g g -n c --resource-type Microsoft.ContainerService/managedClusters --properties @c\n",
    ),
    ("a.ps1", f'Invoke-AzRestMethod -Method PUT -Path "{ID}" -Payload $p\n'),
    ("a.ps1", f'Invoke-RestMethod -Method Put -Uri "https://management.azure.com{ID}" -Body $p\n'),
    ("a.sh", "clusterctl generate cluster c --infrastructure azure --flavor aks | kubectl apply -f -\n"),
    ("Makefile", "a:\n\tclusterctl generate cluster c \\\n\t  --flavor=aks-aso > c.yaml\n"),
)
PROSE = (
    ("a.rst", "The command ``az aks create --name c`` makes one.\n"),
    ("a.adoc", "See `az aks create -g g`, or its page.\n"),
    ("a.md", "1. Read:\n\n    the page of az aks create --help\n"),
    (
        "Taskfile.yml",
        "version: '3'\ntasks:\n  a:\n    desc: az aks create -g g is run elsewhere\n    cmds: [ls]\n",
    ),
    ("a.rb", "# `az aks create -g g` is run elsewhere\nputs 1\n"),
    ("a.ts", "// `az aks create -g g` is run elsewhere\nexec('ls')\n"),
    ("a.sh", f'az rest --method get --url "https://management.azure.com{ID}"\n'),
    ("b.sh", "clusterctl generate cluster c --infrastructure docker | kubectl apply -f -\n"),
)


def lint(folder: Path, name: str, text: str) -> int:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    (folder / "others.tf").touch()
    return main(["lint", str(folder), "--output", str(folder / "report.out")])


@pytest.mark.parametrize(("name", "text"), [*PLACES, *LISTS], ids=lambda one: one[:20])
def test_a_command_that_makes_a_cluster_is_told(name: str, text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, name, text.format(CREATE)) in (1, 4)


@pytest.mark.parametrize(("name", "text"), OTHERWISE, ids=lambda one: one[:20])
def test_other_programs_that_make_one_are_told(name: str, text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, name, text) in (1, 4)


@pytest.mark.parametrize(("name", "text"), PROSE, ids=lambda one: one[:20])
def test_prose_is_none(name: str, text: str, tmp_path: Path) -> None:
    assert lint(tmp_path, name, text) == 0
