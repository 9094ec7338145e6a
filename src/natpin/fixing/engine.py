"""Makes every fix that keeps to the law, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from natpin.fixing.edit import Edit, applied
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
    changed: dict[str, bytes] = field(default_factory=dict)
    """By path, a file's bytes with every fix."""
    rounds: list[Sequence[Proposal]] = field(default_factory=list)
    """Fixes that were made at once. The edits of the first round are of the files as they were, those of each further one of
    what the rounds before it made."""
    tries: int = 0

    @property
    def made(self) -> list[Proposal]:
        """Every fix."""
        return [one for each in self.rounds for one in each]


def mended(start: State, remedies: Remedies, so_far: Mended | None = None) -> Mended:
    """Every fix of these remedies that is lawful: all of a round together, else one after the other. A fix may make room for
    another one, so rounds go on while any is made. ``so_far``: fixes that ``start`` has already."""
    base = start.workspace
    result = Mended(start)
    if so_far is not None:
        result.rounds, result.changed = list(so_far.rounds), dict(so_far.changed)
        base = base.base if isinstance(base, OverlayWorkspace) else base
    for _ in range(MOST_ROUNDS):
        tried = proposals(result.state, remedies)
        result.refused = {_key(finding): (finding, why) for finding, why in tried.left}
        if not tried.made or not _round(base, result, tried.made):
            break
    return result


def _round(base: Workspace, result: Mended, tried: Sequence[Proposal]) -> bool:
    """True when a fix was made."""
    start = result.state
    together = _apart(tried)
    state, why = _tried(base, result, start, together)
    if state is not None:
        _accept(result, state, together)
        return True
    if len(tried) == 1:
        _refuse(result, tried[0], why)
        return False
    done: list[Proposal] = []
    for one in tried:
        if not all(one.apart(other) for other in done):
            continue
        state, why = _tried(base, result, start, [*done, one], (result.state, [one]))
        if state is None:
            _refuse(result, one, why)
        else:
            done.append(one)
            result.state = state
    if done:
        result.state, final = start, result.state
        _accept(result, final, done)
    return bool(done)


def _apart(tried: Iterable[Proposal]) -> list[Proposal]:
    """Those of which no two touch the same bytes; the others have their turn in the next round."""
    kept: list[Proposal] = []
    for one in tried:
        if all(one.apart(other) for other in kept):
            kept.append(one)
    return kept


def _tried(
    base: Workspace,
    result: Mended,
    start: State,
    made: Sequence[Proposal],
    step: tuple[State, Sequence[Proposal]] | None = None,
) -> tuple[State | None, str]:
    """The files with these fixes, and which law they break. ``step``: the state before the last of them, and that one."""
    if result.tries >= MOST_TRIES:
        return None, f"{MOST_TRIES} fixes were tried; run it again"
    result.tries += 1
    after = State.of(OverlayWorkspace(base, _bytes(start, result.changed, made)), start.judge)
    before, last = step if step is not None else (start, made)
    why = broken(before, after, last)
    return (after, "") if why is None else (None, why)


def _bytes(start: State, changed: Mapping[str, bytes], made: Iterable[Proposal]) -> dict[str, bytes]:
    by_path: dict[str, dict[Edit, None]] = {}
    for one in made:
        for edit in one.edits:
            by_path.setdefault(edit.path, {})[edit] = None
    new = dict(changed)
    for path, edits in by_path.items():
        data = start.workspace.read(path)
        if not isinstance(data, Skipped):
            new[path] = applied(data, edits)
    return new


def _accept(result: Mended, state: State, made: Sequence[Proposal]) -> None:
    result.changed = _bytes(result.state, result.changed, made)
    result.state = state
    result.rounds.append(list(made))


def _refuse(result: Mended, one: Proposal, why: str) -> None:
    for finding in one.findings:
        result.refused[_key(finding)] = finding, why


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule.id, finding.stack, finding.subject
