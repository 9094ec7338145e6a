"""Findings told once: the same finding in several stacks of a root is one thing to mend."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable

from natpin.model.finding import Finding, Severity, Verdict
from natpin.model.record import record
from natpin.model.report import Report
from natpin.model.value import Skipped


@record
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
    found: dict[tuple[object, ...], tuple[Finding, dict[str, None]]] = {}
    for stack in report.stacks:
        id_ = stack.stack.id
        for finding in stack.findings:
            found.setdefault(_what(finding), (finding, {}))[1][id_] = None
    return tuple(sorted((Told(finding, tuple(ids)) for finding, ids in found.values()), key=_place))


def only_in(report: Report) -> Callable[[Told], tuple[str, ...]]:
    """Tells, per finding, which stacks it holds for; nothing when it holds for every stack that it could hold for.

    Those are the stacks of its root. A finding outside of that (in a module, or in a base of Kustomize) stands where other
    roots may look too, and whoever reads the file cannot tell for which of them it is meant: there, those of every root.
    """
    kin_of = _kin(report)

    def told_of(one: Told) -> tuple[str, ...]:
        kin, _ = kin_of(one)
        return one.stacks if len(one.stacks) < len(kin) else ()

    return told_of


def _kin(report: Report) -> Callable[[Told], tuple[frozenset[str], bool]]:
    """Per finding, the stacks that it could hold for, and whether these are all of its own roots."""
    stacks = {one.stack.id: one.stack for one in report.stacks}
    by_root: dict[str, set[str]] = {}
    by_reader: dict[str, set[str]] = {}
    for id_, stack in stacks.items():
        by_root.setdefault(stack.root, set()).add(id_)
        by_reader.setdefault(stack.reader, set()).add(id_)

    def kin_of(one: Told) -> tuple[frozenset[str], bool]:
        mine = [stacks[id_] for id_ in one.stacks if id_ in stacks]
        path = one.finding.at.path
        own = not mine or any(_lies_in(path, stack.root) for stack in mine)
        keys = {stack.root if own else stack.reader for stack in mine}
        groups = by_root if own else by_reader
        return frozenset().union(*(groups[key] for key in keys)), own

    return kin_of


def _lies_in(path: str, root: str) -> bool:
    """Whether a file lies in a root's folder, or in that of the file that is the root."""
    folders = (root, posixpath.dirname(root)) if "." in posixpath.basename(root) else (root,)
    return any(folder in ("", ".") or path.startswith(folder + "/") or path == folder for folder in folders)


def extent(report: Report) -> Callable[[Told], tuple[str, tuple[str, ...]]]:
    """``("only in", ids)`` or, where that is shorter, ``("not in", ids)``: which stacks of its roots a finding holds
    for. Empty when it holds for every one. Nobody is told ``not in`` of a stack where the rule is undecided, or of one of
    another root."""
    turn = {stack.stack.id: number for number, stack in enumerate(report.stacks)}
    open_in = {
        (stack.stack.id, finding.rule.id)
        for stack in report.stacks
        for finding in stack.findings
        if finding.verdict is Verdict.UNKNOWN
    }
    kin_of = _kin(report)

    def told_of(one: Told) -> tuple[str, tuple[str, ...]]:
        kin, own = kin_of(one)
        if len(one.stacks) >= len(kin):
            return "", ()
        held = frozenset(one.stacks)
        spared = tuple(sorted(kin - held, key=turn.__getitem__))
        clear = own and not any((stack, one.finding.rule.id) in open_in for stack in spared)
        return ("not in", spared) if clear and 3 < len(held) > len(spared) else ("only in", one.stacks)

    return told_of


def same_words(findings: Iterable[Told]) -> tuple[Told, ...]:
    """Findings that read alike as one, for every stack that any of them holds for: a pool that one environment
    declares with autoscaling and another without is one pool to whoever mends it."""
    merged: dict[tuple[str, str], Told] = {}
    for one in findings:
        key = one.finding.rule.id, one.finding.message
        before = merged.get(key)
        both = (*before.stacks, *one.stacks) if before else one.stacks
        merged[key] = Told(before.finding if before else one.finding, tuple(dict.fromkeys(both)))
    return tuple(merged.values())


def not_read(report: Report) -> tuple[Skipped, ...]:
    """What could not be read, each once however many stacks it is part of; what speaks of AKS first."""
    once = {(one.path, one.at, one.reason, one.claims_aks): one for one in report.skipped}
    return tuple(sorted(once.values(), key=lambda one: (not one.claims_aks, one.path)))


def others_alike(unread: Iterable[Skipped]) -> dict[Skipped, int]:
    """Those to show, in order, and how many files beside each are left out for the same reason.

    What speaks of AKS, and what is said of a place in a file, is each shown: somebody has to look there. Of thirty
    templates of a chart one is enough.
    """
    found: dict[Skipped, int] = {}
    first: dict[str, Skipped] = {}
    for one in unread:
        if one.claims_aks or one.at is not None:
            found[one] = 0
        elif one.reason in first:
            found[first[one.reason]] += 1
        else:
            found[one], first[one.reason] = 0, one
    return found


def files_missing(report: Report) -> int:
    """How many files that speak of AKS could not be read, or not all of them."""
    return len({one.path for one in report.skipped if one.claims_aks and not one.is_flag})


def flags_unused(report: Report) -> int:
    """How many flags of the command line count for nothing."""
    return len({one.path for one in report.skipped if one.is_flag})


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
