"""The two sides of a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.drift.pairs import Pairs
from natpin.graph import Graph
from natpin.model.path import EgressPath
from natpin.model.record import record


@record
class Side:
    """One side: a graph, with its egress paths traced."""

    graph: Graph
    paths: Sequence[EgressPath]
    absent: frozenset[str] = frozenset()
    """Of the live side: ids, in lower case, that were asked for and are not there."""
    subscription: str | None = None
    """Of the live side: the one it lies in."""
    resource_group: str | None = None


@record
class Context:
    """Both sides, and who stands for whom."""

    declared: Side
    live: Side
    pairs: Pairs
    declared_paths: dict[str, list[EgressPath]]
    """By the declared cluster's address."""
    live_paths: dict[str, list[EgressPath]]
