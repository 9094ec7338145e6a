"""No cluster is moved behind addresses that its API server does not let in: these are let in first, or nothing moves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from natpin.cli import main
from natpin.errors import Refused
from natpin.model.change import Action, Plan
from natpin.model.record import replace
from natpin.provision.apply import Result
from natpin.provision.plan_file import dumped, loaded
from natpin.simulator import Fault, FaultKind, Settings, Simulator

from .bench import Bench, Time, Wire, entry
from .scenes import lived_in
from .test_bystanders import cluster, effects, reasons

NET = "Microsoft.Network"
AKS = "Microsoft.ContainerService/managedClusters"
OFFICE = "192.0.2.0/24"


def guarded(ground: Bench, *ranges: str, **profile: Any) -> None:
    """The cluster of the lived-in network lets in some ranges only."""
    lived_in(ground)
    id_ = ground.id(f"{AKS}/aks")
    body = ground.azure.get(id_)
    assert body is not None
    body["id"] = id_
    body["properties"]["apiServerAccessProfile"] = {"authorizedIPRanges": list(ranges), **profile}
    ground.azure.seed({key: value for key, value in body.items() if key not in ("name", "type")})
    ground.azure.settle()


def allocated(ground: Bench) -> str:
    ground.azure.seed(
        {
            "id": ground.id(f"{NET}/publicIPPrefixes/egress"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"prefixLength": 30, "ipPrefix": "203.0.113.8/30"},
        }
    )
    return "203.0.113.8/30"


def plan_of(ground: Bench, *allow: str, stage: str = "", **changes: Any) -> Plan:
    wanted = ground.wanted(entry(ground.subscription, **{"cluster": {"name": "aks"}, **changes}))
    made: Plan = ground.plan(replace(wanted, stage=stage), *(allow or ("outbound-type-change",)))
    return made


def ranges_of(ground: Bench) -> list[str]:
    body = ground.azure.get(ground.id(f"{AKS}/aks"))
    assert body is not None
    found: list[str] = body["properties"]["apiServerAccessProfile"]["authorizedIPRanges"]
    return found


def test_known_addresses_are_let_in_first_as_a_change_of_their_own(ground: Bench) -> None:
    guarded(ground, OFFICE)
    cidr = allocated(ground)
    plan = plan_of(ground)
    assert not plan.blocked
    first = next(change for change in plan.changes if change.step == "authorize")
    assert first.action is Action.UPDATE
    (written,) = first.properties
    assert written.after == [OFFICE, "198.51.100.7/32", cidr]
    assert "the API server lets in 198.51.100.7/32, 203.0.113.8/30 besides" in effects(plan)
    moves = [
        change for change in plan.writes if change is not first and "203.0.113.8/30" not in str(change.after)
    ]
    assert all(first.key in change.depends_on for change in moves if "natGateway" in str(change.properties))
    again = loaded(dumped(plan).encode(), "plan.json")
    applied = ground.apply(again)
    assert applied.complete, [(step.change.key, step.result, step.message) for step in applied.steps]
    assert ranges_of(ground) == [OFFICE, "198.51.100.7/32", cidr]
    puts = [request for request in ground.azure.requests if request.method == "PUT"]
    assert puts[0].path.endswith("/managedClusters/aks")
    assert b"loadBalancer" in puts[0].request_body
    assert not plan_of(ground).writes


def test_unknown_addresses_stop_the_move_until_they_are_allocated(ground: Bench) -> None:
    guarded(ground, OFFICE)
    plan = plan_of(ground)
    assert "the address of egress is not known before it exists: allocate it first" in reasons(plan)
    before = ground.azure.all_resources()
    with pytest.raises(Refused, match="nothing was written"):
        ground.apply(plan)
    assert ground.azure.all_resources() == before
    stage = plan_of(ground, stage="allocate")
    assert [change.type.rpartition("/")[2] for change in stage.writes] == ["publicIPPrefixes"]
    done = ground.apply(loaded(dumped(stage).encode(), "plan.json"))
    assert done.complete
    assert done.ips == ()
    assert done.allocated == ("203.0.113.0/30",)
    assert ranges_of(ground) == [OFFICE]
    assert ground.apply(plan_of(ground)).complete
    assert "203.0.113.0/30" in ranges_of(ground)


def test_where_letting_in_fails_nobody_is_moved(ground: Bench) -> None:
    guarded(ground, OFFICE)
    allocated(ground)
    plan = plan_of(ground)
    ground.azure.set_faults(Fault(FaultKind.FORBIDDEN, method="PUT", path="managedClusters", times=1))
    applied = ground.apply(plan)
    results = {step.change.key.rpartition("/")[2]: step.result for step in applied.steps}
    assert results["aks#authorize"] is Result.FAILED
    assert {results[name] for name in ("nat", "pods")} == {Result.NOT_STARTED}
    assert ranges_of(ground) == [OFFICE]
    body = ground.azure.get(ground.id(f"{NET}/virtualNetworks/vnet/subnets/pods"))
    assert body is not None
    assert "natGateway" not in body["properties"]


@pytest.mark.parametrize(
    ("ranges", "profile"),
    [
        ((OFFICE, "203.0.113.0/24", "198.51.100.0/24"), {}),
        ((OFFICE,), {"enablePrivateCluster": True}),
        ((), {}),
    ],
    ids=["they cover it", "a private cluster", "none"],
)
def test_where_nothing_is_missing_nothing_is_let_in(
    ranges: tuple[str, ...], profile: Any, ground: Bench
) -> None:
    guarded(ground, *ranges, **profile)
    allocated(ground)
    plan = plan_of(ground)
    assert not plan.blocked
    assert not [change for change in plan.writes if change.step]


def test_another_teams_api_server_is_not_ours_to_open(ground: Bench) -> None:
    lived_in(ground)
    allocated(ground)
    cluster(ground, "theirs", "aks", apiServerAccessProfile={"authorizedIPRanges": [OFFICE]})
    plan = plan_of(ground, "outbound-type-change", "egress-change")
    assert "the API server of theirs (rg-others) does not let in 198.51.100.7/32, 203.0.113.8/30" in reasons(
        plan
    )
    assert "have its owners allow that first" in reasons(plan)


def test_an_ip_added_to_a_gateway_in_use_is_let_in_first(ground: Bench) -> None:
    guarded(ground, OFFICE, "198.51.100.7/32")
    old = {"existing": [ground.id(f"{NET}/publicIPAddresses/old")]}
    assert ground.apply(plan_of(ground, public_ips=old)).complete
    assert "the address of egress is not known" in reasons(plan_of(ground))
    allocated(ground)
    plan = plan_of(ground)
    by_key = {change.key.rpartition("/")[2]: change for change in plan.writes}
    assert by_key["aks#authorize"].key in by_key["nat"].depends_on
    assert ground.apply(plan).complete
    assert ranges_of(ground) == [OFFICE, "198.51.100.7/32", "203.0.113.8/30"]


def test_too_many_ranges_are_told(ground: Bench) -> None:
    guarded(ground, *(f"192.0.2.{number}/32" for number in range(199)))
    allocated(ground)
    assert "it would have 201 authorized ranges, and can have 200" in reasons(plan_of(ground))


def test_routes_of_ones_own_lead_out_by_addresses_nobody_can_tell(ground: Bench) -> None:
    guarded(ground, OFFICE, "203.0.113.0/24", "198.51.100.0/24")
    allocated(ground)
    udr = {"name": "aks", "outbound-type": "userDefinedRouting"}
    assert "by which addresses routes of your own lead out" in reasons(plan_of(ground, cluster=udr))
    assert not plan_of(ground, "outbound-type-change", "egress-change", cluster=udr).blocked


def test_allocate_then_plan_again_as_a_user_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Over HTTPS: refused, allocated, let in, moved."""
    with Simulator(Settings(retry_after=0, operation_seconds=1)) as azure:
        (tmp_path / "info.json").write_text(json.dumps({**azure.info(), "caFile": str(azure.ca_path)}))
        ground = Bench(azure, tmp_path, Wire(azure), Time(azure))
        guarded(ground, OFFICE)
        flags = ["--workspace", str(tmp_path), "--azure-info", str(tmp_path / "info.json")]
        document = json.loads(entry(azure.subscription, cluster={"name": "aks"}))
        (tmp_path / "natpin.yaml").write_text(json.dumps({**document, "allow": ["outbound-type-change"]}))
        out = str(tmp_path / "plan.json")
        assert main(["plan", "--out", out, *flags]) == 1
        assert "natpin plan --stage allocate" in capsys.readouterr().out
        assert main(["plan", "--stage", "allocate", "--out", out, *flags]) == 0
        assert main(["apply", out, "--yes", *flags]) == 0
        assert "Allocated, and not in use:\n  203.0.113.0/30" in capsys.readouterr().out
        assert main(["plan", "--out", out, *flags]) == 0
        assert main(["apply", out, "--yes", *flags]) == 0
        assert "Egress IPs:\n  198.51.100.7/32\n  203.0.113.0/30" in capsys.readouterr().out
        assert ranges_of(ground) == [OFFICE, "198.51.100.7/32", "203.0.113.0/30"]
