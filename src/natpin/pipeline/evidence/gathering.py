"""The evidence of every verdict that is asked for, stack by stack."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from natpin.facts.contract import for_stack
from natpin.graph import Graph
from natpin.model.contract import Contract
from natpin.model.evidence import Evidence, Ground, Place
from natpin.model.finding import Cause, Verdict
from natpin.model.part import Part
from natpin.model.path import EgressPath, Exit
from natpin.model.record import record, replace
from natpin.model.report import StackReport
from natpin.model.resource import CLUSTER, Resource, same_type
from natpin.model.subject import Subject
from natpin.model.value import Unknown
from natpin.pipeline.cases import answered, cases_of
from natpin.pipeline.evidence.asked import FINDINGS, Asking, matches
from natpin.pipeline.evidence.places import Places
from natpin.pipeline.evidence.search import Search, near
from natpin.pipeline.evidence.writing import Writing
from natpin.pipeline.judging import asked_of, judge
from natpin.pipeline.named_stacks import is_asked_for
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.pipeline.settled import by_case
from natpin.pipeline.worlds import judge_in_every_case
from natpin.policy.definition import Policy
from natpin.policy.evaluate import outcome
from natpin.policy.outcomes import Operand
from natpin.policy.wording import shown
from natpin.workspace import Workspace

MOST_FACTS = 8


def judged_with_evidence(
    stacks: Sequence[ReadStack], settings: Settings, workspace: Workspace
) -> list[StackReport]:
    """The reports on the stacks that were named, with the evidence that was asked for."""
    return [
        with_evidence(
            judge_in_every_case(read, settings), read, stacks, settings.evidence, settings, workspace
        )
        for read in stacks
        if is_asked_for(read.stack, workspace)
    ]


def with_evidence(
    report: StackReport,
    read: ReadStack,
    every: Sequence[ReadStack],
    asked: Iterable[Asking],
    settings: Settings,
    workspace: Workspace | None,
) -> StackReport:
    """The report, with what the verdicts that are asked for rest on. ``every`` are the stacks that may have joined."""
    explain = _Explain(read, every, settings, workspace)
    found: dict[tuple[str, str], Evidence] = {}
    for asking, written in _spelt_out(asked, report):
        policy = next((p for p in settings.policies if p.id == asking.rule and p.enabled), None)
        if policy is not None:
            for one in explain.rule(policy, asking):
                former = found.get((one.rule, one.subject), one)
                asked_by = tuple(dict.fromkeys((*former.asked, written)))
                found[one.rule, one.subject] = replace(former, asked=asked_by)
    return replace(report, evidence=tuple(found.values()))


def _spelt_out(asked: Iterable[Asking], report: StackReport) -> Iterator[tuple[Asking, str]]:
    """Each request, and how it was written; ``findings`` as a request for the subject of each finding."""
    for asking in asked:
        if asking.rule != FINDINGS:
            yield asking, asking.written
            continue
        rules = dict.fromkeys((finding.rule.id, finding.subject) for finding in report.findings)
        for rule, subject in rules:
            if asking.of:
                yield Asking(rule, asking.of), asking.written
            else:
                yield Asking(rule, subject), asking.written


@record
class _Seen:
    """A stack judged: what is asked about, and how each cluster's traffic leaves."""

    subjects: tuple[Subject, ...]
    paths: tuple[EgressPath, ...]

    def subject(self, like: Subject) -> Subject | None:
        """The same subject, in this judgement."""
        return next((s for s in self.subjects if (s.kind, s.address) == (like.kind, like.address)), None)


