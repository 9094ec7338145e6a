"""Conditions of blocks and of what is taken in, which each task asks at its time."""

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
# -- when on a block
CASES["when of a block asked for each"] = {"site.yml": "- hosts: localhost\n  vars: {go: true}\n  tasks:\n" + indented(*attached("- when: go\n  block:\n  - set_fact: {go: false}\n" + indented(ATTACHES)))}
CASES["when of a block that turns true"] = {"site.yml": "- hosts: localhost\n  vars: {go: false}\n  tasks:\n" + indented(*GOOD, "- when: go\n  block:\n  - set_fact: {go: true}\n" + indented(BARE))}
CASES["when on include_tasks asked once"] = {"t.yml": "- set_fact: {go: false}\n" + ATTACHES, "site.yml": "- hosts: localhost\n  vars: {go: true}\n  tasks:\n" + indented(*attached("- include_tasks: t.yml\n  when: go\n"))}
CASES["when on import_tasks asked for each"] = {"t.yml": "- set_fact: {go: false}\n" + ATTACHES, "site.yml": "- hosts: localhost\n  vars: {go: true}\n  tasks:\n" + indented(*attached("- import_tasks: t.yml\n  when: go\n"))}
CASES["when on a role asked for each"] = {"roles/n/tasks/main.yml": "- set_fact: {go: false}\n" + ATTACHES, "site.yml": "- hosts: localhost\n  vars: {go: true}\n  pre_tasks:\n" + indented(*attached()) + "  roles: [{role: n, when: go}]\n"}
CASES["when on import_role asked for each"] = {"roles/n/tasks/main.yml": "- set_fact: {go: false}\n" + ATTACHES, "site.yml": "- hosts: localhost\n  vars: {go: true}\n  tasks:\n" + indented(*attached("- import_role: {name: n}\n  when: go\n"))}
CASES["when on include_role asked once"] = {"roles/n/tasks/main.yml": "- set_fact: {go: false}\n" + ATTACHES, "site.yml": "- hosts: localhost\n  vars: {go: true}\n  tasks:\n" + indented(*attached("- include_role: {name: n}\n  when: go\n"))}
CASES["when on import_playbook asked for each"] = {"p.yml": play("- set_fact: {go: false}\n", ATTACHES), "site.yml": play(*attached()) + "- import_playbook: p.yml\n  when: go | default(true)\n"}
CASES["a nested block's when"] = {"site.yml": "- hosts: localhost\n  vars: {go: true}\n  tasks:\n" + indented(*attached("- when: go\n  block:\n  - block:\n    - set_fact: {go: false}\n" + indented(ATTACHES, by=4)))}
CASES["always with the block's when"] = {"site.yml": "- hosts: localhost\n  vars: {go: true}\n  tasks:\n" + indented(*attached("- when: go\n  block:\n  - set_fact: {go: false}\n  always:\n" + indented(ATTACHES)))}
CASES["when of a block with register"] = {"site.yml": play(*attached("- when: x is not defined\n  block:\n  - command: echo hi\n    register: x\n" + indented(ATTACHES)))}
CASES["vars of a block in its when"] = {"site.yml": play(*attached("- vars: {go: false}\n  when: go\n  block:\n" + indented(ATTACHES)))}
CASES["when in a loop on include"] = {"t.yml": "- set_fact: {go: false}\n" + ATTACHES.replace("name: nodes", 'name: "{{ item }}"'), "site.yml": "- hosts: localhost\n  vars: {go: true}\n  tasks:\n" + indented(*attached("- include_tasks: t.yml\n  when: go\n  loop: [others, nodes]\n"))}
CASES["include with apply when"] = {"t.yml": "- set_fact: {go: false}\n" + ATTACHES, "site.yml": play(*attached("- include_tasks: {file: t.yml, apply: {when: go}}\n"), head="vars: {go: true}\n")}
CASES["include with apply vars"] = {"t.yml": timeout('"{{ idle }}"')[2], "site.yml": play(GROUP, IP, "- include_tasks: {file: t.yml, apply: {vars: {idle: 600}}}\n", *GOOD[3:], head="vars: {idle: 10}\n")}
CASES["include in a block with when"] = {"t.yml": "- set_fact: {go: false}\n" + ATTACHES, "site.yml": play(*attached("- when: go\n  block:\n  - include_tasks: t.yml\n"), head="vars: {go: true}\n")}
CASES["include_role in a block with when"] = {"roles/n/tasks/main.yml": "- set_fact: {go: false}\n" + ATTACHES, "site.yml": play(*attached("- when: go\n  block:\n  - include_role: {name: n}\n"), head="vars: {go: true}\n")}
CASES["include in an import with when"] = {"t.yml": "- set_fact: {go: false}\n" + ATTACHES, "i.yml": "- include_tasks: t.yml\n", "site.yml": play(*attached("- import_tasks: i.yml\n  when: go\n"), head="vars: {go: true}\n")}
CASES["include in an include with when"] = {"t.yml": "- set_fact: {go: false}\n" + ATTACHES, "i.yml": "- include_tasks: t.yml\n", "site.yml": play(*attached("- include_tasks: i.yml\n  when: go\n"), head="vars: {go: true}\n")}
