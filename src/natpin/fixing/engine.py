"""Makes every fix that keeps to the law, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from natpin.fixing.edit import applied, by_file
from natpin.fixing.law import broken
from natpin.fixing.overlay import OverlayWorkspace
from natpin.fixing.proposal import Proposal
from natpin.fixing.propose import proposals
from natpin.fixing.remedies import Remedies
from natpin.fixing.state import State
from natpin.model.finding import Finding
from natpin.model.record import field, mutable
from natpin.model.value import Skipped
from natpin.workspace import Workspace

MOST_ROUNDS = 12
MOST_TRIES = 300
"""Lints of one run. Where all fixes of a round are lawful together, it takes one."""


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
    """Every fix of these remedies that is lawful: all of a round together, else one after the other. A fix may make room for
    another one, so rounds go on while any is made. ``so_far``: fixes that ``start`` has already."""
    result = Mended(start, rounds=list(so_far.rounds) if so_far is not None else [])
    for _ in range(MOST_ROUNDS):
        tried = proposals(result.state, remedies)
        result.refused = {_key(finding): (finding, why) for finding, why in tried.left}
        if not tried.made or not _round(result, tried.made):
            break
    return result


def _round(result: Mended, tried: Sequence[Proposal]) -> bool:
    """True when a fix was made."""
    together = _apart(tried)
    state, why = _tried(result, together)
    if state is not None:
        _accept(result, state, together)
        return True
    if len(tried) == 1:
        _refuse(result, tried[0], why)
        return False
    done: list[Proposal] = []
    so_far = result.state
    for one in tried:
        if not all(one.apart(other) for other in done):
            continue
        state, why = _tried(result, [*done, one], (so_far, [one]))
        if state is None:
            _refuse(result, one, why)
        else:
            done.append(one)
            so_far = state
    if done:
        _accept(result, so_far, done)
    return bool(done)


def _apart(tried: Iterable[Proposal]) -> list[Proposal]:
    """Those of which no two touch the same bytes; the others have their turn in the next round."""
    kept: list[Proposal] = []
    for one in tried:
        if all(one.apart(other) for other in kept):
            kept.append(one)
    return kept


def _tried(
    result: Mended, made: Sequence[Proposal], step: tuple[State, Sequence[Proposal]] | None = None
) -> tuple[State | None, str]:
    """The files with these fixes too, and which law they break. ``step``: the state before the last of them, and that one."""
    if result.tries >= MOST_TRIES:
        return None, f"{MOST_TRIES} fixes were tried; run it again"
    result.tries += 1
    after = State.of(_with(result.state.workspace, made), result.state.judge)
    before, last = step if step is not None else (result.state, made)
    why = broken(before, after, last)
    return (after, "") if why is None else (None, why)


def _with(workspace: Workspace, made: Iterable[Proposal]) -> OverlayWorkspace:
    """The workspace with the edits of some fixes."""
    base, new = workspace, dict[str, bytes]()
    if isinstance(workspace, OverlayWorkspace):
        base, new = workspace.base, dict(workspace.changed)
    for path, edits in by_file(edit for one in made for edit in one.edits).items():
        data = workspace.read(path)
        if not isinstance(data, Skipped):
            new[path] = applied(data, edits)
    return OverlayWorkspace(base, new)


def _accept(result: Mended, state: State, made: Sequence[Proposal]) -> None:
    result.state = state
    result.rounds.append(list(made))


def _refuse(result: Mended, one: Proposal, why: str) -> None:
    for finding in one.findings:
        result.refused[_key(finding)] = finding, why


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule.id, finding.stack, finding.subject