class _Explain:
    """Explains verdicts of one stack."""

    def __init__(
        self,
        read: ReadStack,
        every: Sequence[ReadStack],
        settings: Settings,
        workspace: Workspace | None,
    ) -> None:
        self._read = read
        self._again = read.asking() if read.asking is not None else None
        self._settings = settings
        self._workspace = workspace
        self._contract: Contract | None = for_stack(settings.contract, read.stack)
        self._by_root = {each.stack.root or ".": each for each in every}
        self._writings: dict[str, Writing] = {}

    def rule(self, policy: Policy, asking: Asking) -> Iterator[Evidence]:
        """One rule's verdicts. Where it does not apply is told only where it applies to nothing else."""
        seen = self._seen(self._read.parts)
        names = {path.cluster.address: path.cluster.label for path in seen.paths}
        meant = [s for s in seen.subjects if s.kind == policy.subject and matches(asking, s, names)]
        verdicts = [(subject, outcome(policy, subject)[0]) for subject in meant]
        applies = any(verdict is not Verdict.NOT_APPLICABLE for _, verdict in verdicts)
        for subject, verdict in verdicts:
            if verdict is not Verdict.NOT_APPLICABLE or not applies:
                yield self._evidence(policy, subject, verdict)

    def _evidence(self, policy: Policy, subject: Subject, verdict: Verdict) -> Evidence:
        if verdict is Verdict.UNKNOWN and (cases := self._cases(policy, subject)):
            kinds = {ground.verdict for ground in cases}
            verdict, grounds = (cases[0].verdict if len(kinds) == 1 else verdict), tuple(cases)
        else:
            grounds = (self._ground(policy, subject, self._read.parts),)
        label = Places(self._read.parts, Graph([]), self._writing).named(
            subject.resource, subject.label, subject.kind
        )
        return Evidence(policy.id, subject.address, label, verdict, grounds, subject.clusters)

    def _cases(self, policy: Policy, subject: Subject) -> list[Ground]:
        """What the verdict rests on in each of the cases that the files leave open, cases that agree told once."""
        again = self._again
        if again is None:
            return []
        alone = replace(self._settings, policies=(policy,))
        cases, questions = cases_of(self._read, again, alone, judge(self._read, alone))
        verdicts = []
        for case in cases:
            there = self._seen(answered(self._read, again, case.answers).parts).subject(subject)
            found = outcome(policy, there)[0] if there is not None else Verdict.NOT_APPLICABLE
            verdicts.append((case.answers, found))
        if not verdicts or {found for _, found in verdicts} == {Verdict.UNKNOWN}:
            return []
        grounds: dict[Verdict, list[Mapping[str, str]]] = {}
        for answers, found in verdicts:
            grounds.setdefault(found, []).append(answers)
        told = []
        for found, several in grounds.items():
            for answers in several if len(grounds) == 1 else several[:1]:
                alike = (
                    [(answers, Verdict.FAIL)] if len(grounds) == 1 else [(a, Verdict.FAIL) for a in several]
                )
                when = " or ".join(by_case(alike, questions).fails)
                parts = answered(self._read, again, answers).parts
                there = self._seen(parts).subject(subject)
                ground = Ground(found) if there is None else self._ground(policy, there, parts)
                told.append(replace(ground, when=when))
        return told

    def _ground(self, policy: Policy, subject: Subject, parts: Sequence[Part]) -> Ground:
        verdict, deciding = outcome(policy, subject)
        facts = tuple(dict.fromkeys(_fact(operand, subject) for operand in deciding if operand.path))[
            :MOST_FACTS
        ]
        if verdict is Verdict.UNKNOWN:
            return Ground(verdict, "", facts, self._declared(subject), _causes(deciding))

        def kept(seen: _Seen) -> Hashable:
            there = seen.subject(subject)
            if there is None:
                return None
            clusters = frozenset() if subject.kind == "remark" else frozenset(there.clusters)
            return outcome(policy, there)[0], clusters

        def leaving(seen: _Seen) -> Hashable:
            return frozenset(
                _way(path)
                for path in seen.paths
                if path.pool.address in pools and path.exit is not Exit.UNKNOWN
            )

        seen = self._seen(parts)
        pools = {path.pool.address for path in _concerned(subject, seen.paths)}
        places, exact = self._places(parts, subject, kept)
        path, path_exact = self._places(parts, subject, leaving) if pools else ((), True)
        places += self._read_for(subject, parts)
        told = set(map(_same, places))
        rest = tuple(place for place in path if _same(place) not in told)
        return Ground(verdict, "", facts, places, (), exact and path_exact, rest)

    def _places(
        self, parts: Sequence[Part], subject: Subject, kept: Callable[[_Seen], Hashable]
    ) -> tuple[tuple[Place, ...], bool]:
        search = Search(parts, lambda some: kept(self._seen(some)))
        needed = search.needed(near(parts, (subject.address, *subject.clusters)))
        return Places(parts, Graph.of(parts), self._writing).of(needed, subject), needed.exact

    def _read_for(self, subject: Subject, parts: Sequence[Part]) -> tuple[Place, ...]:
        """What manifests are read for: a cluster that they could run on. Without one they are no subject."""
        if (
            subject.clusters
            or subject.resource is None
            or not subject.resource.type.startswith("Kubernetes/")
        ):
            return ()
        cluster = next((p for p in parts if isinstance(p, Resource) and same_type(p.type, CLUSTER)), None)
        if cluster is None:
            return ()
        text = f"cluster {cluster.label} is declared: manifests are read where there is a cluster"
        return (Place("declared", f"cluster {cluster.label}", cluster.address, text, cluster.at),)

    def _declared(self, subject: Subject) -> tuple[Place, ...]:
        label = Places((), Graph([]), self._writing).named(subject.resource, subject.label, subject.kind)
        at = None if subject.at.path.startswith("<") else subject.at
        return (Place("declared", label, subject.address, f"{label} is declared", at),)

    def _seen(self, parts: Sequence[Part]) -> _Seen:
        asked, by_cluster, _ = asked_of(replace(self._read, parts=tuple(parts), asking=None), self._contract)
        return _Seen(tuple(asked), tuple(path for paths in by_cluster.values() for path in paths))

    def _writing(self, address: str) -> Writing:
        """What tells how an address is written: by the stack that declares it."""
        root, closing, _ = address[1:].partition(">.")
        home = root if closing and address.startswith("<") else ""
        if home not in self._writings:
            read = self._by_root.get(home) if home else self._read
            uses = read.uses() if read is not None and read.uses is not None else None
            prefix = len(home) + 3 if home else 0
            self._writings[home] = Writing(
                self._workspace, (lambda full: uses(full[prefix:])) if uses is not None else lambda full: ()
            )
        return self._writings[home]


