"""Live Azure, judged as files are: shared by ``lint --azure``, ``egress``, ``snapshot`` and ``drift``."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from natpin.azure import live
from natpin.azure.connection import Connection
from natpin.azure.quiet import quiet
from natpin.azure.scope import AzureScope
from natpin.commands.azure_flags import connected
from natpin.commands.azure_flags import scope as scope_of
from natpin.commands.linting import configured, explaining, policies_of, settings_of, settled
from natpin.commands.output import waiting
from natpin.config import Config, FailOn
from natpin.formats.interface import Inputs
from natpin.model.record import record, replace
from natpin.model.report import Report, StackReport
from natpin.model.value import Skipped
from natpin.pipeline.judging import judge
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.settings import Settings
from natpin.policy.definition import Policy
from natpin.policy.suppress import STACK as SUPPRESSIONS
from natpin.workspace import FolderWorkspace


@record
class Rules:
    """How live Azure is judged: by the configuration here, less what the team decided to live with."""

    workspace: FolderWorkspace
    config: Config
    policies: tuple[Policy, ...]
    settings: Settings
    arguments: Namespace

    @classmethod
    def of(cls, arguments: Namespace) -> Rules:
        """By the flags and the configuration that they name. Raises ConfigError, PolicyError."""
        # live clusters lie in no folder: the workspace is where natpin.yaml, policies and a baseline are
        root = Path(arguments.workspace) if arguments.workspace else None
        workspace = FolderWorkspace(root or Path("."), root)
        config = configured(workspace, arguments)
        quiet()
        policies = policies_of(config, workspace, arguments)
        settings = explaining(settings_of(policies, Inputs(), config, workspace), arguments)
        if settings.contract is not None:
            # what is live is in no stack of files; which clusters the contract is about still counts
            settings = replace(settings, contract=replace(settings.contract, stacks=()))
        return cls(workspace, config, policies, settings, arguments)

    def report(self, read: ReadStack, more: Iterable[StackReport] = ()) -> Report:
        """The report on one scope, with what ``more`` there is to tell. Raises ConfigError for a broken baseline."""
        found = judged(read, self.settings)
        found = replace(found, stacks=(*found.stacks, *more))
        kept = settled(found, self.workspace, self.config, self.policies, self.arguments)
        # suppressions that hide nothing here may hide something in the files: those are judged where the files are
        return replace(kept, stacks=tuple(stack for stack in kept.stacks if stack.stack != SUPPRESSIONS))


def lint_live(arguments: Namespace) -> tuple[Report, FailOn]:
    """Judge what ``--azure`` names as the configuration here says; and from what on that fails.

    Raises ConfigError, PolicyError, CloudError.
    """
    rules = Rules.of(arguments)
    scope = scope_of(arguments)
    with connected(arguments) as connection:
        read = ReadStack(live.stack_of(scope), live.read(connection, scope))
    nothing: Iterable[StackReport] = ()
    if rules.settings.contract is not None and rules.settings.contract.clusters:
        from natpin.pipeline.contract_scope import names_nothing

        nothing = names_nothing(
            rules.settings.contract, (read,), rules.policies, scope.resource_group is None
        )
    return rules.report(read, nothing), rules.config.fail_on


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
        contract=settings.contract,
    )
