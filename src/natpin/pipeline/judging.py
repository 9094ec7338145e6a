"""One stack judged: its egress traced, every policy asked of everything on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from natpin.egress import network_setting, outbound_type, trace
from natpin.facts.contract import for_stack
from natpin.facts.loads import gateway_loads
from natpin.facts.scheduling import landing
from natpin.facts.subjects import subjects
from natpin.graph import Graph
from natpin.model.contract import Contract
from natpin.model.doubt import Doubt
from natpin.model.finding import Finding, Verdict
from natpin.model.part import Before
from natpin.model.path import EgressPath
from natpin.model.report import ClusterReport, StackReport, WorkloadEgress
from natpin.model.resource import NAMESPACE, WORKLOAD
from natpin.model.subject import Subject
from natpin.model.value import Node
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.streamed import found_by, tallied

if TYPE_CHECKING:
    from natpin.model.allocated import Addresses


def judge(read: ReadStack, settings: Settings) -> StackReport:
    """One stack: trace its egress, ask every policy of everything on it."""
    graph, paths = _traced(read, settings.addresses.get(read.stack.id))
    contract = for_stack(settings.contract, read.stack)
    asked, by_cluster, running = _asked(read, graph, paths, contract)
    others = _Others()
    findings, tally = tallied(settings.policies, others.noted(asked), read.stack.id)
    clusters = tuple(
        _cluster(mine, running[address], tally.of(address)) for address, mine in by_cluster.items()
    )
    own = tuple(others.told_here(findings))
    doubts = tuple(dict.fromkeys(part for part in read.parts if isinstance(part, Doubt)))
    gateways = tuple(gateway_loads(graph, paths, read.behind))
    return StackReport(read.stack, clusters, own, doubts=doubts, gateways=gateways)


def findings_on(
    read: ReadStack, settings: Settings, graph: Graph, paths: Sequence[EgressPath]
) -> tuple[Finding, ...]:
    """The findings of ``judge`` and nothing else, on what somebody has traced already."""
    asked, _, _ = _asked(read, graph, paths, for_stack(settings.contract, read.stack))
    others = _Others()
    return tuple(others.told_here(found_by(settings.policies, others.noted(asked), read.stack.id)))


class _Others:
    """What is declared elsewhere, or is no AKS' own, among the subjects that went by."""

    def __init__(self) -> None:
        self._of_others: set[str] = set()
        self._elsewhere: set[str] = set()

    def noted(self, asked: Iterable[Subject]) -> Iterator[Subject]:
        """The same subjects: they are not kept."""
        for subject in asked:
            if subject.resource is not None and "selfManaged" in subject.resource.traits:
                self._of_others.add(subject.address)
            elif subject.resource is not None and subject.resource.home:
                self._elsewhere.add(subject.address)
            yield subject

    def told_here(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """What another stack declares is that stack's finding: here it only counts towards the cluster's verdicts. The network
        of a cluster that is no AKS is told about where one of AKS leaves through it, and nowhere else."""
        for finding in findings:
            known = finding.clusters or finding.subject not in self._of_others
            if known and finding.subject not in self._elsewhere:
                yield finding


def asked_of(
    read: ReadStack, contract: Contract | None, found: Addresses | None = None
) -> tuple[list[Subject], dict[str, list[EgressPath]], dict[str, tuple[WorkloadEgress, ...]]]:
    """Everything that policies are asked of; each cluster's paths, and what runs on it. ``found``: addresses that are
    certain."""
    asked, by_cluster, running = _asked(read, *_traced(read, found), contract)
    return list(asked), by_cluster, running


def _traced(read: ReadStack, found: Addresses | None) -> tuple[Graph, Sequence[EgressPath]]:
    if found is None:
        graph = Graph.of(read.parts)
        return graph, trace(graph)
    from natpin.pipeline.allocated import on_paths, with_addresses

    graph = Graph.of(with_addresses(read, found).parts)
    return graph, on_paths(trace(graph), found)


def _asked(
    read: ReadStack, graph: Graph, paths: Sequence[EgressPath], contract: Contract | None
) -> tuple[Iterator[Subject], dict[str, list[EgressPath]], dict[str, tuple[WorkloadEgress, ...]]]:
    """The same, made as they are asked for."""
    by_cluster = _paths_by_cluster(paths)
    running = {
        address: landing(graph.of_type(WORKLOAD), mine, graph.of_type(NAMESPACE))
        for address, mine in by_cluster.items()
    }
    of_state = subjects(graph, paths, running, contract, read.behind)
    of_change = _changes(read, by_cluster, running, contract)
    return chain(of_state, of_change), by_cluster, running


def _paths_by_cluster(paths: Iterable[EgressPath]) -> dict[str, list[EgressPath]]:
    found: dict[str, list[EgressPath]] = {}
    for path in paths:
        found.setdefault(path.cluster.address, []).append(path)
    return found


def _changes(
    read: ReadStack,
    by_cluster: Mapping[str, Sequence[EgressPath]],
    running: Mapping[str, tuple[WorkloadEgress, ...]],
    contract: Contract | None,
) -> list[Subject]:
    """What a stack that describes a change does to egress: the state that it starts from, traced like the one it leads
    to."""
    if not any(isinstance(part, Before) for part in read.parts):
        return []
    from natpin.comparison.planned import before_change, planned_changes

    after = [_cluster(mine, running[address], {}) for address, mine in by_cluster.items()]
    graph = Graph.of(before_change(read.parts))
    before = []
    for paths in _paths_by_cluster(trace(graph)).values():
        landed = landing(graph.of_type(WORKLOAD), paths, graph.of_type(NAMESPACE))
        before.append(_cluster(paths, landed, {}))
    return list(planned_changes(before, after, read.stack, contract))


def _cluster(
    paths: Sequence[EgressPath],
    workloads: tuple[WorkloadEgress, ...],
    verdicts: Mapping[str, Verdict],
) -> ClusterReport:
    cluster = paths[0].cluster
    network: dict[str, Node] = {"outboundType": outbound_type(cluster)}
    for name, path in (
        ("plugin", "networkPlugin"),
        ("pluginMode", "networkPluginMode"),
        ("dataplane", "networkDataplane"),
    ):
        found = network_setting(cluster, path)
        if found is not None:
            network[name] = found
    return ClusterReport(cluster, cluster.label, network, tuple(paths), workloads, verdicts)
