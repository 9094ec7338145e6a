"""Sections of a report as sections of a comment, the same on every platform."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from natpin.comments.sections import Section as CommentSection
from natpin.model.record import replace
from natpin.reporters import neutral
from natpin.reporters.sized import Section, document

LARGEST_SECTION = 24_000
"""Bytes of one section, so that no list of findings pushes out all the others."""
PICTURE = "Egress map"
"""Last, and behind a line to click on: in a conversation the words come first."""
SUMMARY = "natpin"
"""The first section of a whole report."""
MOST_CIDRS = 500
"""Lines of a block to copy: more would push out everything else, or be cut off in silence."""
GAPS = 5
"""Reasons why an address is not known, told without a click."""
LONGEST_COMMAND = 600


def as_comment(sections: Iterable[Section]) -> tuple[CommentSection, ...]:
    """The picture last and folded; long lists cut, with their number told."""
    found = []
    for section in sorted(sections, key=lambda one: one.title == PICTURE):
        folded = replace(section, folded=section.folded or section.title == PICTURE, rank=0)
        found.append(CommentSection(section.title, document([folded], LARGEST_SECTION), section.rank))
    return tuple(found)


def cidr_block(cidrs: Sequence[str], when: str, *, complete: bool, below: str = "") -> str:
    """CIDRs to copy, and whether they are all there are. ``below``: what is added where they are not."""
    shown = "\n".join(neutral.visible(cidr) for cidr in cidrs[:MOST_CIDRS])
    state = "complete" if complete else f"not complete{below}"
    if len(cidrs) > MOST_CIDRS:
        state = f"the first {MOST_CIDRS} of {len(cidrs)}, so not complete here: all are in the report files"
    return f"**Egress IPs {when}** ({state}):\n\n```text\n{shown}\n```"


def not_known_yet(items: Sequence[str]) -> str:
    """Which addresses are not known, and why: lines of a list, folded where there are many."""
    listed = "\n".join(items)
    if len(items) > GAPS:
        return f"<details><summary>Not known yet ({len(items)})</summary>\n\n{listed}\n\n</details>"
    return f"Not known yet:\n\n{listed}"


def at_your_desk(flags: Iterable[str], paths: Iterable[str], target: str) -> CommentSection:
    """How to run the same at one's own desk. ``target``: the branch that the change is for, empty for none."""
    against = ["--diff", f"origin/{target}"] if target else []
    command = shlex.join(["natpin", "lint", *flags, *against, *paths])
    shown = neutral.code(neutral.clip(command, LONGEST_COMMAND))
    return CommentSection("how to run it", f"The same at your desk: {shown}", 3)
