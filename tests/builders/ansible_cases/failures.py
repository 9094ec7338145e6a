"""Blocks that break off and are rescued, what ends a play or a role, and what only checks."""

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
# -- blocks that break off
F = "- azure_rm_publicipaddress: {resource_group: rg, name: x, natpin_fails: \"{{ fails | default(true) }}\"}\n"
def blk(name, before, block, rescue="", always="", after=(), more=""):
    t = "- block:\n" + indented(block) + (("  rescue:\n" + indented(rescue)) if rescue else "") + (("  always:\n" + indented(always)) if always else "") + more
    CASES[name] = {"site.yml": play(*before, t, *after)}
D = "- debug: {msg: x}\n"
FAIL_ = "- fail: {msg: no}\n"
PRE = (GROUP, IP, GATEWAY, NETWORK, BARE)
blk("breaks off before it attaches", PRE, F + ATTACHES, D, after=(CLUSTER,))
blk("breaks off after it attached", PRE, ATTACHES + F, D, after=(CLUSTER,))
blk("rescue attaches", PRE, F + D, ATTACHES, after=(CLUSTER,))
blk("rescue detaches", GOOD, F + D, BARE)
blk("fail is rescued by what detaches", GOOD, FAIL_, BARE)
blk("fail before it attaches", PRE, FAIL_ + ATTACHES, D, after=(CLUSTER,))
blk("fail after it attached", PRE, ATTACHES + FAIL_, D, after=(CLUSTER,))
blk("fail, then what comes after", GOOD, FAIL_, D, after=(BARE,))
blk("fail in a nested block", GOOD, "- block:\n" + indented(FAIL_) + "  always:\n" + indented(D), BARE)
blk("fail in an included block", GOOD, "- include_tasks: f.yml\n", BARE)
CASES["fail in an included block"]["f.yml"] = FAIL_
blk("a rescue that fails is rescued", GOOD, "- block:\n" + indented(FAIL_) + "  rescue:\n" + indented(FAIL_), BARE)
blk("always after fail in rescue", GOOD, FAIL_, D, BARE)
blk("fail that is ignored", GOOD, "- fail: {msg: no}\n  ignore_errors: true\n" + BARE, D)
blk("a block that ignores errors", GOOD, FAIL_ + BARE, more="  ignore_errors: true\n")
CASES["fail that is ignored at the top"] = {"site.yml": play(*GOOD, "- fail: {msg: no}\n  ignore_errors: true\n", BARE)}
CASES["fail by failed_when false"] = {"site.yml": play(*GOOD, "- fail: {msg: no}\n  failed_when: false\n", BARE)}
CASES["fail in a play that ignores errors"] = {"site.yml": play(*GOOD, FAIL_, BARE, head="ignore_errors: true\n")}
CASES["fail in a role that ignores errors"] = {"roles/n/tasks/main.yml": FAIL_ + BARE, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [{role: n, ignore_errors: true}]\n"}
blk("an assertion that fails", GOOD, "- assert: {that: [1 == 2]}\n", BARE)
blk("an assertion that fails before it attaches", PRE, "- assert: {that: 1 == 2}\n" + ATTACHES, D, after=(CLUSTER,))
blk("end_play in a block with always", GOOD, "- meta: end_play\n", always=BARE)
blk("end_play in a rescue", GOOD, FAIL_, "- meta: end_play\n", after=(BARE,))
blk("end_host in a block", GOOD, "- meta: end_host\n", always=BARE)
blk("end_batch", GOOD, "- meta: end_batch\n", after=(BARE,))
CASES["end_role"] = {"roles/n/tasks/main.yml": "- meta: end_role\n" + BARE, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [n]\n"}
CASES["end_role, then the play"] = {"roles/n/tasks/main.yml": "- meta: end_role\n", "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*GOOD) + "  roles: [n]\n  tasks:\n" + indented(BARE)}
CASES["end_play ends one play"] = {"site.yml": play(*GOOD, "- meta: end_play\n") + play(BARE)}
blk("rescued result", PRE, F.rstrip() + "\n  register: x\n", D, after=(ATTACHES + "  when: x is failed\n", CLUSTER))
CASES["ignored failure decides"] = {"site.yml": play(*PRE, F.rstrip() + "\n  register: x\n  ignore_errors: true\n", ATTACHES + "  when: x is failed\n", CLUSTER)}
# -- check mode
CASES["a block that only checks"] = {"site.yml": play(*attached("- check_mode: true\n  block:\n" + indented(ATTACHES)))}
CASES["a play that only checks"] = {"site.yml": play(*attached()) + play(ATTACHES, head="check_mode: true\n")}
CASES["a role that only checks"] = {"roles/n/tasks/main.yml": ATTACHES, "site.yml": "- hosts: localhost\n  pre_tasks:\n" + indented(*attached()) + "  roles: [{role: n, check_mode: true}]\n"}
CASES["a task that does not only check"] = {"site.yml": play(*attached()) + play(ATTACHES + "  check_mode: false\n", head="check_mode: true\n")}
CASES["an import that only checks"] = {"t.yml": ATTACHES, "site.yml": play(*attached("- import_tasks: t.yml\n  check_mode: true\n"))}
CASES["an import_role that only checks"] = {"roles/n/tasks/main.yml": ATTACHES, "site.yml": play(*attached("- import_role: {name: n}\n  check_mode: true\n"))}
CASES["ignore_errors on an include"] = {"t.yml": FAIL_ + BARE, "site.yml": play(*GOOD, "- include_tasks: t.yml\n  ignore_errors: true\n")}
CASES["ignore_errors on an import"] = {"t.yml": FAIL_ + BARE, "site.yml": play(*GOOD, "- import_tasks: t.yml\n  ignore_errors: true\n")}
CASES["registered though skipped"] = {"site.yml": play(*PRE, "- when: false\n  block:\n  - command: echo\n    register: x\n", ATTACHES + "  when: x is defined\n", CLUSTER)}
CASES["registered as skipped"] = {"site.yml": play(*PRE, "- when: false\n  block:\n  - command: echo\n    register: x\n", ATTACHES + "  when: x is skipped\n", CLUSTER)}
