"""GitHub's workflow commands: a note at the line, in the pull request's changed files and in the log.

GitHub's runner keeps ten of each kind per step (runner, ExecutionContext) and cuts a message at 4,096 characters. The
gravest come first; what does not fit is counted in one notice, so nothing goes missing in silence.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.report import Report
from natpin.reporters import neutral, words
from natpin.reporters.distinct import gravest_first, only_in, told
from natpin.reporters.interface import ReportOptions, is_pseudo

PER_KIND = 10
MESSAGE = 4_096
"""Characters of a message as the runner writes it to the annotation, escapes undone."""

_KINDS = {"error": "error", "warning": "warning", "note": "notice", "unknown": "notice"}


@record
class Annotation:
    """One workflow command, not yet escaped."""

    kind: str
    """``error``, ``warning`` or ``notice``."""
    title: str
    message: str
    at: Location | None = None


def render(report: Report, options: ReportOptions) -> str:
    """One workflow command a line; nothing at all when there is nothing to say."""
    kept, left = within_limits(list(notes(report, options)))
    lines = [_command(one, options) for one in kept]
    if left:
        text = f"{left} more, beyond the ten of a kind that GitHub shows. The job summary has them all."
        lines.append(_command(Annotation("notice", "natpin", text), options))
    return "".join(f"{line}\n" for line in lines)


def notes(report: Report, options: ReportOptions) -> Iterator[Annotation]:
    """Everything worth a line, gravest first within its kind; what could not be read before what was found."""
    for skipped in report.skipped:
        if skipped.is_flag:
            yield Annotation("warning", "a flag is not used", skipped.reason)
        elif skipped.claims_aks:
            place = skipped.at or Location(skipped.path)
            text = f"{skipped.reason}. It speaks of AKS, so the scan is incomplete."
            yield Annotation("warning", "natpin could not read this file", text, place)
    stacks_of = only_in(report)
    for one in gravest_first(told(report)):
        finding = one.finding
        title = f"{finding.rule.id}: {'unknown' if one.word == 'unknown' else finding.rule.title}"
        yield Annotation(_KINDS[one.word], title, _message(finding, stacks_of(one), options), finding.at)


def within_limits(all_: list[Annotation]) -> tuple[list[Annotation], int]:
    """The first ten of each kind, and how many are left out. The notice that counts those is one of its ten."""
    of_kind: dict[str, list[Annotation]] = {"error": [], "warning": [], "notice": []}
    for one in all_:
        of_kind[one.kind].append(one)
    over = any(len(kept) > PER_KIND for kept in of_kind.values())
    room = {kind: PER_KIND - (over and kind == "notice") for kind in of_kind}
    kept = [one for kind, several in of_kind.items() for one in several[: room[kind]]]
    return kept, len(all_) - len(kept)


def _message(finding: Finding, stacks: tuple[str, ...], options: ReportOptions) -> str:
    lines = [finding.message]
    for cause in finding.causes:
        where = "" if is_pseudo(cause.at.path) else f" ({options.path(str(cause.at))})"
        lines.append(f"Because {cause.reason}{where}.")
        settle = words.settling(cause.settle_by, cause.at)
        if settle:
            lines.append(f"To settle it: {settle}")
    lines.append(f"Fix: {finding.fix.description if finding.fix else finding.rule.remediation}")
    if stacks:
        lines.append(f"Only in {words.joined(stacks, 5)}")
    return "\n".join(lines)


def _command(one: Annotation, options: ReportOptions) -> str:
    properties = [("title", one.title), *_place(one.at, options)]
    shown = ",".join(f"{name}={neutral.annotation_property(text)}" for name, text in properties)
    return f"::{one.kind} {shown}::{_fitting(one.message)}"


def _place(at: Location | None, options: ReportOptions) -> list[tuple[str, str]]:
    """Columns only within one line: the runner drops them otherwise, and drops ranges that are the wrong way round."""
    if at is None or is_pseudo(at.path):
        return []
    line = max(at.line, 1)
    place = [("file", options.path(at.path)), ("line", str(line))]
    end = at.end_line if at.end_line is not None and at.end_line >= line else line
    place.append(("endLine", str(end)))
    if end == line:
        place.append(("col", str(max(at.column, 1))))
        if at.end_column is not None and at.end_column >= at.column:
            place.append(("endColumn", str(at.end_column)))
    return place


def _fitting(message: str) -> str:
    """Escaped, and short enough however many characters became visible on the way."""
    lines = [neutral.terminal(line) for line in message.split("\n")]
    return neutral.annotation_data(neutral.clip("\n".join(lines), MESSAGE))
