"""Stages and jobs of a pipeline in the order in which they run, and what each waits for.

Source: Azure Pipelines, "Add stages, dependencies, and conditions", "Specify conditions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from natpin.formats.az import Turn, When
from natpin.formats.pipelines.matrix import Leg
from natpin.formats.pipelines.order import Order
from natpin.formats.pipelines.texts import spelled
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, dig


@record
class Unit:
    """A stage or a job."""

    node: Node
    needs: tuple[str, ...] | None
    """``dependsOn``; None where it is not said."""
    condition: str | None = None
    context: object = None
    """Where its condition stands."""
    leg_of: str = ""
    """The job of whose matrix it is a leg."""
    after: str = ""
    """The leg that is taken to end before it."""

    @property
    def may_fail(self) -> bool:
        """True where others go on though it failed."""
        return spelled(dig(self.node, "continueOnError")) == "true"

    @property
    def when(self) -> When:
        """Whether it runs only where what it waits for has failed: a clean-up, a step back."""
        return When.FAILURE if after(self.condition) is When.FAILURE else When.SUCCESS

    @property
    def needs_success(self) -> bool:
        """Whether it runs only where what it depends on ended well, and so was not skipped."""
        return after(self.condition) is When.SUCCESS

    def waits(self, needs: tuple[str, ...]) -> tuple[str, ...]:
        """What it waits for to end well: nothing where its condition does not ask for that."""
        return () if after(self.condition) is When.ALWAYS else needs


@mutable
class Units:
    """The stages and jobs of one pipeline."""

    order: Order
    stages: dict[str, Unit] = field(default_factory=dict)
    jobs: dict[str, dict[str, Unit]] = field(default_factory=dict)
    """By stage."""

    def legs(self, job: Node, legs: Mapping[str, Leg], stage: str) -> list[tuple[str, Leg]]:
        """The legs of a job's matrix in an order in which they may end."""
        name = spelled(dig(job, "job")) or f"a job at line {job.at.line}"
        return self.order.legs(f"{stage}/{name}" if stage else name, list(legs.items()), job)

    @staticmethod
    def last_leg(jobs: Mapping[str, Unit], name: str) -> str:
        """The last leg of a job that there is so far."""
        return next((each for each in reversed(list(jobs)) if jobs[each].leg_of == name), "")

    def turns(self) -> Iterator[tuple[str, str, Turn]]:
        """Stages and their jobs in order, with what each waits for."""
        before: dict[str, tuple[str, ...]] = {}
        earlier: tuple[str, ...] = ()
        for name, stage in self.stages.items():
            before[name] = stage.needs if stage.needs is not None else earlier
            earlier = (name,)
        for name in self.order.of({name: one.node for name, one in self.stages.items()}, before) or [""]:
            unit = self.stages.get(name)
            waits = unit.waits(before[name]) if unit is not None else ()
            when = unit.when if unit is not None else When.SUCCESS
            yield name, "", Turn(f"{name}/", waits, (name,), when)
            yield from self._of_stage(name, waits, when)

    def skipped_with(self, stage: str, job: str) -> tuple[Unit, ...]:
        """The jobs and stages of which one that is skipped skips this job too: those that it waits for to end well."""
        names = list(self.stages)
        found: dict[int, Unit] = {}

        def stage_needs(name: str) -> tuple[str, ...]:
            written = self.stages[name].needs
            return written if written is not None else tuple(names[: names.index(name)][-1:])

        def above(units: Mapping[str, Unit], needs: Callable[[str], tuple[str, ...]], start: str) -> None:
            pending = [start]
            met = {start}
            while pending:
                name = pending.pop()
                if name not in units or not units[name].needs_success:
                    continue
                for other in needs(name):
                    if other in units and other not in met:
                        met.add(other)
                        found[id(units[other])] = units[other]
                        pending.append(other)

        jobs = self.jobs.get(stage, {})
        above(jobs, lambda name: jobs[name].needs or (), job)
        above(self.stages, stage_needs, stage)
        return tuple(found.values())

    def _of_stage(self, stage: str, waits: tuple[str, ...], when: When) -> Iterator[tuple[str, str, Turn]]:
        jobs = self.jobs.get(stage, {})
        legs: dict[str, list[str]] = {}
        for name, job in jobs.items():
            if job.leg_of:
                legs.setdefault(job.leg_of, []).append(name)
        needs = {
            name: tuple(each for one in job.needs or () for each in legs.get(one, (one,)))
            for name, job in jobs.items()
        }
        before = {name: (*needs[name], *((job.after,) if job.after else ())) for name, job in jobs.items()}
        nodes = {name: job.node for name, job in jobs.items()}
        for name in self.order.of(nodes, before, f"{stage}/" if stage else ""):
            strict = [
                f"{stage}/{one}"
                for one in jobs[name].waits(needs[name])
                if one not in jobs or not jobs[one].may_fail
            ]
            around = () if jobs[name].may_fail else (stage,)
            own = when if when is When.FAILURE else jobs[name].when
            yield stage, name, Turn(f"{stage}/{name}", (*waits, *strict), around, own)


def after(condition: str | None) -> When | None:
    """After what something runs that has a condition; None for never. One that does not say ``succeeded()`` does not ask
    how things ended."""
    said = (condition if condition is not None else "succeeded()").replace(" ", "").lower()
    said = said.replace("not(failed())", "succeeded()")
    if said in ("false", "canceled()"):
        return None
    if "succeededorfailed()" in said or "always()" in said:
        return When.ALWAYS
    if "failed(" in said:
        # or(failed(), …): what else is asked may hold where nothing has failed
        return When.ALWAYS if said.startswith("or(") else When.FAILURE
    return When.SUCCESS if "succeeded(" in said else When.ALWAYS
