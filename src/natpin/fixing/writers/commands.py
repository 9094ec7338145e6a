"""Commands of scripts: ``az`` in any shell, and cmdlets of Az PowerShell.

A place is the command from its first word to its last, wherever the script stands: in a file, a Markdown fence, a step of
a workflow.
"""

from __future__ import annotations

from natpin.fixing.edit import Change, indent_of, line_after, line_end, line_start
from natpin.formats import markdown
from natpin.formats.markdown import fences
from natpin.model.endings import POWERSHELL
from natpin.regex import late_regex

AZ = late_regex(r"az(?=[ \t])")
CMDLET = late_regex(r"(?:New|Set|Add|Update)-Az\w+")
_WORD_OF_COMMAND = r"""(?:[^\s"'\\`|;&<>]|\\[^\n\r]|`[^\n\r]|"(?:[^"\\]|\\.)*+"|'[^']*+')++"""
_WORD = late_regex(_WORD_OF_COMMAND)
_GAP = late_regex(r"(?:[ \t]|[\\`][ \t]*\r?\n)*")
_FLAG = late_regex(r"(?:^|(?<=[ \t]))--?[A-Za-z]")
_REDIRECTED = late_regex(r"[0-9]*[<>]")
_MARK = late_regex(r"(?<=[ \t])[\\`](?=[ \t]*\r?\n)")
_FOLDED = late_regex(rf"\s*(?:{_WORD_OF_COMMAND}\s*)*+")
"""Further words of a command: YAML folds its lines."""
_WRAPPED = late_regex(r"(?!az[ \t])(?:[\w./:=-]+[ \t]+){1,8}?(?=az[ \t])")
_NEWLINE = late_regex("\n")
_COMMENTED = late_regex(r"[\\`][ \t]{1,40}#")
"""A comment behind a continuation mark, where there is no next line any more."""
_CONTINUED = late_regex(r"(?<![ \t])[ \t]*[\\`][ \t]*\r?\Z")


def with_words(text: str, span: tuple[int, int], words: str) -> list[Change] | None:
    """Further words at the end of a command; None where the text does not show the end that its place has, some columns
    aside."""
    end = end_of(text, span[0], span[1])
    if (span[1] < end and not text[span[1] : end].strip(")\"'`}")) or (
        end < span[1] and _FOLDED.fullmatch(text, end, span[1])
    ):  # of what the command stands in: $(az …)
        end = span[1]
    if line_start(text, end) != line_start(text, span[1]) or _COMMENTED.search(text, span[0], end):
        return None
    first, start = line_start(text, end), text[line_start(text, end) : end].strip()
    mark = _CONTINUED.search(text[: first - 1]) if first > line_start(text, span[0]) else None
    if mark is None or not start.startswith("-") or len(_FLAG.findall(start)) != 1:
        return [Change(end, end, f" {words}")]
    # a flag a line: so is this one
    indent = indent_of(text, end)
    return [Change(end, end, f" {mark.group().strip()}\n{indent}{words}")]


