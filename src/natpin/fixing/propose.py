"""From a finding and its remedy to edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from natpin.fixing import ordering, places, protecting, removing, scripts
from natpin.fixing.asked import check_unasked, check_unneeded
from natpin.fixing.edit import Edit
from natpin.fixing.files import Files
from natpin.fixing.proposal import Expected, Proposal
from natpin.fixing.remedies import Remedies, Remedy, value_of
from natpin.fixing.state import State
from natpin.fixing.why import NotMade
from natpin.formats.spelling import speech_of
from natpin.model.finding import Finding, Verdict
from natpin.model.record import mutable
from natpin.model.resource import Resource, SourceNote
from natpin.model.subject import Subject
from natpin.model.value import scalar

OUTBOUND, OWN = "networkProfile.outboundType", "userAssignedNATGateway"
_NOTES: dict[str, Callable[[Files, SourceNote], tuple[Edit, ...] | None]] = {
    "full-flag": scripts.full_flag,
    "near-flag": scripts.near_flag,
    "removed-value": scripts.removed_value,
    "continuation": scripts.continuation,
}


@mutable
class Proposed:
    """What may mend the findings that have a remedy."""

    made: list[Proposal]
    """Findings that the same edits mend are one."""
    left: list[tuple[Finding, str]]
    """Findings with a remedy for which there is no proposal, each with why."""


NO_PLACE = "natpin cannot tell where in these files it would be written"
"""Why, where no writer knew better."""


def proposals(state: State, remedies: Remedies) -> Proposed:
    """Everything that these remedies may write."""
    files = Files(state.workspace, state.judge.settings.excluded, state.calls(), state.takers())
    made: dict[tuple[str, bool, tuple[Edit, ...]], Proposal] = {}
    lacking: list[Finding] = []
    attach: Remedy | None = None
    left: list[tuple[Finding, str]] = []
    for finding in state.report.findings:
        if finding.verdict is not Verdict.FAIL:
            continue
        found, why = False, ""
        asked = _asked(state, files, finding) if remedies.get(finding.rule.id) else ""
        for remedy in remedies.get(finding.rule.id, ()):
            if asked:
                why = asked
                continue
            if remedy.action == "attach":
                lacking.append(finding)
                attach = attach or remedy
                found = True
                continue
            try:
                for one in _of_finding(state, files, finding, remedy):
                    key = one.rule, remedy.safe, one.edits
                    before = made.get(key)
                    made[key] = one if before is None else _together(before, one)
                    found = True
            except NotMade as reason:
                why = why or str(reason)
        if remedies.get(finding.rule.id) and not found:
            left.append((finding, why or NO_PLACE))
    every = list(made.values())
    if attach is not None:
        from natpin.fixing.missing import filling

        closed, open_ = filling.closed(state, files, attach, lacking)
        every += closed
        left += open_
    return Proposed(every, left)


def _asked(state: State, files: Files, finding: Finding) -> str:
    """Why the author wants a finding left; empty where they do not say so."""
    if not state.judge.heeds_comments or not state.judge.policy(finding.rule.id).ignorable:
        return ""
    subject = state.about(finding)
    resource = subject.resource if subject is not None else None
    try:
        check_unasked(files, finding, resource.at if resource is not None else None, state.report.findings)
    except NotMade as reason:
        return str(reason)
    return ""


def _together(one: Proposal, other: Proposal) -> Proposal:
    return Proposal(one.remedy, (*one.findings, *other.findings), one.edits, (*one.expected, *other.expected))


def _of_finding(state: State, files: Files, finding: Finding, remedy: Remedy) -> Iterator[Proposal]:
    if remedy.action == "unsuppress":
        check_unneeded(files, finding, state.report.findings)
        edits = scripts.unsuppressed(files, finding)
        if edits:
            yield Proposal(remedy, (finding,), edits)
        return
    if remedy.action in _NOTES:
        for read in state.stacks_of(finding):
            note = scripts.note_of(read, finding)
            edits = _NOTES[remedy.action](files, note) if note is not None else None
            if edits:
                yield Proposal(remedy, (finding,), edits)
                return
        return
    subject = state.about(finding)
    if subject is None or subject.resource is None or subject.resource.home:
        return
    if remedy.set or remedy.remove:
        found = _properties(state, files, finding, remedy, subject, subject.resource)
        if found is not None:
            yield found
    elif remedy.action == "address":
        from natpin.fixing.missing import filling

        given = filling.addressed(state, files, finding, subject.resource)
        if given is not None:
            yield Proposal(remedy, (finding,), given[0], (), given[1])
    else:
        edits = _action(state, files, finding, remedy, subject.resource)
        if edits:
            yield Proposal(remedy, (finding,), edits)


def _action(
    state: State, files: Files, finding: Finding, remedy: Remedy, resource: Resource
) -> tuple[Edit, ...] | None:
    for read in state.stacks_of(finding):
        edits: tuple[Edit, ...] | None = None
        if remedy.action == "protect":
            edits = protecting.protected(files, resource, read.stack.reader)
        elif remedy.action == "order":
            paths = state.paths(read.stack.id, resource.address)
            mine = [path.subnet for path in paths if isinstance(path.subnet, Resource)]
            edits = ordering.ordered(files, read, resource, mine)
        if edits:
            return edits
    return None


def _properties(
    state: State, files: Files, finding: Finding, remedy: Remedy, subject: Subject, resource: Resource
) -> Proposal | None:
    """Properties set and removed, as far as the language has words for them; what is left over, linting tells."""
    for path, meant in remedy.meant.items():
        if scalar(resource.get(path)) == meant:
            said = speech_of(resource).name(path)
            raise NotMade(
                f"{said} is {meant}, which nobody has by default: natpin does not change what is meant"
            )
    edits: dict[Edit, None] = {}
    expected = []
    parameters = state.judge.policy(finding.rule.id).bound
    if remedy.safe and remedy.set.get(OUTBOUND) == OWN:
        ordering.check_attached_here(state, finding, resource)
    for path, wanted in remedy.set.items():
        there = scalar(places.found(resource, path))
        value = value_of(wanted, there, parameters)
        if value is None:
            return None
        if there == value and type(there) is type(value):
            continue
        made = places.written(files, resource, path, value)
        if made is not None:
            edits |= dict.fromkeys(made)
            expected.append(Expected(finding.stack, subject.kind, subject.address, path, value))
    for path in remedy.remove:
        made = removing.removed(files, resource, path)
        if made is not None:
            edits |= dict.fromkeys(made)
            expected.append(Expected(finding.stack, subject.kind, subject.address, path, None))
    return Proposal(remedy, (finding,), tuple(edits), tuple(expected)) if edits else None
