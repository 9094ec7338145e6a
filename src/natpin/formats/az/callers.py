"""Scripts that run other scripts: what they set and hand on, those use, however many lie between.

Names are looked for, in lines that may run something; nothing is followed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from natpin.formats.reachable import reachable
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace

ENDINGS = (".sh", ".bash", ".zsh", ".azcli", ".ps1")
"""Of scripts that are followed."""
_NAMED = late_regex(rb"[\w.-]{1,200}\.(?:sh|bash|zsh|azcli|ps1)\b")
_RUNS_NONE = late_regex(
    rb"(?i)^[ \t]*(?:#|(?:cp|mv|chmod|shellcheck|cat|rm|ls|test|echo|printf|install|dos2unix|usage|write-(?:host|output))\b[^;&|]*$)"
)
"""A comment, and a line that names files and runs none."""


def callers(scripts: Iterable[str], workspace: Workspace) -> tuple[str, ...]:
    """The paths of scripts that run one of ``scripts``, or run a script that does, without those themselves."""
    sought = list(dict.fromkeys(scripts))
    if not sought:
        return ()
    by_name = _naming(workspace)
    start = {posixpath.basename(path) for path in sought}
    found = reachable(sorted(start), lambda name: [posixpath.basename(one) for one in by_name.get(name, ())])
    paths = dict.fromkeys(path for name in found for path in by_name.get(name, ()))
    return tuple(path for path in paths if path not in set(sought))


def _naming(workspace: Workspace) -> Mapping[str, list[str]]:
    """By the name of a script, the paths of those that may run it."""
    found: dict[str, list[str]] = {}
    for path in workspace.walk():
        if not path.endswith(ENDINGS):
            continue
        data = workspace.read(path)
        if isinstance(data, Skipped):
            continue
        lines = (line for line in data.splitlines() if b"." in line and not _RUNS_NONE.match(line))
        for name in {mention for line in lines for mention in _NAMED.findall(line)}:
            found.setdefault(name.decode("utf-8", "surrogateescape"), []).append(path)
    return found
