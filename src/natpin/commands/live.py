"""Live Azure, judged as files are: shared by ``lint --azure``, ``egress``, ``snapshot`` and ``drift``."""

from __future__ import annotations

from argparse import Namespace

from natpin.azure import live
from natpin.azure.connection import Connection
from natpin.azure.quiet import quiet
from natpin.azure.scope import Scope
from natpin.commands.azure_flags import connected
from natpin.commands.azure_flags import scope as scope_of
from natpin.commands.linting import settled
from natpin.config import Config
from natpin.linter import Settings, judge
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.policy.select import chosen
from natpin.policy.suppress import STACK as SUPPRESSIONS
from natpin.reading import ReadStack
from natpin.workspace import FolderWorkspace


def lint_live(workspace: FolderWorkspace, config: Config, arguments: Namespace) -> Report:
    """Judge what ``--azure`` names as the configuration says. Raises ConfigError, PolicyError, CloudError."""
    quiet()
    policies = chosen(config, workspace, arguments.profile)
    scope = scope_of(arguments)
    with connected(arguments) as connection:
        found = report(connection, scope, Settings(policies))
    kept = settled(found, workspace, config, policies, arguments)
    # suppressions that hide nothing here may hide something in the files: those are judged where the files are
    return replace(kept, stacks=tuple(stack for stack in kept.stacks if stack.stack != SUPPRESSIONS))


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
