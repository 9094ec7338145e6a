"""What a comment of the author asks to leave: even one that stands at the wrong place, and so hides nothing, says what they
want. It is neither acted against nor taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from natpin.fixing.files import Files
from natpin.fixing.why import NotMade
from natpin.model.finding import Finding, Verdict
from natpin.model.location import Location

EXPIRED, INVALID, UNUSED = "suppression-expired", "suppression-invalid", "suppression-unused"


def check_unasked(
    files: Files, finding: Finding, about: Location | None, findings: Iterable[Finding]
) -> None:
    """Raises NotMade where a comment beside a finding, or in the declaration that it is ``about``, asks to ignore the rule.
    The author has set an end to one that has expired."""
    places = [finding.at, *([about] if about is not None else [])]
    for at in places:
        for line, written in _around(files, at):
            if not re.search(rf"natpin:[ \t]*ignore\b.*\b{re.escape(finding.rule.id)}(?![\w-])", written):
                continue
            if any(
                one.rule.id == EXPIRED and (one.at.path, one.at.line) == (at.path, line) for one in findings
            ):
                continue
            wrong = any(
                one.rule.id == INVALID and (one.at.path, one.at.line) == (at.path, line) for one in findings
            )
            place = f"counts only above line {finding.at.line} of {finding.at.path}"
            raise NotMade(
                f"the comment at {at.path}:{line} asks to ignore it, but {'is not valid' if wrong else place}"
            )


def check_unneeded(files: Files, comment: Finding, findings: Iterable[Finding]) -> None:
    """Raises NotMade where a suppression that hides nothing names a rule that finds something in its file."""
    text = files.text(comment.at.path)
    if text is None:
        return
    written = text.text[text.starts[comment.at.line - 1] :].partition("\n")[0]
    for one in findings:
        if one.verdict is not Verdict.FAIL or one.at.path != comment.at.path or one.rule.id == UNUSED:
            continue
        if re.search(rf"(?<![\w-]){re.escape(one.rule.id)}(?![\w-])", written):
            raise NotMade(
                f"{one.rule.id} is found in line {one.at.line}: a comment above that line would hide it"
            )


def _around(files: Files, at: Location) -> Iterable[tuple[int, str]]:
    text = files.text(at.path)
    if text is None:
        return
    lines = text.text.split("\n")
    for number in range(max(1, at.line - 1), min(at.end_line or at.line, len(lines)) + 1):
        yield number, lines[number - 1]
