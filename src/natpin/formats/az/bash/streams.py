"""What commands read and print: redirections, here-documents, pipes, subshells, captures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from natpin.formats.az.bash.base import OUTLIVES
from natpin.formats.az.bash.machine import Machine
from natpin.formats.az.bash.printing import trimmed
from natpin.formats.az.work import WRITTEN_A_STEP, TooMuch
from natpin.formats.az.worlds import ENDS, Flow, Outcome
from natpin.languages.shell.attributes import option
from natpin.languages.shell.conditions import both
from natpin.languages.shell.scope import STATUS
from natpin.languages.shell.tree import MAX_DEPTH, Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Hole, Piece, Pieces, Status, Word
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

_ANYTHING = "it is not known which branch the subshell takes"
_LEAVE = (Flow.EXIT, Flow.RETURN, Flow.BREAK, Flow.CONTINUE)


class Streams(Machine):
    """What flows from one command to another."""

    # -- redirections ------------------------------------------------------------------------------------------

    def _redirected(self, node: Node, source: Source) -> Outcome:
        body = node.child_by_field_name("body")
        run: Callable[[], Outcome] = lambda: Outcome()  # noqa: E731
        if body is not None:
            run = lambda: self._statement(body, source)  # noqa: E731
        stdin: Pieces | None = None
        feeds = False
        other: dict[str, Pieces] = {}
        """Texts to read from other descriptors: ``3< file``."""
        for child in node.children:
            match child.type:
                case "herestring_redirect" if child.children:
                    given = self._expander.pieces(child.children[-1], source)
                    stdin, feeds = (*given, Chunk("\n", source.at(child))), True
                case "heredoc_redirect":
                    stdin, feeds = self._heredoc(child, source), True
                    run = self._onwards(child, source, run)
                case "file_redirect":
                    run, read = self._file(child, source, run)
                    first = child.children[0]
                    if read is None:
                        continue
                    if first.type == "file_descriptor" and source.text(first) != "0":
                        other[source.text(first)] = read
                    else:
                        stdin, feeds = read, True
        for descriptor, read in other.items():
            run = partial(self._fed, read, run, descriptor)
        return self._fed(stdin, run) if feeds else run()

    def _heredoc(self, node: Node, source: Source) -> Pieces:
        inner = [each for each in node.children if each.type == "heredoc_body"]
        pieces = self._expander.pieces(inner[0], source) if inner else ()
        if not node.children or node.children[0].type != "<<-":
            return pieces
        fresh = True
        untabbed: list[Piece] = []
        for piece in pieces:  # `<<-` takes the tabs away that a line begins with
            if isinstance(piece, Chunk):
                text = re.sub(r"(?<=\n)\t+", "", piece.text.lstrip("\t") if fresh else piece.text)
                fresh = text.endswith("\n")
                piece = replace(piece, text=text)
            else:
                fresh = False
            untabbed.append(piece)
        return tuple(untabbed)

    def _onwards(self, node: Node, source: Source, run: Callable[[], Outcome]) -> Callable[[], Outcome]:
        """What stands behind ``<<EOF`` on its line: a pipe, another redirection, another command."""
        operator = ""
        for child in node.children:
            if child.type in ("&&", "||"):
                operator = child.type
            elif child.type == "file_redirect":
                run, _ = self._file(child, source, run)
            elif child.type == "pipeline" and not operator:
                stages = [each for each in child.children if each.is_named and each.type != "comment"]
                first = run

                def piped(first: Callable[[], Outcome] = first, stages: list[Node] = stages) -> Outcome:
                    pieces, _ = self._printed(first)
                    return self._fed(pieces, lambda: self._pipeline(stages, source))

                run = piped
            elif child.is_named and operator:
                run = partial(self._behind, operator, run, child, source)
                operator = ""
            elif child.type in ("command", "list", "redirected_statement"):
                before = run

                def then(before: Callable[[], Outcome] = before, child: Node = child) -> Outcome:
                    outcome = before()
                    return outcome if outcome.flow is not None else self._statement(child, source)

                run = then
        return run

    def _behind(self, operator: str, run: Callable[[], Outcome], then: Node, source: Source) -> Outcome:
        """``command <<EOF && then``, ``command <<EOF || then``"""
        at = source.at(then)
        self._probing += 1
        try:
            first = run()
        finally:
            self._probing -= 1
        if first.flow is not None:
            return first
        ands = operator == "&&"
        wanted = first.status if ands else ~first.status

        def follow() -> Outcome:
            self._narrowed(holds=ands, at=at)
            return self._statement(then, source)

        def past() -> Outcome:
            self._narrowed(holds=not ands, at=at)
            return Outcome(Status.NO if ands else Status.YES)

        if wanted.certain:
            return follow() if wanted is Status.YES else first
        cause = Unknown("how the command before it ends is not known", at)
        return self._fork(wanted, follow, past, ({}, {}), cause)

    def _file(
        self, node: Node, source: Source, run: Callable[[], Outcome]
    ) -> tuple[Callable[[], Outcome], Pieces | None]:
        """``> file``, ``>> file``, ``< file``, ``>&2``: the command with its output taken, or what it reads."""
        written_as = source.text(node)
        target = node.children[-1]
        if written_as.lstrip("0123456789").startswith("<"):
            if written_as.lstrip("0123456789").startswith("<&"):
                return run, None
            if target.type == "process_substitution":
                return run, self._substitute(target, source)
            word = self._expander.word(target, source)
            literal = word.literal
            if literal == "/dev/null":
                return run, ()
            written = self.scope.written(literal) if literal else None
            if written is not None:
                return run, written.pieces
            text = self._look(self.scope.folder, literal) if literal else None
            if text is not None:
                return run, (Chunk(text, source.at(node)),)
            return run, (self._expander.hole("what the file holds is not known", source.at(node)),)
        if not written_as.startswith((">", "1>", "&>")):
            return run, None
        literal = self._expander.word(target, source).literal
        adds = ">>" in written_as[:4]
        aside = written_as.startswith((">&2", "1>&2")) or literal is None or literal.startswith("/dev/")

        def writing() -> Outcome:
            pieces, outcome = self._printed(run)
            if not aside and literal is not None:
                there = self.scope.written(literal) if adds else None
                if there is not None and not self.session.work.step(len(there.pieces) // WRITTEN_A_STEP):
                    raise TooMuch(source.at(node))
                if adds and there is None:
                    text = self._look(self.scope.folder, literal)
                    pieces = pieces if text is None else (Chunk(text, source.at(node)), *pieces)
                self.scope.write(literal, pieces, more=adds)
            return outcome

        return writing, None

    # -- pipes, subshells, captures ----------------------------------------------------------------------------

    def _pipeline(self, stages: list[Node], source: Source) -> Outcome:
        """Every part runs in a subshell; zsh, and bash with ``lastpipe``, run the last one in the shell itself."""
        outcome = Outcome()
        pieces: Pieces | None = None
        ends: list[tuple[Status, Chunk | Hole | None]] = []
        for number, stage in enumerate(stages):
            last = number == len(stages) - 1
            at = source.at(stage)

            def one(stage: Node = stage, last: bool = last, at: Location = at) -> Outcome:
                if len(stages) == 1 or (last and self._in_shell(source)):
                    return self._statement(stage, source)
                return self._apart(lambda: self._statement(stage, source), at)

            def fed(number: int = number, pieces: Pieces | None = pieces) -> Outcome:
                return one() if number == 0 else self._fed(pieces, one)

            if last:
                outcome = fed()
            else:
                pieces, outcome = self._printed(fed)
            ends.append((outcome.status, self.scope.status))
            if outcome.flow is not None:
                return outcome
        return self._all_ends(outcome, ends, stages, source) if len(stages) > 1 else outcome

    def _all_ends(
        self,
        outcome: Outcome,
        ends: list[tuple[Status, Chunk | Hole | None]],
        stages: list[Node],
        source: Source,
    ) -> Outcome:
        """How the parts of a pipe ended: ``PIPESTATUS``; with ``pipefail`` the last one that failed is what counts."""
        at = source.at(stages[-1])
        zero = Chunk("0", at, assumed=True)
        every = tuple(
            Word((piece or zero,), source.at(each)) for each, (_, piece) in zip(stages, ends, strict=False)
        )
        self.scope.assign("PIPESTATUS", Variable(elements=every))
        pipefail = option("pipefail", self.scope.variables)
        if pipefail is False:
            return outcome
        whole = ends[-1][0]
        for status, piece in reversed(ends[:-1]):
            if whole is Status.YES and status is Status.NO:
                self.scope.status = piece
            whole = both(status, whole)
        if pipefail is None and whole is not ends[-1][0]:
            whole = Status.MAYBE
        if whole is Status.MAYBE and ends[-1][0] is not Status.MAYBE:
            self._tell(Status.MAYBE, at)
        return replace(outcome, status=whole)

    def _in_shell(self, source: Source) -> bool:
        """Whether the last part of a pipe runs in the shell itself."""
        return source.zsh or option("lastpipe", self.scope.variables) is True

    def _apart(self, run: Callable[[], Outcome], at: Location, *, asked: bool = True) -> Outcome:
        """In a subshell: variables do not outlive it, resources do. ``asked``: the script sees how it ends."""
        variables, worlds = self.scope.variables, self._worlds
        strict = worlds.strict
        nest, self._nest = self._nest, 0
        changes: Mapping[str, Variable | None] = {}
        variables.fork()
        worlds.inside += 1
        worlds.strict = asked and not self._probing and self._errexit
        try:
            tried = worlds.trial(run)
            if tried.ended:
                outcome = worlds.come_out(tried, _LEAVE, Unknown(_ANYTHING, at))
            else:  # nearly always: there is one way, and what it has set need not be set again to be taken back
                outcome, changes = tried.outcome, tried.way.variables
                worlds.keep_resources(tried.way)
        finally:
            worlds.inside -= 1
            # nothing is written between this fork and the trial's own, so that one of the two has all the changes
            changes = variables.take_back() or changes
            for key, variable in changes.items():
                if key == STATUS:
                    variables.note(key, variable)
                elif key.startswith(OUTLIVES):
                    variables.set(key, variable)
            worlds.strict, self._nest = strict, nest
        return ENDS[outcome.status]

    def _forgiving(self, nodes: list[Node], source: Source) -> Outcome:
        """Inside of ``$(…)`` bash forgets ``set -e`` (Bash manual, "Command Execution Environment")."""
        if option("inherit_errexit", self.scope.variables) is not True:
            self._opt("errexit", source.at(nodes[0]), on=False)
        return self._sequence(nodes, source)

    def _captured(self, run: Callable[[], Outcome]) -> Pieces:
        return trimmed(self._caught(run))

    def _caught(self, run: Callable[[], Outcome]) -> Pieces:
        pieces, outcome = self._printed(run)
        self._last_status, self._substituted = outcome.status, True
        return pieces

    def _substitute(self, node: Node, source: Source) -> Pieces:
        """``$(…)``"""
        if self._depth > MAX_DEPTH:
            return (self._expander.hole("it is nested too deeply", source.at(node)),)
        probing, self._probing = self._probing, 0
        children = node.children
        try:
            if len(children) == 3 and children[1].type == "file_redirect":  # `$(< file)`
                _, read = self._file(children[1], source, lambda: Outcome())
                return trimmed(read or ())
            at = source.at(node)
            if node.type == "process_substitution":
                return self._caught(lambda: self._apart(lambda: self._sequence(children, source), at))
            return self._captured(lambda: self._apart(lambda: self._forgiving(children, source), at))
        finally:
            self._probing = probing
