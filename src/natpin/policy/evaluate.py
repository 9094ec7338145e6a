"""Asks policies of subjects."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from natpin.model.digest import sha256
from natpin.model.finding import Cause, Finding, Fix, Judgement, Related, Severity, Verdict
from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.resource import Resource
from natpin.model.subject import Subject
from natpin.model.value import Kind, Reference, Unknown, Value
from natpin.policy.conditions import compile_condition, finder
from natpin.policy.definition import OnUnknown, Policy
from natpin.policy.outcomes import Condition, Operand, Outcome, PathStart
from natpin.policy.speaking import Speaking
from natpin.policy.wording import default_of_whom, shown

MAX_RELATED = 6
MAX_CAUSES = 6
NOTHING: Mapping[str, Resource] = {}


def evaluate(
    policies: Iterable[Policy], subjects: Sequence[Subject], stack_id: str
) -> tuple[list[Finding], list[Judgement]]:
    """Every enabled policy asked of every subject of its kind: what failed or stayed open, and all verdicts."""
    judgements: list[Judgement] = []
    findings: list[Finding] = []
    by_kind: dict[str, list[Subject]] = defaultdict(list)
    declared: dict[str, Resource] = {}
    for subject in subjects:
        by_kind[subject.kind].append(subject)
        if subject.resource is not None:
            declared[subject.address] = subject.resource
    for policy in policies:
        for subject in by_kind.get(policy.subject, ()) if policy.enabled else ():
            verdict, finding = judge(policy, subject, stack_id, declared)
            judgements.append(Judgement(policy.id, subject.address, verdict, subject.clusters))
            if subject.perhaps and verdict in (Verdict.FAIL, Verdict.UNKNOWN):
                judgements.append(Judgement(policy.id, subject.address, Verdict.UNKNOWN, subject.perhaps))
            if finding is not None and not subject.only_perhaps:
                findings.append(finding)
    return told_apart(findings), judgements


def judge(
    policy: Policy, subject: Subject, stack_id: str, declared: Mapping[str, Resource] = NOTHING
) -> tuple[Verdict, Finding | None]:
    """One policy, one subject. ``declared``: the resources that its message may speak of, by address."""
    verdict, deciding = outcome(policy, subject)
    if verdict is Verdict.PASS or verdict is Verdict.NOT_APPLICABLE:
        return verdict, None
    if verdict is Verdict.UNKNOWN and policy.on_unknown is OnUnknown.QUIET:
        return verdict, None
    severity = compiled(policy).severity(subject)
    if verdict is Verdict.UNKNOWN and policy.on_unknown is OnUnknown.FAIL:
        return Verdict.FAIL, _undecided(policy, subject, stack_id, deciding, Verdict.FAIL, severity, declared)
    if verdict is Verdict.UNKNOWN:
        return verdict, _undecided(policy, subject, stack_id, deciding, verdict, severity, declared)
    return verdict, _failed(policy, subject, stack_id, deciding, severity, declared)


def outcome(policy: Policy, subject: Subject) -> tuple[Verdict, tuple[Operand, ...]]:
    """One policy, one subject, as ``judge`` decides it: the verdict alone, and the fields that decided it. What the
    policy makes of an unknown is left out."""
    verdict, deciding = compiled(policy).verdict(PathStart(subject.facts, subject.facts))
    if verdict is Verdict.FAIL and subject.conditional is not None:
        # nobody knows whether it is there: then nobody knows that it fails
        return Verdict.UNKNOWN, (Operand("", subject.conditional), *deciding)
    return verdict, deciding


@record
class Question:
    """A policy, compiled."""

    policy: Policy
    when: Condition | None
    require: Condition
    severities: tuple[tuple[Condition, Severity], ...]

    def verdict(self, scope: PathStart) -> tuple[Verdict, tuple[Operand, ...]]:
        """``when`` implies ``require``, by Kleene: what is required and there needs no ``when``."""
        applies: Outcome = self.when(scope) if self.when else (True, ())
        if applies[0] is False:
            return Verdict.NOT_APPLICABLE, ()
        fulfilled, deciding = self.require(scope)
        if fulfilled is True:
            return Verdict.PASS, deciding
        if applies[0] is None:
            return Verdict.UNKNOWN, applies[1] + (deciding if fulfilled is None else ())
        return (Verdict.FAIL if fulfilled is False else Verdict.UNKNOWN), deciding

    def severity(self, subject: Subject) -> Severity:
        """The team's word, else the first condition that holds, else the rule's."""
        if self.policy.severity is not None:
            return self.policy.severity
        if self.severities:
            scope = PathStart(subject.facts, subject.facts)
            for condition, severity in self.severities:
                if condition(scope)[0] is True:
                    return severity
        return self.policy.rule.severity


@lru_cache(maxsize=1024)
def compiled(policy: Policy) -> Question:
    """A policy's conditions as what can be asked."""
    bound = policy.bound
    return Question(
        policy,
        compile_condition(policy.when, bound) if policy.when is not None else None,
        compile_condition(policy.require, bound),
        tuple(
            (compile_condition(condition, bound), severity) for condition, severity in policy.severity_when
        ),
    )


