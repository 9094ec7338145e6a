"""What the repository wishes: the ``egress`` entries of the natpin.yaml of the checked-out commit.

A plan travels as an artifact, and whoever can write one can write any wish into it. A step before this one, or an
artifact unpacked into the workspace, can write natpin.yaml itself. So the wish is read from the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from natpin.action.job import Job
from natpin.commands.rules_of import path_in
from natpin.commit_workspace import CommitWorkspace
from natpin.config import Config, discover
from natpin.errors import Refused
from natpin.model.change import Plan
from natpin.policy.rule_changes import changes
from natpin.policy.rulebook import Rulebook, rulebook
from natpin.provision.entries import parse_allow, parse_egress
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


def refuse_others(config: Config, plans: Iterable[Plan]) -> None:
    """Raises Refused for a plan that wishes for something else than the repository does."""
    wanted = parse_egress(config.sections.get("egress"))
    allowed = tuple(sorted(parse_allow(config.sections.get("allow"))))
    for plan in plans:
        name = plan.scope.rpartition("#")[2]
        entry = wanted.get(name)
        if entry is None:
            raise Refused(
                f"the plan is for the egress entry {name!r}, which natpin.yaml does not have: run mode plan again"
            )
        differing = _differing(entry.entry(), plan.wanted)
        if differing or entry.scope.lower() != plan.scope.lower():
            raise Refused(
                f"the plan wishes for something else than natpin.yaml does: {', '.join(differing) or 'another scope'} of the "
                f"egress entry {name!r} differ. Run mode plan again"
            )
        if tuple(sorted(plan.allow)) != allowed:
            raise Refused(
                f"the plan allows itself {', '.join(plan.allow) or 'nothing'}, and natpin.yaml allows "
                f"{', '.join(allowed) or 'nothing'}: run mode plan again"
            )


def _differing(wanted: Mapping[str, Any], planned: Mapping[str, Any]) -> list[str]:
    return [key for key in dict.fromkeys((*wanted, *planned)) if wanted.get(key) != planned.get(key)]
