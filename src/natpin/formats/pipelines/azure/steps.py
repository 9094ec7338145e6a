"""What runs in a pipeline, in which order: stages, jobs, steps, and the templates of the repository in their place.

Stages run one after the other, jobs of a stage side by side, unless ``dependsOn`` says otherwise. Source: Azure Pipelines, "YAML schema reference", "Template usage reference".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.az import Turn, When
from natpin.formats.documents import first
from natpin.formats.pipelines.azure.expressions import TEMPLATE, Context, Expressions
from natpin.formats.pipelines.azure.insertions import loop
from natpin.formats.pipelines.azure.sequence import Unit, Units, after
from natpin.formats.pipelines.azure.templates import MAX_DEPTH, MAX_STEPS, declared, given, local, variables
from natpin.formats.pipelines.matrix import of_azure
from natpin.formats.pipelines.order import Order
from natpin.formats.pipelines.texts import spelled
from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.value import Node, Unknown, Value, dig, items, members, text
from natpin.workspace import Workspace

MAX_TEMPLATES = 1_000
"""Uses of templates, in one another's included."""
_KINDS = ("stages", "jobs", "steps")
_Heads = tuple[tuple[str, ...], tuple[tuple[str, Context], ...]]
"""Tests of the template, and conditions, that everything below is under."""


@record
class Step:
    """One step."""

    body: Value
    context: Context
    tests: tuple[str, ...]
    """Tests of bash for what decides whether the template puts it there."""
    conditions: tuple[tuple[str, Context], ...] = ()
    """``condition`` of the step and of what it runs in, decided when it runs."""
    when: When = When.SUCCESS

    @property
    def at(self) -> Location:
        return self.body.at

    @property
    def name(self) -> str | None:
        """What its output variables go by."""
        return text(dig(self.body, "name"))


@record
class NotFollowed:
    """Something that runs and that cannot be looked into."""

    reason: str
    at: Location
    context: Context
    name: str = ""
    given: Node | None = None
    """What a template is called, and given, that lies elsewhere."""


Run = Step | NotFollowed


