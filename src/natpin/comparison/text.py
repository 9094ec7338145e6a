"""The comparison for people at a terminal."""

from __future__ import annotations

from natpin.comparison.result import Comparison
from natpin.comparison.rows import Row, outbound, rows, tallied, ways
from natpin.facts.contract import for_stack
from natpin.model.contract import Contract, Promise
from natpin.model.egress_change import ClusterChange, Fate, StackChange
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.rule_change import Effect
from natpin.policy.rule_changes import STACK as RULES
from natpin.reporters import neutral, words
from natpin.reporters.distinct import tally, told
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink, Span, flow
from natpin.reporters.text import NARROWEST, WIDEST
from natpin.reporters.text_findings import findings_by_file
from natpin.reporters.text_undecided import undecided_by_cause

MARKS = {
    Fate.ADDED: ("+", "good"),
    Fate.REMOVED: ("-", "error"),
    Fate.REPLACED: ("~", "error"),
    Fate.UNKNOWN: ("?", "unknown"),
    Fate.KEPT: ("=", "dim"),
}

RULE_MARKS = {Effect.LOOSER: ("!", "warning"), Effect.OPEN: ("!", "warning"), Effect.STRICTER: ("+", "dim")}

NAMES = 4


def render(comparison: Comparison, options: ReportOptions, everything: bool = False) -> str:
    """What changes, the contract, new findings (with ``everything`` remaining ones too), and one line that sums it up."""
    ink = Ink(options.color, options.unicode, min(max(options.width, NARROWEST), WIDEST))
    shown = comparison.report(everything)
    findings = told(replace(shown, stacks=tuple(one for one in shown.stacks if one.stack != RULES)))
    blocks = [
        _rules(comparison, ink),
        _egress(comparison, options, ink),
        _promises(comparison, ink),
        findings_by_file(shown, tuple(one for one in findings if one.word != "unknown"), options, ink),
        undecided_by_cause(shown, tuple(one for one in findings if one.word == "unknown"), options, ink),
        [
            line
            for note in comparison.notes
            for line in flow([Span(f"note: {neutral.terminal(note)}", "dim")], ink, "", "  ")
        ],
        _summary(comparison, shown, ink),
    ]
    body = "\n\n".join("\n".join(block) for block in blocks if block)
    return ink.encodable(neutral.unstarted(body)) + "\n"


def _rules(comparison: Comparison, ink: Ink) -> list[str]:
    """What the change alters in the rules, before anything that they say."""
    if not comparison.rule_changes:
        return []
    lines = [ink.heading("Rules")]
    if any(one.counts for one in comparison.rule_changes):
        after = "" if comparison.own_rules else "; what it alters in them takes effect after the merge"
        said = f"the change is judged by {neutral.terminal(comparison.judged_by or 'the same rules')}{after}"
        lines += flow([Span(said, "dim")], ink, "", "  ")
    for one in comparison.rule_changes:
        mark, style = RULE_MARKS[one.effect]
        said = neutral.terminal(neutral.clip(one.said, 300))
        spans = [Span(said, style), Span(f"({neutral.terminal(str(one.at))})", "dim", whole=True)]
        lines += flow(spans, ink, f"  {ink.paint(mark, style)} ", "    ")
    return lines


def _egress(comparison: Comparison, options: ReportOptions, ink: Ink) -> list[str]:
    lines = [ink.heading("What changes")]
    lines += flow(
        [Span("against", "dim"), Span(neutral.terminal(comparison.base_name), "dim")], ink, "", "  "
    )
    changed = [stack for stack in comparison.stacks if stack.changed]
    if not changed:
        clusters = sum(len(stack.clusters) for stack in comparison.stacks)
        said = (
            f"no egress IP changes ({words.count(clusters, 'cluster')})"
            if clusters
            else "there is no AKS cluster on either side"
        )
        return [*lines, said]
    seen: set[tuple[str, ...]] = set()
    for stack in changed:
        lines += ["", *_head(stack, options, ink)]
        contract = for_stack(comparison.contract, stack.stack)
        for cluster in stack.clusters:
            body = tuple(_cluster(cluster, contract, ink)) if cluster.changed else ()
            lines += ["  the same as above"] if body in seen else list(body)
            seen |= {body} if body else set()
    return lines


