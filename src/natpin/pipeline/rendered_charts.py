"""Templates of Helm's charts that standard input holds rendered: they were read, as they come out with those values.

Helm writes above each object which template it is from: ``# Source: CHART/templates/FILE``, by the name in Chart.yaml, and
``CHART/charts/OTHER/templates/FILE`` for a chart that it depends on (helm.sh/docs/helm/helm_template).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace

_SOURCE = late_regex(rb"(?m)^# Source: ([^\r\n]+?)[ \t\r]*$")
_NAME = late_regex(rb"(?m)^name:[ \t]*[\"']?([\w.-]+)")


def without_rendered(skipped: Iterable[Skipped], workspace: Workspace) -> list[Skipped]:
    """What is not read, less the templates that standard input names as the source of an object."""
    there: set[str] = set()
    for path in workspace.focus:
        data = workspace.read(path) if path.startswith("<stdin>") else b""
        if isinstance(data, bytes):
            there.update(found.decode("utf-8", "replace") for found in _SOURCE.findall(data))
    if not there:
        return list(skipped)
    return [one for one in skipped if not any(_is_one(name, there) for name in _names(one.path, workspace))]


def _is_one(name: str, sources: Iterable[str]) -> bool:
    return any(one == name or one.endswith(f"/charts/{name}") for one in sources)


def _names(path: str, workspace: Workspace) -> Iterator[str]:
    """What Helm may call a template: by each chart in whose folder it lies."""
    parts = path.split("/")
    for depth in range(len(parts) - 2, -1, -1):
        data = workspace.read(posixpath.normpath("/".join((*parts[:depth], "Chart.yaml"))))
        found = _NAME.search(data) if isinstance(data, bytes) and "templates" in parts[depth:-1] else None
        if found is not None:
            yield "/".join((found.group(1).decode("utf-8", "replace"), *parts[depth:]))
