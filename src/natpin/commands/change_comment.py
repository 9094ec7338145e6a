"""The comment on a change, the same on every platform: who would leave from which IPs, then the IPs, then the findings.

Each fact is told once. What somebody has to look at stands open; everything else is behind a line to click on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from natpin.commands.comment_sections import PICTURE, SUMMARY, as_comment, cidr_block, not_known_yet
from natpin.comments.sections import Section as CommentSection
from natpin.comparison import Comparison, changed_rules, headlines
from natpin.comparison.grouped import groups
from natpin.comparison.markdown import SENTENCES, egress_table, promises
from natpin.comparison.people import BROKEN, Sentence, sentences
from natpin.comparison.spoken import html, leaves_from
from natpin.model.finding import Verdict
from natpin.model.path import CHOSEN_BY_AKS
from natpin.model.record import record, replace
from natpin.model.report import Report
from natpin.model.value import Unknown
from natpin.reporters import allowlist, markdown, neutral, words
from natpin.reporters.distinct import files_missing, flags_unused, tally, told
from natpin.reporters.interface import ReportOptions
from natpin.reporters.sized import Section

KEPT = ("Not followed", "Not read", "Not used", "Left out by the configuration", PICTURE)
"""Sections of a whole report that the comment has too; suppressed findings besides, whose number is in the title."""

OF_AN_IP = "the address of "
"""How a gap begins that is about an IP whose name is known."""

CHANGE = "What this change does to egress"


@record
class Said:
    """How a comment is to be written."""

    options: ReportOptions
    key: str = ""
    """What tells the comments of a matrix apart; in the title."""
    everything: bool = False
    """Findings that the base had count too."""
    failed: bool = False
    """The step fails."""
    addresses: str = ""
    """Why no address was looked up, and what to do, as one sentence; empty once Azure was asked."""
    warning: str = ""
    """What limits the whole result, as one sentence in Markdown."""
    pictures: bool = True
    end: tuple[CommentSection, ...] = ()


def comment_on(comparison: Comparison, how: Said) -> tuple[CommentSection, ...]:
    """The comment when there is something to look at."""
    options = how.options
    what = sentences(comparison)
    all_told = comparison.changed and len(what) <= SENTENCES
    found = groups(comparison, options, everything=how.everything, said=all_told)
    table = Section(CHANGE, "", egress_table(comparison, options), between="\n\n", share=0.5)
    sections = [
        CommentSection("headline", f"## {title(how.key)}\n\n{_headline(comparison, how, what)}"),
        *as_comment(changed_rules(comparison, options)),
        *as_comment([table] if table.items else []),
        *_contract(comparison),
        CommentSection("the addresses", "\n\n".join(_after(comparison, how)), 1),
        *as_comment([Section("Findings", "", found)] if found else []),
        *_folded(comparison, how),
        *how.end,
    ]
    return tuple(one for one in sections if one.body.strip())


def all_well(comparison: Comparison, how: Said) -> tuple[CommentSection, ...]:
    """The comment when nothing has to be looked at: one line with the IPs, all else behind it."""
    leaving = leaves_from(comparison.head) or "there is no AKS cluster"
    tail = f" · {html(how.key, 80)}" if how.key else ""
    fixed = sum(one.verdict is not Verdict.UNKNOWN for one in comparison.fixed)
    also = f", {words.count(fixed, 'finding')} fixed" if fixed else ""
    open_ = sum(one.verdict is Verdict.UNKNOWN for one in comparison.remaining)
    left = len(comparison.remaining) - open_
    also += f", {words.count(left, 'finding')} from before" if left else ""
    also += f", {open_} undecided as before" if open_ else ""
    summary = f"✅ <b>natpin</b>{tail}: no egress IP changes{also}; {leaving}"
    inside = [
        *addresses(comparison.head, how.addresses, "now and after this change"),
        *(one.body for one in as_comment(changed_rules(comparison, how.options))),
        *(one.body for one in _folded(comparison, how)),
        *(one.body for one in how.end),
    ]
    return (
        CommentSection("headline", f"<details><summary>{summary}</summary>\n"),
        CommentSection("everything else", "\n\n".join(filter(None, inside)), 1),
        CommentSection("end", "</details>"),
    )


def title(key: str, mode: str = "") -> str:
    """``natpin``, or ``natpin deploy · prod`` in a matrix."""
    named = f"natpin {mode}".strip()
    return f"{named} · {neutral.code(neutral.clip(key, 80))}" if key else named


def _headline(comparison: Comparison, how: Said, said: Sequence[Sentence]) -> str:
    counted = told(comparison.report(how.everything))
    broken = bool(said) and said[0].gravity == BROKEN
    mark = "❌" if how.failed or broken else "⚠️"
    lines = list(headlines(said))
    if not lines:
        rules = dict.fromkeys(one.finding.rule.id for one in counted)
        named = words.joined(map(neutral.code, rules), 4)
        leaving = leaves_from(comparison.head)
        stays = f"No egress IP changes: {leaving}." if leaving else "There is no AKS cluster."
        if not any(tally(counted).values()):
            unsure = comparison.head.incomplete or comparison.loosens or how.warning
            mark = "⚠️" if unsure else "✅"
        lines = [f"**{stays}**" + (f" But look at {named}." if named else "")]
    if comparison.head.incomplete:
        missing = files_missing(comparison.head)
        lines.append(
            f"\n⚠️ Incomplete: {words.count(missing, 'file')} about AKS could not be read, so more may change."
            if missing
            else "\n⚠️ Incomplete: a flag of the command line counts for nothing."
            if flags_unused(comparison.head)
            else "\n⚠️ Incomplete: files declare clusters, and none of them could be made out."
        )
    if how.warning:
        lines.append(f"\n⚠️ {how.warning}")
    first, *rest = lines
    if first.startswith("- "):
        first, rest = f"{mark} {first[2:]}", ["", *rest]
    else:
        first = f"{mark} {first}"
    against = f"Compared with {neutral.code(comparison.base_name)}."
    return "\n".join([first, *rest, "", f"<sub>{against}</sub>"])


def _contract(comparison: Comparison) -> Iterator[CommentSection]:
    lines = promises(comparison)
    if lines:
        yield CommentSection("the contract", "\n".join(["### Egress contract", "", *lines]))


def _after(comparison: Comparison, how: Said) -> list[str]:
    """The addresses as the change leaves them. What the table says of an IP is not said again."""
    every = [one for stack in comparison.stacks for one in stack.clusters]
    table = {one.name for one in every if one.changed and comparison.allocated is not None}
    table -= {one.name for one in every if not one.changed}
    pools = {(one.name, path.pool, path.changed) for one in every for path in one.paths}
    moved = {(name, pool) for name, pool, changed in pools if changed and (name, pool, False) not in pools}

    def told_of(gap: allowlist.Gap) -> bool:
        pool = gap.pool.removeprefix("pods of ")
        of_an_ip = gap.reason.startswith(OF_AN_IP)
        return gap.cluster in table if of_an_ip else (gap.cluster, pool) in moved

    return addresses(comparison.head, how.addresses, "after this change", told_of)


def addresses(
    report: Report,
    unasked: str,
    when: str,
    told_elsewhere: Callable[[allowlist.Gap], bool] = lambda gap: False,
) -> list[str]:
    """The CIDRs of every cluster of a report as a block to copy, and whether they are all. ``unasked``: why nobody asked
    Azure. ``told_elsewhere``: whether the comment tells a gap already."""
    clusters = [cluster for stack in report.stacks for cluster in stack.clusters]
    if not clusters:
        return []
    found = allowlist.of(report)
    by_name = any(
        ip.cidr is None and ip.label != CHOSEN_BY_AKS
        for cluster in clusters
        for path in cluster.paths
        if not isinstance(path.ips, Unknown)
        for ip in path.ips
    )
    lines = []
    if found.entries:
        listed = [str(entry.network) for entry in found.entries]
        lines.append(cidr_block(listed, when, complete=not found.gaps))
    left = [one for one in found.gaps if not told_elsewhere(one)]
    if unasked and by_name:
        lines.append(unasked)
        left = [one for one in left if not one.reason.startswith(OF_AN_IP)]
    return [*lines, *gaps(left)]


def gaps(found: Iterable[allowlist.Gap]) -> list[str]:
    """Which addresses are not known, and why; long lists folded."""
    items = list(
        dict.fromkeys(
            f"- {neutral.code(neutral.clip(gap.cluster, 100))}, {neutral.prose(neutral.clip(gap.pool, 100))}: "
            f"{neutral.prose(neutral.clip(gap.reason, 250))}"
            if gap.cluster
            else f"- {neutral.prose(neutral.clip(gap.reason, 250))}"
            for gap in found
        )
    )
    return [not_known_yet(items)] if items else []


def _folded(comparison: Comparison, how: Said) -> tuple[CommentSection, ...]:
    """What is there to look up."""
    told_ = [
        one
        for one in markdown.sections(comparison.head, how.options)
        if (one.title in KEPT and (how.pictures or one.title != PICTURE))
        or one.title.startswith("Suppressed")
    ]
    rest: Iterable[Section] = (*history(comparison), *told_)
    return as_comment(
        replace(one, folded=one.folded or one.title not in ("Not read", "Not used")) for one in rest
    )


def history(comparison: Comparison) -> tuple[Section, ...]:
    """Findings fixed and remaining, and what limits the comparison."""
    from natpin.comparison import sections

    titles = ("Fixed", "Remaining", "Limits of this comparison")
    return tuple(one for one in sections(comparison, ReportOptions()) if one.title.startswith(titles))


def whole(sections: Iterable[Section], key: str) -> tuple[CommentSection, ...]:
    """The comment on a report that is compared with nothing."""
    named = (replace(one, title=title(key)) if one.title == SUMMARY else one for one in sections)
    return as_comment(named)
