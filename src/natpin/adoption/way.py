"""A way to pinned IPs, as data: its stages, each with its way back."""

from __future__ import annotations

from natpin.adoption.assessment import Assessment
from natpin.adoption.partners import Partner
from natpin.model.change import Plan
from natpin.model.record import record
from natpin.provision.desired import Desired
from natpin.provision.observed import Observed

DONE, NEXT, LATER, WAITS = "done", "next", "later", "waits for a person"
ANNOUNCE, MOVE, RETIRE = "announce", "move", "retire"


@record
class Back:
    """The way back from a stage."""

    wish: Desired | None
    """None where natpin has nothing to write."""
    allow: tuple[str, ...]
    words: tuple[str, ...]


@record
class Stage:
    """One stage."""

    name: str
    """``allocate``, ``announce``, ``move-1``, ``move-2`` …, ``retire``."""
    title: str
    state: str
    back: Back
    wish: Desired | None = None
    """None where nothing is written to Azure."""
    part: str = ""
    """``--stage`` of its plan."""
    allow: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    """What its plan will write."""
    notices: tuple[str, ...] = ()
    """What traffic notices."""
    obstacles: tuple[str, ...] = ()
    """What its plan waits for, as of today."""
    needs: tuple[str, ...] = ()
    """What has to be done or found out before it: a role that the cluster's identity lacks."""
    after: tuple[str, ...] = ()
    """What has to be true before the next stage."""
    step: Plan | None = None
    """Its plan, as of when the stages before it are done; None where nothing is written to Azure."""
    seen: Observed | None = None
    """Azure as it is then."""
    script: str = ""
    """Commands for az that a person runs, where natpin writes nothing of it."""


@record
class Way:
    """The whole way."""

    assessment: Assessment
    partners: tuple[Partner, ...]
    stages: tuple[Stage, ...]
    """Empty where there is no way, or nothing to do."""
    addresses: tuple[str, ...]
    """CIDRs that traffic will leave from, as far as Azure has allocated them."""

    @property
    def ip_ids(self) -> tuple[str, ...]:
        """Ids of what holds these."""
        return self.assessment.end.ip_ids if self.assessment.end is not None else ()
