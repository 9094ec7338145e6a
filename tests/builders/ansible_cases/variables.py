"""Which of two values counts: what roles and includes are given, facts, files of variables."""

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
R = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main.yml": "idle: 10\n"}
CHANGES = {"roles/net/tasks/main.yml": "- azure_rm_subnet: {resource_group: rg, virtual_network_name: net, name: nodes, address_prefix_cidr: 10.0.0.0/16, nat_gateway: \"{{ gw | default(omit) }}\"}\n"}
SLOW = timeout('"{{ idle }}"')
# -- include_role vars over set_fact
for how in ("include_role", "import_role"):
    CASES[f"{how} vars over set_fact"] = {**R, "site.yml": play("- set_fact: {idle: 10}\n", f"- {how}: {{name: shop}}\n  vars: {{idle: 600}}\n")}
    CASES[f"set_fact inside of {how} with vars"] = {"roles/shop/tasks/main.yml": "- set_fact: {idle: 600}\n" + ROLE, "site.yml": play(f"- {how}: {{name: shop}}\n  vars: {{idle: 10}}\n")}
    CASES[f"{how} vars over the role's vars"] = {**R, "roles/shop/vars/main.yml": "idle: 10\n", "site.yml": play(f"- {how}: {{name: shop}}\n  vars: {{idle: 600}}\n")}
    CASES[f"{how} vars over include_vars"] = {**R, "w.yml": "idle: 10\n", "site.yml": play("- include_vars: w.yml\n", f"- {how}: {{name: shop}}\n  vars: {{idle: 600}}\n")}
    CASES[f"block vars around {how} over set_fact"] = {**R, "site.yml": play("- set_fact: {idle: 10}\n", f"- vars: {{idle: 600}}\n  block:\n  - {how}: {{name: shop}}\n")}
for how in ("include_tasks", "import_tasks"):
    CASES[f"{how} vars over set_fact"] = {"t.yml": ROLE, "site.yml": play("- set_fact: {idle: 10}\n", f"- {how}: t.yml\n  vars: {{idle: 600}}\n")}
    CASES[f"{how} vars over include_vars"] = {"t.yml": ROLE, "w.yml": "idle: 10\n", "site.yml": play("- include_vars: w.yml\n", f"- {how}: t.yml\n  vars: {{idle: 600}}\n")}
    CASES[f"set_fact within {how} with vars"] = {"t.yml": "- set_fact: {idle: 600}\n" + ROLE, "site.yml": play(f"- {how}: t.yml\n  vars: {{idle: 10}}\n")}
    CASES[f"block vars around {how} over set_fact"] = {"t.yml": ROLE, "site.yml": play("- set_fact: {idle: 10}\n", f"- vars: {{idle: 600}}\n  block:\n  - {how}: t.yml\n")}
