"""Where a job's repositories lie: with more than one ``checkout`` each has a folder of its own, which is called like the
repository or by ``path`` (learn.microsoft.com/azure/devops/pipelines/repos/multi-repo-checkout, "Checkout path").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az import CHECKOUT
from natpin.formats.pipelines.texts import spelled
from natpin.model.record import field, mutable
from natpin.model.value import Node, dig, items
from natpin.regex import late_regex

_PLAIN = late_regex(r"[\w.-]+")
_BELOW = "s/"
"""Before a ``path`` that lies in the folder in which commands start."""


def repositories(plan: Node) -> dict[str, str]:
    """What a pipeline calls the other repositories that it uses: their names, by alias."""
    named = (
        (spelled(dig(one, "repository")), spelled(dig(one, "name")))
        for one in items(dig(plan, "resources.repositories"))
    )
    return {alias: name for alias, name in named if alias and name}


@mutable
class Checkouts:
    """What the jobs of a pipeline have checked out so far."""

    named: Mapping[str, str] = field(default_factory=dict)
    """Repositories by alias."""
    by_job: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """By stage and job: the words of ``CHECKOUT`` by what is checked out."""

    def add(self, job: tuple[str, str], taken: str, path: str | None) -> None:
        """One more: ``self``, an alias, or an address (``git://project/name@ref``)."""
        if taken == "none":
            return
        name = self.named.get(taken, taken).partition("@")[0].rstrip("/").rpartition("/")[2]
        folder = path.removeprefix(_BELOW) if path is not None and path.startswith(_BELOW) else None
        own = taken == "self"
        if path is None:
            folder = "*" if own else name
        if folder == "*" or (folder is not None and _PLAIN.fullmatch(folder)):
            self.by_job.setdefault(job, {})[taken] = folder if own else f"!{folder}"

    def of(self, stage: str, job: str) -> Iterator[str]:
        """What tells a step's script. One repository alone lies where commands start."""
        words = self.by_job.get((stage, job), {})
        if len(words) > 1:
            yield f"export {CHECKOUT}='{' '.join(words.values())}'"
