"""What natpin makes of the files as they are, or as they would be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from natpin.facts.contract import for_stack
from natpin.fixing.overlay import OverlayWorkspace
from natpin.formats.registry import READERS
from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.model.path import EgressPath
from natpin.model.record import field, mutable, record
from natpin.model.report import Report
from natpin.model.resource import Resource
from natpin.model.subject import Subject
from natpin.model.value import Kind, Node, Value
from natpin.pipeline.judging import asked_of
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.remembered import Lints
from natpin.pipeline.remembered.looks import Identified
from natpin.pipeline.settings import Settings
from natpin.policy.definition import Policy
from natpin.policy.evaluate import in_a_file
from natpin.workspace import Workspace

GENERATED = frozenset({"terraform-plan", "snapshot"})
"""Readers of what a tool wrote: it is written again, so nobody mends it."""


_Subjects: TypeAlias = "dict[tuple[str, str, str], Subject]"
_Paths: TypeAlias = "dict[tuple[str, str], Sequence[EgressPath]]"


@record
class Judge:
    """How the files are judged: as ``natpin lint`` does, waivers of findings included."""

    settings: Settings
    settle: Callable[[Report, Workspace], Report]
    """A report without what the team decided to live with."""
    heeds_comments: bool = True
    """False where what comments hide is mended too."""
    before: Lints = field(default_factory=Lints, compare=False)
    """What the lints until now have found: stacks that an edit leaves as they are, are neither read nor judged again."""

    def policy(self, rule: str) -> Policy:
        """The policy of a rule that was asked."""
        return next(policy for policy in self.settings.policies if policy.id == rule)


@mutable
class State:
    """A workspace and its report; subjects are worked out when first asked for."""

    workspace: Identified
    judge: Judge
    report: Report
    _stacks: Sequence[ReadStack]
    _elsewhere: Report | None = None
    _asked_of: tuple[_Subjects, _Paths] | None = None

    @classmethod
    def of(cls, workspace: Identified, judge: Judge) -> State:
        """The workspace, linted."""
        read: list[ReadStack] = []
        linted = judge.before.lint(workspace, READERS, judge.settings, read.extend)
        report = judge.settle(linted, workspace)
        return cls(workspace, judge, report, read)

    def elsewhere(self) -> Report:
        """The report on the whole workspace: what the user did not name may use the same modules and value files."""
        if "." in self.workspace.focus:
            return self.report
        if self._elsewhere is None:
            whole = OverlayWorkspace(self.workspace, {}, whole=True)
            found = self.judge.before.lint(whole, READERS, self.judge.settings)
            self._elsewhere = self.judge.settle(found, whole)
        return self._elsewhere

    def stacks(self) -> Sequence[ReadStack]:
        """Every infrastructure stack, joined with what other stacks declare for it."""
        return self._stacks

    def calls(self) -> Mapping[Location, frozenset[tuple[Location, ...]]]:
        """By declaration, the calls of modules that lead to it."""
        found: dict[Location, set[tuple[Location, ...]]] = {}
        for read in self.stacks():
            for part in read.parts:
                if isinstance(part, Resource) and not part.home:
                    found.setdefault(part.at, set()).add(part.called_at)
        return {at: frozenset(calls) for at, calls in found.items()}

    def takers(self) -> Mapping[str, tuple[str, ...]]:
        """By value file, the roots that it gives inputs to."""
        found: dict[str, dict[str, None]] = {}
        every = [(read.stack.root, read.stack.inputs) for read in self.stacks()]
        every += [(one.root, (*one.var_files, *one.parameters)) for one in self.judge.settings.environments]
        for root, paths in every:
            for path in paths:
                found.setdefault(path, {})[root] = None
        return {path: tuple(roots) for path, roots in found.items()}

    def stacks_of(self, finding: Finding) -> Iterator[ReadStack]:
        """The stacks of a finding: those of its id that a person writes."""
        for read in self.stacks():
            if read.stack.id == finding.stack and read.stack.reader not in GENERATED:
                yield read

    def about(self, finding: Finding) -> Subject | None:
        """What a finding is about; None where the stack is one that nobody writes."""
        return self.subject(finding.stack, self.judge.policy(finding.rule.id).subject, finding.subject)

    def subject(self, stack: str, kind: str, address: str) -> Subject | None:
        """A subject of a rule, by its stack's id."""
        return self._asked()[0].get((stack, kind, address))

    def paths(self, stack: str, cluster: str) -> Sequence[EgressPath]:
        """The egress paths of a cluster."""
        return self._asked()[1].get((stack, cluster), ())

    def _asked(self) -> tuple[_Subjects, _Paths]:
        if self._asked_of is None:
            subjects: _Subjects = {}
            ways: _Paths = {}
            for read in self.stacks():
                if read.stack.reader in GENERATED:
                    continue
                about, paths, _ = asked_of(read, for_stack(self.judge.settings.contract, read.stack))
                subjects |= {(read.stack.id, one.kind, one.address): one for one in about}
                ways |= {(read.stack.id, cluster): mine for cluster, mine in paths.items()}
            self._asked_of = subjects, ways
        return self._asked_of


def written_at(node: Node | None) -> Location | None:
    """Where a node stands in a file; None for a default, and for what natpin made up."""
    if isinstance(node, Value) and node.origin.kind is Kind.DEFAULT:
        return None
    return node.at if node is not None and in_a_file(node.at) else None
