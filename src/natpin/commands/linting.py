"""From flags and configuration to a report: shared by every command that lints first."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from natpin.config import Config
from natpin.errors import InputError
from natpin.linter import Settings, lint
from natpin.model.report import Report
from natpin.policy.select import chosen
from natpin.readers.interface import Inputs
from natpin.readers.registry import READERS
from natpin.workspace import FolderWorkspace


def lint_workspace(workspace: FolderWorkspace, config: Config, arguments: Namespace) -> Report:
    """Lint one path as the flags and the configuration say. Raises ConfigError, PolicyError, InputError."""
    policies = chosen(config, workspace, arguments.profile)
    settings = Settings(policies, inputs_of(workspace, arguments), config.excluded)
    return lint(workspace, READERS, settings)


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
    workspace is known by a name with a leading ``<outside>/``. Raises InputError when it is not there.
    """
    full = Path(path).resolve()
    if not full.is_file():
        raise InputError(f"{path}: no such file")
    return workspace.admit(full)


def _variable(entry: str) -> tuple[str, str]:
    name, separator, value = entry.partition("=")
    if not separator or not name:
        raise InputError(f"--var {entry}: write NAME=VALUE")
    return name, value
