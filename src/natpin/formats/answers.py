"""How a format that translates answers for the properties that judging reads (``natpin.model.read_paths``).

A format has an ``answers`` module with one ``Answer`` for each way that it has to write a resource. What is carried comes
from the translation table itself; what the language cannot express is a table of its own, with the reason. Lint never
imports these modules: ``tests/paths`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from natpin.model.record import field, record


@record
class Answer:
    """What one way to write a resource says of the properties that are read."""

    written: str
    """``azurerm_nat_gateway``, ``az network nat gateway``, ``New-AzNatGateway``."""
    type: str
    """ARM's type."""
    table: frozenset[str]
    """The paths that its translation table may set."""
    code: Mapping[str, str] = field(default_factory=dict)
    """Paths that are set beside the table, each with what sets it."""
    never: Mapping[str, str] = field(default_factory=dict)
    """Paths that its language cannot express, each with the reason."""

    def carries(self, path: str) -> bool:
        """Whether it sets a property, or something inside of it. ARM's names compare without case."""
        wanted = path.lower()
        return any(
            own == wanted or own.startswith((f"{wanted}.", f"{wanted}[]"))
            for own in map(str.lower, (*self.table, *self.code))
        )

    def missing(self, paths: Iterable[str]) -> set[str]:
        """The paths that it neither carries nor says why it cannot."""
        return {path for path in paths if not self.carries(path) and path not in self.never}
