"""What a policy says of one subject."""

from __future__ import annotations

from enum import Enum

from natpin.model.location import Location
from natpin.model.record import record


class Verdict(Enum):
    """Three verdicts, and the absence of the question. Ordered worst first by ``worst``."""

    FAIL = "fail"
    UNKNOWN = "unknown"
    PASS = "pass"  # noqa: S105 - a verdict, no password
    NOT_APPLICABLE = "not-applicable"

    __hash__ = (
        object.__hash__
    )  # each is one object: ``Enum`` hashes its name, in Python, a hundred times a cluster


_ORDER = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.PASS: 2, Verdict.NOT_APPLICABLE: 3}


def worst(verdicts: list[Verdict]) -> Verdict:
    """One fail fails them all, one unknown spoils a pass; nothing asked is not-applicable."""
    return min(verdicts, key=_ORDER.__getitem__, default=Verdict.NOT_APPLICABLE)


class Severity(Enum):
    """How much a failing rule matters."""

    ERROR = "error"
    """Traffic leaves, or will leave, from an IP that is not on the allowlist, or a deployment fails."""
    WARNING = "warning"
    """Works today, breaks under a foreseeable change."""
    NOTE = "note"
    """Worth knowing."""

    __hash__ = object.__hash__  # as of a verdict

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return ("error", "warning", "note").index(self.value)


@record
class Related:
    """A second place that explains a finding."""

    message: str
    at: Location


@record
class Replacement:
    """Another text for a span of a file."""

    at: Location
    text: str


@record
class Fix:
    """How to mend it."""

    description: str
    safe: bool = False
    """True when applying it by machine cannot change anything else."""
    at: Location | None = None
    """The span that ``replacement`` replaces; None for advice in words only."""
    replacement: str | None = None
    more: tuple[Replacement, ...] = ()
    """Further spans, of other files too: all of them are one fix, and none is one by itself."""

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """Every span with its new text; none for advice in words."""
        if self.at is None or self.replacement is None:
            return ()
        return (Replacement(self.at, self.replacement), *self.more)


@record
class Rule:
    """What is asked, and why. The text of a finding's help, of SARIF's rule table and of ``natpin explain``."""

    id: str
    title: str
    severity: Severity
    rationale: str
    remediation: str
    references: tuple[str, ...] = ()


@record
class Cause:
    """Why a verdict is unknown."""

    reason: str
    at: Location
    settle_by: str | None = None


@record
class Conditional:
    """When an unknown verdict is a fail, and when it is a pass: the files leave open a few inputs with few values each.

    A text is one case, as the author would write it: ``enable_nat = false``; several inputs of one case are joined with
    " and ": ``enable_nat = true and zone = "1"``. The cases are those in which the stack was read again. Whoever makes
    one merges cases that need not be told apart (an input that changes nothing is not named), and names none of both
    kinds: of ``fails``, ``passes`` and ``unknown`` at least two hold cases. The order is that of the questions' options.

    Reports say ``fails when enable_nat = false; passes otherwise``.
    """

    fails: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    """Cases in which the rule passes, or does not apply."""
    unknown: tuple[str, ...] = ()
    """Cases in which it stays unknown, for other reasons."""


@record
class Finding:
    """A rule failed, or could not be decided, for one subject of one stack."""

    rule: Rule
    verdict: Verdict
    """FAIL or UNKNOWN."""
    severity: Severity
    """The rule's, unless the team set another."""
    message: str
    at: Location
    subject: str
    """Address of the resource it is about."""
    stack: str
    """``Stack.id``."""
    property: str | None = None
    """The property that decided it, dotted ARM path."""
    related: tuple[Related, ...] = ()
    causes: tuple[Cause, ...] = ()
    """For UNKNOWN: what could not be known."""
    fix: Fix | None = None
    clusters: tuple[str, ...] = ()
    """Addresses of the clusters it concerns."""
    subject_at: Location | None = None
    """Where the subject is declared: a suppression above its block covers the finding too."""
    called_at: tuple[Location, ...] = ()
    """The calls that make the subject (``Resource.called_at``): a suppression at one of them covers the finding too."""
    through: str = ""
    """What hands the value on from ``at`` to the subject: ``variable idle``. Empty where it is written there itself."""
    conditional: Conditional | None = None
    """For UNKNOWN: in which cases it would fail or pass; None where no few inputs decide it."""
    fingerprint: str = ""
    """Stable across moved lines: rule, subject, file, property. Never a line number."""


@record
class Suppressed:
    """A finding that the team decided to live with, and why."""

    finding: Finding
    reason: str
    by: str
    """``inline``, ``baseline`` or ``config``."""
    at: Location
    until: str | None = None


@record
class Judgement:
    """Every verdict of one rule on one subject, passes included: what the cluster table is folded from."""

    rule: str
    subject: str
    verdict: Verdict
    clusters: tuple[str, ...] = ()
