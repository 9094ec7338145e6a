"""Which findings are new, fixed, or there on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from natpin.model.finding import Finding, Verdict
from natpin.model.report import StackReport

Key = Callable[[Finding, int], object]
"""What identifies a finding; the number is that of its stack on both sides. None: it has no such identity."""

Sorted = tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]


def sorted_findings(pairs: Iterable[tuple[StackReport | None, StackReport | None]]) -> Sorted:
    """Fixed, remaining (as they are after), new.

    The same finding is the one with the same fingerprint; else, in a stack, resource or file that was renamed, the one
    of the same rule that says the same. What was undecided and now fails is new; what failed and is now undecided
    remains.
    """
    before: list[tuple[Finding, int]] = []
    after: list[tuple[Finding, int]] = []
    for number, (old, new) in enumerate(pairs):
        before += [(finding, number) for finding in (old.findings if old else ())]
        after += [(finding, number) for finding in (new.findings if new else ())]
    remaining: dict[int, Finding] = {}
    for old_key, new_key in _KEYS:
        before, met = _met(before, [one for one in after if id(one[0]) not in remaining], old_key, new_key)
        remaining.update((id(finding), finding) for finding in met)
    return (
        tuple(finding for finding, _ in before),
        tuple(finding for finding, _ in after if id(finding) in remaining),
        tuple(finding for finding, _ in after if id(finding) not in remaining),
    )


def _met(
    before: Sequence[tuple[Finding, int]], after: Sequence[tuple[Finding, int]], old_key: Key, new_key: Key
) -> tuple[list[tuple[Finding, int]], list[Finding]]:
    waiting: dict[object, list[Finding]] = {}
    for finding, number in after:
        key = new_key(finding, number)
        if key is not None:
            waiting.setdefault(key, []).append(finding)
    for found in waiting.values():
        found.reverse()
    left: list[tuple[Finding, int]] = []
    met: list[Finding] = []
    for finding, number in before:
        key = old_key(finding, number)
        same = waiting.get(key) if key is not None else None
        if same:
            met.append(same.pop())
        else:
            left.append((finding, number))
    return left, met


def _print(finding: Finding, stack: int) -> object:
    return (finding.fingerprint, finding.verdict) if finding.fingerprint else None


def _subject(finding: Finding, stack: int) -> object:
    return (stack, finding.rule.id, finding.verdict, finding.subject, finding.message)


def _said(finding: Finding, stack: int) -> object:
    return (stack, finding.rule.id, finding.verdict, finding.message)


def _failed(finding: Finding, stack: int) -> object:
    return (stack, finding.rule.id, finding.subject) if finding.verdict is Verdict.FAIL else None


def _undecided(finding: Finding, stack: int) -> object:
    return (stack, finding.rule.id, finding.subject) if finding.verdict is Verdict.UNKNOWN else None


_KEYS: tuple[tuple[Key, Key], ...] = (
    (_print, _print),
    (_subject, _subject),
    (_said, _said),
    (_failed, _undecided),
)
