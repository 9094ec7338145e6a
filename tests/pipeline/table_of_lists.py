"""Lists of commands, environments and services that deploy a root, and the letters of its stacks: P passes, F fails, U is
unknown.

natpin does not follow them: an input that one of them gives, or may, is open. One that speaks of something else leaves the
default what it is.
"""

from __future__ import annotations

from .table_of_programs import OFF, TF
from .table_of_the_unfollowed import Row

LISTS: list[Row] = [
    ("npm", {"package.json": f'{{"name": "x", "scripts": {{"up": "{OFF}"}}}}'}, "U"),
    ("npm without inputs", {"package.json": f'{{"name": "x", "scripts": {{"up": "{TF}"}}}}'}, "P"),
    (
        "npm that runs something else",
        {"package.json": '{"name": "nat", "scripts": {"up": "packer build -var nat=false ."}}'},
        "P",
    ),
    ("Nx", {"apps/infra/project.json": f'{{"targets": {{"up": {{"command": "{OFF}"}}}}}}'}, "U"),
    ("Deno", {"deno.json": f'{{"tasks": {{"up": "{OFF}"}}}}'}, "U"),
    ("Task", {"Taskfile.yml": f"version: '3'\ntasks:\n  up:\n    cmds:\n      - {OFF}\n"}, "U"),
    (
        "Task with an environment",
        {
            "Taskfile.yml": f"version: '3'\nenv:\n  TF_VAR_nat: 'false'\ntasks:\n  up:\n    cmds:\n      - {TF}\n"
        },
        "U",
    ),
    ("just", {"justfile": f"up:\n    {OFF}\n"}, "U"),
    ("just with arguments", {"justfile": f"up *args:\n    {TF} {{{{args}}}}\n"}, "U"),
    (
        "just with a plan",
        {"justfile": f"up plan:\n    {TF.replace('apply', 'plan')} -out=p\n    {TF} {{{{plan}}}}\n"},
        "P",
    ),
    (
        "just in a folder",
        {"justfile": "up env:\n    terraform -chdir={{env}} apply -lock-timeout {{time}}\n"},
        "P",
    ),
    ("just without inputs", {"justfile": f"up:\n    {TF}\n"}, "P"),
    ("tox", {"tox.ini": f"[testenv:up]\ncommands = {OFF}\n"}, "U"),
    ("invoke", {"tasks.py": f"@task\ndef up(c):\n    c.run('{OFF}')\n"}, "U"),
    ("nox", {"noxfile.py": f"@nox.session\ndef up(s):\n    s.run(*'{OFF}'.split())\n"}, "U"),
    ("mise", {"mise.toml": f'[env]\nTF_VAR_nat = "false"\n[tasks.up]\nrun = "{TF}"\n'}, "U"),
    ("poe", {"pyproject.toml": f'[tool.poe.tasks]\nup = "{OFF}"\n'}, "U"),
    ("Bazel", {"BUILD.bazel": f'sh_binary(name = "up", args = ["{OFF}"])\n'}, "U"),
    ("Maven", {"pom.xml": f"<project><exec><argument>{OFF}</argument></exec></project>\n"}, "U"),
    ("Docker", {"Dockerfile": f"FROM hashicorp/terraform\nENV TF_VAR_nat=false\nCMD {TF}\n"}, "U"),
    (
        "Docker, words",
        {"Dockerfile": 'FROM hashicorp/terraform\nENTRYPOINT ["terraform", "apply", "-var", "nat=false"]\n'},
        "U",
    ),
    (
        "Compose",
        {
            "docker-compose.yml": "services:\n  up:\n    image: hashicorp/terraform\n    command: -chdir=infra apply\n"
            "    environment:\n      TF_VAR_nat: 'false'\n"
        },
        "U",
    ),
    (
        "Compose, a list of words",
        {
            "docker-compose.yml": "services:\n  up:\n    image: hashicorp/terraform\n    command:\n      - apply\n"
            "      - -var\n      - nat=false\n"
        },
        "U",
    ),
    ("Earthly", {"Earthfile": f"VERSION 0.8\nup:\n    FROM hashicorp/terraform\n    RUN {OFF}\n"}, "U"),
]

ENVIRONMENTS: list[Row] = [
    ("direnv", {".envrc": "export TF_VAR_nat=false\n"}, "U"),
    ("an environment's file", {"infra/.env": "TF_VAR_nat=false\n"}, "U"),
    ("an environment's file by name", {"infra/prod.env": "TF_VAR_nat=false\n"}, "U"),
    ("an environment's file by a longer name", {"infra/.env.prod": "TF_VAR_nat=false\n"}, "U"),
    (
        "an environment's file that a script takes in",
        {"infra/prod.env": "TF_VAR_nat=true\n", "up.sh": f"set -a\n. infra/prod.env\nset +a\n{TF}\n"},
        "P",
    ),
    ("an example of one", {"infra/.env.example": "TF_VAR_nat=false\n"}, "P"),
    ("an environment's file without inputs", {"infra/.env": "NAT=false\nTF_VAR_zones=[]\n"}, "P"),
]

