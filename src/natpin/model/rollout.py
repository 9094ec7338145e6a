"""What a script deploys: a root that other files declare, and the inputs that it gives to it."""

from __future__ import annotations

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Unknown


@record
class GivenFile:
    """A file of inputs, by the places where it may lie; the first that is there counts."""

    places: tuple[str, ...]
    """Workspace-relative. ``*`` stands for what the script leaves open: any file that fits may be meant."""
    at: Location
    why: Unknown | None = None
    """Why the name is open."""


@record
class GivenValue:
    """One input, over defaults and over what files before it say."""

    name: str
    node: Node
    weak: bool = False
    """True for Terraform's environment variables, which any file of values beats."""


Given = GivenFile | GivenValue


@record
class Rollout:
    """A command that deploys a template, or a Terraform root."""

    tool: str
    """``template`` or ``terraform``."""
    roots: tuple[str, ...]
    """Where the root may lie, the first that is there counts; none where it is not known, or where a file of
    parameters names it."""
    given: tuple[Given, ...]
    """In the order in which they count: later ones win."""
    at: Location
    open: Unknown | None = None
    """Why it may be given other inputs than these."""
    saved: bool = False
    """``terraform apply FILE``: the inputs are those of the plan that was saved."""
    idle: bool = False
    """It deploys nothing: a plan that is not saved, a validation."""
    partly: str = ""
    """What it does when it leaves the root other than its files say: it applies a part, or takes one away."""
    plan: str = ""
    """Where the file lies that a plan is saved as, or that is applied; empty where nothing of its name is known."""
    added: Unknown | None = None
    """Why whoever runs the script may give it other inputs: its own arguments stand in the command. None are given where
    nobody runs it with any."""
    into: tuple[str | None, str | None] = (None, None)
    """The subscription and the resource group, lower case; None for what is not said or not known."""
