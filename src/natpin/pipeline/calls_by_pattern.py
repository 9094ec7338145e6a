"""Calls of scripts whose names a file works out: ``./$STEP.sh``, ``for s in steps/*.sh``, ``run-parts steps``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase, translate
from functools import lru_cache

from natpin.model.record import record
from natpin.pipeline.run_by_named import is_meant
from natpin.regex import late_regex

_ENDING = late_regex(r"\.(?:sh|bash|zsh|azcli|ps1)\b")
_PARTS = late_regex(
    r"\$\{\{[^}\n]{0,80}\}\}|\$\{\w{1,80}\}|\$\(\w{1,80}\)|\$\w{1,80}|\{\w{1,80}\}|%\w{1,80}%"
)
"""Parts of a name that are worked out."""
_BOUNDS = late_regex(r"[\s\"'`;|&<>=,()\[\]]")
_ENDING_IN_BYTES = late_regex(rb"\.(?:sh|bash|zsh|azcli|ps1)\b")
_NAME_BEFORE = late_regex(rb"[*})%\w][\w.-]{0,60}\Z")
_RUN_PARTS = late_regex(rb"run-parts\b")
_LOOP = late_regex(
    r"(?:\bfor[ \t]+(?P<shell>\w+)[ \t]+in|\bforeach[ \t]*\([ \t]*\$(?P<each>\w+)[ \t]+in)[^\n;]*\Z"
)
_PIPED = late_regex(
    r"[^\n|]{0,200}\|[^\n]{0,200}?[&.][ \t]*[\"'(]?\$(?:_|PSItem)[\w.]{0,40}[\"')]?(?P<words>[ \t]+[^\s;|&})])?"
)
_PARTS_RUN = late_regex(
    r"\brun-parts\b(?P<flags>[^\n;|&]{0,200}?)[ \t][\"']?(?P<folder>[\w./$-]{1,200})[\"']?[ \t]*(?:$|[;|&\n])"
)
_BEFORE = 200
"""Characters before an ending that may be the script's path."""
_NEAR = 600
"""Characters behind the head of a loop in which its variable is looked for."""
_MOST = 500
"""Places of a text that are looked at; what more of them give is not known."""
_OPEN = "\ue000"
"""Stands for a part that is worked out."""


def calls_by_pattern(script: str, text: str) -> Iterator[tuple[int, str, bool]]:
    """Where a text may run the script at a path by a name that it works out: the offset, what stands behind it, and whether
    it surely is given words of its own."""
    name = posixpath.basename(script)
    names, parts = _worked_out(text)
    for one in names:
        if one.match is None:
            yield one.begin, "", True
            return
        if fnmatchcase(name, one.pattern) and is_meant(one.folders, script):
            yield from _call(text, one.begin, one.match, glob=one.glob)
    folder = posixpath.dirname(script)
    for match in parts if folder else ():
        if is_meant(match["folder"].rstrip("/") + "/", script):
            yield match.start(), "", "--arg" in match["flags"]


def names_by_pattern(text: str) -> Callable[[str], bool]:
    """Whether a text may run the script at a path by a name that it works out, by a look at the names alone."""
    names, parts = _worked_out(text)
    if parts or any(one.match is None for one in names):
        return lambda script: True
    if not names:
        return lambda script: False
    likely = re.compile("|".join(translate(one) for one in dict.fromkeys(each.pattern for each in names)))
    known: dict[str, bool] = {}

    def may_name(script: str) -> bool:
        name = posixpath.basename(script)
        if name not in known:
            known[name] = likely.match(name) is not None
        return known[name]

    return may_name


@record
class _Name:
    """A name that a text works out, in front of a script's ending."""

    begin: int
    match: re.Match[str] | None
    """The ending; None for one more than are looked at."""
    folders: str = ""
    pattern: str = ""
    glob: bool = False


@lru_cache(maxsize=8)  # every script of a workspace asks the same text
def _worked_out(text: str) -> tuple[tuple[_Name, ...], tuple[re.Match[str], ...]]:
    """The names with a part that is worked out, and what ``run-parts`` is given."""
    found: list[_Name] = []
    for number, match in enumerate(_ENDING.finditer(text)):
        if number == _MOST:
            found.append(_Name(match.start(), None))
            break
        begin = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _BEFORE)
        before = _PARTS.sub(_OPEN, text[begin : match.start()])
        word = before[max((one.end() for one in _BOUNDS.finditer(before)), default=0) :]
        folders, _, stem = word.replace("\\", "/").rpartition("/")
        if _OPEN in stem or "*" in stem:
            above = folders.replace(_OPEN, "*") + "/" if folders else ""
            found.append(_Name(begin, match, above, stem.replace(_OPEN, "*") + match[0], "*" in stem))
    return tuple(found), tuple(_PARTS_RUN.finditer(text))


def _call(text: str, begin: int, match: re.Match[str], *, glob: bool) -> Iterator[tuple[int, str, bool]]:
    """A call by a path with a part that is worked out; of one with a ``*``, where a loop or a pipe runs what fits it."""
    if not glob:
        yield match.start(), text[match.end() : match.end() + _BEFORE].partition("\n")[0], False
        return
    loop = _LOOP.search(text[begin : match.start()])
    if loop is None:
        run = _PIPED.match(text, match.end())
    else:
        run = _run_of(loop["shell"] or loop["each"], text[match.end() : match.end() + _NEAR])
    if run is not None:
        yield match.start(), "", run["words"] is not None


def _run_of(variable: str, text: str) -> re.Match[str] | None:
    """Where the variable of a loop is run."""
    return re.search(
        r"(?:^|[;&|\n{]|\bdo\b|\bthen\b)[ \t]*(?:\w+=\S*[ \t]+){0,4}"
        r"(?:(?:sudo|exec|time|source|\.|(?:ba|z|k)?sh|pwsh)[ \t]+(?:-\w+[ \t]+){0,4}|\(?cd[^\n;&]{0,80}&&[ \t]*){0,3}"
        rf"[\"']?(?:\./)?\$\{{?{re.escape(variable)}\b[\w.]*\}}?[\"']?(?P<words>[ \t]+[^\s;|&<>)}}])?",
        text,
    )


def may_call(data: bytes) -> bool:
    """Whether a file may do so, by its bytes. Endings are found as a word is; a name that ends so is looked for before each,
    where to begin with names would try each letter of the file."""
    return any(
        _NAME_BEFORE.search(data, max(0, found.start() - 61), found.start())
        for found in _ENDING_IN_BYTES.finditer(data)
    ) or any(
        found.start() == 0
        or not (data[found.start() - 1 : found.start()].isalnum() or data[found.start() - 1] == ord("_"))
        for found in _RUN_PARTS.finditer(data)
    )
