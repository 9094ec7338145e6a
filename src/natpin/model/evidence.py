"""What a verdict rests on: the places that decide it, from the cluster to the exit."""

from __future__ import annotations

from natpin.model.finding import Cause, Verdict
from natpin.model.location import Location
from natpin.model.record import record


@record
class Place:
    """One thing that a verdict rests on: something written, a default, or something that was looked for in vain."""

    kind: str
    """``declared`` (a resource or an association exists), ``written``, ``default`` (not written; natpin knows what is
    taken), ``absent`` (nothing is written there), ``none`` (no further resource of its kind is declared)."""
    about: str
    """The thing it belongs to, in words: ``subnet nodes``."""
    address: str
    """That thing's address; empty for the stack."""
    text: str
    """What it says, in words that stand beside the place: ``idle_timeout_in_minutes = 10``."""
    at: Location | None = None
    """Where it is written; for what is absent, where it would be. None for what has no place."""
    property: str | None = None
    """Dotted ARM path."""
    value: str | None = None
    """What stands there, in words."""
    origin: str | None = None
    """Whose default it is, with source and date; or what the value comes through."""
    through: tuple[Location, ...] = ()
    """Where the value is handed on from there: variables, locals, arguments; nearest to the resource first."""


@record
class Ground:
    """The places of one verdict, in one of the cases that the files leave open."""

    verdict: Verdict
    when: str = ""
    """The case, as the author would write it; empty where there is one only."""
    facts: tuple[str, ...] = ()
    """What the rule compared: ``subnet.hasNat is true``."""
    places: tuple[Place, ...] = ()
    causes: tuple[Cause, ...] = ()
    """For UNKNOWN: what could not be known."""
    exact: bool = True
    """False when the search for what is not needed was cut short: some places may be more than needed."""
    path: tuple[Place, ...] = ()
    """What else decides how the traffic leaves that the verdict is about: the way from the pools to the IPs."""


@record
class Evidence:
    """What one rule's verdict on one subject rests on.

    For a pass or a fail the places are enough: with everything else in the stack unknown, or gone, the verdict is the
    same. ``natpin.pipeline.evidence`` finds them by taking away what is not needed.
    """

    rule: str
    subject: str
    """Its address."""
    label: str
    """What it is called, with its kind: ``NAT gateway payments-nat``."""
    verdict: Verdict
    grounds: tuple[Ground, ...]
    clusters: tuple[str, ...] = ()
    """Addresses of the clusters it concerns."""
    asked: tuple[str, ...] = ()
    """By which requests, ``RULE`` or ``RULE:NAME``, as they were written."""
