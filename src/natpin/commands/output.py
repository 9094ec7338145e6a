"""What commands print or write: reports in one piece, through no symbolic link, as the terminal can show them."""

from __future__ import annotations

import sys
from argparse import HelpFormatter, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from natpin.errors import InputError

if TYPE_CHECKING:
    from typing import TextIO

    from natpin.reporters.interface import ReportOptions


def options_of(arguments: Namespace) -> ReportOptions:
    """What the flags and the terminal mean for a report."""
    from natpin.reporters.interface import ReportOptions

    return ReportOptions(
        color=arguments.output is None and _colored(arguments.color),
        unicode=_speaks_unicode() if arguments.output is None else True,
        width=_width(),
        verbose=arguments.verbose,
    )


def shows_sources(arguments: Namespace) -> bool:
    """True where the report shows lines of the files: as text or as a page unless its reader refused them, and as JSON
    where its reader asked for them."""
    format_ = getattr(arguments, "format", "text")
    if format_ == "json":
        return bool(getattr(arguments, "excerpts", False))
    return format_ in ("text", "html") and not getattr(arguments, "no_excerpts", False)


@contextmanager
def waiting() -> Iterator[None]:
    """For what may take long: while the block runs, a terminal is told how far it is (``natpin.commands.waiting``). A pipe,
    a log and a terminal that cannot clear a line are told nothing."""
    import os

    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from natpin.commands.waiting import told

    with told(sys.stderr):
        yield


def write(rendered: str, output: str | None) -> None:
    """Print a text, or write it to a file in one piece. Raises InputError when it cannot be written."""
    if output is None:
        sys.stdout.write(rendered)
    else:
        write_file(rendered, output)


def write_file(text: str, path: str) -> None:
    """Write a file, through no symbolic link but the system's own (``/dev/stdout``): a commit may hold one that is named
    like the report and leads to a file of the user's, and much of the text is the commit's. Raises InputError."""
    with file_to_write(path) as file:
        file.write(text)


@contextmanager
def file_to_write(path: str) -> Iterator[TextIO]:
    """A file to write to, as ``write_file`` opens it. Raises InputError, also for what is written in vain."""
    import os

    try:
        if not is_device(path) and os.path.islink(path):
            raise InputError(f"cannot write {path}: it is a symbolic link; name the file it leads to")
        with open(_opened(path), "w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error


def is_device(path: str) -> bool:
    """True for what is no file of anybody's: ``/dev/stdout``."""
    import os

    return os.path.abspath(path).startswith(("/dev/", "/proc/"))


def _opened(path: str) -> int:
    """A descriptor to write to, through no symbolic link. Raises OSError."""
    import os

    no_link = 0 if is_device(path) else getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | no_link, 0o666)


def _colored(choice: str) -> bool:
    import os

    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def _width() -> int:
    return max(60, min(_columns(), 140)) if sys.stdout.isatty() else 80


def _columns() -> int:
    """The terminal's width as ``shutil.get_terminal_size`` tells it, which imports four kinds of compression first."""
    import os

    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


class HelpOfTheTerminal(HelpFormatter):
    """argparse makes one for every flag that is declared, and it would ask ``shutil`` for the width."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)
