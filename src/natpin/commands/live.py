"""Live Azure, judged as files are: shared by ``lint --azure``, ``egress``, ``snapshot`` and ``drift``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from natpin.azure import live
from natpin.azure.connection import Connection
from natpin.azure.quiet import quiet
from natpin.azure.scope import AzureScope
from natpin.commands.azure_flags import connected
from natpin.commands.azure_flags import scope as scope_of
from natpin.commands.linting import configured, explaining, policies_of, settings_of, settled
from natpin.commands.output import waiting
from natpin.config import FailOn
from natpin.formats.interface import Inputs
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.pipeline.judging import judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.suppress import STACK as SUPPRESSIONS
from natpin.workspace import FolderWorkspace


def lint_live(arguments: Namespace) -> tuple[Report, FailOn]:
    """Judge what ``--azure`` names as the configuration here says; and from what on that fails.

    Raises ConfigError, PolicyError, CloudError.
    """
    workspace = FolderWorkspace(Path("."), Path(arguments.workspace) if arguments.workspace else None)
    config = configured(workspace, arguments)
    quiet()
    policies = policies_of(config, workspace, arguments)
    settings = explaining(settings_of(policies, Inputs(), config, workspace), arguments)
    if settings.contract is not None:
        # what is live is in no stack of files; which clusters the contract is about still counts
        settings = replace(settings, contract=replace(settings.contract, stacks=()))
    scope = scope_of(arguments)
    with connected(arguments) as connection:
        found = report(connection, scope, settings)
    kept = settled(found, workspace, config, policies, arguments)
    # suppressions that hide nothing here may hide something in the files: those are judged where the files are
    return replace(
        kept, stacks=tuple(stack for stack in kept.stacks if stack.stack != SUPPRESSIONS)
    ), config.fail_on


def report(connection: Connection, scope: AzureScope, settings: Settings) -> Report:
    """What stands in a scope, and what the policies say of it. Raises CloudError: what cannot be read is no report."""
    with waiting():
        return judged(ReadStack(live.stack_of(scope), live.read(connection, scope)), settings)


def judged(read: ReadStack, settings: Settings) -> Report:
    """The report on one stack."""
    found = judge(read, settings)
    if settings.evidence:
        from natpin.pipeline.evidence import with_evidence

        found = with_evidence(found, read, (read,), settings.evidence, settings, None)
    return Report(
        stacks=(found,),
        skipped=tuple(part for part in read.parts if isinstance(part, Skipped)),
        suppressed=(),
        rules=tuple(policy.rule for policy in settings.policies if policy.enabled),
    )
