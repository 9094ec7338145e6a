"""A new rule is asked in its own tests alone: conftest.py says how."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.config import Config
from natpin.model.record import replace
from natpin.policy import load
from natpin.policy.select import chosen

PINNED = set((Path(__file__).parent / "pinned_rules.txt").read_text("utf-8").splitlines()[1:])


@pytest.fixture
def new_rule(monkeypatch: pytest.MonkeyPatch) -> str:
    """A rule that is added to the built-in ones, and to what a profile sets."""
    shipped = load.built_in()
    first = shipped.policies[0]
    added = replace(first, rule=replace(first.rule, id="new-rule"))
    strict = shipped.profiles["strict"]
    profile = load.Profile("strict", strict.description, {**strict.rules, "new-rule": "error"}, strict.only)
    grown = load.BuiltIn((*shipped.policies, added), {**shipped.profiles, "strict": profile})
    monkeypatch.setattr(load, "built_in", lambda folder=None: grown)
    return added.id


@pytest.mark.parametrize("profile", ["default", "strict"])
def test_a_new_rule_is_not_asked_where_others_are_tested(new_rule: str, profile: str) -> None:
    assert {policy.id for policy in chosen(Config(), profile=profile)} == PINNED


def test_a_test_can_ask_every_rule(new_rule: str, every_rule: None) -> None:
    assert {policy.id for policy in chosen(Config())} >= PINNED | {new_rule}


def test_the_pinned_rules_are_there() -> None:
    gone = PINNED - {policy.id for policy in load.built_in().policies}
    assert not gone, "rules that are gone or have another name: change tests/pinned_rules.txt too"