def _failed(
    policy: Policy,
    subject: Subject,
    stack_id: str,
    deciding: tuple[Operand, ...],
    severity: Severity,
    declared: Mapping[str, Resource],
) -> Finding:
    from natpin.policy.template import Telling, render

    speaking = Speaking(subject, declared)
    at, path, through = _place(policy, subject, deciding)
    elsewhere = (path or "").rpartition(".")[2] if outside(at, subject.at) else ""
    telling = Telling(subject.facts, subject.label, policy.bound, deciding, speaking.speech, elsewhere)
    fix = policy.fix and replace(policy.fix, description=render(policy.fix.description, telling))
    message = render(policy.message, telling) or policy.rule.title  # a fact that says it may be an empty text
    return _finding(
        policy, subject, stack_id, Verdict.FAIL, severity, message, at, path, deciding, fix, speaking, through
    )


def _undecided(
    policy: Policy,
    subject: Subject,
    stack_id: str,
    deciding: tuple[Operand, ...],
    verdict: Verdict,
    severity: Severity,
    declared: Mapping[str, Resource],
) -> Finding:
    unknowns = [operand for operand in deciding if isinstance(operand.node, Unknown)]
    causes = tuple(
        Cause(operand.node.reason, operand.node.at, operand.node.settle_by)
        for operand in unknowns
        if isinstance(operand.node, Unknown)
    )
    if len(causes) > 1:
        causes = tuple(dict.fromkeys(causes))[:MAX_CAUSES]
    why = causes[0].reason if causes else "it depends on what could not be read"
    message = f"{subject.label}: cannot tell whether {_lowered(policy.rule.title)}, because {why}"
    at, path, _ = _place(policy, subject, tuple(unknowns))
    speaking = Speaking(subject, declared)
    return _finding(
        policy,
        subject,
        stack_id,
        verdict,
        severity,
        message,
        at,
        path,
        deciding,
        None,
        speaking,
        causes=causes,
    )


def _lowered(title: str) -> str:
    """A title inside a sentence; names and abbreviations keep their capitals."""
    return title if title[1:2].isupper() else title[0].lower() + title[1:]


def _finding(
    policy: Policy,
    subject: Subject,
    stack_id: str,
    verdict: Verdict,
    severity: Severity,
    message: str,
    at: Location,
    path: str | None,
    deciding: tuple[Operand, ...],
    fix: Fix | None,
    speaking: Speaking,
    through: str = "",
    causes: tuple[Cause, ...] = (),
) -> Finding:
    return Finding(
        rule=policy.rule,
        verdict=verdict,
        severity=severity,
        message=message,
        at=at,
        subject=subject.address,
        stack=stack_id,
        property=path,
        related=_related(policy, subject, deciding, at, message, speaking),
        causes=causes,
        fix=fix,
        clusters=subject.clusters,
        subject_at=subject.at,
        called_at=subject.resource.called_at if subject.resource is not None else (),
        fingerprint=fingerprint(policy.id, stack_id, subject.address, at.path, path),
        through=through,
    )


