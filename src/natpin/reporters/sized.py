"""Markdown put together from sections, within a budget of bytes: what matters least goes first, and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.model.record import record, replace


@record
class Section:
    """A part of a text."""

    title: str
    """Ours, never a string from the repository; empty for what needs no heading."""
    intro: str
    """What is kept or dropped as one."""
    items: tuple[str, ...] = ()
    """What may be cut off after any one."""
    rank: int = 0
    """How dispensable it is: 0 is never dropped whole, the highest goes first."""
    share: float = 1.0
    """The part of the remaining budget that its items may take when there is not enough."""
    folded: bool = False
    """Behind a line to click on."""
    level: int = 3
    """Of its heading."""
    between: str = "\n"
    """What stands between two items."""


def document(sections: Iterable[Section], max_bytes: int | None = None) -> str:
    """The sections one after the other, in at most ``max_bytes`` bytes of UTF-8."""
    kept = list(sections)
    text = _joined(kept, ())
    if max_bytes is None or _size(text) <= max_bytes:
        return text
    dropped: list[str] = []
    for rank in sorted({section.rank for section in kept if section.rank > 0}, reverse=True):
        dropped += [section.title for section in kept if section.rank == rank]
        kept = [section for section in kept if section.rank != rank]
        if _size(_joined(kept, dropped)) <= max_bytes:
            return _joined(kept, dropped)
    return _cut(kept, dropped, max_bytes)


def _cut(kept: Sequence[Section], dropped: Sequence[str], max_bytes: int) -> str:
    """Only what may not be dropped is left: keep as many items of each as fit."""
    # A line that tells how many are missing is reserved for each section.
    frame = _size(_joined([replace(section, items=()) for section in kept], dropped)) + 120 * len(kept)
    room = max_bytes - frame
    cut = []
    for position, section in enumerate(kept):
        last = position == len(kept) - 1
        items = _fitting(section, room if last else int(room * section.share))
        room -= sum(_size(item) + len(section.between) for item in items)
        cut.append(replace(section, items=items))
    text = _joined(cut, dropped)
    if _size(text) <= max_bytes:
        return text
    # Not even the frame fits: the first section's own words, whole lines only.
    lines = [line for section in kept[:1] for line in section.intro.split("\n")]
    while lines and _size("\n".join(lines)) >= max_bytes:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def _fitting(section: Section, room: int) -> tuple[str, ...]:
    items: list[str] = []
    for item in section.items:
        room -= _size(item) + len(section.between)
        if room < 0:
            break
        items.append(item)
    left = len(section.items) - len(items)
    if left:
        items.append(f"- … and {left} more, left out for size")
    return tuple(items)


def _joined(sections: Sequence[Section], dropped: Sequence[str]) -> str:
    texts = [_one(section) for section in sections]
    if dropped:
        texts.append(f"_Left out for size: {', '.join(filter(None, dropped)) or 'what matters least'}._")
    return "\n\n".join(texts) + "\n"


def _one(section: Section) -> str:
    body = "\n\n".join(part for part in (section.intro, section.between.join(section.items)) if part)
    if section.folded:
        return f"<details><summary>{section.title}</summary>\n\n{body}\n\n</details>"
    return f"{'#' * section.level} {section.title}\n\n{body}" if section.title else body


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
