"""What natpin could not follow, what that may change, and what nobody who reads the files alone can decide.

Everything that a claimed file says is translated, known not to bear on egress, or a ``Doubt``. A doubt is never dropped:
it opens what it reaches, and so reaches the verdicts by itself.
"""

from __future__ import annotations

from natpin.model.location import Location
from natpin.model.record import field, record
from natpin.model.value import Node
from natpin.regex import late_regex

_SAID_ALREADY = late_regex(r"(?<! that)(?<! what)(?: is| are|:(?: it is)?) not followed(?: from here)?\Z")


@record
class Reach:
    """What a doubt may change. The default is: anything of the stack."""

    types: tuple[str, ...] = ()
    """ARM types of the resources it may change or remove; empty for any type. A child type (subnets, agent pools,
    routes) is named by itself: a doubt about a virtual network reaches its subnets only when it says so."""
    target: Node | None = None
    """What it changes: a Reference, an id, or a name, known or not; None for any resource of ``types``."""
    properties: tuple[str, ...] = ()
    """ARM names of the properties it may set (``natGateway``, ``subnets``), of one inside of another by its path
    (``networkProfile.outboundType``); empty for any."""
    adds: bool = False
    """True when it may declare further resources of ``types``."""
    alters: bool = True
    """False when it can only add, and leaves what is declared as it is."""
    home: str | None = None
    """The other root that it is about, and what that declares alone; None for the stack's own."""
    elsewhere: bool = False
    """True for a command that may as well be about what other roots declare, where ``target`` is no resource of its own."""
    group: Node | None = None
    """The resource group that a deployment puts everything into, a name or a Reference: what is in another one, known
    to differ, stays as it is. None for any group."""


@record
class Doubt:
    """Something in a file that bears on egress, or may, and that natpin does not follow."""

    reason: str
    """What is not followed, in words that complete "not followed: …": ``az rest puts a body that is not known``."""
    at: Location
    settle_by: str | None = None
    """The flag, file or command that would settle it, in the words of the author's tool."""
    reach: Reach = field(default_factory=Reach)


def unfollowed(reason: str) -> str:
    """A doubt's reason below the words "not followed", which it may say itself."""
    return _SAID_ALREADY.sub("", reason)


def as_cause(reason: str) -> str:
    """A doubt's reason in words that follow ``because``: one wording, whether the reason is a clause or names a thing."""
    return f"natpin does not follow this: {unfollowed(reason)}"


@record
class Question:
    """A condition or an input with few possible values that the files leave open.

    The pipeline may answer it for a reader (``Inputs.assumed``) to learn what would hold in each case: a verdict that
    is the same whatever the answer needs no answer.
    """

    key: str
    """Identifies the question within its stack, stable from one reading to the next: ``var.enable_nat``,
    ``infra/up.sh:12:6``."""
    asked: str
    """How the author would write it: ``enable_nat``, ``$WITH_NAT = yes``."""
    options: tuple[str, ...]
    """Every answer there is, as written in ``Inputs.assumed``: ``("true", "false")``."""
    at: Location