class Walk:
    """One walk through a pipeline."""

    def __init__(self, expressions: Expressions, workspace: Workspace, order: Order) -> None:
        self._expressions, self._workspace = expressions, workspace
        self._sequence = Units(order)
        self._used = 0

    def runs(self, plan: Value, path: str) -> Iterator[tuple[Run, Turn]]:
        """Everything that a pipeline runs, in order."""
        context = Context(path, declared=declared(plan))
        found: dict[tuple[str, str], list[Run]] = {}
        walked = self._holder(plan, self._with_variables(plan, context), ((), ()), 0)
        for _, run in zip(range(MAX_STEPS + 1), walked, strict=False):
            found.setdefault((run.context.stage, run.context.job), []).append(run)
        for stage, job, turn in self._sequence.turns():
            skips = self._sequence.skipped_with(stage, job)
            for run in found.pop((stage, job), ()):
                when = turn.when
                if when is not When.FAILURE and isinstance(run, Step):
                    when = run.when
                tolerated = isinstance(run, Step) and spelled(dig(run.body, "continueOnError")) == "true"
                yield with_skips(run, skips), replace(turn, when=when, may_fail=turn.may_fail or tolerated)
        for (stage, job), rest in found.items():
            yield from ((run, Turn(f"{stage}/{job}")) for run in rest)

    def _holder(self, node: Node, context: Context, heads: _Heads, depth: int) -> Iterator[Run]:
        """A pipeline, a stage, a job: whatever holds stages, jobs or steps."""
        extended = dig(node, "extends")
        if extended is not None:
            yield from self._template(extended, context, heads, depth)
        condition = spelled(dig(node, "condition"))
        if condition is not None:
            heads = heads[0], (*heads[1], (condition, context))
        for kind in _KINDS:
            yield from self._all(items(dig(node, kind)), context, heads, depth)
        for strategy in ("runOnce", "rolling", "canary"):
            phases = members(dig(node, f"strategy.{strategy}"))
            for phase in ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic"):
                yield from self._all(items(dig(phases.get(phase), "steps")), context, heads, depth)
            yield from self._all(items(dig(phases.get("on"), "success.steps")), context, heads, depth)
            for one in self._all(items(dig(phases.get("on"), "failure.steps")), context, heads, depth):
                yield replace(one, when=When.FAILURE) if isinstance(one, Step) else one

    def _all(self, nodes: Sequence[Node], context: Context, heads: _Heads, depth: int) -> Iterator[Run]:
        """The elements of a list, those that template expressions put there included."""
        taken: bool | None = False
        """Whether an earlier branch of an ``if`` was taken; None where that is not decided."""
        earlier: list[str] = []
        for node in nodes:
            inserted = self._inserted(node)
            listed = TEMPLATE.fullmatch((text(node) or "").strip())
            if listed is not None:  # a list of steps that is a parameter
                given = self._expressions.list_of(listed.group(1), context)
                if given is None:
                    yield NotFollowed(f"steps that are given as {listed.group(1).strip()}", node.at, context)
                    continue
                yield from self._all(given, context.caller or context, heads, depth + 1)
                continue
            if inserted is None:
                yield from self._element(node, context, heads, depth)
                continue
            said, children = inserted
            word, _, rest = said.partition(" ")
            if word == "each":
                yield from self._loop(said, children, context, heads, depth)
                continue
            if word == "if":
                taken, earlier = False, []
            if taken is True:
                continue
            truth = True if word == "else" else self._expressions.truth(rest, context, node.at)
            if truth is False:
                continue
            own = [] if truth else [self._expressions.test(rest, context, node.at)]
            yield from self._all(children, context, ((*heads[0], *earlier, *own), heads[1]), depth)
            if truth:
                taken = True
            earlier += [f"! ( {test} )" for test in own]

    def _inserted(self, node: Node) -> tuple[str, Sequence[Node]] | None:
        """``- ${{ if … }}:`` and its list; None for an ordinary element."""
        if not isinstance(node, Value) or not isinstance(node.data, Mapping) or len(node.data) != 1:
            return None
        ((key, children),) = node.data.items()
        match = TEMPLATE.fullmatch(key.strip())
        return (match.group(1).strip(), items(children)) if match is not None else None

    def _loop(
        self, said: str, children: Sequence[Node], context: Context, heads: _Heads, depth: int
    ) -> Iterator[Run]:
        for _, child, inner, asked in loop(said, children[0], context) if children else ():
            if asked is not None:
                yield NotFollowed(f"a loop over what is not known ({said})", child.at, context)
            else:
                yield from self._all(children, inner, heads, depth)

    def _element(self, node: Node, context: Context, heads: _Heads, depth: int) -> Iterator[Run]:
        if not isinstance(node, Value) or not isinstance(node.data, Mapping):
            return
        if "template" in node.data:
            yield from self._template(node, context, heads, depth)
        elif any(kind in node.data for kind in (*_KINDS, "strategy", "stage", "job", "deployment")):
            legs = of_azure(dig(node, "strategy.matrix"))
            if not legs:
                inner = self._unit(node, self._with_variables(node, context))
                yield from self._holder(node, inner, heads, depth)
                return
            for name, leg in self._sequence.legs(node, legs, context.stage):
                own = self._with_variables(node, context)
                own = replace(own, variables=(*own.variables, (leg, own)))
                yield from self._holder(node, self._unit(node, own, name), heads, depth)
        elif spelled(dig(node, "enabled")) != "false":
            condition = spelled(dig(node, "condition"))
            more = ((condition, context),) if condition is not None else ()
            when = after(condition)
            if when is not None:
                yield Step(node, context, heads[0], (*heads[1], *more), when)

    def _unit(self, node: Value, context: Context, leg: str = "") -> Context:
        """The context of what a stage or a job holds, which it is noted as. ``leg``: of a job's matrix."""

        def said(name: str) -> str | None:
            written = spelled(dig(node, name))
            return None if written is None else self._expressions.bash(written, context, node.at)

        needs = None
        depends = dig(node, "dependsOn")
        if depends is not None:
            one = spelled(depends)
            listed = [spelled(each) for each in items(depends)] if one is None else [one]
            needs = tuple(self._expressions.bash(each, context, node.at) for each in listed if each)
        unit = Unit(node, needs, spelled(dig(node, "condition")), context)
        if "stage" in dict(members(node)) or "stages" in dict(members(node)):
            name = said("stage") or f"stage {len(self._sequence.stages) + 1}"
            self._sequence.stages[name] = unit
            return replace(context, stage=name, job="")
        jobs = self._sequence.jobs.setdefault(context.stage, {})
        name = said("job") or said("deployment") or f"job {len(jobs) + 1}"
        if leg:
            unit = replace(unit, leg_of=name, after=self._sequence.last_leg(jobs, name))
            name = f"{name}.{leg}"
        jobs[name] = unit
        return replace(context, job=name)

    def _template(self, node: Node, context: Context, heads: _Heads, depth: int) -> Iterator[Run]:
        written = dig(node, "template")
        path = local(written, context.path, self._workspace)
        self._used += 1
        within = depth < MAX_DEPTH and self._used <= MAX_TEMPLATES
        plan = first(path, self._workspace) if path is not None and within else None
        if path is None or not isinstance(plan, Value):
            reason = f"the template {text(written) or '?'} is not in this repository"
            handed = dig(node, "parameters")
            yield NotFollowed(reason, node.at, context, text(written) or "", handed)
            # the steps that it is given run somewhere in it, and what it gives them is not known
            around = replace(context, more=Unknown(reason, node.at))
            for one in members(handed).values():
                yield from self._all(items(one), around, heads, depth + 1)
            return
        names = declared(plan)
        inner = Context(
            path,
            given(dig(node, "parameters"), context, self._expressions, names),
            names,
            context,
            context.variables,
            context.each,
            context.stage,
            context.job,
        )
        yield from self._holder(plan, self._with_variables(plan, inner), heads, depth + 1)

    def _with_variables(self, node: Node, context: Context) -> Context:
        """The context with the variables of a pipeline, stage or job."""
        layers = tuple(variables(node, context, self._workspace, self._expressions))
        return replace(context, variables=(*context.variables, *layers)) if layers else context


def with_skips(run: Run, skips: Sequence[Unit]) -> Run:
    """A step that runs only where none of these jobs and stages is skipped."""
    asked = tuple(
        (one.condition, one.context)
        for one in skips
        if one.condition is not None and isinstance(one.context, Context)
    )
    return replace(run, conditions=(*asked, *run.conditions)) if asked and isinstance(run, Step) else run
