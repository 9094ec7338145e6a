"""Variables of hosts, groups and inventories, and plays whose hosts are in none."""

from __future__ import annotations

# ruff: noqa: F401
from playbooks import (
    ATTACHES,
    BARE,
    CLUSTER,
    GATEWAY,
    GOOD,
    GROUP,
    IP,
    NETWORK,
    ROLE,
    SUBNET,
    attached,
    indented,
    play,
    timeout,
)

Files = dict[str, str]

CASES: dict[str, Files] = {}
ARGUMENTS: dict[str, list[str]] = {}
# fmt: off
SLOW = timeout('"{{ idle }}"')
R = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main.yml": "idle: 10\n"}
SITE = "- hosts: h1\n  connection: local\n  roles: [shop]\n"
def inv(name, hosts, **files):
    CASES[name] = {**R, "hosts": hosts, "site.yml": SITE, **{k.replace("__", "/").replace("_yml", ".yml"): v for k, v in files.items()}}
    ARGUMENTS[name] = ["-i", "hosts"]
inv("siblings by name", "[a]\nh1\n[b]\nh1\n", group_vars__a_yml="idle: 10\n", group_vars__b_yml="idle: 600\n")
inv("siblings by name, written the other way", "[b]\nh1\n[a]\nh1\n", group_vars__a_yml="idle: 10\n", group_vars__b_yml="idle: 600\n")
inv("siblings by name, in the file", "[b]\nh1\n[a]\nh1\n[a:vars]\nidle=10\n[b:vars]\nidle=600\n")
inv("priority", "[a]\nh1\n[b]\nh1\n[a:vars]\nansible_group_priority=10\nidle=600\n[b:vars]\nidle=10\n")
inv("priority in group_vars does not count", "[a]\nh1\n[b]\nh1\n", group_vars__a_yml="idle: 10\nansible_group_priority: 10\n", group_vars__b_yml="idle: 600\n")
inv("priority with group_vars", "[a]\nh1\n[b]\nh1\n[a:vars]\nansible_group_priority=10\n", group_vars__a_yml="idle: 600\n", group_vars__b_yml="idle: 10\n")
inv("children over parents", "[z]\nh1\n[a:children]\nz\n[b]\nh1\n", group_vars__z_yml="idle: 600\n", group_vars__b_yml="idle: 10\n", group_vars__a_yml="idle: 10\n")
inv("deep by the longest way", "[x]\nh1\n[m:children]\nx\n[n:children]\nm\n[p]\nh1\n[q:children]\nx\n[r]\nh1\n[s:children]\nr\n", group_vars__x_yml="idle: 600\n", group_vars__r_yml="idle: 10\n")
inv("a folder before a file", "[a]\nh1\n", group_vars__a__x_yml="idle: 600\n", group_vars__a_yml="idle: 10\n")
inv("yml before yaml", "[a]\nh1\n", **{"group_vars__a.yaml": "idle: 10\n", "group_vars__a_yml": "idle: 600\n"})
inv("a folder within a folder", "[a]\nh1\n", group_vars__a__sub__x_yml="idle: 600\n")
inv("json", "[a]\nh1\n", **{"group_vars__a.json": '{"idle": 600}\n'})
inv("a file without an ending", "[a]\nh1\n", group_vars__a='idle: 600\n')
CASES["inventory's group_vars under the playbook's"] = {**R, "inv/hosts": "[a]\nh1\n[b]\nh1\n", "inv/group_vars/b.yml": "idle: 10\n", "group_vars/a.yml": "idle: 600\n", "site.yml": SITE}
ARGUMENTS["inventory's group_vars under the playbook's"] = ["-i", "inv/hosts"]
CASES["all of the playbook over the inventory file's group"] = {**R, "inv/hosts": "[a]\nh1\n[a:vars]\nidle=10\n", "group_vars/all.yml": "idle: 600\n", "site.yml": SITE}
ARGUMENTS["all of the playbook over the inventory file's group"] = ["-i", "inv/hosts"]
CASES["a group of the inventory's folder over all of the playbook's"] = {**R, "inv/hosts": "[a]\nh1\n", "inv/group_vars/a.yml": "idle: 600\n", "group_vars/all.yml": "idle: 10\n", "site.yml": SITE}
ARGUMENTS["a group of the inventory's folder over all of the playbook's"] = ["-i", "inv/hosts"]
CASES["host of the file under host_vars"] = {**R, "inv/hosts": "[a]\nh1 idle=10\n", "host_vars/h1.yml": "idle: 600\n", "site.yml": SITE}
ARGUMENTS["host of the file under host_vars"] = ["-i", "inv/hosts"]
PRE = (GROUP, IP, GATEWAY, NETWORK, BARE)
CASES["a cluster made and removed"] = {"site.yml": play(*attached(), "- azure_rm_aks: {resource_group: rg, name: shop, state: absent}\n")}
CASES["removed and made again"] = {"site.yml": play(*attached(), "- azure_rm_aks: {resource_group: rg, name: shop, state: absent}\n", ATTACHES, CLUSTER)}
CASES["hosts that are in no inventory"] = {"hosts": "[a]\nh1\n", "site.yml": "- hosts: nowhere\n  tasks:\n" + indented(*attached())}
ARGUMENTS["hosts that are in no inventory"] = ["-i", "hosts"]
CASES["detached where no host is"] = {"hosts": "[a]\nh1\n", "site.yml": play(*GOOD) + "- hosts: nowhere\n  tasks:\n" + indented(BARE)}
ARGUMENTS["detached where no host is"] = ["-i", "hosts"]
CASES["attached where no host is"] = {"hosts": "[a]\nh1\n", "site.yml": play(*PRE) + "- hosts: nowhere\n  tasks:\n" + indented(ATTACHES) + play(CLUSTER)}
ARGUMENTS["attached where no host is"] = ["-i", "hosts"]