CASES["task vars under set_fact"] = {"site.yml": play("- set_fact: {idle: 600}\n", GROUP, IP, SLOW[2].rstrip() + "\n  vars: {idle: 10}\n", *GOOD[3:])}
CASES["task vars under include_vars"] = {"w.yml": "idle: 600\n", "site.yml": play("- include_vars: w.yml\n", GROUP, IP, SLOW[2].rstrip() + "\n  vars: {idle: 10}\n", *GOOD[3:])}
CASES["task vars over role vars"] = {"roles/shop/tasks/main.yml": "".join((GROUP, IP, SLOW[2].rstrip() + "\n  vars: {idle: 600}\n", *GOOD[3:])), "roles/shop/vars/main.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["include_role vars seen by included tasks over set_fact there"] = {**R, "roles/shop/tasks/main.yml": "- include_tasks: more.yml\n", "roles/shop/tasks/more.yml": "- set_fact: {idle: 600}\n" + ROLE, "site.yml": play("- include_role: {name: shop}\n  vars: {idle: 10}\n")}
# -- vars under roles
CASES["vars under roles over set_fact"] = {**R, "site.yml": "- hosts: localhost\n  pre_tasks:\n  - set_fact: {idle: 10}\n  roles:\n  - {role: shop, vars: {idle: 600}}\n"}
CASES["bare under roles over set_fact"] = {**R, "site.yml": "- hosts: localhost\n  pre_tasks:\n  - set_fact: {idle: 10}\n  roles:\n  - {role: shop, idle: 600}\n"}
CASES["vars under roles over its vars"] = {**R, "roles/shop/vars/main.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles:\n  - {role: shop, vars: {idle: 600}}\n"}
CASES["vars under roles are seen by the play"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "site.yml": "- hosts: localhost\n  roles: [{role: base, vars: {idle: 600}}]\n  tasks:\n" + indented(*timeout('"{{ idle | default(10) }}"'))}
CASES["bare parameters are not seen by the play"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "site.yml": "- hosts: localhost\n  roles: [{role: base, idle: 10}]\n  tasks:\n" + indented(*timeout('"{{ idle | default(600) }}"'))}
CASES["vars under roles over defaults in pre_tasks"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "roles/base/defaults/main.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles: [{role: base, vars: {idle: 600}}]\n  tasks:\n" + indented(*SLOW)}
CASES["vars under roles against play vars, in tasks"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "site.yml": "- hosts: localhost\n  vars: {idle: 10}\n  roles: [{role: base, vars: {idle: 600}}]\n  tasks:\n" + indented(*SLOW)}
CASES["include_role vars are not seen after"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "site.yml": play("- include_role: {name: base}\n  vars: {idle: 10}\n", *timeout('"{{ idle | default(600) }}"'))}
CASES["import_role vars are seen after"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "site.yml": play("- import_role: {name: base}\n  vars: {idle: 600}\n", *timeout('"{{ idle | default(10) }}"'))}
CASES["public include_role vars after"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "site.yml": play("- include_role: {name: base, public: true}\n  vars: {idle: 600}\n", *timeout('"{{ idle | default(10) }}"'))}
CASES["two roles with defaults of one name"] = {"roles/a/tasks/main.yml": ROLE, "roles/a/defaults/main.yml": "idle: 600\n", "roles/b/tasks/main.yml": "- debug: {msg: x}\n", "roles/b/defaults/main.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles: [a, b]\n"}
CASES["two roles with vars of one name"] = {"roles/a/tasks/main.yml": ROLE, "roles/a/vars/main.yml": "idle: 600\n", "roles/b/tasks/main.yml": "- debug: {msg: x}\n", "roles/b/vars/main.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles: [a, b]\n"}
CASES["another role's vars over own defaults"] = {"roles/a/tasks/main.yml": ROLE, "roles/a/defaults/main.yml": "idle: 10\n", "roles/b/tasks/main.yml": "- debug: {msg: x}\n", "roles/b/vars/main.yml": "idle: 600\n", "site.yml": "- hosts: localhost\n  roles: [a, b]\n"}
CASES["vars of a role in a role that is skipped"] = {"roles/b/tasks/main.yml": "- debug: {msg: x}\n", "roles/b/vars/main.yml": "idle: 600\n", "site.yml": "- hosts: localhost\n  roles: [{role: b, when: false}]\n  tasks:\n" + indented(*timeout('"{{ idle | default(10) }}"'))}
# -- folders
CASES["vars/main/ folder"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/vars/main/a.yml": "idle: 600\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n", "roles/shop/defaults/main.yml": "idle: 10\n"}
CASES["defaults/main/ folder"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main/b.yml": "idle: 600\n", "roles/shop/defaults/main/a.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["defaults file and folder"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main/b.yml": "idle: 600\n", "roles/shop/defaults/main.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["defaults/main without an ending"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main": "idle: 600\n", "roles/shop/defaults/main.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["defaults/main.json"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main.json": '{"idle": 600}\n', "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["yaml before yml"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main.yaml": 'idle: 600\n', "roles/shop/defaults/main.yml": "idle: 10\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["sub folder in vars/main"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main.yml": "idle: 10\n", "roles/shop/vars/main/x/a.yml": "idle: 600\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["vars_from"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/defaults/main.yml": "idle: 10\n", "roles/shop/vars/slow.yml": "idle: 600\n", "site.yml": play("- include_role: {name: shop, vars_from: slow}\n")}
CASES["vars_from over main"] = {"roles/shop/tasks/main.yml": ROLE, "roles/shop/vars/main.yml": "idle: 600\n", "roles/shop/vars/slow.yml": "other: 600\n", "site.yml": play("- include_role: {name: shop, vars_from: slow}\n", head="vars: {idle: 10}\n")}
CASES["a collection of two documents"] = {"site.yml": play(*SLOW, head="vars_files: [v.yml]\n"), "v.yml": "idle: 600\n"}
CASES["a role with defaults alone"] = {"roles/base/defaults/main.yml": "idle: 600\n", "site.yml": play(*timeout('"{{ idle | default(10) }}"'), head="roles: [base]\n")}
CASES["block vars inside of import vars"] = {"t.yml": "- vars: {idle: 600}\n  block:\n" + indented(*SLOW), "site.yml": play("- import_tasks: t.yml\n  vars: {idle: 10}\n")}
CASES["block vars inside of include vars"] = {"t.yml": "- vars: {idle: 10}\n  block:\n" + indented(*SLOW), "site.yml": play("- include_tasks: t.yml\n  vars: {idle: 600}\n")}
CASES["defaults of import_role before it"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "roles/base/defaults/main.yml": "idle: 600\n", "site.yml": play(*timeout('"{{ idle | default(10) }}"'), "- import_role: {name: base}\n")}
CASES["defaults of import_role in a block that does not run"] = {"roles/base/tasks/main.yml": "- debug: {msg: x}\n", "roles/base/defaults/main.yml": "idle: 600\n", "site.yml": play("- when: false\n  block:\n  - import_role: {name: base}\n", *timeout('"{{ idle | default(10) }}"'))}
CASES["include_vars of a file in vars/"] = {"site.yml": play("- include_vars: v.yml\n", *SLOW), "vars/v.yml": "idle: 600\n"}
CASES["include_vars of a role's vars"] = {"roles/shop/tasks/main.yml": "- include_vars: slow.yml\n" + ROLE, "roles/shop/vars/slow.yml": "idle: 600\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["include_vars of a role's vars from an included file"] = {"roles/shop/tasks/main.yml": "- include_tasks: sub/x.yml\n" + ROLE, "roles/shop/tasks/sub/x.yml": "- include_vars: slow.yml\n", "roles/shop/vars/slow.yml": "idle: 600\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["include_vars in a loop of first found"] = {"site.yml": play("- include_vars: \"{{ item }}\"\n  with_first_found: [nope.yml, v.yml]\n", *SLOW), "vars/v.yml": "idle: 600\n", "v.yml": "idle: 600\n"}
CASES["include_vars of a folder"] = {"site.yml": play("- include_vars: {dir: more}\n", *SLOW), "more/b.yml": "idle: 600\n", "more/a.yml": "idle: 10\n"}
CASES["include_vars of a folder under vars"] = {"roles/shop/tasks/main.yml": "- include_vars: {dir: more}\n" + ROLE, "roles/shop/vars/more/b.yml": "idle: 600\n", "site.yml": "- hosts: localhost\n  roles: [shop]\n"}
CASES["include_vars with a name"] = {"site.yml": play("- include_vars: {file: v.yml, name: all}\n", *timeout('"{{ all.idle }}"')), "v.yml": "idle: 600\n"}
CASES["include_vars of a glob"] = {"site.yml": play("- include_vars: \"{{ item }}\"\n  with_fileglob: [vars/*.yml]\n", *SLOW), "vars/v.yml": "idle: 600\n"}
CASES["vars_files of vars/"] = {"site.yml": play(*SLOW, head="vars_files: [v.yml]\n"), "vars/v.yml": "idle: 600\n"}
CASES["vars_files list of choices"] = {"site.yml": play(*SLOW, head="vars_files: [[nope.yml, v.yml]]\n"), "v.yml": "idle: 600\n"}
