"""What is under way, as it is told: a live line on a terminal, groups in a workflow's log, or nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

from natpin.model.change import Action
from natpin.provision.apply import Silent
from natpin.provision.ids import parse
from natpin.provision.ports import Progress
from natpin.reporters import neutral


def progress(stream: TextIO, in_actions: bool) -> Progress:
    """The Progress that suits an output."""
    if in_actions:
        return Groups(stream)
    return LiveLine(stream) if stream.isatty() else Silent()


class LiveLine:
    """One line on a terminal, overwritten while things go on; a finished write leaves its line behind."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._started: dict[str, float] = {}

    def begin(self, resource_id: str, action: Action) -> None:
        """A write begins."""
        self._started[resource_id] = self._clock()
        self._show(f"{action.value} {_name(resource_id)} …")

    def waiting(self, resource_id: str, seconds: float, state: str) -> None:
        """It is under way."""
        others = len(self._started) - 1
        more = f", and {others} more" if others > 0 else ""
        self._show(f"{_name(resource_id)}: {neutral.terminal(state)}, {seconds:.0f} s{more}")

    def end(self, resource_id: str, result: str) -> None:
        """It ended."""
        seconds = self._clock() - self._started.pop(resource_id, self._clock())
        self._show(f"{_name(resource_id)}: {result} after {seconds:.0f} s\n")

    def _show(self, text: str) -> None:
        self._stream.write(f"\r\x1b[2K{text}")
        self._stream.flush()


class Groups:
    """A group of log lines for each write. Groups cannot nest or overlap: what runs beside is told when it ends."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._lines: dict[str, list[str]] = {}
        self._started: dict[str, float] = {}

    def begin(self, resource_id: str, action: Action) -> None:
        """A write begins."""
        self._started[resource_id] = self._clock()
        self._lines[resource_id] = [f"{action.value} begun"]

    def waiting(self, resource_id: str, seconds: float, state: str) -> None:
        """It is under way."""
        self._lines.setdefault(resource_id, []).append(f"{seconds:6.0f} s  {neutral.terminal(state)}")

    def end(self, resource_id: str, result: str) -> None:
        """It ended: its group is written in one piece."""
        seconds = self._clock() - self._started.pop(resource_id, self._clock())
        name = neutral.annotation_data(_name(resource_id))
        body = neutral.unstarted("\n".join(self._lines.pop(resource_id, [])))
        self._stream.write(f"::group::{name}: {result} after {seconds:.0f} s\n{body}\n::endgroup::\n")
        self._stream.flush()


def _name(resource_id: str) -> str:
    parsed = parse(resource_id)
    return neutral.terminal(f"{parsed.type.rpartition('/')[2]} {parsed.name}")


def standard_error() -> TextIO:
    """Where progress goes: results stay alone on standard output."""
    return sys.stderr
