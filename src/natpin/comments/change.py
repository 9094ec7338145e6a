"""The change that a pipeline runs for, on any platform: what was checked out, what it is compared with, where to comment."""

from __future__ import annotations

import re

from natpin.comments.marker import Standing
from natpin.model.record import record


@record
class Change:
    """A merge request or a pull request, from the variables of a job."""

    name: str
    """As people call it: ``merge request !7``."""
    commits: tuple[str, ...]
    """What the job's variables say is checked out: one of these."""
    bases: tuple[str, ...]
    """Revisions to compare with, the surest first."""
    standing: Standing
    target: str = ""
    """The branch that the change is to go into."""
    merges: str = ""
    """The source branch's commit, where the platform may have checked out a merge of it into the target: then the merge's
    first parent is the surest base."""
    fork: bool = False
    """It comes from another repository, so the job may have no token, or one that cannot write."""
    deepen: str = ""
    """How to get a missing base into the checkout, in words."""
    source_url: str = ""
    """Where files can be looked at; empty where a path cannot simply be appended."""
    number: int = 0
    """Of the pull request on GitHub; elsewhere the platform's variables name it."""
    read_from_git: str = ""
    """The commit to read from git's objects, for a stranger's change that is not laid into the work tree."""
    pictures: bool = True
    """Whether a Mermaid diagram is drawn in a comment."""


def number_of(value: str | None) -> int:
    """A positive number of at most 18 digits; 0 for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= 18 else 0


def sha_of(value: str | None) -> str:
    """A commit id; empty for anything else, all zeros included."""
    text = (value or "").lower()
    plain = len(text) in (40, 64) and not set(text) - set("0123456789abcdef")
    return text if plain and text.strip("0") else ""


def url_of(value: str | None) -> str:
    """A web address without its last slash; empty for anything else."""
    matched = re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/+-]*)?", value or "")
    return matched[0].rstrip("/") if matched else ""
