"""Every report for programs is what its published schema says, whatever the names in it are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.builders.published import errors, required, schemas, without

from natpin.azure.next_hop import NextHop
from natpin.azure.scope import AzureScope
from natpin.cli import main
from natpin.commands import verify, verify_routes
from natpin.commands.verify_outcome import Outcome
from natpin.fleet.member import Kind, Member
from natpin.fleet.reading import written
from natpin.history.states import Event, Moment
from natpin.history.text import as_json
from natpin.model.change import Action, Change, Plan, PropertyChange
from natpin.model.finding import Finding, Rule, Severity, Verdict
from natpin.model.location import Location
from natpin.policy import baseline
from natpin.provision import show
from natpin.provision.apply import Applied, Result, Step
from natpin.provision.plan_file import dumped

HOSTILE = ["\x1b[2J", "</script>", '"\n', "\u202eevil", "\ud800", "a" * 5_000, "", "::error::x", "{{x}}"]
SCOPE = AzureScope("0b1f6471-1bf0-4dda-aec3-cb9272f09590", "rg", "aks")


def plan(name: str) -> Plan:
    change = Change(
        Action.UPDATE,
        f"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/natGateways/{name}",
        "Microsoft.Network/natGateways",
        {"properties": {"idleTimeoutInMinutes": 10, "tags": {name: name}}},
        (PropertyChange("idleTimeoutInMinutes", None, 10),),
        etag=name,
        reasons=(name,),
        effects=(name,),
        at=Location(name, 2, 3),
        depends_on=(name,),
        touches=(name,),
    )
    absent = Change(Action.ABSENT, name, name)
    return Plan(name, (change, absent), "0.0.0", {name: name}, ("outbound-type-change",), (name,), name)


def applied(name: str) -> dict[str, object]:
    made = plan(name)
    steps = tuple(Step(made.changes[0], result, name) for result in Result)
    pool = {
        "cluster": name,
        "pool": name,
        "role": "node",
        "cidrs": [name],
        "unknown": [name],
        "promisedTo": {name: [name]},
    }
    return {
        **show.outcome_json(Applied(made, steps, (name,), (name,), allocated=(name,), notes=(name,))),
        "egress": [pool],
    }


def verified(name: str) -> Any:
    checked = [verify.Checked(name, outcome, (), (("20.1.2.3", 3),), name or None) for outcome in Outcome]
    return json.loads(verify._json(checked, SCOPE, None))


def routed(name: str) -> Any:
    hop = NextHop(name, name, name, name)
    ways = [verify_routes.Routed(name, Outcome.ELSEWHERE, "load-balancer", hop, name)]
    ways.append(verify_routes.Routed(name, Outcome.UNKNOWN, "unknown"))
    return verify_routes._document(ways, SCOPE, name)


def history(name: str) -> Any:
    event = Event(
        Moment(name, name, name, name, name), name, name, name, name, (name,), (name,), (name,), (name,)
    )
    return json.loads(as_json([event, Event(Moment("c", "2026-11-29"), "", "", "aks", "appears")]))


def known(name: str) -> Any:
    rule = Rule(name or "rule", "", Severity.ERROR, "", "")
    finding = Finding(
        rule, Verdict.FAIL, Severity.ERROR, name, Location(name), name, name, fingerprint=name or "f"
    )
    return json.loads(baseline.write([finding], name or "why", "2027-01-31"))


MADE: dict[str, Callable[[str], Any]] = {
    "natpin/plan/v1": lambda name: json.loads(dumped(plan(name))),
    "natpin/applied/v1": applied,
    "natpin/verify/v1": verified,
    "natpin/verify-routes/v1": routed,
    "natpin/history/v1": history,
    "natpin/baseline/v1": known,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("schema", MADE)
def test_hostile_names_change_no_form(schema: str, name: str) -> None:
    document = MADE[schema](name)
    assert document["schema"] == schema
    assert errors(document) == []


@pytest.mark.parametrize("schema", MADE)
def test_a_schema_notices_each_member_that_is_missing(schema: str) -> None:
    document = MADE[schema]("x")
    ways = required(schemas()[schema], document)
    assert len(ways) > 3
    assert [way for way in ways if not errors(without(document, way), schema)] == []


@pytest.mark.parametrize("schema", MADE)
def test_a_member_that_no_schema_describes_is_noticed(schema: str) -> None:
    assert errors({**MADE[schema]("x"), "another": 1})


@pytest.mark.parametrize("name", [name for name in HOSTILE if name])
def test_every_line_of_a_fleet_file(name: str) -> None:
    members = [
        Member(name, Kind.LIVE, "2026-11-29T12:00:00Z", {"schema": "natpin/report/v1"}),
        Member(name, Kind.DRIFT, "", None, name),
    ]
    for line in written(members):
        assert errors(json.loads(line), "natpin/fleet/v1") == []
    torn = {"source": name, "kind": "live", "taken": ""}
    assert errors(torn, "natpin/fleet/v1")


def test_rules_and_live_egress(every_rule: None, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    for command, schema in (
        ("explain --format json", "natpin/rule/v1"),
        ("explain nat-idle-seconds --format json", "natpin/rule/v1"),
        ("egress --azure simulator --format json", None),
    ):
        main(command.split())
        assert errors(json.loads(capsys.readouterr().out), schema) == []


def test_whatever_names_a_schema_has_one() -> None:
    """Of what is written for others; natpin alone reads the rest (``docs/schemas.md``)."""
    import re

    root = Path(__file__).parents[2]
    named = set()
    for path in (root / "src").rglob("*.py"):
        named.update(re.findall(r'"(natpin/[a-z-]+/v\d)"', path.read_text(encoding="utf-8")))
    own = {"natpin/page/v1", "natpin/handover/v1", "natpin/simulator-info/v1"}
    assert named - own == set(schemas())
