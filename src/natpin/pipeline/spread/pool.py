"""Processes forked from this one that answer one question at a time, through pipes alone.

No semaphore and no shared memory: a container without ``/dev/shm`` has neither. One that dies without an answer is an
error of the run, whatever killed it.
"""

from __future__ import annotations

import _thread
import gc
import os
import select
import signal
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Final, NoReturn

from natpin.errors import WorkerLost
from natpin.model.record import mutable
from natpin.pipeline.spread.sent import packed, unpacked

_LENGTH: Final = struct.Struct("<Q")
_CHUNK: Final = 1 << 20


@mutable
class _Process:
    """One of them, as seen from here."""

    id: int
    questions: int
    """The file number that questions are written to."""
    answers: int
    """The one that answers are read from."""


class Pool:
    """Some processes, each with all that this one had when they were forked."""

    def __init__(self, count: int, answer: Callable[[Any], object]) -> None:
        """``answer`` is called in the processes, with a question."""
        self._processes: list[_Process] = []
        try:
            for _ in range(count):
                self._processes.append(self._forked(answer))
        except OSError:
            if not self._processes:
                raise  # not one more process may be made: the caller does it all

    def __len__(self) -> int:
        return len(self._processes)

    def _forked(self, answer: Callable[[Any], object]) -> _Process:
        asked, questions = os.pipe()
        answers, answered = os.pipe()
        child = os.fork()
        if child == 0:
            for other in self._processes:
                os.close(other.questions)
                os.close(other.answers)
            os.close(questions)
            os.close(answers)
            _serve(asked, answered, answer)
        os.close(asked)
        os.close(answered)
        return _Process(child, questions, answers)

    def ask(self, questions: Callable[[int], object | None]) -> Iterator[tuple[int, Any, Any]]:
        """Which process, a question, and its answer, as the answers come; None for one that raised: whoever asked works it out,
        and meets with what was raised. ``questions`` gives a process its next question;
        None when there is none left for it. Raises WorkerLost."""
        open_: dict[int, tuple[int, object]] = {}
        waiting = select.poll()

        def put(number: int) -> None:
            question = questions(number)
            if question is not None:
                process = self._processes[number]
                self._write(process, packed(question))
                open_[process.answers] = number, question
                waiting.register(process.answers, select.POLLIN | select.POLLHUP)

        for number in range(len(self._processes)):
            put(number)
        while open_:
            for file, _ in waiting.poll():
                number, question = open_.pop(file)
                waiting.unregister(file)
                answer = self._read(self._processes[number])
                put(number)  # before the answer is unpacked: the process goes on meanwhile
                yield number, question, unpacked(answer) if answer else None

    def _write(self, process: _Process, data: bytes) -> None:
        try:
            _send(process.questions, data)
        except BrokenPipeError:
            self._lost(process)

    def _read(self, process: _Process) -> bytes:
        try:
            return _receive(process.answers)
        except EOFError:
            self._lost(process)

    def _lost(self, process: _Process) -> NoReturn:
        self._processes.remove(process)
        os.close(process.questions)
        os.close(process.answers)
        status = os.waitstatus_to_exitcode(os.waitpid(process.id, 0)[1])
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        raise WorkerLost(
            f"a process that reads some of the stacks {how}; nothing is reported. Where memory is short, --jobs 1 needs less"
        )

    def close(self) -> None:
        """Ends the processes, whatever they are at."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.kill(process.id, signal.SIGKILL)
            os.close(process.questions)
            os.close(process.answers)
            with suppress(ChildProcessError):
                os.waitpid(process.id, 0)
        self._processes.clear()


def _serve(asked: int, answered: int, answer: Callable[[Any], object]) -> NoReturn:
    """The life of a forked process. It ends without what the interpreter does at its end: nothing is flushed twice."""
    status = 1
    try:
        _end_with_parent(asked)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        gc.freeze()  # what was there before is shared until a collection looks at it, and none of it goes
        while True:
            try:
                question = _receive(asked)
            except EOFError:
                status = 0
                break
            try:
                data = packed(answer(unpacked(question)))
            except Exception:
                data = b""  # worked out again by whoever asked, where it can be told
            _send(answered, data)
    except BrokenPipeError:
        status = 0
    finally:
        os._exit(status)


def _end_with_parent(asked: int) -> None:
    """See to it that this process ends when the one that made it does, however that ends and whatever this one is at.

    And nobody waits for it: who reads what the first process prints reads until all have let go of it.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)

    def watch() -> None:
        parent = select.poll()
        parent.register(asked, 0)  # not what is asked, but that nobody is left who may ask
        while not any(event & select.POLLHUP for _, event in parent.poll()):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _send(file: int, data: bytes) -> None:
    for part in (_LENGTH.pack(len(data)), data):
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(file, rest[:_CHUNK]) :]


def _receive(file: int) -> bytes:
    """What was sent. Raises EOFError where the other end has gone."""
    (length,) = _LENGTH.unpack(_exactly(file, _LENGTH.size))
    return _exactly(file, length)


def _exactly(file: int, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        part = os.read(file, min(_CHUNK, length - len(found)))
        if not part:
            raise EOFError
        found += part
    return bytes(found)


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def can_fork(quiet: Iterable[str]) -> bool:
    """Whether this process may be forked: the system knows how, and no thread works beside but those with these names, which
    hold nothing that a forked process uses."""
    alive = threading.enumerate()
    others = {one.name for one in alive} - {threading.current_thread().name, *quiet}
    # what was started below ``threading`` has no name: pytest's workers have such a thread. The main one is not counted
    unnamed = _thread._count() >= len(alive)
    return hasattr(os, "fork") and hasattr(select, "poll") and not others and not unnamed
