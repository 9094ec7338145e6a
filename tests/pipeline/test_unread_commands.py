"""Commands that files hold which natpin does not follow, however these put them together; what only mentions one is none."""

from __future__ import annotations

import pytest

from natpin.pipeline.unread import sign

A = "az network vnet subnet update -g g --vnet-name v -n s --remove natGateway"
WORDS = A.removeprefix("az ").split()
ID = "/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
PUT = f'az rest --method put --url "https://management.azure.com{ID}?api-version=2023-11-01" --body @s.json'
PODS = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n"


def _quoted(*words: str, mark: str = '"', between: str = ", ") -> str:
    return between.join(f"{mark}{word}{mark}" for word in words)


_PY = "import subprocess\n"
_LIST = _quoted(*WORDS)
NETWORKS = [
    ("a.py", f'{_PY}subprocess.run(f"{A} -n {{s}}", shell=True)\n'),
    ("a.py", f'{_PY}detach = "{A}"\nsubprocess.run(detach, shell=True)\n'),
    ("a.py", f"{_PY}self.cmd = rf'{A}'\n"),
    ("a.py", f'{_PY}cmd = (\n    f"{A}"\n)\n'),
    (
        "a.py",
        _PY
        + "subprocess.run(\n    [\n        "
        + _quoted("az", *WORDS, between=",\n        ")
        + "\n    ])\n",
    ),
    ("a.py", f'{_PY}subprocess.run(["az", {_quoted("network", "vnet", "update", "-n", "v")}])\n'),
    ("a.py", f"from azure.cli.core import get_default_cli\nget_default_cli().invoke([{_LIST}])\n"),
    ("a.py", f'{_PY}def az(cmd): subprocess.run("az " + cmd)\naz("{" ".join(WORDS)}")\n'),
    ("a.py", f'{_PY}subprocess.run(["az", "resource", "update", "--ids", "{ID}"])\n'),
    ("a.js", f"spawnSync('az', [{_quoted(*WORDS, mark=chr(39))}])\n"),
    ("a.js", f'const detach = "{A}";\nexecSync(detach);\n'),
    ("a.mts", f"execSync(`{A}`);\n"),
    ("a.cs", f'Process.Start("az", "{" ".join(WORDS)}");\n'),
    ("a.cs", f'Process.Start("bash", $"-c \\"{A}\\"");\n'),
    ("a.go", f'exec.Command("az",\n\t\t{_LIST}).Run()\n'),
    ("a.rs", f'Command::new("az").args([{_quoted(*WORDS, between=",")}]).status()\n'),
    ("a.groovy", f'def p = "{A}".execute()\n'),
    ("pyproject.toml", f'[tool.poe.tasks]\ndetach = "{A}"\n'),
    ("crontab", f"*/10 * * * * root {A}\n"),
    ("play.yml", f"- hosts: win\n  tasks:\n    - ansible.windows.win_shell: {A}\n"),
    ("play.yml", f"- hosts: all\n  tasks:\n    - local_action: command {A}\n"),
    ("environments/test/a.py", f'{_PY}subprocess.run("{A}", shell=True)\n'),
    ("crontab", f"* * * * * {A}\n"),
    ("crontab", f"0 3 * * * flock -n /tmp/l {A}\n"),
    ("cron.d/detach", f"SHELL=/bin/bash\n0 3 * * * root {A}\n"),
    ("ops/detach.service", f"[Service]\nExecStart=/usr/bin/{A}\n"),
    ("Jenkinsfile", f"node {{ sh 'docker run --rm mcr.microsoft.com/azure-cli {A}' }}\n"),
    ("Jenkinsfile", f"node {{ sh 'timeout 60 {A}' }}\n"),
    (
        "Jenkinsfile",
        f"node {{ sh '''\n  {A.replace('network ', f'network {chr(92)}{chr(10)}    ')}\n''' }}\n",
    ),
    ("Jenkinsfile", f"node {{ sh '{PUT}' }}\n"),
    ("Jenkinsfile", "node { powershell '''\n  $v | Set-AzVirtualNetwork\n''' }\n"),
    ("Jenkinsfile.nightly", f"node {{ sh '{A}' }}\n"),
    ("Dockerfile.ops", f"FROM a\nCMD {A}\n"),
    ("Makefile.azure", f"detach:\n\t{A}\n"),
    ("package.json", f'{{"scripts": {{"detach": "dotenv -- {A}"}}}}\n'),
    (
        "package.json",
        f'{{"scripts": {{"detach": "az resource update --ids {ID} --remove properties.natGateway"}}}}\n',
    ),
    ("package.json", '{"scripts": {"a": "az resource update --ids $ID --remove properties.natGateway"}}\n'),
    ("bin/detach", f"#!/bin/bash\n{PUT}\n"),
    ("Dockerfile", f'ENTRYPOINT ["az","rest","--method","put","--url","https://management.azure.com{ID}"]\n'),
    ("Dockerfile", f'ENTRYPOINT ["az"]\nCMD [{_LIST}]\n'),
    ("pod.yaml", f'{PODS}    command: ["az"]\n    args: [{_LIST}]\n'),
    ("pod.yaml", PODS + "    command: [az]\n    args:\n" + "".join(f"    - {word}\n" for word in WORDS)),
    ("pod.yaml", f'{PODS}    args: [{_LIST}]\n    command: ["az"]\n'),
    ("compose.yaml", f"services:\n  az:\n    entrypoint: az\n    command: {' '.join(WORDS)}\n"),
    (".vscode/tasks.json", f'{{"tasks":[{{"command":"az","args":[{_quoted(*WORDS, between=",")}]}}]}}\n'),
    ("a.bat", f"set AZ=az\ncall %AZ% {' '.join(WORDS)}\n"),
    ("justfile", f'az := "az"\ndetach:\n  {{{{az}}}} {" ".join(WORDS)}\n'),
    ("Taskfile.yml", f'tasks:\n  detach:\n    cmds:\n      - "{{{{.AZ}}}} {" ".join(WORDS)}"\n'),
]

