"""Closes gaps, whichever language they are in."""

from __future__ import annotations

from natpin.fixing import places
from natpin.fixing.edit import Edit
from natpin.fixing.files import Files, language_of
from natpin.fixing.missing import bicep, others, terraform
from natpin.fixing.missing.calls import given_by_call
from natpin.fixing.missing.gap import OUTBOUND, Filled, Gap, gaps
from natpin.fixing.proposal import Expected, Proposal
from natpin.fixing.remedies import Remedy
from natpin.fixing.state import State
from natpin.fixing.why import NotMade
from natpin.model.finding import Finding
from natpin.model.resource import Resource
from natpin.model.value import scalar

OWN, MANAGED = "userAssignedNATGateway", "managedNATGateway"


NO_WRITER = "natpin attaches a gateway only where it stands in one module or file with the subnets, and finds no place in these files"
NO_PLACE = "natpin finds no place in these files for"
NO_NEW = (
    "natpin writes a new NAT gateway only in Terraform, Bicep, ARM templates, az and Az PowerShell, beside the virtual network "
    "and its subnets"
)


def closed(
    state: State, files: Files, remedy: Remedy, findings: list[Finding]
) -> tuple[list[Proposal], list[tuple[Finding, str]]]:
    """A gateway for every cluster that the findings are about; and the findings left, each with why."""
    made: list[Proposal] = []
    why: dict[int, str] = {}
    for mine, gap in gaps(state, findings):
        said, one = NO_WRITER, None
        if isinstance(gap, str):
            said = gap
        else:
            said = NO_WRITER if gap.gateway is not None else NO_NEW
            try:
                one = _closing(files, remedy, gap)
            except NotMade as reason:
                said = str(reason)
        if one is not None:
            made.append(one)
        else:
            why |= {id(finding): said for finding in mine}
    done = {id(finding) for one in made for finding in one.findings}
    return made, [(one, why.get(id(one), NO_WRITER)) for one in findings if id(one) not in done]


def _closing(files: Files, remedy: Remedy, gap: Gap) -> Proposal | None:
    found = _filled(files, gap)
    wanted = OWN if gap.subnets else MANAGED
    edits = dict.fromkeys(found.edits) if found is not None else {}
    if found is None and gap.subnets:
        return None
    if scalar(gap.cluster.get(OUTBOUND)) != wanted:
        written = given_by_call(files, gap.cluster, OUTBOUND, wanted) or places.written(
            files, gap.cluster, OUTBOUND, wanted
        )
        if written is None:
            raise NotMade(f"{NO_PLACE} outbound type {wanted} of cluster {gap.cluster.label}")
        edits |= dict.fromkeys(written)
    expected = Expected(gap.read.stack.id, "cluster", gap.cluster.address, OUTBOUND, wanted)
    makes = found.makes if found is not None else ""
    return Proposal(remedy, gap.findings, tuple(edits), (expected,), makes)


def _filled(files: Files, gap: Gap) -> Filled | None:
    if not gap.subnets:
        return None
    match language_of(gap.subnets[0].at.path):
        case "hcl":
            return terraform.filled(files, gap)
        case "bicep":
            return bicep.filled(files, gap)
        case _:
            return others.filled(files, gap)


def addressed(
    state: State, files: Files, finding: Finding, gateway: Resource
) -> tuple[tuple[Edit, ...], str] | None:
    """A prefix for a gateway without an IP."""
    for read in state.stacks_of(finding):
        match language_of(gateway.at.path):
            case "hcl":
                found = terraform.addressed(files, read, gateway)
            case "bicep":
                found = bicep.addressed(files, read, gateway)
            case _:
                found = others.addressed(files, read, gateway)
        if found is not None:
            return found.edits, found.makes
    return None
