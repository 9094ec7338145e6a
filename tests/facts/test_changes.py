"""Facts about what a change does to egress, and about what differs between declared and live."""

from __future__ import annotations

from typing import Any

import pytest
from declare import AT, UNKNOWN, shown

from natpin.facts.changes import change_subjects
from natpin.facts.drift import UNDECIDED, drift_subjects
from natpin.facts.vocabulary import VOCABULARY
from natpin.model.change import Drift, DriftKind
from natpin.model.contract import Contract, Promise
from natpin.model.egress_change import (
    ClusterChange,
    Fate,
    IpChange,
    OutboundChange,
    PathChange,
    WorkloadChange,
)
from natpin.model.location import NOWHERE, Location
from natpin.model.path import CHOSEN_BY_AKS, Exit, IpRange, Role
from natpin.model.record import replace
from natpin.model.resource import SUBNET
from natpin.model.subject import Subject
from natpin.model.value import Unknown, dig

X = "? var.x has no default"
ELSEWHERE, POOL_AT, CLUSTER_AT = Location("ips.tf", 3), Location("pools.tf", 5), Location("aks.tf", 2)
ACME = Contract((Promise(AT, cidr="20.1.2.0/28", partners=("Acme",)), Promise(AT, cidr="20.1.2.8/32", partners=("Globex", "Acme"))))  # fmt: skip
NOBODY = Contract((Promise(AT, cidr="20.1.2.0/28"),))
OTHERS = Contract((Promise(AT, cidr="20.9.0.0/28", partners=("Acme",)),))
FOR_SHOP = Contract(ACME.promises, clusters=("shop",))
ELSE_SHOP = Contract(OTHERS.promises, clusters=("shop",))
X_NAME = "? whether the contract is about this cluster is not known, as its name is not: var.x has no default"


def block(
    cidr: str | None = "20.1.2.0/28", address: str = "prefix", at: Location | None = ELSEWHERE
) -> IpRange:
    return IpRange(cidr or "egress /28", 16, cidr, address, at)


OWN = block()
AKS = IpRange(CHOSEN_BY_AKS, 2)
GONE = IpChange(Fate.REMOVED, OWN.label, OWN, None)
NEW = IpChange(Fate.ADDED, OWN.label, None, OWN)
STAYS = IpChange(Fate.KEPT, OWN.label, OWN, OWN)
REMADE = IpChange(Fate.REPLACED, "new", OWN, block("20.7.0.0/28"), why="zones: none → 1")
UNCLEAR = IpChange(Fate.UNKNOWN, "IPs not known", None, None, UNKNOWN)
ELSE = IpChange(Fate.KEPT, "20.9.0.0/28", block("20.9.0.0/28", "second"), block("20.9.0.0/28", "second"))


def change(
    *ips: IpChange,
    outbound: OutboundChange | None = None,
    fate: Fate = Fate.KEPT,
    name: str = "aks",
    at: Location | None = CLUSTER_AT,
    leave: tuple[IpChange, ...] | None = None,
    nameless: Unknown | None = None,
) -> ClusterChange:
    """A cluster whose pool, and workload, leave by all of the IPs, or by those of ``leave``."""
    by = ips if leave is None else leave
    path = PathChange("system", Role.NODE, Fate.KEPT, Exit.NAT_GATEWAY, Exit.NAT_GATEWAY, by, POOL_AT)
    pods = replace(path, role=Role.POD)
    work = WorkloadChange("processor", "Deployment", Fate.KEPT, ("system",), ("system",), by, AT)
    kept = outbound or OutboundChange(Fate.KEPT, "loadBalancer", "loadBalancer", at=AT)
    return ClusterChange(name, f"azurerm.{name}", fate, kept, (path, pods), (work,), ips, at, nameless)


def ip_of(
    *clusters: ClusterChange, before: Contract | None = None, after: Contract | None = None
) -> Subject | None:
    """What is asked about the first IP."""
    found = change_subjects(clusters, before, after)
    return next((each for each in found if shown(dig(each.facts, "what")) == "ip"), None)