def _place(
    policy: Policy, subject: Subject, deciding: tuple[Operand, ...]
) -> tuple[Location, str | None, str]:
    """Where the finding is: the policy's property, else the first deciding field written in a file, else the subject.
    The property's path; and what hands its value on (``variable idle``)."""
    if policy.points_to:
        node = finder(policy.points_to)(PathStart(subject.facts, subject.facts))
        if node is not None and in_a_file(node.at) and _is_written(node):
            return node.at, policy.points_to, _through(node)
        return subject.at, policy.points_to, ""
    for operand in deciding:
        if operand.node is not None and in_a_file(operand.node.at) and _is_written(operand.node):
            return operand.node.at, operand.path, _through(operand.node)
    return subject.at, (deciding[0].path or None) if deciding else None, ""


def _through(node: Value | Unknown | Reference) -> str:
    return node.origin.whose if isinstance(node, Value) else ""


def outside(at: Location, block: Location) -> bool:
    """True for a place that is not in a declaration."""
    if not in_a_file(block) or not in_a_file(at) or block.end_line is None:
        return False
    return at.path != block.path or not block.line <= at.line <= block.end_line


def _is_written(node: Value | Unknown | Reference) -> bool:
    """A default has a place only by courtesy; the finding belongs where the thing is declared."""
    return not isinstance(node, Value) or node.origin.kind is not Kind.DEFAULT


def in_a_file(at: Location) -> bool:
    """False for places such as ``<live>``."""
    return not at.path.startswith("<")


def _related(
    policy: Policy,
    subject: Subject,
    deciding: tuple[Operand, ...],
    at: Location,
    said: str,
    speaking: Speaking,
) -> tuple[Related, ...]:
    """The places the policy points to, and the fields that decided elsewhere or by a default not ``said`` yet."""
    here = [at, subject.at]
    found: dict[Related, None] = {}
    if policy.related:
        from natpin.policy.template import Telling, render

        scope = PathStart(subject.facts, subject.facts)
        telling = Telling(subject.facts, subject.label, policy.bound, deciding, speaking.speech)
        for pointer in policy.related:
            node = finder(pointer.field)(scope)
            if node is not None and in_a_file(node.at) and not _same_line(node.at, at):
                found[Related(render(pointer.message, telling), node.at)] = None
                here.append(node.at)
    for operand in deciding:
        node = operand.node
        if not isinstance(node, Value):
            continue
        if node.origin.kind is Kind.DEFAULT and node.origin.whose:
            whose = default_of_whom(node.origin.whose)
            words = f"{speaking.field(operand.path)} is not written, so it is {shown(node)} ({whose})"
            if whose not in said:
                found[Related(words, node.at if in_a_file(node.at) else subject.at)] = None
        elif in_a_file(node.at) and not any(_same_line(node.at, place) for place in here):
            value = "written here" if isinstance(node.data, Mapping) else shown(node)
            found[Related(speaking.told(operand.path, value), node.at)] = None
    return tuple(found)[:MAX_RELATED]


def _same_line(left: Location, right: Location) -> bool:
    return (left.path, left.line) == (right.path, right.line)


def fingerprint(*parts: str | None) -> str:
    """A short digest of what identifies a finding: never a line number."""
    return sha256("\0".join(part or "" for part in parts).encode("utf-8", "replace"))[:16]


def told_apart(findings: list[Finding]) -> list[Finding]:
    """Fingerprints made unique: the second of two equal ones is marked as the second."""
    seen: Counter[str] = Counter()
    result = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        if seen[finding.fingerprint] > 1:
            again = fingerprint(finding.fingerprint, str(seen[finding.fingerprint]))
            finding = replace(finding, fingerprint=again)
        result.append(finding)
    return result
