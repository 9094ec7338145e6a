"""What must hold between verdicts: in Kleene's logic, whatever the language and whatever the rule.

A verdict on open files may be kept or become unknown; it may never be decided otherwise than it is once they are settled.
``not-applicable`` counts as a pass: nothing is told either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from natpin.model.finding import Verdict, worst
from natpin.model.path import Exit
from natpin.policy.load import built_in

from .judged import Key, Outcome

ATTACHED = frozenset({"node-subnet-no-nat", "pool-subnet-no-nat", "pod-subnet-no-nat"})
"""Rules whose pass rests on a NAT gateway that is attached to a subnet."""
LOST = "(the cluster)"
"""Stands for a rule where a cluster is gone and nothing says so."""
TEXT_ONLY = ("script-", "suppression-", "platform-retiring", "used-before-created")
"""Rules about how something is spelled, or about names that are seen twice: another spelling is another matter."""


class Law(Enum):
    """The names of shared/design: what each mutation of it must keep."""

    FORGET = "forget"
    MAYBE = "maybe"
    REMOVE = "remove"
    THREATEN = "threaten"
    SETTLE = "settle"
    INDIFFERENT = "indifferent"
    HIDE = "hide"
    OPAQUE = "opaque"
    TRANSLATE = "translate"


@dataclass(frozen=True, order=True)
class Break:
    """One verdict that no law allows."""

    rule: str
    was: str
    became: str
    cluster: str = ""

    @property
    def kind(self) -> tuple[str, str, str]:
        """The same break, on whichever cluster."""
        return self.rule, self.was, self.became

    @property
    def bold(self) -> bool:
        """True where less is known and more is said: no verdict contradicts another, but one was not earned."""
        return self.was == "unknown"


_EITHER = frozenset({"outbound-type-not-nat", "outbound-type-implicit-lb"})
"""Two rules about one fault, told by the one or by the other as more is known: their verdicts count together."""


def _folded(verdicts: Mapping[str, Verdict]) -> Mapping[str, Verdict]:
    mine = [verdict for rule, verdict in verdicts.items() if rule in _EITHER]
    return {**verdicts, **dict.fromkeys(_EITHER, worst(mine))} if mine else verdicts


def _kind(verdict: Verdict | None) -> str:
    return "pass" if verdict in (None, Verdict.NOT_APPLICABLE) else verdict.value


def _pairs(one: Outcome, other: Outcome) -> Iterator[tuple[Key, Key | None]]:
    """Each cluster with what it is in the other outcome: by address, or by its turn where names were changed."""
    mine = [key for key in one.clusters if key not in other.clusters]
    yours = [key for key in other.clusters if key not in one.clusters]
    by_turn = dict(zip(mine, yours, strict=True)) if len(mine) == len(yours) else {}
    for key in one.clusters:
        yield key, key if key in other.clusters else by_turn.get(key)


@cache
def _of_gateways() -> frozenset[str]:
    """Rules about gateways and IPs, which other roots may declare."""
    return frozenset(one.rule.id for one in built_in().policies if one.subject in ("natGateway", "publicIp"))


def _told_alone(rule: str, verdict: Verdict | None, opened: Outcome, key: Key) -> bool:
    """True for a gateway or an IP that may be another root's, told with that root alone: nobody knows whether the cluster
    is behind it, for its way out is unknown, and the map says so."""
    silent = verdict in (None, Verdict.NOT_APPLICABLE) and rule in _of_gateways()
    return silent and any(path.exit is Exit.UNKNOWN for path in opened.paths[key])


def less_known(settled: Outcome, opened: Outcome, lost: bool = True) -> list[Break]:
    """Where files of which less is known are judged otherwise than the same files when it is known."""
    found = []
    for key, twin in _pairs(settled, opened):
        if twin is None:
            if lost and not opened.open and len(opened.clusters) < len(settled.clusters):
                found.append(Break(LOST, "judged", "gone", key[2]))
            continue
        was, became = _folded(settled.clusters[key]), _folded(opened.clusters[twin])
        for rule in {*was, *became}:
            before, after = _kind(was.get(rule)), _kind(became.get(rule))
            if after in (before, "unknown") or rule.startswith(TEXT_ONLY):
                continue
            if not _told_alone(rule, became.get(rule), opened, twin):
                found.append(Break(rule, before, after, key[2]))
    return sorted(found)


def needlessly_open(settled: Iterable[Outcome], opened: Outcome) -> list[Break]:
    """Verdicts that are unknown although every case agrees: no lie, but no help."""
    first, *others = settled
    found = []
    for key, twin in _pairs(first, opened):
        if twin is None or any(key not in other.clusters for other in others):
            continue
        for rule, verdict in opened.clusters[twin].items():
            cases = {_kind(case.clusters[key].get(rule)) for case in (first, *others)}
            if verdict is Verdict.UNKNOWN and len(cases) == 1 and "unknown" not in cases:
                found.append(Break(rule, cases.pop(), "unknown", key[2]))
    return sorted(found)


def same(one: Outcome, other: Outcome) -> list[Break]:
    """Where what changes nothing changes a verdict, or the map."""
    found = []
    for key, twin in _pairs(one, other):
        if twin is None:
            found.append(Break(LOST, "judged", "gone", key[2]))
            continue
        was, became = one.clusters[key], other.clusters[twin]
        for rule in {*was, *became}:
            if was.get(rule) != became.get(rule):
                found.append(Break(rule, _told(was.get(rule)), _told(became.get(rule)), key[2]))
        if one.lines[key] != other.lines[twin]:
            found.append(Break("(the map)", str(one.lines[key]), str(other.lines[twin]), key[2]))
    return sorted(found)


def _told(verdict: Verdict | None) -> str:
    return "not-applicable" if verdict is None else verdict.value


def no_longer_passes(
    before: Outcome, after: Outcome, rules: frozenset[str], on: frozenset[Key]
) -> list[Break]:
    """Where a rule still passes although what its pass rests on is gone, threatened, or changed by something unread.

    ``on`` are the clusters that it concerns. Of several rules the first that was decided to pass has to tell."""
    found = []
    for key, twin in _pairs(before, after):
        if key not in on or twin is None:
            continue
        for rule in rules:
            if (
                before.clusters[key].get(rule) is Verdict.PASS
                and _kind(after.clusters[twin].get(rule)) == "pass"
            ):
                found.append(Break(rule, "pass", _told(after.clusters[twin].get(rule)), key[2]))
    return sorted(found)


def leave_by_nat(outcome: Outcome) -> frozenset[Key]:
    """The clusters of which every pool certainly leaves by a NAT gateway on a subnet."""
    return frozenset(
        key
        for key, paths in outcome.paths.items()
        if paths and all(path.exit is Exit.NAT_GATEWAY and path.pool.conditional is None for path in paths)
    )
