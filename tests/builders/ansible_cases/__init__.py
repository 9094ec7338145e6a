"""Playbooks of which Ansible itself has said what they make (``said.json``): files, and words of its command."""

from __future__ import annotations

from ansible_cases import conditions, failures, hosts, loops_and_facts, roles, variables

_TABLES = (roles, variables, conditions, failures, hosts, loops_and_facts)
CASES: dict[str, dict[str, str]] = {name: files for table in _TABLES for name, files in table.CASES.items()}
ARGUMENTS: dict[str, list[str]] = {
    name: words for table in _TABLES for name, words in table.ARGUMENTS.items()
}
