"""A module that is not here and may make a cluster is told, be it the only thing of a repository that speaks of AKS."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted


@pytest.mark.parametrize(
    ("symbol", "target", "given"),
    [
        ("aks", "br:contoso.azurecr.io/bicep/aks:v1", "name: 'x'"),
        ("aks", "br:contoso.azurecr.io/bicep/stamp:v1", "name: 'x'"),
        ("aksCluster", "./modules/stamp.bicep", "name: 'x'"),
        ("stamp", "./modules/aks.bicep", "name: 'x'"),
        ("stamp", "../aks/main.bicep", "name: 'x'"),
        ("stamp", "br/corp:managed-cluster:2.0", "name: 'x'"),
        ("stamp", "ts:00000000-0000-0000-0000-000000000000/specs/kubernetes:1.0", "name: 'x'"),
        ("stamp", "br:contoso.azurecr.io/bicep/stamp:v1", "outboundType: 'loadBalancer'"),
    ],
)
def test_it_may_make_a_cluster(tmp_path: Path, symbol: str, target: str, given: str) -> None:
    text = f"module {symbol} '{target}' = {{\n  name: 'deploy'\n  params: {{ {given} }}\n}}\n"
    report = linted(tmp_path, {"main.bicep": text})
    assert [skipped.claims_aks for skipped in report.skipped] == [True]


@pytest.mark.parametrize(
    ("symbol", "target"),
    [
        ("storage", "br:contoso.azurecr.io/bicep/storage:v1"),
        ("stamp", "br:contoso.azurecr.io/bicep/stamp:v1"),
        ("breaks", "./breaks.bicep"),
    ],
)
def test_it_speaks_of_something_else(tmp_path: Path, symbol: str, target: str) -> None:
    text = f"module {symbol} '{target}' = {{\n  name: 'deploy'\n}}\n"
    assert not linted(tmp_path, {"main.bicep": text}).skipped
