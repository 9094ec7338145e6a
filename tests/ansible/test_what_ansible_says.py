"""Ansible still says of each playbook what was recorded of it."""

from __future__ import annotations

import json
import os

import pytest
from ansible_cases import ARGUMENTS, CASES
from ansible_cases.asking import SAID, ask

ANSIBLE = os.environ.get("NATPIN_ANSIBLE")
pytestmark = pytest.mark.skipif(not ANSIBLE, reason="NATPIN_ANSIBLE does not name an ansible-playbook")


@pytest.mark.parametrize("case", CASES)
def test_what_was_recorded_is_what_ansible_says(case: str) -> None:
    assert (
        ask(str(ANSIBLE), CASES[case], ARGUMENTS.get(case, [])) == json.loads(SAID.read_text("utf-8"))[case]
    )
