"""Which clusters a manifest's workloads run on: those that Argo CD or Flux apply its folder to; else the ones declared
nearest to it.

An Application of Argo CD, or a Kustomization of Flux, may name the cluster. Where none does, a manifest belongs to the stacks with a cluster whose root shares the
longest folder path with it. Where several roots share it alike, any of them may run it: each gets it, marked as a
guess. The environments of one root are no guess, they run the same manifests. Where the folders say nothing at all,
in a collection of many roots, the workload is nobody's, unless it says itself that its egress matters.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.facts.workloads import EGRESS_LABEL
from natpin.model.record import replace
from natpin.model.resource import (
    APPLIED_BY,
    CLUSTER,
    CONFIG_MAP,
    DELIVERY,
    EGRESS_POLICY,
    GUESSED,
    NAMESPACE,
    NETWORK_POLICY,
    OUTSIDE,
    WORKLOAD,
    Resource,
    same_type,
)
from natpin.model.value import Value, members, text
from natpin.pipeline.nearness import FEW, Hosts, by_beginning, folders_of, hosts_of
from natpin.pipeline.pairing import pair_up
from natpin.pipeline.reading import ReadStack


def nearest(stacks: Sequence[ReadStack], workloads: Iterable[Resource]) -> Iterator[ReadStack]:
    """The stacks, each with the workloads that run on its clusters added to its parts."""
    hosts = [stack for stack in stacks if stack.has_cluster]
    below = by_beginning(hosts)
    added: dict[int, list[Resource]] = {}
    by_folder: dict[str, Hosts] = {}
    found = list(workloads)
    delivered = _delivered(found, hosts)
    for workload in found:
        if same_type(workload.type, DELIVERY):
            continue
        folder = posixpath.dirname(text(workload.traits.get(APPLIED_BY)) or workload.at.path)
        if folder not in by_folder:
            by_folder[folder] = _told(folder, delivered) or hosts_of(folder, hosts, below)
        near = by_folder[folder]
        if near.is_anywhere and not _minds_egress(workload):
            continue
        if near.guessed:
            workload = replace(workload, traits={**workload.traits, GUESSED: Value(True, workload.at)})
        for stack in near.stacks:
            added.setdefault(id(stack), []).append(workload)
    for stack in stacks:
        if not stack.has_cluster:
            _of_another_root(stack, hosts, below, added)
    for stack in stacks:
        mine = added.get(id(stack), [])
        yield replace(stack, parts=(*stack.parts, *mine)) if mine else stack


_APPLIED = (WORKLOAD, NETWORK_POLICY, EGRESS_POLICY, NAMESPACE, CONFIG_MAP, OUTSIDE)


def _of_another_root(
    stack: ReadStack,
    hosts: Sequence[ReadStack],
    below: Mapping[tuple[str, ...], Sequence[ReadStack]],
    added: dict[int, list[Resource]],
) -> None:
    """Add what a root applies to the clusters that it looks up, by their names; where no name is known, to those that are
    declared nearest to it. Another environment's cluster is none of its."""
    mine = [
        one for one in stack.parts if isinstance(one, Resource) and one.type in _APPLIED and not one.external
    ]
    if not any(same_type(one.type, WORKLOAD) for one in mine):
        return
    there = [one for one in stack.parts if isinstance(one, Resource) and same_type(one.type, CLUSTER)]
    names = {name for one in there if (name := text(one.name)) is not None}
    fitting = [
        host
        for host in hosts
        if pair_up(host.stack, stack.stack) is not False and (not names or names & _clusters_of(host))
    ]
    if not names:
        near = hosts_of("/".join(folders_of(stack.stack.root)), hosts, below).stacks
        fitting = [host for host in fitting if any(host is one for one in near)]
    guessed = len({host.stack.root for host in fitting}) > 1
    for host in fitting if len(fitting) <= FEW or names else ():
        taken = {part.address for part in host.parts if isinstance(part, Resource)}
        for one in mine:
            address = f"{stack.stack.root}/{one.address}" if one.address in taken else one.address
            traits = {**one.traits, GUESSED: Value(True, one.at)} if guessed else one.traits
            added.setdefault(id(host), []).append(replace(one, address=address, traits=traits))


def _clusters_of(host: ReadStack) -> set[str | None]:
    return {text(one.name) for one in host.parts if isinstance(one, Resource) and _is_cluster(one)}


def _delivered(found: Iterable[Resource], hosts: Sequence[ReadStack]) -> dict[str, Hosts]:
    """By folder: the stacks with a cluster that it is applied to. A name that clusters of several roots have is a guess."""
    named: dict[str, list[ReadStack]] = {}
    for stack in hosts:
        for name in _clusters_of(stack):
            named.setdefault(name or "", []).append(stack)
    delivered: dict[str, Hosts] = {}
    for one in found:
        cluster = text(one.get("cluster")) if same_type(one.type, DELIVERY) else None
        fitting = named.get(cluster, []) if cluster else []
        if fitting:
            folder = text(one.get("path")) or ""
            before = delivered.get(folder, Hosts((), False))
            new = (each for each in fitting if all(each is not other for other in before.stacks))
            unclear = len({each.stack.root for each in fitting}) > 1
            delivered[folder] = Hosts((*before.stacks, *new), before.guessed or unclear)
    return delivered


def _is_cluster(one: Resource) -> bool:
    return same_type(one.type, CLUSTER) and not one.external


def _told(folder: str, delivered: Mapping[str, Hosts]) -> Hosts | None:
    """The stacks that a folder, or the nearest one above it, is applied to; None where nothing says so."""
    above = folder
    while above not in delivered and above:
        above = posixpath.dirname(above)
    return delivered.get(above)


def _minds_egress(found: Resource) -> bool:
    """True for all but plain workloads: one pinned to an egress or sent by a gateway of its own, a network policy."""
    if not same_type(found.type, WORKLOAD):
        return True
    labels, annotations = (members(found.properties.get(name)) for name in ("labels", "podAnnotations"))
    return EGRESS_LABEL in labels or any("static-gateway" in name for name in annotations)
