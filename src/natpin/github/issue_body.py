"""The drift issue's text: marker, a banner while the scope cannot be read, content, a short history, footer."""

from __future__ import annotations

import re
from datetime import datetime

from natpin.comments.marker import Mark, Standing, content_of, digest_of, footer, read_mark
from natpin.comments.sections import length
from natpin.model.record import record

KIND = "drift"
MOST_HISTORY = 15
_HISTORY = "\n\n<details><summary>History</summary>\n\n"
_HISTORY_LINE = re.compile(r"- \d{4}-\d\d-\d\d \d\d:\d\dZ, [\w ,.-]{1,100}")


@record
class IssueBody:
    """The parts."""

    mark: Mark
    content: str
    history: tuple[str, ...] = ()
    """Newest first."""
    banner: str = ""
    """One paragraph, only while the state is ``unreadable``."""

    def written(self) -> str:
        """The whole, within GitHub's limit as long as the content is."""
        history = "\n".join(self.history)
        banner = f"{self.banner}\n\n" if self.banner else ""
        folded = f"{_HISTORY}{history}\n\n</details>" if history else ""
        return f"{self.mark.written()}\n{banner}{self.content}{folded}{footer(self.mark.standing)}"

    @property
    def intact(self) -> bool:
        """Nobody edited the content since."""
        return digest_of(self.content) == self.mark.digest


def read_body(body: str | None, key: str | None = None) -> IssueBody | None:
    """The parts of an issue of ours; None for any other text. Lines of the history that natpin does not write are
    dropped."""
    mark = read_mark(body, KIND, key)
    if mark is None or body is None:
        return None
    content = content_of(body)
    content, _, history = content.rpartition(_HISTORY) if _HISTORY in content else (content, "", "")
    banner = ""
    if mark.state == "unreadable":
        banner, _, content = content.partition("\n\n")
    lines = tuple(line for line in history.split("\n") if _HISTORY_LINE.fullmatch(line))[:MOST_HISTORY]
    return IssueBody(mark, content.strip("\n"), lines, banner)


def body_of(
    key: str, standing: Standing, state: str, content: str, history: tuple[str, ...], banner: str = ""
) -> IssueBody:
    """Of a new text."""
    text = content.strip("\n")
    return IssueBody(Mark(key, standing, digest_of(text), state, KIND), text, history, banner)


def entry(now: datetime, standing: Standing, what: str) -> str:
    """A line of the history. ``what`` is natpin's own words."""
    run = f", run {standing.run_number}" if standing.run_number else ""
    return f"- {now:%Y-%m-%d %H:%MZ}, {what}{run}"


def overhead(key: str, standing: Standing) -> int:
    """Characters that a body needs besides its content."""
    sample = body_of(key, standing, "unreadable", "", ("x" * 130,) * MOST_HISTORY, "x" * 700)
    return length(sample.written())
