"""Makes every fix that keeps to the law, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from natpin.fixing.edit import applied, by_file
from natpin.fixing.law import Breach, breaches
from natpin.fixing.overlay import OverlayWorkspace
from natpin.fixing.proposal import Proposal
from natpin.fixing.propose import proposals
from natpin.fixing.queues import Queue, merged, queues
from natpin.fixing.remedies import Remedies
from natpin.fixing.state import State
from natpin.model.finding import Finding
from natpin.model.record import field, mutable
from natpin.model.value import Skipped
from natpin.pipeline.remembered.looks import Identified

MOST_ROUNDS = 12
MOST_TRIES = 300
"""Lints of one run."""


@mutable
class Mended:
    """What became of the files."""

    state: State
    """The files with every fix."""
    refused: dict[tuple[str, str, str], tuple[Finding, str]] = field(default_factory=dict)
    """By rule, stack and subject, a finding with a remedy that is not mended, and why."""
    rounds: list[Sequence[Proposal]] = field(default_factory=list)
    """Fixes that were made at once. The edits of the first round are of the files as they were, those of each further one of
    what the rounds before it made."""
    tries: int = 0
    """How often the files were linted with fixes in them."""

    @property
    def changed(self) -> Mapping[str, bytes]:
        """By path, a file's bytes with every fix."""
        workspace = self.state.workspace
        return workspace.changed if isinstance(workspace, OverlayWorkspace) else {}

    @property
    def made(self) -> list[Proposal]:
        """Every fix."""
        return [one for each in self.rounds for one in each]


def mended(start: State, remedies: Remedies, so_far: Mended | None = None) -> Mended:
    """Every fix of these remedies that is lawful. A fix may make room for another one, so rounds go on while any is made.
    ``so_far``: fixes that ``start`` has already."""
    result = Mended(start)
    if so_far is not None:
        result.rounds, result.tries = list(so_far.rounds), so_far.tries
    for _ in range(MOST_ROUNDS):
        tried = proposals(result.state, remedies)
        result.refused = {_key(finding): (finding, why) for finding, why in tried.left}
        if not tried.made or not _round(result, tried.made):
            break
    return result


def _round(result: Mended, tried: Sequence[Proposal]) -> bool:
    """True when a fix was made. Safe fixes come first: of them alone the law asks where traffic leaves."""
    made: list[Proposal] = []
    state = result.state
    for safe in (True, False):
        waiting = queues(result.state, (one for one in tried if one.remedy.safe is safe))
        while waiting := [queue for queue in waiting if queue.fit(made)]:
            if result.tries >= MOST_TRIES:
                left = [one for queue in waiting for chunk in queue.chunks for one in chunk]
                _refuse(result, left, f"natpin stopped after {MOST_TRIES} lints; run it again")
                break
            state, waiting = _step(result, state, made, waiting)
    if made:
        result.state = state
        result.rounds.append(made)
    return bool(made)


def _step(
    result: Mended, state: State, made: list[Proposal], waiting: list[Queue]
) -> tuple[State, list[Queue]]:
    """Tries what is next in every queue, in one lint, and adds to ``made`` what is lawful; the files with that, and the
    queues."""
    after, wrong = _tried(result, state, made, waiting)
    blamed = {id(queue): [one for one in wrong if queue.blamed_for(one)] for queue in waiting}
    unlawful = [queue for queue in waiting if blamed[id(queue)]]
    lawful = [queue for queue in waiting if not blamed[id(queue)]]
    known = all(any(one in mine for mine in blamed.values()) for one in wrong)
    if known and unlawful and lawful:
        after, wrong = _tried(result, state, made, lawful)  # what is made is linted without what is not
        known = not wrong
    if not known and len(waiting) > 1:
        return state, [merged(waiting)]
    for queue in waiting if not known else unlawful:
        if not queue.halve():
            _refuse(result, queue.chunks.pop(), (blamed[id(queue)] or wrong)[0].why)
    if not lawful or not known:
        return state, waiting
    for queue in lawful:
        made += queue.chunks.pop()
    return after, waiting


def _tried(
    result: Mended, before: State, made: Sequence[Proposal], waiting: Iterable[Queue]
) -> tuple[State, list[Breach]]:
    """The files with what was made and what is next too, and how that breaks the law."""
    result.tries += 1
    step = [one for queue in waiting for one in queue.next]
    after = State.of(_with(result.state.workspace, [*made, *step]), result.state.judge)
    return after, list(breaches(before, after, step))


def _with(workspace: Identified, made: Iterable[Proposal]) -> OverlayWorkspace:
    """The workspace with the edits of some fixes."""
    base, new = workspace, dict[str, bytes]()
    if isinstance(workspace, OverlayWorkspace):
        base, new = workspace.base, dict(workspace.changed)
    for path, edits in by_file(edit for one in made for edit in one.edits).items():
        data = workspace.read(path)
        if not isinstance(data, Skipped):
            new[path] = applied(data, edits)
    return OverlayWorkspace(base, new)


def _refuse(result: Mended, tried: Iterable[Proposal], why: str) -> None:
    for one in tried:
        for finding in one.findings:
            result.refused[_key(finding)] = finding, why


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule.id, finding.stack, finding.subject
