"""Apply a plan: little, in order, and whatever happens, say the truth about it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from enum import Enum

from natpin import __version__
from natpin.errors import InputError, Refused
from natpin.model.change import Action, Change, Plan
from natpin.model.record import field, record, replace
from natpin.model.resource import SUBNET, same_type
from natpin.provision.authorized import addresses
from natpin.provision.bodies import gateway_ips
from natpin.provision.converge import Convergence
from natpin.provision.desired import ALLOCATE, Desired
from natpin.provision.families import IPV4, IPV6
from natpin.provision.ids import parent_of
from natpin.provision.journal import Journal
from natpin.provision.observed import Observed, survey
from natpin.provision.plan import make
from natpin.provision.plan import plan as planned
from natpin.provision.plan_file import desired_of
from natpin.provision.ports import Cloud, Pace, Progress
from natpin.provision.stale import staleness
from natpin.provision.targets import targets


class Result(Enum):
    """What came of one change."""

    DONE = "done"
    """Written, read back, and as wanted."""
    ALREADY = "already"
    """As wanted before this apply wrote anything."""
    FAILED = "failed"
    """Not as wanted, for the reason told."""
    UNKNOWN = "unknown"
    """Azure was asked, and did not tell what it made of it."""
    NOT_STARTED = "not started"
    """Nothing was sent for it."""


@record
class Step:
    """One change, and what came of it."""

    change: Change
    result: Result
    message: str = ""


@record
class Applied:
    """What an apply did, and did not."""

    plan: Plan
    steps: tuple[Step, ...]
    problems: tuple[str, ...] = ()
    """What is not as it should be, beyond the steps."""
    ips: tuple[str, ...] = ()
    """The egress IPs as CIDRs, read back from Azure."""
    found: Observed = field(default_factory=Observed)
    """Azure as it was read back."""
    allocated: tuple[str, ...] = ()
    """Of the stage allocate: the CIDRs that exist now, and that nothing uses yet."""
    notes: tuple[str, ...] = ()
    """What is worth knowing of the apply itself."""

    @property
    def complete(self) -> bool:
        """True when everything is as wanted, and was read back so."""
        return not self.problems and all(step.result in (Result.DONE, Result.ALREADY) for step in self.steps)


class Silent:
    """A Progress that says nothing."""

    def begin(self, resource_id: str, action: Action) -> None:
        """Nothing."""

    def waiting(self, resource_id: str, seconds: float, state: str) -> None:
        """Nothing."""

    def end(self, resource_id: str, result: str) -> None:
        """Nothing."""


def apply(
    plan: Plan,
    cloud: Cloud,
    journal: Journal,
    *,
    pace: Pace | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
    workers: int = 4,
    approve: Callable[[Plan, Observed], None] = lambda plan, found: None,
) -> Applied:
    """Write what a plan says, and read back what became of it.

    ``approve`` is asked, with the plan as it is now and what was found, before anything is written, and raises to
    forbid it. ``stop`` true begins no further write. Raises Refused for a plan that is stale, blocked or of another
    version, and CloudError when Azure cannot be asked; in both cases nothing was written by this call.
    """
    pace = pace or Pace()
    if plan.tool != __version__:
        raise Refused(f"the plan was made by natpin {plan.tool}, this is {__version__}: plan again")
    wanted = desired_of(plan)
    allow = frozenset(plan.allow)
    now, found = make(wanted, allow, cloud, pace)
    stale = staleness(plan, now, journal.begun, journal.intents)
    if stale:
        raise Refused(
            "the plan is stale, so nothing was written: run natpin plan again. Since the plan was made:\n"
            + _listed(stale)
        )
    if now.blocked:
        why = [f"{change.id}: {reason}" for change in now.blocked for reason in change.reasons]
        raise Refused("the plan cannot be applied, and nothing was written:\n" + _listed(why))
    approve(now, found)
    try:
        journal.note("begin", scope=plan.scope, writes=len(now.writes))
    except InputError as error:
        raise Refused(f"nothing was written: {error}") from error
    work = Convergence(wanted, allow, found, cloud, journal, pace, progress or Silent(), stop)
    outcomes = _scheduled(now.writes, work, stop, workers)
    steps = tuple(
        Step(change, *outcomes.get(change.key, (Result.ALREADY, ""))) for change in _as_planned(plan, now)
    )
    applied = _read_back(plan, wanted, found, cloud, pace, steps)
    with contextlib.suppress(InputError):
        journal.note("end", complete=applied.complete, problems=list(applied.problems))
    if journal.broken:
        told = f"{journal.broken}. What is told here is all there is: when it is run again, plan again first"
        applied = replace(applied, notes=(told,))
    return applied


def _as_planned(plan: Plan, now: Plan) -> list[Change]:
    """The plan's changes; one that only resuming shows (a failed operation to repair) as it is now."""
    today = {change.key: change for change in now.changes}
    return [
        today[change.key] if change.action in _NOTHING else change
        for change in plan.changes
        if not {change.action, today[change.key].action} <= _NOTHING
    ]


