"""Which cluster a manifest's workload is said to run on, and how sure that is."""

from __future__ import annotations

from typing import Any

import pytest
from declare import cluster, graph, resource

from natpin.egress import trace
from natpin.facts.scheduling import landing
from natpin.facts.workloads import workload_facts
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.report import WorkloadEgress
from natpin.model.resource import DELIVERY, WORKLOAD, Resource
from natpin.model.stack import Stack
from natpin.model.value import Unknown, Value, dig
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.workload_placement import nearest

MANY = ["a/infra", "b/infra", "c/infra", "d/infra", "e/infra"]


def hosted(
    path: str, *roots: str, applied: tuple[tuple[str, str], ...] = (), **properties: Any
) -> dict[str, WorkloadEgress]:
    """What each root's cluster may run of one workload that a file declares. ``applied``: folders that something applies
    to a cluster, which is called after its root."""
    found = replace(resource(WORKLOAD, "payments", **properties), at=Location(path, 1, 1))
    stacks = [
        ReadStack(
            Stack("terraform", *root.split("?")[:1], tuple(root.split("?")[1:])),
            (replace(cluster(), name=Value(root.split("?")[0].rpartition("/")[2])),),
        )
        for root in roots
    ]
    told_by = [resource(DELIVERY, folder, path=folder, cluster=name) for folder, name in applied]
    told = {}
    for read in nearest(stacks, [found, *told_by]):
        mine = [part for part in read.parts if isinstance(part, Resource) and part.type == WORKLOAD]
        paths = trace(graph(*read.parts))  # type: ignore[arg-type]
        for egress in landing(mine, paths):
            told[read.stack.id] = egress
    return told


@pytest.mark.parametrize(
    ("path", "roots", "hosts", "certain"),
    [
        ("k8s/app.yaml", ["infra"], 1, True),
        ("k8s/app.yaml", ["infra?infra/dev.tfvars", "infra?infra/prod.tfvars"], 2, True),
        ("a/k8s/app.yaml", ["a/infra", "b/infra"], 1, True),
        ("k8s/app.yaml", ["a/infra", "b/infra"], 2, False),
    ],
    ids=["one cluster", "environments of one root", "the nearer root", "two roots as near"],
)
def test_hosts(path: str, roots: list[str], hosts: int, certain: bool) -> None:
    told = hosted(path, *roots)
    assert len(told) == hosts
    assert {one.certain for one in told.values()} == {certain}


@pytest.mark.parametrize(
    ("path", "roots", "applied", "hosts", "certain"),
    [
        ("k8s/app.yaml", ["infra/a", "infra/b"], [("k8s", "b")], ["infra/b"], True),
        ("k8s/in/app.yaml", ["infra/a", "infra/b"], [("k8s", "a"), ("k8s/in", "b")], ["infra/b"], True),
        ("k8s/app.yaml", ["infra/a", "infra/b"], [("k8s", "a"), ("k8s", "b")], ["infra/a", "infra/b"], True),
        ("k8s/app.yaml", ["infra/a", "infra/b"], [("other", "b")], ["infra/a", "infra/b"], False),
        ("k8s/app.yaml", ["infra/a", "infra/b"], [("k8s", "c")], ["infra/a", "infra/b"], False),
        ("k8s/app.yaml", ["one/a", "two/a", "two/b"], [("k8s", "a")], ["one/a", "two/a"], False),
        ("a/app.yaml", ["a/infra", "b/far"], [("a", "far")], ["b/far"], True),
        ("k8s/app.yaml", ["infra/a", "infra/b"], [(".", "b")], ["infra/a", "infra/b"], False),
    ],
    ids=[
        "its cluster",
        "the nearest folder",
        "both clusters",
        "another folder",
        "another cluster",
        "two clusters of a name",
        "not the nearest cluster",
        "the whole repository says nothing",
    ],
)
def test_what_applies_a_folder_says_where(
    path: str, roots: list[str], applied: list[tuple[str, str]], hosts: list[str], certain: bool
) -> None:
    told = hosted(path, *roots, applied=tuple(applied))
    assert sorted(told) == hosts
    assert {one.certain for one in told.values()} == {certain}


@pytest.mark.parametrize(
    ("roots", "pinned"), [(["a"], False), (["a", "b"], None)], ids=["its cluster", "a guess"]
)
def test_a_guess_fails_nobody(roots: list[str], pinned: bool | None) -> None:
    for egress in hosted("k8s/app.yaml", *roots).values():
        paths = trace(graph(cluster("loadBalancer")))
        facts = dig(workload_facts(egress.workload, egress, paths, {}), "allPinned")
        assert (
            isinstance(facts, Unknown) if pinned is None else facts == Value(pinned, facts.at, facts.origin)
        )
