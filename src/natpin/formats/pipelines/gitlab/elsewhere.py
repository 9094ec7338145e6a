"""What the scripts of other projects, of GitLab's own templates and of components may deploy of this repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.pipelines.elsewhere import deployed
from natpin.formats.pipelines.gitlab.configurations import Configuration, said
from natpin.formats.pipelines.gitlab.jobs import Job
from natpin.formats.pipelines.gitlab.variables import written
from natpin.model.record import replace
from natpin.model.rollout import Rollout
from natpin.model.value import Node, dig, members, text
from natpin.workspace import Workspace


def of_job(job: Job, workspace: Workspace) -> Iterator[Rollout]:
    """A job whose script is not here: it deploys what its variables name."""
    extended = text(dig(job.body, "extends")) or ""
    for one in deployed(f"{job.name} {extended}", _texts(job.variables), job.at, workspace):
        yield replace(one, open=one.open or job.open)


def of_includes(found: Configuration, workspace: Workspace) -> Iterator[Rollout]:
    """What is included with inputs: it deploys what they name."""
    for node in found.foreign:
        given = members(dig(node, "inputs"))
        if given:
            yield from deployed(said(node), _texts(given), node.at, workspace)


def _texts(given: Mapping[str, Node]) -> dict[str, str]:
    return {name: said for name, node in given.items() if (said := written(node)) is not None}
