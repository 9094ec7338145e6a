"""``set_fact`` whose fact is named by a template, and options of which nothing is known: what they can change, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

PLAY = """\
- hosts: localhost
  vars:
    names: [plugin]
    addons: "{{ lookup('env', 'ADDONS') }}"
  tasks:
  - set_fact:
      "{{ item }}": kubenet
    with_items: "{{ names }}"
    when: true
  - azure_rm_aks:
      name: a
      resource_group: g
      location: westeurope
      dns_prefix: a
      agent_pool_profiles: [{name: one, count: 1, vm_size: Standard_D2_v2, mode: System}]
      network_profile:
        network_plugin: "{{ plugin | default('azure') }}"
        outbound_type: managedNATGateway
"""
PLUGIN, EXIT = "azure-cni-required", "outbound-type-not-nat"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
CASES = {
    "a name that is known": (PLAY, PLUGIN, FAIL),
    "another name": (PLAY.replace("[plugin]", "[other]"), PLUGIN, PASS),
    "a part of a name": (
        PLAY.replace("[plugin]", "[plug]").replace("{{ item }}", "{{ item }}in"),
        PLUGIN,
        FAIL,
    ),
    "a condition that is not known": (
        PLAY.replace("when: true", "when: vars[item] is not defined"),
        PLUGIN,
        UNKNOWN,
    ),
    "a name that is not known": (
        PLAY.replace("[plugin]", "\"{{ lookup('env', 'NAMES') }}\""),
        PLUGIN,
        UNKNOWN,
    ),
    "add-ons that are not known": (f'{PLAY}      addon: "{{{{ addons }}}}"\n', EXIT, PASS),
    "a network profile that is not known": (
        PLAY.partition("      network_profile:")[0] + '      network_profile: "{{ addons }}"\n',
        EXIT,
        UNKNOWN,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_set(case: str, tmp_path: Path) -> None:
    play, rule, expected = CASES[case]
    assert set(verdicts(linted(tmp_path, {"play.yml": play}), rule)) == {expected}
