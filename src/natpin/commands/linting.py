"""From flags and configuration to a report: shared by every command that lints first."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands.output import shows_sources, waiting, write_file
from natpin.config import Config, FailOn, discover
from natpin.errors import ConfigError, InputError
from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.model.contract import Contract
from natpin.model.record import replace
from natpin.model.report import Narrowed, Report
from natpin.model.value import Skipped
from natpin.pipeline.inputs import is_input, is_text, why_not
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.definition import Policy
from natpin.policy.select import chosen, narrowed, narrowing
from natpin.policy.suppress import collected, settle
from natpin.policy.waiver import Waiver
from natpin.workspace import FolderWorkspace, Workspace

if TYPE_CHECKING:
    from natpin.config import Shared
    from natpin.model.allocated import Addresses

DASH = "-"
"""How a PATH names standard input, as in other programs (POSIX, "Utility Syntax Guidelines", guideline 13)."""
NOBODYS: Mapping[str, Addresses] = {}
"""Nobody asked Azure."""


def workspaces(paths: Sequence[str], arguments: Namespace) -> list[FolderWorkspace]:
    """The workspaces in which the paths of the command line lie, each with all of its paths. Standard input (``-``) is
    a file of the first, or of the one in which the user stands.

    Raises InputError for a path that is not there, or that lies outside ``--workspace``.
    """
    root = Path(arguments.workspace) if arguments.workspace else None
    by_root: dict[Path, list[Path]] = {}
    for path in (Path(one) for one in paths if one != DASH):
        by_root.setdefault(FolderWorkspace(path, root).root, []).append(path)
    found = [FolderWorkspace(several, root) for several in by_root.values()]
    if DASH in paths:
        from natpin.commands.standard_input import read

        piped = read()
        found = found or [FolderWorkspace((), root)]
        found[0].hold(*piped)
    return found


def check_inputs(workspace: FolderWorkspace) -> None:
    """Raises InputError for a path of the command line that cannot hold anything natpin reads: an empty folder, an
    image, a binary plan. A report on it would read like a report that finds nothing wrong. The folder in which the user
    stands is no exception: a job whose checkout failed stands in an empty one. Of a repository with nothing about AKS this
    is not said: the file of its pipeline is one that natpin reads."""
    for place in workspace.focus:
        if workspace.is_folder(place):
            if not any(map(is_input, workspace.below(place))):
                for unread in workspace.unread:
                    raise InputError(f"{unread.path}: {unread.reason}")
                raise InputError(f"{place or '.'}: the folder holds no file that natpin reads")
        else:
            data = workspace.peek(place)
            if isinstance(data, Skipped) and data.claims_aks:
                raise InputError(f"{place}: {data.reason}")
            if isinstance(data, Skipped):
                wrong = not is_input(place)
            else:
                wrong = not is_text(data) or not (is_input(place) or data.startswith(b"#!"))
            if wrong:
                raise InputError(f"{place} is not something that natpin reads: {why_not(data)}")


def configured(workspace: FolderWorkspace, arguments: Namespace) -> Config:
    """The configuration of a workspace: its own, or the one that ``--config`` names. One from outside lies below its own.
    Raises ConfigError, InputError."""
    return discover(workspace, *named_configuration(workspace, arguments))


def named_configuration(workspace: FolderWorkspace, arguments: Namespace) -> tuple[str | None, Shared | None]:
    """What ``--config`` names: a file of the workspace's own, or one from outside. Raises InputError."""
    named = arguments.config
    if not named:
        return None, None
    from natpin.commands.shared_rules import shared

    found = shared(workspace, named)
    return (None, found) if found else (_relative(workspace, named), None)


def lint_workspaces(
    several: Sequence[FolderWorkspace], arguments: Namespace, addresses: Mapping[str, Addresses] = NOBODYS
) -> tuple[Report, FailOn]:
    """One report on all of them, and from what on it fails: by the strictest of their configurations. ``addresses``, by
    stack, are of the one workspace.

    Raises ConfigError, PolicyError, and InputError for a path that holds no input.
    """
    for workspace in several:
        check_inputs(workspace)
    configs = [configured(workspace, arguments) for workspace in several]
    fail_on = max((config.fail_on for config in configs), key=list(FailOn).index)
    if len(several) == 1:
        return lint_workspace(several[0], configs[0], arguments, addresses=addresses), fail_on
    from natpin.model.merging import merged, qualified  # most who lint have one workspace

    reports = [
        qualified(lint_workspace(workspace, config, arguments, baseline=False), _label(workspace))
        for workspace, config in zip(several, configs, strict=True)
    ]
    policies: dict[str, Policy] = {}
    for workspace, config in zip(several, configs, strict=True):
        for policy in policies_of(config, workspace, arguments):
            if policy.enabled or policy.id not in policies:
                policies[policy.id] = policy
    return without(merged(reports), known_findings(arguments), tuple(policies.values())), fail_on


