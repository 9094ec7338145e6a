"""``--evidence RULE[:NAME]``: what is asked for exists, and was found."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence

from natpin.errors import InputError
from natpin.languages.located_yaml.checked import suggestion
from natpin.model.report import Report
from natpin.model.resource import Resource
from natpin.pipeline.evidence.asked import FINDINGS, Asking
from natpin.policy.definition import Policy

FORMATS = ("text", "json", "html")
MOST_NAMES = 8


def check(arguments: Namespace) -> None:
    """Raises InputError for a format that has no place for evidence."""
    if arguments.format not in FORMATS:
        raise InputError(f"--evidence works with --format text, json and html, not with {arguments.format}")


def asked(written: Iterable[str], policies: Sequence[Policy]) -> tuple[Asking, ...]:
    """The requests. Raises InputError for a rule that there is not, or that is not asked."""
    found = tuple(map(Asking.parse, written))
    known = {policy.id: policy for policy in policies}
    for asking in found:
        if asking.rule == FINDINGS:
            continue
        if asking.rule not in known:
            hint = suggestion(asking.rule, known)
            raise InputError(
                f"--evidence {asking.written}: there is no rule {asking.rule!r}{hint}"
                " (`natpin explain` lists the rules)"
            )
        if not known[asking.rule].enabled:
            raise InputError(
                f"--evidence {asking.written}: the rule {asking.rule} is switched off here, by the profile or the"
                " configuration; --profile chooses another profile"
            )
    return found


def check_found(report: Report, written: Iterable[str]) -> None:
    """Raises InputError for a request that nothing in the report answers."""
    answered = {one for stack in report.stacks for found in stack.evidence for one in found.asked}
    for asking in map(Asking.parse, written):
        if asking.written in answered or (asking.rule == FINDINGS and not asking.of):
            continue
        if not asking.of:
            raise InputError(
                f"--evidence {asking.rule}: nothing in these files is of the kind that this rule checks"
                f" (`natpin explain {asking.rule}` tells what it is about)"
            )
        names = sorted(set(_names(report)))
        there = f"; there are {', '.join(names[:MOST_NAMES])}" if names else ""
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        raise InputError(
            f"--evidence {asking.written}: the rule {asking.rule} checks nothing called {asking.of!r}, and nothing of"
            f" a cluster of that name{suggestion(asking.of, names)}{there}{more}"
        )


def _names(report: Report) -> Iterable[str]:
    """What people may have meant: clusters, pools, subnets, gateways."""
    for stack in report.stacks:
        for cluster in stack.clusters:
            yield cluster.name
            for path in cluster.paths:
                yield path.pool.name
                yield from (one.label for one in (path.subnet, path.nat_gateway) if isinstance(one, Resource))
