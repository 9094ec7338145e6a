"""Calls of scripts whose names a file works out: ``./$STEP.sh``, ``for s in steps/*.sh``, ``run-parts steps``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from natpin.pipeline.run_by_named import is_meant
from natpin.regex import late_regex

_ENDINGS = r"(?:sh|bash|zsh|azcli|ps1)"
_PARTS = r"\$\{\{[^}\n]{0,80}\}\}|\$\{\w+\}|\$\(\w+\)|\$\w+|\{\w+\}|%\w+%|\*"
IN_BYTES = late_regex(rb"[*})%\w][\w.-]{0,60}\.(?:sh|bash|zsh|azcli|ps1)\b|\brun-parts\b")
_NAMED = late_regex(
    rf"(?P<folders>(?:[\w.${{}}()@:-]{{1,80}}[/\\])*)(?P<name>[\w-]{{0,60}}(?:(?:{_PARTS})[\w.-]{{0,60}})+\.{_ENDINGS})\b(?P<rest>[^\n;|&#]*)"
)
_PART = re.compile(_PARTS)
_LOOP = late_regex(
    r"(?:\bfor[ \t]+(?P<shell>\w+)[ \t]+in|\bforeach[ \t]*\([ \t]*\$(?P<each>\w+)[ \t]+in)[^\n;]*$"
)
_PIPED = late_regex(
    r"[^\n]{0,200}\|[^\n]{0,200}?[&.][ \t]*[\"'(]?\$(?:_|PSItem)[\w.]*[\"')]?(?P<words>[ \t]+[^\s;|&})])?"
)
_PARTS_RUN = late_regex(r"\brun-parts\b[^\n;|&]*?[ \t][\"']?(?P<folder>[\w./$-]+)[\"']?[ \t]*(?:$|[;|&\n])")
_NEAR = 600
"""Characters behind the head of a loop in which its variable is looked for."""


def calls_by_pattern(script: str, text: str) -> Iterator[tuple[int, str, bool]]:
    """Where a text may run the script at a path by a name that it works out: the offset, what stands behind it, and whether a
    loop gives it words of its own."""
    name = posixpath.basename(script)
    for match in _NAMED.finditer(text):
        if not fnmatchcase(name, _PART.sub("*", match["name"])) or not is_meant(
            match["folders"].replace("\\", "/"), script
        ):
            continue
        begin = text.rfind("\n", 0, match.start()) + 1
        loop = _LOOP.search(text[begin : match.start()])
        if "*" not in match["name"]:
            yield match.start(), match["rest"], False
        elif loop is not None:
            run = _run_of(loop["shell"] or loop["each"], text[match.end() : match.end() + _NEAR])
            if run is not None:
                yield match.start(), "", run["words"] is not None
        else:
            piped = _PIPED.match(text, match.end("name"))
            if piped is not None:
                yield match.start(), "", piped["words"] is not None
    folder = posixpath.dirname(script)
    for match in _PARTS_RUN.finditer(text):
        if is_meant(match["folder"].rstrip("/") + "/", f"{folder}/{name}") and folder:
            yield match.start(), "", "--arg" in match[0]


def _run_of(variable: str, text: str) -> re.Match[str] | None:
    """Where the variable of a loop is run."""
    return re.search(
        rf"(?:^|[;&|\n{{]|\bdo\b|\bthen\b)[ \t]*(?:\w+=\S*[ \t]+)*(?:(?:sudo|exec|time|source|\.|(?:ba|z|k)?sh|pwsh)[ \t]+(?:-\w+[ \t]+)*|\(?cd[^\n;&]*&&[ \t]*)*"
        rf"[\"']?(?:\./)?\$\{{?{re.escape(variable)}\b[\w.]*\}}?[\"']?(?P<words>[ \t]+[^\s;|&<>)}}])?",
        text,
    )
