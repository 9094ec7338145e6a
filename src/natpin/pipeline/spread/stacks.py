"""Which process reads and judges which stack."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from natpin.model.record import replace
from natpin.model.report import StackReport
from natpin.model.tally import TALLY
from natpin.pipeline.reading import Listed, ReadStack
from natpin.pipeline.spread.pool import Pool, can_fork, processors
from natpin.pipeline.spread.sent import CannotBeSent, packed, unpacked

WAITING: Final = "natpin waiting"
"""The name of the thread that keeps a line on the terminal (``commands.waiting``)."""

MOST: Final = 8
"""Processes where nobody says how many: a container may be given one of its machine's 64 processors."""
_AT_ONCE: Final = 4
"""About how many questions each process is asked: stacks that lie side by side share modules, and some take longer."""


def spread(
    listed: Sequence[Listed],
    read: Sequence[ReadStack],
    judge: Callable[[ReadStack], StackReport],
    jobs: int | None,
    worth: int | None,
) -> Spread | None:
    """The processes that read the stacks after those that were read, and judge all; None where two are not worth it, or
    cannot be made. ``jobs``: how many the user allows, ``worth``: how many the work is enough for; None for any number."""
    count = processes(len(listed) - len(read), jobs, worth)
    if count < 2:
        return None
    if len({id(one.stack) for one in listed}) < len(listed):
        return None  # what tells which process has read it
    try:
        return Spread(listed, read, judge, count)
    except OSError:
        return None  # not one more process may be made


def processes(tasks: int, jobs: int | None, worth: int | None) -> int:
    """How many processes see to some tasks; 1 where two are not worth it, or none can be made beside this one."""
    count = min(jobs or min(processors(), MOST), tasks, tasks if worth is None else worth)
    return count if count > 1 and can_fork((WAITING,)) else 1


class Spread:
    """The stacks of one run, and the processes that see to them."""

    def __init__(
        self,
        listed: Sequence[Listed],
        read: Sequence[ReadStack],
        judge: Callable[[ReadStack], StackReport],
        count: int,
    ) -> None:
        """``read``: those that were read before, the first of the list. Raises OSError where no process can be made."""
        self._listed, self._judge, self._begin = listed, judge, len(read)
        self._here = dict(enumerate(read))
        """By place: the stacks that were read before, which all processes have. In a process, its own too."""
        self._by: dict[int, tuple[int | None, int]] = {
            id(one.stack): (None, place) for place, one in enumerate(read)
        }
        """By the identity of a stack: the process that has read it, None where each has it, and its place in the list."""
        self._pool = Pool(count, self._answer)

    def close(self) -> None:
        """Ends the processes."""
        self._pool.close()

    def read(self) -> Iterator[ReadStack]:
        """The stacks that were not read before, in order. Raises WorkerLost."""
        begin, end = self._begin, len(self._listed)
        size = max(1, (end - begin) // (len(self._pool) * _AT_ONCE))
        chunks = iter([("read", at, min(at + size, end)) for at in range(begin, end, size)])
        found: dict[int, ReadStack] = {}
        for process, (_, start, stop), answer in self._pool.ask(lambda process: next(chunks, None)):
            parts = answer or [None] * (stop - start)
            for place, mine in zip(range(start, stop), parts, strict=True):
                one = self._listed[place]
                if mine is None:  # what cannot be sent, or went wrong there, is read here
                    found[place] = one.read()
                else:
                    found[place] = one.with_parts(unpacked(mine))
                    self._by[id(one.stack)] = process, place
            while begin in found:
                yield found.pop(begin)
                begin += 1

    def judged(self, stacks: Sequence[ReadStack]) -> Iterator[StackReport]:
        """The report on each stack, in order: each is judged where it was read. Raises WorkerLost."""
        todo: dict[int | None, deque[int]] = {}
        for number, read in enumerate(stacks):
            if id(read.stack) in self._by:
                todo.setdefault(self._by[id(read.stack)][0], deque()).append(number)
        size = max(1, len(stacks) // (len(self._pool) * _AT_ONCE))

        def next_of(process: int) -> object | None:
            mine = todo.get(process) or todo.get(None) or deque()
            while mine:
                chunk = [mine.popleft() for _ in range(min(size, len(mine)))]
                more = {number: _if_sendable(self._beyond(stacks[number])) for number in chunk}
                sent = {number: each for number, each in more.items() if each is not None}
                if sent:  # the others are judged here, at the end
                    return "judge", tuple(sent), tuple(sent.values())
            return None

        found: dict[int, StackReport] = {}
        at = 0
        for _, (_, numbers, _), answer in self._pool.ask(next_of):
            for number, report in zip(numbers, answer or [None] * len(numbers), strict=True):
                found[number] = self._judge(stacks[number]) if report is None else unpacked(report)
                TALLY.judged += 1
            while at in found:
                yield found.pop(at)
                at += 1
        for number in range(at, len(stacks)):
            if number in found:
                yield found.pop(number)
            else:  # no process has it
                yield self._judge(stacks[number])
                TALLY.judged += 1

    def _beyond(self, read: ReadStack) -> tuple[object, ...]:
        """What others have added to a stack since it was read: its place, parts, and sizes behind its gateways."""
        return self._by[id(read.stack)][1], read.parts[read.own :], dict(read.behind)

    def _answer(self, question: Any) -> list[bytes | None]:
        """What a process does: for each stack the bytes of its answer, None where that cannot be sent."""
        kind, *asked = question
        if kind == "read":
            return [_if_sendable(self._parts(place)) for place in range(*asked)]
        return [_if_sendable(self._report(*unpacked(one))) for one in asked[1]]

    def _parts(self, place: int) -> object:
        one = self._listed[place]
        parts = one.parts()
        self._here[place] = one.with_parts(parts)
        return parts

    def _report(self, place: int, more: Sequence[Any], behind: Any) -> StackReport:
        read = self._here[place]
        return self._judge(replace(read, parts=(*read.parts, *more), behind=behind))


def _if_sendable(what: object) -> bytes | None:
    try:
        return packed(what)
    except CannotBeSent:
        return None
