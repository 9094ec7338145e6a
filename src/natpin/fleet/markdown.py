"""A fleet for job summaries and issues: what was not read, then the sources with most that fails."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.fleet.table import Line, Totals, failing, whose, why_of
from natpin.fleet.text import gravest_first
from natpin.reporters.interface import ReportOptions
from natpin.reporters.neutral import code, prose
from natpin.reporters.rows import State
from natpin.reporters.sized import Section, document
from natpin.reporters.words import count

_MARKS = {State.FAILS: "❌", State.UNKNOWN: "❔", State.WARNS: "⚠️", State.PASSES: "✅"}


def render(lines: Iterable[Line], options: ReportOptions) -> str:
    """The whole text."""
    told = list(lines)
    totals = Totals()
    for line in told:
        totals.add(line)
    states = totals.states
    gravest = next((state for state in State if states[state]), State.UNKNOWN)
    if totals.missing or totals.partly or totals.apart:
        gravest = State.FAILS if State.FAILS in (gravest, *totals.apart) else State.UNKNOWN
    said = [f"{count(states.total(), 'cluster')} in {count(totals.sources, 'source')}"]
    said += [f"{states[state]} {state.value}" for state in State if states[state]]
    said += (
        [f"{count(totals.apart.total(), 'source')} with findings that concern no cluster"]
        if totals.apart
        else []
    )
    said += [f"{count(totals.partly, 'source')} incomplete"] if totals.partly else []
    said += [f"{count(totals.missing, 'source')} not read"] if totals.missing else []
    said += [f"{count(totals.suppressed, 'finding')} suppressed"] if totals.suppressed else []
    said += [totals.looked] if totals.looked else []
    found = [Section("natpin fleet", f"{_MARKS[gravest]} **{prose(' · '.join(said))}**", level=2)]
    absent = tuple(
        f"- {code(line.origin.source)}: {prose(line.missing)}" for line in told if line.missing is not None
    )
    if absent:
        found.append(Section("Not read: nothing is known of the clusters there", f"{len(absent)}:", absent))
    read = sorted((line for line in told if line.missing is None), key=gravest_first)
    shown = [
        line
        for line in read
        if options.verbose or any(line.states[state] for state in _OPEN) or line.gap or line.grave_apart
    ]
    if shown:
        head = f"| source | kind | {' | '.join(state.value for state in State)} | |\n|---|---|{'---:|' * len(State)}---|"
        found.append(Section("", head, tuple(map(_row, shown))))
    failed = tuple(
        f"- {code(cluster.name or '(no name)')}, {code(whose(line, cluster))}: {prose(why_of(line, cluster))}"
        for line, cluster in failing(told)
    )
    if failed:
        found.append(Section("Clusters that fail", f"{len(failed)}:", failed))
    beside = tuple(
        f"- {code(line.origin.source)}: {one.state.value}: {prose(', '.join(one.rules))}"
        for line in told
        for one in line.grave_apart
    )
    if beside:
        found.append(Section("Findings that concern no cluster", f"{len(beside)}:", beside))
    if len(shown) < len(read):
        found.append(
            Section(
                "",
                f"{count(len(read) - len(shown), 'more source')}: nothing fails or is unknown there.",
                rank=1,
            )
        )
    return document(found, options.max_bytes)


_OPEN = (State.FAILS, State.UNKNOWN)


def _row(line: Line) -> str:
    cells = " | ".join(str(line.states[state]) for state in State)
    return f"| {code(line.origin.source)} | {line.origin.kind} | {cells} | {prose(line.gap)} |"
