"""One resource, brought to what is wanted: read, decide, write, read again, as often as it takes and may take."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from natpin.errors import CloudError, InputError, Rejected, StillRunning, Unreachable
from natpin.model.change import Action, Change
from natpin.model.resource import CLUSTER, SUBNET, VIRTUAL_NETWORK, same_type
from natpin.provision.authorized import wished
from natpin.provision.bodies import desired, lost
from natpin.provision.desired import Desired
from natpin.provision.journal import Journal
from natpin.provision.observed import Observed, settled
from natpin.provision.plan import decide
from natpin.provision.ports import Cloud, Live, Pace, Progress
from natpin.provision.retryable import may_have_acted, may_pass
from natpin.provision.stale import same_change
from natpin.provision.targets import Target

MOST_CONFLICTS = 4
"""How often a resource may change between our reading and our writing it, before we give way."""

_DONE, _ALREADY, _FAILED, _UNKNOWN, _NOT_STARTED = "done", "already", "failed", "unknown", "not started"

Outcome = tuple[str, str]


class Convergence:
    """Shared by the threads of one apply: what is wanted, and what is known to be there."""

    def __init__(
        self,
        wanted: Desired,
        allow: frozenset[str],
        found: Observed,
        cloud: Cloud,
        journal: Journal,
        pace: Pace,
        progress: Progress,
        stop: Callable[[], bool],
    ) -> None:
        self._wanted, self._allow, self._found = wanted, allow, found
        self._cloud, self._journal, self._pace = cloud, journal, pace
        self._progress, self._stop = progress, stop
        self._targets = {target.key: target for target in wished(wanted, found)}
        self._lock = threading.Lock()

    def converge(self, planned: Change) -> Outcome:
        """Bring one resource to what is wanted; a word of ``apply.Result`` and a message."""
        with self._lock:
            self._progress.begin(planned.id, planned.action)
        outcome = _attempted(self, planned)
        with contextlib.suppress(
            InputError
        ):  # the journal keeps why; the report tells it, and the outcome all the same
            self._journal.note(
                "outcome", id=planned.id, step=planned.step, result=outcome[0], message=outcome[1]
            )
        with self._lock:
            self._progress.end(planned.id, outcome[0])
        return outcome

    def target(self, key: str) -> Target:
        """What is wanted, by its change's key."""
        return self._targets[key]

    def look(self, target: Target, live: Live | None = None) -> tuple[Live | None, Change]:
        """The resource now, read unless it just was, and what has to be done with it."""
        live = live or settled(self._cloud, target.id, self._pace)
        with self._lock:
            self._found = self._found.with_live(target.id, live)
            found = self._found
        return live, decide(target, self._wanted, found, self._allow)

    def intend(self, target: Target, change: Change) -> None:
        """The intent on disk. Raises InputError."""
        self._journal.note(
            "intent",
            id=target.id,
            step=target.step,
            action=change.action.value,
            paths=[each.path for each in change.properties],
        )

    def write(self, target: Target, live: Live | None) -> Live:
        """The PUT; the resource as it was read after it."""
        longest = self._pace.cluster_operation if same_type(target.type, CLUSTER) else self._pace.operation
        body, etag = _body(target, live)
        return self._cloud.put(
            target.id, body, etag, longest, lambda seconds, state: self._tell(target.id, seconds, state)
        )

    def _tell(self, resource_id: str, seconds: float, state: str) -> None:
        with self._lock:
            self._progress.waiting(resource_id, seconds, state)

    @property
    def journal(self) -> Journal:
        """Where intents stand."""
        return self._journal

    @property
    def pace(self) -> Pace:
        """How long to wait."""
        return self._pace

    @property
    def stopping(self) -> bool:
        """True when no further write may begin."""
        return self._stop()


def _body(target: Target, live: Live | None) -> tuple[dict[str, Any], str | None]:
    """What to PUT, and the etag it must still have: None for what must not exist, empty where Azure keeps none."""
    if live is None:
        return dict(target.create or {}), None
    body = desired(target, live.body)
    if same_type(target.type, VIRTUAL_NETWORK):
        # Only a creation that failed gets here, one without any subnet; a PUT that names none deletes none.
        for name in ("subnets", "virtualNetworkPeerings"):
            body.get("properties", {}).pop(name, None)
    return body, live.etag or ""


def _attempted(work: Convergence, planned: Change) -> Outcome:
    """The outcome of one change. An error nobody foresaw ends this change, never the report on the others."""
    attempt = _Attempt(work, planned)
    try:
        return attempt.run()
    except Exception as error:
        what = f"natpin failed on it ({type(error).__name__}: {error})"
        return (_UNKNOWN, what) if attempt.sent else (_FAILED, f"{what}; nothing was written")


