"""Where a job's repositories lie: ``actions/checkout`` (its README, "Usage") puts one into the folder ``path``, and another
one than the workflow's where ``repository`` names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az import CHECKOUT
from natpin.model.record import field, mutable
from natpin.regex import late_regex

CHECKS_OUT = "actions/checkout"
OWN = late_regex(r"\$\{\{\s*github\.repository\s*\}\}")
_PLAIN = late_regex(r"(?:\./)?(?P<folder>[\w.-]+(?:/[\w.-]+)*)/?")


@mutable
class Checkouts:
    """What the steps of a workflow have checked out so far."""

    by_job: dict[str, list[str]] = field(default_factory=dict)
    """The words of ``CHECKOUT``, by job."""

    def add(self, job: str, given: Mapping[str, str | None], *, own: bool, conditional: bool) -> None:
        """One more. ``given``: what the action is given, None where it is not known. ``own``: it says that the repository
        is the workflow's."""
        another = "" if own else given.get("repository", "")
        folder = _PLAIN.fullmatch(given.get("path", "") or ".")
        if another is None or folder is None or conditional:
            return  # it may be the workflow's own repository, in the usual place
        place = folder["folder"]
        words = self.by_job.setdefault(job, [])
        if place != ".":
            words.append(f"!{place}" if another else place)
        elif another:
            words.append("!")
        elif "!" in words:
            words.remove("!")

    def of(self, job: str) -> Iterator[str]:
        """What tells a step's script."""
        if self.by_job.get(job):
            yield f"export {CHECKOUT}='{' '.join(self.by_job[job])}'"
