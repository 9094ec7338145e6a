"""Helm's charts: natpin runs no template, and says how to render one.

Source: helm.sh/docs/topics/charts, "The Chart File Structure"; helm.sh/docs/helm/helm_template.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator

from natpin.workspace import Workspace

TEMPLATE = "is a Helm or other template; render it (helm template) and lint the result"
"""What is said of a template that belongs to no chart in the workspace."""
_MOST_VALUES = 3
"""Value files that are named; who has more sees the pattern."""
_ENDINGS = (".yaml", ".yml")

TEMPLATE_OF_CHART = "is a template of the Helm chart"
"""Begins why a template of a chart that is here is not read."""


def unrendered(path: str, workspace: Workspace) -> str:
    """Why a template is not read, and the command that renders it with the value files that lie beside its chart."""
    chart = _chart_of(path, workspace)
    if chart is None:
        return TEMPLATE
    where = shlex.quote(chart)
    values = list(_values(chart, workspace))
    given = f" -f {shlex.quote(values[0])}" if values else ""
    others = f" (and so with {', '.join(values[1:_MOST_VALUES])})" if len(values) > 1 else ""
    name = shlex.quote(posixpath.basename(chart) if chart != "." else "chart")
    return (
        f"{TEMPLATE_OF_CHART} {chart}; render it and lint the result: "
        f"helm template {name} {where}{given} | natpin lint - .{others}"
    )


def _chart_of(path: str, workspace: Workspace) -> str | None:
    """The folder of the chart that a template belongs to: ``templates`` lies beside ``Chart.yaml``."""
    parts = path.split("/")
    for position in range(len(parts) - 2, -1, -1):
        if parts[position] == "templates":
            folder = "/".join(parts[:position]) or "."
            if workspace.exists(posixpath.normpath(f"{folder}/Chart.yaml")):
                return folder
    return None


def _values(chart: str, workspace: Workspace) -> Iterator[str]:
    """Value files other than the chart's defaults: ``values-prod.yaml``, ``prod.values.yaml``, ``values/prod.yaml``."""
    for name in workspace.listdir(chart):
        if name.endswith(_ENDINGS) and "values" in name and name not in ("values.yaml", "values.yml"):
            yield posixpath.normpath(f"{chart}/{name}")
    for folder in ("values", "environments", "env"):
        inside = posixpath.normpath(f"{chart}/{folder}")
        for name in workspace.listdir(inside):
            if name.endswith(_ENDINGS):
                yield f"{inside}/{name}"
