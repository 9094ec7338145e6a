"""Scripts that a followed file runs on a way that is not followed: bash from a step of PowerShell, ``kubectl run``, ``find -exec``.

That a file is followed says nothing of each command in it. Once everything is read it shows which scripts its stack came to;
of those that it names and did not come to, it is a giver like any file that is not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from natpin.formats.interface import Unseen
from natpin.pipeline.run_by_others import given_by_others
from natpin.workspace import Workspace

Came = Sequence[tuple[str, frozenset[str]]]
"""Of every stack its root, and the files in which something of it stands."""


def given_on_other_ways(
    reader: str, roots: Iterable[str], came: Came, workspace: Workspace
) -> Mapping[str, Mapping[str, Unseen]]:
    """By root, what files give it that are not followed, or not to there."""
    return given_by_others(reader, roots, workspace, _follows(came))


def _follows(came: Came) -> Callable[[str, str], bool]:
    by_root: dict[str, set[str]] = {}
    for root, files in came:
        by_root.setdefault(root, set()).update(files)

    def is_followed_to(path: str, script: str) -> bool:
        if path in by_root:
            return script in by_root[path]
        # a template, an action, a script that others run: they are followed, or they are not, by the stacks that use them
        return any(script in files for root, files in by_root.items() if root != script)

    return is_followed_to
