"""What a mode hands over to be told: nothing in it has been printed, written or sent yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.comments.sections import Section as CommentSection
from natpin.model.record import field, record
from natpin.model.report import Report
from natpin.reporters.interface import ReportOptions
from natpin.reporters.sized import Section


@record
class File:
    """One to write into the report folder."""

    name: str
    content: str
    output: str = ""
    """The step output that tells its path; several files of one output are told one a line."""


@record
class Check:
    """A check run on the head commit, which carries a plan's fingerprint."""

    name: str
    title: str
    summary: str
    fingerprint: str
    blocked: bool
    waits: bool
    """There is something to approve."""


@record
class Result:
    """The outcome of one mode."""

    status: int
    """Exit status, from findings alone."""
    log: str
    """The report as text, for the job's log."""
    summary: tuple[Section, ...]
    """For the job summary."""
    comment: tuple[CommentSection, ...] = ()
    """For the pull request; empty when there is nothing to say there."""
    well: bool = False
    """Nothing to look at: a comment is folded away, or not made at all."""
    lasting: bool = False
    """Though nothing has to be looked at, the comment tells IPs: it is made, and stays in sight in one line."""
    report: Report | None = None
    """For annotations."""
    render: Callable[[str, ReportOptions], str] | None = None
    """The report in a format of ``natpin lint``."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    """Beside the reports of the chosen formats."""
    check: Check | None = None
    also: Callable[[], None] = lambda: None
    """What is said on the platform beside the comment; it raises nothing of the platform's."""
