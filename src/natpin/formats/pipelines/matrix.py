"""The legs of a job that runs once for each combination of values.

Sources: GitHub Docs, "Running variations of jobs in a workflow"; Azure Pipelines, "jobs.job.strategy"; GitLab Docs, "CI/CD
YAML syntax reference" (``parallel:matrix``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from natpin.formats.pipelines.texts import spelled
from natpin.model.value import Node, Value, items, members

MAX_LEGS = 16
"""Of one job that are followed."""

Leg = Mapping[str, Node]
"""Values by name; a member of an object by its path, ``cluster.name``."""


def of_github(matrix: Node | None) -> list[Leg] | None:
    """The legs of ``strategy.matrix``; None where there is none, or where it cannot be told which they are."""
    if not isinstance(matrix, Value) or not isinstance(matrix.data, Mapping):
        return None
    written = dict(matrix.data)
    include, exclude = written.pop("include", None), written.pop("exclude", None)
    if any(not isinstance(one, Value) or not isinstance(one.data, tuple) for one in written.values()):
        return None
    if any(one is not None and not _is_list(one) for one in (include, exclude)):
        return None
    legs = (
        [dict(zip(written, values, strict=True)) for values in _products(written.values())] if written else []
    )
    out = [members(one) for one in items(exclude)]
    legs = [leg for leg in legs if not any(_fits(leg, one) for one in out)]
    original = [dict(leg) for leg in legs]
    for more in map(members, items(include)):
        added = False
        for leg, first in zip(legs, original, strict=False):
            if all(name not in first or _same(first[name], node) for name, node in more.items()):
                leg.update(more)
                added = True
        if not added:
            legs.append(dict(more))
    return [dict(_flat(leg)) for leg in legs]


def of_azure(matrix: Node | None) -> dict[str, Leg] | None:
    """The legs of ``strategy: matrix``, by name; None as for GitHub."""
    if not isinstance(matrix, Value) or not isinstance(matrix.data, Mapping):
        return None
    if any("${{" in name or not isinstance(leg, Value) for name, leg in matrix.data.items()):
        return None
    return {name: members(leg) for name, leg in matrix.data.items()}


def of_gitlab(parallel: Node | None) -> list[Leg] | None:
    """The legs of ``parallel: matrix``; None as for GitHub."""
    matrix = members(parallel).get("matrix")
    if matrix is None or not _is_list(matrix):
        return None
    legs: list[Leg] = []
    for entry in items(matrix):
        written = {name: items(node) or (node,) for name, node in members(entry).items()}
        legs += [dict(zip(written, values, strict=True)) for values in _bounded(product(*written.values()))]
    return legs


def _is_list(node: Node) -> bool:
    return isinstance(node, Value) and isinstance(node.data, tuple)


def _products(lists: Iterable[Node]) -> Iterator[Sequence[Node]]:
    return _bounded(product(*(items(one) for one in lists)))


def _bounded(found: Iterable[Sequence[Node]]) -> Iterator[Sequence[Node]]:
    """One more than are followed, so that it is seen that there are more; but enough for what is taken out of them."""
    for number, one in enumerate(found):
        if number > 16 * MAX_LEGS:
            return
        yield one


def _fits(leg: Leg, pattern: Leg) -> bool:
    return bool(pattern) and all(name in leg and _same(leg[name], node) for name, node in pattern.items())


def _same(left: Node, right: Node) -> bool:
    if isinstance(left, Value) and isinstance(left.data, Mapping):
        inner, other = members(left), members(right)
        return inner.keys() == other.keys() and all(_same(inner[name], other[name]) for name in inner)
    return spelled(left) is not None and spelled(left) == spelled(right)


def _flat(leg: Leg, prefix: str = "") -> Iterator[tuple[str, Node]]:
    for name, node in leg.items():
        yield prefix + name, node
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            yield from _flat(members(node), f"{prefix}{name}.")
