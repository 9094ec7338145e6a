"""What a change does: the result of comparing two reports."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.config import FailOn
from natpin.model.allocated import Allocated
from natpin.model.contract import Contract, Promise
from natpin.model.egress_change import StackChange
from natpin.model.finding import Finding
from natpin.model.record import field, record, replace
from natpin.model.report import Report, StackReport
from natpin.model.rule_change import Effect, RuleChange
from natpin.policy.rule_changes import STACK as RULES


@record
class Comparison:
    """Two reports of one repository, laid side by side."""

    base: Report
    head: Report
    stacks: tuple[StackChange, ...]
    """Every stack of either side, unchanged ones too, in the order of ``head``."""
    new: tuple[Finding, ...]
    """Findings of ``head`` that ``base`` had not."""
    fixed: tuple[Finding, ...]
    """Findings of ``base`` that ``head`` has not."""
    remaining: tuple[Finding, ...]
    """Findings of ``head`` that ``base`` had too."""
    about: tuple[Finding, ...]
    """Findings about the change itself: IPs of the contract that it takes away, undeclared ones that it attaches."""
    rules: tuple[Finding, ...] = ()
    """Findings about the rules that the change alters."""
    rule_changes: tuple[RuleChange, ...] = ()
    """What the change alters in the rules it is judged by, and the suppressing comments that it writes."""
    judged_by: str = ""
    """Whose rules judge both sides, in words: ``the rules of main``."""
    own_rules: bool = False
    """True when the rules of the change itself judge it: the user allowed it."""
    contract: Contract | None = None
    """What partners were given; None when the team declares no contract."""
    declared: tuple[Promise, ...] = ()
    """Promises that the change adds to the contract."""
    withdrawn: tuple[Promise, ...] = ()
    """Promises that the change takes out of the contract though they have not expired."""
    base_name: str = "base"
    """What ``base`` was read from, as people name it."""
    head_name: str = "head"
    notes: tuple[str, ...] = ()
    """What limits the comparison, in words."""
    allocated: Allocated | None = None
    """What Azure has, where somebody looked: it says which addresses the IPs have, and decides nothing."""
    touched: Mapping[str, tuple[range, ...]] = field(default_factory=dict)
    """Changed lines by path, as the change leaves the files; of files with findings."""

    @property
    def changed(self) -> bool:
        """True when the egress of any cluster differs, or may."""
        return any(stack.changed for stack in self.stacks)

    @property
    def loosens(self) -> bool:
        """True when the change alters the rules in a way that somebody has to look at, or suppresses findings."""
        return any(one.effect is not Effect.STRICTER for one in self.rule_changes)

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that this change answers for: those about the rules and about it, and new ones."""
        return (*self.rules, *self.about, *self.new)

    def fails(self, fail_on: FailOn, everything: bool = False) -> bool:
        """True when a counted finding is grave enough; with ``everything``, a remaining one too."""
        counted = (*self.counted, *self.remaining) if everything else self.counted
        return fail_on.met_by(counted) or (fail_on is FailOn.UNKNOWN and self.head.open)

    def report(self, everything: bool = False) -> Report:
        """``head`` with counted findings alone (or with all): what annotations, SARIF and the like are made from."""
        kept = {id(finding) for finding in (self.head.findings if everything else self.new)}
        left = list(self.about)
        stacks = [StackReport(RULES, (), self.rules)] if self.rules else []
        for stack in self.head.stacks:
            own = [finding for finding in left if finding.stack == stack.stack.id]
            left = [finding for finding in left if finding.stack != stack.stack.id]
            findings = (*own, *(finding for finding in stack.findings if id(finding) in kept))
            stacks.append(replace(stack, findings=findings, same_as=None))
        for change in self.stacks:  # findings about stacks that are gone
            own = [finding for finding in left if finding.stack == change.stack.id]
            if own:
                left = [finding for finding in left if finding.stack != change.stack.id]
                stacks.append(StackReport(change.stack, (), tuple(own)))
        return replace(self.head, stacks=tuple(stacks))
