"""Live Azure, judged as files are: shared by ``lint --azure``, ``egress``, ``snapshot`` and ``drift``."""

from __future__ import annotations

from natpin.azure import live
from natpin.azure.connection import Connection
from natpin.azure.scope import Scope
from natpin.linter import Settings, judge
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.reading import ReadStack


def report(connection: Connection, scope: Scope, settings: Settings) -> Report:
    """What stands in a scope, and what the policies say of it. Raises CloudError: what cannot be read is no report."""
    return judged(ReadStack(live.stack_of(scope), live.read(connection, scope)), settings)


def judged(read: ReadStack, settings: Settings) -> Report:
    """The report on one stack."""
    return Report(
        stacks=(judge(read, settings),),
        skipped=tuple(part for part in read.parts if isinstance(part, Skipped)),
        suppressed=(),
        rules=tuple(policy.rule for policy in settings.policies if policy.enabled),
    )