def inside_wrapper(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A command of az without what starts it: ``sudo``, ``retry 3``, ``timeout 60``."""
    found = _WRAPPED.match(text, *span)
    return (found.end(), span[1]) if found is not None else span


def end_of(text: str, start: int, closed: int = -1) -> int:
    """Where the last word of the command ends that begins at an offset: lines are joined by a mark at their end. ``closed``:
    where the command ends whose words are all on one line of a quoted text."""
    end = start
    while (word := _WORD.match(text, end)) is not None:
        quote = text[closed : closed + 1] if end < closed < word.end() else ""
        if quote and quote in "\"'" and "\n" not in text[start:closed]:
            return closed
        end = word.end()
        blank = _GAP.match(text, end)
        if blank is None or blank.end() == end or _WORD.match(text, blank.end()) is None:
            break
        if text[blank.end()] in "#|;&()<>" or _REDIRECTED.match(text, blank.end()):
            break
        end = blank.end()
    return end


def whole_word(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The word that a place is in: what was put into a recipe before it moves a place by some columns."""
    start, end = span
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and end > start and not text[end - 1].isspace() and not text[end].isspace():
        end += 1
    return start, start + len(text[start:end].rstrip())


def word_end(text: str, start: int) -> int:
    """Where the word that begins at an offset ends."""
    found = _WORD.match(text, start)
    return found.end() if found else start


def without_words(text: str, start: int, end: int) -> list[Change]:
    """A command without some of its words: a line that held nothing else goes, with its continuation mark."""
    first, last = line_start(text, start), line_end(text, end)
    before, after = text[first:start], text[end:last]
    if before.strip():
        blanks = len(before) - len(before.rstrip(" \t"))
        return [Change(start - blanks, end, "")]
    if _CONTINUED.fullmatch(after):
        return [Change(first, line_after(text, last), "")]
    if after.strip():
        return [Change(start, end + len(after) - len(after.lstrip(" \t")), "")]
    above = text[:first].rstrip("\r\n")
    mark = _CONTINUED.search(above[line_start(text, len(above)) :])
    if mark is None:  # a list, or lines that YAML folds: a blank line would end the command
        return [Change(first, line_after(text, last), "")]
    return [Change(line_start(text, len(above)) + mark.start(), last, "")]


def argument(text: str, span: tuple[int, int], *flags: str) -> str | None:
    """What is written after one of these flags, as it is written; None where it is not there."""
    start, end = span
    offset, wanted = start, {flag.lower() for flag in flags}
    taken = False
    while offset < end:
        found = _WORD.match(text, offset)
        if found is None:
            offset += 1
            continue
        word, offset = found.group(), found.end()
        if taken:
            return None if word.startswith("-") else word
        name, equals, value = word.partition("=")
        if name.lower() in wanted and equals:
            return value
        taken = word.lower() in wanted
    return None


def next_line(
    text: str, span: tuple[int, int], line: str, more: str = "", path: str = ""
) -> list[Change] | None:
    """A command on a line of its own, ``more`` of it on the next one, after another one that has its lines to itself."""
    start, end = span
    first, last = line_start(text, start), line_end(text, end)
    if text[first:start].strip() or text[end:last].strip():
        return None
    indent = indent_of(text, start)
    rest = f"{joined(text, start, path)}{more}" if more else ""
    return [Change(last, last, f"\n{indent}{line}{rest}")]


def continued(text: str, offset: int, path: str) -> list[Change] | None:
    """The continuation mark that the line before an offset has lost, as the lines around it have theirs."""
    first = line_start(text, offset)
    if first == 0:
        return None
    end = line_end(text, line_start(text, first - 1))
    above = text[line_start(text, end) : end]
    if not above.strip() or above.strip().startswith("#") or "#" in above:
        return None
    stripped = len(above.rstrip()) + line_start(text, end)
    if above.rstrip().endswith(("\\", "`")):  # blanks stand after the mark
        return [Change(stripped, end, "")] if stripped != end else None
    sign = mark(text, stripped, path)
    return [Change(stripped, end, f" {sign}")] if sign else None


def mark(text: str, offset: int, path: str) -> str:
    """What continues a line here: the mark that stands next in the same script or fence, else that of its shell. Empty where
    a page shows another one to a shell that it calls the same."""
    start, end, usual = _script(text, offset, path)
    found = min(_MARK.finditer(text, start, end), key=lambda each: abs(each.start() - offset), default=None)
    if found is not None:
        return found.group()
    elsewhere = set(_MARK.findall(text))
    return usual if not elsewhere or usual in elsewhere else ""


def joined(text: str, offset: int, path: str) -> str:
    """What stands between two halves of a command: a mark and the beginning of a line, else a blank."""
    sign = mark(text, offset, path)
    return f" {sign}\n{indent_of(text, offset)}  " if sign else " "


def _script(text: str, offset: int, path: str) -> tuple[int, int, str]:
    """From where to where the script goes that an offset is in, and the mark of its shell."""
    if path.endswith(markdown.suffixes):
        row = text.count("\n", 0, offset)
        for fence in fences.blocks(text):
            lines = fence.body.count("\n") + 1
            if fence.row <= row < fence.row + lines:
                starts = [0, *(found.end() for found in _NEWLINE.finditer(text)), len(text)]
                usual = "`" if fence.language in fences.POWERSHELL else "\\"
                return starts[fence.row], starts[fence.row + lines], usual
    return 0, len(text), "`" if path.endswith(POWERSHELL) else "\\"
