"""What runs a script decides what it makes: followed, it is a stack with what it gives; not followed, what it gives is unknown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

BY_VARIABLE = (
    'az aks create -g pay -n pay --network-plugin azure --outbound-type "${OUT:-managedNATGateway}"\n'
)
BY_ARGUMENT = BY_VARIABLE.replace("${OUT:-", "${1:-")
BY_PARAMETER = "param($Out = 'managedNATGateway')\naz aks create -g pay -n pay --network-plugin azure --outbound-type $Out\n"
BY_ENVIRONMENT = (
    "$o = if ($env:OUT) { $env:OUT } else { 'managedNATGateway' }\n"
    "az aks create -g pay -n pay --network-plugin azure --outbound-type $o\n"
)
WORKFLOW = ".github/workflows/d.yml"
PASSES, FAILS, OPEN = "pass", "fail", "unknown"


def _workflow(run: str, *more: str) -> str:
    lines = "".join(f"        {line}\n" for line in more)
    return f"on: push\njobs:\n  d:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {run}\n{lines}"


SET = "env: {OUT: loadBalancer}"
TWO = {"a.sh": "#!/bin/bash\n./b.sh\n", "b.sh": BY_VARIABLE}
IMAGE = "mcr.microsoft.com/azure-cli"

FOLLOWED: dict[str, tuple[dict[str, str], str]] = {
    "a variable, two scripts away": ({WORKFLOW: _workflow("./a.sh", SET), **TWO}, WORKFLOW),
    "what the first script exports": (
        {WORKFLOW: _workflow("./a.sh"), **TWO, "a.sh": "export OUT=loadBalancer\n./b.sh\n"},
        WORKFLOW,
    ),
    "an argument, two scripts away": (
        {
            WORKFLOW: _workflow("./a.sh loadBalancer"),
            "a.sh": '#!/bin/bash\nexec ./b.sh "$@"\n',
            "b.sh": BY_ARGUMENT,
        },
        WORKFLOW,
    ),
    "an argument, three scripts away": (
        {
            WORKFLOW: _workflow("./a.sh loadBalancer"),
            "a.sh": './b.sh "$1"\n',
            "b.sh": "./c.sh $1\n",
            "c.sh": BY_ARGUMENT,
        },
        WORKFLOW,
    ),
    "a recipe, two scripts away": ({"Makefile": "d:\n\tOUT=loadBalancer ./a.sh\n", **TWO}, "Makefile"),
    "GitLab, two scripts away": (
        {".gitlab-ci.yml": "d:\n  variables: {OUT: loadBalancer}\n  script: [./a.sh]\n", **TWO},
        ".gitlab-ci.yml",
    ),
    "Azure Pipelines, two scripts away": (
        {
            "azure-pipelines.yml": "pool: {vmImage: ubuntu-latest}\nvariables: {OUT: loadBalancer}\nsteps:\n  - bash: ./a.sh\n",
            **TWO,
        },
        "azure-pipelines.yml",
    ),
    "PowerShell, two scripts away": (
        {
            WORKFLOW: _workflow("./a.ps1 -Out loadBalancer", "shell: pwsh"),
            "a.ps1": "param($Out)\n./b.ps1 -Out $Out\n",
            "b.ps1": BY_PARAMETER,
        },
        WORKFLOW,
    ),
    "a container of a step": (
        {
            WORKFLOW: _workflow(f"docker run --rm -e OUT=loadBalancer -v $PWD:/w {IMAGE} ./d.sh"),
            "d.sh": BY_VARIABLE,
        },
        WORKFLOW,
    ),
    "a container of a step, by a shell": (
        {
            WORKFLOW: _workflow(f"docker run --rm -e OUT=loadBalancer -v $PWD:/w {IMAGE} bash /w/d.sh"),
            "d.sh": BY_VARIABLE,
        },
        WORKFLOW,
    ),
    "a container that is handed on a variable": (
        {
            "run.sh": f"export OUT=loadBalancer\ndocker run -it -e OUT {IMAGE} ./d.sh\n",
            "d.sh": BY_VARIABLE,
        },
        "run.sh",
    ),
    "a container with a file of variables": (
        {
            "run.sh": f"docker run --env-file x.env {IMAGE} ./d.sh\n",
            "x.env": "OUT=loadBalancer\n",
            "d.sh": BY_VARIABLE,
        },
        "run.sh",
    ),
    "a container, the flag and its word in one": (
        {"run.sh": f"docker run -eOUT=loadBalancer {IMAGE} ./d.sh\n", "d.sh": BY_VARIABLE},
        "run.sh",
    ),
    "a container, a name that is put together": (
        {"run.sh": f'K=OUT\ndocker run -e "$K=loadBalancer" {IMAGE} ./d.sh\n', "d.sh": BY_VARIABLE},
        "run.sh",
    ),
    "a container, a file that only names a variable": (
        {
            "run.sh": f"export OUT=loadBalancer\ndocker run --env-file x.env {IMAGE} ./d.sh\n",
            "x.env": "OUT\n",
            "d.sh": BY_VARIABLE,
        },
        "run.sh",
    ),
    "a container whose image is not known": (
        {
            "run.sh": "export OUT=loadBalancer\ndocker run -e OUT $(cat image) ./d.sh\n",
            "d.sh": BY_VARIABLE,
        },
        "run.sh",
    ),
    "what the script prints is shown": (
        {"a.sh": 'export OUT=loadBalancer\necho "made: $(./b.sh)"\n', "b.sh": BY_VARIABLE},
        "a.sh",
    ),
    "a container of a service": (
        {"run.sh": "docker compose run --rm -e OUT=loadBalancer deploy ./d.sh\n", "d.sh": BY_VARIABLE},
        "run.sh",
    ),
}

NOT_GIVEN: dict[str, tuple[dict[str, str], str]] = {
    "a container gets no variable that it is not given": (
        {"run.sh": f"export OUT=loadBalancer\ndocker run --rm {IMAGE} ./d.sh\n", "d.sh": BY_VARIABLE},
        PASSES,
    ),
    "a container with a file that is not here": (
        {"run.sh": f"docker run --env-file x.env {IMAGE} ./d.sh\n", "d.sh": BY_VARIABLE},
        OPEN,
    ),
    "a container with options that are not known": (
        {"run.sh": f"docker run $(cat options) {IMAGE} ./d.sh\n", "d.sh": BY_VARIABLE},
        OPEN,
    ),
    "a container with options of one of two ways": (
        {
            "run.sh": f'O=(-e OUT=loadBalancer)\n[ -n "$X" ] && O=(-e A=b)\ndocker run "${{O[@]}}" {IMAGE} ./d.sh\n',
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "a container with options that nobody sets": (
        {"run.sh": f"docker run $OPTIONS {IMAGE} ./d.sh\n", "d.sh": BY_VARIABLE},
        PASSES,
    ),
    "a container with a variable that is not known": (
        {"run.sh": f'docker run -e "$(cat name)=loadBalancer" {IMAGE} ./d.sh\n', "d.sh": BY_VARIABLE},
        OPEN,
    ),
}


def _npm(command: str) -> str:
    return json.dumps({"scripts": {"deploy": command}})


OTHERS: dict[str, tuple[dict[str, str], str]] = {
    "npm, a variable": ({"package.json": _npm("OUT=loadBalancer ./d.sh"), "d.sh": BY_VARIABLE}, OPEN),
    "npm, by a program": (
        {"package.json": _npm("cross-env OUT=loadBalancer bash d.sh"), "d.sh": BY_VARIABLE},
        OPEN,
    ),
    "npm, an argument": ({"package.json": _npm("./d.sh loadBalancer"), "d.sh": BY_ARGUMENT}, OPEN),
    "npm, of a script that another one only names": (
        {
            "package.json": _npm("OUT=loadBalancer ./d.sh"),
            "a.sh": "never() {\n  ./d.sh\n}\n",
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "npm, another variable": ({"package.json": _npm("RG=pay ./d.sh"), "d.sh": BY_VARIABLE}, PASSES),
    "npm, nothing": ({"package.json": _npm("./d.sh"), "d.sh": BY_VARIABLE}, PASSES),
    "npm in a workflow that sets it": (
        {"package.json": _npm("./d.sh"), WORKFLOW: _workflow("npm run deploy", SET), "d.sh": BY_VARIABLE},
        OPEN,
    ),
    "npm in a workflow that sets another": (
        {
            "package.json": _npm("./d.sh"),
            WORKFLOW: _workflow("npm run deploy", "env: {RG: pay}"),
            "d.sh": BY_VARIABLE,
        },
        PASSES,
    ),
    "an image's own command": (
        {
            "run.sh": "docker run --rm -e OUT=loadBalancer deployer\n",
            "Dockerfile": f'FROM {IMAGE}\nCOPY d.sh /d.sh\nENTRYPOINT ["/d.sh"]\n',
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "an image that sets it": (
        {"Dockerfile": f'FROM {IMAGE}\nENV OUT=loadBalancer\nENTRYPOINT ["/d.sh"]\n', "d.sh": BY_VARIABLE},
        OPEN,
    ),
    "an image that copies it": (
        {"Dockerfile": "ENV OUT=loadBalancer\nCOPY d.sh /d.sh\n", "d.sh": BY_VARIABLE},
        PASSES,
    ),
    "a service": (
        {
            "docker-compose.yml": "services:\n  d:\n    environment:\n      OUT: loadBalancer\n    command: ./d.sh\n",
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "a service, by a list": (
        {
            "compose.yaml": "services:\n  d:\n    environment:\n      - OUT=loadBalancer\n    command: ['./d.sh']\n",
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "a service with a file that is not here": (
        {
            "compose.yaml": "services:\n  d:\n    env_file: prod.env\n    command: ./d.sh\n",
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "a service with a file that is here": (
        {
            "compose.yaml": "services:\n  d:\n    env_file: prod.env\n    command: ./d.sh\n",
            "prod.env": "RG=pay\n",
            "d.sh": BY_VARIABLE,
        },
        PASSES,
    ),
    "a job of Kubernetes": (
        {
            "job.yaml": "containers:\n- name: d\n  command: [./d.sh]\n  env:\n  - name: OUT\n    value: loadBalancer\n",
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "a task of an editor, its environment": (
        {
            ".vscode/tasks.json": '{"tasks": [{"command": "./d.sh", "options": {"env": {"OUT": "loadBalancer"}}}]}',
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "a task of an editor, its arguments": (
        {
            ".vscode/tasks.json": '{"tasks": [{"command": "./d.sh", "args": ["loadBalancer"]}]}',
            "d.sh": BY_ARGUMENT,
        },
        OPEN,
    ),
    "a launch of an editor": (
        {
            ".vscode/launch.json": '{"configurations": [{"program": "${workspaceFolder}/d.sh",\n "args": [\n  "loadBalancer"]}]}',
            "d.sh": BY_ARGUMENT,
        },
        OPEN,
    ),
    "a launch of an editor, PowerShell": (
        {
            ".vscode/launch.json": '{"configurations": [{"script": "${workspaceFolder}/d.ps1", "args": ["-Out", "loadBalancer"]}]}',
            "d.ps1": BY_PARAMETER,
        },
        OPEN,
    ),
    "PowerShell's environment": (
        {"package.json": _npm("cross-env OUT=loadBalancer pwsh d.ps1"), "d.ps1": BY_ENVIRONMENT},
        OPEN,
    ),
    "a program": (
        {
            "x.py": "import subprocess\nsubprocess.run(['./d.sh'], env={'OUT': 'loadBalancer'})\n",
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "a program that shows its name": (
        {"x.py": "OUT = 1\nprint('deploy with ./d.sh')\n", "d.sh": BY_VARIABLE},
        PASSES,
    ),
    "a test": (
        {
            "tests/test_d.py": "import subprocess\nsubprocess.run(['./d.sh'], env={'OUT': 'x'})\n",
            "d.sh": BY_VARIABLE,
        },
        PASSES,
    ),
    "Jenkins": ({"Jenkinsfile": "sh 'OUT=loadBalancer ./d.sh'\n", "d.sh": BY_VARIABLE}, OPEN),
    "Terraform": (
        {
            "x/main.tf": 'resource "null_resource" "d" {\n  provisioner "local-exec" {\n    command = "../d.sh"\n    environment = {\n      OUT = "loadBalancer"\n    }\n  }\n}\n',
            "d.sh": BY_VARIABLE,
        },
        OPEN,
    ),
    "PowerShell that runs bash": (
        {"x.ps1": "$env:OUT = 'loadBalancer'\nbash ./d.sh\n", "d.sh": BY_VARIABLE},
        OPEN,
    ),
    "a command of make": (
        {
            "up.sh": "make d OUT=loadBalancer\n",
            "Makefile": "OUT := managedNATGateway\nd:\n\taz aks create -g pay -n pay --network-plugin azure --outbound-type $(OUT)\n",
        },
        OPEN,
    ),
    "a command of make, another variable": (
        {
            WORKFLOW: _workflow("make d RG=pay"),
            "Makefile": "OUT := managedNATGateway\nd:\n\taz aks create -g pay -n pay --network-plugin azure --outbound-type $(OUT)\n",
        },
        PASSES,
    ),
    "make in an environment": (
        {
            "up.sh": "export OUT=loadBalancer\nmake d\n",
            "Makefile": "OUT ?= managedNATGateway\nd:\n\taz aks create -g pay -n pay --network-plugin azure --outbound-type $(OUT)\n",
        },
        OPEN,
    ),
    "make in an environment that it does not take": (
        {
            WORKFLOW: _workflow("make d", SET),
            "Makefile": "OUT := managedNATGateway\nd:\n\taz aks create -g pay -n pay --network-plugin azure --outbound-type $(OUT)\n",
        },
        PASSES,
    ),
}


def _verdicts(files: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    for path, text in files.items():
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
def test_a_caller_that_is_followed_is_a_stack_of_its_own(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, caller = FOLLOWED[name]
    assert _verdicts(files, tmp_path, capsys)[caller] == FAILS


@pytest.mark.parametrize("name", NOT_GIVEN)
def test_a_container_gets_what_it_is_given(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, expected = NOT_GIVEN[name]
    assert _verdicts(files, tmp_path, capsys)["run.sh"] == expected


@pytest.mark.parametrize("name", OTHERS)
def test_what_a_caller_that_is_not_followed_gives_is_unknown(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, expected = OTHERS[name]
    found = _verdicts(files, tmp_path, capsys)
    assert found[next(path for path in ("d.sh", "d.ps1", "Makefile") if path in files)] == expected


def test_what_the_user_says_wins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d.sh").write_text(BY_VARIABLE)
    (tmp_path / "package.json").write_text(_npm("OUT=loadBalancer ./d.sh"))
    said = ["--var", "OUT=managedNATGateway"]
    assert main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json", *said]) == 0
    (stack,) = json.loads(capsys.readouterr().out)["stacks"]
    assert stack["clusters"][0]["verdicts"]["outbound-type-not-nat"] == PASSES


@pytest.mark.parametrize(
    ("path", "begin", "repeated"),
    [
        ("package.json", '{"s": "bash d.sh"}\n"A"', " "),
        ("package.json", '{"s": "', "bash d.sh;"),
        ("package.json", '{"s": "', " a='b=bash d.sh;"),
        ("x.ps1", "bash d.sh\n", "a="),
        ("x.ps1", "bash d.sh\n", "a=' "),
    ],
)
def test_what_strangers_write_takes_time_in_proportion(
    path: str, begin: str, repeated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two hundred thousand characters took minutes: a test that seems to hang tells it."""
    assert _verdicts(
        {path: begin + repeated * (200_000 // len(repeated)), "d.sh": BY_VARIABLE}, tmp_path, capsys
    )


@pytest.mark.parametrize("repeated", ["a=", 'a="', "a=(", "make "])
def test_a_shell_that_runs_others_takes_time_in_proportion(
    repeated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"x.sh": "pwsh d.ps1\n" + repeated * (200_000 // len(repeated)), "d.ps1": BY_PARAMETER}
    assert _verdicts(files, tmp_path, capsys)
