"""Variables that images built in the workspace, and services described in it, set for what runs in them.

Which image a container is made of is often a name that is given elsewhere, so that any of them may be it. Sources: Dockerfile
reference, "ENV"; Compose file reference, "environment", "env_file".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.languages.shell.scope import ANY_VARIABLE
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, as_utf8, found_once

_IMAGE = late_regex(r"(?i)(?:^|[./-])(?:dockerfile|containerfile)(?:$|[.-])")
_SERVICES = late_regex(r"(?i)^(?:docker-|podman-)?compose[\w.-]*\.ya?ml$")
_ENV = late_regex(r"(?mi)^[ \t]*ENV[ \t]+((?:[^\n]*\\\r?\n)*[^\n]*)")
_PAIR = late_regex(r"(?:^|\s)([A-Za-z_]\w*)=")
_ENTRY = late_regex(r"(?m)^[ \t]+(?:-[ \t]+)?[\"']?([A-Z_][A-Z0-9_]*)[\"']?[ \t]*(?:[:=]|$)")
_FILE = late_regex(r"\benv_file\b")
_MAX_BYTES = 2**20


def image_variables(workspace: Workspace) -> Sequence[str]:
    """The variables; ``ANY_VARIABLE`` where a service takes a file of them."""
    return found_once(workspace, _all)


def _all(workspace: Workspace) -> Sequence[str]:
    return tuple(dict.fromkeys(_found(workspace)))


def _found(workspace: Workspace) -> Iterator[str]:
    for path in workspace.walk():
        name = posixpath.basename(path)
        image = _IMAGE.search(name) is not None
        if not image and _SERVICES.match(name) is None:
            continue
        data = workspace.peek(path)
        if isinstance(data, Skipped) or len(data) > _MAX_BYTES:
            continue
        text = as_utf8(data).decode("utf-8", "replace")
        if not image:
            yield from _ENTRY.findall(text)
            if _FILE.search(text):
                yield ANY_VARIABLE
            continue
        for said in _ENV.findall(text):
            pairs = _PAIR.findall(said)
            yield from pairs or said.split()[:1]
