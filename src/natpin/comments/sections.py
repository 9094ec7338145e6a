"""Making a text fit: GitHub refuses a comment or an issue beyond 65,536 characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natpin.model.record import record

BODY_LIMIT = 60_000
"""Characters of a whole comment or issue body; GitHub answers 422 beyond 65,536."""


@record
class Section:
    """A part of a comment, finished Markdown, every string of the repository already neutralised."""

    name: str
    """What readers are told when it is left out: "the picture"."""
    body: str
    priority: int = 0
    """0 is kept, cut short if nothing else helps. Greater numbers are dropped first, later ones before earlier."""


@record
class Fitted:
    """What is left of the sections."""

    text: str
    dropped: tuple[str, ...]
    """Names of the sections that were left out or cut short."""


def length(text: str) -> int:
    """In UTF-16 units: never less than what GitHub counts, whichever way it counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitted(sections: Sequence[Section], limit: int, *, whole: str = "") -> Fitted:
    """The sections one after the other within ``limit`` characters, and a line that names what is missing.
    ``whole``: where the whole report is, finished Markdown ("the job summary", a link)."""
    kept = [section for section in sections if section.body.strip()]
    dropped: list[str] = []
    while length(_joined(kept, dropped, whole)) > limit:
        droppable = [section for section in kept if section.priority > 0]
        if not droppable:
            break
        worst = max(range(len(kept)), key=lambda index: (kept[index].priority, index))
        dropped.insert(0, kept.pop(worst).name)
    text = _joined(kept, dropped, whole)
    if length(text) <= limit:
        return Fitted(text, tuple(dropped))
    dropped = [*(section.name for section in kept[-1:]), *dropped]
    note = _note(dropped, whole)
    room = limit - length(note) - 64
    return Fitted(_cut(_joined(kept, [], ""), room) + note, tuple(dropped))


def _joined(kept: Sequence[Section], dropped: Sequence[str], whole: str) -> str:
    return "\n\n".join(section.body.strip("\n") for section in kept) + _note(dropped, whole)


def _note(dropped: Sequence[str], whole: str) -> str:
    if not dropped:
        return ""
    names = [" ".join(re.sub(r"[^\w ,.-]", "", name)[:60].split()) for name in dropped[:12]]
    more = f" and {len(dropped) - 12} more" if len(dropped) > 12 else ""
    rest = f" The whole report: {whole}." if whole else ""
    return f"\n\n_Left out or shortened, for length: {', '.join(names)}{more}.{rest}_"


def _cut(text: str, room: int) -> str:
    """At a line's end, with what the cut left open closed again."""
    lines: list[str] = []
    used = 0
    fence = ""
    details = 0
    for line in text.split("\n"):
        cost = length(line) + 1
        if used + cost > room:
            if not lines:  # one line longer than everything
                lines.append(line[: max(0, room // 2)])
            break
        used += cost
        lines.append(line)
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            details += line.count("<details") - line.count("</details>")
    closing = ([fence] if fence else []) + ["</details>"] * min(max(details, 0), 4)
    return "\n".join([*lines, *closing])
