"""Scripts that a followed file runs on a way that is not followed: bash from a step of PowerShell, ``kubectl run``, ``find -exec``.

That a file is followed says nothing of each command in it. Once everything is read it shows which scripts its stack came to;
of those that it names and did not come to, it is a giver like any file that is not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from natpin.formats.interface import Unseen
from natpin.model.stack import Stack
from natpin.pipeline.run_by_others import given_by_others
from natpin.workspace import Workspace

Came = Sequence[tuple[str, frozenset[str]]]
"""Of every stack its root, and the files in which something of it stands."""


def given_on_other_ways(
    scripts: Iterable[Stack], read: Iterable[tuple[str, Sequence[object]]], workspace: Workspace
) -> Mapping[tuple[str, str], Mapping[str, Unseen]]:
    """By reader and root, what files give a script that are not followed, or not to there. ``read``: the root and the
    parts of every stack."""
    came = [
        (root, frozenset(at.path for part in parts if (at := getattr(part, "at", None))))
        for root, parts in read
    ]
    roots: dict[str, list[str]] = {}
    for one in scripts:
        roots.setdefault(one.reader, []).append(one.root)
    return {
        (reader, root): given
        for reader, mine in roots.items()
        for root, given in given_by_others(reader, mine, workspace, _follows(came)).items()
    }


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
