"""Files of the workspace that a step runs, itself or through others, and that leave variables for the steps after it.

A script of bash, a program, a recipe of make, a command of npm: whatever folder they are run from, for that is often not known
before the step is followed. Names are looked for; nothing is followed. Sources: GitHub Docs, "Workflow commands for GitHub
Actions"; Azure Pipelines, "Set variables in scripts"; CircleCI Docs, "Set an environment variable" (``$BASH_ENV``).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.model.endings import SCRIPTS
from natpin.model.record import record
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, found_once, holds_any, worked_out

_MARKS = (b"GITHUB_ENV", b"GITHUB_OUTPUT", b"exportVariable", b"setOutput", b"task.setvariable", b"BASH_ENV")
_ENDINGS = (
    *SCRIPTS,
    *(".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl", ".php", ".go"),
    *(".cmd", ".bat", ".mk", ".just", ".fish", ".nu", ".cs", ".csx", ".groovy"),
)
_LISTS: Mapping[str, str] = {
    "makefile": r"g?make",
    "gnumakefile": r"g?make",
    "package.json": r"npm|npx|yarn|pnpm|bun|node",
    "taskfile.yml": r"task|go-task",
    "taskfile.yaml": r"task|go-task",
    "justfile": r"just",
    "mise.toml": r"mise",
    ".mise.toml": r"mise",
    "pyproject.toml": r"poetry|uv|hatch|pdm|poe",
    "tox.ini": r"tox",
    "noxfile.py": r"nox",
}
"""Lists of commands, lower case, and the programs by whose names what is in them is run."""
_MAX_BYTES = 2**20
_MOST = 400
"""Files that leave variables, or that run one which does."""
_MOST_HELD = 2**25
"""Bytes of files that are kept in memory while it is found out which lead to which; more are read again."""
_FEW = 64
"""So many names are looked for in a text before it is taken apart into words: most texts have none of them."""
_BEFORE = 200
"""Characters before a name that may be its folders."""
_BOUNDS = late_regex(r"[\s\"'`;|&<>=,()\[\]]")
_TOKEN = late_regex(rb"[\w.-]+")
_MOST_PARTS = 12
_EXPRESSION = late_regex(r"\$\{\{[^}\n]{0,80}\}\}|\$\([\w.]{1,80}\)")


@record
class Left:
    """A file that leaves variables for later steps."""

    path: str
    data: bytes


@record
class _Leading:
    """A file that leaves variables, or leads to some that do."""

    path: str
    called: re.Pattern[str]
    leaves: tuple[Left, ...]


def left_by(body: str, workspace: Workspace) -> tuple[Left, ...]:
    """The files that leave variables and that what a step's text names may come to."""
    return worked_out(workspace, _left_by, None, body)


def _left_by(workspace: Workspace, inputs: None, body: str) -> tuple[Left, ...]:
    found: dict[str, Left] = {}
    for one in found_once(workspace, _leading):
        if any(
            _is_meant(match.groupdict().get("folders") or "", one.path) for match in one.called.finditer(body)
        ):
            found.update({each.path: each for each in one.leaves})
    return tuple(found.values())


def _leading(workspace: Workspace) -> Sequence[_Leading]:
    """Each platform's reader asks, for every step."""
    return tuple(_found(workspace))


def _found(workspace: Workspace) -> Iterator[_Leading]:
    texts: dict[str, bytes | None] = {}
    held = 0
    leaves: dict[str, tuple[Left, ...]] = {}
    for path in workspace.walk():
        data = _runnable(path, workspace)
        if data is not None:
            held += len(data)
            texts[path] = data if held <= _MOST_HELD else None
            if any(mark in data for mark in _MARKS) and len(leaves) < _MOST:
                leaves[path] = (Left(path, data),)
    called = {path: _called_by(path) for path in leaves}
    new = list(leaves)
    words: dict[str, set[bytes]] = {}
    while new and len(leaves) < _MOST:
        further: list[str] = []
        by_word: dict[bytes, list[str]] = {}
        for one in new:
            by_word.setdefault(_word_of(one), []).append(one)
        lists = by_word.pop(b"", [])
        seldom = not lists and len(by_word) <= _FEW
        for path, kept in texts.items():
            data = None if path in leaves else kept or _runnable(path, workspace)
            if data is None or (seldom and not holds_any(data, by_word)):
                continue
            said = words[path] if path in words else words.setdefault(path, _words(data))
            likely = [
                *lists,
                *(one for word in by_word.keys() & said for one in by_word[word] if _said(one, data)),
            ]
            if not likely:
                continue
            text, asked = data.decode("utf-8", "replace"), dict[str, bool]()
            chosen = {one for one in likely if _asked(text, one, called[one], asked)}
            mine = [one for one in new if one in chosen]
            if mine:
                leaves[path] = tuple({each.path: each for one in mine for each in leaves[one]}.values())
                called[path] = _called_by(path)
                further.append(path)
        new = further
    for path, mine_ in leaves.items():
        yield _Leading(path, called[path], mine_)


