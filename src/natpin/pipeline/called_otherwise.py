"""Scripts that deploy, and that something which is not followed runs with words of its own: a program, a list of commands.

``NAT=${1:-true}`` holds while nobody in the workspace says otherwise. ``subprocess.run(["./deploy.sh", "false"])`` does, and
what the script then gives is not known.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping

from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.rollout import GivenValue, Rollout
from natpin.model.value import Skipped, Unknown, Value
from natpin.pipeline.file_texts import MAX_BYTES, decoded, in_comment, text_of
from natpin.pipeline.giving_tools import PROGRAMS, is_of_tests
from natpin.pipeline.unread import formats_of, is_no_script
from natpin.regex import late_regex
from natpin.workspace import Workspace

_MAKE = re.compile(r"(?:^|/)(?:GNUm|[mM])akefile$|\.mk$")
_SETS_FOR_MAKE = late_regex(
    r"(?<![\w$])[A-Za-z_]\w*=[^\s;|&]*[ \t]+g?make\b|\bg?make\b[^\n;|&#]*?[ \t\"',][A-Za-z_]\w*[ \t]*[:?+]?="
)
_CALLS = late_regex(
    r"(?i)\b(?:run|exec\w*|call|check_\w+|system|spawn\w*|popen|sh|bash|pwsh|command|start|shell|script|cmd|process\w*)\b|\$`"
)
"""What stands near a command in a program; else a script's name is a text that is shown."""
_NOT_RUN = late_regex(
    r"(?i)^[ \t-]*(?:COPY|ADD|cp|mv|chmod|shellcheck|cat|rm|ls|source|\.|test|echo|install|dos2unix|include|files?:|paths?:)[ \t]"
)
_WORD = late_regex(r"[\"'`]?[\s,]*[\"'`\[(]*(?P<word>[^\s\"'`,)\]}]+)")
_SET_BEFORE = late_regex(
    r"(?:^|[\s\"'`])[A-Za-z_]\w*=\S*[ \t]+(?:(?:ba|z|k)?sh[ \t]+|pwsh[ \t]+(?:-\w+[ \t]+)*)?[\"'`]?[\w./$-]*$"
)
_KEEPS = late_regex(
    r"^[ \t]*(?:(?:const|let|var|final|static|public|private|String|string)[ \t]+)*\w+[ \t]*(?::[^=\n]*)?:?=[^=\n]*[\"'`][^\"'`\n]*$"
)
"""A name that is given a text."""
_GOES_ON = late_regex(r"[\"'`][ \t]*\)?[ \t]*,[ \t]*\r?\n[ \t]*[\"'`*\w]")
"""The next element of a list, on the next line."""
_MAY_CALL = (".json", ".tf", ".tofu", ".hcl", *PROGRAMS)
_MOST_VALUE = 200


ByEntry = Mapping[str, Mapping[str, list[Rollout]]]
"""By the file in which a command stands, and the file that was followed to it."""


def as_called(
    found: ByEntry, followed: Collection[str], workspace: Workspace
) -> dict[str, dict[str, list[Rollout]]]:
    """What scripts deploy, with the values open that come of their arguments and variables, where somebody gives others; and
    all inputs where they hand on to the command what they are run with."""
    texts: dict[str, str] = {}
    for by_entry in found.values():
        for entry, mine in by_entry.items():
            text = text_of(entry, workspace) if entry in followed and entry not in texts else None
            takes = any(each.added for each in mine)
            if text is not None and (
                takes or not all(_written(one, text) for each in mine for one in each.given)
            ):
                texts[entry] = text
    leading = {
        entry: {other for by_entry in found.values() if entry in by_entry for other in by_entry}
        for entry in texts
    }
    called = _calls(leading, followed, workspace) if texts else {}
    return {
        path: {
            entry: [_opened(each, entry, texts[entry], called[entry]) for each in mine]
            if entry in called
            else list(mine)
            for entry, mine in by_entry.items()
        }
        for path, by_entry in found.items()
    }


