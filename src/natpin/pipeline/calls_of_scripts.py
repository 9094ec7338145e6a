"""Where files that are not followed run a script: programs, lists of commands, tasks of an editor."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from natpin.model.location import Location
from natpin.model.record import record
from natpin.pipeline.file_texts import in_comment
from natpin.pipeline.giving_tools import PROGRAMS
from natpin.regex import late_regex

_MAKEFILE = re.compile(r"(?:^|/)(?:GNUm|[mM])akefile$|\.mk$")
_SETS_FOR_MAKE = late_regex(
    r"(?<![\w$])[A-Za-z_]\w*=(?:[^\s;|&\"'`(){},:=]++|[\"'`(){},:=]){0,64}+[ \t]+g?make\b"
    r"|\bg?make\b(?:(?!\bg?make\b)[^\n;|&#])*?[ \t\"',][A-Za-z_]\w*+[ \t]*+[:?+]?="
)
_CALLS = late_regex(
    r"(?i)\b(?:run|exec\w*|call|check_\w+|system|spawn\w*|popen|sh|bash|pwsh|command|start|shell|script|cmd|process\w*)\b|\$`"
)
"""What stands near a command in a program; else a script's name is a text that is shown."""
_NOT_RUN = late_regex(
    r"(?i)[ \t-]*(?:COPY|ADD|cp|mv|chmod|shellcheck|cat|rm|ls|source|\.|test|echo|install|dos2unix|include|files?:|paths?:)[ \t]"
)
_WORD = late_regex(r"[\"'`]?[\s,]*[\"'`\[(]*(?P<word>[^\s\"'`,)\]}]+)")
_SET_BEFORE = late_regex(
    r"(?:^|[\s\"'`])[A-Za-z_]\w*=\S*[ \t]+(?:(?:ba|z|k)?sh[ \t]+|pwsh[ \t]+(?:-\w+[ \t]+)*)?[\"'`]?[\w./$-]*$"
)
_KEEPS = late_regex(
    r"^[ \t]*(?:(?:const|let|var|final|static|public|private|String|string)[ \t]+)*\w+[ \t]*(?::[^=\n]*)?:?=[^=\n]*[\"'`][^\"'`\n]*$"
)
"""A name that is given a text."""
_GOES_ON = late_regex(r"[\"'`][ \t]*+(?:\)[ \t]*+)?,[ \t]*\r?\n[ \t]*[\"'`*\w]")
"""The next element of a list, on the next line."""
MAY_CALL = (".json", ".tf", ".tofu", ".hcl", ".fish", ".nu", ".service", *PROGRAMS)
"""What may run a script beside the formats that natpin knows and does not read."""
_MOST_CALLS = 500
"""Places of a file that are looked at for one script: what more of them give is not known."""
_NEAR = 400
"""Characters before a script's name in which a variable may be set for it."""


@record
class Call:
    """A place where a file runs a script."""

    start: int
    """Offset in the text."""
    words: str
    """What stands behind the script's name on its line."""
    by_words: bool
    """Whether it is given words of its own: an argument, a variable before its name."""


@record
class Script:
    """A script, and what it is called by where it is run."""

    path: str
    word: bytes
    """What stands in whatever runs it."""
    pattern: re.Pattern[str]
    by_make: bool

    @classmethod
    def at(cls, path: str) -> Script:
        """The script of a path."""
        if _MAKEFILE.search(path):
            return cls(path, b"make", _SETS_FOR_MAKE, by_make=True)
        name = posixpath.basename(path)
        pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?P<rest>[^\n;|&#]*)")
        return cls(path, name.encode(), pattern, by_make=False)


def calls(script: Script, path: str, text: str) -> Iterator[Call]:
    """Every place where a file runs a script; of make, where it is given a variable."""
    for number, match in enumerate(script.pattern.finditer(text)):
        if number == _MOST_CALLS:
            yield Call(match.start(), "", by_words=True)
            return
        if in_comment(text, match.start()) or not _is_call(path, text, match.start()):
            continue
        given = script.by_make or _has_words(text, match) or _is_kept(path, text, match)
        yield Call(match.start(), "" if script.by_make else match["rest"], given)


def first_call(script: Script, path: str, text: str) -> Location | None:
    """The first place where a file runs a script with words of its own."""
    starts = (call.start for call in calls(script, path, text) if call.by_words)
    start = next(starts, None)
    return None if start is None else place_of(path, text, start)


def place_of(path: str, text: str, start: int) -> Location:
    """The line on which an offset of a text lies."""
    return Location(path, text.count("\n", 0, start) + 1)


def _is_call(path: str, text: str, at: int) -> bool:
    begin = text.rfind("\n", 0, at) + 1
    if _NOT_RUN.match(text, begin, at):
        return False
    if not path.endswith(PROGRAMS) or _CALLS.search(text, max(0, at - 200), at) is not None:
        return True
    return _KEEPS.search(text[begin:at]) is not None and _CALLS.search(text, at) is not None


def _is_kept(path: str, text: str, match: re.Match[str]) -> bool:
    """Whether a program keeps a script's name, or goes on after it in the next line: with which words it is run is not seen."""
    if not path.endswith(PROGRAMS):
        return False
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return _KEEPS.search(before) is not None or _GOES_ON.match(text, match.start("rest")) is not None


def _has_words(text: str, match: re.Match[str]) -> bool:
    """Whether a script is given an argument, or a variable before its name."""
    begin = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _NEAR)
    if _SET_BEFORE.search(text[begin : match.start()]):
        return True
    rest = match["rest"]
    word = _WORD.match(rest) if rest[:1] in ('"', "'", "`", " ", "\t", ",") else None
    return word is not None and not word["word"].startswith((">", "2>", "-h", "--help", "<"))
