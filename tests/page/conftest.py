"""A page in a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from natpin.reporters.page import page as written
from natpin.reporters.rows import Origin

playwright = pytest.importorskip("playwright.sync_api", reason="make page-test")
CHROMIUM = os.environ.get("NATPIN_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
Opened = Callable[..., Any]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    """Opens the page of some members; an error in it, or a request that leaves it, fails the test."""
    tabs: list[Any] = []
    wrong: list[str] = []

    def opens(
        *members: tuple[Origin, dict[str, Any] | None, str | None], at: str = "", **context: Any
    ) -> Any:
        file = tmp_path / "page.html"
        file.write_text(written(members))
        tab = browser.new_context(**context).new_page()
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        tab.on("request", lambda asked: wrong.append(asked.url) if asked.url.startswith("http") else None)
        tab.goto(f"{file.as_uri()}{at}")
        tabs.append(tab)
        return tab

    yield opens
    for tab in tabs:
        tab.context.close()
    assert wrong == []


def cluster(number: int, **changed: Any) -> dict[str, Any]:
    """A cluster of a report: every third is in order, the next fails, the third is not known."""
    kind = number % 3
    exit_ = ("nat-gateway", "load-balancer", "unknown")[kind]
    cause = {"reason": "the subnet is not known", "at": None, "settleBy": "--var subnet=…"}
    way = {
        "pool": "system", "role": "node", "subnet": "nodes", "exit": exit_, "natGateway": f"nat-{number // 6}" if kind == 0 else None,
        "idleTimeoutMinutes": 10, "ipCount": 8, "ips": [f"20.{number >> 8 & 255}.{number & 255}.0/29"],
        "cidrs": [f"20.{number >> 8 & 255}.{number & 255}.0/29"], "hops": [], "causes": [cause] if kind == 2 else [],
    }  # fmt: skip
    return {
        "address": f"azurerm_kubernetes_cluster.c{number}", "name": f"cluster-{number:05}",
        "at": {"path": "main.tf", "line": number + 1, "column": 1},
        "network": {}, "networkOrigins": {}, "egress": [way], "verdicts": {}, "conditional": {},
        "workloads": [{"name": "payments", "kind": "Deployment", "at": None, "replicas": 3, "pools": ["system"], "certain": True}],
        **changed,
    }  # fmt: skip


def finding(number: int, **changed: Any) -> dict[str, Any]:
    """What is told of a cluster that fails."""
    return {
        "rule": "outbound-type-not-nat", "verdict": "fail", "severity": "error",
        "message": "cluster shop: its outbound type is `loadBalancer`", "at": {"path": "main.tf", "line": 3, "column": 5},
        "subject": "x", "property": None, "clusters": [f"azurerm_kubernetes_cluster.c{number}"], "related": [], "causes": [],
        "conditional": None, "fingerprint": "f", "remediation": "choose another outbound type", "fix": None, **changed,
    }  # fmt: skip


def report(clusters: list[dict[str, Any]], findings: list[dict[str, Any]]) -> dict[str, Any]:
    """A report's JSON, of one stack."""
    stack = {
        "id": "infra", "reader": "terraform", "root": "infra", "inputs": [], "sameAs": None, "clusters": clusters,
        "findings": findings, "doubts": [],
    }  # fmt: skip
    promise = {"what": "20.0.0.0/29", "cidr": "20.0.0.0/29", "partners": ["Acme Bank"], "until": None}
    return {
        "schema": "natpin/report/v1",
        "stacks": [stack],
        "skipped": [],
        "excluded": [],
        "contract": [promise],
    }


def estate(number: int) -> dict[str, Any]:
    """So many clusters, a third of them failing."""
    return report([cluster(one) for one in range(number)], [finding(one) for one in range(1, number, 3)])
