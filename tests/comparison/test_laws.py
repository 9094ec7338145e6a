"""What holds of every comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from natpin.comparison import Comparison, compare
from natpin.config import FailOn
from natpin.model.egress_change import Fate, IpChange

from .test_cases import NAMES

MIRRORED = {Fate.ADDED: Fate.REMOVED, Fate.REMOVED: Fate.ADDED}


def ips(comparison: Comparison) -> Iterator[IpChange]:
    for stack in comparison.stacks:
        for cluster in stack.clusters:
            yield from cluster.ips


@pytest.mark.parametrize("name", NAMES)
def test_a_report_does_not_differ_from_itself(name: str, cases: dict[str, Comparison]) -> None:
    for report in (cases[name].base, cases[name].head):
        same = compare(report, report)
        assert not same.changed
        assert (same.new, same.fixed, same.about) == ((), (), ())
        assert same.remaining == report.findings


ONE_WAY = ("terraform-address-moved",)
"""Changes that say how they came about, which their reverse does not."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ONE_WAY])
def test_the_way_back_mirrors_the_way_there(name: str, cases: dict[str, Comparison]) -> None:
    there = cases[name]
    back = compare(there.head, there.base)
    fates = Counter(MIRRORED.get(ip.fate, ip.fate) for ip in ips(there))
    if not there.base.incomplete and not there.head.incomplete:
        assert Counter(ip.fate for ip in ips(back)) == fates
    assert len(back.new) == len(there.fixed)
    assert len(back.fixed) == len(there.new)


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_of_either_side_is_told_once(name: str, cases: dict[str, Comparison]) -> None:
    found = cases[name]
    assert Counter(map(id, (*found.new, *found.remaining))) == Counter(map(id, found.head.findings))
    assert len(found.fixed) + len(found.remaining) == len(found.base.findings)
    assert set(map(id, found.report(everything=True).findings)) == {
        *map(id, found.head.findings),
        *map(id, found.about),
    }
    assert found.fails(FailOn.UNKNOWN) == bool(found.counted)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_unknown_says_why(name: str, cases: dict[str, Comparison]) -> None:
    for ip in ips(cases[name]):
        assert (ip.cause is not None) == (ip.fate is Fate.UNKNOWN)
        assert bool(ip.why) == (ip.fate is Fate.REPLACED)
        assert (ip.before is None) <= (ip.fate in (Fate.ADDED, Fate.UNKNOWN))
        assert (ip.after is None) <= (ip.fate in (Fate.REMOVED, Fate.UNKNOWN))
