"""Asks tests, each time in a process of its own that is forked off one where what they import is loaded already."""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hypothesis  # noqa: F401  loaded once, before the forks
import jsonschema  # noqa: F401
import pytest
import yaml  # noqa: F401

PASSED, FAILED, HUNG, LATE = "passed", "failed", "hung", "late"
"""HUNG: it worked for longer than it may. LATE: it did not get to work for so long, so nothing is known."""
PATIENCE = 10
"""So many times the limit may pass by the clock: others use this machine too."""


class Asked:
    """A process that does something; what it says goes into a file."""

    def __init__(self, do: Callable[[], int], log: Path, limit: float) -> None:
        """``limit``: in seconds that a processor works for it; after them it is ended."""
        self.until = time.monotonic() + PATIENCE * limit
        sys.stdout.flush()
        self.process = os.fork()
        if self.process == 0:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit), resource.RLIM_INFINITY))
            _apart(do, log)

    def answer(self) -> str | None:
        """Whether it passed, failed, hung or came too late; None while it runs."""
        ended, status = os.waitpid(self.process, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return HUNG if code == -signal.SIGXCPU else PASSED if code == 0 else FAILED
        if time.monotonic() < self.until:
            return None
        os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        return LATE

    def wait(self) -> str:
        """The answer, when there is one."""
        while (found := self.answer()) is None:
            time.sleep(0.02)
        return found


def _apart(do: Callable[[], int], log: Path) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    status = 3
    try:
        status = do()
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


class Ordered:
    """Of the tests that are collected, the ones that run a line go first."""

    def __init__(self, first: frozenset[str]) -> None:
        self.first = first

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: item.nodeid not in self.first)


def run_tests(copy: Path, arguments: Sequence[str], plugins: Sequence[Any]) -> int:
    """pytest, in a copy of the tree. Returns its exit status; never to be called but in a process of its own."""
    os.chdir(copy)
    os.environ["PYTHONPATH"] = str(copy / "src")
    sys.path.insert(0, str(copy / "src"))
    quiet = ("-q", "-p", "no:cacheprovider", "--hypothesis-seed=1", "--no-header")
    ours = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # of what is loaded before the forks
    return int(pytest.main([*quiet, *ours, *arguments], plugins=list(plugins)))
