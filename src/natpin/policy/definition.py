"""What a policy is, made from the plain data of its file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from natpin.model.finding import Fix, Rule, Severity
from natpin.model.record import field, record, replace


class OnUnknown(Enum):
    """What becomes of a verdict that cannot be reached. None of these is a pass."""

    UNKNOWN = "unknown"
    """A finding with verdict unknown and its causes."""
    FAIL = "fail"
    """A failure: what cannot be shown is not accepted."""
    QUIET = "quiet"
    """The verdict stays unknown, without a finding: for notes that would be noise."""


CATEGORIES: Mapping[str, str] = {
    "association": "which subnets a NAT gateway is attached to",
    "exits": "by what traffic leaves: outbound types, load balancers, public IPs of nodes",
    "addresses": "the public IPs: SKUs, zones, regions, protection",
    "capacity": "idle timeouts, ports, room to rotate IPs",
    "routes": "routes and service endpoints that lead past the gateway",
    "scripts": "commands of az and PowerShell that do not do what they say",
    "contract": "the IPs that partners were given, and the rules themselves",
    "drift": "what is live otherwise than declared",
}
"""What rules are about, to select and to look them up by."""

PARAMETER_TYPES = ("integer", "number", "text", "flag", "texts")


@record
class Parameter:
    """A knob of a policy that natpin.yaml can turn."""

    name: str
    type: str
    """One of ``PARAMETER_TYPES``."""
    default: object
    description: str
    minimum: int | float | None = None
    maximum: int | float | None = None


@record
class Pointer:
    """A second field whose place explains the finding."""

    field: str
    message: str


@record
class Example:
    """The same mistake and its mending, in one language."""

    language: str
    bad: str
    good: str


@record
class Policy:
    """A rule with its question. Compared by identity; ``select`` makes changed copies."""

    rule: Rule
    subject: str
    """Kind of the subjects it is asked of."""
    require: Mapping[str, Any]
    message: str
    when: Mapping[str, Any] | None = None
    parameters: tuple[Parameter, ...] = ()
    on_unknown: OnUnknown = OnUnknown.UNKNOWN
    fix: Fix | None = None
    related: tuple[Pointer, ...] = ()
    points_to: str | None = None
    """The field whose place is the finding's."""
    severity_when: tuple[tuple[Mapping[str, Any], Severity], ...] = ()
    """The first condition that holds gives the severity, unless the team set one."""
    ignorable: bool = True
    """False when suppressions and baselines cannot hide it."""
    examples: tuple[Example, ...] = ()
    tests: tuple[Mapping[str, Any], ...] = ()
    source: str = ""
    """The file it was read from."""
    category: str = ""
    """One of ``CATEGORIES``; empty for one that names none."""
    enabled: bool = True
    severity: Severity | None = None
    """The team's, in place of the rule's."""
    values: Mapping[str, object] = field(default_factory=dict)
    """The team's parameters; ``bound`` fills in the defaults."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def bound(self) -> dict[str, object]:
        """Every parameter with its value."""
        return {parameter.name: parameter.default for parameter in self.parameters} | dict(self.values)

    def tuned(
        self,
        enabled: bool | None,
        severity: Severity | None,
        values: Mapping[str, object],
        ignorable: bool | None = None,
    ) -> Policy:
        """A copy as a team or profile wants it; None leaves a setting as it is. What the rule's own file keeps from being
        suppressed, no setting allows."""
        return replace(
            self,
            enabled=self.enabled if enabled is None else enabled,
            severity=severity or self.severity,
            values={**self.values, **values},
            ignorable=self.ignorable and ignorable is not False,
        )


def from_document(document: Mapping[str, Any], source: str) -> Policy:
    """A policy from the plain data of a file that ``check`` has found right."""
    fix = document.get("fix")
    return Policy(
        rule=Rule(
            id=document["id"],
            title=document["title"],
            severity=Severity(document["severity"]),
            rationale=document["rationale"].strip(),
            remediation=document["remediation"].strip(),
            references=tuple(document.get("references", ())),
        ),
        subject=document["subject"],
        require=document["require"],
        message=document["message"].strip(),
        when=document.get("when"),
        parameters=tuple(Parameter(**parameter) for parameter in document.get("parameters", ())),
        on_unknown=OnUnknown(document.get("onUnknown", "unknown")),
        fix=Fix(fix["description"], fix.get("safe", False)) if fix else None,
        related=tuple(Pointer(**pointer) for pointer in document.get("related", ())),
        points_to=document.get("property"),
        severity_when=tuple(
            (entry["when"], Severity(entry["severity"])) for entry in document.get("severityWhen", ())
        ),
        ignorable=not document.get("notIgnorable", False),
        examples=tuple(Example(**example) for example in document.get("examples", ())),
        tests=tuple(document.get("tests", ())),
        source=source,
        category=document.get("category", ""),
        enabled=document.get("enabled", True),
    )
