"""The comparison for a pull request's comment or a job's summary: GitHub's Markdown, in parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.comparison.addresses import address_of
from natpin.comparison.people import Sentence, sentences
from natpin.comparison.result import Comparison
from natpin.comparison.rows import NOT_THERE, Row, outbound, rows, ways
from natpin.facts.contract import for_stack
from natpin.model.allocated import Allocated
from natpin.model.contract import Contract, Promise
from natpin.model.egress_change import ClusterChange, Fate, StackChange
from natpin.model.finding import Finding, Verdict
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.rule_change import Effect
from natpin.reporters import markdown, neutral, words
from natpin.reporters.interface import ReportOptions
from natpin.reporters.sized import Section, document

MARKS = {
    Fate.ADDED: "➕ added",
    Fate.REMOVED: "➖ removed",
    Fate.REPLACED: "🔁 replaced",
    Fate.UNKNOWN: "❔ unknown",
    Fate.KEPT: "stays",
}

RULE_MARKS = {Effect.LOOSER: "⚠️ looser:", Effect.OPEN: "⚠️", Effect.STRICTER: "stricter:"}

NAMES = 6
"""Pools or workloads named in one cell."""

SENTENCES = 5
"""Changes told in the headline."""


def render(comparison: Comparison, options: ReportOptions) -> str:
    """The whole comparison."""
    return document(sections(comparison, options), options.max_bytes)


def sections(comparison: Comparison, options: ReportOptions) -> tuple[Section, ...]:
    """What the change does to egress, the contract's verdict, findings new, fixed and remaining; each part says how
    dispensable it is."""
    only_new = replace(comparison, about=(), rules=()).report()
    parts = (
        _rules(comparison, options),
        Section(
            "What this change does to egress",
            _headline(comparison),
            egress_table(comparison, options),
            between="\n\n",
            share=0.5,
        ),
        _contract(comparison, options),
        _listed(f"New findings ({len(comparison.new)})", only_new, options, share=0.7),
        _counted("Fixed", comparison.fixed, 2),
        _counted("Remaining", comparison.remaining, 3),
        Section(
            "Limits of this comparison", "", tuple(f"- {_prose(note)}" for note in comparison.notes), rank=1
        ),
    )
    return tuple(part for part in parts if part.intro or part.items)


def changed_rules(comparison: Comparison, options: ReportOptions) -> tuple[Section, ...]:
    """What the change alters in the rules, for a report that compares nothing else."""
    part = _rules(comparison, options)
    return (part,) if part.items else ()


def _rules(comparison: Comparison, options: ReportOptions) -> Section:
    """First of all: whoever approves the change approves this too."""
    found = comparison.rule_changes
    judged = f"Both sides are judged by {_prose(comparison.judged_by or 'the same rules')}."
    if any(one.counts for one in found):
        effective = (
            " What the change alters takes effect after the merge." if not comparison.own_rules else ""
        )
        judged += effective
    items = tuple(
        f"- {RULE_MARKS[one.effect]} {_prose(one.said)} ({markdown.place(one.at, options)})" for one in found
    )
    title = "This change alters the rules it is judged by"
    if found and not any(one.counts for one in found):
        title, judged = "This change suppresses findings", "These comments hold at once."
    return Section(f"⚠️ {title} ({len(found)})" if found else title, judged if found else "", items, share=0.4)


def _headline(comparison: Comparison) -> str:
    clusters = [cluster for stack in comparison.stacks for cluster in stack.clusters]
    against = f"compared with {neutral.code(comparison.base_name)}"
    if not comparison.changed:
        told = words.count(len(clusters), "cluster")
        return (
            f"✅ No egress IP changes for {told}, {against}."
            if clusters
            else f"No AKS cluster on either side, {against}."
        )
    return "\n".join([*headlines(sentences(comparison)), "", f"{against[:1].upper()}{against[1:]}."])


def headlines(said: Sequence[Sentence], most: int = SENTENCES) -> tuple[str, ...]:
    """What the change means for people, as paragraphs of a list; the gravest first."""
    told = [one.text for one in said]
    more = len(told) - most
    shown = told if more <= 1 else told[:most]
    if len(shown) <= 1:
        return tuple(shown)
    listed = [f"- {one}" for one in shown]
    return (*listed, f"- and {more} more changes, in the table below") if more > 1 else tuple(listed)


def egress_table(comparison: Comparison, options: ReportOptions) -> tuple[str, ...]:
    """Every IP of a cluster that changes, what becomes of it, who uses it, and what the contract says of it."""
    blocks: dict[tuple[str, ...], list[str]] = {}
    for stack in comparison.stacks:
        contract = for_stack(comparison.contract, stack.stack)
        for cluster in stack.clusters:
            if cluster.changed:
                blocks.setdefault(_block(cluster, contract, comparison.allocated), []).append(
                    _where(stack, cluster, options)
                )
    return tuple("\n\n".join([", ".join(heads), *block]) for block, heads in blocks.items())


def _where(stack: StackChange, cluster: ClusterChange, options: ReportOptions) -> str:
    said = {Fate.ADDED: " (new)", Fate.REMOVED: " (removed)"}.get(cluster.fate, "")
    name = neutral.code(neutral.clip(cluster.name, 100))
    root = neutral.code(neutral.clip(words.stack(stack.stack, options), 100))
    return f"**{name}**{said} in {root}"


def _block(cluster: ClusterChange, contract: Contract | None, live: Allocated | None) -> tuple[str, ...]:
    lines = [f"- outbound type: {_prose(outbound(cluster))}"] if outbound(cluster) else []
    lines += [_way(*way) for way in ways(cluster)]
    found = rows(cluster, contract)
    if not found:
        return ("\n".join([*lines, "- no egress IP on either side"]),)
    promised = any(row.contract for row in found)
    heads = ["", "IP", "Pools", "Workloads", *(["Contract"] if promised else [])]
    table = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    table += [_row(row, promised, live) for row in found]
    return tuple("\n".join(part) for part in (lines, table) if part)


def _way(pools: str, before: str, after: str) -> str:
    """``node pool cards (new): default outbound access``."""
    names = pools.split(", ")
    who = f"{'node pool' if len(names) == 1 else 'node pools'} {_prose(pools)}"
    if before == NOT_THERE:
        return f"- {who} (new): {_prose(after)}"
    if after == NOT_THERE:
        return f"- {who} (removed): {_prose(before)}"
    return f"- {who}: {_prose(before)} → {_prose(after)}"


def _row(row: Row, promised: bool, live: Allocated | None) -> str:
    ip = f"**{_prose(row.ip)}**" if row.fate is not Fate.KEPT else _prose(row.ip)
    ip += _allocated(row, live)
    if row.why:
        ip += f"<br>{_prose(row.why)}"
    if row.settle_by:
        ip += f"<br>to settle it: {_prose(row.settle_by)}"
    cells = [
        MARKS[row.fate],
        ip,
        _names(row.pools),
        _names(row.workloads),
        *([_prose(row.contract)] if promised else []),
    ]
    return f"| {' | '.join(cells)} |"


def _allocated(row: Row, live: Allocated | None) -> str:
    """`` → 20.1.2.0/28`` after the name, once Azure was asked; else nothing."""
    if live is None or row.held is None or (row.held.source is None and not row.was):
        return ""
    if row.fate is Fate.REPLACED:
        was = f"{neutral.code(row.was)} → " if row.was else ""
        return f": {was}other addresses, which Azure chooses when it makes the new one"
    if row.held.source is None:
        return f" → {neutral.code(row.was)}"
    found = address_of(row.held, live)
    if found.cidr:
        return f" → {neutral.code(found.cidr)}" + (f"<br>perhaps: {_prose(found.why)}" if found.why else "")
    return f" → not known: {_prose(found.why)}"


def _names(names: Iterable[str]) -> str:
    return words.joined((neutral.code(neutral.clip(name, 100)) for name in names), NAMES)


def _contract(comparison: Comparison, options: ReportOptions) -> Section:
    """What the change means for the IPs that partners were given."""
    about = _listed("", replace(comparison, new=(), rules=()).report(), options)
    if comparison.contract is None and not about.items:
        return Section("Egress contract", "")
    lines = []
    if comparison.contract is None:
        lines.append(
            "No contract is declared in natpin.yaml: any of these IPs may be on somebody's allowlist."
        )
    elif not about.items and not _breaks(comparison):
        lines.append(
            "✅ The change takes no IP of the contract away, and attaches none that it does not name."
        )
    elif not about.items:
        lines.append(
            "⚠️ The change removes no IP of the contract, but not everything leaves from the contract's IPs any more: "
            "see contract-not-kept below."
        )
    lines += promises(comparison)
    return Section("Egress contract", "\n".join(lines), about.items, share=0.6)


def promises(comparison: Comparison) -> list[str]:
    """What the change writes into the contract, and what it takes out."""
    return [
        *(f"- declared by this change: {_promise(one)}" for one in comparison.declared),
        *(f"- ⚠️ taken out of the contract by this change: {_promise(one)}" for one in comparison.withdrawn),
    ]


def _breaks(comparison: Comparison) -> bool:
    return any(finding.rule.id == "contract-not-kept" for finding in comparison.new)


def _promise(promise: Promise) -> str:
    partners = f" ({', '.join(map(_prose, promise.partners))})" if promise.partners else ""
    until = f" until {neutral.prose(promise.until)}" if promise.until else ""
    return f"{neutral.code(neutral.clip(promise.what, 100))}{partners}{until}"


def _listed(title: str, report: Report, options: ReportOptions, share: float = 1.0) -> Section:
    """The findings of a report, as the report itself writes them."""
    items = [part.items for part in markdown.sections(report, options) if part.title == "Findings"]
    return Section(title, "", items[0] if items else (), share=share)


def _counted(title: str, findings: tuple[Finding, ...], rank: int) -> Section:
    """Findings by rule and what they say, folded."""
    told = dict.fromkeys((finding.rule.id, finding.message) for finding in findings)
    items = tuple(
        f"- {neutral.code(rule)} {neutral.rich(neutral.clip(message, 300))}" for rule, message in told
    )
    open_ = sum(one.verdict is Verdict.UNKNOWN for one in findings)
    decided = len(findings) - open_
    number = (
        f"{decided} and {open_} undecided"
        if open_ and decided
        else f"{open_} undecided"
        if open_
        else decided
    )
    return Section(f"{title} ({number})", "", items, rank=rank, folded=True)


def _prose(text: str) -> str:
    return neutral.prose(neutral.clip(text, 300))
