"""Files that a step runs and that write ``$GITHUB_ENV`` or ``$GITHUB_OUTPUT``: what they write, later steps get.

Source: GitHub documentation, "Workflow commands for GitHub Actions" (environment files).
"""

from __future__ import annotations

import posixpath

from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace

_FILE = late_regex(
    r"(?<![\w.$/{-])(?:\./)?(?P<path>[\w-][\w./-]{0,200}\.(?P<ending>sh|bash|py|js|mjs|cjs|ts|rb|pl|php))(?![\w.-])"
)
_SET = late_regex(rb"(?<![\w$])([A-Z][A-Z0-9_]{0,80})=(?!=)|exportVariable\([\"'`](\w{1,80})")
_FOLLOWED = ("sh", "bash")
_MOST = 200


def writers(body: str, workspace: Workspace) -> tuple[list[str], dict[str, list[str]]]:
    """Which files of GitHub's the scripts of bash write that a step's text names; and by the paths of programs in other
    languages, which are not followed, the variables that they put into ``$GITHUB_ENV``: none where they may be any.

    Paths are looked for from the checkout's folder.
    """
    read: list[str] = []
    unread: dict[str, list[str]] = {}
    for match in list(_FILE.finditer(body))[:_MOST]:
        path = posixpath.normpath(match["path"])
        data = workspace.peek(path) if not path.startswith("..") and workspace.exists(path) else None
        if data is None or isinstance(data, Skipped):
            continue
        if match["ending"] in _FOLLOWED:
            read += [name for name in ("GITHUB_ENV", "GITHUB_OUTPUT") if name.encode() in data]
        elif b"GITHUB_ENV" in data or b"exportVariable" in data:
            names = _SET.findall(data)
            unread[path] = list(dict.fromkeys((one or other).decode() for one, other in names))
    return read, unread
