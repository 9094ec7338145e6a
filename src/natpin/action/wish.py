"""What the repository wishes: the ``egress`` entries of the natpin.yaml of the checked-out commit.

A plan travels as an artifact, and whoever can write one can write any wish into it. A step before this one, or an
artifact unpacked into the workspace, can write natpin.yaml itself. So the wish is read from the commit.
"""

from __future__ import annotations

from typing import Any

from natpin.action.job import Job
from natpin.commands.rules_of import path_in
from natpin.commit_workspace import CommitWorkspace
from natpin.config import Config, discover
from natpin.errors import Refused
from natpin.policy.rule_changes import changes
from natpin.policy.rulebook import Rulebook, rulebook
from natpin.workspace import FolderWorkspace, Workspace


def of_commit(job: Job) -> Config:
    """The configuration of the checked-out commit.

    Raises Refused when the work tree's wish or rules are others than the commit's, ConfigError.
    """
    folder = FolderWorkspace(job.root, job.root)
    with CommitWorkspace(job.root, job.commit) as committed:
        named = path_in(folder, job.inputs.lint.config, "input `config`:")
        there, here = _rules(committed, job, named), _rules(folder, job, named)
    altered = [change.said for change in changes(there, here)]
    for name in ("egress", "allow"):
        if _section(there.config, name) != _section(here.config, name):
            altered.append(f"its section {name} is another")
    if altered:
        raise Refused(
            f"the configuration in the workspace is not the one of commit {job.commit[:10]} ({'; '.join(altered[:3])}): a step "
            "before this one has written it, or an artifact was unpacked over it. Unpack artifacts into a folder of "
            "their own"
        )
    return there.config


def _rules(workspace: Workspace, job: Job, named: str | None) -> Rulebook:
    return rulebook(discover(workspace, named), workspace, job.inputs.lint.profile or None)


def _section(config: Config, name: str) -> Any:
    section = config.sections.get(name)
    return None if section is None else section.plain()
