"""A rule's pairs are one case in several languages: they leave by the same exits, and the same rules fail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .running import clusters, differences, findings, kept
from .test_every_rule_has_a_pair import EVERYWHERE, RULES, pairs
from .test_every_rule_has_a_pair import natpin as natpin

ASKED = (*EVERYWHERE, "ansible", "pulumi", "aso", "crossplane")
"""Cluster API names a network that is declared elsewhere."""

OF_ONE_TOOL = frozenset(
    {
        "egress-ip-unprotected",  # what keeps an IP from being deleted
        "nat-association-order",  # what waits for what
        *(rule for rule, policy in RULES.items() if policy.category == "scripts"),
    }
)
"""Rules that may fail beside the pair's own in one language and not in another."""

OTHERWISE = {
    "azure-cni-required": "Terraform's cluster leaves through a managed gateway",
    "managed-ip-contract": "azurerm and Az PowerShell give the managed gateway no IPs of one's own: it is another gateway's",
    "egress-ip-replaced": "Terraform replaces the prefix, the others take it off the gateway",
    "nat-idle-range": "the timeout is too short in Terraform, and too long in the others",
    "subnet-two-nats": "a template's subnet takes the place of what stands in the network; Terraform attaches two",
}
"""Rules whose pairs differ by more than their language."""


def egress(report: Mapping[str, Any]) -> set[tuple[object, ...]]:
    """The ways out of all clusters, whatever their pools are called, and by how many IPs: Ansible's gateway has no prefix."""
    keys = ("role", "exit", "subnet", "natGateway", "idleTimeoutMinutes")
    return {
        tuple(path.get(key) for key in keys)
        for cluster in clusters(report)
        for path in cluster.get("egress", ())
        if isinstance(path, Mapping)
    }


def told(report: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Rules with what is said by them, and what is live otherwise than declared."""
    found = {(one["rule"], one["verdict"]) for one in findings(report) if one["rule"] not in OF_ONE_TOOL}
    return found | {(one["name"], one["kind"]) for one in differences(report)}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_what_one_language_says_the_others_say(rule: str, natpin, tmp_path: Path) -> None:
    differing: dict[str, object] = {}
    for side in ("fail", "pass"):
        said: dict[str, object] = {}
        for pair in pairs():
            if pair.parent.name == rule and pair.name in ASKED:
                (tmp_path / side / pair.name).mkdir(parents=True)
                report = kept(pair / side, natpin, tmp_path / side / pair.name)
                said[f"{pair.name}/{side}"] = (told(report), egress(report))
        first = next(iter(said.values()), None)
        differing |= {case: one for case, one in said.items() if one != first}
    assert bool(differing) is (rule in OTHERWISE), differing
