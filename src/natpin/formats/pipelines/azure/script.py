"""A pipeline's steps as the parts of one script of bash, each on the lines on which it is written.

Every step is a shell of its own. What it sets with ``##vso[task.setvariable …]`` outlives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from natpin.formats.az import Part, read_parts
from natpin.formats.interface import Inputs, Read
from natpin.formats.pipelines.azure.checkouts import Checkouts, repositories
from natpin.formats.pipelines.azure.expressions import Expressions
from natpin.formats.pipelines.azure.steps import NotFollowed, Run, Walk
from natpin.formats.pipelines.azure.tasks import Tasks
from natpin.formats.pipelines.azure.templates import MAX_STEPS
from natpin.formats.pipelines.azure.writer import Writer
from natpin.formats.pipelines.elsewhere import deployed
from natpin.formats.pipelines.make.run import maker
from natpin.formats.pipelines.order import Order
from natpin.formats.pipelines.texts import all_spelled, spelled
from natpin.model.doubt import Doubt
from natpin.model.record import field, mutable
from natpin.model.value import Skipped, Value, dig, members
from natpin.workspace import Workspace

_SHELLS = {"script": "bash", "bash": "bash", "pwsh": "pwsh", "powershell": "powershell"}


def parts(plan: Value | Skipped, path: str, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Everything that a pipeline provisions, and what in it is not followed."""
    if isinstance(plan, Skipped):
        yield Skipped(path, plan.reason, plan.at, claims_aks=True)
        return
    expressions = Expressions(inputs.variables)
    writer = Writer(expressions, workspace, path, checkouts=Checkouts(repositories(plan)))
    tasks = Tasks(writer)
    written = _Steps(writer, tasks)
    order = Order(inputs, workspace)
    steps = list(islice(Walk(expressions, workspace, order).runs(plan, path), MAX_STEPS + 1))
    if len(steps) > MAX_STEPS:
        writer.doubts.append(Doubt(f"more than {MAX_STEPS} steps", steps.pop()[0].at))
    tasks.moves = len({said for run, _ in steps if (said := tasks.connected(run)) is not None}) > 1
    for run, turn in steps:
        writer.turn = turn
        written.add(run)
    yield from read_parts(
        writer.parts,
        path,
        workspace,
        inputs,
        expressions.holes.by_name,
        writer.programs.by_name,
        maker(workspace, expressions.holes),
    )
    yield from writer.doubts
    yield from writer.rollouts
    yield from order.parts()


@mutable
class _Steps:
    """Writes the steps of a pipeline, one after the other."""

    writer: Writer
    tasks: Tasks
    begun: set[tuple[str, str]] = field(default_factory=set)
    """The jobs so far."""

    def add(self, run: Run) -> None:
        """One step."""
        job = run.context.stage, run.context.job
        if job not in self.begun:  # each job is a machine of its own
            if self.begun:
                self.writer.parts.append(
                    Part(run.at.line - 1, self.writer.expressions.holes.signed_in(run.at), run.at.path)
                )
            self.begun.add(job)
        if isinstance(run, NotFollowed):
            self.writer.doubts.append(Doubt(f"{run.reason}, and it may change anything", run.at))
            said = all_spelled(members(run.given))
            if said:
                self.writer.rollouts += deployed(
                    run.name.partition("@")[0], said, run.at, self.writer.workspace
                )
            return
        taken = spelled(dig(run.body, "checkout"))
        if taken is not None and dig(run.body, "condition") is None:
            self.writer.checkouts.add(
                (run.context.stage, run.context.job), taken, spelled(dig(run.body, "path"))
            )
        for member, shell in _SHELLS.items():
            written = dig(run.body, member)
            if written is not None:
                self.writer.runs(run, written, shell, dig(run.body, "workingDirectory"))
                return
        self.tasks.write(run)
