"""What became of a comment, on any platform."""

from __future__ import annotations

from enum import Enum

from natpin.model.record import record


class Outcome(Enum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    REAFFIRMED = "reaffirmed"
    """Same content; only the commit and run it speaks of moved on."""
    UNCHANGED = "unchanged"
    """Nothing was written."""
    SUPERSEDED = "superseded"
    """A newer run's comment stands; ours was not written, or was taken back."""
    SILENT = "silent"
    """All is well and there was no comment: none was made."""
    DENIED = "denied"
    """The token may not comment: a fork's, or one without the permission."""
    FAILED = "failed"
    """The platform could not be reached, or refused the content."""


@record
class Published:
    """The outcome, for outputs and for one notice."""

    outcome: Outcome
    detail: str = ""
    """For DENIED and FAILED, why, in one line; for SUPERSEDED, by which run."""
    url: str = ""
    comment_id: int | None = None
    dropped: tuple[str, ...] = ()
    """Names of the sections that did not fit."""
    folded: tuple[int, ...] = ()
    """Ids of duplicates that gave way."""
    advice: str = ""
    """For DENIED and FAILED, what to do about it."""

    @property
    def written(self) -> bool:
        """Whether the pull request now shows this run's result."""
        return self.outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.REAFFIRMED, Outcome.UNCHANGED)
