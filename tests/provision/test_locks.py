"""Locks that an entry asks for: one on each of its public IPs, made after it, never taken off, and said in code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.commands.emitting import LANGUAGES, emitted
from natpin.model.change import Action
from natpin.provision.plan import make
from natpin.simulator import Settings, Simulator

from .bench import Bench, bench, entry
from .scenes import lived_in


def wish(ground: Bench, *existing: str) -> str:
    ips = {"prefix": {"name": "egress", "length": 30}, "existing": list(existing)}
    return entry(ground.subscription, lock="CanNotDelete", public_ips=ips, cluster={"name": "aks"})


@pytest.fixture
def ground(tmp_path: Path) -> Bench:
    made = bench(tmp_path)
    lived_in(made)
    return made


def test_each_public_ip_gets_one(ground: Bench) -> None:
    old = ground.id("Microsoft.Network/publicIPAddresses/old")
    plan = ground.plan(ground.wanted(wish(ground, old)), "outbound-type-change")
    made = [change.id for change in plan.writes if change.type.endswith("/locks")]
    prefix = ground.id("Microsoft.Network/publicIPPrefixes/egress")
    assert made == [f"{id_}/providers/Microsoft.Authorization/locks/natpin" for id_ in (prefix, old)]
    assert ground.apply(plan).complete
    assert {body["properties"]["level"] for body in ground.azure.locks().values()} == {"CanNotDelete"}
    again = ground.plan(ground.wanted(wish(ground, old)), "outbound-type-change")
    assert {change.action for change in again.changes} == {Action.NO_OP}


def test_the_stage_allocate_guards_what_it_makes(ground: Bench) -> None:
    from natpin.model.record import replace

    plan = ground.plan(replace(ground.wanted(wish(ground)), stage="allocate"))
    assert [change.type.rpartition("/")[2] for change in plan.writes] == ["publicIPPrefixes", "locks"]
    assert ground.apply(plan).complete


def test_a_lock_of_that_name_that_forbids_writing_is_in_the_way(ground: Bench) -> None:
    old = ground.id("Microsoft.Network/publicIPAddresses/old")
    ground.azure.lock(old, "ReadOnly", "natpin")
    plan = ground.plan(ground.wanted(wish(ground, old)), "outbound-type-change")
    assert any("ReadOnly" in reason for change in plan.blocked for reason in change.reasons)


def test_whoever_may_not_lock_is_told_so_before_anything_is_written(ground: Bench) -> None:
    one = ground.azure.add_principal("applier", secret="secret")
    ground.azure.assign(
        one, "Contributor", f"/subscriptions/{ground.subscription}"
    )  # which may make no locks
    plan = ground.plan(ground.wanted(wish(ground)), "outbound-type-change", cloud=ground.cloud(one))
    assert any(
        "Microsoft.Authorization/locks/write" in reason
        for change in plan.blocked
        for reason in change.reasons
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_locks_of_one_name_in_code(language: str, ground: Bench) -> None:
    wanted = ground.wanted(wish(ground, ground.id("Microsoft.Network/publicIPAddresses/old")))
    plan, found = make(wanted, frozenset({"outbound-type-change"}), ground.cloud())
    text = "".join(emitted(plan, wanted, found, language).values())
    assert text.count("CanNotDelete") == 2


def test_a_plan_with_locks_passes_the_rule_that_asks_for_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as azure:
        (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        flags = ["--workspace", str(tmp_path), "--azure-info", str(tmp_path / "info.json")]
        told = {}
        for lock in (None, "CanNotDelete"):
            (tmp_path / "natpin.yaml").write_text(entry(azure.subscription, lock=lock))
            assert main(["plan", *flags]) == 0
            told[lock] = capsys.readouterr().out
        assert "egress-ip-unprotected" in told[None]
        assert "egress-ip-unprotected" not in told["CanNotDelete"]


def test_an_ip_that_another_lock_guards_gets_no_second_one(ground: Bench) -> None:
    """Whatever the team called its lock, and whether it is on the IP or on its resource group."""
    old = ground.id("Microsoft.Network/publicIPAddresses/old")
    ground.azure.lock(old, "CanNotDelete", "the-teams")
    prefix = f"{ground.id('Microsoft.Network/publicIPPrefixes/egress')}/providers/Microsoft.Authorization/locks/natpin"
    plan = ground.plan(ground.wanted(wish(ground, old)), "outbound-type-change")
    assert [change.id for change in plan.writes if change.type.endswith("/locks")] == [prefix]
    assert ground.apply(plan).complete
    ground.azure.lock(old.partition("/providers/")[0], "CanNotDelete", "everything")
    again = ground.plan(ground.wanted(wish(ground, old)), "outbound-type-change")
    assert {change.action for change in again.changes} == {Action.NO_OP}


def test_a_lock_that_is_taken_off_while_the_plan_runs_is_missed(ground: Bench) -> None:
    """The list of locks was read before: the lock itself is not to be found in it any more."""
    old = ground.id("Microsoft.Network/publicIPAddresses/old")
    assert ground.apply(ground.plan(ground.wanted(wish(ground, old)), "outbound-type-change")).complete
    wanted = ground.wanted(wish(ground, old))
    plan, found = make(wanted, frozenset({"outbound-type-change"}), ground.cloud())
    assert not plan.writes
    lock = f"{old}/providers/Microsoft.Authorization/locks/natpin"
    from natpin.provision.plan import plan as planned

    after = planned(wanted, found.with_live(lock, None), frozenset({"outbound-type-change"}))
    assert [change.id for change in after.writes] == [lock]
