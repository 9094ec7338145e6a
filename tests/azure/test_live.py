"""Live Azure is one more reader: the same rules, the same report; and what cannot be read is never clean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from natpin.azure import live
from natpin.azure.scope import AzureScope
from natpin.commands.live import judged
from natpin.config import Config
from natpin.errors import CloudError, ConfigError, Rejected
from natpin.model.path import Exit
from natpin.model.report import Report
from natpin.model.value import Unknown
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.provision.ports import Pace
from natpin.simulator import Fault, FaultKind, Simulator
from natpin.simulator.example import pinned
from natpin.simulator.settings import Settings as SimulatorSettings

from .conftest import Run, answered, connection_to, group, somebody

SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
OTHER = "11111111-2222-4333-8444-555555555555"
IMPATIENT = Pace(sleep=lambda seconds: None, attempts=3)


def linted(azure: Simulator, scope: str = "", **given: Any) -> Report:
    found = AzureScope.parse(f"{azure.subscription}/{scope}")
    reads = live.read(connection_to(azure, **given), found)
    return judged(ReadStack(live.stack_of(found), reads), Settings(chosen(Config())))


def exits(report: Report) -> dict[str, tuple[Exit, list[str] | None]]:
    return {
        f"{path.cluster.label}/{path.pool.name}": (
            path.exit,
            None if isinstance(path.ips, Unknown) else [str(ip.cidr) for ip in path.ips],
        )
        for stack in report.stacks
        for cluster in stack.clusters
        for path in cluster.paths
    }


def test_every_kind_of_exit_shows_its_effective_ips(azure: Simulator) -> None:
    """Managed gateways and load balancers name their IPs by id; the inventory has the addresses."""
    found = exits(linted(azure))
    balancer = found.pop("legacy/system")
    managed = found.pop("portal/system")
    checkout = [found.pop(f"checkout/{pool}") for pool in ("system", "workers")]
    assert found == {
        "payments/system": (Exit.NAT_GATEWAY, ["20.64.0.0/29"]),
        "shop/system": (Exit.NAT_GATEWAY, ["20.64.0.8/29"]),
        "shop/batch": (Exit.DEFAULT_OUTBOUND, None),
    }
    assert {balancer[0], *(path[0] for path in checkout)} == {Exit.LOAD_BALANCER}
    assert managed[0] is Exit.MANAGED_NAT_GATEWAY
    addresses = {
        f"{body['properties']['ipAddress']}/32"
        for body in azure.all_resources().values()
        if body["type"].lower() == "microsoft.network/publicipaddresses"
    }
    assert {*(balancer[1] or []), *(managed[1] or []), *(checkout[0][1] or [])} == addresses


def test_a_load_balancer_may_leave_from_a_prefix(azure: Simulator) -> None:
    prefix = f"{group(azure, 'own')}/providers/Microsoft.Network/publicIPPrefixes/own"
    azure.seed(
        {
            "id": prefix,
            "location": "westeurope",
            "properties": {"prefixLength": 30, "ipPrefix": "20.9.8.0/30"},
        }
    )
    azure.seed(
        {
            "id": f"{group(azure, 'own')}/providers/Microsoft.ContainerService/managedClusters/own",
            "location": "westeurope",
            "properties": {
                "dnsPrefix": "own",
                "agentPoolProfiles": [
                    {"name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D4s_v5"}
                ],
                "networkProfile": {
                    "networkPlugin": "azure",
                    "outboundType": "loadBalancer",
                    "loadBalancerProfile": {"outboundIPPrefixes": {"publicIPPrefixes": [{"id": prefix}]}},
                },
            },
        }
    )
    assert exits(linted(azure, "own"))["own/system"] == (Exit.LOAD_BALANCER, ["20.9.8.0/30"])


def test_the_rules_say_of_live_clusters_what_they_say_of_files(azure: Simulator) -> None:
    said = {(finding.rule.id, finding.subject.rsplit("/", 1)[-1]) for finding in linted(azure).findings}
    assert said == {
        *(("outbound-type-not-nat", name) for name in ("legacy", "checkout")),
        ("node-subnet-no-nat", "legacy#system"),
        *(("node-subnet-no-nat", f"checkout#{pool}") for pool in ("system", "workers")),
        ("node-subnet-no-nat", "shop#batch"),
        ("default-outbound-access", "batch"),
        ("egress-ip-unprotected", "shop"),
    }


def test_a_scope_is_only_its_clusters_and_what_they_reach(azure: Simulator) -> None:
    whole = live.estate(connection_to(azure), AzureScope.parse(azure.subscription))
    one = live.estate(connection_to(azure), AzureScope.parse(f"{azure.subscription}/payments/payments"))
    assert sorted(body["type"].rsplit("/", 1)[-1] for body in one.bodies) == [
        "managedclusters",
        "natgateways",
        "publicipprefixes",
        "virtualnetworks",
    ]
    assert len(whole.clusters) == 5
    # AKS's own networks and gateways are told by the cluster itself
    assert not [
        body["id"] for body in whole.bodies if "/mc_" in body["id"].lower() and "natgateways" in body["type"]
    ]


def test_a_gateway_that_serves_nothing_counts_in_wide_scopes(azure: Simulator) -> None:
    idle = f"{group(azure, 'payments')}/providers/Microsoft.Network/natGateways/idle"
    azure.seed({"id": idle, "location": "westeurope", "sku": {"name": "Standard"}, "properties": {}})

    def gateways(scope: str) -> list[str]:
        found = live.estate(connection_to(azure), AzureScope.parse(f"{azure.subscription}/{scope}"))
        return [body["name"] for body in found.bodies if body["type"].endswith("natgateways")]

    assert gateways("payments") == ["idle", "payments"]
    assert gateways("payments/payments") == ["payments"]
    assert gateways("shop") == ["shop"]


# -- what cannot be read -------------------------------------------------------------------------------------------


def test_without_a_role_a_subscription_is_an_error_not_an_empty_one(azure: Simulator) -> None:
    nobody = azure.add_principal("nobody", secret="secret-of-nobody")
    with pytest.raises(
        Rejected, match=r"no role with Microsoft\.ContainerService/managedClusters/read"
    ) as error:
        linted(azure, principal=nobody)
    assert error.value.status == 403
    assert (
        f'--assignee {nobody.client_id} --role "natpin reader" --scope /subscriptions/{SUBSCRIPTION}'
        in str(error.value)
    )


def test_a_role_on_one_group_reads_that_group_and_no_more(azure: Simulator) -> None:
    reader = azure.add_principal("reader", secret="secret-of-reader")
    azure.assign(reader, "Reader", group(azure, "payments"))
    assert exits(linted(azure, "payments", principal=reader)) == {
        "payments/system": (Exit.NAT_GATEWAY, ["20.64.0.0/29"])
    }
    for scope in ("", "shop", "shop/shop"):
        with pytest.raises(CloudError, match="forbidden"):
            linted(azure, scope, principal=reader)


def test_a_network_that_may_not_be_read_is_unknown_and_the_report_incomplete(
    azure: Simulator, run: Run
) -> None:
    some = somebody(azure, ["Microsoft.ContainerService/*/read", "Microsoft.Authorization/*/read"])
    report = linted(azure, "payments", principal=some)
    assert exits(report) == {"payments/system": (Exit.UNKNOWN, None)}
    assert report.incomplete
    assert "virtualNetworks/payments: is referred to, and may not be read" in report.skipped[0].reason
    assert not [finding for finding in report.findings if finding.verdict.value == "pass"]
    ran = run("lint", "--azure", f"{SUBSCRIPTION}/payments", as_=some)
    assert ran.status == 4


def test_a_deleted_network_is_told_by_name(azure: Simulator) -> None:
    gone = f"{group(azure, 'payments')}/providers/Microsoft.Network/natGateways/payments"
    azure.world.resources.remove(gone)
    report = linted(azure, "payments")
    assert [skipped.reason for skipped in report.skipped] == [f"{gone}: is referred to, and does not exist"]
    assert report.incomplete


@pytest.mark.parametrize("scope", ["nowhere", "nowhere/payments", "payments/nothing"])
def test_what_is_not_there_is_an_error(azure: Simulator, scope: str) -> None:
    with pytest.raises(CloudError, match="there is no"):
        linted(azure, scope)


def test_another_subscription_is_an_error(azure: Simulator) -> None:
    with pytest.raises(CloudError, match=OTHER):
        live.read(connection_to(azure), AzureScope.parse(OTHER))


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.FORBIDDEN,
        FaultKind.NOT_FOUND,
        FaultKind.MALFORMED_BODY,
        FaultKind.SERVER_ERROR,
        FaultKind.THROTTLED,
    ],
)
@pytest.mark.parametrize("path", ["ResourceGraph", "permissions"])
def test_a_failing_read_is_an_error_however_it_fails(azure: Simulator, kind: FaultKind, path: str) -> None:
    azure.set_faults(Fault(kind, path=path, times=None))
    with pytest.raises(CloudError):
        live.estate(connection_to(azure), AzureScope.parse(azure.subscription), IMPATIENT)


def test_a_read_is_tried_again(azure: Simulator) -> None:
    azure.set_faults(
        Fault(FaultKind.THROTTLED, path="ResourceGraph", retry_after=0),
        Fault(FaultKind.UNAVAILABLE, path="permissions"),
        Fault(FaultKind.RESET_BEFORE, path="locks"),
    )
    found = live.estate(connection_to(azure), AzureScope.parse(azure.subscription), IMPATIENT)
    assert len(found.clusters) == 5


# -- locks -----------------------------------------------------------------------------------------------------------


def test_locks_above_an_ip_guard_it(azure: Simulator) -> None:
    rules = [finding.rule.id for finding in linted(azure, "payments").findings]
    assert "egress-ip-unprotected" not in rules


@pytest.mark.parametrize(
    "scope",
    ["", "/resourceGroups/shop", "/resourceGroups/SHOP/providers/Microsoft.Network/publicIPPrefixes/shop"],
)
def test_a_lock_at_any_level_counts(azure: Simulator, scope: str) -> None:
    azure.lock(f"/subscriptions/{azure.subscription}{scope}", "ReadOnly")
    assert "egress-ip-unprotected" not in [finding.rule.id for finding in linted(azure, "shop").findings]


def test_a_lock_beside_an_ip_does_not(azure: Simulator) -> None:
    azure.lock(group(azure, "sho"), "CanNotDelete")
    azure.lock(group(azure, "shop-2"), "CanNotDelete")
    assert "egress-ip-unprotected" in [finding.rule.id for finding in linted(azure, "shop").findings]


def test_locks_that_may_not_be_read_make_protection_unknown(azure: Simulator) -> None:
    """Not false: nobody is told to lock what may be locked. Not true either."""
    some = somebody(
        azure,
        [
            "Microsoft.ContainerService/*/read",
            "Microsoft.Network/*/read",
            "Microsoft.Authorization/permissions/read",
        ],
    )
    found = [one for one in linted(azure, principal=some).findings if one.rule.id == "egress-ip-unprotected"]
    assert {one.verdict.value for one in found} == {"unknown"}
    assert {cause.reason for one in found for cause in one.causes} == {
        "the management locks could not be read"
    }


# -- the inventory lags, and networks lie elsewhere --------------------------------------------------------------------


def test_what_the_inventory_does_not_show_yet_is_read_directly(azure: Simulator) -> None:
    azure.lag_graph()
    azure.seed(*pinned(azure.subscription, "fresh", 40))
    assert exits(linted(azure, "fresh/fresh")) == {"fresh/system": (Exit.NAT_GATEWAY, ["20.64.1.64/29"])}


def test_a_network_in_another_subscription_is_followed() -> None:
    settings = SimulatorSettings(subscriptions={SUBSCRIPTION: "clusters", OTHER: "hub"})
    with Simulator(settings) as azure:
        *network, cluster = pinned(OTHER, "hub", 3)
        moved = json.loads(json.dumps(cluster).replace(OTHER, SUBSCRIPTION, 1))
        azure.seed(*network, moved)
        assert exits(linted(azure)) == {"hub/system": (Exit.NAT_GATEWAY, ["20.64.0.24/29"])}
        assert len([one for one in answered(azure) if "ResourceGraph" in one]) == 2
        assert len([one for one in answered(azure) if "locks" in one]) == 2

        stranger = azure.add_principal("stranger", secret="secret-of-stranger")
        azure.assign(stranger, "Reader", f"/subscriptions/{SUBSCRIPTION}")
        report = linted(azure, principal=stranger)
        assert exits(report) == {"hub/system": (Exit.UNKNOWN, None)}
        assert report.incomplete


# -- scopes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SUBSCRIPTION, AzureScope(SUBSCRIPTION)),
        (f"/subscriptions/{SUBSCRIPTION}/", AzureScope(SUBSCRIPTION)),
        (f"{SUBSCRIPTION.upper()}/rg", AzureScope(SUBSCRIPTION, "rg")),
        (f"/subscriptions/{SUBSCRIPTION}/resourcegroups/rg", AzureScope(SUBSCRIPTION, "rg")),
        (f"{SUBSCRIPTION}/rg/aks", AzureScope(SUBSCRIPTION, "rg", "aks")),
        (
            f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks",
            AzureScope(SUBSCRIPTION, "rg", "aks"),
        ),
    ],
)
def test_scopes(text: str, expected: AzureScope) -> None:
    assert AzureScope.parse(text) == expected
    assert AzureScope.parse(str(expected)) == expected
    assert AzureScope.parse(expected.id) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "production",
        f"{SUBSCRIPTION}/a/b/c",
        f"{SUBSCRIPTION}/rg?x=1",
        f"{SUBSCRIPTION}/rg/aks#1",
        f"{SUBSCRIPTION}/a b",
        f"/subscriptions/{SUBSCRIPTION}/rg",
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat",
    ],
)
def test_no_scopes(text: str) -> None:
    with pytest.raises(ConfigError):
        AzureScope.parse(text)


def test_a_scope_holds_what_is_below_it_and_not_what_merely_begins_alike() -> None:
    scope = AzureScope(SUBSCRIPTION, "rg")
    assert scope.holds(f"/SUBSCRIPTIONS/{SUBSCRIPTION}/resourcegroups/RG/providers/x")
    assert not scope.holds(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg2/providers/x")
