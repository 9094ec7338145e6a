"""Files that say the same but for what they are called: a generator has written a workflow for each of many modules."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence

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
        self._as_read: dict[str, str] = {}
        """Of a text of a pipeline by its digest: that of what its reader makes of it."""

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
        bare = _own_name(path).sub(b"\0", _BLANK.sub(b"\n", data))
        digest = sha256(bare)
        if path.endswith((".yml", ".yaml")):
            if digest not in self._as_read:
                self._as_read[digest] = sha256(_QUOTED.sub(rb"\1 \3", b"\n".join(_as_read(bare))))
            digest = self._as_read[digest]
        return posixpath.dirname(path), digest

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


def _as_read(text: bytes) -> Iterator[bytes]:
    """The lines of a pipeline without what makes no difference to its reader: how far each level is indented, quotes, blanks
    in expressions, comments; what the whole, a step or an input is called or described as, and the version of an action
    that is not here. Hands that edit what a generator has written leave such differences in a tenth of the files."""
    lines = _VERSION.sub(rb"\1", text).replace(b"{{ ", b"{{").replace(b" }}", b"}}").split(b"\n")
    levels = [0]
    for number, line in enumerate(lines):
        written = line.lstrip(b" ")
        indent = len(line) - len(written)
        while levels[-1] > indent:
            levels.pop()
        if levels[-1] < indent:
            levels.append(indent)
        if written.startswith(b"description: ") or (not indent and written.startswith(b"name:")):
            continue
        if written.startswith(b"- name:"):
            inner = b" " * (indent + 2)
            runs = inner + b"uses:", inner + b"run:"
            if any(each.startswith(runs) for each in lines[number + 1 : number + 4]):
                written = b"-"  # of a step alone the name is text: that of an entry of a matrix is a value
        said, _, comment = written.partition(b" #")
        yield b"%d %s" % (len(levels), (written if b'"' in comment or b"'" in comment else said).rstrip())


_VERSION = late_regex(rb"(\buses:[ \t]*[\"']?[\w.-][^@\s]*)@[\w.-]+")
_QUOTED = late_regex(rb"((?<=[ \t])-|:)[ \t]+([\"'])([^\"'\\\n]*)\2$", re.MULTILINE)


def _own_name(path: str) -> re.Pattern[bytes]:
    stem = os.fsencode(posixpath.splitext(posixpath.basename(path))[0])
    names = b"|".join(map(re.escape, dict.fromkeys((stem, stem.replace(b".", b"/")))))
    return re.compile(rb"(?<![\w-])(?:" + names + rb")(?![\w-])")
