"""What a change means for people, in the first lines of a comment: who, which IP, which partner."""

from __future__ import annotations

import pytest

from natpin.comparison import Comparison, compare
from natpin.comparison.grouped import SHOWN, groups, touches
from natpin.comparison.people import BROKEN, MOVED, OTHER, UNSURE, sentences
from natpin.model.egress_change import Fate, IpChange, WorkloadChange
from natpin.model.path import Exit
from natpin.model.record import replace
from natpin.reporters.interface import ReportOptions

from .test_cases import NAMES

TOLD = {
    "cluster-added": (MOVED, "**Cluster `payments` (new) would leave from prefix `payments-egress` /29.**"),
    "cluster-removed": (BROKEN, "no longer leave from prefix `payments-egress` /29, which is promised to Acme Bank.**"),
    "ip-attached-undeclared": (MOVED, "No partner was told of it: the egress contract does not name it."),
    "ip-attached-after-it-was-declared": (MOVED, "The egress contract promises it to Acme Bank."),
    "ip-removed": (BROKEN, "**Node pool `system` would no longer leave from IP `payments-spare`, which is promised to"),
    "ip-removed-after-its-promise-expired": (MOVED, "would no longer leave from IP `payments-spare`.**"),
    "length-by-a-variable": (UNSURE, "**It is not known whether node pool `system` would still leave from prefix"),
    "one-environment-of-two": (MOVED, "node pool `system` (cluster `payments` in `infra (env/dev.tfvars)`)"),
    "outbound-type": (MOVED, "leave from prefix `payments-egress` /29 instead of an IP that AKS chooses.**"),
    "pool-moved-to-another-gateway": (BROKEN, "instead of prefix `payments-egress` /29, which is promised to Acme Bank.**"),
    "prefix-replaced": (BROKEN, "anew: `payment-processor` would leave from other addresses.** Why: zones none → 1"),
    "terraform-address-renamed": (UNSURE, "To settle it: a `moved` block"),
    "to-a-load-balancer": (BROKEN, "would leave from an IP that AKS chooses instead of prefix"),
    "unreadable-after": (UNSURE, "infra/egress.tf could not be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_the_first_sentence(name: str, cases: dict[str, Comparison]) -> None:
    gravity, said = TOLD[name]
    first = sentences(cases[name])[0]
    assert said in first.text
    assert first.gravity == gravity


def test_what_another_cluster_leaves_from_is_not_lost(cases: dict[str, Comparison]) -> None:
    new, gone = sentences(cases["cluster-replaced-by-another"])
    assert "Cluster `green` (new)" in new.text
    assert gone.gravity == OTHER
    assert "another cluster would" in gone.text
    assert "promised" not in gone.text


@pytest.mark.parametrize(
    ("exit_", "ips", "told"),
    [
        (Exit.VIRTUAL_APPLIANCE, (), "also leave from the public IPs of a firewall or appliance"),
        (Exit.UNKNOWN, (), "also leave from IPs that are not known, as the way out is not"),
        (Exit.NAT_GATEWAY, (), "also leave from a NAT gateway whose IPs are not known"),
        (Exit.NONE, (), "in part have no way out to the internet"),
        (Exit.NAT_GATEWAY, None, ""),
    ],
)
@pytest.mark.parametrize("gains", [True, False])
def test_a_new_way_out_is_told_beside_ips_that_come_or_stay(
    exit_: Exit, ips: tuple[IpChange, ...] | None, told: str, gains: bool, cases: dict[str, Comparison]
) -> None:
    """A workload gets an IP, or keeps its own, and runs on a new pool besides. ``ips`` of None: the new pool has those."""
    comparison = cases["ip-attached-undeclared"]
    (stack,) = comparison.stacks
    (cluster,) = stack.clusters
    path = cluster.paths[0]
    kept = tuple(ip for ip in path.ips if ip.fate is Fate.KEPT)
    mine = path.ips if gains else kept
    path = replace(path, ips=mine)
    extra = replace(
        path, pool="extra", fate=Fate.ADDED, before=None, after=exit_, ips=kept if ips is None else ips
    )
    own = WorkloadChange(
        "shop", "Deployment", Fate.KEPT if gains else Fate.ADDED, (path.pool,), (path.pool, "extra"), mine
    )
    changed = replace(cluster, paths=(path, extra), workloads=(own,), ips=mine)
    said = sentences(replace(comparison, stacks=(replace(stack, clusters=(changed,)),)))
    text = " ".join(one.text for one in said if "shop" in one.text)
    assert told in text
    if not told:
        assert "It would" not in text


@pytest.mark.parametrize("name", NAMES)
def test_there_is_a_sentence_exactly_where_egress_changes(name: str, cases: dict[str, Comparison]) -> None:
    assert bool(sentences(cases[name])) == cases[name].changed


@pytest.mark.parametrize("name", NAMES)
def test_every_ip_that_changes_is_named_in_a_sentence(name: str, cases: dict[str, Comparison]) -> None:
    """As the cluster as a whole sees it; a sentence may be about one of its pools or workloads."""
    told = " ".join(one.text for one in sentences(cases[name]))
    for stack in cases[name].stacks:
        for cluster in stack.clusters:
            for ip in cluster.ips:
                held = ip.before or ip.after
                if ip.fate is not Fate.KEPT and held is not None and held.source is not None:
                    assert held.source.label in told or held.source.label.replace("_", "&#95;") in told


def test_nobody_is_told_twice(cases: dict[str, Comparison]) -> None:
    for comparison in cases.values():
        told = [one.text for one in sentences(comparison)]
        assert len(told) == len(set(told))


def test_findings_on_changed_lines_come_first_and_long_lists_are_folded(cases: dict[str, Comparison]) -> None:
    found = cases["pool-moved-to-another-gateway"]
    whole = compare(replace(found.base, stacks=()), found.head)  # everything is new
    last = max(whole.new, key=lambda one: (one.severity.rank, one.at.line))
    changed = replace(whole, touched={last.at.path: (range(last.at.line, last.at.line + 1),)})
    items = groups(changed, ReportOptions(), everything=False, said=False)
    assert items[0] == "**On lines that this change touches**\n"
    assert f"`{last.rule.id}`" in items[1]
    assert "\n**Elsewhere**\n" in items
    assert touches(changed, last.at)

    many = replace(whole, new=(), about=tuple(
        replace(last, at=replace(last.at, line=line, end_line=line), subject=str(line), stack="")
        for line in range(1, SHOWN + 3)
    ), stacks=())  # fmt: skip
    many = replace(many, head=replace(many.head, stacks=tuple(
        replace(stack, findings=many.about) for stack in many.head.stacks[:1]
    )), new=many.about, about=())  # fmt: skip
    (item,) = groups(many, ReportOptions(), everything=False, said=False)
    assert f"<summary>All {SHOWN + 2}</summary>" in item
    assert item.count("Fix: ") == 1
    assert item.count("<details>") == item.count("</details>") == 1
