"""Where files that are not followed run a script: programs, lists of commands, tasks of an editor."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from natpin.model.location import Location
from natpin.model.record import record
from natpin.pipeline.calls_by_pattern import calls_by_pattern
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
NOT_RUN = late_regex(
    r"(?i)[ \t@-]*(?:sudo[ \t]+)?(?:COPY|ADD|cp|mv|chmod|chown|shellcheck|shfmt|cat|bat|less|head|tail|rm|ls|test|echo|printf|install"
    r"|dos2unix|include|files?:|paths?:|git|sed|grep|wc|diff|stat|touch|tar|zip|sha\d+sum|md5sum|hashFiles|(?:ba|z|da|k)?sh[ \t]+-n)[ \t(]"
)
"""Commands that take a script's name and do not run it."""
_BEFORE_A_COMMAND = late_regex(
    r"[;&|\n{]|(?<![\w-])(?:run|script|bash|sh|pwsh|powershell|shell|cmds?|commands?|entry|exec)[\"']?[ \t]*:[ \t]*|(?<!\w)-[ \t]+(?=[\w\"'])"
)
_FED = late_regex(r"(?:[^\n;&|]{0,200}\|){1,4}?[^\n;&|]{0,60}?\b(?:ba|z|da|k)?sh\b(?P<words>[ \t]+-s\b)?")
"""The text of a file goes to a shell."""
_FILES = late_regex(
    r"(?:paths(?:[-_]ignore)?|changes|include|exclude|files|exists|watch|filters|hashFiles|artifacts|ignore|codeowners)[\"']?:?[ \t]*(?:\[|$)"
)
"""A key below which files are listed that are only named."""
_ELEMENT = late_regex(r"[ \t]*-[ \t]+[\"']?[\w./*{}$-]*$")
_MOST_ELEMENTS = 60
_NAMES_FILES = frozenset(
    [
        "codeowners",
        ".gitattributes",
        ".gitignore",
        ".dockerignore",
        ".shellcheckrc",
        ".editorconfig",
        ".prettierignore",
    ]
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
MAY_CALL = (
    *(".json", ".tf", ".tofu", ".hcl", ".bicep", ".fish", ".nu", ".cmd", ".bat"),
    *(".service", ".container", ".cron", ".conf", ".ini", ".plist", ".xml", ".nomad"),
    *PROGRAMS,
)
"""What may run a script beside the formats that natpin knows and does not read."""
_MOST_CALLS = 500
"""Places of a file that are looked at for one script: what more of them give is not known."""
_MOST_BEFORE = 400
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
    yield from calls_by_name(script, path, text)
    yield from calls_by_worked_out_name(script, path, text)


def calls_by_name(script: Script, path: str, text: str) -> Iterator[Call]:
    """The places where its name is written out: the same for all scripts of that name."""
    named = script.by_make or posixpath.basename(script.path) in text  # a word costs less than a pattern
    for number, match in enumerate(script.pattern.finditer(text) if named else ()):
        if number == _MOST_CALLS:
            yield Call(match.start(), "", by_words=True)
            return
        if in_comment(text, match.start()) or not _is_call(path, text, match.start()):
            continue
        fed = _FED.match(text, match.end("rest")) if not script.by_make else None
        given = script.by_make or _has_words(text, match) or _is_kept(path, text, match)
        given = given or (fed is not None and fed["words"] is not None)
        yield Call(match.start(), "" if script.by_make else match["rest"], given)


def calls_by_worked_out_name(script: Script, path: str, text: str) -> Iterator[Call]:
    """Places where a file may run a script by a name that it works out."""
    if script.by_make:
        return
    for start, words, given in calls_by_pattern(script.path, text):
        if not in_comment(text, start) and _is_call(path, text, start):
            said = _WORD.match(words)
            yield Call(
                start, words, given or (said is not None and not said["word"].startswith((">", "2>", "<")))
            )


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
    line = text[max(begin, at - _MOST_BEFORE) : at]
    command = line[max((one.end() for one in _BEFORE_A_COMMAND.finditer(line)), default=0) :]
    if any(NOT_RUN.match(one) for one in (line, command)):
        return _FED.match(text, at) is not None
    if posixpath.basename(path).lower() in _NAMES_FILES or _is_listed(text, begin, line):
        return False
    if not path.endswith(PROGRAMS) or _CALLS.search(text, max(0, at - 200), at) is not None:
        return True
    return _KEEPS.search(text[begin:at]) is not None and _CALLS.search(text, at) is not None


def _is_listed(text: str, begin: int, line: str) -> bool:
    """Whether a name is an element of a list of files that are only named: ``paths:`` of a workflow."""
    if _FILES.search(line.strip()) is not None and "[" in line:
        return True
    if _ELEMENT.match(line) is None:
        return False
    indent = len(line) - len(line.lstrip())
    for _ in range(_MOST_ELEMENTS):
        if begin == 0:
            return False
        start = text.rfind("\n", 0, begin - 1) + 1
        above = text[start : begin - 1]
        begin = start
        bare = above.strip()
        inner = len(above) - len(above.lstrip())
        if not bare or bare.startswith("#") or (bare.startswith("-") and inner >= indent):
            continue
        if inner <= indent:
            return _FILES.search(bare) is not None
    return False


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
