"""Commands that leave a script, a function or a loop."""

from __future__ import annotations

from natpin.formats.az.bash.known import status_of
from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.worlds import Flow, Outcome, Outer
from natpin.languages.shell.words import Chunk, Hole, Status, Word, is_supposed
from natpin.model.numbers import digits

CONTROLS = frozenset({"exit", "return", "break", "continue"})


class Leaving(Machine):
    """``exit``, ``return``, ``break``, ``continue``."""

    def _control(self, name: str, words: list[Word]) -> Outcome:
        if name in ("break", "continue"):
            return self._leaving(name, words)
        flow = Flow.EXIT if name == "exit" else Flow.RETURN
        if len(words) < 2:
            return Outcome(self._told(), flow)
        status = status_of(words[1].pieces)
        code = digits(words[1].literal or "")
        piece = words[1].pieces[0] if len(words[1].pieces) == 1 else None
        if code is not None:
            assumed = is_supposed(words[1].pieces)
            self.scope.status = Chunk(str(code % 256), words[1].at, assumed=assumed)
        elif isinstance(piece, Hole):
            self.scope.status = piece
        else:
            self._tell(Status.MAYBE, words[1].at)
        return Outcome(status, flow)

    def _leaving(self, name: str, words: list[Word]) -> Outcome:
        """``break N``, ``continue N``: N loops out, the outermost one where there are not so many; none in no loop."""
        at = words[0].at
        flow = Flow.BREAK if name == "break" else Flow.CONTINUE
        self._tell(Status.YES, at)
        if not self._nest:
            return Outcome()
        count = digits(words[1].literal or "") if len(words) > 1 else 1
        if not count:
            self._doubt(f"which loop `{name} {words[1].label}` leaves is not followed", at)
            return Outcome(Status.YES, Flow.BREAK)
        loop = max(1, self._nest - count + 1)
        return Outcome(Status.YES, flow if loop == self._nest else Outer(flow, loop))
