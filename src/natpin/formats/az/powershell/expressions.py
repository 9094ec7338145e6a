"""What expressions are."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from natpin.formats.az.powershell.base import Base, Left
from natpin.formats.az.powershell.basics import not_followed
from natpin.formats.az.powershell.casting import cast
from natpin.formats.az.powershell.grown import with_members
from natpin.formats.az.powershell.joining import either_thing
from natpin.formats.az.powershell.operators import binary, negate
from natpin.formats.az.powershell.texts import joined_by, split
from natpin.formats.az.powershell.values import (
    Body,
    Code,
    Entry,
    Items,
    Nothing,
    Number,
    Object,
    Text,
    Thing,
    Truth,
    Type,
    elements_of,
    known,
    label_of,
    literal,
    of_elements,
    pieces_of,
    truth,
    unknown,
    word_of,
)
from natpin.formats.az.work import PIECES_A_STEP, TooMuch
from natpin.languages.powershell.tree import (
    Assign,
    Binary,
    BlockLiteral,
    Cast,
    Command,
    Conditional,
    Elements,
    Expand,
    Expression,
    Group,
    Index,
    Invocation,
    Literal,
    Map,
    Member,
    Pipeline,
    Splat,
    TypeName,
    Unary,
    Variable,
)
from natpin.languages.powershell.tree import Number as WrittenNumber
from natpin.languages.shell.words import Chunk, Hole, Piece, Status, joined
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

_ABOUT_EMPTINESS = frozenset({"-eq", "-ne", "-ieq", "-ine", "-ceq", "-cne"})


class Expressions(Base):
    """Evaluates expressions."""

    def evaluate(self, expression: Expression) -> Thing:
        """What an expression is."""
        return self._evaluating[type(expression)](expression)

    @cached_property
    def _evaluating(self) -> Mapping[type, Callable[[Any], Thing]]:
        """What each kind of expression is, by its class."""
        return {
            Literal: lambda it: known(it.text, it.at),
            Expand: self._expanded,
            WrittenNumber: lambda it: Number(it.value, it.at),
            Variable: lambda it: self.variable(it.name, it.at),
            Splat: lambda it: self.variable(it.name, it.at),
            TypeName: lambda it: Type(it.name, it.at),
            Elements: lambda it: Items(tuple(map(self.evaluate, it.elements)), it.at),
            Group: self._group,
            Map: self._map,
            BlockLiteral: lambda it: Code(it.block, it.at),
            Cast: lambda it: self._cast(it.type, it.operand, it.at),
            Unary: self._unary,
            Binary: self._binary,
            Conditional: lambda it: self._conditional(it.condition, it.yes, it.no, it.at),
            Member: self._of_member,
            Index: lambda it: self.indexed(self.evaluate(it.target), self.evaluate(it.index), it.at),
            Invocation: lambda it: self.invoked(it.member, tuple(map(self.evaluate, it.arguments)), it.at),
        }

    def _expanded(self, text: Expand) -> Text:
        pieces: list[Piece] = []
        for part in text.parts:
            if isinstance(part, Literal):
                pieces.append(Chunk(part.text, part.at))
            else:
                pieces.extend(self._shown(self.evaluate(part), part.at))
        return Text(joined(tuple(pieces)), text.at)

    def _of_member(self, written: Member) -> Thing:
        of = self.evaluate(written.target)
        return self.member(of, literal(self.evaluate(written.name)), written.at, static=written.static)

    def member(self, of: Thing, name: str | None, at: Location, *, static: bool = False) -> Thing:
        """``$x.Name``"""
        raise NotImplementedError

    def indexed(self, of: Thing, index: Thing, at: Location) -> Thing:
        """``$x[0]``"""
        raise NotImplementedError

    def invoked(self, member: Member, arguments: tuple[Thing, ...], at: Location) -> Thing:
        """``$x.Method()``"""
        raise NotImplementedError

    @staticmethod
    def _shown(thing: Thing, at: Location) -> tuple[Piece, ...]:
        """A value in a string. Text that was assigned elsewhere keeps its place."""
        return pieces_of(thing)

    # -- variables ---------------------------------------------------------------------------------------------

    def variable(self, name: str, at: Location) -> Thing:
        """A variable, as this world knows it."""
        lowered = name.lower()
        own = self._own_variables.get(lowered)
        if own is not None:
            return own(at)
        found = self.memory.get(lowered, at)
        if found is None:
            if lowered in ("_", "psitem"):
                return unknown(
                    f"$_@{at.line}:{at.column}", Unknown("what stands in the pipeline is not known", at), at
                )
            if lowered in ("args", "input"):
                given = lowered == "args" and self.memory.depth == 1
                return Items((), at, Unknown(f"${lowered} is not known", at), arguments=given)
            return self._bound(self.memory.outside(name, at))
        return self._bound(found)

    @cached_property
    def _own_variables(self) -> Mapping[str, Callable[[Location], Thing]]:
        """PowerShell's own, in lower case."""
        return {
            "true": lambda at: truth(True, at),
            "false": lambda at: truth(False, at),
            "null": Nothing,
            "psscriptroot": lambda at: known(posixpath.dirname(at.path) or ".", at),
            "pscommandpath": lambda at: known(at.path, at),
            "?": self._has_ended_well,
            "lastexitcode": self._exit_code,
        }

    def _has_ended_well(self, at: Location) -> Truth:
        self.session.excuse_last()
        return Truth(self.memory.status, at)

    def _exit_code(self, at: Location) -> Truth:
        self.session.excuse_last()
        status = self.memory.status
        return Truth(status, at, f"\0exit@{status.value}")

    def _bound(self, thing: Thing) -> Thing:
        """A thing with what this world has learned of it."""
        if not isinstance(thing, Text):
            return self.learned(thing) if isinstance(thing, Truth) else thing
        for piece in thing.pieces:
            if isinstance(piece, Hole):
                break
        else:
            return thing
        if not self.session.work.step(len(thing.pieces) // PIECES_A_STEP):
            raise TooMuch(thing.at)
        pieces: list[Piece] | None = None
        for number, piece in enumerate(thing.pieces):
            text = self.memory.bound(piece.label) if isinstance(piece, Hole) else None
            if text is not None:
                pieces = pieces or list(thing.pieces)
                pieces[number] = Chunk(text, thing.at)
        return thing if pieces is None else Text(tuple(pieces), thing.at)

    # -- brackets ----------------------------------------------------------------------------------------------

    def _group(self, group: Group) -> Thing:
        first = group.body[0] if len(group.body) == 1 else None
        if isinstance(first, Pipeline) and len(first.stages) == 1:
            stage = first.stages[0]
            if not isinstance(stage, Command):
                thing = self.evaluate(stage)
                if group.opening == "@(" and not isinstance(thing, Items):
                    return elements_of(thing)
                return thing
        if group.opening == "(" and len(group.body) == 1:
            only = group.body[0]
            if isinstance(only, Assign):  # `($x = 'a')` gives what it sets
                self._ran(group)
                return self.evaluate(only.target)
            return self.value(only)
        items = self.gathered(lambda: self._ran(group), group.at)
        return items if group.opening == "@(" else of_elements(items)

    def _ran(self, group: Group) -> None:
        outcome = self.run(group.body)
        if outcome.flow is not None:
            raise Left(outcome)

    def _map(self, written: Map) -> Thing:
        entries: dict[str, Entry] = {}
        why: Unknown | None = None
        for key, value in written.pairs:
            name = literal(self.evaluate(key))
            thing = self.value(value)
            if name is None:
                why = Unknown("a key of it is not known", written.at)
            else:
                entries[name.lower()] = Entry(name, thing)
        return self.memory.make(Body("map", entries, why), written.at)

    def _cast(self, type_: str, operand: Expression, at: Location) -> Thing:
        name = type_.lower().rpartition(".")[2]
        if name in ("pscustomobject", "psobject") and isinstance(operand, Map):
            made = self._map(operand)
            assert isinstance(made, Object)
            self.memory.write(made, replace(self.memory.body(made), kind="object"))
            return made
        return cast(type_, self.evaluate(operand), at)

    # -- operators ---------------------------------------------------------------------------------------------

    def _unary(self, written: Unary) -> Thing:
        operator, at = written.operator, written.at
        if operator in ("++", "--"):
            before = self.evaluate(written.operand)
            after = binary(operator[0], before, Number(1, at), at)
            if isinstance(before, Nothing):
                after = Number(1 if operator == "++" else -1, at)
            self.assign(written.operand, after, at)
            return before if written.postfix else after
        operand = self.evaluate(written.operand)
        match operator:
            case "-not":
                return negate(self.true(operand))
            case "-":
                return binary("-", Number(0, at), operand, at)
            case "+":
                return binary("+", Number(0, at), operand, at)
            case "-split" | "-isplit" | "-csplit":
                found = split(operand, known(r"\s+", at), at)
                if isinstance(found, Items):
                    kept = tuple(each for each in found.elements if literal(each) != "")
                    return replace(found, elements=kept)
                return found
            case "-join":
                return joined_by(operand, known("", at), at)
        return not_followed(f"({operator} {label_of(operand)})", at, operator)

    def assign(self, target: Expression, value: Thing, at: Location) -> None:
        """Set what an expression names."""
        raise NotImplementedError

    def _binary(self, written: Binary) -> Thing:
        operator, at = written.operator, written.at
        if operator in ("-and", "-or", "-xor"):
            return self._logical(operator, written)
        left = self.evaluate(written.left)
        if operator == "??":
            status = binary("-eq", left, Nothing(at), at)
            if not isinstance(status, Truth):
                return left  # a list is something
            if status.status.holds is False:
                return left
            right = self.evaluate(written.right)
            if status.status.holds:
                return right
            return either_thing([left, right], "$(…)", Unknown("whether it is set is not known", at))
        right = self.evaluate(written.right)
        if operator in _ABOUT_EMPTINESS:
            for one, other in ((left, right), (right, left)):
                if isinstance(one, Text) and (isinstance(other, Nothing) or literal(other) == ""):
                    self.session.excuse(word_of(one))
        thing = self.reckoned(operator, left, right, at)
        return self.learned(thing) if isinstance(thing, Truth) else thing

    def reckoned(self, operator: str, left: Thing, right: Thing, at: Location) -> Thing:
        """An operator on two values, of which objects are kept in memory: hashtables are added by their keys."""
        if operator != "+" or not isinstance(left, Object):
            return binary(operator, left, right, at)
        if isinstance(right, Object):
            return self._merged(left, right, at)
        return not_followed(f"$(+@{at.line}:{at.column})", at, "+")

    def _merged(self, left: Object, right: Object, at: Location) -> Thing:
        one, other = self.memory.body(left), self.memory.body(right)
        whole = with_members(one.entries, other.entries)
        return self.memory.make(Body("map", whole, one.open or other.open), at)

    def _logical(self, operator: str, written: Binary) -> Truth:
        at = written.at
        left = self.true(self.evaluate(written.left))
        if operator == "-and" and left.status is Status.NO:
            return left
        if operator == "-or" and left.status is Status.YES:
            return left
        right = self.true(self.evaluate(written.right))
        if operator == "-xor":
            one, other = left.status.holds, right.status.holds
            if one is None or other is None:
                return Truth(Status.MAYBE, at)
            return Truth(Status.YES if one is not other else Status.NO, at)
        both = operator == "-and"
        neutral = Status.YES if both else Status.NO
        if left.status is neutral:
            return right
        if right.status is neutral:
            return left
        decisive = not both
        for one_ in (right, left):
            if one_.status is (~neutral):
                return one_
        if left.status.holds is decisive or right.status.holds is decisive:
            return left if left.status.holds is decisive else right
        if left.status.holds is None or right.status.holds is None:
            labels = [each.label for each in (left, right)]
            open_ = [each for each in (left, right) if each.status.holds is None]
            if len(open_) == 1:
                return open_[0]
            label = f"({(' && ' if both else ' || ').join(labels)})" if all(labels) else ""
            return Truth(Status.MAYBE, at, label)
        return left

    def _conditional(self, condition: Expression, yes: Expression, no: Expression, at: Location) -> Thing:
        decided = self.true(self.evaluate(condition))
        if decided.status.holds is None:
            decided = self.ask(decided, at)
        if decided.status.holds is not None:
            return self.evaluate(yes if decided.status.holds else no)
        cause = Unknown("a condition is not known", at)
        return either_thing([self.evaluate(yes), self.evaluate(no)], "$(…)", cause)
