"""Files judged with the addresses that Azure has given to their IPs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.model.allocated import Addresses
from natpin.model.finding import Verdict
from natpin.model.record import replace
from natpin.model.report import Report


def judged_with(
    report: Report, found: Mapping[str, Addresses], linted: Callable[[Mapping[str, Addresses]], Report]
) -> Report:
    """The same report, its verdicts with the addresses that Azure has: what only they could decide is decided. Its IPs
    keep their names."""
    if not found or not any(one.verdict is Verdict.UNKNOWN for one in report.findings):
        return report
    judged = linted(found)
    paths = {
        (stack.stack.id, cluster.resource.address): cluster.paths
        for stack in report.stacks
        for cluster in stack.clusters
    }
    return replace(
        judged,
        stacks=tuple(
            replace(
                stack,
                clusters=tuple(
                    replace(one, paths=paths[stack.stack.id, one.resource.address]) for one in stack.clusters
                ),
            )
            for stack in judged.stacks
        ),
    )
