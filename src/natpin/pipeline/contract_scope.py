"""A contract that is about clusters or stacks that nobody found: partners believe in a check that asks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin import globs
from natpin.facts.contract import for_stack, names_stack
from natpin.languages.located_yaml.checked import suggestion
from natpin.model.contract import Contract
from natpin.model.finding import Cause, Finding, Fix, Verdict
from natpin.model.location import NOWHERE, Location
from natpin.model.report import StackReport
from natpin.model.resource import CLUSTER, Resource, same_type
from natpin.model.stack import Stack
from natpin.pipeline.reading import ReadStack
from natpin.policy.definition import Policy
from natpin.policy.evaluate import fingerprint

STACK = Stack("natpin", "contract")
"""Under which findings about the contract itself are reported."""

_ASKING = (
    "contract-not-kept",
    "managed-ip-contract",
    "egress-ip-replaced",
    "egress-ip-added",
    "outbound-type-change-reips",
)
"""Rules that the contract decides. The first that is asked tells that it could not ask."""


def names_nothing(
    contract: Contract | None, stacks: Sequence[ReadStack], policies: Iterable[Policy], whole: bool = True
) -> Iterator[StackReport]:
    """One report on every name in the contract's scope that fits nothing; none where all fit, or no rule asks.

    ``stacks`` are those of the whole workspace, whichever paths were named: a cluster outside of them is no mistake. Where
    they are not the ``whole`` (a resource group), a name is one only if it is nearly that of a cluster among them.
    """
    if contract is None or not stacks:
        return
    enabled = {policy.id: policy for policy in policies if policy.enabled}
    rule = next((enabled[id_] for id_ in _ASKING if id_ in enabled), None)
    if rule is not None:
        findings = tuple(
            _finding(rule, *one) for one in (*_stacks(contract, stacks), *_clusters(contract, stacks, whole))
        )
        if findings:
            yield StackReport(STACK, (), findings)


_Unmatched = tuple[str, str, Location, Cause]
"""``clusters`` or ``stacks``, the name as it is written, where, and what is told of it."""


def _stacks(contract: Contract, stacks: Sequence[ReadStack]) -> Iterator[_Unmatched]:
    at = contract.stacks_at or contract.at or NOWHERE
    for pattern in contract.stacks:
        if not any(names_stack(pattern, read.stack) for read in stacks):
            near = suggestion(pattern, _names_of(stacks))
            reason = f"the contract is about the stack {pattern!r}, and no stack of this name was found{near}"
            yield (
                "stacks",
                pattern,
                at,
                Cause(reason, at, "write its root, its name or one of its value files as reports show it"),
            )


def _names_of(stacks: Iterable[ReadStack]) -> Iterator[str]:
    for read in stacks:
        yield read.stack.root or "."
        yield read.stack.id


def _clusters(contract: Contract, stacks: Sequence[ReadStack], whole: bool) -> Iterator[_Unmatched]:
    about = [read for read in stacks if for_stack(contract, read.stack) is not None]
    clusters = list(_clusters_of(about or stacks))
    elsewhere = {one.label for one in _clusters_of(stacks)}
    at = contract.clusters_at or contract.at or NOWHERE
    labels = list(dict.fromkeys(one.label for one in clusters))
    nameless = sorted({one.address for one in clusters if one.label == one.address})
    for pattern in contract.clusters if elsewhere else ():
        if any(globs.matches(pattern, label) for label in labels):
            continue
        if not whole and not suggestion(pattern, [one for one in labels if not _is_named(contract, one)]):
            continue
        reason = f"the contract is about the cluster {pattern!r}, and no cluster of this name was found"
        if any(globs.matches(pattern, label) for label in elsewhere):
            reason += f" in the stacks {', '.join(contract.stacks)}"
        elif nameless:
            reason += f"; the name of {', '.join(nameless[:3])} is not known"
        else:
            reason += suggestion(pattern, labels)
        yield "clusters", pattern, at, Cause(reason, at, "write the cluster's name as reports show it")


def _is_named(contract: Contract, label: str) -> bool:
    return any(globs.matches(pattern, label) for pattern in contract.clusters)


def _clusters_of(stacks: Iterable[ReadStack]) -> Iterator[Resource]:
    for read in stacks:
        for part in read.parts:
            if isinstance(part, Resource) and same_type(part.type, CLUSTER):
                yield part


def _finding(policy: Policy, key: str, name: str, at: Location, cause: Cause) -> Finding:
    subject = f"contract:{key}:{name}"
    return Finding(
        rule=policy.rule,
        verdict=Verdict.UNKNOWN,
        severity=policy.rule.severity,
        message=f"the contract's {key} name {name!r}, which was not found: nothing is asked of it",
        at=at,
        subject=subject,
        stack=STACK.id,
        causes=(cause,),
        fix=Fix("Write the name as reports show it, or take it out of the contract."),
        fingerprint=fingerprint(policy.id, STACK.id, subject, at.path),
    )
