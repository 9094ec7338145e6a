"""What a change does to the rules it is judged by: the configuration, policies, the contract, the baseline."""

from __future__ import annotations

from enum import Enum

from natpin.model.location import Location
from natpin.model.record import record


class Effect(Enum):
    """What a change of the rules does to later verdicts."""

    LOOSER = "looser"
    """Less is asked, or less is reported."""
    STRICTER = "stricter"
    """More is asked, or more is reported."""
    OPEN = "open"
    """It may be either: nobody can say without asking the rules."""


@record
class RuleChange:
    """One difference between the rules before a change and those after it."""

    what: str
    """``configuration``, ``profile``, ``fail-on``, ``rule``, ``policy``, ``exclude``, ``ignore``,
    ``ignore-suppressions``, ``stack``, ``contract``, ``allow``, ``drift``, ``baseline`` or ``suppression``."""
    name: str
    """What of it: a rule's id, a pattern, an IP."""
    said: str
    """The difference in words, a main clause without a full stop. Holds text of the repository."""
    effect: Effect
    at: Location
    """Where it stands after the change; where it stood, when it is gone."""

    @property
    def counts(self) -> bool:
        """True when it is a finding. A comment beside the code suppresses at once and in sight: it is only listed."""
        return self.what != "suppression"