UPDATE = "aks update -g g -n c --outbound-type loadBalancer"
CLUSTERS = [
    ("a.py", f'{_PY}subprocess.run(f"az {UPDATE} {{more}}", shell=True)\n'),
    (
        "a.py",
        _PY
        + "subprocess.run(\n    [\n        "
        + _quoted("az", *UPDATE.split(), between=",\n        ")
        + "\n    ])\n",
    ),
    ("a.js", f"spawnSync('az', [{_quoted(*UPDATE.split(), mark=chr(39))}])\n"),
    ("a.ts", f"execSync(`az {UPDATE}`)\n"),
    ("a.cs", f'Process.Start("az", "{UPDATE}");\n'),
    ("Jenkinsfile", f"node {{ sh 'docker run --rm mcr.microsoft.com/azure-cli az {UPDATE}' }}\n"),
    ("pod.yaml", f'{PODS}    command: ["az"]\n    args: [{_quoted(*UPDATE.split())}]\n'),
]

NEITHER = [
    ("a.py", f'{_PY}log.info(f"{A} {{s}} was run")\n'),
    ("a.py", f'{_PY}help_text = "{A}"\n'),
    ("a.py", f'{_PY}raise ValueError(f"{A} failed")\n'),
    ("a.py", f"{_PY}# cmd = f'{A}'\n"),
    ("a.py", f'{_PY}"""Once it was `{A}`."""\n'),
    ("a.py", f'{_PY}subprocess.run(\n    [\n        {_quoted("az", "network", "vnet", "subnet", "show")}\n    ])\n'),
    ("a.py", f'{_PY}subprocess.run(f"az network vnet show -g {{g}}", shell=True)\n'),
    ("a.py", f'{_PY}subprocess.run(["az", "aks", "update", "--attach-acr", "a"])\nx = ["--vnet"]\n'),
    ("a.js", f"exec('ls')\n// const detach = `{A}`\n"),
    ("a.js", f"exec('ls')\nconst usage = `{A}`\n"),
    ("a.js", f"/*\n * exec: {A}\n */\nexec('ls')\n"),
    ("a.cs", f'Console.WriteLine($"{A}"); Process.Start("ls");\n'),
    ("crontab", f"# 0 3 * * * {A}\n"),
    ("tests/a.py", f'{_PY}subprocess.run("{A}", shell=True)\n'),
    ("crontab", "*/10 * * * * root az network vnet subnet show -g g\n"),
    ("Jenkinsfile", "node { sh 'az rest --method get --url \"https://management.azure.com" + ID + "\"' }\n"),
    ("Jenkinsfile", f"node {{ sh 'az resource show --ids {ID}' }}\n"),
    ("Jenkinsfile", f"node {{ sh 'ls' }}\n// in docker it was {A}\n"),
    ("Jenkinsfile.md", f"{A}\n"),
    ("Jenkinsfile.bak", f"node {{ sh '{A}' }}\n"),
    ("pyproject.toml", f'description = "{A}"\n'),
    ("pod.yaml", f'{PODS}    command: ["azcopy"]\n    args: [{_LIST}]\n'),
    ("pod.yaml", f'{PODS}    command: ["az"]\n    args: ["network", "vnet", "show"]\n'),
    ("notes.yaml", f"text: docker runs it as {A}\n"),
    ("README.md", f"Run it with timeout 60 {A}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text"), NETWORKS)
def test_what_changes_networks_is_told(path: str, text: str) -> None:
    seen = sign(path, text.encode())
    assert seen is not None
    assert not seen.cluster


@pytest.mark.parametrize(("path", "text"), CLUSTERS)
def test_what_changes_clusters_is_told(path: str, text: str) -> None:
    seen = sign(path, text.encode())
    assert seen is not None
    assert seen.cluster


@pytest.mark.parametrize(("path", "text"), NEITHER)
def test_what_only_mentions_a_command_is_not_told(path: str, text: str) -> None:
    assert sign(path, text.encode()) is None
