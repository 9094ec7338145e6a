"""Files that say the same but for what they are called: a generator has written a workflow for each of many modules."""

from __future__ import annotations

import posixpath
from collections import Counter

from natpin.model.digest import sha256
from natpin.model.value import Skipped
from natpin.workspace import Workspace

MOST_BARREN = 5
"""Files written alike that are followed though none before them deployed anything that natpin can name. What the next ones
give is looked for in their text alone, as in any file that is not followed. bicep-registry-modules has 195 workflows
that are written alike, and each took as long as a module of it."""


class Barren:
    """How many files written alike were followed, and deployed nothing that has a name."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: Counter[tuple[str, str]] = Counter()

    def enough(self, path: str) -> bool:
        """Whether so many like this file were followed in vain that this one need not be."""
        return self._seen[self._shape(path)] >= MOST_BARREN

    def note(self, path: str) -> None:
        """A file was followed in vain."""
        self._seen[self._shape(path)] += 1

    def _shape(self, path: str) -> tuple[str, str]:
        """The folder, and the text without the file's own name: ``avm.res.cache`` may stand in it as ``avm/res/cache``."""
        folder, _, name = path.rpartition("/")
        data = self._workspace.read(path)
        if isinstance(data, Skipped):
            return path, ""
        stem = posixpath.splitext(name)[0].encode("utf-8", "surrogateescape")
        for own in (stem, stem.replace(b".", b"/")):
            data = data.replace(own, b"\0") if own else data
        return folder, sha256(data)
