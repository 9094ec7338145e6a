"""Annotations at the lines, those of changed lines first where GitHub shows no more than ten of a kind."""

from __future__ import annotations

from collections import Counter

from natpin.action.job import Job
from natpin.errors import PlatformError
from natpin.github.toolkit import ANNOTATIONS_PER_KIND, Annotation, AnnotationKind
from natpin.model.report import Report
from natpin.reporters import neutral
from natpin.reporters.annotations import Annotation as Note
from natpin.reporters.annotations import notes
from natpin.reporters.interface import ReportOptions, is_pseudo


def annotate(job: Job, report: Report) -> None:
    """Shows what fits, and counts the rest in one notice."""
    found = list(notes(report, ReportOptions()))
    if any(number >= ANNOTATIONS_PER_KIND for number in Counter(note.kind for note in found).values()):
        found = _changed_first(job, found)
    for note in found:
        job.toolkit.annotate(_annotation(note))
    job.toolkit.say_withheld()


def _changed_first(job: Job, found: list[Note]) -> list[Note]:
    """The same, in the same order otherwise. What GitHub does not tell is taken as it comes."""
    pull = job.event.pull_request
    if pull is None or job.client is None:
        return found
    from natpin.github.pull import changed_files

    try:
        changed = changed_files(job.client, job.event.repository, pull.number)
    except PlatformError as error:
        job.toolkit.debug(str(error))
        return found

    def untouched(note: Note) -> bool:
        return note.at is None or not changed.touches(note.at.path, note.at.line, note.at.end_line)

    return sorted(found, key=untouched)


def _annotation(note: Note) -> Annotation:
    message = "\n".join(neutral.terminal(line) for line in note.message.split("\n"))
    kind, title = AnnotationKind(note.kind), neutral.terminal(note.title)
    at = note.at
    if at is None or is_pseudo(at.path):
        return Annotation(kind, message, title)
    return Annotation(
        kind,
        message,
        title,
        path=neutral.terminal(at.path),
        line=max(1, at.line),
        end_line=at.end_line,
        column=max(1, at.column),
        end_column=at.end_column,
    )
