"""Text from outside in the runner's log, printed as text: the runner obeys no command in it, and nothing in it is hidden."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def guarded(stream: TextIO | None = None) -> Iterator[GuardedText]:
    """Between the lines that switch the runner's command parsing off and on (with a token nobody can guess), what is
    written is text.

    That alone does not hold when two streams carry such brackets: the runner reads stdout and stderr separately, so
    one's closing line may be seen in the middle of the other's text. So the text itself loses its commands too.
    """
    out = stream or sys.stdout
    token = secrets.token_hex(16)
    sys.stdout.flush()
    sys.stderr.flush()
    out.write(f"::stop-commands::{token}\n")
    text = GuardedText(out)
    try:
        yield text
    finally:
        text.finish()
        out.write(f"::{token}::\n")
        out.flush()


class GuardedText:
    """Writes whole lines, without control characters (ANSI sequences hide or rewrite lines) and without commands."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._rest = ""

    def write(self, text: str) -> int:
        """As a text stream's ``write``; an unfinished line waits for its end."""
        lines = (self._rest + text).split("\n")
        self._rest = lines.pop()
        for line in lines:
            self._line(line)
        return len(text)

    def isatty(self) -> bool:
        """A log is no terminal."""
        return False

    def flush(self) -> None:
        """As a text stream's; an unfinished line still waits."""
        self._out.flush()

    def finish(self) -> None:
        """Ends an unfinished line."""
        if self._rest:
            self._line(self._rest)
            self._rest = ""

    def _line(self, line: str) -> None:
        for plain in without_controls(line.removesuffix("\r")).split("\n"):
            self._out.write(without_command(plain) + "\n")


def without_command(line: str) -> str:
    """A line the runner takes for text: ``::`` counts after leading blanks, the old ``##[`` anywhere. A zero-width
    space, which is no blank to the runner, breaks both."""
    line = line.replace("##[", "##\u200b[")
    start = line.lstrip()
    return f"{line[: len(line) - len(start)]}\u200b{start}" if start.startswith("::") else line


def without_controls(text: str) -> str:
    """Without control characters, bidirectional overrides and lone surrogates; tabs and newlines stay. A carriage
    return ends a line for the runner, so it becomes a newline."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", text
    )


def one_command(text: str) -> str:
    """Text inside a command of ours: the old ``##[command]`` syntax is recognised anywhere in a line, even there."""
    return without_controls(text).replace("##[", "##\u200b[")
