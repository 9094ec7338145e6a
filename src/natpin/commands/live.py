"""Live Azure, judged as files are: shared by ``lint --azure``, ``egress``, ``snapshot`` and ``drift``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from natpin.azure import live
from natpin.azure.connection import Connection
from natpin.azure.quiet import quiet
from natpin.azure.scope import Scope
from natpin.commands.azure_flags import connected
from natpin.commands.azure_flags import scope as scope_of
from natpin.commands.linting import settings_of, settled, write_baseline
from natpin.config import Config
from natpin.formats.interface import Inputs
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.pipeline.judging import judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.policy.suppress import STACK as SUPPRESSIONS
from natpin.workspace import FolderWorkspace


def lint_live(workspace: FolderWorkspace, config: Config, arguments: Namespace) -> Report:
    """Judge what ``--azure`` names as the configuration says. Raises ConfigError, PolicyError, CloudError."""
    quiet()
    policies = chosen(config, workspace, arguments.profile)
    settings = settings_of(policies, Inputs(), config, workspace)
    if settings.contract is not None:
        # what is live is in no stack of files; which clusters the contract is about still counts
        settings = replace(settings, contract=replace(settings.contract, stacks=()))
    scope = scope_of(arguments)
    with connected(arguments) as connection:
        found = report(connection, scope, settings)
    kept = settled(found, workspace, config, policies, arguments)
    # suppressions that hide nothing here may hide something in the files: those are judged where the files are
    kept = replace(kept, stacks=tuple(stack for stack in kept.stacks if stack.stack != SUPPRESSIONS))
    if arguments.write_baseline and not arguments.paths:
        write_baseline(kept, Path(arguments.write_baseline))
    return kept


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
