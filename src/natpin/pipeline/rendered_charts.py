"""Templates of Helm's charts that standard input holds rendered: they were read, as they come out with those values.

Helm writes above each object which template it is from: ``# Source: CHART/templates/FILE``, by the name in Chart.yaml, and
``CHART/charts/OTHER/templates/FILE`` for a chart that it depends on (helm.sh/docs/helm/helm_template).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from natpin.formats.charts import TEMPLATE_OF_CHART
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace

_SOURCE = late_regex(rb"(?m)^# Source: ([^\r\n]+?)[ \t\r]*$")
_END = late_regex(rb"(?m)^(?:---|# Source: )")
_OF_AZURE = late_regex(rb"(?m)^apiVersion:[ \t]*[\"']?[\w.-]*(?:azure|x-k8s\.io)[\w.-]*/")
"""Of an object that may be a cluster, or a part of its network."""
_NAME = late_regex(rb"(?m)^name:[ \t]*[\"']?([\w.-]+)")


def without_rendered(skipped: Iterable[Skipped], workspace: Workspace) -> list[Skipped]:
    """What is not read, less the templates that standard input names as the source of an object of Azure's. A name that two
    of them have says nothing of either, and neither does an object of another kind: the cluster may be what the chart
    makes with other values."""
    every = list(skipped)
    there = _sources(workspace)
    if not there:
        return every
    charts: dict[str, str | None] = {}
    named: dict[str, set[str]] = {}
    for one in every:
        if one.reason.startswith(TEMPLATE_OF_CHART):
            for name in _names(one.path, workspace, charts):
                if name in there:
                    named.setdefault(name, set()).add(one.path)
    rendered = {path for paths in named.values() if len(paths) == 1 for path in paths}
    return [one for one in every if one.path not in rendered or not one.reason.startswith(TEMPLATE_OF_CHART)]


def _sources(workspace: Workspace) -> set[str]:
    """What Helm calls the templates of which an object of Azure's came out, by every chart that it may be a part of."""
    there: set[str] = set()
    for path in workspace.focus:
        data = workspace.read(path) if path.startswith("<stdin>") else b""
        if not isinstance(data, bytes):
            continue
        for found in _SOURCE.finditer(data):
            end = _END.search(data, found.end())
            if _OF_AZURE.search(data, found.end(), end.start() if end is not None else len(data)):
                called = found[1].decode("utf-8", "replace").split("/charts/")
                there.update("/charts/".join(called[depth:]) for depth in range(len(called)))
    return there


def _names(path: str, workspace: Workspace, charts: dict[str, str | None]) -> Iterator[str]:
    """What Helm may call a template: by each chart in whose folder it lies. ``charts``: names by folder, as far as they were
    asked for."""
    parts = path.split("/")
    for depth in range(len(parts) - 2, -1, -1):
        folder = "/".join(parts[:depth])
        if "templates" not in parts[depth:-1]:
            continue
        if folder not in charts:
            data = workspace.read(posixpath.normpath(f"{folder}/Chart.yaml" if folder else "Chart.yaml"))
            found = _NAME.search(data) if isinstance(data, bytes) else None
            charts[folder] = found.group(1).decode("utf-8", "replace") if found is not None else None
        if charts[folder] is not None:
            yield "/".join((charts[folder] or "", *parts[depth:]))
