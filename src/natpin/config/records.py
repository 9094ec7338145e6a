"""What a configuration decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from natpin import globs
from natpin.model.finding import Finding, Severity, Verdict
from natpin.model.location import NOWHERE, Location
from natpin.model.record import record

if TYPE_CHECKING:
    from natpin.languages.located_yaml.checked import Written

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class FailOn(Enum):
    """From what on a run fails. Each includes the ones before it."""

    NEVER = "never"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    UNKNOWN = "unknown"
    """Any finding, undecided ones included."""

    def met_by(self, findings: Iterable[Finding]) -> bool:
        """True when one of the findings is grave enough."""
        if self is FailOn.NEVER:
            return False
        if self is FailOn.UNKNOWN:
            return any(True for _ in findings)
        limit = Severity(self.value).rank
        return any(f.verdict is Verdict.FAIL and f.severity.rank <= limit for f in findings)


@record
class RuleSetting:
    """What a team or profile says of one rule; None leaves it as it is."""

    at: Location
    enabled: bool | None = None
    severity: Severity | None = None
    parameters: Mapping[str, Written] = _NOTHING
    """Values by parameter name; ``policy.select`` knows their types."""
    ignorable: bool | None = None
    """False: no comment, no ``ignore`` entry and no baseline hides a finding of it."""


@record
class Ignore:
    """An entry of ``ignore``: findings the team lives with."""

    rules: tuple[str, ...]
    reason: str
    at: Location
    path: str | None = None
    """Glob; None for everywhere."""
    subject: str | None = None
    """Address of the resource; None for all."""
    until: str | None = None
    """``yyyy-mm-dd``, the last day it holds."""


@record
class Environment:
    """A root and the inputs that make it one of its stacks. Paths are workspace-relative."""

    root: str
    name: str
    at: Location
    var_files: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    variables: Mapping[str, str] = _NOTHING
    workspace: str | None = None
    """``terraform.workspace``."""


@record
class Shared:
    """A configuration from outside of the workspace, that the workspace's own extends."""

    name: str
    """For messages and places."""
    source: bytes


@record
class Config:
    """The configuration; as it is without natpin.yaml when nothing is given."""

    path: str | None = None
    profile: str = "default"
    profile_at: Location = NOWHERE
    policies: tuple[tuple[str, Location], ...] = ()
    """Folders with policies of the team's own, workspace-relative."""
    rules: Mapping[str, RuleSetting] = _NOTHING
    exclude: tuple[str, ...] = ()
    fail_on: FailOn = FailOn.ERROR
    ignore: tuple[Ignore, ...] = ()
    ignore_suppressions: bool = False
    """True: comments in files suppress nothing (a platform team's choice)."""
    environments: tuple[Environment, ...] = ()
    sections: Mapping[str, Written] = _NOTHING
    made_of: tuple[str, ...] = ()
    """The files that say something of it: itself, and those that it extends."""

    @property
    def switched_off(self) -> tuple[str, ...]:
        """The rules that the team does not want asked."""
        return tuple(name for name, setting in self.rules.items() if setting.enabled is False)

    def excluded(self, path: str) -> bool:
        """True for a path the team does not want looked at."""
        return bool(self.exclude) and globs.excluded(self.exclude, path)