def _opened(rollout: Rollout, script: str, text: str, at: Location) -> Rollout:
    why = Unknown(
        f"{at.path} runs {posixpath.basename(script)} with words that are not followed", at, "--var"
    )
    given = (
        one if _written(one, text) or not isinstance(one, GivenValue) else replace(one, node=why)
        for one in rollout.given
    )
    opened = rollout.open or (why if rollout.added else None)
    return replace(rollout, given=tuple(given), open=opened)


def _written(one: object, text: str) -> bool:
    """Whether a value stands in the script itself where it is given; and for all that is no known value."""
    if not isinstance(one, GivenValue) or not isinstance(one.node, Value):
        return True
    value = one.node.data
    if not isinstance(value, str | int | bool) or len(str(value)) > _MOST_VALUE:
        return True
    name, said = re.escape(one.name), re.escape(str(value).lower() if isinstance(value, bool) else str(value))
    return (
        re.search(rf"(?i)(?<![\w$])-?{name}[\"']?(?:[ \t]*[=:][ \t]*|[ \t]+)[\"'\\]*\$?{said}(?!\w)", text)
        is not None
    )


@record
class _Script:
    """A script, and what it is called by where it is run."""

    path: str
    word: bytes
    """What stands in whatever runs it."""
    pattern: re.Pattern[str]
    by_make: bool

    @classmethod
    def at(cls, path: str) -> _Script:
        """The script of a path."""
        if _MAKE.search(path):
            return cls(path, b"make", _SETS_FOR_MAKE, by_make=True)
        name = posixpath.basename(path)
        pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?P<rest>[^\n;|&#]*)")
        return cls(path, name.encode(), pattern, by_make=False)


def _calls(
    leading: Mapping[str, Collection[str]], followed: Collection[str], workspace: Workspace
) -> dict[str, Location]:
    """Where scripts are run with words of their own, by what is not followed, or not to there. ``leading``: by script, the
    files that were followed to what it deploys."""
    sought = [_Script.at(path) for path in leading]
    found: dict[str, Location] = {}
    for path in workspace.walk():
        formats = formats_of(path)
        if not (formats or path.endswith(_MAY_CALL)) or is_of_tests(path):
            continue
        data = workspace.peek(path)
        if isinstance(data, Skipped) or len(data) > MAX_BYTES or is_no_script(path, formats, data):
            continue
        unfound = (one for one in sought if one.path not in found and one.path != path)
        named = [
            one
            for one in unfound
            if one.word in data and (one.by_make or path not in followed or path not in leading[one.path])
        ]
        text = decoded(data) if named else ""
        for one in named:
            at = _first_call(one, path, text)
            if at is not None:
                found[one.path] = at
    return found


def _first_call(script: _Script, path: str, text: str) -> Location | None:
    """The first place where a file runs a script with words of its own."""
    for match in script.pattern.finditer(text):
        if (
            not in_comment(text, match.start())
            and _is_call(path, text, match.start())
            and (script.by_make or _has_words(text, match) or _is_kept(path, text, match))
        ):
            return Location(path, text.count("\n", 0, match.start()) + 1)
    return None


def _is_call(path: str, text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    if _NOT_RUN.match(line):
        return False
    if not path.endswith(PROGRAMS) or _CALLS.search(text, max(0, at - 200), at) is not None:
        return True
    return _KEEPS.search(line) is not None and _CALLS.search(text, at) is not None


def _is_kept(path: str, text: str, match: re.Match[str]) -> bool:
    """Whether a program keeps a script's name, or goes on after it in the next line: with which words it is run is not seen."""
    if not path.endswith(PROGRAMS):
        return False
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return _KEEPS.search(before) is not None or _GOES_ON.match(text, match.start("rest")) is not None


def _has_words(text: str, match: re.Match[str]) -> bool:
    """Whether a script is given an argument, or a variable before its name."""
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    if _SET_BEFORE.search(before):
        return True
    rest = match["rest"]
    word = _WORD.match(rest) if rest[:1] in ('"', "'", "`", " ", "\t", ",") else None
    return word is not None and not word["word"].startswith((">", "2>", "-h", "--help", "<"))
