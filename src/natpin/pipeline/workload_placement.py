"""Which clusters a manifest's workloads run on: the ones declared nearest to it.

Nothing in a repository says so outright. A manifest belongs to the stacks with a cluster whose root shares the
longest folder path with it. Where several roots share it alike, any of them may run it: each gets it, marked as a
guess. The environments of one root are no guess, they run the same manifests. Where the folders say nothing at all,
in a collection of many roots, the workload is nobody's, unless it says itself that its egress matters.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.facts.workloads import EGRESS_LABEL
from natpin.model.record import replace
from natpin.model.resource import GUESSED, WORKLOAD, Resource, same_type
from natpin.model.value import Value, members
from natpin.pipeline.reading import ReadStack

FEW = 4
"""Roots that a workload is guessed to belong to when it lies in no folder of theirs."""


def nearest(stacks: Sequence[ReadStack], workloads: Iterable[Resource]) -> Iterator[ReadStack]:
    """The stacks, each with the workloads that run on its clusters added to its parts."""
    hosts = [stack for stack in stacks if stack.has_cluster]
    below = _by_beginning(hosts)
    added: dict[int, list[Resource]] = {}
    by_folder: dict[str, Sequence[ReadStack]] = {}
    for workload in workloads:
        folder = posixpath.dirname(workload.at.path)
        if folder not in by_folder:
            by_folder[folder] = _nearest(folder, hosts, below)
        near = by_folder[folder]
        roots = {stack.stack.root for stack in near}
        if len(roots) > FEW and not _shared(folder, near[0].stack.root) and not _minds_egress(workload):
            continue
        if len(roots) > 1:
            workload = replace(workload, traits={**workload.traits, GUESSED: Value(True, workload.at)})
        for stack in near:
            added.setdefault(id(stack), []).append(workload)
    for stack in stacks:
        mine = added.get(id(stack), [])
        yield replace(stack, parts=(*stack.parts, *mine)) if mine else stack


def _minds_egress(found: Resource) -> bool:
    """True for all but plain workloads: one pinned to an egress or sent by a gateway of its own, a network policy."""
    if not same_type(found.type, WORKLOAD):
        return True
    labels, annotations = (members(found.properties.get(name)) for name in ("labels", "podAnnotations"))
    return EGRESS_LABEL in labels or any("static-gateway" in name for name in annotations)


def _by_beginning(hosts: Sequence[ReadStack]) -> Mapping[tuple[str, ...], Sequence[ReadStack]]:
    """By the leading folders of their roots, a few or all of them: what is near is looked up, not sought among all."""
    found: dict[tuple[str, ...], list[ReadStack]] = {}
    for stack in hosts:
        folders = _folders_of(stack.stack.root)
        for depth in range(1, len(folders) + 1):
            found.setdefault(folders[:depth], []).append(stack)
    return found


def _nearest(
    folder: str, hosts: Sequence[ReadStack], below: Mapping[tuple[str, ...], Sequence[ReadStack]]
) -> Sequence[ReadStack]:
    """The stacks that share most leading folders with a folder; all where none shares any."""
    folders = tuple(folder.split("/"))
    for depth in range(len(folders), 0, -1):
        if folders[:depth] in below:
            return below[folders[:depth]]
    return hosts


def _folders_of(root: str) -> tuple[str, ...]:
    """The folders that lead to a root. One that is a file counts by its folder."""
    folders = (posixpath.dirname(root) if posixpath.splitext(root)[1] else root).split("/")
    return () if folders in (["."], [""]) else tuple(folders)


def _shared(folder: str, root: str) -> int:
    """How many leading folders a folder and a root have in common."""
    depth = 0
    for left, right in zip(folder.split("/"), _folders_of(root), strict=False):
        if left != right:
            break
        depth += 1
    return depth
