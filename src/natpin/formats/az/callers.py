"""Scripts that run other scripts: what they set and hand on, those use, however many lie between.

Names are looked for, in lines that may run something; nothing is followed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from natpin.formats.reachable import reachable
from natpin.model.endings import SCRIPTS
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, counts, found_once

_NAMED = late_regex(rb"[\w.-]{1,200}\.(?:sh|bash|zsh|azcli|ps1|psm1)\b")
_RUNS_NONE = late_regex(
    rb"(?i)^[ \t]*(?:#|(?:cp|mv|chmod|shellcheck|cat|rm|ls|test|echo|printf|install|dos2unix|usage|write-(?:host|output))\b(?:[^;&|`$<]|[$<](?!\())*$)"
)
"""A comment, and a line that names files and runs none: not even to show what one prints, ``echo "$(./deploy.sh)"``."""


def callers(scripts: Iterable[str], workspace: Workspace) -> tuple[str, ...]:
    """The paths of scripts that run one of ``scripts``, or run a script that does, without those themselves."""
    sought = list(dict.fromkeys(scripts))
    if not sought:
        return ()
    by_name = found_once(workspace, _naming)
    start = {posixpath.basename(path) for path in sought}
    found = reachable(sorted(start), lambda name: [posixpath.basename(one) for one in by_name.get(name, ())])
    paths = dict.fromkeys(path for name in found for path in by_name.get(name, ()))
    return tuple(path for path in paths if path not in set(sought))


def _naming(workspace: Workspace) -> Mapping[str, list[str]]:
    """By the name of a script, the paths of those that may run it. Every reader of scripts and of pipelines asks."""
    found: dict[str, list[str]] = {}
    for path in workspace.walk():
        if not path.endswith(SCRIPTS):
            continue
        data = workspace.read(path)
        if isinstance(data, Skipped):
            continue
        for name in names_run(data):
            found.setdefault(name, []).append(path)
    return found


def names_run(data: bytes) -> set[str]:
    """The names of scripts in the lines of a script that may run something."""
    lines = (line for line in data.splitlines() if b"." in line and not _RUNS_NONE.match(line))
    return {mention.decode("utf-8", "surrogateescape") for line in lines for mention in _NAMED.findall(line)}


def calls_among(claimed: Sequence[str], workspace: Workspace) -> dict[str, list[str]]:
    """By script, the others of ``claimed`` that it names where it may run something; of several with one name the one
    beside it, and none where that cannot be told."""
    by_name: dict[str, list[str]] = {}
    for path in claimed:
        by_name.setdefault(posixpath.basename(path), []).append(path)
    found: dict[str, list[str]] = {}
    for path in claimed if len(claimed) > 1 else ():
        data = workspace.read(path)
        if isinstance(data, Skipped):
            continue
        mine = found.setdefault(path, [])
        for named in sorted(names_run(data)):
            others = by_name.get(named, [])
            if len(others) > 1:
                others = [one for one in others if posixpath.dirname(one) == posixpath.dirname(path)]
            mine += (other for other in others if other != path)
    return found


def outermost(claimed: Sequence[str], endings: tuple[str, ...], workspace: Workspace) -> list[str]:
    """The scripts that no other one runs: of ``claimed``, and of those with one of these endings that run them. Of scripts
    that run each other in a circle the first."""
    known = set(claimed)
    more = (path for path in callers(claimed, workspace) if path.endswith(endings) and path not in known)
    claimed = [*claimed, *more]
    called = calls_among(claimed, workspace)
    inside: set[str] = set()
    for path in claimed:
        inside.update(other for other in called.get(path, ()) if counts(path, other, workspace))
    roots = [path for path in claimed if path not in inside]

    def reached(paths: Sequence[str]) -> set[str]:
        return set(reachable(paths, lambda path: called.get(path, ())))

    seen = reached(roots)
    for path in claimed:
        if path not in seen:
            roots.append(path)
            seen |= reached([path])
    return sorted(roots)
