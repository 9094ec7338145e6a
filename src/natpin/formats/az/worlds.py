"""Every way a script may go: worlds fork at what is not known, end, and meet again.

A world is a pair of changes (variables, resources) to what stood at its fork. A way that ends (``exit``, ``return``,
``break``) keeps what it made until the place where it comes out: the end of the script, the function, the loop. What
runs in between runs on a layer of its own, so that both can be joined there. No world is copied; a fork costs what
is changed in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from natpin.formats.az.branches import NOTHING, Branch, Branches
from natpin.formats.az.cli.state import State
from natpin.languages.shell.words import Status
from natpin.model.record import record, replace
from natpin.model.value import Unknown

MAX_ENDED = 64
"""Ways that have ended and wait for the rest of the script."""

TEARDOWN = re.compile(
    r"destroy|delet|tear.?down|clean.?up|uninstall|decommission|purge|nuke|\bdown\b",
    re.IGNORECASE,
)
"""What a way is called that takes away what another way has made: no deployment, and not judged as one."""


class Flow(Enum):
    """Why a statement does not go on to the next."""

    EXIT = "exit"
    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"
    THROW = "throw"
    """PowerShell's: a ``catch`` may take it."""


@record
class Outer:
    """``break 2``, ``continue 2``: which loop further out a way leaves or goes on with, counted from the outermost."""

    flow: Flow
    loop: int


Flows = Flow | Outer


@record
class Outcome:
    """How a statement ends."""

    status: Status = Status.YES
    flow: Flows | None = None


ENDS: Mapping[Status, Outcome] = {status: Outcome(status) for status in Status}
"""How a statement ends after which the next one runs: nearly all do."""


@record
class Ended:
    """A way that goes no further, and what it has changed."""

    flow: Flows
    status: Status
    way: Branch


@record
class Tried:
    """A way gone on trial, taken back."""

    way: Branch
    outcome: Outcome
    ended: tuple[Ended, ...] = ()
    built: int = 0
    """Commands in it that make or set something."""
    removed: int = 0
    """Commands in it that delete or detach something."""
    deleted: int = 0
    """Those of them that delete."""

    @property
    def acts(self) -> bool:
        """True when a way of it changes anything in Azure."""
        return self.built + self.removed > 0

    @property
    def ends(self) -> bool:
        """True when no way of it goes on."""
        return self.outcome.flow is not None

    @property
    def clears(self) -> bool:
        """True when all it does is to delete, or to detach and then to end."""
        return not self.built and (self.deleted > 0 or (self.removed > 0 and self.ends))


STAYS = Tried(NOTHING, Outcome())
"""The way on which nothing happens."""


