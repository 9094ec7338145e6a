"""Differences between what is declared and what is live, as subjects of policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from natpin.facts.fields import fact_object, known
from natpin.model.change import Drift
from natpin.model.location import NOWHERE, Location
from natpin.model.subject import Subject
from natpin.model.value import COMPUTED, Node, Unknown, Value

UNDECIDED = "the declaration does not tell from which IPs traffic is to leave"


def drift_subjects(drifts: Iterable[Drift], names: Mapping[str, str]) -> Iterator[Subject]:
    """A subject for each difference, in their order. ``names`` are the clusters' by their declared address."""
    for drift in drifts:
        at = drift.at or NOWHERE
        moves: Node = (
            Unknown(UNDECIDED, at, "compare with a snapshot, which holds the addresses")
            if drift.moves is None
            else known(drift.moves, at)
        )
        facts: dict[str, Node | None] = {
            "name": known(drift.label, at),
            "kind": known(drift.kind.value, at),
            "type": known(drift.type, at),
            "property": _text(drift.path, at),
            "declared": _text(drift.declared, at),
            "live": _text(drift.live, at),
            "effect": known(drift.effect or "what it does to egress is not known", at),
            "movesEgress": moves,
            "moved": known(drift.moves is True, at),
            "pools": _texts(drift.pools, at),
            "clusters": _texts([names.get(address, address) for address in drift.clusters], at),
        }
        subject_at = drift.subject_at or at
        yield Subject("drift", drift.address, drift.label, subject_at, fact_object(facts, at), drift.clusters)


def _text(value: object, at: Location) -> Node | None:
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return known(", ".join(map(str, value)), at)
    return known(str(value).lower() if isinstance(value, bool) else str(value), at)


def _texts(values: Iterable[str], at: Location) -> Value:
    return Value(tuple(known(value, at) for value in values), at, COMPUTED)
