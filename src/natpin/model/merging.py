"""Several reports as one."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.model.report import Report


def merged(reports: Sequence[Report]) -> Report:
    """The reports of several paths as one."""
    if len(reports) == 1:
        return reports[0]
    return Report(
        stacks=tuple({stack.stack: stack for report in reports for stack in report.stacks}.values()),
        skipped=tuple(dict.fromkeys(skipped for report in reports for skipped in report.skipped)),
        suppressed=tuple(suppressed for report in reports for suppressed in report.suppressed),
        rules=reports[0].rules if reports else (),
        files_seen=sum(report.files_seen for report in reports),
        files_read=sum(report.files_read for report in reports),
        excluded=tuple(dict.fromkeys(path for report in reports for path in report.excluded)),
        switched_off=tuple(dict.fromkeys(rule for report in reports for rule in report.switched_off)),
    )
