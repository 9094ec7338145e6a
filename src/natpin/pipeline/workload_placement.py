"""Which clusters a manifest's workloads run on: the ones declared nearest to it.

Nothing in a repository says so outright. A manifest belongs to the stacks with a cluster whose root shares the
longest folder path with it. Where several roots share it alike, any of them may run it: each gets it, marked as a
guess. The environments of one root are no guess, they run the same manifests. Where the folders say nothing at all,
in a collection of many roots, the workload is nobody's, unless it says itself that its egress matters.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from natpin.facts.workloads import EGRESS_LABEL
from natpin.model.record import replace
from natpin.model.resource import APPLIED_BY, GUESSED, WORKLOAD, Resource, same_type
from natpin.model.value import Value, members, text
from natpin.pipeline.reading import ReadStack

FEW = 4
"""Roots that a workload is guessed to belong to when it lies in no folder of theirs."""


def nearest(stacks: Sequence[ReadStack], workloads: Iterable[Resource]) -> Iterator[ReadStack]:
    """The stacks, each with the workloads that run on its clusters added to its parts."""
    hosts = [stack for stack in stacks if stack.has_cluster]
    added: dict[int, list[Resource]] = {}
    by_folder: dict[str, list[ReadStack]] = {}
    for workload in workloads:
        folder = posixpath.dirname(text(workload.traits.get(APPLIED_BY)) or workload.at.path)
        if folder not in by_folder:
            by_folder[folder] = _nearest(folder, hosts)
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


def _nearest(folder: str, hosts: Sequence[ReadStack]) -> list[ReadStack]:
    depths = [_shared(folder, stack.stack.root) for stack in hosts]
    deepest = max(depths, default=0)
    return [stack for stack, depth in zip(hosts, depths, strict=True) if depth == deepest]


def _shared(folder: str, root: str) -> int:
    """How many leading folders a folder and a root have in common. A root that is a file counts by its folder."""
    folders = folder.split("/")
    others = (posixpath.dirname(root) if posixpath.splitext(root)[1] else root).split("/")
    others = [] if others in (["."], [""]) else others
    depth = 0
    for left, right in zip(folders, others, strict=False):
        if left != right:
            break
        depth += 1
    return depth