IPS: list[tuple[str, object, ClusterChange, Contract | None, Contract | None]] = [
    # the fact, what is told, the change, the contract before it and after it
    ("what", "ip", change(GONE), None, None),
    ("action", "removed", change(GONE), None, None),
    ("action", "added", change(NEW), None, None),
    ("action", "kept", change(STAYS), None, None),
    ("action", "replaced", change(REMADE), None, None),
    ("action", X, change(UNCLEAR), None, None),
    ("action", "? what becomes of it is not known", change(replace(UNCLEAR, cause=None)), None, None),
    ("name", "20.1.2.0/28", change(REMADE), None, None),
    ("name", "20.1.2.0/28", change(NEW), None, None),
    ("name", "IPs not known", change(UNCLEAR), None, None),
    ("why", "zones: none → 1", change(REMADE), None, None),
    ("why", None, change(GONE), None, None),
    ("cluster", "aks", change(GONE), None, None),
    ("clusterKept", True, change(GONE), None, None),
    ("clusterKept", False, change(GONE, fate=Fate.REMOVED), None, None),
    ("clusterKept", False, change(NEW, fate=Fate.ADDED), None, None),
    ("pools", ["system"], change(GONE), None, None),
    ("pools", [], change(GONE, leave=(ELSE,)), None, None),
    ("workloads", ["processor"], change(GONE), None, None),
    ("workloads", [], change(GONE, leave=(ELSE,)), None, None),
    ("contractDeclared", True, change(GONE), ACME, ACME),
    ("contractDeclared", True, change(GONE), ACME, None),
    ("contractDeclared", True, change(GONE), ACME, OTHERS),
    ("contractDeclared", False, change(NEW), OTHERS, ACME),
    ("contractDeclared", True, change(NEW), None, ACME),
    ("contractDeclared", True, change(NEW, fate=Fate.ADDED), OTHERS, ACME),
    ("contractDeclared", False, change(GONE), OTHERS, ACME),
    ("contractDeclared", "? which IPs these are is not known", change(UNCLEAR), ACME, ACME),
    ("contractDeclared", "? its address is not known before it exists", change(IpChange(Fate.ADDED, "x", None, block(None))), ACME, ACME),
    ("contractDeclared", None, change(GONE), None, None),
    ("contractDeclared", None, change(GONE), FOR_SHOP, FOR_SHOP),
    ("contractDeclared", None, change(NEW), FOR_SHOP, ACME),
    # a cluster of unknown name may be the one that the contract is about
    ("contractDeclared", True, change(GONE, nameless=UNKNOWN), FOR_SHOP, FOR_SHOP),
    ("contractDeclared", X_NAME, change(GONE, nameless=UNKNOWN), ELSE_SHOP, ELSE_SHOP),
    ("contractDeclared", X_NAME, change(NEW, fate=Fate.ADDED, nameless=UNKNOWN), ELSE_SHOP, ELSE_SHOP),
    ("contractDeclared", False, change(GONE, fate=Fate.REMOVED, nameless=UNKNOWN), ELSE_SHOP, ELSE_SHOP),
    ("givenTo", ["Acme", "Globex"], change(GONE), ACME, ACME),
    ("givenTo", ["partners"], change(GONE), NOBODY, NOBODY),
    ("givenTo", ["partners"], change(GONE), OTHERS, OTHERS),
    ("givenTo", ["whoever was given it"], change(GONE), None, None),
    ("givenTo", ["Acme"], change(IpChange(Fate.REPLACED, "x", block("20.7.0.0/28"), block("20.9.0.0/28"))), OTHERS, OTHERS),
]  # fmt: skip


@pytest.mark.parametrize(("field", "expected", "changed", "before", "after"), IPS)
def test_fact_of_a_changed_ip(
    field: str, expected: object, changed: ClusterChange, before: Contract | None, after: Contract | None
) -> None:
    subject = ip_of(changed, before=before, after=after)
    assert subject is not None
    assert shown(dig(subject.facts, field)) == expected


