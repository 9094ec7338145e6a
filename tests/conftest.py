"""What all tests share: the rules that natpin asks in them, and that no test passes or fails by how fast a machine is.

However long reading takes, pytest's own process is not forked for it: ``tests/pipeline/test_spreading.py`` has processes of
its own for that.

Whoever changes a record is refused in tests, and in them alone (``model/record.py``).

A rule that is added to ``policies/rules`` is tested by its own cases (tests/policies, tests/rules). It must not change
what other tests expect: golden reports, exit statuses, counts of findings. So natpin asks those rules alone that
``pinned_rules.txt`` names, wherever it picks the built-in ones. A test that is about every rule there is takes the
fixture ``every_rule``, or reads them with ``natpin.policy.load.built_in``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from natpin.model import record
from natpin.pipeline import spreading
from natpin.policy import load, select

# On top of Hypothesis' own profile, which in CI leaves chance out. A slow laptop is no finding: neither how long an
# example takes counts nor how long it takes to make one up.
settings.register_profile(
    "any-machine", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")

record.guard()

PINNED = frozenset(
    line
    for line in (Path(__file__).parent / "pinned_rules.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)


def shipped(folder: Path | None = None) -> load.BuiltIn:
    """The built-in rules and profiles, which nothing changes: they are read once, and not for each lint of a test."""
    return _shipped(load.built_in, folder)


def pinned(folder: Path | None = None) -> load.BuiltIn:
    """The same, without the rules that are not pinned."""
    return _without_others(load.built_in, folder)


@cache
def _shipped(reads: Callable[[Path | None], load.BuiltIn], folder: Path | None) -> load.BuiltIn:
    return reads(folder)


@cache
def _without_others(reads: Callable[[Path | None], load.BuiltIn], folder: Path | None) -> load.BuiltIn:
    shipped = _shipped(reads, folder)
    rules = tuple(policy for policy in shipped.policies if policy.id in PINNED)
    return load.BuiltIn(rules, {name: _pinned(profile) for name, profile in shipped.profiles.items()})


def _pinned(profile: load.Profile) -> load.Profile:
    rules = {name: setting for name, setting in profile.rules.items() if name in PINNED}
    return load.Profile(profile.id, profile.description, rules, profile.only, profile.unknown_fails)


@pytest.fixture(scope="session", autouse=True)
def _pinned_rules() -> Iterator[None]:
    """For the whole session: some fixtures that live as long lint something."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(select, "built_in", pinned)
        patch.setattr(spreading, "FIRST", float("inf"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_power_cut() -> Iterator[None]:
    """Nothing waits until a disk has it: no test cuts the power, and a journal is synced twice for each write."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda file: None)
        yield


@pytest.fixture
def every_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """natpin asks every built-in rule in this test."""
    monkeypatch.setattr(select, "built_in", shipped)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests run only when asked for: -m slow."""
    if "slow" in str(config.getoption("markexpr")):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="minutes: run with -m slow"))
