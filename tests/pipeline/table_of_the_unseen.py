"""Scripts whose commands may be given more than the script says, and the letters of the root's stacks: P passes, F fails,
U is unknown.

A word that nobody here sets may be any flags; what a script exports without naming it may be any input. A default that the
script itself states holds, like a variable's (docs/adr/0014).
"""

from __future__ import annotations

from .table_of_rollouts import CREATE, workflow
from .table_of_the_unfollowed import Row

TF = "terraform -chdir=infra apply -auto-approve"
_OFF = {"prod.env": "TF_VAR_nat=false\n"}
_OTHER = {"prod.env": "REGION=westeurope\n"}
_ADDS = {"infra/more/no-nat.tfvars": "nat = false\n"}
_ARRAY = f'{TF} "${{args[@]}}"'


def _sh(name: str, expected: str, *lines: str, **more: str) -> Row:
    return name, {"up.sh": "\n".join(lines), **more}, expected


def _ps(name: str, expected: str, *lines: str) -> Row:
    return name, {"up.ps1": "\n".join(lines)}, expected


def _steps(name: str, expected: str, *steps: str, **more: str) -> Row:
    return name, {".github/workflows/up.yml": workflow(*steps, f"run: {TF}"), **more}, expected


_WORDS: list[Row] = [
    _sh("a variable that nobody sets", "U", f"{TF} $EXTRA"),
    _sh("before the verb", "U", "terraform $OPTIONS -chdir=infra apply"),
    _sh("a variable that is set", "P", "EXTRA=-no-color", f"{TF} $EXTRA"),
    _sh("a variable that is empty", "P", "EXTRA=", f"{TF} $EXTRA"),
    _sh("a variable whose default is nothing", "P", f"{TF} ${{EXTRA:-}}"),
    _sh("a variable of a function's own", "P", "up() {", '  local extra=""', f"  {TF} $extra", "}", "up"),
    _sh("the value of a flag", "P", f"{TF} -lock-timeout $T -parallelism=$P"),
    _sh("set on one way alone", "U", 'if [ -n "$CI" ]; then EXTRA=-no-color; fi', f"{TF} $EXTRA"),
    _sh("an argument's default", "P", "NAT=${1:-true}", f"{TF} -var nat=$NAT"),
    _sh("an argument's other default", "F", "NAT=${1:-false}", f"{TF} -var nat=$NAT"),
    _sh(
        "a plan in quotes",
        "F",
        "cd infra",
        "terraform plan -var nat=false -out=a.plan",
        'terraform apply "$PLAN"',
    ),
    _sh("a plan in quotes that is made elsewhere", "U", "cd infra", 'terraform apply "$PLAN"'),
    ("make", {"Makefile": f"up:\n\t{TF} $(EXTRA)\n"}, "U"),
    ("make, with a default of nothing", {"Makefile": f"EXTRA ?=\nup:\n\t{TF} $(EXTRA)\n"}, "P"),
    ("make, with a default", {"Makefile": f"NAT ?= true\nup:\n\t{TF} -var nat=$(NAT)\n"}, "P"),
    ("make, set", {"Makefile": f"EXTRA := -no-color\nup:\n\t{TF} $(EXTRA)\n"}, "P"),
    _ps("PowerShell, a variable that nobody sets", "U", f"{TF} $Extra"),
    _ps("PowerShell, a parameter with a default", "P", "param([string[]]$Extra = @())", f"{TF} @Extra"),
    _ps("PowerShell, an array", "P", "$a = @('-no-color')", f"{TF} @a"),
    _ps("PowerShell, an array that gives", "F", "$a = @('-var', 'nat=false')", f"{TF} $a"),
    _ps("PowerShell, a value's default", "P", "param([string]$Nat = 'true')", f"{TF} -var nat=$Nat"),
]
_WAYS: list[Row] = [
    _sh("an array on one way", "U", "args=()", '[ -n "$X" ] && args+=(-var-file=made.tfvars)', _ARRAY),
    _sh(
        "an array on one way, of a file that is an environment of its own",
        "U",
        "args=()",
        '[ -n "$X" ] && args+=(-var-file=more/no-nat.tfvars)',
        _ARRAY,
        **_ADDS,
    ),
    _sh(
        "an array in an if",
        "U",
        "args=()",
        'if [ "$1" = x ]; then args+=(-var-file=made.tfvars); fi',
        _ARRAY,
    ),
    _sh(
        "an array in a case",
        "U",
        "args=()",
        'case "$1" in --x) args+=(-var-file=made.tfvars);; esac',
        _ARRAY,
    ),
    _sh(
        "an array by options",
        "U",
        "args=()",
        'while getopts "f:" o; do case $o in f) args+=(-var-file=$OPTARG);; esac; done',
        _ARRAY,
    ),
    _sh(
        "an array by a function",
        "U",
        'add() { [ -n "$X" ] && args+=(-var-file=made.tfvars); }',
        "args=()",
        "add",
        _ARRAY,
    ),
    _sh("a text on one way", "PU", "args=", '[ -n "$X" ] && args="-var-file=made.tfvars"', f"{TF} $args"),
    _sh("a way that is not gone", "P", "args=()", "if false; then args+=(-var-file=made.tfvars); fi", _ARRAY),
    _sh("an array that gives nothing", "P", "args=(-no-color)", _ARRAY),
    _ps(
        "PowerShell, an array on one way",
        "U",
        "param([switch]$Plain)",
        "$a = @('-auto-approve')",
        "if ($Plain) { $a += '-var-file=made.tfvars' }",
        "terraform -chdir=infra apply @a",
    ),
    _ps(
        "PowerShell, a list on one way",
        "U",
        "param([switch]$Plain)",
        "$a = [System.Collections.Generic.List[string]]::new()",
        "if ($Plain) { $a.Add('-var-file=made.tfvars') }",
        "terraform -chdir=infra apply @a",
    ),
]
_ENVIRONMENT: list[Row] = [
    _sh("exported by xargs", "U", "export $(grep -v '^#' prod.env | xargs)", TF, **_OFF),
    _sh("exported by xargs, not here", "U", "export $(grep -v '^#' prod.env | xargs)", TF),
    _sh("exported by xargs, of other things", "P", "export $(grep -v '^#' prod.env | xargs)", TF, **_OTHER),
    _sh("exported, a word that is given", "U", 'export "$1"', TF),
    _sh("exported line by line", "U", 'while read -r l; do export "$l"; done < prod.env', TF, **_OTHER),
    _sh("exported by a name that is worked out", "U", "for k in $(keys); do export TF_VAR_$k=1; done", TF),
    _sh("exported, another one", "P", 'export "REGION=$1"', TF),
    _sh("declared", "U", 'declare -x "$1"', TF),
    _sh("taken in, not here", "U", "set -a", ". ./prod.env", TF),
    _sh("taken in, as it is told", "U", '. "$1"', TF),
    _sh("taken in, of a program", "U", "source <(sops -d secrets.env)", TF),
    _sh("taken in by a shell of its own", "P", "( source ./prod.env )", TF),
    _sh("taken in after it", "P", TF, "source ./prod.env"),
    _sh("functions that are here", "P", "source ./lib.sh", TF, **{"lib.sh": "log() { echo; }\n"}),
    _sh(
        "what sets a shell up",
        "P",
        "source ~/.bashrc",
        ". /etc/os-release",
        "source venv/bin/activate",
        'eval "$(ssh-agent)"',
        TF,
    ),
    _sh("run as script", "U", 'eval "$(./secrets.py)"', TF),
    _sh("direnv", "U", 'eval "$(direnv export bash)"', TF),
    _sh("before the command", "U", f"env $(sops -d x.env | xargs) {TF}"),
    _sh("before the command, a file that is here", "F", f"env $(cat prod.env) {TF}", **_OFF),
    _sh("before the command, of other things", "P", f"env $(cat prod.env) {TF}", **_OTHER),
    _sh("doppler", "U", f"doppler run -- {TF}"),
    _sh("dotenv", "U", f"dotenv -f prod.env run -- {TF}"),
    _sh("a file that a process writes", "U", f"{TF} -var-file=<(echo 'nat = false')"),
    _ps(
        "PowerShell, a file of variables",
        "U",
        "Get-Content prod.env | ForEach-Object { $n, $v = $_ -split '=', 2; Set-Item \"env:$n\" $v }",
        TF,
    ),
    _ps(
        "PowerShell, by .NET",
        "U",
        "foreach ($p in $s.PSObject.Properties) { [Environment]::SetEnvironmentVariable($p.Name, $p.Value) }",
        TF,
    ),
    _ps("PowerShell, one that it names", "F", "Set-Item env:TF_VAR_nat false", TF),
    *(
        _ps(
            f"PowerShell, spelled otherwise: {names}",
            "U",
            *(f"$env:{name} = 'true'" for name in names.split()),
            TF,
        )
        for names in ("tf_var_nat", "Tf_Var_nat", "TF_VAR_NAT", "TF_VAR_nat tf_var_nat")
    ),
    _ps("PowerShell, spelled as Terraform does", "F", "$env:TF_VAR_nat = 'false'", TF),
    _ps(
        "PowerShell, one without a name beside those that are not seen",
        "U",
        'foreach ($k in $keys) { Set-Item "env:$k" x }',
        "$env:TF_VAR_ = ''",
        TF,
    ),
    _ps("PowerShell, another one", "P", 'Set-Item "env:ARM_$x" y', TF),
    _steps("a step that exports a file", "U", "run: cat prod.env >> $GITHUB_ENV"),
    _steps("a step that exports a file that is here", "F", "run: cat prod.env >> $GITHUB_ENV", **_OFF),
    _steps("a step that exports one", "F", "run: echo TF_VAR_nat=false >> $GITHUB_ENV"),
    _steps("a step that exports by a name", "U", 'run: echo "TF_VAR_$K=$V" >> $GITHUB_ENV'),
    _steps("a step that exports another one", "P", "run: echo REGION=x >> $GITHUB_ENV"),
    _steps("an action that exports a file", "U", "uses: falti/dotenv-action@v1\nwith:\n  path: prod.env"),
]
_BY_ARGUMENT = ("NAT=${1:-true}", f"{TF} -var nat=$NAT")
_BY_VARIABLE = ("NAT=${NAT:-true}", f"{TF} -var nat=$NAT")
_MAKEFILE = {"Makefile": f"NAT ?= true\nup:\n\t{TF} -var nat=$(NAT)\n"}


