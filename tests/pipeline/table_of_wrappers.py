"""Scripts that hand on to the command what they are run with, and the letters of the root's stacks: P passes, F fails, U is
unknown.

Whoever runs ``./tf.sh`` gives inputs as whoever runs ``terraform apply`` by hand does: with ``--var``. Somebody here who
runs it with words of its own says what they are (docs/adr/0014).
"""

from __future__ import annotations

from .table_of_rollouts import CREATE, workflow
from .table_of_the_unfollowed import Row

TF = "terraform -chdir=infra apply -auto-approve"
_HANDED_ON = f'{TF} "$@"'


def _sh(name: str, expected: str, *lines: str, **more: str) -> Row:
    return name, {"up.sh": "\n".join(lines), **more}, expected


def _ps(name: str, expected: str, *lines: str, **more: str) -> Row:
    return name, {"up.ps1": "\n".join(lines), **more}, expected


def _called(name: str, expected: str, path: str, text: str) -> Row:
    return f"called by {name}", {"up.sh": _HANDED_ON, path: text}, expected


def _way(name: str, expected: str, one: str, other: str) -> Row:
    return name, {"up.sh": f'if [ -n "$CI" ]; then {one}; else {other}; fi\n{TF} $EXTRA'}, expected


_BY_PROGRAM = "import subprocess\nsubprocess.run(['./up.sh', '-var', 'nat=false'])\n"
_PARAMETER = "param([string[]]$Extra)"
ROOTS: list[Row] = [
    _sh("all arguments", "P", _HANDED_ON),
    _sh("all arguments, not quoted", "P", f"{TF} $@"),
    _sh("all arguments as one text", "P", f"{TF} $*"),
    _sh("one argument", "P", f"{TF} $1"),
    _sh("those from the second on", "P", f'{TF} "${{@:2}}"'),
    _sh("those after a shift", "P", "shift", _HANDED_ON),
    _sh("kept in a variable", "P", 'ARGS="$@"', f"{TF} $ARGS"),
    _sh("kept in an array", "P", 'ARGS=(-no-color "$@")', f'{TF} "${{ARGS[@]}}"'),
    _sh("by a function", "P", f'tf() {{ {TF} "$@"; }}', 'tf "$@"'),
    _sh("of a function that is called here", "F", f'tf() {{ {TF} "$@"; }}', "tf -var nat=false"),
    _sh("of a function that nobody calls", "U", f'tf() {{ {TF} "$@"; }}'),
    _sh("the value of -var", "U", f"{TF} -var $1"),
    _sh("the value of an input", "U", f"{TF} -var nat=$1"),
    _sh("beside a variable that nobody sets", "U", f'{TF} "$@" $EXTRA'),
    _called("nobody with words", "P", "x.sh", "./up.sh\n"),
    _called("a script", "F", "x.sh", "./up.sh -var nat=false\n"),
    _called("a script whose first line says so", "F", "x.command", "#!/bin/sh\n./up.sh -var nat=false\n"),
    _called("a workflow", "F", ".github/workflows/x.yml", workflow("run: ./up.sh -var nat=false")),
    _called("a workflow, unknown", "U", ".github/workflows/x.yml", workflow("run: ./up.sh ${{ vars.X }}")),
    _called("a recipe", "F", "Makefile", "up:\n\t./up.sh -var nat=false\n"),
    _called("a recipe, unknown", "U", "Makefile", "up:\n\t./up.sh $(X)\n"),
    _called("a program", "U", "x.py", _BY_PROGRAM),
    _called("a program without words", "P", "x.py", "import subprocess\nsubprocess.run(['./up.sh'])\n"),
    _called(
        "a program, over lines", "U", "x.py", "run([\n  'bash',\n  'up.sh',\n  '-var',\n  'nat=false',\n])\n"
    ),
    _called("a program that keeps its name", "U", "x.py", "UP = 'up.sh'\nrun([UP, '-var', 'nat=false'])\n"),
    _called("a program that shows its name", "P", "x.py", "print('deploy with ./up.sh')\n"),
    _called("xargs", "U", "x.sh", "xargs -I{} ./up.sh {} < list\n"),
    _called("xargs, words that are here", "F", "x.sh", "echo '-var nat=false' | xargs ./up.sh\n"),
    _called("a container", "U", "Dockerfile", 'ENTRYPOINT ["./up.sh", "-var", "nat=false"]\n'),
    _called("a job of Kubernetes", "U", "job.yaml", "command:\n- ./up.sh\nargs:\n- -var\n- nat=false\n"),
    _called(
        "an action",
        "U",
        ".github/workflows/x.yml",
        workflow("uses: a/retry@v2\nwith:\n  command: ./up.sh -var nat=false"),
    ),
    _called(
        "Terraform",
        "U",
        "other/main.tf",
        'resource "null_resource" "up" {\n  provisioner "local-exec" {\n    command = "../up.sh -var nat=false"\n  }\n}\n',
    ),
    _called("a message with words", "P", "x.sh", 'echo "usage: ./up.sh ENVIRONMENT"\n'),
    _called("Jenkins", "U", "Jenkinsfile", "sh './up.sh -var nat=false'\n"),
    _called("npm", "U", "package.json", '{"scripts": {"up": "./up.sh -var nat=false"}}'),
    _ps("PowerShell, a parameter", "P", _PARAMETER, f"{TF} @Extra"),
    _ps("PowerShell, all arguments", "P", f"{TF} @args"),
    _ps("PowerShell, all arguments as words", "P", f"{TF} $args"),
    _ps(
        "PowerShell, one that has to be given",
        "U",
        "param([Parameter(Mandatory)][string[]]$Extra)",
        f"{TF} @Extra",
    ),
    _ps("PowerShell, of a function", "U", f"function tf {{ {TF} @args }}"),
    _ps(
        "PowerShell, of a function that is called", "F", f"function tf {{ {TF} @args }}", "tf -var nat=false"
    ),
    _ps(
        "PowerShell, called by a program",
        "U",
        _PARAMETER,
        f"{TF} @Extra",
        **{"x.py": _BY_PROGRAM.replace("up.sh", "up.ps1")},
    ),
    _way("ways that give nothing", "P", "EXTRA=-no-color", "EXTRA="),
    _way("ways that give nothing, two flags", "P", "EXTRA='-no-color -lock=false'", "EXTRA=-input=false"),
    _way("a way that gives", "U", "EXTRA='-var nat=false'", "EXTRA="),
    _way("a way that leaves a part out", "U", "EXTRA=-target=azurerm_subnet.nodes", "EXTRA="),
    _sh(
        "a file of variables that is not here, by its example",
        "P",
        "cd infra",
        ". ./x.env",
        "terraform apply",
        **{"infra/x.env.example": "ARM_CLIENT_ID=\n"},
    ),
    _sh(
        "a file of variables that is not here, by its example, which gives",
        "U",
        "cd infra",
        ". ./x.env",
        "terraform apply",
        **{"infra/x.env.example": "export TF_VAR_nat=true\n"},
    ),
    _sh(
        "exported by xargs, by its example",
        "P",
        "export $(grep -v '^#' .env | xargs)",
        TF,
        **{".env.sample": "ARM_CLIENT_ID=\n"},
    ),
]
_SWITCH = 'if [ -n "$CI" ]; then EXTRA=--no-wait; else EXTRA=; fi'
TEMPLATES: list[Row] = [
    _sh("all arguments", "P", f'{CREATE} "$@"'),
    _sh("all arguments after parameters", "P", f'{CREATE} -p mode=on "$@"'),
    _sh("an argument as parameters", "U", f"{CREATE} -p $1"),
    _sh("ways that give nothing", "P", _SWITCH, f"{CREATE} $EXTRA"),
    _sh("called by a script", "F", f'{CREATE} "$@"', **{"x.sh": "./up.sh -p nat=false\n"}),
    _sh("called by a program", "U", f'{CREATE} "$@"', **{"x.py": _BY_PROGRAM.replace("-var", "-p")}),
]
