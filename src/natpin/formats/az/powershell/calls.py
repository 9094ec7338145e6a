"""Functions, script blocks and scripts: how arguments meet parameters (about_Functions_Advanced_Parameters)."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.formats.az.powershell.base import MAX_DEPTH, Left
from natpin.formats.az.powershell.binding import (
    COMMON_SWITCHES,
    Binding,
    _flag,
    _is_switch,
)
from natpin.formats.az.powershell.reach import EVERYTHING, reach_of_tree
from natpin.formats.az.powershell.values import (
    Items,
    Nothing,
    Object,
    Thing,
    Truth,
    is_true,
    unknown,
)
from natpin.formats.az.worlds import STAYS, Flow, Outcome
from natpin.languages.powershell.tree import Block, Formal, Function
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

MAX_RECURSION = 6
"""How often a function is followed inside of itself."""


class Calls(Binding):
    """Calls blocks and functions."""

    # -- binding -----------------------------------------------------------------------------------------------

    # -- calling -----------------------------------------------------------------------------------------------

    def call_function(
        self, function: Function, arguments: Sequence[object], stdin: Items | None, at: Location
    ) -> None:
        """Call a function; what it puts out is emitted."""
        name = function.name.lower()
        self.called.add(name)
        if self.running.count(name) >= MAX_RECURSION:
            if name not in self.reaches:
                self.reaches[name] = reach_of_tree(function.block, self.memory.function)
            self.doubt("calls are nested too deeply to be followed", at, self.reaches[name])
            self.memory.emit(self.open_answer(function.name[:60], at))
            return
        self.running.append(name)
        try:
            with self.session.state.called(at):
                self.call_block(function.block, arguments, stdin, at, name=function.name)
        finally:
            self.running.pop()

    def call_block(
        self,
        block: Block,
        arguments: Sequence[object],
        stdin: Items | None,
        at: Location,
        *,
        own_scope: bool = True,
        current: Thing | None = None,
        name: str = "",
    ) -> None:
        """Run a script block; what it puts out is emitted."""
        if self.depth >= MAX_DEPTH:
            self.doubt("calls are nested too deeply to be followed", at, Reach(EVERYTHING, adds=True))
            return
        switches = (
            frozenset(each.name.lower() for each in block.formals if _is_switch(each)) | COMMON_SWITCHES
        )
        given = self.given(arguments, at, switches) if block.formals else self._in_order(arguments, at)
        before = self.memory.get("_", at) if current is not None or stdin is not None else None
        self.depth += 1
        self.looping += bool(name)
        if own_scope:
            self.memory.enter()
        try:
            takes = self.bind(block.formals, given, outer=False) if own_scope or block.formals else None
            if current is not None:
                self.memory.set("_", current)
            cause = Unknown("how far it runs is not known", at)
            outcome = self.worlds.bounded(
                lambda: self._block(block, stdin, takes, cause), (Flow.RETURN,), cause
            )
        finally:
            if own_scope:
                self.memory.leave()
            self.depth -= 1
            self.looping -= bool(name)
        if not own_scope and (current is not None):
            self.memory.set("_", before if before is not None else Nothing(at))
        if outcome.flow is not None:
            raise Left(outcome)

    def _block(self, block: Block, stdin: Items | None, takes: Formal | None, cause: Unknown) -> Outcome:
        outcome = self.run(block.begin)
        if outcome.flow is not None:
            return outcome
        if block.process:
            for each in stdin.elements if stdin is not None else (None,):
                outcome = self._processed(block, takes, each, cause)
                if outcome.flow is not None:
                    return outcome
            if stdin is not None and stdin.open is not None:
                hole = unknown(f"$_@{block.at.line}:{block.at.column}", stdin.open, block.at)
                tried = self.worlds.trial(lambda: self._processed(block, takes, hole, cause))
                outcome = self.worlds.meet([tried, STAYS], cause)
                if outcome.flow is not None:
                    return outcome
        elif stdin is not None and takes is not None and stdin.elements:
            self.memory.set(takes.name, stdin.elements[-1])
        if stdin is not None:
            self.memory.set("input", stdin)
        return self.run(block.body)

    def _processed(self, block: Block, takes: Formal | None, each: Thing | None, cause: Unknown) -> Outcome:
        if each is not None:
            self.memory.set("_", each)
            if takes is not None:
                self.memory.set(takes.name, each)
            elif isinstance(each, Object):
                for formal in block.formals:
                    if _flag(formal, "valuefrompipelinebypropertyname"):
                        entry = self.memory.body(each).entries.get(formal.name.lower())
                        if entry is not None:
                            self.memory.set(formal.name, entry.value)
        return self.worlds.bounded(lambda: self.run(block.process), (Flow.RETURN,), cause)

    # -- blocks of pipelines -----------------------------------------------------------------------------------

    def for_each(self, block: object, items: Items, at: Location) -> None:
        """Run a block for each element."""
        assert isinstance(block, Block)
        self.looping += 1
        try:
            for each in items.elements:
                self._with(block, each, at)
            if items.open is not None:
                hole = unknown(f"$_@{at.line}:{at.column}", items.open, at)
                cause = Unknown("what stands in the pipeline is not known", at)

                def one() -> Outcome:
                    try:
                        self._with(block, hole, at)
                    except Left as left:
                        return left.outcome
                    return Outcome()

                outcome = self.worlds.meet([self.worlds.trial(one), STAYS], cause)
                if outcome.flow is not None:
                    raise Left(outcome)
        finally:
            self.looping -= 1

    def _with(self, block: Block, each: Thing, at: Location) -> None:
        whole = block
        if block.process:
            whole = replace(block, body=(*block.process, *block.body), process=())
        self.call_block(whole, (), None, at, own_scope=False, current=each)

    def where(self, block: object, items: Items, at: Location) -> None:
        """Emit the elements for which a block holds."""
        assert isinstance(block, Block)
        kept: list[Thing] = []
        why = items.open
        for each in items.elements:
            found = self.gathered(lambda each=each: self._with(block, each, at), at)  # type: ignore[misc]
            status = self.true(found.elements[0]) if len(found.elements) == 1 else Truth(is_true(found), at)
            if status.status.holds is None:
                why = why or Unknown("whether an element is chosen is not known", at)
            elif status.status.holds:
                kept.append(each)
        self.memory.emit(Items(tuple(kept), at, why))
