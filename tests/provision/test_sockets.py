"""The same over real sockets: what a broken connection looks like there is natpin's own kind of error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.identity import ClientSecretCredential

from natpin.azure.arm import Arm
from natpin.azure.cloud import ArmCloud
from natpin.errors import ConfigError, Unreachable
from natpin.languages.located_yaml.checked import read
from natpin.provision.apply import apply
from natpin.provision.entries import parse_egress
from natpin.provision.journal import Journal
from natpin.provision.plan import make
from natpin.provision.ports import Pace
from natpin.simulator import Fault, FaultKind, Settings, Simulator

from .bench import entry

FAST = Pace(sleep=lambda seconds: None, attempts=4, poll=0)


@pytest.fixture(scope="module")
def azure() -> Iterator[Simulator]:
    with Simulator(Settings(operation_seconds=1)) as simulator:
        yield simulator


def cloud(azure: Simulator, timeout: float = 5.0) -> tuple[ArmCloud, Arm]:
    credential = ClientSecretCredential(
        azure.tenant,
        azure.client_id,
        azure.client_secret,
        authority=azure.base_url,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_path),
        retry_total=0,
    )
    arm = Arm(
        credential,
        base_url=azure.base_url,
        connection_verify=str(azure.ca_path),
        pace=FAST,
        timeout=timeout,
    )
    return ArmCloud(arm), arm


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": FaultKind.RESET_BEFORE},
        {"kind": FaultKind.RESET_AFTER},
        {"kind": FaultKind.MALFORMED_BODY},
        {"kind": FaultKind.TIMEOUT, "seconds": 1.0},
        {"kind": FaultKind.TIMEOUT_AFTER, "seconds": 1.0},
        {"kind": FaultKind.THROTTLED, "retry_after": 0},
        {"kind": FaultKind.UNAVAILABLE},
        {"kind": FaultKind.ENDS_EARLY},
        {"kind": FaultKind.REDIRECT},
        {"kind": FaultKind.THROTTLED, "retry_after": "²"},
        {"kind": FaultKind.UNAVAILABLE, "retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"},
        {"kind": FaultKind.THROTTLED, "retry_after": "-1"},
    ],
    ids=lambda fault: str(fault["kind"]),
)
def test_one_broken_write_is_made_good(fault: dict[str, Any], azure: Simulator, tmp_path: Path) -> None:
    azure.reset()
    section = read(entry(azure.subscription).encode(), "natpin.yaml", ConfigError).mapping("natpin.yaml")
    wanted = parse_egress(section["egress"])["payments"]
    made, arm = cloud(azure, timeout=0.5)
    plan, _found = make(wanted, frozenset(), made)
    azure.set_faults(Fault(method="PUT", path="natGateways", **fault))
    journal = Journal(tmp_path / "journal", plan.fingerprint)
    applied = apply(plan, made, journal, pace=FAST)
    journal.close()
    arm.close()
    assert applied.complete, json.dumps([step.message for step in applied.steps])
    assert len([id_ for id_ in azure.all_resources() if "/natgateways/" in id_]) == 1


@pytest.mark.parametrize("kind", [FaultKind.ENDS_EARLY, FaultKind.REDIRECT, FaultKind.MALFORMED_BODY])
@pytest.mark.parametrize("path", ["locks", "permissions", "publicIPPrefixes", "resourceGroups"])
def test_an_answer_that_is_none_is_an_error_and_never_an_empty_list(
    kind: FaultKind, path: str, azure: Simulator
) -> None:
    """For good: a lock, a role or a resource that cannot be read whole is not taken for absent."""
    azure.reset()
    section = read(entry(azure.subscription).encode(), "natpin.yaml", ConfigError).mapping("natpin.yaml")
    wanted = parse_egress(section["egress"])["payments"]
    group = f"/subscriptions/{azure.subscription}/resourceGroups/rg-payments"
    azure.seed(
        {
            "id": f"{group}/providers/Microsoft.Network/publicIPPrefixes/egress",
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"prefixLength": 30},
        }
    )
    made, arm = cloud(azure)
    azure.set_faults(Fault(kind, method="GET", path=path, times=None))
    with pytest.raises(Unreachable) as caught:
        make(wanted, frozenset(), made)
    arm.close()
    assert "\n" not in str(caught.value)


def test_a_list_that_goes_on_at_the_same_place_with_its_port_written_out_is_followed(
    azure: Simulator,
) -> None:
    _made, arm = cloud(azure)
    for base, url, here in (
        ("https://management.azure.com", "https://management.azure.com:443/x", True),
        ("https://management.azure.com:443", "https://MANAGEMENT.azure.com/x", True),
        ("https://management.azure.com", "https://management.azure.com:444/x", False),
        ("https://management.azure.com", "http://management.azure.com:443/x", False),
        ("https://management.azure.com", "https://management.azure.com@evil.example/x", False),
        ("https://management.azure.com", "https://me@management.azure.com/x", False),
        ("https://management.azure.com", "https://management.azure.com:port/x", False),
        ("https://management.azure.com", "https:///x", False),
    ):
        arm.base_url = base
        assert arm.is_here(url) is here, url
    arm.close()


def test_nobody_there_is_told_in_one_line(azure: Simulator) -> None:
    made, arm = cloud(azure)
    gone = Arm(arm._credential, base_url="https://127.0.0.1:9", pace=FAST, timeout=1.0)
    with pytest.raises(Unreachable) as caught:
        ArmCloud(gone).get(f"/subscriptions/{azure.subscription}/resourceGroups/rg")
    gone.close()
    arm.close()
    assert "\n" not in str(caught.value)
    assert made.get(f"/subscriptions/{azure.subscription}/resourceGroups/none") is None
