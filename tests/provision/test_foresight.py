"""What a plan says beforehand of what Azure would refuse, or make of it: policies, quota, roles of the clusters' identities,
price. What may not be asked is unknown, and told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.azure.foresight import ArmForesight
from natpin.errors import Rejected
from natpin.model.change import Action, Plan
from natpin.provision.foresight import _may_join, foreseen
from natpin.provision.observed import Observed
from natpin.provision.plan import make
from natpin.provision.plan import plan as planned
from natpin.provision.ports import Live
from natpin.provision.prices import estimate
from natpin.simulator import Fault
from natpin.simulator.principals import Principal

from .bench import Bench, bench, entry
from .matrix import FAULTS
from .scenes import lived_in

PREFIX = "Microsoft.Network/publicIPPrefixes"
ALLOW = frozenset({"outbound-type-change"})


@pytest.fixture
def ground(tmp_path: Path) -> Bench:
    made = bench(tmp_path)
    lived_in(made)
    return made


def seen(ground: Bench, who: Principal | None = None, text: str = "") -> Plan:
    """The plan with what can be known beforehand, as ``natpin plan`` makes it."""
    wanted, cloud = (
        ground.wanted(text or entry(ground.subscription, cluster={"name": "aks"})),
        ground.cloud(who),
    )
    plan, found = make(wanted, ALLOW, cloud)
    return planned(wanted, foreseen(plan, wanted, found, ArmForesight(cloud.arm)), ALLOW)


def identity(ground: Bench) -> str:
    body = ground.azure.get(ground.id("Microsoft.ContainerService/managedClusters/aks")) or {}
    return str(body["identity"]["principalId"])


def subnet(ground: Bench) -> str:
    return ground.id("Microsoft.Network/virtualNetworks/vnet/subnets/pods")


def narrow(ground: Bench, *beside: str) -> Principal:
    """Somebody who may read, and write what the plan writes, and the actions ``beside``."""
    who = ground.azure.add_principal("narrow", secret="secret")
    actions = ["*/write", "*/join/action", *beside]
    actions += [
        f"Microsoft.{kind}/read"
        for kind in ("Network/*", "ContainerService/*", "Resources/*", "ManagedIdentity/*")
    ]
    actions += [
        f"Microsoft.Authorization/{kind}/read" for kind in ("permissions", "locks", "denyAssignments")
    ]
    hidden = (
        ["Microsoft.Network/locations/usages/read"]
        if "Microsoft.Network/locations/usages/read" not in beside
        else []
    )
    role = ground.azure.define_role("narrow", actions, hidden)
    ground.azure.assign(who, role, f"/subscriptions/{ground.subscription}")
    return who


# -- policies ---------------------------------------------------------------------------------------------------------


def test_what_a_policy_denies_is_blocked_with_its_name(ground: Bench) -> None:
    ground.azure.policy(f"/subscriptions/{ground.subscription}", "cost-center", PREFIX, tag="cost-center")
    plan = seen(ground)
    (blocked,) = plan.blocked
    assert blocked.type == PREFIX
    assert any("Azure Policy refuses it" in reason and "cost-center" in reason for reason in blocked.reasons)


def test_azure_refuses_what_the_plan_says_it_would(ground: Bench) -> None:
    """The simulator's own policy, met by a plan that nobody asked Azure about."""
    ground.azure.policy(f"/subscriptions/{ground.subscription}", "cost-center", PREFIX, tag="cost-center")
    applied = ground.apply(
        ground.plan(ground.wanted(entry(ground.subscription, cluster={"name": "aks"})), *ALLOW)
    )
    assert any("RequestDisallowedByPolicy" in step.message for step in applied.steps)


def test_a_policy_of_another_type_or_region_denies_nothing(ground: Bench) -> None:
    scope = f"/subscriptions/{ground.subscription}"
    ground.azure.policy(scope, "tags", "Microsoft.Compute/disks", tag="owner")
    ground.azure.policy(scope, "regions", locations=["westeurope"])
    assert not seen(ground).blocked


def test_whoever_may_not_validate_does_not_know(ground: Bench) -> None:
    ground.azure.policy(f"/subscriptions/{ground.subscription}", "cost-center", PREFIX, tag="cost-center")
    plan = seen(ground, narrow(ground))
    assert not plan.blocked
    assert any(
        "whether Azure Policy refuses anything in rg-payments is unknown: no permission" in note
        for note in plan.notes
    )


def test_a_group_that_is_not_there_cannot_be_asked_about(tmp_path: Path) -> None:
    plan = seen(bench(tmp_path))
    assert any("is unknown: the resource group is not there yet" in note for note in plan.notes)


def test_another_fault_of_a_template_is_no_answer_about_policies(ground: Bench) -> None:
    cloud = ArmForesight(ground.cloud().arm)
    gone = f"/subscriptions/{ground.subscription}/resourceGroups/gone"
    with pytest.raises(Rejected):
        assert cloud.disallowed(gone, []) is None


# -- quota ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "blocked"), [(5, True), (6, False)])
def test_a_quota_that_is_too_small_is_in_the_way(limit: int, blocked: bool, tmp_path: Path) -> None:
    """Two public IPs are there (the gateway's, the load balancer's), and a /30 takes four."""
    ground = bench(tmp_path, quotas={"Microsoft.Network/publicIPAddresses": limit})
    lived_in(ground)
    reasons = [reason for change in seen(ground).blocked for reason in change.reasons]
    assert any("2 are used, and it takes 4" in reason for reason in reasons) == blocked


