"""The page of a look at live Azure: what drifted, since when, and what is not known."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import HERE, Look
from .estate import GATEWAY, SUBSCRIPTION
from .test_command import flags, forbidden, put, run

__all__ = ["flags"]


def page(capsys: pytest.CaptureFixture[str], flags: list[str]) -> tuple[int, dict[str, Any]]:
    """The exit status, and the data of the page."""
    declared = str(HERE / "declared")
    asked = [
        "drift",
        declared,
        "--workspace",
        declared,
        "--format",
        "html",
        *flags,
        "--azure",
        SUBSCRIPTION,
    ]
    status, out = run(capsys, *asked)
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', out, re.S)
    assert found is not None
    return status, json.loads(found[1])


def of(data: dict[str, Any], name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    (cluster,) = [one for one in data["clusters"] if one["name"] == name]
    return cluster, [data["findings"][place] for place in cluster["findings"]]


def test_what_drifted_is_told_with_both_values_and_who_wrote_last(
    look: Look, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    body = look.azure.get(GATEWAY)
    assert body is not None
    body["properties"]["idleTimeoutInMinutes"] = 90
    put(look, GATEWAY, body)
    status, data = page(capsys, flags)
    cluster, told = of(data, "payments")
    (found,) = [one for one in told if "declared" in one]
    assert (status, cluster["state"]) == (1, "fails")
    assert (found["declared"], found["live"]) == ("10", "90")
    assert re.match(r"last written 20\d\d-.* by .*natgateways/write", found["since"].lower())
    assert found["at"].startswith("main.tf:")
    assert found["mend"].startswith("az network nat gateway update")
    assert any("20." in line or "NAT" in line for line in cluster["now"])
    assert data["sources"][0]["kind"] == "drift"
    assert data["sources"][0]["taken"].endswith("Z")


def test_a_rule_that_the_live_cluster_breaks_is_told(
    look: Look, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, data = page(capsys, flags)
    cluster, found = of(data, "hub")
    assert cluster["state"] == "fails"
    assert found
    assert all(one["rule"] and one["text"] and "declared" not in one for one in found)


def test_what_could_not_be_read_is_never_left_out(
    look: Look, flags: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    look.azure.set_faults(forbidden("Microsoft.ResourceGraph"))
    status, data = page(capsys, flags)
    assert status == 4
    assert data["sources"][0]["gaps"]
    assert {one["state"] for one in data["clusters"]} == {"unknown"}
    assert all(one["causes"] for one in data["clusters"])
