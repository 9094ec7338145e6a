"""What Azure has allocated: whole, or it is said of what; and never a part that looks like all there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from azure.core.credentials import AccessToken

from natpin.azure.allocated import allocated
from natpin.azure.arm import Arm, Reply
from natpin.errors import Rejected, Unreachable
from natpin.provision.ports import Pace
from natpin.simulator import Fault, FaultKind, Simulator

from .conftest import answered, connection_to, group

IMPATIENT = Pace(sleep=lambda seconds: None, attempts=2)


def reader_of(azure: Simulator, *groups: str) -> Any:
    who = azure.add_principal("group reader", secret="secret-of-the-reader")
    for one in groups:
        azure.assign(who, "Reader", group(azure, one))
    return connection_to(azure, who)


def names(azure: Simulator) -> set[str]:
    """Resource groups that hold a public IP or prefix."""
    return {
        one.id.split("/")[4]
        for one in azure.entries()
        if one.type.lower() in ("microsoft.network/publicipaddresses", "microsoft.network/publicipprefixes")
    }


def test_a_subscription_that_may_be_read_is_read_whole(azure: Simulator) -> None:
    found = allocated(connection_to(azure), [azure.subscription], ["nothing"], IMPATIENT)
    assert {one.resource_group.lower() for one in found.ips} == {one.lower() for one in names(azure)}
    assert (found.partial, found.groups) == (frozenset(), frozenset())
    assert not any("/resourceGroups/" in one for one in answered(azure))


def test_of_one_that_may_not_the_groups_named_are(azure: Simulator) -> None:
    mine, *_ = sorted(names(azure))
    azure.seed({"id": group(azure, "secret"), "location": "westeurope"})
    found = allocated(
        reader_of(azure, mine), [azure.subscription.upper()], [mine, mine.upper(), "secret"], IMPATIENT
    )
    assert {one.resource_group.lower() for one in found.ips} == {mine.lower()}
    assert found.partial == {azure.subscription}
    assert found.groups == {(azure.subscription, mine.lower())}
    assert not found.hides(mine, "")
    assert found.hides("secret", "")
    assert found.hides("", "")


def test_where_no_group_may_be_read_the_refusal_stands(azure: Simulator) -> None:
    azure.seed({"id": group(azure, "secret"), "location": "westeurope"})
    for groups in ((), ("secret",), ("../secret", "..", "secret/x", "a?b", "secret%2f")):
        with pytest.raises(Rejected, match="natpin reader"):
            allocated(reader_of(azure), [azure.subscription], groups, IMPATIENT)
    asked = {one.partition("/resourceGroups/")[2].partition("/")[0] for one in answered(azure)}
    assert asked <= {"", "secret"}


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.MALFORMED_BODY, FaultKind.THROTTLED])
def test_a_group_that_fails_otherwise_is_no_empty_one(azure: Simulator, kind: FaultKind) -> None:
    mine, *_ = sorted(names(azure))
    connection = reader_of(azure, mine)
    azure.set_faults(Fault(kind, path="/resourceGroups/", times=None))
    with pytest.raises((Rejected, Unreachable)):
        allocated(connection, [azure.subscription], [mine], IMPATIENT)


PAGES: tuple[tuple[Mapping[str, Any] | None, str], ...] = (
    ({"value": [], "nextLink": "https://elsewhere.example/page2"}, "not at an Azure address"),
    ({"value": [], "nextLink": "http://127.0.0.1:9/page2"}, "not at an Azure address"),
    ({"value": [], "nextLink": 7}, "not at an Azure address"),
    ({"value": None}, "not a list"),
    ({}, "not a list"),
    (None, "not a list"),
)


class Nobody:
    """A credential that is never asked."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        raise AssertionError


@pytest.mark.parametrize(("body", "said"), PAGES)
def test_a_list_that_is_cut_short_is_no_list(
    monkeypatch: pytest.MonkeyPatch, body: Mapping[str, Any] | None, said: str
) -> None:
    arm = Arm(Nobody(), base_url="https://127.0.0.1:9")
    asked: list[str] = []

    def read(url: str) -> Reply:
        asked.append(url)
        return Reply(200, {}, body)

    monkeypatch.setattr(arm, "read", read)
    with pytest.raises(Unreachable, match=said):
        arm.listed("https://127.0.0.1:9/subscriptions/x")
    assert asked == ["https://127.0.0.1:9/subscriptions/x"]
