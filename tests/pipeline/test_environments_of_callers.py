"""Variables that a caller sets in a way of its own: template expressions, groups, exports of make, files that a program loads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

SCRIPT = 'az aks create -g pay -n pay --network-plugin azure --outbound-type "${OUT:-managedNATGateway}"\n'
SETTLED = SCRIPT.replace("${OUT:-managedNATGateway}", "managedNATGateway")
PIPELINE, WORKFLOW = "azure-pipelines.yml", ".github/workflows/d.yml"
PASSES, FAILS, OPEN = "pass", "fail", "unknown"
ENV = "parameters:\n- {name: env, type: string, default: prod}\n"
OBJECT = "parameters:\n- {name: all, type: object, default: {OUT: loadBalancer}}\n"
STEP = "steps:\n- bash: ./d.sh\n"
IS_PROD = "${{ if eq(parameters.env, 'prod') }}"


def _made(recipe: str) -> dict[str, str]:
    return {"Makefile": recipe}


def _run(command: str) -> dict[str, str]:
    text = f"on: push\njobs:\n  d:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {command}\n"
    return {WORKFLOW: text}


FOLLOWED: dict[str, tuple[dict[str, str], str]] = {
    "if, in a list of variables": (
        {PIPELINE: f"{ENV}variables:\n- {IS_PROD}:\n  - {{name: OUT, value: loadBalancer}}\n{STEP}"},
        FAILS,
    ),
    "if, in a mapping of variables": (
        {PIPELINE: f"{ENV}variables:\n  {IS_PROD}:\n    OUT: loadBalancer\n{STEP}"},
        FAILS,
    ),
    "else": (
        {
            PIPELINE: f"{ENV}variables:\n- {IS_PROD.replace('prod', 'dev')}:\n  - {{name: OUT, value: managedNATGateway}}\n"
            f"- ${{{{ else }}}}:\n  - {{name: OUT, value: loadBalancer}}\n{STEP}"
        },
        FAILS,
    ),
    "else that does not hold": (
        {
            PIPELINE: f"{ENV}variables:\n- {IS_PROD}:\n  - {{name: OUT, value: managedNATGateway}}\n"
            f"- ${{{{ else }}}}:\n  - {{name: OUT, value: loadBalancer}}\n{STEP}"
        },
        PASSES,
    ),
    "elseif, in a template of variables": (
        {
            PIPELINE: f"{ENV}variables:\n- template: v.yml\n  parameters: {{env: '${{{{ parameters.env }}}}'}}\n{STEP}",
            "v.yml": f"parameters: [{{name: env, type: string}}]\nvariables:\n- {IS_PROD.replace('prod', 'dev')}:\n  - {{name: A, value: b}}\n"
            f"- {IS_PROD.replace('if', 'elseif')}:\n  - {{name: OUT, value: loadBalancer}}\n",
        },
        FAILS,
    ),
    "if that a run decides": (
        {
            PIPELINE: "variables:\n- ${{ if eq(variables['Build.SourceBranchName'], 'main') }}:\n"
            f"  - {{name: OUT, value: loadBalancer}}\n{STEP}"
        },
        OPEN,
    ),
    "each, in variables": (
        {
            PIPELINE: f"{OBJECT}variables:\n- ${{{{ each v in parameters.all }}}}:\n"
            f"  - name: ${{{{ v.key }}}}\n    value: ${{{{ v.value }}}}\n{STEP}"
        },
        FAILS,
    ),
    "if, in a step's environment": (
        {PIPELINE: f"{ENV}{STEP}  env:\n    {IS_PROD}:\n      OUT: loadBalancer\n"},
        FAILS,
    ),
    "insert": (
        {PIPELINE: f"{OBJECT}{STEP}  env:\n    ${{{{ insert }}}}: ${{{{ parameters.all }}}}\n"},
        FAILS,
    ),
    "insert of what is not known": (
        {
            PIPELINE: "parameters:\n- {name: all, type: object}\n"
            f"{STEP}  env:\n    ${{{{ insert }}}}: ${{{{ parameters.all }}}}\n"
        },
        OPEN,
    ),
    "if, in a template's parameters": (
        {
            PIPELINE: f"{ENV}steps:\n- template: t.yml\n  parameters:\n    {IS_PROD}:\n      out: loadBalancer\n",
            "t.yml": "parameters: [{name: out, type: string, default: managedNATGateway}]\n"
            "steps:\n- bash: ./d.sh\n  env: {OUT: '${{ parameters.out }}'}\n",
        },
        FAILS,
    ),
    "a list that a template is given as its variables": (
        {
            PIPELINE: "stages:\n- template: s.yml\n  parameters:\n    all:\n    - {name: OUT, value: loadBalancer}\n",
            "s.yml": "parameters: [{name: all, type: object, default: []}]\nstages:\n- stage: a\n  variables: ${{ parameters.all }}\n"
            "  jobs:\n  - job: j\n    steps:\n    - bash: ./d.sh\n",
        },
        FAILS,
    ),
    "a group": ({PIPELINE: f"variables:\n- group: pay\n{STEP}"}, OPEN),
    "a group, and then the variable": (
        {PIPELINE: f"variables:\n- group: pay\n- {{name: OUT, value: managedNATGateway}}\n{STEP}"},
        PASSES,
    ),
    "a group, and a script that takes nothing": (
        {PIPELINE: f"variables:\n- group: pay\n{STEP}", "d.sh": SETTLED},
        PASSES,
    ),
    "variables of another repository": ({PIPELINE: f"variables:\n- template: v.yml@t\n{STEP}"}, OPEN),
    "export on a line of its own": (_made("OUT := loadBalancer\nexport OUT\nd:\n\t./d.sh\n"), FAILS),
    "export before, of several": (_made("export A OUT\nOUT = loadBalancer\nd:\n\t./d.sh\n"), FAILS),
    "unexport": (_made("export OUT := loadBalancer\nunexport OUT\nd:\n\t./d.sh\n"), PASSES),
    "no export": (_made("OUT := loadBalancer\nd:\n\t./d.sh\n"), PASSES),
    ".EXPORT_ALL_VARIABLES": (_made(".EXPORT_ALL_VARIABLES:\nOUT := loadBalancer\nd:\n\t./d.sh\n"), FAILS),
    "export for a target": (_made("d: export OUT := loadBalancer\nd:\n\t./d.sh\n"), FAILS),
    "a target's text of an exported variable": (
        _made("export OUT := managedNATGateway\nd: OUT := loadBalancer\nd:\n\t./d.sh\n"),
        FAILS,
    ),
    "a target's own, that is not exported": (_made("d: OUT := loadBalancer\nd:\n\t./d.sh\n"), PASSES),
    "export for a target that needs it": (
        _made("prod: export OUT := loadBalancer\nprod: d\nd:\n\t./d.sh\n"),
        OPEN,
    ),
    "export for a pattern": (_made("d-%: export OUT := loadBalancer\nd-prod:\n\t./d.sh\n"), OPEN),
    "dotenvx in a recipe": (_made("d:\n\tdotenvx run -f prod.env -- ./d.sh\n"), OPEN),
    "dotenv-cli in a workflow": (_run("npx dotenv-cli -e prod.env -- ./d.sh"), OPEN),
    "doppler in a workflow": (_run("doppler run -- ./d.sh"), OPEN),
    "another package in a workflow": (_run("npx tsc && ./d.sh"), PASSES),
    "the environment of a job's container": (
        {
            WORKFLOW: "on: push\njobs:\n  d:\n    runs-on: ubuntu-latest\n    container: {image: az, env: {OUT: loadBalancer}}\n"
            "    steps:\n      - run: ./d.sh\n"
        },
        FAILS,
    ),
}


def _npm(command: str) -> dict[str, str]:
    return {"package.json": json.dumps({"scripts": {"d": command}})}


SET = {".env": "OUT=loadBalancer\n", "prod.env": "OUT=loadBalancer\n"}
NOT_FOLLOWED: dict[str, tuple[dict[str, str], str]] = {
    "dotenv": ({**_npm("dotenv -e prod.env -- ./d.sh"), **SET}, OPEN),
    "dotenv, a file that sets other things": (
        {**_npm("dotenv -e prod.env -- ./d.sh"), "prod.env": "REGION=x\n"},
        PASSES,
    ),
    "dotenv as a dependency": (
        {"package.json": json.dumps({"scripts": {"d": "./d.sh"}, "devDependencies": {"dotenv": "^16"}})},
        PASSES,
    ),
    "env-cmd": ({**_npm("env-cmd -f prod.env ./d.sh"), **SET}, OPEN),
    "doppler": (_npm("doppler run -- ./d.sh"), OPEN),
    "dotenv of Task": (
        {"Taskfile.yml": "version: '3'\ndotenv: ['.env']\ntasks:\n  d:\n    cmds: [./d.sh]\n", **SET},
        OPEN,
    ),
    "dotenv-load of just": ({"justfile": "set dotenv-load\n\nd:\n    ./d.sh\n", **SET}, OPEN),
    "just without it": ({"justfile": "d:\n    ./d.sh\n", **SET}, PASSES),
    "load_dotenv": (
        {"d.py": "from dotenv import load_dotenv\nload_dotenv()\nsubprocess.run(['./d.sh'])\n", **SET},
        OPEN,
    ),
    "os.environ": ({"d.py": "os.environ['OUT'] = 'loadBalancer'\nsubprocess.run(['./d.sh'])\n"}, OPEN),
    "os.environ that is compared": (
        {"d.py": "if os.environ['OUT'] == 'x':\n    pass\nsubprocess.run(['./d.sh'])\n"},
        PASSES,
    ),
    "process.env": ({"d.js": "process.env.OUT = 'loadBalancer';\nexecSync('./d.sh');\n"}, OPEN),
    "a script of fish": ({"d.fish": "set -gx OUT loadBalancer\n./d.sh\n"}, OPEN),
    "direnv": ({".envrc": "export OUT=loadBalancer\n"}, OPEN),
    "direnv, of another folder": ({"other/.envrc": "export OUT=loadBalancer\n"}, PASSES),
    "mise": ({"mise.toml": "[tools]\naz = '2'\n\n[env]\nOUT = 'loadBalancer'\n"}, OPEN),
    "a container for development": (
        {".devcontainer/devcontainer.json": json.dumps({"image": "az", "remoteEnv": {"OUT": "x"}})},
        OPEN,
    ),
    "an editor's terminal": (
        {".vscode/settings.json": json.dumps({"terminal.integrated.env.linux": {"OUT": "x"}})},
        OPEN,
    ),
    "an editor's other settings": ({".vscode/settings.json": json.dumps({"OUT": "x"})}, PASSES),
}


def _verdicts(files: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    for path, text in {"d.sh": SCRIPT, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    main(["lint", str(folder), "--workspace", str(folder), "--format", "json"])
    stacks = json.loads(capsys.readouterr().out)["stacks"]
    return {
        stack["root"]: cluster["verdicts"]["outbound-type-not-nat"]
        for stack in stacks
        for cluster in stack["clusters"]
    }


@pytest.mark.parametrize("name", FOLLOWED)
def test_a_pipeline_that_is_followed(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, expected = FOLLOWED[name]
    assert _verdicts(files, tmp_path, capsys)[next(iter(files))] == expected


@pytest.mark.parametrize("name", NOT_FOLLOWED)
def test_a_file_that_is_not_followed(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, expected = NOT_FOLLOWED[name]
    assert _verdicts(files, tmp_path, capsys) == {"d.sh": expected}


def test_a_group_gives_terraform_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script gets its variables in capitals, and none as ``TF_VAR_out``."""
    root = (
        'variable "out" {\n  default = "managedNATGateway"\n}\n'
        'resource "azurerm_kubernetes_cluster" "pay" {\n  name = "pay"\n  network_profile {\n    network_plugin = "azure"\n'
        "    outbound_type = var.out\n  }\n}\n"
    )
    files = {
        PIPELINE: "variables:\n- group: pay\nsteps:\n- bash: terraform -chdir=infra apply\n",
        "infra/main.tf": root,
        "d.sh": "echo\n",
    }
    assert set(_verdicts(files, tmp_path, capsys).values()) == {PASSES}
