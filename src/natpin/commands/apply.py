"""``natpin apply``: write what a plan says, and read back the egress IPs."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from natpin.commands.output import write
from natpin.commands.progress import progress, standard_error
from natpin.commands.provisioning import (
    add_flags,
    cloud_of,
    configured,
    contract_in,
    egress_of,
    judged,
    planned_findings,
    policies_of,
    refuse,
    told,
)
from natpin.commands.wish import refuse_allowance, refuse_others
from natpin.config import Config
from natpin.errors import InputError, Refused, Unreachable
from natpin.model.change import Plan
from natpin.model.record import replace
from natpin.provision.apply import Applied
from natpin.provision.observed import Observed
from natpin.provision.ports import Pace
from natpin.reporters import neutral

CLEAN, FINDINGS, INTERRUPTED = 0, 1, 130

GRACE = 5.0
"""Seconds that what is under way may still take after an interrupt. GitHub's runner kills 10 seconds after it."""


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin apply",
        description="Applies a plan that natpin plan --out wrote: computes it again, refuses it when it is stale, "
        "blocked, would fail an error rule, or is not for what natpin.yaml wishes now, writes it in order, and reads "
        "back the egress IPs. If it is interrupted, run the same command again: it continues where it stopped. Exit status 1: not everything is as planned.",
    )
    made.add_argument("plan", metavar="PLAN", help="the plan's file")
    made.add_argument(
        "--journal", metavar="FILE", help="the file that records what was done (default: PLAN.journal)"
    )
    made.add_argument(
        "--any-wish",
        action="store_true",
        help="apply it although natpin.yaml asks for something else (a plan of plan --from)",
    )
    made.add_argument("--yes", action="store_true", help="do not ask")
    made.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write the report there instead of to standard output")
    made.add_argument(
        "--parallel", metavar="N", type=int, default=4, help="writes that run at the same time (default: 4)"
    )
    add_flags(made)
    return made


def run(arguments: Namespace) -> int:
    """Apply, print what was done and what was not; the exit status."""
    from natpin.commands.promises import keep_promises, not_announced
    from natpin.commands.stage_order import before_of
    from natpin.provision import show
    from natpin.provision.apply import apply
    from natpin.provision.journal import Journal
    from natpin.provision.plan_file import desired_of, loaded

    path = Path(arguments.plan)
    try:
        plan = loaded(path.read_bytes(), arguments.plan)
    except OSError as error:
        raise InputError(f"cannot read {arguments.plan}: {error.strerror}") from error
    wanted = desired_of(plan)
    config, workspace = configured(arguments)
    if not arguments.any_wish:
        _same_wish(config, plan)
    policies = policies_of(config, workspace, arguments.profile)
    contract = contract_in(config, workspace)
    before = before_of(arguments, workspace)

    def approve(now: Plan, found: Observed) -> None:
        keep_promises(now, wanted, found, contract, before)
        early = not_announced(now, wanted, found, before)
        if early:
            sys.stderr.write(f"natpin: {neutral.terminal(early)}\n")
        refuse(planned_findings(now, wanted, found, policies, contract), "the plan")
        if now.writes:
            _confirmed(now, arguments.yes)

    journal = Journal(Path(arguments.journal or f"{arguments.plan}.journal"), plan.fingerprint)
    try:
        with interruptible() as stopping, cloud_of(arguments, stopping.pace()) as (cloud, pace):
            applied = apply(
                plan,
                cloud,
                journal,
                pace=pace,
                progress=progress(standard_error(), os.environ.get("GITHUB_ACTIONS") == "true"),
                stop=stopping.asked,
                workers=max(1, min(arguments.parallel, 16)),
                approve=approve,
            )
    finally:
        journal.close()
    match arguments.format:
        case "json":
            bodies = [live.body for live in applied.found.found.values()]
            ways = egress_of(bodies, applied.found, f"live {wanted.name}", contract)
            pools = [one.document() for one in ways]
            document = {**show.outcome_json(applied), "egress": pools}
            report = json.dumps(document, indent=2, sort_keys=True) + "\n"
        case "markdown":
            report = show.outcome_markdown(applied)
        case _:
            report = show.outcome(applied)
    _tell(report, arguments.output)
    live = [live.body for live in applied.found.found.values()] if applied.complete else []
    findings = judged(live, applied.found, policies, f"live {wanted.name}")
    sys.stderr.write(told(findings, "\nPolicies, of Azure as it is now"))
    return _status(applied, stopping)


def _same_wish(config: Config, plan: Plan) -> None:
    """Raises Refused where natpin.yaml says what is wished, or allowed, and the plan says something else."""
    again = "run natpin plan again, or say --any-wish if that is on purpose"
    if "egress" in config.sections:
        refuse_others(config, [plan], again)
    elif "allow" in config.sections:
        refuse_allowance(config, plan, again)


def _tell(report: str, output: str | None) -> None:
    """Status 2 would say that nothing was written to Azure: a report that finds no place goes to standard output."""
    try:
        write(report, output)
    except InputError as error:
        print(f"natpin: {error}", file=sys.stderr)
        write(report, None)


class Stopping:
    """An interrupt, as the apply sees it: no further write begins, and what is under way gets a few seconds."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._until = 0.0

    def asked(self) -> bool:
        """True once a signal came."""
        return self._event.is_set()

    def signalled(self, number: int, frame: FrameType | None) -> None:
        """A signal's handler; the second signal interrupts at once."""
        if self._event.is_set():
            raise KeyboardInterrupt
        self._until = time.monotonic() + GRACE
        self._event.set()

    def pace(self) -> Pace:
        """A pace whose waits end soon after an interrupt. They then raise Unreachable."""
        return replace(Pace(), sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        if self._event.wait(seconds):
            left = self._until - time.monotonic()
            if left <= 0:
                raise Unreachable("interrupted: Azure continues with the operation that was running")
            time.sleep(min(left, seconds, 1.0))


@contextmanager
def interruptible() -> Iterator[Stopping]:
    """SIGINT and SIGTERM ask to stop, until the end of the block."""
    stopping = Stopping()
    before = {number: signal.signal(number, stopping.signalled) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _confirmed(plan: Plan, yes: bool) -> None:
    """Ask on a terminal; elsewhere ``--yes`` has to say it."""
    from natpin.provision import show

    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused("natpin cannot ask for confirmation here: read the plan, then apply it with --yes")
    sys.stderr.write(show.text(plan) + "\nApply this? Only 'yes' does: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != "yes":
        raise Refused("not applied: nothing was written")


def _status(applied: Applied, stopping: Stopping) -> int:
    if applied.complete:
        return CLEAN
    return INTERRUPTED if stopping.asked() else FINDINGS
