"""Which pools a workload can be scheduled to (Kubernetes, "Assigning Pods to Nodes", "Taints and Tolerations")."""

from __future__ import annotations

from typing import Any

import pytest
from declare import UNKNOWN, cluster, graph, pool, resource, workload

from natpin.egress import trace
from natpin.facts.scheduling import NAMESPACE_SELECTOR, landing
from natpin.model.resource import GUESSED, NAMESPACE
from natpin.model.value import Value

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


def selects(written: Any, name: Any = "pay") -> Any:
    """A namespace with a node selector of its own."""
    return resource(NAMESPACE, "ns", called=name, annotations={NAMESPACE_SELECTOR: written})


PAY, SHOP = Value("pay"), Value("shop")


@pytest.mark.parametrize(
    ("namespace", "home", "expected"),
    [
        (selects("disk=ssd", PAY), "pay", (["a"], True)),
        (selects(" disk = ssd , agentpool=a,odd", PAY), "pay", (["a"], True)),
        (selects("disk=ssd,agentpool=b", PAY), "pay", ([], True)),
        (selects("odd", PAY), "pay", (["a", "b"], True)),
        (selects("disk=ssd", SHOP), "pay", (["a", "b"], True)),
        (selects("disk=ssd", PAY), UNKNOWN, (["a", "b"], False)),
        (selects("disk=ssd", Value("default")), None, (["a"], True)),
        (selects("disk=ssd", UNKNOWN), "pay", (["a", "b"], False)),
        (selects(UNKNOWN, PAY), "pay", (["a", "b"], False)),
        (resource(NAMESPACE, "ns", called=PAY, annotations=UNKNOWN), "pay", (["a", "b"], False)),
        (resource(NAMESPACE, "ns", called=PAY), "pay", (["a", "b"], True)),
    ],
)
def test_a_namespace_restricts_its_workloads(
    namespace: Any, home: Any, expected: tuple[list[str], bool]
) -> None:
    pools = [{"name": "a", "nodeLabels": {"disk": "ssd"}}, {"name": "b"}]
    (found,) = landing([workload(namespace=home)], trace(graph(cluster(pools=pools))), [namespace])
    assert (list(found.pools), found.certain) == expected


def test_a_selector_of_its_own_holds_beside_its_namespaces() -> None:
    pools = [
        {"name": "a", "nodeLabels": {"disk": "ssd"}},
        {"name": "b", "nodeLabels": {"disk": "ssd", "gpu": "y"}},
    ]
    own = workload(namespace="pay", pod={"nodeSelector": {"gpu": "y"}})
    (found,) = landing([own], trace(graph(cluster(pools=pools))), [selects("disk=ssd", PAY)])
    assert found.pools == ("b",)


def test_why_it_may_not_land_is_told_for_each_pool() -> None:
    pools = [{"name": "a", "nodeTaints": UNKNOWN}, {"name": "b"}]
    (found,) = landing([workload()], trace(graph(cluster(pools=pools))))
    assert (found.pools, found.unsure) == (("a", "b"), (("a", UNKNOWN),))
