"""What was read and judged of each stack, and of which looks that is true."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Final, cast

from natpin.formats import manifests
from natpin.formats.interface import Inputs, Read, Reader
from natpin.model.record import field, mutable, replace
from natpin.model.report import StackReport
from natpin.model.stack import Stack
from natpin.model.tally import TALLY
from natpin.pipeline.reading import Listed, ReadStack
from natpin.pipeline.remembered.looks import Answers, Identified, Looks, Watched, digest
from natpin.workspace import Made, Workspace, same_files

MOST_VERSIONS: Final = 4
"""Of one stack: what a change and its revert go back and forth between."""
MOST_STACKS: Final = 20_000
MOST_FILES: Final = 2_000

_LOOK_AROUND: Final = frozenset({"terragrunt", "terraform-stacks"})
"""Readers whose every stack looks at all others of the workspace. What they find on the way is kept for all of them, so they
share one view of a commit: what one has looked at counts as looked at by those after it."""


@mutable
class _Known:
    """A stack as it was once."""

    parts: tuple[Read, ...]
    """The reader's own."""
    looks: Looks
    reports: dict[tuple[str, Hashable], tuple[Looks, StackReport]] = field(default_factory=dict)
    """By what others have added to it, and who judged: its report, and all that was looked at until that was made."""


class Memory:
    """The stacks of a history, as they were read and judged."""

    def __init__(self, most_files: int | None = MOST_FILES) -> None:
        """Nothing is known. ``most_files``: of so many it is kept what is made of them; None for all."""
        self._known: dict[str, list[_Known]] = {}
        self._decided: object = None
        self.made = Made(most_files)
        """What is made of a file's bytes alone: it outlasts whatever is looked at."""
        self.read = self.judged = self.followed = 0
        """How many stacks had to be read, and judged, and how many files followed for what they run or deploy."""

    def decided_by(self, what: object) -> None:
        """Forget everything where what decides how stacks are judged, the configuration, is another one than before."""
        if what != self._decided:
            self._known.clear()
        self._decided = what

    def of(self, key: str, answers: Answers, inputs: Inputs) -> _Known | None:
        """A stack as it is in a workspace, where that is known."""
        return next(
            (one for one in self._known.get(key, ()) if answers.are_as_before(one.looks, inputs)), None
        )

    def keep(self, key: str, parts: tuple[Read, ...], looks: Looks) -> _Known:
        """Remember a stack as it is now; of the versions before, the last few."""
        if key not in self._known and len(self._known) >= MOST_STACKS:
            del self._known[next(iter(self._known))]
        before = self._known.pop(key, [])
        kept = _Known(parts, looks)
        self._known[key] = [kept, *before[: MOST_VERSIONS - 1]]
        return kept


