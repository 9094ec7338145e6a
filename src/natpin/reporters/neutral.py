"""Strings from the repository, made harmless for the medium they are written to.

Names, paths and messages come from files that anyone may have written, on a fork for example. Each function here
takes any string and returns one that its medium shows as that text and takes for nothing else: no escape sequence,
no command, no mention, no markup. The medium's reporter applies it at the last moment, to every string that is not
its own.

What cannot be seen is made visible first, in every medium: control characters, bidirectional overrides and
characters of no width become ``\\x1b`` or ``\\u202e``. Invisible characters are also how ``##[error]`` might be
spelt around a filter: comparisons that honour a culture skip them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from natpin.regex import late_regex

LONGEST = 4_000
"""Characters kept of one string. A message is a sentence or two; more is an accident or an attack."""

_INVISIBLE = late_regex(
    "["
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
    "]"
)
"""Controls, surrogates, non-characters, private planes, and what Unicode calls default ignorable."""

_BLANKS = late_regex(r"[ \t\r\n\v\f\x85\u2028\u2029]+")
_SURROGATES = late_regex("[\ud800-\udfff]")


def clip(text: str, limit: int = LONGEST) -> str:
    """At most ``limit`` characters; what was cut off is told by an ellipsis."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def visible(text: str, limit: int | None = LONGEST) -> str:
    """One line, nothing in it that a reader cannot see. Plain text for any medium; every other function starts here.
    ``limit`` None: nothing is cut off, for data that programs read."""
    text = text if limit is None else clip(text, limit)
    if text.isascii() and text.isprintable() and "  " not in text:  # nearly always: nothing to replace
        return text.strip(" ")
    line = _BLANKS.sub(" ", text).strip(" ")
    if line.isascii() and line.isprintable():
        return line
    return _INVISIBLE.sub(_escaped, line)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def terminal(text: str, limit: int | None = LONGEST) -> str:
    """For a terminal, and for the log of a workflow: GitHub's runner takes ``##[name]`` anywhere in a line for a
    command, and ``::name::`` at the start of one (``unstarted`` sees to that); Azure's agent ``##vso[name]``."""
    line = visible(text, limit)
    return _OLD_COMMAND.sub(r"##\\", line) if "##" in line else line


_OLD_COMMAND = late_regex(r"##(?=(?:vso)?\[)", re.IGNORECASE)


def source(line: str, plain: bool = False) -> tuple[str, Sequence[int]]:
    """A line of a file for a terminal or a log, blanks kept; and the column, from 0, at which each of its characters stands
    then, with that of its end. ``plain``: in ASCII alone."""
    from natpin.reporters.layout import breadth

    if line.isascii() and line.isprintable() and "##" not in line:
        return line, range(len(line) + 1)
    shown: list[str] = []
    columns: list[int] = []
    column = 0
    for position, character in enumerate(line):
        columns.append(column)
        if character == "\t":
            piece = "  "
        elif " " <= character <= "~":
            piece = character
            if character == "#" and position and _OLD_COMMAND.match(line, position - 1):
                piece = "#\\"
        else:
            piece = _INVISIBLE.sub(_escaped, character)
            if plain and not piece.isascii():
                piece = character.encode("ascii", "backslashreplace").decode("ascii")
        shown.append(piece)
        column += breadth(piece)
    return "".join(shown), [*columns, column]


def unstarted(lines: str) -> str:
    """The same lines, none of them beginning a ``::command::``: the runner skips blanks before it."""
    return _COMMAND.sub(r"\1\\::", lines)


def block(text: str) -> str:
    """Text of several lines, its indents kept: each line as ``terminal`` has it, none beginning a command."""
    lines = text.split("\n")
    return unstarted("\n".join(line[: len(line) - len(line.lstrip(" "))] + terminal(line) for line in lines))


_COMMAND = late_regex(r"^([^\S\n]*)::", re.MULTILINE)


def annotation_data(lines: str) -> str:
    """The message of a workflow command, its lines made harmless already. Source: GitHub's runner, ActionCommand."""
    return lines.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def annotation_property(text: str) -> str:
    """A property of a workflow command, which ``:`` and ``,`` would end."""
    return annotation_data(terminal(text)).replace(":", "%3A").replace(",", "%2C")


