"""Which pools a workload can be scheduled to (Kubernetes, "Assigning Pods to Nodes", "Taints and Tolerations")."""

from __future__ import annotations

from typing import Any

import pytest
from declare import cluster, graph, pool, workload

from natpin.egress import trace
from natpin.facts.scheduling import landing
from natpin.model.resource import GUESSED

from .table_of_workloads import LANDINGS


@pytest.mark.parametrize(("properties", "pod", "expected"), LANDINGS)
def test_landing(properties: dict[str, Any], pod: Any, expected: tuple[list[str], bool]) -> None:
    (found,) = landing([workload(pod=pod)], trace(graph(cluster(pools=[{"name": "p", **properties}]))))
    assert (list(found.pools), found.certain) == expected


def test_a_pool_of_its_own_is_no_system_pool_unless_it_says_so() -> None:
    paths = trace(graph(cluster(pools=[]), pool("user")))
    (found,) = landing([workload(pod={"nodeSelector": {"kubernetes.azure.com/mode": "system"}})], paths)
    assert (found.pools, found.certain) == (("user",), False)


def test_pools_are_told_apart_and_told_once() -> None:
    paths = trace(graph(cluster(pools=[{"name": "a"}, {"name": "b", "nodeTaints": ["x=y:NoExecute"]}])))
    (found,) = landing([workload(replicas=2)], paths)
    assert (found.name, found.pools, found.certain) == ("processor", ("a",), True)
    assert found.replicas is not None


def test_on_a_cluster_that_may_be_anothers_nothing_is_certain() -> None:
    (found,) = landing([workload(traits={GUESSED: True})], trace(graph(cluster())))
    assert (found.pools, found.certain) == (("system",), False)