class _Attempt:
    """The tries of one write."""

    def __init__(self, work: Convergence, planned: Change) -> None:
        self._work, self._planned = work, planned
        self._target = work.target(planned.key)
        self._perhaps_ours = planned.key in work.journal.intents
        """True when an earlier request of this plan may have acted."""
        self._sent = False
        self._took = False
        """True once Azure took a request of ours, or may have: what is as wanted then is so by us."""
        self._uncertain = False
        """True while the last request may still be acted on."""
        self._before: Live | None = None
        self._tries = self._conflicts = 0
        self._waited = 0.0
        self._problem = ""

    def run(self) -> Outcome:
        """Until it is as wanted, refused for good, or has taken too long."""
        after: Live | None = None
        while True:
            try:
                live, change = self._work.look(self._target, after)
            except CloudError as error:
                return self._gave_up(f"it could not be read: {error}")
            outcome = self._judged(live, change)
            if outcome is not None:
                return outcome
            if self._before is None or not self._perhaps_ours:
                self._before = live
            try:
                self._work.intend(self._target, change)
            except InputError as error:
                return self._gave_up(str(error))
            try:
                ours = self._perhaps_ours
                self._perhaps_ours = self._sent = True
                self._tries += 1
                after = None
                after = self._work.write(self._target, live)
                self._took = self._took or after.ours
                self._problem, self._uncertain = "Azure took it, and it is not as wanted all the same", False
                continue  # what counts is what is there
            except Rejected as error:
                if may_have_acted(error):
                    self._took = True
                else:
                    self._perhaps_ours = ours
                self._problem, self._uncertain = error.message, error.status >= 500
                if error.status == 412:
                    self._conflicts += 1
                    continue
                if not may_pass(error) and not (error.status == 401 and self._tries == 1):
                    return (_UNKNOWN, error.message) if error.status >= 500 else (_FAILED, error.message)
                asked = error.retry_after
            except StillRunning as error:
                return _UNKNOWN, error.message
            except Unreachable as error:
                self._took = True
                self._problem, self._uncertain, asked = error.message, True, None
            try:
                self._rest(asked)
            except CloudError as error:
                return self._gave_up(f"{self._problem}; {error}")

    def _judged(self, live: Live | None, change: Change) -> Outcome | None:
        """The end, if this is one; None to write."""
        if change.action is Action.NO_OP:
            return self._proven(live)
        if change.action is Action.ABSENT:
            return _FAILED, "it is gone: somebody deleted it after the plan was checked"
        if change.action is Action.BLOCKED:
            return _FAILED, "; ".join(change.reasons)
        if not self._perhaps_ours and not same_change(self._planned, change):
            why = "somebody changed it after the plan was checked; plan again"
            return _FAILED, f"{self._problem}; {why}" if self._problem else why
        if self._conflicts > MOST_CONFLICTS:
            return _FAILED, f"it keeps being changed by somebody else: {self._problem}"
        pace = self._work.pace
        if self._tries - self._conflicts >= pace.attempts or self._waited > pace.retrying:
            return self._gave_up(self._problem) if self._uncertain else (_FAILED, self._problem)
        if self._work.stopping:
            return self._gave_up("interrupted") if self._sent else (_NOT_STARTED, "interrupted")
        return None

    def _proven(self, live: Live | None) -> Outcome:
        """It is as wanted. Of a subnet that was written, everything else must be as it was."""
        if (
            self._took
            and self._before is not None
            and live is not None
            and same_type(self._target.type, SUBNET)
        ):
            changed = lost(self._before.body, live.body)
            if changed:
                return _FAILED, (
                    f"written, but not as it was in {', '.join(changed)}: see Azure's activity log for who changed that, "
                    "and the plan for what it was"
                )
        return (_DONE if self._took else _ALREADY), ""

    @property
    def sent(self) -> bool:
        """True once a request was sent."""
        return self._sent

    def _gave_up(self, why: str) -> Outcome:
        """Unknown when a request may have acted, else a failure that changed nothing."""
        if self._perhaps_ours:
            return _UNKNOWN, why
        return _FAILED, f"{why}; nothing was written"

    def _rest(self, asked: float | None) -> None:
        pace = self._work.pace
        if self._tries >= pace.attempts:
            return
        wait = pace.wait(self._tries - 1, asked)
        self._waited += wait
        pace.sleep(wait)
