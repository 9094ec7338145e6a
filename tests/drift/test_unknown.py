"""What is not known is neither drift nor in order; which scope a declaration belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.azure.scope import AzureScope
from natpin.commands import declared as declaring
from natpin.commands import drifting
from natpin.config import Config, parse
from natpin.errors import ConfigError
from natpin.model.change import DriftKind
from natpin.model.drift import ScopeReport, State
from natpin.simulator import Fault, FaultKind
from natpin.workspace import FolderWorkspace

from .conftest import HERE, Look, arguments
from .estate import GATEWAY, HUB_NET, NET, SUBSCRIPTION, Change

USER = f"{NET}/subnets/user"
WHOLE = (HERE / "declared" / "main.tf").read_text("utf-8")


def declared(tmp_path: Path, *replaced: tuple[str, str], more: str = "") -> list[declaring.Declared]:
    """The declaration of the estate, with some words of it replaced."""
    source = WHOLE
    for before, after in replaced:
        assert before in source
        source = source.replace(before, after)
    (tmp_path / "main.tf").write_text(source + more, "utf-8")
    workspace = FolderWorkspace(tmp_path, tmp_path)
    found, _ = declaring.stacks(workspace, Config(), arguments("--workspace", str(tmp_path)))
    return found


def cluster(report: ScopeReport, name: str = "payments"):  # type: ignore[no-untyped-def]
    return next(one for one in report.clusters if one.name == name)


VARIABLE = '\nvariable "unknown" {}\n'

UNKNOWN_VALUES = {
    "idle timeout": ("idle_timeout_in_minutes = 10", "idle_timeout_in_minutes = var.unknown"),
    "ranges": ('["20.1.2.0/29", "20.1.3.4", "203.0.113.0/24"]', "var.unknown"),
    "one range": ('"203.0.113.0/24"]', "var.unknown]"),
    "outbound type": ('outbound_type  = "userAssignedNATGateway"', "outbound_type  = var.unknown"),
    "gateway name": ('name                    = "egress"', "name                    = var.unknown"),
    "default outbound": (
        "default_outbound_access_enabled = false",
        "default_outbound_access_enabled = var.unknown",
    ),
    "prefix length": ("prefix_length       = 29", "prefix_length       = var.unknown"),
    "next hop": ('next_hop_in_ip_address = "10.9.0.4"', "next_hop_in_ip_address = var.unknown"),
}


@pytest.mark.parametrize("what", UNKNOWN_VALUES)
def test_an_unknown_declared_value_is_never_drift_and_is_listed(
    look: Look, tmp_path: Path, what: str
) -> None:
    report = look.at(declared(tmp_path, UNKNOWN_VALUES[what], more=VARIABLE))
    assert [entry.drift.label for one in report.clusters for entry in one.entries] == []
    listed = [each for one in report.clusters for each in one.uncompared]
    assert listed
    assert not any(each.live_side for each in listed)


def test_an_unknown_name_hides_no_detached_gateway(look: Look, change: Change, tmp_path: Path) -> None:
    change.set(USER, natGateway=None)
    report = look.at(declared(tmp_path, UNKNOWN_VALUES["gateway name"], more=VARIABLE))
    assert [entry.drift.label for entry in cluster(report).entries] == ["NAT gateway of the subnet user"]


def test_an_unknown_name_hides_no_setting(look: Look, change: Change, tmp_path: Path) -> None:
    change.set(GATEWAY, idleTimeoutInMinutes=77)
    report = look.at(declared(tmp_path, UNKNOWN_VALUES["gateway name"], more=VARIABLE))
    assert [entry.drift.label for entry in cluster(report).entries] == [
        "idle timeout of the NAT gateway egress"
    ]


def test_a_cluster_whose_name_is_unknown_among_several_is_unknown(look: Look, tmp_path: Path) -> None:
    change = ('name                = "payments"\n  resource_group_name = azurerm_resource_group.payments.name\n  location            = azurerm_resource_group.payments.location\n  dns_prefix',
              'name                = var.unknown\n  resource_group_name = var.unknown\n  location            = azurerm_resource_group.payments.location\n  dns_prefix')  # fmt: skip
    other = ('name                = "web"\n  resource_group_name = azurerm_resource_group.web.name\n  location            = azurerm_resource_group.web.location\n  dns_prefix',
             'name                = var.unknown\n  resource_group_name = var.unknown\n  location            = azurerm_resource_group.web.location\n  dns_prefix')  # fmt: skip
    report = look.at(declared(tmp_path, change, other, more=VARIABLE))
    unknown = [one for one in report.clusters if one.state is State.UNKNOWN]
    assert len(unknown) == 2
    assert all(one.cause and not one.entries for one in unknown)


def test_a_resource_that_may_not_be_read_leaves_its_cluster_unknown(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = drifting.survey

    def blind(arm: object, scope: AzureScope) -> object:
        """As the inventory is for an identity that may not read the gateway."""
        from natpin.model.record import replace

        estate = survey(arm, scope)  # type: ignore[arg-type]
        kept = tuple(body for body in estate.bodies if str(body["id"]).lower() != GATEWAY.lower())
        return replace(estate, bodies=kept, unread=((GATEWAY, "is referred to, and may not be read (403)"),))

    monkeypatch.setattr(drifting, "survey", blind)
    report = look.at(look.files)
    assert report.state is not State.IN_ORDER
    assert cluster(report).state is State.UNKNOWN
    assert not cluster(report).entries
    assert "egress could not be read" in cluster(report).cause


# -- which scope ---------------------------------------------------------------------------------------------------

ELSEWHERE = "11111111-2222-3333-4444-555555555555"


def section(text: str) -> declaring.DriftSection:
    return declaring.section_of(parse(text.encode(), "natpin.yaml"))


def test_a_stack_of_another_environment_is_left_out(look: Look, tmp_path: Path) -> None:
    """dev and prod by one root and two values: only the one whose clusters are in the scope is held against it."""
    source = WHOLE.replace(f'  subscription_id = "{SUBSCRIPTION}"\n', "")
    for name in ("payments", "hub", "web", "shop"):
        source = source.replace(
            f'name                = "{name}"\n  resource_group_name = azurerm_resource_group.{name}.name\n'
            f"  location            = azurerm_resource_group.{name}.location\n  dns_prefix",
            f'name                = "${{var.stage}}{name}"\n  resource_group_name = azurerm_resource_group.{name}.name\n'
            f"  location            = azurerm_resource_group.{name}.location\n  dns_prefix",
        )
    (tmp_path / "main.tf").write_text(source + '\nvariable "stage" {}\n', "utf-8")
    (tmp_path / "dev.tfvars").write_text('stage = "dev-"\n')
    (tmp_path / "prod.tfvars").write_text('stage = ""\n')
    workspace = FolderWorkspace(tmp_path, tmp_path)
    found, _ = declaring.stacks(workspace, Config(), arguments("--workspace", str(tmp_path)))
    assert len(found) == 2
    assigned, notes = declaring.assignments(found, [look.scope], declaring.DriftSection())
    assert notes == []
    report, _ = drifting.look(look.arm, assigned[0], look.rules, None)
    assert {one.stack for one in report.clusters} == {". (prod.tfvars)"}
    assert not any(one.entries for one in report.clusters)


def test_a_declaration_of_another_subscription_is_not_held_against_this_one(look: Look) -> None:
    assigned, notes = declaring.assignments(
        look.snapshot, [AzureScope.parse(ELSEWHERE)], declaring.DriftSection()
    )
    assert assigned[0].declared == ()
    assert SUBSCRIPTION in notes[0]


def test_natpin_yaml_says_which_stack_is_where(look: Look) -> None:
    written = section(
        f"drift:\n  watch:\n    - {{scope: {SUBSCRIPTION}, stacks: .}}\n  issue: {{per: scope}}\n"
    )
    assert written.per == "scope"
    assigned, _ = declaring.assignments(look.files, [], written)
    assert [(str(one.scope), len(one.declared)) for one in assigned] == [(SUBSCRIPTION, 1)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("drift: {watch: [{scope: prod}]}", "is not a subscription id"),
        ("drift: {watch: [{stacks: .}]}", "scope"),
        ("drift: {wach: []}", "watch"),
        ("drift: {issue: {per: pool}}", "per"),
    ],
)
def test_a_section_that_is_wrong_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as told:
        section(text)
    assert words in str(told.value)
    assert "natpin.yaml:1" in str(told.value)


def test_a_watch_that_means_nothing_is_an_error(look: Look) -> None:
    with pytest.raises(ConfigError):
        declaring.assignments(
            look.files, [], section(f"drift: {{watch: [{{scope: {SUBSCRIPTION}, stacks: nowhere}}]}}")
        )


def test_a_route_that_may_be_learnt_is_not_in_order(look: Look, change: Change) -> None:
    """Nobody declared it, and what it leads past is a NAT gateway that stands as it is declared."""
    hub = {
        "name": "to-hub",
        "properties": {"remoteVirtualNetwork": {"id": HUB_NET}, "useRemoteGateways": True},
    }
    change.set(NET, virtualNetworkPeerings=[hub])
    told = cluster(look.at(look.files))
    assert told.state is State.UNKNOWN
    assert "the peering to-hub uses the gateway of the other network" in told.cause


@pytest.mark.parametrize(("times", "state"), [(1, State.DRIFT), (2, State.UNKNOWN)])
def test_a_network_that_is_not_found_is_asked_for_again_and_never_in_order(
    times: int, state: State, look: Look, change: Change
) -> None:
    """The inventory shows a gateway that is detached, and ARM says that the network is not there."""
    change.set(USER, natGateway=None)
    look.azure.set_faults(Fault(FaultKind.NOT_FOUND, method="GET", path=f"{NET}$", times=times))
    assert cluster(look.at(look.files)).state is state
    look.azure.set_faults()


@pytest.mark.parametrize(("times", "kind"), [(1, DriftKind.CHANGED), (2, DriftKind.MISSING)])
def test_one_404_deletes_no_gateway(times: int, kind: DriftKind, look: Look, change: Change) -> None:
    change.set(USER, natGateway=None)
    look.azure.set_faults(Fault(FaultKind.NOT_FOUND, method="GET", path=f"{GATEWAY}$", times=times))
    (entry,) = cluster(look.at(look.files)).entries
    assert entry.drift.kind is kind
    look.azure.set_faults()
