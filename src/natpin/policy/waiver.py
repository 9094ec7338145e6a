"""Waivers: decisions to live with a finding, written as a comment, in natpin.yaml or in a baseline."""

from __future__ import annotations

from natpin import globs
from natpin.config import Ignore
from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.model.record import record


@record
class Waiver:
    """What is hidden, why, and until when. Only one of ``lines``, ``fingerprint`` and the filters is used."""

    rules: tuple[str, ...]
    reason: str
    by: str
    """``inline``, ``config`` or ``baseline``."""
    at: Location
    until: str | None = None
    """Last day it holds, ``yyyy-mm-dd``."""
    problem: str | None = None
    """Why it is not understood; it then hides nothing."""
    lines: frozenset[int] | None = None
    """Inline: the lines of its file it stands for."""
    fingerprint: str | None = None
    """Baseline: the one finding."""
    glob: str | None = None
    """Config: only findings in such files."""
    subject: str | None = None
    """Config: only findings about this resource."""

    def covers(self, finding: Finding) -> bool:
        """True when it speaks of the finding, valid or not."""
        if finding.rule.id not in self.rules:
            return False
        if self.by == "baseline":
            return self.fingerprint == finding.fingerprint
        if self.by == "inline":
            return any(
                place is not None and place.path == self.at.path and place.line in (self.lines or ())
                for place in (finding.at, finding.subject_at, *finding.called_at)
            )
        return (self.subject is None or self.subject == finding.subject) and (
            self.glob is None or globs.matches(self.glob, finding.at.path)
        )

    def expired(self, today: str) -> bool:
        """True after its last day."""
        return self.until is not None and self.until < today


def of_config(entry: Ignore) -> Waiver:
    """An entry of natpin.yaml's ``ignore``."""
    return Waiver(
        entry.rules, entry.reason, "config", entry.at, entry.until, glob=entry.path, subject=entry.subject
    )
