"""Ask Ansible what a playbook makes: each module of Azure's is a plugin that writes down what it was given.

    NATPIN_ANSIBLE=…/bin/ansible-playbook PYTHONPATH=tests/builders python -m ansible_cases.asking

writes ``said.json`` anew.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from ansible_cases import ARGUMENTS, CASES

HERE = Path(__file__).parent
SAID = HERE / "said.json"
_MODULES = "aks natgateway subnet virtualnetwork publicipaddress resourcegroup"
Said = list[str | None] | None
"""Whether the nodes' subnet of the cluster ``shop`` has its gateway, and whether that waits ten minutes at most; None where
there is no such cluster in the end."""


def ask(ansible: str, files: dict[str, str], words: list[str]) -> Said:
    """What is there when Ansible has run a folder's ``site.yml``."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        plugins = root / "plugins"
        of_collection = plugins / "ansible_collections/azure/azcollection/plugins/action"
        of_collection.mkdir(parents=True)
        for module in _MODULES.split():
            for folder in (plugins, of_collection):
                shutil.copy(HERE / "writes_down.txt", folder / f"azure_rm_{module}.py")
        for path, text in files.items():
            (root / "work" / path).parent.mkdir(parents=True, exist_ok=True)
            (root / "work" / path).write_text(text, "utf-8")
        log = root / "log"
        log.touch()
        environment = {
            **os.environ,
            "WRITTEN_DOWN": str(log),
            "ANSIBLE_ACTION_PLUGINS": str(plugins),
            "ANSIBLE_COLLECTIONS_PATH": str(plugins),
            "ANSIBLE_TRANSPORT": "local",
            "ANSIBLE_GATHERING": "explicit",
            "ANSIBLE_HOME": str(root / "home"),
            "LC_ALL": "C.UTF-8",
        }
        command = [ansible, "site.yml", *words]
        subprocess.run(
            command, cwd=root / "work", env=environment, capture_output=True, timeout=120, check=False
        )
        return _made([json.loads(line) for line in log.read_text("utf-8").splitlines()])


def _made(written: list[tuple[str, dict[str, Any]]]) -> Said:
    there: dict[str, dict[str, dict[str, Any]]] = {}
    for module, options in written:
        of_module = there.setdefault(module, {})
        of_module.pop(options["name"], None)
        if options.get("state") != "absent":
            of_module[options["name"]] = options
    cluster = there.get("azure_rm_aks", {}).get("shop")
    if cluster is None:
        return None
    subnet = cluster["agent_pool_profiles"][0]["vnet_subnet_id"].removeprefix("id of ")
    gateway = there["azure_rm_subnet"][subnet].get("nat_gateway")
    if not gateway:
        return ["fail", None]
    idle = int(there["azure_rm_natgateway"][gateway]["idle_timeout_in_minutes"])
    return ["pass", "pass" if idle <= 10 else "fail"]


if __name__ == "__main__":
    said = {name: ask(os.environ["NATPIN_ANSIBLE"], CASES[name], ARGUMENTS.get(name, [])) for name in CASES}
    SAID.write_text(json.dumps(said, indent=0, ensure_ascii=False) + "\n", "utf-8")
