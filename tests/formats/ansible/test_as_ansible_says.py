"""What Ansible itself made of a playbook (ansible-core 2.19.14, ``ansible_cases/said.json``), and what natpin says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_cases import CASES
from ansible_cases.asking import SAID
from folders import linted
from playbooks import ATTACHES, CLUSTER, GOOD, indented, play

from natpin.model.finding import Verdict

WHAT_ANSIBLE_SAID: dict[str, list[str | None] | None] = json.loads(SAID.read_text("utf-8"))
UNDECIDED = frozenset(
    {
        # a task may fail at any time, and where the play then goes on both ways are judged
        "breaks off before it attaches",
        "breaks off after it attached",
        "rescue attaches",
        "rescue detaches",
        "fail before it attaches",
        "fail after it attached",
        "fail that is ignored",
        "an assertion that fails",
        "an assertion that fails before it attaches",
        "rescued result",
        "ignored failure decides",
        # another inventory may have hosts that fit
        "hosts that are in no inventory",
        "detached where no host is",
        "attached where no host is",
        # a loop over what a pattern finds is not followed
        "include_vars of a glob",
        # filters, tests and facts of other hosts that are not worked out
        "loop over select",
        "when of a version",
        "a host's variables by another host",
        "group_by",
        # whether a task changes anything, and so notifies, is only known when it runs
        "detached when flushed",
        # its default is what the prompt offers, and whoever runs the playbook answers
        "vars_prompt with a default",
    }
)
AS_IT_STOOD = frozenset({"a cluster made and removed"})
"""What is gone when the playbook ends: judged as it stood until then, as that of a script is."""
NAT, IDLE = "node-subnet-no-nat", "nat-idle-seconds"


def test_ansible_was_asked_of_every_case() -> None:
    assert WHAT_ANSIBLE_SAID.keys() == CASES.keys()
    assert CASES.keys() >= UNDECIDED


@pytest.mark.parametrize("case", CASES)
def test_natpin_says_what_ansible_does(case: str, tmp_path: Path) -> None:
    report = linted(tmp_path, CASES[case])
    found = [cluster.verdicts for stack in report.stacks for cluster in stack.clusters]
    said = WHAT_ANSIBLE_SAID[case]
    if case in UNDECIDED:
        assert [Verdict.UNKNOWN in (one[NAT], one.get(IDLE)) for one in found] == [True]
    elif case in AS_IT_STOOD:
        assert found
        assert said is None
    elif said is None:
        assert not found
    else:
        assert [one[NAT].value for one in found] == [said[0]]
        assert said[1] is None or [one[IDLE].value for one in found] == [said[1]]


def test_blocks_in_blocks_take_time_in_proportion(tmp_path: Path) -> None:
    """Twenty of them: gone through twice each, they would be a million."""
    block = ATTACHES
    for _ in range(20):
        block = f"- block:\n{indented(block)}  rescue:\n  - debug: {{msg: x}}\n"
    report = linted(tmp_path, {"site.yml": play(*GOOD[:-1], block, CLUSTER)})
    assert [cluster.verdicts[NAT] for stack in report.stacks for cluster in stack.clusters] == [Verdict.PASS]
