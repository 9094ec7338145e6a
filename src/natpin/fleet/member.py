"""A member of a fleet: the report on one scope of Azure or one repository, or why there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from natpin.errors import InputError
from natpin.model.digest import sha256
from natpin.model.record import field, record

_TAKEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Kind(StrEnum):
    """What a member tells of. A scope may have a report of each kind: they do not replace one another."""

    LIVE = "live"
    """What stands in Azure, judged by policies."""
    FILES = "files"
    """What the files of a repository declare, judged by policies."""
    DRIFT = "drift"
    """What is live, held against what is declared."""


@record
class Member:
    """One line of a fleet file. Exactly one of ``report`` and ``missing`` is there."""

    source: str
    """Whose it is: ``/subscriptions/<id>``, or the name of a repository."""
    kind: Kind
    taken: str
    """When it was looked at, as ``2026-11-29T12:00:00Z``; empty where the report does not tell."""
    report: Mapping[str, Any] | None = None
    """A whole report, as ``--format json`` writes it."""
    missing: str | None = None
    """Why there is no report: a scope that could not be read is never one that is in order."""
    named_after: str = field(default="", compare=False)
    """The file that it has its name from; empty where somebody gave the name."""

    @property
    def key(self) -> tuple[str, str]:
        """What a later look at the same thing replaces."""
        return self.source, self.kind.value

    @property
    def age(self) -> tuple[str, bool, str]:
        """Orders members of one key: the last look counts, and of two at the same time the one that saw something. Every
        two that differ are ordered, so that merging comes to the same whatever is merged first."""
        return self.taken, self.report is not None, sha256(self.body().encode())

    def body(self) -> str:
        """What was found, as canonical JSON."""
        return json.dumps(self.missing if self.report is None else self.report, sort_keys=True)

    def line(self) -> str:
        """As it stands in a fleet file, without the line's end."""
        found = {"missing": self.missing} if self.report is None else {"report": self.report}
        head = {"source": self.source, "kind": self.kind.value, "taken": self.taken}
        return json.dumps({**head, **found}, separators=(",", ":"), sort_keys=True)


def of_document(found: object, where: str) -> Member:
    """A member from its JSON. ``where`` names it in messages. Raises InputError for what is none."""
    from natpin.fleet.checked import DRIFT, checked

    if not isinstance(found, dict):
        raise InputError(f"{where}: the line is not a JSON object")
    source, kind, taken = found.get("source"), found.get("kind"), found.get("taken")
    report, missing = found.get("report"), found.get("missing")
    if not isinstance(source, str) or not source:
        raise InputError(f"{where}: it does not tell its source")
    if kind not in tuple(Kind):
        raise InputError(f"{where}: its kind is none of {', '.join(Kind)}")
    if not isinstance(taken, str) or (taken and not _TAKEN.fullmatch(taken)):
        raise InputError(f"{where}: it does not tell when it was taken")
    if (report is None) == (missing is None) or not isinstance(missing, str | None):
        raise InputError(f"{where}: it holds a report, or tells why there is none: one of the two")
    if report is not None and (checked(report, where) == DRIFT) is not (kind == Kind.DRIFT):
        raise InputError(f"{where}: its report is not of the kind {kind}")
    return Member(source, Kind(kind), taken, report, missing)
