"""Findings told once: the same finding in several stacks of a root is one thing to mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from natpin.model.finding import Finding, Severity, Verdict
from natpin.model.report import Report


@dataclass(frozen=True, slots=True)
class Told:
    """A finding and every stack it holds for."""

    finding: Finding
    stacks: tuple[str, ...]
    """Ids, in the report's order."""

    @property
    def word(self) -> str:
        """``error``, ``warning``, ``note``, or ``unknown`` for what could not be decided."""
        return word(self.finding)


def word(finding: Finding) -> str:
    """A finding's standing in one word. An undecided rule is no error, however grave the rule."""
    return "unknown" if finding.verdict is Verdict.UNKNOWN else finding.severity.value


WORDS = (*(severity.value for severity in Severity), "unknown")
"""Every word there is, gravest first."""


def told(report: Report) -> tuple[Told, ...]:
    """Every distinct finding, by file, line and column."""
    first: dict[tuple[object, ...], Finding] = {}
    stacks: dict[tuple[object, ...], dict[str, None]] = {}
    for stack in report.stacks:
        for finding in stack.findings:
            key = _what(finding)
            first.setdefault(key, finding)
            stacks.setdefault(key, {})[stack.stack.id] = None
    return tuple(sorted((Told(first[key], tuple(ids)) for key, ids in stacks.items()), key=_place))


def only_in(report: Report) -> Callable[[Told], tuple[str, ...]]:
    """Tells, per finding, which stacks it holds for; nothing when it holds for every stack of its root."""
    roots = {stack.stack.id: stack.stack.root for stack in report.stacks}
    sizes = Counter(roots.values())

    def told_of(one: Told) -> tuple[str, ...]:
        kin = sum(sizes[root] for root in {roots[stack] for stack in one.stacks if stack in roots})
        return one.stacks if len(one.stacks) < kin else ()

    return told_of


def gravest_first(findings: tuple[Told, ...]) -> tuple[Told, ...]:
    """The same findings, errors before warnings before notes before unknowns."""
    return tuple(sorted(findings, key=lambda one: WORDS.index(one.word)))


def tally(findings: tuple[Told, ...]) -> Counter[str]:
    """How many of each word; every word has a count."""
    counts: Counter[str] = Counter(dict.fromkeys(WORDS, 0))
    counts.update(one.word for one in findings)
    return counts


def _what(finding: Finding) -> tuple[object, ...]:
    """What a reader would call the same finding: everything but the stack it was made in."""
    return (
        finding.rule.id,
        finding.verdict,
        finding.severity,
        finding.message,
        finding.at,
        finding.subject,
        finding.property,
        finding.causes,
    )


def _place(one: Told) -> tuple[str, int, int, int, str, str]:
    at, finding = one.finding.at, one.finding
    return (at.path, at.line, at.column, WORDS.index(one.word), finding.rule.id, finding.subject)
