"""Fixes of what a reader noted in the text itself: a flag, a value, a lost continuation mark, a comment."""

from __future__ import annotations

from difflib import get_close_matches

from natpin.fixing.edit import Change, Edit, line_after, line_end, line_start
from natpin.fixing.files import HCL, Files, edits_of, language_of
from natpin.fixing.writers import commands, hcl
from natpin.formats.az.cli.tables import PROPERTIES
from natpin.model.finding import Finding
from natpin.model.resource import SourceNote
from natpin.model.value import text as text_of
from natpin.pipeline.reading import ReadStack
from natpin.regex import late_regex

REPLACED = {
    ("--outbound-type", "managedNATGatewayV2"): ("managedNATGateway", "--outbound-type-sku StandardV2"),
}
"""Values that az no longer takes, and what took their place (Azure/azure-cli pull request 34017)."""

_MARKS = ("#", "//", "--", "/*", "<!--", "<#")
_CLOSING = {"/*": "*/", "<!--": "-->", "<#": "#>"}
_FLAG = late_regex(r"--?[\w-]+")


def note_of(read: ReadStack, finding: Finding) -> SourceNote | None:
    """The note that a finding is about."""
    for part in read.parts:
        if isinstance(part, SourceNote) and finding.at in (
            part.at,
            *(node.at for node in part.facts.values()),
        ):
            return part
    return None


def full_flag(files: Files, note: SourceNote) -> tuple[Edit, ...] | None:
    """An abbreviated flag written in full."""
    return _flag(files, note, text_of(note.facts.get("fullFlag")))


def near_flag(files: Files, note: SourceNote) -> tuple[Edit, ...] | None:
    """A flag that the command does not have, as the one it has that is spelt nearly so."""
    flag = text_of(note.facts.get("flag"))
    known = sorted({each for table in PROPERTIES.values() for each in table})
    near = get_close_matches(flag, known, n=1, cutoff=0.7) if flag else []
    return _flag(files, note, near[0] if near else None)


def _flag(files: Files, note: SourceNote, wanted: str | None) -> tuple[Edit, ...] | None:
    place, flag = files.place(note.at), text_of(note.facts.get("flag"))
    if place is None or not flag or not wanted or _FLAG.fullmatch(wanted) is None:
        return None
    text, (start, _) = place
    # an = and a value may follow the flag in its word
    if not text.text.startswith(flag, start):
        return None
    return edits_of(text, [Change(start, start + len(flag), wanted)])


def removed_value(files: Files, note: SourceNote) -> tuple[Edit, ...] | None:
    """What took the place of a value that az no longer takes."""
    flag, value = text_of(note.facts.get("flag")), text_of(note.facts.get("value"))
    new = REPLACED.get((flag or "", value or ""))
    place = files.place(note.at)
    if new is None or place is None or not value:
        return None
    text, (start, end) = place
    word = text.text[start:end]
    if word.strip("\"'") != value:
        return None
    changes = [Change(start, end, word.replace(value, new[0]))]
    changes.append(Change(end, end, f" {new[1]}"))
    return edits_of(text, changes)


def continuation(files: Files, note: SourceNote) -> tuple[Edit, ...] | None:
    """The continuation mark that the line before has lost."""
    place = files.place(note.at)
    if place is None:
        return None
    text, (start, _) = place
    changes = commands.continued(text.text, start, text.path)
    return edits_of(text, changes) if changes else None


def unsuppressed(files: Files, finding: Finding) -> tuple[Edit, ...] | None:
    """A suppression that hides nothing, taken out: with its line where it has one to itself."""
    text = files.text(finding.at.path)
    start = text.offset(finding.at.line, finding.at.column) if text is not None else None
    if text is None or start is None or not text.text.startswith("natpin:", start):
        return None
    begin, end = line_start(text.text, start), line_end(text.text, start)
    before = text.text[begin:start].rstrip()
    mark = next((mark for mark in sorted(_MARKS, key=len, reverse=True) if before.endswith(mark)), None)
    if mark is None:
        return None
    closing = _CLOSING.get(mark)
    if closing is not None:
        close = text.text.find(closing, start, end)
        if close < 0:
            return None
        if text.text[close + len(closing) : end].strip():
            return None
    code = before[: -len(mark)].rstrip()
    if code:
        return edits_of(text, [Change(begin + len(code), end, "")])
    last = line_after(text.text, end)
    moved = hcl.rows_joined(text.text, begin, last) if language_of(text.path) == HCL else []
    return edits_of(text, [Change(begin, last, ""), *moved])
