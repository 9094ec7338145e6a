"""Files that say the same but for what they are called: a generator has written a workflow for each of many modules."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from collections.abc import Sequence

from natpin.model.digest import sha256
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace

MOST_BARREN = 2
"""Files written alike that are followed though none before them deployed anything that natpin can name. What the next ones
give is looked for in their text alone, as in any file that is not followed. bicep-registry-modules has 195 workflows
that are written alike, and each took as long as a module of it."""

_BLANK = late_regex(rb"\n(?:[ \t\r]*+(?:#[^\n]*+)?\n)++")
"""Lines that say nothing: empty ones, and comments, of YAML as of the shells in it."""


class Barren:
    """How many files written alike were followed, and deployed nothing that has a name.

    ``scripts`` are the files that may be run: one that runs a script of its own name does what none before it did.
    """

    def __init__(self, workspace: Workspace, scripts: Sequence[str]) -> None:
        self._workspace, self._scripts = workspace, scripts
        self._seen: Counter[tuple[str, str]] = Counter()

    def enough(self, path: str) -> bool:
        """Whether so many like this file were followed in vain that this one need not be."""
        return self._seen[self._shape(path)] >= MOST_BARREN and not self._runs_its_own(path)

    def note(self, path: str) -> None:
        """A file was followed in vain."""
        self._seen[self._shape(path)] += 1

    def _shape(self, path: str) -> tuple[str, str]:
        """The folder, and the text without the file's own name where that stands as a word or in a path:
        ``avm.res.cache`` may stand in it as ``avm/res/cache``."""
        data = self._workspace.read(path)
        if isinstance(data, Skipped):
            return path, ""
        bare = _BLANK.sub(b"\n", data)
        return posixpath.dirname(path), sha256(_own_name(path).sub(b"\0", bare))

    def _runs_its_own(self, path: str) -> bool:
        """Whether it names a script, or an action's folder, that is called as it is."""
        data, own = self._workspace.read(path), _own_name(path)
        if isinstance(data, Skipped):
            return True
        for script in self._scripts:
            name = os.fsencode(posixpath.basename(script))
            named = name in data or name.startswith(b"action.")
            if named and script != path and own.search(os.fsencode(script)):
                return True
        return False


def _own_name(path: str) -> re.Pattern[bytes]:
    stem = os.fsencode(posixpath.splitext(posixpath.basename(path))[0])
    names = b"|".join(map(re.escape, dict.fromkeys((stem, stem.replace(b".", b"/")))))
    return re.compile(rb"(?<![\w-])(?:" + names + rb")(?![\w-])")
