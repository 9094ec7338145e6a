"""A process of its own that lints a folder by several processes: pytest's workers have threads, and are not forked.

    python spread_runs.py FOLDER JOBS [WHAT GOES WRONG]

Prints a digest of the report as JSON and as text, how many processes were made, and the exit status.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import signal
import sys

from natpin.cli import main
from natpin.pipeline import rollouts, spreading
from natpin.pipeline.reading import Listed
from natpin.pipeline.spread import ahead, pool, sent, stacks

HERE = os.getpid()
made = 0
spreading.FIRST = spreading.LEFT = 0  # type: ignore[misc]
rollouts.FIRST = 0

fork = os.fork


def counted() -> int:
    global made
    made += 1
    return fork()


os.fork = counted

parts, packed, answer, once = Listed.parts, stacks.packed, stacks.Spread._report, ahead.read_once


def killed(self):  # type: ignore[no-untyped-def]
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return parts(self)


def broken(self):  # type: ignore[no-untyped-def]
    if os.getpid() != HERE:
        raise RuntimeError("in a process")
    return parts(self)


def broken_ahead(*arguments):  # type: ignore[no-untyped-def]
    raise RuntimeError("in a process")


def unsendable_ahead(*arguments):  # type: ignore[no-untyped-def]
    return iter(once(*arguments))


def broken_judge(self, *arguments):  # type: ignore[no-untyped-def]
    raise RuntimeError("in a process")


asked = 0


def unsendable(what: object) -> bytes:
    global asked
    asked += 1
    if asked % 3 == 0:
        raise sent.CannotBeSent("every third")
    return packed(what)


def refused() -> int:
    raise BlockingIOError("no process may be made")


match sys.argv[3:]:
    case ["killed"]:
        Listed.parts = killed  # type: ignore[method-assign]
    case ["broken"]:
        Listed.parts = broken  # type: ignore[method-assign]
    case ["broken ahead"]:
        ahead.read_once = broken_ahead
    case ["unsendable ahead"]:
        ahead.read_once = unsendable_ahead
    case ["broken judge"]:
        stacks.Spread._report = broken_judge  # type: ignore[method-assign]
    case ["unsendable"]:
        stacks.packed = unsendable
    case ["refused"]:
        os.fork = refused

assert pool.can_fork(())
for form in ("json", "text"):
    made = 0
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        status = main(
            ["lint", sys.argv[1], "--workspace", sys.argv[1], "--jobs", sys.argv[2], "--format", form]
        )
    print(status, made, hashlib.sha256(told.getvalue().encode()).hexdigest())
with contextlib.suppress(ChildProcessError):
    raise SystemExit(f"left behind: {os.waitpid(-1, os.WNOHANG)}")