def _is_list(name: str) -> bool:
    """Whether a file is a list of commands, which a program runs."""
    return name.lower() in _LISTS or name.endswith((".mk", ".just"))


def _word_of(path: str) -> bytes:
    """The word of a text that names a file; empty for a list of commands, which a program's name stands for."""
    name = posixpath.basename(path)
    if _is_list(name):
        return b""
    stem, _, ending = name.rpartition(".")
    if ending == "py":
        stem = stem if stem != "__main__" else posixpath.basename(posixpath.dirname(path))
        return stem.encode()
    return name.encode()


def _words(data: bytes) -> set[bytes]:
    """What may name a file in a text: ``tools/set.sh.`` names ``set.sh``, and ``-m tools.set`` ``set``."""
    found: set[bytes] = set()
    for token in set(_TOKEN.findall(data)):
        parts = token.split(b".")[:_MOST_PARTS]
        found.update(parts)
        found.update(b".".join(parts[:number]) for number in range(2, len(parts) + 1))
    return found


def _said(path: str, data: bytes) -> bool:
    """A module's name is a word like any other: it counts where its file is named, or a module is run."""
    name = posixpath.basename(path)
    return not name.endswith(".py") or name.encode() in data or b"-m " in data


def _asked(text: str, path: str, called: re.Pattern[str], asked: dict[str, bool]) -> bool:
    """As ``_names``; what all lists of commands are run by is looked for once."""
    if _word_of(path):
        return _names(text, path, called)
    if called.pattern not in asked:
        asked[called.pattern] = _names(text, path, called)
    return asked[called.pattern]


def _runnable(path: str, workspace: Workspace) -> bytes | None:
    """The bytes of a file that a step may run; None for any other."""
    name = posixpath.basename(path)
    bare = "." not in name
    if not (bare or name.endswith(_ENDINGS) or name.lower() in _LISTS):
        return None
    data = workspace.peek(path)
    if isinstance(data, Skipped) or len(data) > _MAX_BYTES:
        return None
    return data if not bare or name.lower() in _LISTS or data[:2] == b"#!" else None


def _called_by(path: str) -> re.Pattern[str]:
    """What a text says that runs a file."""
    name = posixpath.basename(path)
    stem, dot, ending = name.rpartition(".")
    if _is_list(name):
        programs = _LISTS.get(name.lower(), r"g?make|just")
        return re.compile(rf"(?<![\w./-])(?:{programs}|\$[({{]MAKE[)}}])(?![\w./-])")
    said = re.escape(name)
    if not dot:
        return re.compile(rf"(?<=[/\\]){said}(?![\w.-])")
    if ending == "py":  # python -m tools.set
        module = stem if stem != "__main__" else posixpath.basename(posixpath.dirname(path))
        return re.compile(
            rf"(?<![\w.-]){said}(?![\w-])|(?<=-m )(?:\w{{1,80}}\.){{0,9}}{re.escape(module)}(?![\w.-])"
        )
    return re.compile(rf"(?<![\w.-]){said}(?![\w-])")


def _names(text: str, path: str, called: re.Pattern[str]) -> bool:
    """Whether a text names a file where it may run it."""
    if _is_list(posixpath.basename(path)):
        return called.search(text) is not None
    for match in called.finditer(text):
        begin = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _BEFORE)
        before = _EXPRESSION.sub("*", text[begin : match.start()])
        word = before[max((one.end() for one in _BOUNDS.finditer(before)), default=0) :]
        if "-m" in text[match.start() - 4 : match.start()] or _is_meant(word, path):
            return True
    return False


def _is_meant(before: str, path: str) -> bool:
    """Whether the folders that are written before a name lead to a file, as far as they are written."""
    written = [one for one in before.replace("\\", "/").split("/") if one not in ("", ".")]
    known: list[str] = []
    for one in reversed(written):
        if one == ".." or re.search(r"[$%{}(\[*?\" ]", one):
            break
        known.insert(0, one)
    said = "/".join(known)
    return not said or f"/{posixpath.dirname(path)}".endswith(f"/{said}")
