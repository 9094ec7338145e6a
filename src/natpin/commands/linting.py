"""From flags and configuration to a report: shared by every command that lints first."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from natpin.commands.output import write_file
from natpin.config import Config
from natpin.errors import ConfigError, InputError
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.model.contract import Contract
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.definition import Policy
from natpin.policy.select import chosen
from natpin.policy.suppress import collected, settle
from natpin.workspace import FolderWorkspace, Workspace


def lint_workspace(workspace: FolderWorkspace, config: Config, arguments: Namespace) -> Report:
    """Lint one path as the flags and the configuration say. Raises ConfigError, PolicyError, InputError."""
    for environment in config.environments:
        # a misspelt root would be judged by nobody
        if not workspace.is_folder(environment.root) and not workspace.exists(environment.root):
            raise ConfigError(f"stacks: the root {environment.root!r} is not there", environment.at)
    policies = chosen(config, workspace, arguments.profile)
    settings = settings_of(policies, inputs_of(workspace, arguments), config, workspace)
    report = settled(lint(workspace, READERS, settings), workspace, config, policies, arguments)
    if arguments.write_baseline:
        write_baseline(report, Path(arguments.write_baseline))
    return report


def settings_of(
    policies: tuple[Policy, ...], inputs: Inputs, config: Config, workspace: Workspace
) -> Settings:
    """What the configuration makes of a run. Raises ConfigError for a contract that is wrong."""
    return Settings(
        policies,
        inputs,
        config.excluded,
        _contract(config, workspace),
        config.switched_off,
        config.environments,
    )


def _contract(config: Config, workspace: Workspace) -> Contract | None:
    if "contract" not in config.sections:
        return None
    from datetime import date

    from natpin.contract import contract_of

    return contract_of(config, workspace, date.today())


def settled(
    report: Report,
    workspace: Workspace,
    config: Config,
    policies: tuple[Policy, ...],
    arguments: Namespace,
) -> Report:
    """The report without what the team decided to live with. Raises ConfigError for a broken baseline."""
    waivers = collected(workspace, report.marked, report.stacks, config, inline=not arguments.no_ignores)
    if arguments.baseline and not arguments.no_ignores:
        from natpin.policy import baseline

        path = Path(arguments.baseline)
        if not path.is_file():
            raise InputError(f"--baseline {path}: no such file; --write-baseline {path} makes one")
        waivers += baseline.parse(path.read_bytes(), path.as_posix())
    if not waivers:
        return report
    from datetime import date

    stacks, suppressed = settle(report.stacks, policies, waivers, date.today())
    return replace(report, stacks=stacks, suppressed=suppressed)


def write_baseline(report: Report, path: Path) -> None:
    """Write today's findings as a baseline; entries of the former one keep their reasons."""
    from datetime import date

    from natpin.policy import baseline

    reason = f"known when the baseline was written on {date.today().isoformat()}"
    text = baseline.write(report.findings, reason, kept=report.suppressed)
    write_file(text, str(path))


def inputs_of(workspace: FolderWorkspace, arguments: Namespace) -> Inputs:
    """The value files and variables of the command line."""
    return Inputs(
        var_files=tuple(inside(workspace, path) for path in arguments.var_file),
        parameters=tuple(inside(workspace, path) for path in arguments.parameters),
        variables=dict(_variable(entry) for entry in arguments.var),
        terraform_workspace=arguments.terraform_workspace,
    )


def inside(workspace: FolderWorkspace, path: str) -> str:
    """A path of the command line as the workspace names it.

    A value file that the user names may lie anywhere: naming it is the permission to read it. One outside the
    workspace is known by a name with a leading ``<outside>/``. Raises InputError when it is not there, and for a name in
    the workspace that leads out: what the user names there, a commit may have made a symbolic link.
    """
    full = Path(path).resolve()
    named = Path(os.path.abspath(path))
    if not full.is_relative_to(workspace.root) and any(
        above.resolve() == workspace.root for above in named.parents
    ):
        raise InputError(f"{path} is a symbolic link out of the workspace")
    if not full.is_file():
        raise InputError(f"{path}: no such file")
    return workspace.admit(full)


def _variable(entry: str) -> tuple[str, str]:
    name, separator, value = entry.partition("=")
    if not separator or not name:
        raise InputError(f"--var {entry}: write NAME=VALUE")
    return name, value