def policies_of(config: Config, workspace: Workspace, arguments: Namespace) -> tuple[Policy, ...]:
    """The policies of a run: the configuration's, by the profile and the choice of the flags. Raises ConfigError,
    PolicyError, InputError."""
    found = chosen(config, workspace, arguments.profile)
    return narrowed(found, getattr(arguments, "select", ()), getattr(arguments, "ignore", ()))


def _label(workspace: FolderWorkspace) -> str:
    """How a workspace is called where a report is about several: its path, as seen from here."""
    here = Path.cwd().resolve()
    return (
        workspace.root.relative_to(here).as_posix()
        if workspace.root.is_relative_to(here)
        else workspace.root.as_posix()
    )


def lint_workspace(
    workspace: FolderWorkspace,
    config: Config,
    arguments: Namespace,
    baseline: bool = True,
    addresses: Mapping[str, Addresses] = NOBODYS,
) -> Report:
    """Lint one workspace as the flags and the configuration say. Raises ConfigError, PolicyError, InputError."""
    for environment in config.environments:
        # a misspelt root would be judged by nobody
        if not workspace.is_folder(environment.root) and not workspace.exists(environment.root):
            raise ConfigError(f"stacks: the root {environment.root!r} is not there", environment.at)
    policies = policies_of(config, workspace, arguments)
    settings = explaining(
        settings_of(policies, inputs_of(workspace, arguments), config, workspace), arguments
    )
    settings = _with_jobs(replace(settings, addresses=addresses), arguments)
    with waiting():
        report = lint(workspace, READERS, settings)
    return settled(report, workspace, config, policies, arguments, baseline)


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
        config.path,
        config.environments,
        made_of=config.made_of,
    )


def _with_jobs(settings: Settings, arguments: Namespace) -> Settings:
    """The same run by as many processes as the flags allow."""
    return replace(settings, jobs=getattr(arguments, "jobs", None))


def explaining(settings: Settings, arguments: Namespace) -> Settings:
    """The same run, and what it is to tell the evidence of. Raises InputError for a rule there is not."""
    written: list[str] = getattr(arguments, "evidence", [])
    if not written:
        return settings
    from natpin.commands.evidence import asked

    return replace(settings, evidence=asked(written, settings.policies))


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
    baseline: bool = True,
) -> Report:
    """The report without what the team decided to live with. Raises ConfigError for a broken baseline."""
    waivers = collected(workspace, report.marked, report.stacks, config, inline=not arguments.no_ignores)
    kept = without(report, waivers + (known_findings(arguments) if baseline else []), policies)
    kept = replace(kept, narrowed=_narrowing(policies, config, workspace, arguments))
    return shown_with_sources(kept, workspace, arguments)


def _narrowing(
    policies: tuple[Policy, ...], config: Config, workspace: Workspace, arguments: Namespace
) -> Narrowed | None:
    select, ignore = getattr(arguments, "select", ()), getattr(arguments, "ignore", ())
    if not select and not ignore:
        return None
    return narrowing(chosen(config, workspace, arguments.profile), policies, select, ignore)


def shown_with_sources(report: Report, workspace: Workspace, arguments: Namespace) -> Report:
    """The report with the lines of its findings, where its format shows them."""
    if not report.findings or not shows_sources(arguments):
        return report
    from natpin.commands.source_lines import with_sources

    return with_sources(report, workspace)


def known_findings(arguments: Namespace) -> list[Waiver]:
    """The entries of the baseline that the flags name. Raises InputError, ConfigError."""
    if not arguments.baseline or arguments.no_ignores:
        return []
    from natpin.policy import baseline

    path = Path(arguments.baseline)
    if not path.is_file():
        raise InputError(f"--baseline {path}: no such file; --write-baseline {path} makes one")
    return baseline.parse(path.read_bytes(), path.as_posix())


def without(report: Report, waivers: list[Waiver], policies: tuple[Policy, ...]) -> Report:
    """The report without what the waivers hide, and with what is wrong with them."""
    if not waivers:
        return report
    from datetime import date

    stacks, suppressed = settle(report.stacks, policies, waivers, date.today())
    return replace(report, stacks=stacks, suppressed=(*report.suppressed, *suppressed))


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


def _relative(workspace: FolderWorkspace, path: str) -> str:
    """A path of the command line as the workspace names it. Raises InputError outside of it."""
    full = Path(path).resolve()
    if not full.is_relative_to(workspace.root):
        raise InputError(f"{path} is outside the workspace {workspace.root}; see --workspace")
    return full.relative_to(workspace.root).as_posix()