def _head(stack: StackChange, options: ReportOptions, ink: Ink) -> list[str]:
    name = neutral.terminal(neutral.clip(words.stack(stack.stack, options), 100))
    moved = ""
    if stack.before is not None and stack.after is not None and stack.before.id != stack.after.id:
        moved = f" (before: {neutral.terminal(neutral.clip(words.stack(stack.before, options), 100))})"
    return flow(
        [Span(name, "bold"), Span(f"· {neutral.terminal(stack.stack.reader)}{moved}", "dim")], ink, "", "  "
    )


def _cluster(cluster: ClusterChange, contract: Contract | None, ink: Ink) -> list[str]:
    said = {Fate.ADDED: "new", Fate.REMOVED: "removed"}.get(cluster.fate, "")
    spans = [Span(f"cluster {_name(cluster.name)}", "bold", whole=True)]
    spans += [Span(f"· {said}", "dim", whole=True)] if said else []
    if outbound(cluster):
        spans.append(Span(f"· outbound type {_name(outbound(cluster))}", "warning", whole=True))
    lines = flow(spans, ink, "  ", "    ")
    for pools, before, after in ways(cluster):
        lines += flow(
            [Span(f"pools {_name(pools)}:", "dim"), Span(f"{before} → {after}")], ink, "    ", "      "
        )
    for row in rows(cluster, contract):
        lines += _row(row, ink)
    return lines


def _row(row: Row, ink: Ink) -> list[str]:
    mark, style = MARKS[row.fate]
    who = [words.joined(map(_name, row.pools), NAMES)] if row.pools else []
    who += [words.joined(map(_name, row.workloads), NAMES)] if row.workloads else []
    spans = [Span(_name(row.ip), style, whole=True), Span(row.fate.value, style)]
    if who:
        spans.append(Span(f"({'; '.join(who)})", "dim"))
    if row.contract:
        spans.append(Span(f"· contract: {_name(row.contract)}", whole=True))
    lines = flow(spans, ink, f"    {ink.paint(mark, style)} ", "      ")
    if row.why:
        lines += flow([Span(neutral.terminal(row.why), "dim")], ink, "      ", "      ")
    if row.settle_by:
        lines += flow(
            [Span(f"to settle it: {neutral.terminal(words.settling(row.settle_by))}", "dim")],
            ink,
            "      ",
            "      ",
        )
    return lines


def _promises(comparison: Comparison, ink: Ink) -> list[str]:
    found = [("+", "declared by this change", one) for one in comparison.declared]
    found += [("-", "taken out by this change", one) for one in comparison.withdrawn]
    if not found:
        return []
    lines = [ink.heading("Egress contract")]
    for mark, said, promise in found:
        lines += flow([Span(f"{mark} {_promise(promise)}", whole=True), Span(said, "dim")], ink, "  ", "    ")
    return lines


def _promise(promise: Promise) -> str:
    partners = f" ({', '.join(promise.partners)})" if promise.partners else ""
    return neutral.terminal(neutral.clip(f"{promise.what}{partners}", 200))


def _summary(comparison: Comparison, shown: Report, ink: Ink) -> list[str]:
    counts = tally(told(comparison.report()))
    counted = words.tallied(counts)
    if counted:
        style = "error" if counts["error"] else "warning"
        said = Span(f"{'✗' if counts['error'] else '!'} {counted} by this change", style, whole=True)
    elif comparison.head.incomplete:
        said = Span("! no new finding in what could be read", "warning", whole=True)
    else:
        said = Span("✓ no new finding", "good", whole=True)
    clusters = [cluster for stack in comparison.stacks for cluster in stack.clusters]
    rest = [
        f"egress IPs: {tallied(clusters)}" if tallied(clusters) else "",
        f"{len(told(_with(comparison, fixed=True)))} fixed" if comparison.fixed else "",
        f"{len(told(_with(comparison)))} remaining" if comparison.remaining else "",
    ]
    spans = [said, *(Span(f"· {part}", "dim", whole=True) for part in rest if part)]
    return flow(spans, ink, "", "  ")


def _with(comparison: Comparison, fixed: bool = False) -> Report:
    """A report of the fixed findings alone, or of the remaining ones."""
    side = comparison.base if fixed else comparison.head
    kept = {id(finding) for finding in (comparison.fixed if fixed else comparison.remaining)}
    stacks = (
        replace(stack, findings=tuple(one for one in stack.findings if id(one) in kept))
        for stack in side.stacks
    )
    return replace(side, stacks=tuple(stacks))


def _name(text: str) -> str:
    return neutral.terminal(neutral.clip(text, 120))
