"""A proposal: edits that are meant to mend one finding, and what has to be read afterwards."""

from __future__ import annotations

from natpin.fixing.edit import Edit, overlap
from natpin.fixing.remedies import Remedy, Scalar
from natpin.model.finding import Finding
from natpin.model.record import record


@record
class Expected:
    """What a property must be once the edits are made: a place may hold only a piece of its value."""

    stack: str
    kind: str
    address: str
    path: str
    value: Scalar | None
    """None: absent, or a default."""


@record
class Proposal:
    """Edits for one finding, or for several that the same edits mend."""

    remedy: Remedy
    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    expected: tuple[Expected, ...] = ()
    makes: str = ""
    """The file in which it declares something new: one such proposal at a time, as two may choose the same name."""

    @property
    def rule(self) -> str:
        """The rule that is mended."""
        return self.remedy.rule

    def apart(self, other: Proposal) -> bool:
        """True when both can be made at once."""
        return not (self.makes and self.makes == other.makes) and not overlap(self.edits, other.edits)