class Remembering:
    """Reads and judges the stacks of one commit, as far as they are not known."""

    def __init__(
        self,
        workspace: Identified,
        memory: Memory,
        judge: Callable[[ReadStack], StackReport],
        judged_by: Callable[[Stack], Hashable] = lambda stack: None,
    ) -> None:
        """``workspace``: the commit's, which finds out what is a stack. ``judged_by`` tells by what a stack is judged, where
        the memory knows of several judges."""
        self._workspace, self._memory, self._judge, self._judged_by = workspace, memory, judge, judged_by
        self._answers = Answers(workspace)
        self._around: dict[str, Watched] = {}
        self._by: dict[int, tuple[Listed, Watched, _Known]] = {}
        same_files(workspace, made=memory.made)

    def close(self) -> None:
        """Nothing is open."""

    def read(self, listed: Sequence[Listed]) -> Iterator[ReadStack]:
        """Each stack with its parts, in order."""
        return (self._read(one) for one in listed)

    def _read(self, listed: Listed) -> ReadStack:
        alone = listed.reader.name not in _LOOK_AROUND
        # what other stacks are given is no reason to read this one again
        own = replace(listed.inputs, handed={}, unseen={}) if alone else listed.inputs
        key = self._key("listed", listed.reader, listed.stack, own)
        if key is None:
            return listed.read()
        watched = Watched(self._answers, listed.inputs) if alone else self._shared(listed.reader.name)
        self._hand_on(listed.stack, watched)
        mine = replace(listed, workspace=watched, inputs=watched.inputs if alone else listed.inputs)
        known = self._memory.of(key, self._answers, listed.inputs)
        if known is None:
            self._memory.read += 1
            known = self._memory.keep(key, mine.own_parts(), watched.looks)
        else:
            watched.take(known.looks)
        # found again by the very object, which is kept: another one may not get its identity
        self._by[id(listed.stack)] = listed, watched, known
        return mine.with_parts((*known.parts, *listed.doubts))

    def _key(self, what: str, reader: Reader, stack: Stack, inputs: Inputs) -> str | None:
        """By which the parts of a stack are kept; None for a stack of which nothing can be kept."""
        return digest((what, reader.name, stack, inputs, manifests.known_of(stack, self._workspace)))

    def _hand_on(self, stack: Stack, watched: Watched) -> None:
        """Let a view know what is known of the commit."""
        same_files(watched, made=self._memory.made)
        manifests.hand_on(stack, manifests.known_of(stack, self._workspace), watched)

    def readers(self, all_: Sequence[Reader]) -> tuple[Reader, ...]:
        """The same, which read nothing of the commit twice for the same: a script that is followed for what it deploys, a
        manifest that is read for its workloads."""
        return tuple(cast("Reader", _Reader(one, self)) for one in all_)

    def parts(self, reader: Reader, stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterable[Read]:
        """What a reader yields of a stack that is not one of the commit's own, or not yet."""
        key = self._key("read", reader, stack, inputs) if workspace is self._workspace else None
        if key is None:  # through a view that notes its looks
            return reader.read(stack, workspace, inputs)
        known = self._memory.of(key, self._answers, inputs)
        if known is None:
            watched = Watched(self._answers, inputs)
            self._hand_on(stack, watched)
            self._memory.followed += 1
            try:
                found = tuple(reader.read(stack, watched, watched.inputs))
            except Exception:
                return reader.read(stack, workspace, inputs)  # what comes before it breaks is of use
            known = self._memory.keep(key, found, watched.looks)
        return known.parts

    def _shared(self, name: str) -> Watched:
        if name not in self._around:
            self._around[name] = Watched(self._answers)
        return self._around[name]

    def ahead(
        self, scripts: Sequence[tuple[Reader, str]], spent: float, workspace: Workspace, inputs: Inputs
    ) -> None:
        """Nothing: what is looked at is noted here."""

    def judged(self, stacks: Iterable[ReadStack]) -> Iterator[StackReport]:
        """The report on each stack, in order."""
        for read in stacks:
            yield self._judged(read)
            TALLY.judged += 1

    def _judged(self, read: ReadStack) -> StackReport:
        found = self._by.get(id(read.stack))
        if found is None:
            self._memory.judged += 1
            return self._judge(read)
        listed, watched, known = found
        added = digest((read.parts[len(known.parts) :], dict(read.behind), read.deployed))
        if added is None:
            self._memory.judged += 1
            return self._judge(read)
        key = added, self._judged_by(read.stack)
        looks, report = known.reports.get(key, (None, None))
        if looks is None or report is None or not self._answers.are_as_before(looks, listed.inputs):
            self._memory.judged += 1
            report = self._judge(read)  # which reads it again where it asks questions: these looks count, too
            known.reports[key] = watched.looks, report
        return report


class _Reader:
    """A reader that reads nothing of a commit twice for the same."""

    def __init__(self, of: Reader, remembering: Remembering) -> None:
        self._of, self._remembering = of, remembering

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)

    def read(self, stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterable[Read]:
        """What the reader yields, now or of an earlier commit."""
        return self._remembering.parts(self._of, stack, workspace, inputs)
