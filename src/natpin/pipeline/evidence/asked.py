"""Which verdicts are to be explained."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.record import record
from natpin.model.subject import Subject

FINDINGS = "findings"
"""In place of a rule: whichever rules fail, or cannot be decided."""


@record
class Asking:
    """``RULE[:CLUSTER]`` or ``RULE:SUBJECT``; ``findings`` for every rule that has some."""

    rule: str
    of: str = ""
    """A name or an address; empty for every subject."""

    @property
    def written(self) -> str:
        """As on the command line."""
        return f"{self.rule}:{self.of}" if self.of else self.rule

    @staticmethod
    def parse(written: str) -> Asking:
        """From the command line; an address may hold colons."""
        rule, _, of = written.partition(":")
        return Asking(rule.strip(), of.strip())


def matches(asking: Asking, subject: Subject, clusters: Mapping[str, str]) -> bool:
    """Whether a subject is meant: by its address, its name, or that of a cluster it concerns.

    ``clusters`` maps addresses to names."""
    if not asking.of:
        return True
    label = subject.label.removeprefix("prefix ").removeprefix("IP ")
    own = (label, subject.address, subject.address.rsplit("#", 1)[-1])
    of_clusters = (name for address in subject.clusters for name in (address, clusters.get(address, "")))
    return asking.of.lower() in {name.lower() for name in (*own, *of_clusters)}