def _called(name: str, expected: str, by: dict[str, str], script: tuple[str, ...] = _BY_ARGUMENT) -> Row:
    return f"called by {name}", {"up.sh": "\n".join(script), **by}, expected


_CALLS: list[Row] = [
    _called("a program", "U", {"x.py": "import subprocess\nsubprocess.run(['./up.sh', 'false'])\n"}),
    _called("a program without words", "P", {"x.py": "import subprocess\nsubprocess.run(['./up.sh'])\n"}),
    _called("nobody: a program speaks of it", "P", {"x.py": "print('use up.sh to deploy')\n"}),
    _called(
        "a program, and takes none of it",
        "P",
        {"x.py": "import subprocess\nsubprocess.run(['./up.sh', 'false'])\n"},
        (f"{TF} -var nat=true",),
    ),
    _called("a test", "P", {"tests/test_x.py": "subprocess.run(['./up.sh', 'false'])\n"}),
    _called("a script that is followed", "F", {"x.sh": "./up.sh false\n"}),
    _called("npm", "U", {"package.json": '{"scripts": {"up": "./up.sh false"}}'}),
    _called("npm without words", "P", {"package.json": '{"scripts": {"up": "./up.sh"}}'}),
    _called(
        "npm, a variable", "U", {"package.json": '{"scripts": {"up": "NAT=false ./up.sh"}}'}, _BY_VARIABLE
    ),
    _called("Jenkins", "U", {"Jenkinsfile": "sh './up.sh false'\n"}),
    _called("Jenkins without words", "P", {"Jenkinsfile": "sh './up.sh'\n"}),
    _called("just", "U", {"justfile": "up nat:\n    ./up.sh {{nat}}\n"}),
    _called("Task", "U", {"Taskfile.yml": "tasks:\n  up:\n    cmds:\n    - ./up.sh false\n"}),
    _called("Docker", "U", {"Dockerfile": 'COPY up.sh /up.sh\nENTRYPOINT ["./up.sh", "false"]\n'}),
    _called("Docker without words", "P", {"Dockerfile": 'COPY up.sh /up.sh\nENTRYPOINT ["./up.sh"]\n'}),
    (
        "make, called with another value",
        {**_MAKEFILE, ".github/workflows/up.yml": workflow("run: make up NAT=false")},
        "U",
    ),
    ("make, called with another variable", {**_MAKEFILE, "x.sh": "NAT=false make up\n"}, "U"),
    ("make, called without", {**_MAKEFILE, "x.sh": "make up\n"}, "P"),
    (
        "a script that is given an environment's name",
        {
            "up.sh": f"{TF} -var-file=$1.tfvars",
            "infra/prod.tfvars": "nat = true\n",
            "x.py": "import subprocess\nsubprocess.run(['./up.sh', 'prod'])\n",
        },
        "P",
    ),
]
ROOTS: list[Row] = [*_CALLS, *_WORDS, *_WAYS, *_ENVIRONMENT]
TEMPLATES: list[Row] = [
    _sh("a variable that nobody sets", "U", f"{CREATE} $EXTRA"),
    _sh("a variable after a switch", "U", f"{CREATE} --no-wait $EXTRA"),
    _sh("a variable after parameters", "U", f"{CREATE} -p mode=on $EXTRA"),
    _sh("values of flags", "P", "az deployment group create -g $RG -f main.bicep -n $NAME"),
    _sh("a variable whose default is nothing", "P", f"{CREATE} ${{EXTRA:-}}"),
    _sh(
        "an array on one way", "U", "args=()", '[ -n "$X" ] && args+=(-p x.json)', f'{CREATE} "${{args[@]}}"'
    ),
    _sh("an array", "P", "args=(-p mode=on)", f'{CREATE} "${{args[@]}}"'),
    ("make", {"Makefile": f"up:\n\t{CREATE} $(EXTRA)\n"}, "U"),
    ("make, a variable of the shell", {"Makefile": f"up:\n\t{CREATE} $$EXTRA\n"}, "U"),
    ("make, set to nothing", {"Makefile": f"EXTRA =\nup:\n\t{CREATE} $(EXTRA)\n"}, "P"),
    _ps("PowerShell, a variable that nobody sets", "U", f"{CREATE} $Extra"),
    _ps("PowerShell, of the environment", "U", f"{CREATE} $env:EXTRA"),
    _ps(
        "PowerShell, an array on one way",
        "U",
        "param([switch]$Plain)",
        "$a = @('deployment', 'group', 'create', '-g', 'rg', '-f', 'main.bicep')",
        "if ($Plain) { $a += @('-p', 'x.json') }",
        "az @a",
    ),
    *(
        _ps(
            f"PowerShell, a table that gets a file on one way by {adds}",
            "PU",
            "param([switch]$Plain)",
            "$a = @{ ResourceGroupName = 'rg'; TemplateFile = 'main.bicep' }",
            f"if ($Plain) {{ {adds} }}",
            "New-AzResourceGroupDeployment @a",
        )
        for adds in (
            "$a.TemplateParameterFile = 'x.json'",
            "$a['TemplateParameterFile'] = 'x.json'",
            "$a.Add('TemplateParameterFile', 'x.json')",
        )
    ),
    _ps(
        "PowerShell, a parameter's default",
        "P",
        "param([bool]$Nat = $true)",
        "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile main.bicep -nat $Nat",
    ),
    (
        "PowerShell, called with another value",
        {
            "up.ps1": "param([bool]$Nat = $true)\n"
            "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile main.bicep -nat $Nat\n",
            "x.py": "import subprocess\nsubprocess.run(['pwsh', 'up.ps1', '-Nat', '$false'])\n",
        },
        "U",
    ),
]