SERVICES: list[Row] = [
    (
        "Atlantis",
        {
            "atlantis.yaml": "version: 3\nprojects:\n- dir: infra\n  workflow: w\nworkflows:\n  w:\n    plan:\n      steps:\n"
            '      - init\n      - plan:\n          extra_args: ["-var", "nat=false"]\n'
        },
        "U",
    ),
    (
        "Atlantis, one a line",
        {
            "atlantis.yaml": "version: 3\nprojects:\n- dir: infra\nworkflows:\n  w:\n    plan:\n      steps:\n"
            "      - plan:\n          extra_args:\n          - -var\n          - nat=false\n"
        },
        "U",
    ),
    (
        "Atlantis, the environment",
        {
            "atlantis.yaml": "version: 3\nprojects:\n- dir: infra\nworkflows:\n  w:\n    plan:\n      steps:\n"
            "      - env:\n          name: TF_VAR_nat\n          value: 'false'\n      - plan\n"
        },
        "U",
    ),
    (
        "Atlantis, a file that is not here",
        {
            "atlantis.yaml": "version: 3\nprojects:\n- dir: infra\nworkflows:\n  w:\n    plan:\n      steps:\n"
            '      - plan:\n          extra_args: ["-var-file", "made.tfvars"]\n'
        },
        "U",
    ),
    (
        "Atlantis without inputs",
        {"atlantis.yaml": "version: 3\nprojects:\n- dir: infra\n  autoplan:\n    when_modified: ['*.tf']\n"},
        "P",
    ),
    (
        "Spacelift",
        {".spacelift/config.yml": "version: 2\nstack_defaults:\n  environment:\n    TF_VAR_nat: 'false'\n"},
        "U",
    ),
    (
        "env0",
        {
            "infra/env0.yml": "version: 2\ndeploy:\n  steps:\n    terraformPlan:\n      before:\n"
            "        - export TF_VAR_nat=false\n"
        },
        "U",
    ),
    (
        "Jenkins",
        {
            "Jenkinsfile": "pipeline {\n  environment { TF_VAR_nat = 'false' }\n  steps { sh 'terraform apply' }\n}\n"
        },
        "U",
    ),
    ("Jenkins, a file that is not here", {"Jenkinsfile": f"sh '{TF} -var-file=made.tfvars'\n"}, "U"),
    (
        "Jenkins, a file as it is told",
        {
            "Jenkinsfile": f'sh "{TF} -var-file=${{params.ENV}}.tfvars"\n',
            "infra/prod.tfvars": "nat = true\n",
        },
        "P",
    ),
    ("Jenkins, flags as it is told", {"Jenkinsfile": f'sh "{TF} ${{params.FLAGS}}"\n'}, "U"),
    (
        "CircleCI",
        {
            ".circleci/config.yml": f"jobs:\n  up:\n    environment:\n      TF_VAR_nat: 'false'\n    steps:\n    - run: {TF}\n"
        },
        "U",
    ),
    (
        "CircleCI's orb",
        {
            ".circleci/config.yml": "orbs:\n  terraform: circleci/terraform@3.2.1\nworkflows:\n  up:\n    jobs:\n"
            "    - terraform/apply:\n        path: infra\n        var: 'nat=false'\n"
        },
        "U",
    ),
    (
        "Bitbucket",
        {"bitbucket-pipelines.yml": f"pipelines:\n  default:\n  - step:\n      script:\n      - {OFF}\n"},
        "U",
    ),
    ("Buildkite", {".buildkite/pipeline.yml": f"steps:\n- command: {OFF}\n"}, "U"),
    (
        "Buildkite, the environment",
        {".buildkite/pipeline.yml": f"env:\n  TF_VAR_nat: 'false'\nsteps:\n- command: {TF}\n"},
        "U",
    ),
    (
        "Drone",
        {
            ".drone.yml": "kind: pipeline\nsteps:\n- name: up\n  image: jmccann/drone-terraform\n  settings:\n"
            "    root_dir: infra\n    vars:\n      nat: false\n"
        },
        "U",
    ),
    (
        "Tekton",
        {
            "task.yaml": "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - image: hashicorp/terraform\n"
            "    script: |\n      #!/bin/sh\n      " + OFF + "\n"
        },
        "U",
    ),
    (
        "Argo",
        {
            "flow.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n  - container:\n"
            "      image: hashicorp/terraform\n      args: [apply, -var, nat=false]\n"
        },
        "U",
    ),
    (
        "Flux's Terraform",
        {
            "tf.yaml": "apiVersion: infra.contrib.fluxcd.io/v1alpha2\nkind: Terraform\nspec:\n  path: ./infra\n"
            "  vars:\n  - name: nat\n    value: false\n"
        },
        "U",
    ),
    (
        "Ansible",
        {
            "up.yml": "- hosts: localhost\n  tasks:\n  - community.general.terraform:\n      project_path: infra\n"
            "      variables:\n        nat: '{{ nat }}'\n"
        },
        "U",
    ),
    (
        "a manifest that has a key of the name",
        {
            "deploy.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec:\n  nat: false\n  image: hashicorp/terraform\n"
        },
        "P",
    ),
]