def prose(text: str) -> str:
    """For running text in GitHub's or GitLab's Markdown: no markup, HTML, table cell, mention, issue or link.

    A mention is found in the rendered text, so no escape helps: a character of no width after the ``@`` does.
    """
    marked = visible(text).translate(_PROSE_MARKS).translate(_PROSE)
    return _LINKS.sub("\\g<0>\ue001", marked).translate(_MARKED)


# An entity holds a ``#`` itself, so both replacements are written with characters of a private range first.
_PROSE_MARKS = {0xE000: "\\ue000", 0xE001: "\\ue001"}
_PROSE = {ord(c): f"\ue000{ord(c)};" for c in "&<>\\`*_~[]|$"}
_MARKED = {0xE000: "&#", 0xE001: "&#8203;"}
_LINKS = late_regex(r"(?i)(?:https?|ftp|mailto|xmpp):|\bgh-|www(?=\.)|[@#]|:(?=[\w+-]+:)")
"""What GitHub links (addresses, mentions, issues) or draws (``:emoji:``), up to where it can be broken."""


def code(text: str) -> str:
    """For a name in Markdown, shown as code: in a code span nothing is a mention or a link."""
    line = visible(text)
    if not line:
        return ""
    if any(mark in line for mark in ("`", "|", "<", "##[")) or line != line.strip():
        return f"<code>{prose(text)}</code>"
    return f"`{line}`"


def rich(text: str) -> str:
    """For text whose author may mark names with backticks, as rules do; everything else is as in ``prose``."""
    pieces = clip(text).split("`")
    if len(pieces) % 2 == 0:
        return prose(text)
    shown = [code(piece) if position % 2 else _between(piece) for position, piece in enumerate(pieces)]
    return "".join(shown).strip()


def _between(piece: str) -> str:
    """A piece of prose that keeps one blank at either end, where it had any."""
    if not piece.strip():
        return " " if piece else ""
    return f"{' ' if piece[0].isspace() else ''}{prose(piece)}{' ' if piece[-1].isspace() else ''}"


def link(url: str) -> str:
    """An address as a Markdown link that shows where it leads; as plain text when it is no plain https address."""
    return f"<{url}>" if is_address(url) else prose(url)


def is_address(url: str) -> bool:
    """True for a plain https address: no user name in it, nothing that would need escaping."""
    return _ADDRESS.fullmatch(url) is not None


_ADDRESS = late_regex(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/?=%+-]*)?(?:#[A-Za-z0-9._~-]*)?")


_LABEL = {ord(c): f"#{ord(c)};" for c in '"#&<>`;%[]{}|\\$*_~^=@'}


def mermaid(text: str, limit: int = 80) -> str:
    """For the inside of a quoted Mermaid label. ``#34;`` is Mermaid's own spelling of a character; ``%%{`` would
    begin a directive and a backtick a Markdown label, even inside quotes."""
    return clip(visible(text), limit).translate(_LABEL)


_XML = {ord(c): f"&#{ord(c)};" for c in "&<>\"'"}


def xml(text: str) -> str:
    """For text and attributes of XML 1.0, in which most control characters may not occur even escaped."""
    return visible(text).translate(_XML).replace("##[", "##&#91;")


def sarif(text: str) -> str:
    """For a plain SARIF message, in which ``[text](target)`` is a link (SARIF 2.1.0, 3.11.6)."""
    return visible(text).replace("](", "] (")


_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def uri(path: str) -> str:
    """A workspace path as a relative URI reference. A colon in its first segment would make a scheme of it, so
    everything but letters, digits and ``/._-~`` is percent-encoded."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in data).lstrip("/") or "."


def unicode_only(text: str) -> str:
    """The same text without halves of surrogate pairs, which no encoding can write."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def json_line_safe(document: str) -> str:
    """A JSON document (written as ASCII) that a workflow's log takes for no command: ``[`` may be spelt ``\\u005b``
    in a string, and outside one it never follows ``##``."""
    return document.replace("##[", "##\\u005b")
