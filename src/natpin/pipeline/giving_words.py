"""What a text says of one input: commands that go on over several lines on one, and the places where a pattern fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from natpin.pipeline.file_texts import in_comment, text_of
from natpin.pipeline.giving_tools import MOST_PLACES, NAME, PROGRAMS, Tool
from natpin.workspace import Workspace

_FAR = 400
"""Characters before an element of a program's list in which its flag may stand."""


def whole_commands(path: str, workspace: Workspace) -> str | None:
    """The text of a file, commands that go on over several lines on one; lines keep their numbers."""
    text = text_of(path, workspace)
    if text is None or not ("\\" in text or "`" in text):
        return text
    return re.sub(_CONTINUED, _onto_one_line, text)


_CONTINUED = r"(?m)^(?:[^\n]*(?:\\|`)[ \t]*\r?\n){1,200}[^\n]*"


def _onto_one_line(match: re.Match[str]) -> str:
    lines = match[0].split("\n")
    joined = lines[-1]
    for line in reversed(lines[:-1]):
        bare = line.rstrip().rstrip("\\`")
        # a shell puts together what ends in the middle of a word
        within = bare[-1:].isalnum() and joined[:1].isalnum() and bare == line.rstrip("\r\n")[:-1]
        joined = f"{bare}{'' if within else ' '}{joined}"
    return joined + "\n" * (len(lines) - 1)


def said(tool: Tool, pattern: str, name: str, path: str, text: str, lowered: str) -> Iterator[int]:
    """Where a pattern fits in the text of a file, outside of comments. ``lowered`` is the text in lower case."""
    program = path.endswith(PROGRAMS)
    for match in islice(_fitting(tool, pattern, name, text, lowered), MOST_PLACES):
        if in_comment(text, match.start()):
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        if tool.others and re.search(tool.others, text[start : match.start()]):
            continue
        before = text[max(0, match.start() - _FAR) if program else start : match.start()]
        if tool.after and pattern is tool.strong[0] and not re.search(tool.after, before):
            continue
        yield match.start()


def _fitting(tool: Tool, pattern: str, name: str, text: str, lowered: str) -> Iterator[re.Match[str]]:
    """Where a pattern fits. Of a tool whose patterns fit within a line, only lines that have the name as a word are looked
    at: these patterns begin with what is left out or with a choice, and each place of a text would be tried."""
    if not tool.in_lines or len(lowered) != len(text):
        yield from _pattern(pattern, tool.ignore_case, name).finditer(text)
        return
    sought = name.lower()
    at = lowered.find(sought)
    while at >= 0:
        end = at + len(sought)
        if _goes_on(lowered[end : end + 1]) or _goes_on(lowered[at - 1 : at] if at else ""):
            at = lowered.find(sought, at + 1)
            continue
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield from _pattern(pattern, tool.ignore_case, name).finditer(text, start, end)
        at = lowered.find(sought, end)


def _goes_on(letter: str) -> bool:
    """Whether a word goes on with a letter."""
    return letter.isalnum() or letter == "_"


@cache
def _pattern(pattern: str, ignore_case: bool, name: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(NAME, re.escape(name)), re.IGNORECASE if ignore_case else 0)
