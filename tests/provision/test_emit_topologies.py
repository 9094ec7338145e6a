"""Every topology of the Rosetta suite as code, in three languages: read back, nothing is left to do; or why there is none.

Two questions are asked of each. What its files declare, made anew in an Azure with nothing in it. And what stands in Azure,
brought to a NAT gateway: every stage of the way there, and every way back, each from where the one before it has led.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from natpin.adoption.assessment import assess
from natpin.adoption.stages import way_of
from natpin.adoption.standing import look_at
from natpin.adoption.way import Way
from natpin.adoption.wish import Choices
from natpin.cli import main
from natpin.commands.emitting import LANGUAGES, emitted
from natpin.commands.provisioning import errors, planned_findings
from natpin.config import Config
from natpin.model.record import replace
from natpin.policy.select import chosen
from natpin.provision.desired import Desired
from natpin.provision.plan import make
from natpin.simulator import Settings, Simulator
from natpin.simulator.errors import Refused

from .bench import Bench, bench
from .standing_topologies import CASES, root_of, stand

ANEW = {
    "firewall-route": "leaves through virtual-appliance, not through a NAT gateway",
    "load-balancer-by-default": "leaves through load-balancer, not through a NAT gateway",
    "managed-nat": "leaves through managed-nat-gateway, not through a NAT gateway",
    "node-public-ips": "leaves through instance-public-ip, not through a NAT gateway",
    "payment-processor-pinned": "",
    "pods-without-nat": "leaves through none, not through a NAT gateway",
    "seconds-for-minutes": "nat-idle-seconds",
    "two-gateways": "use several NAT gateways",
    "two-pools-one-missing": "leaves through none, not through a NAT gateway",
}
"""Why what a topology declares is no entry, or none that natpin would write; empty where it is one."""

THERE = "nothing to do"
STANDING: dict[str, str | tuple[str, ...]] = {
    "firewall-route": "the route table shop-routes",
    "load-balancer-by-default": "AKS manages the virtual network of shop",
    "managed-nat": "AKS manages the virtual network of shop",
    "node-public-ips": ("allocate", "move-1", "retire", "retire back", "move-1 back"),
    "payment-processor-pinned": THERE,
    "pods-without-nat": ("move-1",),
    "seconds-for-minutes": "NatGatewayIdleTimeoutOutOfRange",
    "two-gateways": "its subnets use several NAT gateways",
    "two-pools-one-missing": ("move-1",),
}
"""What a topology that stands in Azure comes to: the steps that write something, each said in every language; or the reason
why there is no way, or why it cannot stand in Azure at all."""
UNMADE = ("seconds-for-minutes",)
"""What Azure itself would refuse to make."""


def test_every_topology_is_in_the_tables() -> None:
    assert list(ANEW) == list(STANDING) == CASES


@pytest.fixture(scope="module")
def azure() -> Iterator[Simulator]:
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as simulator:
        yield simulator


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_what_a_topology_declares_made_anew(
    case: str, language: str, azure: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    azure.reset()
    stack = tmp_path / "infra"
    stack.mkdir()
    root = root_of(case)
    for file in (root if (root / "main.tf").exists() else root / "terraform").glob("*.tf"):
        (stack / file.name).write_text(file.read_text())
    (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
    flags = ["--workspace", str(tmp_path), "--azure-info", str(tmp_path / "info.json")]
    flags += ["--subscription", azure.subscription, "--resource-group", "rg-given"]
    code = tmp_path / LANGUAGES[language]
    status = main(["plan", "--from", str(stack), *flags, "--emit", language, "--output", str(code)])
    told = capsys.readouterr()
    assert (status == 0) == (ANEW[case] == "")
    if ANEW[case]:
        assert ANEW[case] in told.out + told.err + (code.read_text() if code.exists() else "")
    else:
        assert code.read_text()
        assert "to create" in told.err


@pytest.mark.parametrize("case", CASES)
def test_what_stands_in_azure_brought_to_a_gateway_and_back(case: str, tmp_path: Path) -> None:
    ground, expected = bench(tmp_path), STANDING[case]
    if case in UNMADE:
        with pytest.raises(Refused, match=str(expected)):
            stand(case, ground)
        return
    cluster = stand(case, ground)
    way = way_of(assess(look_at(cluster, ground.cloud()), Choices(), ground.cloud()), None)
    if isinstance(expected, str):
        told = [reason.why for reason in way.assessment.reasons] or [THERE if way.assessment.there else ""]
        assert any(expected in why for why in told)
        assert not way.stages
        return
    assert tuple(_walked(way, ground)) == expected


def _walked(way: Way, ground: Bench) -> Iterator[str]:
    """Do every stage, then every way back; the names of those that wrote something."""
    for stage in way.stages:
        if stage.wish is not None and _said(replace(stage.wish, stage=stage.part), stage.allow, ground):
            yield stage.name
    for stage in reversed(way.stages):
        if stage.back.wish is not None and _said(stage.back.wish, stage.back.allow, ground):
            yield f"{stage.name} back"


def _said(wish: Desired, allow: tuple[str, ...], ground: Bench) -> bool:
    """Plan, say it in every language, and apply: ``emitted`` refuses code that, read back, leaves anything to do."""
    plan, found = make(wish, frozenset(allow), ground.cloud())
    assert not plan.blocked
    if not plan.writes:
        return False
    for language in LANGUAGES:
        assert all(emitted(plan, wish, found, language).values())
    assert ground.apply(plan).complete
    return True


def test_an_error_that_the_code_brings_is_no_part_of_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules that the plan breaks already are the plan's to tell; the code by itself may break no others."""
    from natpin.commands import emitting
    from natpin.errors import Refused as NotPrinted

    ground = bench(tmp_path)
    cluster = stand("node-public-ips", ground)
    way = way_of(assess(look_at(cluster, ground.cloud()), Choices(), ground.cloud()), None)
    move = next(stage for stage in way.stages if stage.name == "move-1")
    assert move.wish is not None
    plan, found = make(move.wish, frozenset(move.allow), ground.cloud())
    assert errors(
        planned_findings(plan, move.wish, found, chosen(Config()))
    )  # on its way it breaks some on purpose
    assert emitted(plan, move.wish, found, "az")
    read: Any = emitting.judged_alone

    monkeypatch.setattr(emitting, "judged_alone", lambda stack, policies: (*read(stack, policies), _grave()))
    with pytest.raises(NotPrinted, match="nat-ip-count"):
        emitted(plan, move.wish, found, "az")


def _grave() -> Any:
    """An error of a rule that the plan does not break."""
    from natpin.model.finding import Severity, Verdict

    (policy,) = [each for each in chosen(Config()) if each.rule.id == "nat-ip-count"]

    class Error:
        rule, message = policy.rule, "made up"
        verdict, severity = Verdict.FAIL, Severity.ERROR

    return Error()