KEPT_TYPE = OutboundChange(Fate.KEPT, "loadBalancer", "loadBalancer")
OUTBOUND: list[tuple[str, object, ClusterChange]] = [
    ("what", "outboundType", change()),
    ("action", "kept", change()),
    ("action", "replaced", change(outbound=OutboundChange(Fate.REPLACED, "loadBalancer", "userAssignedNATGateway"))),
    ("action", X, change(outbound=OutboundChange(Fate.UNKNOWN, "loadBalancer", None, UNKNOWN))),
    ("name", "aks", change()),
    ("cluster", "aks", change()),
    ("clusterKept", True, change()),
    ("clusterKept", False, change(fate=Fate.REMOVED)),
    ("before", "loadBalancer", change()),
    ("before", None, change(outbound=OutboundChange(Fate.ADDED, None, "loadBalancer"))),
    ("after", "userAssignedNATGateway", change(outbound=OutboundChange(Fate.REPLACED, "loadBalancer", "userAssignedNATGateway"))),
    ("after", None, change(outbound=OutboundChange(Fate.UNKNOWN, "loadBalancer", None, UNKNOWN))),
]  # fmt: skip


@pytest.mark.parametrize(("field", "expected", "changed"), OUTBOUND)
def test_fact_of_an_outbound_type(field: str, expected: object, changed: ClusterChange) -> None:
    subject = next(change_subjects([changed], None, None))
    assert shown(dig(subject.facts, field)) == expected


def test_every_fact_of_a_change_is_asked() -> None:
    assert {row[0] for row in (*IPS, *OUTBOUND)} == set(VOCABULARY["change"])


@pytest.mark.parametrize(
    ("stay", "action"),
    [
        (OWN, "kept"),
        (block("20.7.0.0/28"), "removed"),
        (block(None), "kept"),
        (IpRange("x", 1, None, "other"), "removed"),
    ],
    ids=["the same addresses", "the resource with other addresses", "the resource", "another resource"],
)
def test_an_ip_that_another_cluster_leaves_from_now_is_kept(stay: IpRange, action: str) -> None:
    other = change(IpChange(Fate.KEPT, "x", stay, stay), name="second")
    subject = ip_of(change(GONE), other)
    assert subject is not None
    assert shown(dig(subject.facts, "action")) == action


def test_a_resource_without_an_address_is_no_other_one() -> None:
    nameless = IpRange("x", 1)
    subject = ip_of(change(IpChange(Fate.REMOVED, "x", nameless)), change(IpChange(Fate.KEPT, "x", nameless, nameless)))  # fmt: skip
    assert subject is not None
    assert shown(dig(subject.facts, "action")) == "removed"


@pytest.mark.parametrize(
    ("ip", "contract", "asked"),
    [
        (IpChange(Fate.ADDED, "x", None, AKS), None, False),
        (IpChange(Fate.ADDED, "x", None, AKS), ACME, False),
        (IpChange(Fate.REMOVED, "x", AKS, None), None, False),
        (IpChange(Fate.REMOVED, "x", AKS, None), ACME, True),
        (UNCLEAR, None, True),
        (NEW, None, True),
    ],
)
def test_ips_that_aks_chooses_are_nobodys_to_announce(
    ip: IpChange, contract: Contract | None, asked: bool
) -> None:
    assert (ip_of(change(ip), before=contract, after=contract) is not None) is asked


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        (change(NEW), ELSEWHERE),
        (change(GONE), POOL_AT),
        (change(GONE, leave=(ELSE,)), CLUSTER_AT),
        (change(GONE, leave=(ELSE,), at=None), NOWHERE),
        (change(GONE, fate=Fate.REMOVED), ELSEWHERE),
        (change(IpChange(Fate.REMOVED, "x", block(at=None)), fate=Fate.REMOVED), CLUSTER_AT),
        (change(IpChange(Fate.ADDED, "x", None, block(at=None))), POOL_AT),
    ],
)
def test_where_a_changed_ip_is_shown(changed: ClusterChange, at: Location) -> None:
    subject = ip_of(changed)
    assert subject is not None
    assert subject.at == at


