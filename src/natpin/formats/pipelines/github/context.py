"""A step, and what its expressions can name.

Source: GitHub Docs, "Contexts".
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az import Turn
from natpin.model.location import Location
from natpin.model.record import field, record
from natpin.model.value import Node, Value, dig, text


@record
class Context:
    """What expressions of a step can name."""

    path: str
    """The file in which the step stands."""
    job: str = ""
    inputs: Mapping[str, Node] = field(default_factory=dict)
    """What a called workflow or action was given."""
    caller: Context | None = None
    """Where those are evaluated."""
    declared: Mapping[str, Node] = field(default_factory=dict)
    """The inputs' declarations: types, options, defaults."""
    matrix: Mapping[str, Node] = field(default_factory=dict)
    """As it is written; in a leg of it, that leg's values."""
    leg: bool = False
    """True in a leg of a matrix: what it does not name is empty."""
    outputs: Mapping[str, tuple[Mapping[str, Node], Context]] = field(default_factory=dict)
    """By job that this one needs directly: its outputs, and where those are evaluated."""
    actions: dict[str, tuple[Mapping[str, Node], Context]] = field(default_factory=dict)
    """By scope and id of a step that runs a composite action: its outputs, and where those are evaluated. Filled on the
    way, shared by all steps of a workflow."""
    met: list[str] = field(default_factory=list)
    """Every use of a local action or workflow so far, shared like them."""
    of_action: bool = False
    """True in a composite action, whose inputs are texts."""
    env: tuple[Mapping[str, Node], ...] = ()
    """``env`` of the workflow, the job and the step: the last one wins."""
    above: int = 0
    """How many of these are the workflow's and the job's: what a step writes into ``$GITHUB_ENV`` beats them, and a step's
    own beats that."""
    scope: str = ""
    """What tells the steps of one job, or of one run of an action, from those of others."""
    environment: Node | None = None
    """Where the job deploys to, which has secrets and variables of its own."""
    secrets: Node | None = None
    """What the caller of a workflow gives it; None where it is given the caller's own."""


@record
class Step:
    """One step."""

    body: Value
    context: Context
    conditions: tuple[tuple[Node, Context], ...]
    """``if`` of the step, and of what it runs in."""
    shell: Node | None
    folder: Node | None
    turn: Turn

    @property
    def at(self) -> Location:
        return self.body.at

    @property
    def id(self) -> str | None:
        return text(dig(self.body, "id"))


@record
class NotFollowed:
    """Something that runs and that cannot be looked into."""

    reason: str
    at: Location
    step: Step | None = None
    name: str = ""
    given: Node | None = None
    """What a workflow is called, and given, that lies elsewhere."""


Run = Step | NotFollowed