def test_a_quota_that_may_not_be_read_is_unknown(ground: Bench) -> None:
    notes = seen(ground, narrow(ground)).notes
    assert any("has 4 public IPs left is unknown: no permission to read it" in note for note in notes)


# -- roles of the clusters' identities -----------------------------------------------------------------------------------


def test_an_identity_without_a_role_is_told_with_the_command(ground: Bench) -> None:
    (note,) = [note for note in seen(ground).notes if "may not join" in note]
    assert f"--assignee-object-id {identity(ground)}" in note
    assert note.endswith(f"--scope {subnet(ground)}")


def test_an_identity_is_told_of_once_for_all_its_subnets() -> None:
    """Three of two subnets each: what lacks, what is not there, what nobody may read."""
    ids = {
        name: f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/{name}"
        for name in "abcdef"
    }
    found = Observed(
        {id_.lower(): Live(id_, {"id": id_}, None) for name, id_ in ids.items() if name not in "cd"}
    )

    class Asked:
        def permissions_of(self, principal: str, scope: str) -> tuple[object, ...]:
            if scope[-1] in "ef":
                raise Rejected("no", 403, "AuthorizationFailed")
            return ()

    told = list(_may_join("aks", "me", list(ids.values()), found, Asked()))  # type: ignore[arg-type]
    assert [line.split(":")[0] for line in told] == [
        "the subnets c, d are not there yet",
        "whether the identity of aks may join the subnets e, f is unknown",
        "the identity of aks may not join the subnets a, b, and AKS needs that of it",
    ]
    assert [line for line in told[2].split("--scope ")[1:] if "/subnets/" in line] == [
        f"{ids['a']}; az role assignment create --assignee-object-id me --assignee-principal-type ServicePrincipal --role "
        '"Network Contributor" ',
        ids["b"],
    ]


@pytest.mark.parametrize("role", ["Network Contributor", "Contributor", "Owner"])
@pytest.mark.parametrize("above", [0, 2, 6])
def test_an_identity_that_may_join_is_not_told_of(role: str, above: int, ground: Bench) -> None:
    """The role may be held on the subnet, or on anything above it."""
    scope = "/".join(subnet(ground).split("/")[: 11 - above])
    ground.azure.grant(identity(ground), role, scope)
    assert not [note for note in seen(ground).notes if "identity of aks" in note]


def test_a_role_that_only_reads_is_none(ground: Bench) -> None:
    ground.azure.grant(identity(ground), "Reader", subnet(ground))
    assert [note for note in seen(ground).notes if "may not join" in note]


def test_roles_that_may_not_be_read_are_unknown(ground: Bench) -> None:
    notes = seen(ground, narrow(ground)).notes
    assert any(
        "whether the identity of aks may join the subnet pods is unknown: no permission" in note
        for note in notes
    )
    assert not [note for note in notes if "may not join" in note]


def test_a_new_cluster_s_own_identity_has_no_role_yet(tmp_path: Path) -> None:
    ground = bench(tmp_path)
    create = {"name": "aks", "create": {"identity": "system"}}
    notes = seen(ground, text=entry(ground.subscription, cluster=create)).notes
    assert any("the identity of aks comes into being with it" in note for note in notes)


# -- price ------------------------------------------------------------------------------------------------------------


def test_the_price_is_an_estimate_with_its_date(ground: Bench) -> None:
    plan = seen(ground)
    assert [change.action for change in plan.changes if change.type == PREFIX] == [Action.CREATE]
    assert "about 15 USD a month for 4 addresses of a prefix" in estimate(plan)
    assert "an estimate" in estimate(plan)
    assert "as of 2026-11-29" in estimate(plan)
    assert estimate(plan) in plan.notes


def test_nothing_made_costs_nothing(ground: Bench) -> None:
    assert ground.apply(seen(ground)).complete
    assert estimate(seen(ground)) == ""


# -- whatever goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, what in FAULTS.items() if what])
def test_a_question_that_goes_wrong_is_unknown_or_asked_again(name: str, ground: Bench) -> None:
    """Every request beyond those of the plan itself × every fault: what is blocked on a quiet day is blocked, or a note says that it
    is not known."""
    ground.azure.policy(f"/subscriptions/{ground.subscription}", "cost-center", PREFIX, tag="cost-center")
    wanted = ground.wanted(entry(ground.subscription, cluster={"name": "aks"}))
    plan, found = make(wanted, ALLOW, ground.cloud())
    ground.azure.clear_requests()
    quiet = planned(wanted, foreseen(plan, wanted, found, ArmForesight(ground.cloud().arm)), ALLOW)
    assert quiet.blocked
    for index in range(len(ground.azure.requests)):
        what = FAULTS[name]
        endless = what.get("times", 1) is None
        ground.azure.set_faults(Fault(**what, **({"skip": index} if endless else {"at": index})))
        ground.azure.clear_requests()
        cloud = ground.cloud(attempts=3)
        now = planned(wanted, foreseen(plan, wanted, found, ArmForesight(cloud.arm)), ALLOW)
        ground.azure.set_faults()
        assert now.blocked or any("Azure Policy" in note and "unknown" in note for note in now.notes), index
        told = {note for note in now.notes if "unknown" not in note}
        assert told <= set(quiet.notes), index
