"""Stacks read and judged one after the other, or by several processes where there is work enough for them.

The processes are loaded and made when reading has taken a while and much seems to be left: a small lint never meets them.
What is told is the same to the byte either way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from natpin.formats.interface import Inputs, Reader
from natpin.model.report import StackReport
from natpin.model.tally import TALLY
from natpin.pipeline.reading import Listed, ReadStack
from natpin.workspace import Workspace

if TYPE_CHECKING:
    from natpin.pipeline.spread import Spread

FIRST: Final = 0.5
"""Seconds of CPU time that reading takes before anybody asks whether it is worth sharing."""
LEFT: Final = 0.5
"""Seconds of reading that must seem to be left for each process: to fork one and to take in what it sends costs some 30 ms."""


class Working(Protocol):
    """Whoever reads the stacks of one run, and judges them."""

    def read(self, listed: Sequence[Listed]) -> Iterator[ReadStack]:
        """Each stack with its parts, in order."""

    def judged(self, stacks: Iterable[ReadStack]) -> Iterator[StackReport]:
        """The report on each stack, in order."""

    def ahead(
        self, scripts: Sequence[tuple[Reader, str]], spent: float, workspace: Workspace, inputs: Inputs
    ) -> None:
        """Perhaps read some scripts for ``read_once``, each of which seems to take so many seconds of CPU time."""

    def close(self) -> None:
        """The run is over."""


class Spreading:
    """The stacks of one run, read and judged by as many processes as are worth it."""

    def __init__(self, jobs: int | None, judge: Callable[[ReadStack], StackReport]) -> None:
        """``jobs``: how many processes at most; None for as many as there are processors."""
        self._jobs, self._judge, self._first = jobs, judge, FIRST
        self._spread: Spread | None = None

    def close(self) -> None:
        """Ends the processes."""
        if self._spread is not None:
            self._spread.close()

    def read(self, listed: Sequence[Listed]) -> Iterator[ReadStack]:
        """Each stack with its parts, in order. Raises WorkerLost."""
        began = time.process_time()
        read: list[ReadStack] = []
        for one in listed:
            spent = time.process_time() - began
            if read and self._jobs != 1 and spent >= self._first and len(read) + 1 < len(listed):
                self._begin(listed, read, spent)
                if self._spread is not None:
                    yield from self._spread.read()
                    return
            read.append(one.read())
            yield read[-1]

    def ahead(
        self, scripts: Sequence[tuple[Reader, str]], spent: float, workspace: Workspace, inputs: Inputs
    ) -> None:
        """Read some scripts for ``read_once``, where that is worth processes. Raises WorkerLost."""
        if self._jobs == 1 or len(scripts) < 2:
            return
        from natpin.pipeline.spread import read_ahead

        worth = int(spent * len(scripts) / LEFT) if LEFT else None
        read_ahead(scripts, workspace, inputs.variables, self._jobs, worth)

    def _begin(self, listed: Sequence[Listed], read: Sequence[ReadStack], spent: float) -> None:
        """Makes the processes, if there are to be any. Asked again only when reading has taken as long once more."""
        from natpin.pipeline.spread import spread

        seems = spent / len(read) * (len(listed) - len(read))
        self._first += spent
        worth = int(seems / LEFT) if LEFT else None
        self._spread = spread(listed, read, self._judge, self._jobs, worth)

    def judged(self, stacks: Iterable[ReadStack]) -> Iterator[StackReport]:
        """The report on each stack, in order. Raises WorkerLost."""
        if self._spread is not None:
            yield from self._spread.judged(list(stacks))
            return
        for read in stacks:
            yield self._judge(read)
            TALLY.judged += 1