class Worlds:
    """Forks, ends and joins of one run."""

    def __init__(self, ways: Branches, state: State) -> None:
        self._ways = ways
        self._state = state
        self._open: list[tuple[Ended, ...]] = []
        self._waiting = 0
        self.inside = 0
        """Subshells that run now: ``exit`` ends the innermost one alone."""
        self.strict = False
        """``set -e``: a subshell that fails ends the script."""
        self.at_exit = False
        """Something runs when the script ends, and may use its variables."""
        self._base = 0
        self.overflow = False
        """More ways ended than are kept apart: those that came last were joined where they ended."""

    @property
    def waiting(self) -> int:
        """Ways that have ended and not yet come out."""
        return self._waiting

    # -- going ------------------------------------------------------------------------------------------------

    def trial(self, run: Callable[[], Outcome]) -> Tried:
        """Run, and take everything back."""
        base, outer, state = len(self._open), self._base, self._state
        self._base = base
        built, removed, deleted = state.built, state.removed, state.deleted
        self._ways.fork()
        try:
            outcome = run()
        except BaseException:
            way, _ = self._unwound(base)
            self._ways.keep(way)  # what was made until then was made
            raise
        finally:
            self._base = outer
        way, ended = (self._ways.take_back(), ()) if len(self._open) == base else self._unwound(base)
        return Tried(
            way, outcome, ended, state.built - built, state.removed - removed, state.deleted - deleted
        )

    def _unwound(self, base: int) -> tuple[Branch, tuple[Ended, ...]]:
        """Take back to a fork: the changes of the way that goes on, and the ways that ended, each from that fork."""
        rests: list[tuple[Branch, tuple[Ended, ...]]] = []
        while len(self._open) > base:
            pending = self._open.pop()
            self._waiting -= len(pending)
            rests.append((self._ways.take_back(), pending))
        total = self._ways.take_back()
        ended: list[Ended] = []
        for rest, pending in reversed(rests):
            ended.extend(replace(each, way=after(total, each.way)) for each in pending)
            total = after(total, rest)
        return total, tuple(ended)

    def bounded(self, run: Callable[[], Outcome], flows: Sequence[Flows], cause: Unknown) -> Outcome:
        """Run to the place where ways that ended by ``flows`` come out, and join them there."""
        return self.come_out(self.trial(run), flows, cause)

    def keep_resources(self, way: Branch) -> None:
        """Go a way that was tried, but for the variables that it has set."""
        self._state.keep(way.resources)

    def come_out(self, tried: Tried, flows: Sequence[Flows], cause: Unknown) -> Outcome:
        """Join what was tried with its ways that ended by ``flows``."""
        if not tried.ended and (tried.outcome.flow is None or tried.outcome.flow not in flows):
            self._ways.keep(tried.way)
            return tried.outcome
        here = [each for each in tried.ended if each.flow in flows]
        ended = tuple(each for each in tried.ended if each.flow not in flows)
        outcome = tried.outcome
        if outcome.flow is not None and outcome.flow not in flows:
            if here:  # the last way leaves further out; those that come out here go on
                ended = (*ended, Ended(outcome.flow, outcome.status, tried.way))
                ways = [each.way for each in here]
                statuses = [each.status for each in here]
                return self._met(ways, statuses, ended, cause)
            if ended:
                return self._met([tried.way], [outcome.status], ended, cause, flow=outcome.flow)
            self._ways.keep(tried.way)
            return outcome
        ways, statuses = [tried.way], [outcome.status]
        for each in here:
            ways.append(each.way)
            statuses.append(each.status)
        if len(ways) > 1 and (Flow.EXIT in flows or Flow.RETURN in flows):
            ways, statuses = self._worth_judging(ways, statuses)
        return self._met(ways, statuses, ended, cause)

    def _worth_judging(self, ways: list[Branch], statuses: list[Status]) -> tuple[list[Branch], list[Status]]:
        """Where some worlds have a cluster, those that have none have nothing to be judged."""
        before = any(key.startswith("az:cluster:") for key, _ in self._state.all())
        if before:
            return ways, statuses
        kept = [number for number, way in enumerate(ways) if _has_cluster(way)]
        if not kept or len(kept) == len(ways):
            return ways, statuses
        return [ways[number] for number in kept], [statuses[number] for number in kept]

    # -- meeting ----------------------------------------------------------------------------------------------

    def meet(self, tried: Sequence[Tried], cause: Unknown, *, supposed: bool = False) -> Outcome:
        """Go on with all of several ways: those that ended wait, the others are joined. ``supposed``: softly known."""
        ended: list[Ended] = []
        going: list[Tried] = []
        if not any(each.ended or each.outcome.flow for each in tried):  # nearly always
            outcome = self._met(
                [each.way for each in tried], [each.outcome.status for each in tried], (), cause
            )
            return ENDS[_SOFTENED[outcome.status]] if supposed else outcome
        for each in tried:
            ended.extend(each.ended)
            if each.outcome.flow is None:
                going.append(each)
            else:
                ended.append(Ended(each.outcome.flow, each.outcome.status, each.way))
        kept: tuple[Ended, ...] = ()
        if ended:
            kept = tuple(self._soft(each, supposed=supposed) for each in ended if self._counts(each))
        if going:
            statuses = [each.outcome.status for each in going]
            outcome = self._met([each.way for each in going], statuses, kept, cause)
            return ENDS[softened(outcome.status)] if supposed else outcome
        if not kept:
            first = tried[0].outcome
            return Outcome(first.status, first.flow)
        flow = kept[0].flow
        same = [each for each in kept if each.flow is flow]
        rest = tuple(each for each in kept if each.flow is not flow)
        return self._met([each.way for each in same], [each.status for each in same], rest, cause, flow=flow)

    @staticmethod
    def _soft(ended: Ended, *, supposed: bool) -> Ended:
        return replace(ended, status=softened(ended.status)) if supposed else ended

    def _counts(self, ended: Ended) -> bool:
        """A run that fails is none; one that ends well before it has made anything leaves nothing to judge."""
        if ended.flow is not Flow.EXIT:
            return True
        if self.inside:
            return not (self.strict and ended.status is Status.NO)
        return ended.status not in (Status.NO, Status.UNLIKELY) and self._state.built > 0

    def _other(self, ended: Sequence[Ended]) -> Iterator[Ended]:
        """Those of some ways that leave other resources than one that has ended just before: eighty checks in a row that
        may end a script leave what was made before all of them."""
        alike = not (self.inside or self.at_exit)
        follows = alike and len(self._open) > self._base and not self._ways.changed_resources
        seen = [*self._open[-1]] if follows else []
        for each in ended:
            if alike and each.flow is Flow.EXIT and any(_leaves_the_same(each, other) for other in seen):
                continue
            seen.append(each)
            yield each

    def _met(
        self,
        ways: list[Branch],
        statuses: list[Status],
        ended: tuple[Ended, ...],
        cause: Unknown,
        flow: Flows | None = None,
    ) -> Outcome:
        ended = tuple(self._other(ended)) if ended else ()
        if ended and self._waiting + len(ended) > MAX_ENDED:
            self.overflow = True
            ways = [*ways, *(each.way for each in ended)]
            ended = ()
        if ended:
            self._ways.fork()
            self._open.append(ended)
            self._waiting += len(ended)
        if len(ways) == 1:
            self._ways.keep(ways[0])
        else:
            self._ways.join(ways, cause)
        status = common(statuses)
        return ENDS[status] if flow is None else Outcome(status, flow)


def _leaves_the_same(one: Ended, other: Ended) -> bool:
    return (one.flow, one.status) == (other.flow, other.status) and one.way.resources == other.way.resources


def after(first: Branch, then: Branch) -> Branch:
    """Two changes in a row as one."""
    if not then.variables and not then.resources:
        return first
    if not first.variables and not first.resources:
        return then
    return Branch({**first.variables, **then.variables}, {**first.resources, **then.resources})


def softened(status: Status) -> Status:
    """What is only supposed to hold."""
    return _SOFTENED[status]


_SOFTENED = {status: status for status in Status} | {Status.YES: Status.LIKELY, Status.NO: Status.UNLIKELY}


def common(statuses: Sequence[Status]) -> Status:
    """The status of what may have ended in several ways."""
    first = statuses[0]
    for status in statuses:
        if status is not first:
            break
    else:
        return first
    truths = {status.holds for status in statuses}
    if truths == {True}:
        return Status.LIKELY
    return Status.UNLIKELY if truths == {False} else Status.MAYBE


def _has_cluster(way: Branch) -> bool:
    return any(key.startswith("az:cluster:") and found is not None for key, found in way.resources.items())