def _same(place: Place) -> Hashable:
    """What two places have in common that need not be told twice."""
    return place.address, place.about if place.kind == "declared" else (place.at, place.text)


def _fact(operand: Operand, subject: Subject) -> str:
    """A fact in the words of the file that declares its subject, where these are known: ``idle_timeout_in_minutes is 10``."""
    from natpin.formats.spelling import speech_of

    spelt = speech_of(subject.resource).name(operand.path) if subject.resource is not None else operand.path
    return f"{operand.path if '…' in spelt else spelt} is {shown(operand.node)}"


def _causes(deciding: Iterable[Operand]) -> tuple[Cause, ...]:
    """Everything that could not be known, however much it is."""
    nodes = [operand.node for operand in deciding]
    return tuple(
        dict.fromkeys(
            Cause(node.reason, node.at, node.settle_by) for node in nodes if isinstance(node, Unknown)
        )
    )


def _concerned(subject: Subject, paths: Iterable[EgressPath]) -> Iterator[EgressPath]:
    """The paths that a subject is on, as far as it is known where they lead."""
    for path in paths:
        ips = () if isinstance(path.ips, Unknown) else path.ips
        on = {
            "cluster": path.cluster.address,
            "nodePool": path.pool.address,
            "subnet": getattr(path.subnet, "address", ""),
            "natGateway": getattr(path.nat_gateway, "address", ""),
        }
        is_its_ip = subject.kind == "publicIp" and any(ip.address == subject.address for ip in ips)
        if path.exit is not Exit.UNKNOWN and (is_its_ip or on.get(subject.kind) == subject.address):
            yield path


def _way(path: EgressPath) -> Hashable:
    ips = None if isinstance(path.ips, Unknown) else frozenset((ip.label, ip.count) for ip in path.ips)
    return (
        path.pool.address,
        path.role,
        path.exit,
        getattr(path.subnet, "address", None),
        getattr(path.nat_gateway, "address", None),
        ips,
    )
