"""Roles that run once a play, what they need, and what is given to them."""

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
# -- roles run once a play
CASES["a role named twice runs once"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles:\n  - net\n  - role: att\n  - net\n", "roles/att/tasks/main.yml": ATTACHES}
CASES["twice with other parameters"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles:\n  - {role: net, x: 1}\n  - role: att\n  - {role: net, x: 2}\n", "roles/att/tasks/main.yml": ATTACHES}
CASES["twice with the same parameters"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles:\n  - {role: net, x: 1}\n  - role: att\n  - {role: net, x: 1}\n", "roles/att/tasks/main.yml": ATTACHES}
CASES["twice with other vars"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles:\n  - {role: net, vars: {x: 1}}\n  - role: att\n  - {role: net, vars: {x: 2}}\n", "roles/att/tasks/main.yml": ATTACHES}
CASES["twice with another when"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles:\n  - {role: net, when: true}\n  - role: att\n  - {role: net, when: 1 == 1}\n", "roles/att/tasks/main.yml": ATTACHES}
CASES["twice with other tags"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles:\n  - {role: net, tags: a}\n  - role: att\n  - {role: net, tags: b}\n", "roles/att/tasks/main.yml": ATTACHES}
CASES["allow_duplicates"] = {**CHANGES, "roles/net/meta/main.yml": "allow_duplicates: true\n", "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles:\n  - net\n  - role: att\n  - net\n", "roles/att/tasks/main.yml": ATTACHES}
CASES["first skipped by when, then again"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles:\n  - {role: net, when: false}\n  - role: att\n  - net\n", "roles/att/tasks/main.yml": ATTACHES}
CASES["include_role twice"] = {**CHANGES, "site.yml": play(*GOOD, "- include_role: {name: net}\n", ATTACHES, "- include_role: {name: net}\n")}
CASES["import_role twice"] = {**CHANGES, "site.yml": play(*GOOD, "- import_role: {name: net}\n", ATTACHES, "- import_role: {name: net}\n")}
CASES["roles and import_role"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [net]\n  tasks:\n" + indented(ATTACHES, "- import_role: {name: net}\n")}
CASES["roles and include_role"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [net]\n  tasks:\n" + indented(ATTACHES, "- include_role: {name: net}\n")}
CASES["include_role without duplicates"] = {**CHANGES, "site.yml": play(*GOOD, "- include_role: {name: net}\n", ATTACHES, "- include_role: {name: net, allow_duplicates: false}\n")}
CASES["in two plays"] = {**CHANGES, "site.yml": play(*GOOD, head="") + "- hosts: localhost\n  roles: [net]\n- hosts: localhost\n  tasks:\n" + indented(ATTACHES) + "- hosts: localhost\n  roles: [net]\n"}
CASES["a dependency of two"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [a, att, b]\n", "roles/att/tasks/main.yml": ATTACHES, "roles/a/meta/main.yml": "dependencies: [net]\n", "roles/b/meta/main.yml": "dependencies: [net]\n", "roles/a/tasks/main.yml": "- debug: {msg: x}\n", "roles/b/tasks/main.yml": "- debug: {msg: x}\n"}
CASES["a dependency of two with parameters"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [a, att, b]\n", "roles/att/tasks/main.yml": ATTACHES, "roles/a/meta/main.yml": "dependencies:\n- {role: net, x: 1}\n", "roles/b/meta/main.yml": "dependencies: [{role: net, x: 2}]\n", "roles/a/tasks/main.yml": "- debug: {msg: x}\n", "roles/b/tasks/main.yml": "- debug: {msg: x}\n"}
CASES["dedup keeps the attach out"] = {"roles/net/tasks/main.yml": ATTACHES, "roles/det/tasks/main.yml": BARE, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [net, det, net]\n"}
CASES["dedup: empty run first"] = {"roles/net/tasks/main.yml": ATTACHES.rstrip() + "\n  when: go\n", "roles/det/tasks/main.yml": BARE+"- set_fact: {go: true}\n", "site.yml": "- hosts: localhost\n  vars: {go: false}\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [net, det, net]\n"}
# -- bare parameters of dependencies
CASES["bare parameters of a dependency"] = {**R, "site.yml": "- hosts: localhost\n  roles: [outer]\n", "roles/outer/meta/main.yml": "dependencies:\n- {role: shop, idle: 600}\n", "roles/outer/tasks/main.yml": "- debug: {msg: x}\n"}
CASES["vars of a dependency"] = {**R, "site.yml": "- hosts: localhost\n  roles: [outer]\n", "roles/outer/meta/main.yml": "dependencies:\n- {role: shop, vars: {idle: 600}}\n", "roles/outer/tasks/main.yml": "- debug: {msg: x}\n"}
CASES["when of a dependency"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [outer]\n", "roles/outer/meta/main.yml": "dependencies:\n- {role: net, when: false}\n", "roles/outer/tasks/main.yml": "- debug: {msg: x}\n"}
CASES["a role with parameters that needs another"] = {**R, "site.yml": "- hosts: localhost\n  roles: [{role: outer, idle: 600}]\n", "roles/outer/meta/main.yml": "dependencies: [shop]\n", "roles/outer/tasks/main.yml": "- debug: {msg: x}\n"}
CASES["a role's vars seen by what it needs"] = {**R, "site.yml": "- hosts: localhost\n  roles: [outer]\n", "roles/outer/meta/main.yml": "dependencies: [shop]\n", "roles/outer/vars/main.yml": "idle: 600\n", "roles/outer/tasks/main.yml": "- debug: {msg: x}\n"}
CASES["the when of a role is that of what it needs"] = {**CHANGES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [{role: outer, when: false}]\n", "roles/outer/meta/main.yml": "dependencies: [net]\n", "roles/outer/tasks/main.yml": "- debug: {msg: x}\n"}
