"""Programs of other languages that a script runs, and requests that it sends: a doubt where they may write to Azure's
networks or clusters, nothing where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

BEFORE = """\
az network public-ip create -g rg --name out --sku Standard --allocation-method Static
az network nat gateway create -g rg --name out --public-ip-addresses out
az network vnet create -g rg --name net --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name net --name nodes --address-prefixes 10.0.0.0/22 --nat-gateway out
"""
AFTER = """
az aks create -g rg --name pay --outbound-type userAssignedNATGateway --vnet-subnet-id /subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes
"""
SUBNET = (
    "https://management.azure.com/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers"
    "/Microsoft.Network/virtualNetworks/net/subnets/nodes?api-version=2024-05-01"
)
DETACH = "az network vnet subnet update -g rg --vnet-name net --name nodes --remove natGateway"
IN_WORDS = 'import subprocess\nsubprocess.run(["az", "network",\n  "vnet", "subnet", "update", "--remove", "natGateway"])\n'
BY_LIBRARY = """\
from azure.mgmt.network import NetworkManagementClient
NetworkManagementClient(c, s).subnets.begin_create_or_update("rg", "net", "nodes", {"address_prefix": "10.0.0.0/22"})
"""
PLAY = "- hosts: localhost\n  tasks:\n    - azure.azcollection.azure_rm_subnet:\n        nat_gateway: ''\n"
WRITING: dict[str, tuple[str, dict[str, str]]] = {
    "a file of Python": ("python3 detach.py", {"detach.py": IN_WORDS}),
    "Azure's library": ("python3.12 detach.py", {"detach.py": BY_LIBRARY}),
    "the file itself": ("./detach.py", {"detach.py": BY_LIBRARY}),
    "a module": ("python3 -m ops.net", {"ops/net.py": BY_LIBRARY}),
    "what it imports": (
        "python3 go.py",
        {"go.py": "from net import attach\nattach()\n", "net.py": BY_LIBRARY},
    ),
    "uv": ("uv run detach.py", {"detach.py": BY_LIBRARY}),
    "JavaScript": (
        "node detach.js",
        {
            "detach.js": 'const { NetworkManagementClient } = require("@azure/arm-network");\nc.subnets.beginCreateOrUpdate();'
        },
    ),
    "Go": ("go run main.go", {"main.go": 'import ".../armnetwork/v5"\nsubnets.BeginCreateOrUpdate(ctx)\n'}),
    "Ruby": ("ruby x.rb", {"x.rb": f"system('{DETACH}')\n"}),
    "a text of Python": (f"python3 -c 'import os; os.system(\"{DETACH}\")'", {}),
    "a text that it reads": (f"python3 - <<'PY'\nimport os\nos.system('{DETACH}')\nPY", {}),
    "curl": (f'curl -X PUT -d \'{{"properties":{{"addressPrefix":"10.0.0.0/22"}}}}\' \'{SUBNET}\'', {}),
    "curl, flags in one": (f"curl -sX PUT --data @b.json '{SUBNET}'", {}),
    "curl, an unknown method": (f'curl -X "$METHOD" -d @b.json "{SUBNET}"', {}),
    "wget": (f"wget --method=PUT --body-data='{{}}' '{SUBNET}'", {}),
    "a playbook": ("ansible-playbook net.yml", {"net.yml": PLAY}),
    "a role": (
        "ansible-playbook site.yml",
        {"site.yml": "- hosts: localhost\n  roles:\n    - net\n", "roles/net/tasks/main.yml": PLAY},
    ),
    "Ansible's module": ('ansible localhost -m azure.azcollection.azure_rm_subnet -a "name=nodes"', {}),
    "Pulumi": (
        "pulumi up --yes -C net",
        {
            "net/Pulumi.yaml": "name: net\nruntime: nodejs\n",
            "net/index.ts": 'import * as network from "@pulumi/azure-native/network";\nnew network.Subnet("n", {});\n',
        },
    ),
    "Pulumi's program is not there": ("pulumi up --yes -C elsewhere", {}),
    "a machine": (f"az vm run-command invoke -g o -n j --command-id RunShellScript --scripts '{DETACH}'", {}),
    "a machine, a file": (
        "az vm run-command invoke -g o -n j --command-id RunShellScript --scripts @x.txt",
        {"x.txt": DETACH},
    ),
    "a registry's task": (f"az acr run -r reg --cmd 'mcr.microsoft.com/azure-cli {DETACH}' /dev/null", {}),
    "a container": (f"az container create -g o -n c --image azure-cli --command-line '{DETACH}'", {}),
}
INNOCENT: dict[str, tuple[str, dict[str, str]]] = {
    "json.tool": ("az aks list -o json | python3 -m json.tool", {}),
    "pip": ("python3 -m pip install azure-mgmt-network azure-mgmt-containerservice", {}),
    "a look": ("python3 -c 'import os; os.system(\"az network vnet show -g rg -n net\")'", {}),
    "a library that looks": (
        "python3 look.py",
        {
            "look.py": "from azure.mgmt.network import NetworkManagementClient\nprint(list(c.subnets.list('rg', 'net')))\n"
        },
    ),
    "another client": (
        "python3 x.py",
        {"x.py": "from azure.mgmt.storage import StorageManagementClient\nc.blob_containers.create('rg')\n"},
    ),
    "security groups": (
        "python3 x.py",
        {
            "x.py": "from azure.mgmt.network import NetworkManagementClient\nc.network_security_groups.begin_create()\n"
        },
    ),
    "a script that is not there": ("python3 ../ops/report.py --vnet net", {}),
    "another host": ('curl -X POST -d \'{"text":"subnet is updated"}\' https://hooks.example.com/x', {}),
    "a key of Helm's": ("curl -fsSL https://baltocdn.com/helm/signing.asc | gpg --dearmor", {}),
    "curl asks": (f"curl -s '{SUBNET}'", {}),
    "curl, another type": (
        "curl -X PUT -d '{}' https://management.azure.com/subscriptions/1/resourceGroups/rg/providers/Microsoft.Storage"
        "/storageAccounts/s",
        {},
    ),
    "a playbook of hosts": (
        "ansible-playbook site.yml",
        {"site.yml": "- hosts: web\n  tasks:\n    - apt: {name: x}\n"},
    ),
    "a playbook that looks": (
        "ansible-playbook site.yml",
        {"site.yml": "- hosts: web\n  tasks:\n    - azure.azcollection.azure_rm_subnet_info: {name: x}\n"},
    ),
    "Pulumi looks": ("pulumi preview -C net", {}),
    "Pulumi without Azure": (
        "pulumi up -C dns",
        {
            "dns/Pulumi.yaml": "name: dns\nruntime: nodejs\n",
            "dns/index.ts": 'import * as aws from "@pulumi/aws";\nnew aws.A("n");',
        },
    ),
    "a machine is patched": (
        "az vm run-command invoke -g o -n j --command-id RunShellScript --scripts 'apt-get update'",
        {},
    ),
    "an image": ("az acr build -r reg -t app:1 .", {}),
    "kubectl": ("kubectl create namespace apps\nhelm upgrade --install x ./x\njq -r .id < out.json", {}),
}
RULE = "node-subnet-no-nat"


def _said(tmp_path: Path, line: str, files: dict[str, str]) -> Verdict:
    script = f"#!/usr/bin/env bash\nset -euo pipefail\n{BEFORE}{line}{AFTER}"
    (told,) = verdicts(linted(tmp_path, {"up.sh": script, **files}, "up.sh"), RULE)
    return told


@pytest.mark.parametrize("case", WRITING)
def test_what_may_write_is_not_passed_over(case: str, tmp_path: Path) -> None:
    assert _said(tmp_path, *WRITING[case]) is not Verdict.PASS


@pytest.mark.parametrize("case", INNOCENT)
def test_what_does_not_write_is_no_doubt(case: str, tmp_path: Path) -> None:
    assert _said(tmp_path, *INNOCENT[case]) is Verdict.PASS


POWERSHELL_WRITES = {
    "Invoke-RestMethod": (f"Invoke-RestMethod -Method Put -Uri '{SUBNET}' -Headers $h -Body '{{}}'", {}),
    "by position": (f"irm '{SUBNET}' -Method Delete", {}),
    "a splat": (f"$r = @{{ Method = 'Put'; Uri = '{SUBNET}'; Body = '{{}}' }}\nInvoke-RestMethod @r", {}),
    "Python": ("python .\\detach.py", {"detach.py": BY_LIBRARY}),
    "curl.exe": (f"curl.exe -X PUT -d '{{}}' '{SUBNET}'", {}),
    "Ansible": ("ansible-playbook net.yml", {"net.yml": PLAY}),
    "what it imports": (
        "python go.py",
        {"go.py": "from net import attach\nattach()\n", "net.py": BY_LIBRARY},
    ),
    "a module": ("python -m ops.net", {"ops/net.py": BY_LIBRARY}),
    "in another folder": ("Set-Location ops\npython detach.py", {"ops/detach.py": BY_LIBRARY}),
    "a text that it reads": (f"@'\nimport os\nos.system('{DETACH}')\n'@ | python -", {}),
    "a playbook's role": (
        "ansible-playbook site.yml",
        {"site.yml": "- hosts: all\n  roles:\n    - net\n", "roles/net/tasks/main.yml": PLAY},
    ),
    "Pulumi's program is not there": ("pulumi up --yes -C elsewhere", {}),
}
POWERSHELL_INNOCENT = {
    "another host": ("Invoke-RestMethod -Method Post -Uri https://hooks.example.com/x -Body '{}'", {}),
    "a look": (f"Invoke-RestMethod -Uri '{SUBNET}' -Headers $h", {}),
    "a download": ("Invoke-WebRequest https://get.helm.sh/helm.zip -OutFile helm.zip", {}),
    "Python": ("python -m json.tool x.json", {}),
    "Pulumi looks": ("pulumi preview -C net", {}),
}


def _powershell(tmp_path: Path, line: str, files: dict[str, str]) -> Verdict:
    (told,) = verdicts(linted(tmp_path, {"up.ps1": f"{BEFORE}{line}{AFTER}", **files}, "up.ps1"), RULE)
    return told


@pytest.mark.parametrize("case", POWERSHELL_WRITES)
def test_so_in_powershell(case: str, tmp_path: Path) -> None:
    assert _powershell(tmp_path, *POWERSHELL_WRITES[case]) is not Verdict.PASS


@pytest.mark.parametrize("case", POWERSHELL_INNOCENT)
def test_what_powershell_only_asks_is_no_doubt(case: str, tmp_path: Path) -> None:
    assert _powershell(tmp_path, *POWERSHELL_INNOCENT[case]) is Verdict.PASS
