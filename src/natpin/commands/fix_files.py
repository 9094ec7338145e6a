"""The safe fixes of a run, for reports: as a patch, and carried by the findings that they mend. Nothing is written."""

from __future__ import annotations

from argparse import Namespace

from natpin.commands.fix import linted, mended
from natpin.commands.linting import check_inputs, workspaces
from natpin.commands.output import waiting
from natpin.model.record import record
from natpin.model.report import Report
from natpin.workspace import FolderWorkspace

PATCH = "natpin.patch"
"""What the file is called."""


@record
class SafeFixes:
    """What could be mended in one work tree."""

    workspace: FolderWorkspace
    patch: str
    """As ``git apply`` takes it, from the workspace's root; empty where there is nothing to mend."""
    report: Report
    """The findings, with the fixes of those that have one."""


def safe_fixes(arguments: Namespace) -> SafeFixes:
    """The fixes for the work tree that the flags of ``natpin lint`` name: safe ones alone, each linted before it counts.
    Raises what lint raises."""
    from natpin.fixing import diffs
    from natpin.fixing.carried import with_fixes

    (workspace, *_) = workspaces(arguments.paths or ["."], arguments)
    check_inputs(workspace)
    asked = Namespace(**{**vars(arguments), "rule": [], "unsafe": False, "format": "json", "azure": None})
    with waiting():
        start = linted(workspace, asked)
        result, _ = mended(start, asked)
        report = with_fixes(start.report, workspace, result.rounds)
    return SafeFixes(workspace, diffs.unified(workspace, result.changed), report)
