"""When a job or a step runs: after which others, and whether they ended well.

Source: GitHub Docs, "Workflow syntax for GitHub Actions" (``needs``, ``if``, ``continue-on-error``), "Status check functions".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.az import Turn, When
from natpin.formats.pipelines.github.conditions import split
from natpin.formats.pipelines.github.context import Context
from natpin.model.value import Node, Value, dig, items, text

_MOST_CONDITIONS = 40
"""Conditions of jobs that a job needs."""


def within(context: Context, name: str) -> str:
    """A job's name, with those of the jobs that call its workflow."""
    return f"{context.scope}/{name}" if context.scope else name


def needed_by(job: Node) -> list[str]:
    """The jobs that a job names under ``needs``."""
    node = dig(job, "needs")
    named = (text(node),) if text(node) else map(text, items(node))
    return [other for other in named if other]


def goes_on(condition: Node | None) -> bool:
    """Whether a job runs though one that it needs is skipped: its ``if`` asks how others ended."""
    said = (text(condition) or "").replace(" ", "")
    return any(one in said for one in ("always()", "failure()", "cancelled()"))


def conditions_of(
    needed: Sequence[str], asked: Mapping[str, tuple[tuple[Node, Context], ...]]
) -> tuple[tuple[Node, Context], ...]:
    """On what the jobs that another needs run, those they need included, each condition once."""
    found: list[tuple[Node, Context]] = []
    for name in needed:
        found += [one for one in asked.get(name, ()) if all(one[0] is not other[0] for other in found)]
    return tuple(found[:_MOST_CONDITIONS])


def turn_of(
    name: str, jobs: Mapping[str, Node], needs: list[str], context: Context, around: Turn | None
) -> Turn:
    """A job's turn: after the jobs that it needs, unless it says that it runs though they failed."""
    when = status(dig(jobs[name], "if"))
    anyway = when is When.ALWAYS
    tolerated = [other for other in needs if other in jobs and is_true(dig(jobs[other], "continue-on-error"))]
    waits = () if anyway else tuple(within(context, one) for one in needs if one not in tolerated)
    outer = (around.job, *around.around) if around is not None else ()
    only = When.FAILURE if when is When.FAILURE else When.SUCCESS
    return Turn(within(context, name), (*waits, *(around.needs if around is not None else ())), outer, only)


def status(condition: Node | None) -> When | None:
    """After what a job or step runs, where its ``if`` asks for that: GitHub puts ``success()`` before all others."""
    said = (text(condition) or "").replace(" ", "")
    # that the run was cancelled holds in no run that ends well, as little as that something has failed
    said = said.replace("!cancelled()", "always()").replace("cancelled()", "failure()")
    if "always()" in said or ("success()" in said and "failure()" in said):
        return When.ALWAYS
    said = said.replace("!failure()", "").removeprefix("${{").removesuffix("}}")
    if "failure()" not in said:
        return None
    # failure() || …: what else is asked may hold where nothing has failed
    return When.FAILURE if all("failure()" in part for part in split(said, "||")) else When.ALWAYS


def is_true(node: Node | None) -> bool:
    """A setting that is written as true, as a text or not."""
    return isinstance(node, Value) and node.data in (True, "true")
