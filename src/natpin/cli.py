"""The command line: finds the command, runs it, turns what it raises into an exit status.

Exit status: 0 clean, 1 findings (or drift), 2 could not run, 3 a bug of natpin's, 4 incomplete (a file that speaks
of AKS could not be read, and nothing else failed), 130 interrupted.
"""

from __future__ import annotations

import errno
import gc
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Final, NoReturn

from natpin import __version__
from natpin.commands import COMMANDS
from natpin.errors import NatpinError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""Why what is printed cannot be written: the disk or the quota is full, the file is too large, the device fails, or standard
output is closed."""

_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ELOOP, errno.ENAMETOOLONG)
"""Why a path cannot be opened at all: it is the machine's to say, and no mistake of natpin's."""

CLEAN, FINDINGS, CANNOT_RUN, BUG, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 4, 130


def program() -> int:
    """``natpin`` as a process of its own, which ends when the command does.

    What it makes stays until then, so there is little for the garbage collector to find, and nothing at the end: what
    is left is the operating system's to take back. A sixth of the start-up of a small lint (``docs/performance.md``).
    """
    gc.set_threshold(1_000_000)
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _open_closed_streams()
    try:
        return main()
    finally:
        gc.freeze()


def _open_closed_streams() -> None:
    """Opens the standard streams that were closed before natpin started (``natpin lint >&-``): Python has None for each.

    Standard output then refuses every write, which ``main`` tells; what is written to standard error is lost, and standard
    input is empty. Left free, the descriptors would go to the first files that natpin opens, and a subprocess would print
    into these.
    """
    import os

    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        opened = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)
        os.set_inheritable(number, True)
        mode = "r" if name == "stdin" else "w"
        stream = os.fdopen(number, mode, encoding="utf-8", errors="replace", closefd=False)
        setattr(sys, name, stream)


def main(argv: Sequence[str] | None = None) -> int:
    """Run natpin. ``argv`` is without the program's name."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()  # a full disk is told here, and not by the interpreter on its way out
    except NatpinError as error:
        print(f"natpin: {_harmless(str(error))}", file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        print("natpin: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our output has gone (`natpin lint | head`): nothing is wrong, nothing more can be said
        sys.stderr.close()
        return CLEAN
    except OSError as error:
        if error.errno in _CLOSED and isinstance(error.filename, str):
            print(f"natpin: {_harmless(error.filename)}: {error.strerror}", file=sys.stderr)
            return CANNOT_RUN
        if error.errno not in _FULL:
            return _bug()
        why = "standard output is closed" if error.errno == errno.EBADF else error.strerror
        print(f"natpin: cannot write the output: {why}", file=sys.stderr)
        _drop_output()
        return CANNOT_RUN
    except RecursionError:
        print("natpin: an input is nested too deeply", file=sys.stderr)
        return CANNOT_RUN
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and not (error.name or "natpin").startswith("natpin"):
            print(f"natpin: {_not_installed(error)}", file=sys.stderr)
            return CANNOT_RUN
        return _bug()


def _bug() -> int:
    """Tells the exception that is being handled."""
    import traceback

    traceback.print_exc()
    print(f"natpin {__version__}: this is a bug; please report it with the lines above", file=sys.stderr)
    return BUG


def _drop_output() -> None:
    """What is still to be printed goes nowhere: the interpreter would try again at its end, and fail again."""
    import os

    with suppress(OSError, ValueError):  # standard output may be no file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


_EXTRAS: Final = {"github": "action", "actions_toolkit": "action", "fastjsonschema": "fleet"}
"""Package to the extra that brings it; any other comes with Azure's."""


def _not_installed(error: ModuleNotFoundError) -> str:
    """What brings a package that lint does well without."""
    package = (error.name or "").partition(".")[0]
    extra = _EXTRAS.get(package, "azure")
    return f"this needs the package {package}, which is not installed: pip install 'natpin[{extra}]'"


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["help"] and len(arguments) > 1:
        arguments = [arguments[1], "--help"]  # ``natpin help lint``
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return CLEAN if arguments else CANNOT_RUN
    if arguments[0] in ("-V", "--version"):
        print(f"natpin {__version__}")
        return CLEAN
    name = arguments[0]
    if name not in COMMANDS:
        from difflib import get_close_matches

        version = name.lstrip("-").lower() in (
            "v",
            "version",
        )  # ``-v`` and ``version``, as other programs have it
        close = ["natpin --version"] if version else get_close_matches(name, COMMANDS, n=1)
        hint = f"; did you mean {close[0]}?" if close else ";"
        print(f"natpin: no command {_harmless(name)!r}{hint} natpin help lists them", file=sys.stderr)
        return CANNOT_RUN
    command = import_module(f"natpin.commands.{name}")
    status: int = command.run(_parsed(command.parser(), arguments[1:]))
    return status


def _parsed(parser: ArgumentParser, arguments: list[str]) -> Namespace:
    """A command's flags. None may be abbreviated: a script that says ``--out`` must not come to mean another flag when
    one is added. Raises InputError for one there is not."""
    parser.allow_abbrev = False
    _tell_in_one_line(parser, arguments)
    parsed, unknown = parser.parse_known_args(arguments)
    if not unknown:
        return parsed
    from natpin.commands.refusals import no_such

    raise no_such(parser, unknown[0])


def _tell_in_one_line(parser: ArgumentParser, arguments: list[str]) -> None:
    """Makes a parser raise InputError for what it refuses of ``arguments``, and OSError for help that cannot be printed;
    its subcommands too."""

    def refuse(message: str) -> NoReturn:
        from natpin.commands.refusals import refused

        refused(parser, message, arguments)

    def print_help(file: object = None) -> None:
        sys.stdout.write(parser.format_help())  # argparse's own passes over a disk that is full

    parser.error = refuse  # type: ignore[method-assign]
    parser.print_help = print_help  # type: ignore[method-assign]
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for one in action.choices.values():
                _tell_in_one_line(one, arguments)


def usage() -> str:
    """The help text of natpin itself."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {text}" for name, text in COMMANDS.items()]
    return "\n".join(
        [
            "usage: natpin COMMAND …",
            "",
            "Keeps the egress of AKS clusters on static, known IPs.",
            "",
            *lines,
            "",
            "natpin help COMMAND tells a command's flags; natpin --version the version.",
        ]
    )


def _harmless(text: str) -> str:
    """Text of others, printable in a terminal, and obeyed by no CI platform that reads what is printed."""
    from natpin.reporters import neutral

    return neutral.block(text)


if __name__ == "__main__":
    sys.exit(program())
