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

_URL = f"https://management.azure.com{ID}?api-version=2023-11-01"
_JOB = '{"apiVersion": "batch/v1", "kind": "Job", "spec": {"template": {"spec": {"containers": [{"name": "az", "command": [WORDS]}]}}}}'
ANYWHERE = [
    # whatever the ending: what says where a command can stand counts
    ("deploy.csx", f'await Command.RunAsync("az", "{" ".join(WORDS)}");\n'),
    ("deploy.proj", f'<Project><Target Name="d"><Exec Command="{A}"/></Target></Project>\n'),
    ("deploy.targets", f"<Project>\n  <Exec Command='{A}' />\n</Project>\n"),
    (
        "jobs/d/config.xml",
        f"<project><hudson.tasks.Shell><command>{A}</command></hudson.tasks.Shell></project>\n",
    ),
    (
        "jobs/d/config.xml",
        f"<project><hudson.tasks.Shell><command>#!/bin/bash\n  {A}\n</command></hudson.tasks.Shell></project>\n",
    ),
    ("supervisord.conf", f"[program:d]\ncommand={A}\n"),
    ("supervisord.conf", f'[program:d]\ncommand=/bin/sh -c "sleep 60; {A}"\n'),
    ("job.jsonnet", _JOB.replace("WORDS", _quoted("az", *WORDS)) + "\n"),
    ("job.yaml.gotmpl", f"{PODS}    command: [{_quoted('az', *WORDS)}]\n"),
    ("job.json", _JOB.replace("WORDS", _quoted("az", *WORDS))),
    ("job.json", _JOB.replace("WORDS", "\n" + _quoted("az", *WORDS, between=",\n    ") + "\n")),
    ("job.json", _JOB.replace("WORDS", f'"/bin/sh", "-c", "{A}"')),
    ("bin/detach", f"if true; then\n  {A}\nfi\n"),
    ("run.command", f"  {A}\n"),
    ("egress-lock.yaml", f"- hosts: all\n  tasks:\n    - command: {A}\n"),
    ("play.yml", f'- hosts: all\n  tasks:\n    - command: "{{{{ az }}}} {" ".join(WORDS)}"\n'),
    ("play.yml", f'- hosts: all\n  tasks:\n    - command: "{{{{ run }}}} {" ".join(WORDS[1:])}"\n'),
    ("play.yml", "- hosts: all\n  tasks:\n    - command: az network vnet subnet {{ verb }} -g g -n s\n"),
    ("a.py", f'{_PY}subprocess.run(f"{{az}} {" ".join(WORDS)}", shell=True)\n'),
    ("a.js", f"execSync(`${{az}} {' '.join(WORDS)}`)\n"),
]
ASKING = [
    ("a.py", f'import requests\nurl = "{_URL}"\nrequests.put(url, json=body)\n'),
    ("a.py", f'httpx.request("PUT", f"{_URL}", json=b)\n'),
    ("a.py", 'requests.patch(f"https://management.azure.com{subnet_id}?api-version=2023-11-01", json=b)\n'),
    ("a.py", 'ARM = "https://management.azure.com"\nrequests.put(ARM + subnet_id, json=b)\n'),
    ("a.js", f"await fetch('{_URL}', {{ method: 'PUT', body }})\n"),
    ("a.ts", "await axios.put(`https://management.azure.com${subnetId}?api-version=1`, body)\n"),
    ("a.go", f'req, _ := http.NewRequest(http.MethodPut, "{_URL}", body)\n'),
    ("a.go", 'u := fmt.Sprintf("https://management.azure.com%s?api-version=1", subnetID)\nreq, _ := http.NewRequest("PUT", u, b)\n'),
    ("a.cs", f'await client.PutAsync("{_URL}", content);\n'),
    ("a.java", f'HttpRequest.newBuilder(URI.create("{_URL}")).method("PUT", b)\n'),
    ("a.rb", f'Net::HTTP::Put.new(URI("{_URL}"))\n'),
    ("play.yml", f'- hosts: all\n  tasks:\n    - uri:\n        url: "{_URL}"\n        method: PUT\n'),
    ("play.yml", f"- hosts: all\n  tasks:\n    - uri: {{method: DELETE, url: '{_URL}'}}\n"),
    ("wf.json", f'{{"actions": {{"HTTP": {{"type": "Http", "inputs": {{"method": "PUT", "uri": "{_URL}"}}}}}}}}\n'),
    ("deploy.proj", f'<Project><Exec Command="curl -X PUT {_URL}" /></Project>\n'),
]  # fmt: skip

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
    ("README", f"Run this:\n\n    {A}\n"),
    ("notes.about", f"First, have a look, then {A}\n"),
    ("notes.about", f"Later on this was taken off (see there: {A})\n"),
    ("index.json", f'{{"command": "ls", "description": "{A}"}}\n'),
    ("index.json", f'{{"text": "{A}"}}\n'),
    ("words.xml", f"<doc><para>{A}</para></doc>\n"),
    ("a.svg", f"<svg><command>{A}</command></svg>\n"),
    ("pnpm-lock.yaml", f"a:\n  command: {A}\n"),
    ("tests/job.json", _JOB.replace("WORDS", _quoted("az", *WORDS))),
    ("a.py", f'import requests\nrequests.get("{_URL}")\n'),
    ("a.py", f'requests.get("{_URL}")\ncache.delete("x")\n'),
    ("a.py", 'requests.put("https://graph.microsoft.com/v1.0/me", json=b)\n'),
    ("a.py", 'requests.put("https://management.azure.com/subscriptions/1/providers/Microsoft.Web/sites/s")\n'),
    ("play.yml", f'- hosts: all\n  tasks:\n    - uri:\n        url: "{_URL}"\n'),
    ("tests/a.py", f'requests.put("{_URL}")\n'),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text"), [*NETWORKS, *ANYWHERE, *ASKING])
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