_NOTHING = frozenset({Action.NO_OP, Action.ABSENT})


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"  - {line}" for line in lines)


Outcome = tuple[Result, str]


def _scheduled(
    changes: Sequence[Change], work: Convergence, stop: Callable[[], bool], workers: int
) -> dict[str, Outcome]:
    """Every change after those it depends on; subnets of one virtual network one at a time."""
    outcomes: dict[str, Outcome] = {}
    waiting = list(changes)
    writing = {change.key for change in changes}
    running: dict[Future[Outcome], Change] = {}
    pool = ThreadPoolExecutor(max_workers=workers) if workers > 1 else None
    try:
        while waiting or running:
            busy = {_lane(change) for change in running.values()}
            for change in list(waiting):
                before = [id_ for id_ in change.depends_on if id_.lower() in writing]
                ended = [id_ for id_ in before if id_.lower() in outcomes]
                failed = [id_ for id_ in ended if outcomes[id_.lower()][0] not in _GOOD]
                if failed or stop():
                    why = f"it depends on {failed[0]}" if failed else "interrupted"
                    outcomes[change.key] = (Result.NOT_STARTED, why)
                    waiting.remove(change)
                elif len(ended) == len(before) and _lane(change) not in busy:
                    waiting.remove(change)
                    if pool is None:
                        outcomes[change.key] = _one(work, change)
                    else:
                        busy.add(_lane(change))
                        running[pool.submit(_one, work, change)] = change
            if running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    outcomes[running.pop(future).key] = future.result()
    finally:
        if pool is not None:
            pool.shutdown()
    return outcomes


_GOOD = (Result.DONE, Result.ALREADY)


def _lane(change: Change) -> str:
    """What is written one at a time. Source: Azure refuses (429, 409) a subnet's write beside another to its VNet."""
    return (parent_of(change.id) if same_type(change.type, SUBNET) else change.id).lower()


def _one(work: Convergence, change: Change) -> Outcome:
    word, message = work.converge(change)
    return Result(word), message


def _read_back(
    plan: Plan, wanted: Desired, before: Observed, cloud: Cloud, pace: Pace, steps: tuple[Step, ...]
) -> Applied:
    """Look again, whatever happened, and hold what is there against what is wanted."""
    fine = all(step.result in _GOOD for step in steps)
    try:
        found = survey(targets(wanted), cloud, pace if fine else None)
        found = replace(found, locks=before.locks, locks_known=before.locks_known)
    except Exception as error:  # what is done is told, whatever became of the look
        return Applied(plan, steps, (f"what was written could not be read back: {error}",))
    problems = []
    if fine:
        rest = planned(wanted, found, frozenset(plan.allow))
        there = {change.key for change in plan.changes if change.action is not Action.ABSENT}
        for change in rest.changes:
            if change.action is Action.ABSENT and change.key in there:
                problems.append(f"{change.id} is not there any more")
            elif change.action not in _NOTHING:
                why = (
                    "; ".join(change.reasons)
                    or ", ".join(each.path for each in change.properties)
                    or "absent"
                )
                problems.append(f"{change.id} is not as wanted after all: {why}")
    used = wanted.stage != ALLOCATE and any(subnet.attached for subnet in wanted.subnets)
    in_use = egress_ips(wanted, found) if used else ()
    allocated = tuple(sorted(cidr for cidr in addresses(wanted, found, IPV4, IPV6).values() if cidr))
    return Applied(plan, steps, tuple(problems), in_use, found, allocated if wanted.stage == ALLOCATE else ())


def egress_ips(wanted: Desired, found: Observed) -> tuple[str, ...]:
    """The CIDRs of everything on the entry's NAT gateway, as far as Azure has told them."""
    gateway = found.live(wanted.gateway.id)
    if gateway is None:
        return ()
    return tuple(sorted(cidr for id_ in gateway_ips(gateway.body) if (cidr := found.cidr(id_))))
