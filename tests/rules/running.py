"""Runs a case of infrastructure as its author would run natpin, and tells the verdict of one rule on it.

A case is a folder of files. What it holds says which command is asked:

- ``before/`` and ``after/``: two commits of a repository, ``natpin lint --diff``;
- ``declared/`` and ``live.json`` (a snapshot): ``natpin diff declared live.json``;
- anything else: ``natpin lint``.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any

from docs.examples import committed

Natpin = Callable[..., str]
"""Runs natpin with arguments in this process; gives what it writes to standard output."""

GRAVEST_FIRST = ("fail", "unknown", "pass", "not-applicable")


_KEPT: dict[Path, Mapping[str, Any]] = {}


def kept(case: Path, natpin: Natpin, scratch: Path) -> Mapping[str, Any]:
    """As ``report_on``, for tests that ask every rule: one run serves all of them."""
    if case not in _KEPT:
        _KEPT[case] = report_on(case, natpin, scratch)
    return _KEPT[case]


def report_on(case: Path, natpin: Natpin, scratch: Path) -> Mapping[str, Any]:
    """The JSON report of the command that the case is for. ``scratch`` is an empty folder."""
    if (case / "before").is_dir():
        committed(case, scratch / "repository")
        with chdir(scratch / "repository"):
            return _parsed(natpin("lint", ".", "--diff", "HEAD", "--format", "json"))
    folder = scratch / "case"  # away from natpin's own repository
    shutil.copytree(case, folder)
    with chdir(folder):
        if (case / "live.json").is_file():
            return _parsed(natpin("diff", "declared", "live.json", "--workspace", ".", "--format", "json"))
        return _parsed(natpin("lint", ".", "--workspace", ".", "--format", "json"))


def _parsed(written: str) -> Mapping[str, Any]:
    report = json.loads(written)
    assert isinstance(report, dict)
    return report


def verdict(report: Mapping[str, Any], rule: str) -> str:
    """The gravest verdict of a rule anywhere in a report: of its findings, and of what it says of each cluster."""
    given = {said["verdict"] for said in findings(report) if said["rule"] == rule}
    given |= {cluster.get("verdicts", {}).get(rule) for cluster in clusters(report)}
    given |= {"fail" for difference in differences(report) if rule in difference["rules"]}
    return next((one for one in GRAVEST_FIRST if one in given), "not-applicable")


def findings(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every finding there is now. A report has them stack by stack, one of a change in groups."""
    for stack in report.get("stacks", ()):
        yield from stack.get("findings", ())
    for group, found in report.get("findings", {}).items():
        yield from found if group != "fixed" else ()


def clusters(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every cluster of a report, whichever command wrote it."""
    for part in (*report.get("stacks", ()), *report.get("scopes", ())):
        yield from part.get("clusters", ())


def differences(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What is live otherwise than declared."""
    for cluster in clusters(report):
        yield from cluster.get("drifts", ())
