"""Statements in their order, and what ends a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from natpin.formats.az.bash.base import TESTED
from natpin.formats.az.bash.streams import Streams
from natpin.formats.az.work import TooMuch
from natpin.formats.az.worlds import ENDS, Flow, Outcome
from natpin.languages.shell.attributes import ATTRIBUTES
from natpin.languages.shell.scope import Ended
from natpin.languages.shell.tree import MAX_DEPTH, Source
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import Chunk, Hole, Status
from natpin.model.location import Location
from natpin.model.numbers import digits
from natpin.model.value import Skipped, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

_SEQUENCES = frozenset({"variable_assignments", "program", "do_group"})


_MUST_SUCCEED = frozenset(
    {"command", "test_command", "pipeline", "subshell", "list", "variable_assignment", "variable_assignments"}
)
"""What ends a script under ``set -e`` when it fails where nobody asks (Bash manual, "The Set Builtin"). A list of
``&&`` and ``||`` fails unnoticed, unless its last command does; what fails in a block has ended it already."""

_TELLING = frozenset({"test_command", "negated_command", "pipeline"})
"""What has a status of its own: a test, and what ``!`` stands before."""
_PLAIN = frozenset({"unset_command", "function_definition", "declaration_command"})
"""What ends with 0: also ``local x=$(false)`` (Bash manual, "local" returns its own status)."""


class Statements(Streams):
    """Order."""

    def _sequence(self, nodes: list[Node], source: Source) -> Outcome:
        """Statements one after the other; under ``set -e`` up to the first that surely fails where nobody asks."""
        outcome = ENDS[Status.YES]
        ran = False
        last = len(nodes) - 1
        for number, node in enumerate(nodes):
            if not node.is_named or node.type == "comment":
                continue
            ran = True
            if number < last and nodes[number + 1].type == "&":
                outcome = self._in_background(node, source)
                continue
            alone = not self._probing and self._errexit and _is_test(node, source)
            outcome = self._or_ends(node, source) if alone else self._statement(node, source)
            if outcome.flow is not None:
                break
            if outcome.status is Status.NO and not self._probing and self._must_succeed(node, source):
                self._on_error(source.at(node))
                if self._errexit:
                    return Outcome(Status.NO, Flow.EXIT)
        if not ran and nodes:
            self.scope.status = Chunk("0", source.at(nodes[0]))
        return outcome

    def _must_succeed(self, node: Node, source: Source) -> bool:
        """Whether ``set -e`` looks at how a statement ends."""
        if node.type == "redirected_statement":
            body = node.child_by_field_name("body")
            return body is not None and self._must_succeed(body, source)
        if node.type == "compound_statement":
            return bool(node.children) and node.children[0].type == "(("
        if _denied(node) is not None:
            return False
        return node.type in _MUST_SUCCEED and not (node.type == "list" and self._excused)

    def _or_ends(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _in_background(self, node: Node, source: Source) -> Outcome:
        """``… &``: in a subshell, whose failing nobody sees."""
        at = source.at(node)
        self._apart(lambda: self._sequence([node], source), at, asked=False)
        return self._tell(Status.YES, at)

    def _agreed(self, node: Node, kind: str, outcome: Outcome, source: Source) -> None:
        """``$?`` after a statement says what its outcome does."""
        status = outcome.status
        if kind in _TELLING and (kind != "pipeline" or _denied(node) is not None):
            self._tell(status, source.at(node), either=TESTED)
            return
        if kind in _PLAIN:
            self.scope.status = Chunk("0", source.at(node))
            return
        if status is Status.LIKELY or status is Status.MAYBE:
            return
        now = self.scope.status
        zero = now is None or (isinstance(now, Chunk) and now.text == "0")
        if status is Status.YES:
            if not zero:
                self.scope.status = Chunk("0", source.at(node), assumed=True)
        elif zero:
            self._narrowed(holds=False, at=source.at(node))

    def _statement(self, node: Node, source: Source) -> Outcome:
        if not self._step():
            raise TooMuch(source.at(node))
        if self._depth > MAX_DEPTH:
            reason = "statements are nested too deeply to be followed"
            if not any(skipped.reason == reason for skipped in self.skipped):
                self.skipped.append(Skipped(source.path, reason, source.at(node), claims_aks=True))
                self._doubt(reason, source.at(node))
            return Outcome(Status.MAYBE)
        self._depth += 1
        self._excused = False
        kind = node.type
        try:
            outcome = self._do(node, kind, source)
        except Ended as ended:
            self._tell(Status.NO, ended.at)
            return Outcome(Status.NO, Flow.EXIT)
        finally:
            self._depth -= 1
        if outcome.flow is None:
            self._agreed(node, kind, outcome, source)
        return outcome

    def _do(self, node: Node, kind: str, source: Source) -> Outcome:
        does = self._statements.get(kind)
        if does is not None:
            return does(node, source)
        return self._sequence(node.children, source) if kind in _SEQUENCES else ENDS[Status.YES]

    @cached_property
    def _statements(self) -> Mapping[str, Callable[[Node, Source], Outcome]]:
        """What each kind of statement does, by its type in tree-sitter-bash. Any other does nothing of ours."""
        return {
            "command": self._command,
            "variable_assignment": self._assigned,
            "ERROR": self._broken,
            "compound_statement": self._compound,
            "declaration_command": self._declare,
            "unset_command": self._unset,
            "redirected_statement": self._redirected,
            "pipeline": self._piped,
            "list": self._list,
            "negated_command": self._negated,
            "test_command": lambda node, source: ENDS[self._conditions.test(node, source)],
            "if_statement": self._if,
            "for_statement": self._for,
            "c_style_for_statement": self._c_style_for,
            "while_statement": self._while,
            "case_statement": self._case,
            "subshell": self._subshell,
            "function_definition": self._define,
        }

    def _compound(self, node: Node, source: Source) -> Outcome:
        """``{ …; }``, ``(( … ))``"""
        if node.children and node.children[0].type == "((":
            return self._tell(self._counted(source.text(node)[2:-2], node, source), source.at(node))
        return self._sequence(node.children, source)

    def _unset(self, node: Node, source: Source) -> Outcome:
        words = [source.text(child).strip("'\"") for child in node.children[1:]]
        flags = "".join(word for word in words if word.startswith("-"))
        for name in words:
            if name.startswith("-"):
                continue
            if "f" in flags:
                self.scope.functions.drop(name)
                continue
            if name.endswith("]") and "[" in name:
                array, _, index = name.removesuffix("]").partition("[")
                self._unset_element(array, index, source.at(node))
                continue
            if "v" not in flags and self.scope.get(name, source.at(node)) is None:
                self.scope.functions.drop(name)
            if name == "IFS":  # words are split as if it had never been set
                self.scope.variables.set(name, None)
                continue
            self.scope.variables.set(ATTRIBUTES + name, None)
            self.scope.assign(name, Variable((Chunk("", source.at(node), assumed=True),), unset=True))
        return Outcome()

    def _unset_element(self, name: str, index: str, at: Location) -> None:
        """``unset 'a[0]'``: an element of an array, which keeps the places of the others."""
        variable = self.scope.get(name, at)
        if variable is None or variable.elements is None:
            return
        elements, keys = list(variable.elements), variable.keys
        index = index.strip("'\"")
        position = keys.index(index) if keys and index in keys else None if keys else digits(index)
        if keys and "$" not in index and position is None:
            return
        if position is not None and keys is None and position < len(elements) - 1:
            keys = tuple(map(str, range(len(elements))))  # the others keep their numbers
        if position is None:
            why = Unknown(f"which elements of ${name} are left is not known", at)
            self.scope.assign(name, Variable((Hole(f"${name}[]@{at}", why),)))
        elif position < len(elements):
            del elements[position]
            left = None if keys is None else (*keys[:position], *keys[position + 1 :])
            self.scope.assign(name, Variable(elements=tuple(elements), keys=left))

    def _piped(self, node: Node, source: Source) -> Outcome:
        stages = _stages(node)
        denied = _denied(node)
        if denied is None:
            return self._pipeline(stages, source)
        self._denied.add(denied.id)
        try:
            return self._contrary(lambda: self._pipeline(stages, source))
        finally:
            self._denied.discard(denied.id)

    def _subshell(self, node: Node, source: Source) -> Outcome:
        return self._apart(lambda: self._sequence(node.children, source), source.at(node))

    # -- rooms -------------------------------------------------------------------------------------------------

    def _on_error(self, at: Location) -> None:
        raise NotImplementedError

    def _command(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _assigned(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _broken(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _declare(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _list(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _negated(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _contrary(self, run: Callable[[], Outcome]) -> Outcome:
        raise NotImplementedError

    def _if(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _for(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _c_style_for(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _while(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _case(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError

    def _define(self, node: Node, source: Source) -> Outcome:
        raise NotImplementedError


def _stages(pipe: Node) -> list[Node]:
    return [child for child in pipe.children if child.is_named and child.type != "comment"]


def _denied(node: Node) -> Node | None:
    """``! a | b``: the grammar puts the ``!`` into the first part of the pipe, and it is about the whole pipe (Bash manual,
    "Pipelines": the reserved word ``!`` precedes a pipeline, whose exit status is the logical negation)."""
    if node.type != "pipeline":
        return None
    first = _stages(node)[0]
    while first.type == "redirected_statement":
        body = first.child_by_field_name("body")
        if body is None:
            return None
        first = body
    return first if first.type == "negated_command" else None


def _is_test(node: Node, source: Source) -> bool:
    """``[ … ]``, ``[[ … ]]``, ``test …``, ``(( … ))``; what ``!`` stands before ends no script (Bash manual, "The Set
    Builtin")."""
    if node.type == "command":
        name = node.child_by_field_name("name")
        return name is not None and source.text(name) in ("test", "[")
    if node.type == "compound_statement":
        return bool(node.children) and node.children[0].type == "(("
    return node.type == "test_command"
