"""Files that a step runs and that write ``$GITHUB_ENV`` or ``$GITHUB_OUTPUT``: what they write, later steps get.

A script that is followed writes for itself. Whether it was followed shows when the step has run: what the others write is not
known. Source: GitHub documentation, "Workflow commands for GitHub Actions" (environment files).
"""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.az import WAS_READ
from natpin.formats.pipelines.left_behind import left_by
from natpin.formats.pipelines.names_left import names_in
from natpin.model.endings import SHELL
from natpin.model.record import record
from natpin.workspace import Workspace


@record
class Later:
    """What the files that a step runs leave for later steps."""

    files: tuple[str, ...]
    """Which of GitHub's files they write."""
    before: tuple[str, ...]
    """Lines of bash before the step that write what programs leave, which is not known."""
    after: tuple[str, ...]
    """Lines of bash behind the step that write the same of scripts that were not followed."""


def later(body: str, workspace: Workspace, unknown: Callable[[str], str], *, has_id: bool) -> Later:
    """What a step's text leaves by what it runs. ``unknown``: what stands in bash for something that is not known."""
    files: list[str] = []
    before: list[str] = []
    after: list[str] = []
    for one in left_by(body, workspace):
        lines: list[str] = []
        if b"GITHUB_ENV" in one.data or b"exportVariable" in one.data:
            files.append("GITHUB_ENV")
            said = unknown(f"what {one.path} puts into GITHUB_ENV")
            names = names_in(one.data)
            lines += [
                f'echo "{line}" >> $GITHUB_ENV'
                for line in ([said] if names is None else [f"{name}={said}" for name in names])
            ]
        if has_id and (b"GITHUB_OUTPUT" in one.data or b"setOutput" in one.data):
            files.append("GITHUB_OUTPUT")
            said = unknown(f"what {one.path} puts into GITHUB_OUTPUT")
            lines.append(f'echo "{said}" >> $GITHUB_OUTPUT')
        if one.path.endswith(SHELL):
            quoted = one.path.replace("'", "'\\''")
            after += (f"{WAS_READ} '{quoted}' || {line}" for line in lines)
        else:
            before += lines
    return Later(tuple(files), tuple(before), tuple(after))
