"""Findings of a change in few lines: equal ones together, those on changed lines first, long lists folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.comparison.result import Comparison
from natpin.model.location import Location
from natpin.reporters import markdown, neutral, words
from natpin.reporters.distinct import WORDS, Told, only_in, told
from natpin.reporters.doubts import when as when_of
from natpin.reporters.interface import ReportOptions
from natpin.reporters.markdown import MARKS

SHOWN = 3
"""Findings of one rule that are told without a click."""

SAID = frozenset({"egress-ip-added", "egress-ip-replaced", "contract-not-kept", "outbound-type-change-reips"})
"""Rules whose message is what the first lines of a comment say already: which IPs come and go, and what was promised."""


def groups(
    comparison: Comparison, options: ReportOptions, *, everything: bool, said: bool
) -> tuple[str, ...]:
    """The findings that the change answers for, as items of a list; with ``everything`` the remaining ones too.
    ``said``: the first lines tell all that changes, so that rules of ``SAID`` only tell where and how to mend it."""
    report = comparison.report(everything)
    stacks_of = only_in(report)
    names = {stack.stack.id: words.stack(stack.stack, options) for stack in report.stacks}
    found = told(report)
    by_rule: dict[tuple[bool, int, str], list[Told]] = {}
    for one in found:
        elsewhere = not touches(comparison, one.finding.at)
        by_rule.setdefault((elsewhere, WORDS.index(one.word), one.finding.rule.id), []).append(one)
    split = {key[0] for key in by_rule} == {True, False}
    items: list[str] = []
    seen: set[bool] = set()
    for key in sorted(by_rule):
        if split and key[0] not in seen:
            seen.add(key[0])
            head = "Elsewhere" if key[0] else "On lines that this change touches"
            items.append(f"{chr(10) if items else ''}**{head}**\n")
        some = by_rule[key]
        where = [tuple(names[stack] for stack in stacks_of(one) if stack in names) for one in some]
        short = said and key[2] in SAID and some[0].word != "unknown"
        items.append("\n".join(_group(some, where, options, short)))
    return tuple(items)


def touches(comparison: Comparison, at: Location) -> bool:
    """Whether a place is on a line that the change touches."""
    last = max(at.line, at.end_line or at.line)
    return any(span.start <= last and at.line < span.stop for span in comparison.touched.get(at.path, ()))


def _group(
    some: Sequence[Told], where: Sequence[tuple[str, ...]], options: ReportOptions, said: bool
) -> Iterator[str]:
    first = some[0].finding
    mark = f"- {MARKS[some[0].word]} {neutral.code(first.rule.id)}"
    if len(some) == 1:
        yield "<br>".join([f"{mark} {markdown.place(first.at, options)}", *_lines(some[0], where[0], said)])
        return
    fixes = {_fix(one) for one in some}
    common = f"<br>{next(iter(fixes))}" if len(fixes) == 1 else ""
    yield f"{mark} {words.count(len(some), 'place')}{common}"
    folded = len(some) > SHOWN
    if folded:
        yield f"  <details><summary>All {len(some)}</summary>\n"
    for one, stacks in zip(some, where, strict=True):
        rest = _lines(one, stacks, said, fix=not common)
        yield f"  - {'<br>'.join([markdown.place(one.finding.at, options), *rest])}"
    if folded:
        yield "\n  </details>"


def _lines(one: Told, stacks: tuple[str, ...], said: bool, fix: bool = True) -> list[str]:
    finding = one.finding
    lines = [] if said else [neutral.rich(finding.message)]
    for cause in () if said else finding.causes:
        settle = f"; to settle it: {neutral.rich(cause.settle_by)}" if cause.settle_by else ""
        lines.append(f"Because {neutral.rich(cause.reason)}{settle}")
    if fix:
        lines.append(_fix(one))
    if finding.conditional is not None and (when := when_of(finding.conditional)):
        lines.append(f"It {neutral.rich(when)}")
    if stacks:
        lines.append(f"Only in {words.joined((neutral.code(neutral.clip(each, 100)) for each in stacks), 5)}")
    return lines


def _fix(one: Told) -> str:
    return markdown.fix_of(one.finding)