@pytest.mark.parametrize(
    ("outbound", "cluster_at", "at"),
    [
        (replace(KEPT_TYPE, at=AT), CLUSTER_AT, AT),
        (KEPT_TYPE, CLUSTER_AT, CLUSTER_AT),
        (KEPT_TYPE, None, NOWHERE),
    ],
)
def test_where_an_outbound_type_is_shown(
    outbound: OutboundChange, cluster_at: Location | None, at: Location
) -> None:
    assert next(change_subjects([change(outbound=outbound, at=cluster_at)], None, None)).at == at


def test_what_a_change_is_about() -> None:
    outbound, ip = change_subjects([change(REMADE)], None, None)
    assert (outbound.kind, outbound.address, outbound.label, outbound.clusters) == (
        ("change", "azurerm.aks", "aks", ("azurerm.aks",))
    )
    assert (ip.kind, ip.address, ip.label, ip.clusters) == (
        ("change", "azurerm.aks: prefix", "new", ("azurerm.aks",))
    )
    (_, unclear) = change_subjects([change(UNCLEAR)], None, None)
    assert unclear.address == "azurerm.aks: IPs not known"


DRIFT = Drift(
    DriftKind.CHANGED, "nodes", "/live", SUBNET, "natGateway", "nat", "other", AT, "the pool user leaves by other IPs",
    label="NAT gateway of the subnet nodes", moves=True, clusters=("aks", "shop"), pools=("user", "system"),
)  # fmt: skip

DRIFTS: list[tuple[str, object, dict[str, Any]]] = [
    ("name", "NAT gateway of the subnet nodes", {}),
    ("kind", "changed", {}),
    ("kind", "missing", {"kind": DriftKind.MISSING}),
    ("kind", "unmanaged", {"kind": DriftKind.UNMANAGED}),
    ("type", SUBNET, {}),
    ("property", "natGateway", {}),
    ("property", None, {"path": None}),
    ("declared", "nat", {}),
    ("declared", None, {"declared": None}),
    ("declared", "true", {"declared": True}),
    ("declared", "10", {"declared": 10}),
    ("declared", "1, 2", {"declared": [1, 2]}),
    ("live", "other", {}),
    ("live", None, {"live": None}),
    ("live", "false", {"live": False}),
    ("live", "a, b", {"live": ("a", "b")}),
    ("effect", "the pool user leaves by other IPs", {}),
    ("effect", "what it does to egress is not known", {"effect": None}),
    ("movesEgress", True, {}),
    ("movesEgress", False, {"moves": False}),
    ("movesEgress", f"? {UNDECIDED}", {"moves": None}),
    ("moved", True, {}),
    ("moved", False, {"moves": False}),
    ("moved", False, {"moves": None}),
    ("pools", ["user", "system"], {}),
    ("pools", [], {"pools": ()}),
    ("clusters", ["payments", "shop"], {}),
    ("clusters", [], {"clusters": ()}),
]


@pytest.mark.parametrize(("field", "expected", "differs"), DRIFTS)
def test_fact_of_a_drift(field: str, expected: object, differs: dict[str, Any]) -> None:
    (subject,) = drift_subjects([replace(DRIFT, **differs)], {"aks": "payments"})
    assert shown(dig(subject.facts, field)) == expected


def test_every_fact_of_a_drift_is_asked() -> None:
    assert {row[0] for row in DRIFTS} == set(VOCABULARY["drift"])


@pytest.mark.parametrize(
    ("differs", "at"),
    [({}, AT), ({"subject_at": ELSEWHERE}, ELSEWHERE), ({"at": None}, NOWHERE)],
)
def test_what_a_drift_is_about(differs: dict[str, Any], at: Location) -> None:
    (subject,) = drift_subjects([replace(DRIFT, **differs)], {})
    assert (subject.kind, subject.address, subject.label, subject.at, subject.clusters) == (
        ("drift", "nodes", DRIFT.label, at, ("aks", "shop"))
    )
