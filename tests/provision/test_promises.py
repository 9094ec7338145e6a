"""What partners were given is not taken away by a plan: the egress contract is held against each change."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from natpin.commands.promises import keep_promises, with_promises
from natpin.contract import parse
from natpin.errors import ConfigError, Refused
from natpin.languages.located_yaml.checked import read
from natpin.model.contract import Contract
from natpin.provision.plan import make
from natpin.provision.plan import plan as planned
from natpin.workspace import FolderWorkspace

from .bench import Bench, entry
from .scenes import ROTATE, lived_in

NET = "Microsoft.Network"
WORDS = frozenset(("outbound-type-change", "gateway-change", "ip-retire"))
BALANCER = "198.51.100.9"


def contract(ground: Bench, text: str) -> Contract:
    return parse(
        read(text.encode(), "natpin.yaml", ConfigError),
        FolderWorkspace(ground.folder),
        datetime.date(2026, 11, 30),
    )


def reasons(ground: Bench, text: str, **changes: Any) -> str:
    """Why the contract blocks a plan; and apply refuses it for the same."""
    wanted = ground.wanted(entry(ground.subscription, **changes))
    made, found = make(wanted, WORDS, ground.cloud())
    held = with_promises(found, made, wanted, contract(ground, text))
    told = "\n".join(reason for change in planned(wanted, held, WORDS).blocked for reason in change.reasons)
    if told and not made.blocked:
        with pytest.raises(Refused, match="breaks the egress contract"):
            keep_promises(made, wanted, found, contract(ground, text))
    return told


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        (
            "{cidr: 198.51.100.7, partners: [Acme], until: 2999-01-31}",
            "198.51.100.7 to Acme until 2999-01-31",
        ),
        ("{ip: OLD, partners: [Acme], until: 2999-01-31}", "198.51.100.7 to Acme until 2999-01-31"),
        ("198.51.100.7", ""),  # without an end: the day under retire is the end
        ("{cidr: 198.51.100.7, until: 2026-11-29}", ""),
        ("{prefix: old, until: 2999-01-31}", ""),  # the IP is no prefix
        ("{cidr: 192.0.2.7, until: 2999-01-31}", ""),
    ],
)
def test_a_promised_ip_is_not_taken_off(promise: str, told: str, ground: Bench) -> None:
    ROTATE.seed(ground)
    old = ground.id(f"{NET}/publicIPAddresses/old")
    ips = {"prefix": {"name": "egress", "length": 30}, "retire": [{"id": old, "after": "2026-01-31"}]}
    found = reasons(ground, f"[{promise}]", cluster={"name": "aks"}, public_ips=ips)
    assert (told in found) if told else not found, found


def test_a_contract_about_other_clusters_holds_nobody_up(ground: Bench) -> None:
    ROTATE.seed(ground)
    old = ground.id(f"{NET}/publicIPAddresses/old")
    ips = {"prefix": {"name": "egress", "length": 30}, "retire": [{"id": old, "after": "2026-01-31"}]}
    promise = "{clusters: [%s], ips: [{cidr: 198.51.100.7, until: 2999-01-31}]}"
    assert not reasons(ground, promise % "shop", cluster={"name": "aks"}, public_ips=ips)
    assert reasons(ground, promise % "a*", cluster={"name": "aks"}, public_ips=ips)


def balanced(ground: Bench) -> str:
    """A cluster on a load balancer; the CIDR that it leaves from."""
    lived_in(ground)
    body = ground.azure.get(ground.id("Microsoft.ContainerService/managedClusters/aks"))
    assert body is not None
    (ip,) = body["properties"]["networkProfile"]["loadBalancerProfile"]["effectiveOutboundIPs"]
    found = ground.azure.get(ip["id"])
    assert found is not None
    return str(found["properties"]["ipAddress"])


def test_aks_releases_no_promised_ip_of_a_load_balancer(ground: Bench) -> None:
    address = balanced(ground)
    told = reasons(ground, f"[{{cidr: {address}, partners: [Acme]}}]", cluster={"name": "aks"})
    assert f"promises {address} to Acme without an end" in told
    assert not reasons(ground, "[192.0.2.1]", cluster={"name": "aks"})


@pytest.mark.parametrize(
    ("given", "told"),
    [("Acme", "gives egress /30 to Acme, and not to Globex"), ("Acme, Globex, Initech", ""), ("", "")],
)
def test_nobody_moves_to_ips_that_a_partner_was_not_given(given: str, told: str, ground: Bench) -> None:
    address = balanced(ground)
    text = f"[{{cidr: {address}, partners: [Acme, Globex]}}, {{prefix: egress, partners: [{given}]}}]"
    own = {"name": "aks", "outbound-type": "loadBalancer"}
    found = reasons(ground, text, cluster=own)
    assert (told in found) if told else not found, found
