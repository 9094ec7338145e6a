"""Runs a PowerShell script on paper, each az command handed to the session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.formats.az.branches import NOTHING, Branch, Branches
from natpin.formats.az.cli import lookup
from natpin.formats.az.cli.session import Session
from natpin.languages.powershell.syntax import Arg, Block, Item, Mark, Parser, Statement, Sub, Text, Var
from natpin.languages.shell.scope import Scope, Variable
from natpin.languages.shell.words import (
    Capture,
    Chunk,
    Command,
    Hole,
    Output,
    Piece,
    Pieces,
    Status,
    Word,
    joined,
    supposed,
)
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Skipped, Unknown

MAX_STEPS = 20_000
MAX_ROUNDS = 256

_ENDS = frozenset({"return", "exit", "throw", "break", "continue"})
_TRUTHS = {"true": "true", "false": "false", "null": ""}


class Ended(Exception):
    """A ``return`` or ``exit``: the script, or the block on trial, goes no further."""


class TooMuch(Exception):
    """The script runs more statements than are followed."""


class Interpreter:
    """One run of a script."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self.session = session
        self.skipped: list[Skipped] = []
        self._scope = scope
        self._ways = Branches(scope.variables, session.state)
        self._functions: dict[str, Block] = {}
        self._called: set[str] = set()
        self._steps = 0
        self._depth = 0

    def run(self, parser: Parser) -> None:
        """Run a whole script, then the functions nobody calls."""
        statements = parser.script()
        if parser.too_deep:
            self.skipped.append(Skipped(parser.path, "brackets are nested too deeply", claims_aks=True))
        try:
            self._trial(statements)
            for name, body in list(self._functions.items()):
                if name not in self._called:
                    cause = Unknown(f"the function {name} is not called in this script", body.at)
                    self._perhaps(body.body, cause)
        except TooMuch:
            reason = f"it runs more than {MAX_STEPS} statements"
            self.skipped.append(Skipped(parser.path, reason, claims_aks=True))

    # -- statements --------------------------------------------------------------------------------------------

    def _block(self, statements: Sequence[Statement]) -> Pieces:
        """Run statements; the last one's output is theirs."""
        output: Pieces = ()
        for statement in statements:
            self._steps += 1
            if self._steps > MAX_STEPS or self._depth > 60:
                raise TooMuch
            self._depth += 1
            try:
                output = self._statement(statement.items, statement.at)
            finally:
                self._depth -= 1
        return output

    def _statement(self, items: tuple[Item, ...], at: Location) -> Pieces:
        match items:
            case (Arg(parts=(Var() as target,), quoted=False), Arg() as operator, *rest) if _bare(
                operator
            ) in (
                "=",
                "+=",
            ):
                self._assign(target, _bare(operator) or "=", tuple(rest), at)
                return ()
            case (Arg() as cast, *rest) if (_bare(cast) or "").startswith("[") and rest:
                return self._statement(tuple(rest), at)
            case (Arg() as word, *rest):
                keyword = (_bare(word) or "").lower()
                if keyword:
                    done = self._keyword(keyword, tuple(rest), at)
                    if done is not None:
                        return done
        return self._expression(items, at)

    def _keyword(self, keyword: str, rest: tuple[Item, ...], at: Location) -> Pieces | None:
        """Control flow; None for what is none."""
        if keyword in _ENDS:
            raise Ended
        blocks = [item for item in rest if isinstance(item, Block)]
        match keyword:
            case "if":
                self._if(rest, at)
            case "foreach" if blocks:
                self._foreach(rest, blocks[0], at)
            case "try" if blocks:
                self._trial(blocks[0].body)
            case "catch" | "trap":
                return ()
            case "finally" | "else" | "begin" | "process" | "end" if blocks:
                self._block(blocks[0].body)
            case "while" | "for" | "do" | "switch" if blocks:
                body = tuple(
                    inner
                    for block in blocks
                    for inner in (_cases(block.body) if keyword == "switch" else block.body)
                )
                self._perhaps(body, Unknown(f"whether and how often `{keyword}` runs is not known", at))
            case "function" | "filter" if blocks and rest and isinstance(rest[0], Arg):
                name = next((part.text for part in rest[0].parts if isinstance(part, Text)), "")
                self._functions[name.lower()] = blocks[-1]
            case "param":
                self._parameters(rest)
            case "using" | "import-module" | "set-strictmode":
                return ()
            case _ if keyword in self._functions:
                self._call(keyword, rest)
            case _:
                return None
        return ()

    def _parameters(self, rest: tuple[Item, ...]) -> None:
        """``param([string]$Rg = "rg", [int]$Nodes)``: what was not given has its default."""
        for item in rest:
            if not isinstance(item, Arg) or not isinstance(item.parts[0], Sub):
                continue
            items = [each for statement in item.parts[0].body for each in statement.items]
            for position, each in enumerate(items[:-2]):
                named = each.parts[-1] if isinstance(each, Arg) and not each.quoted else None
                equals, default = items[position + 1], items[position + 2]
                if (
                    isinstance(named, Var)
                    and isinstance(equals, Arg)
                    and _bare(equals) == "="
                    and isinstance(default, Arg)
                    and self._given(named.name, each.at) is None
                    and self._scope.variables.get(_plain(named.name)) is None
                ):
                    self._scope.assign(_plain(named.name), Variable(self._pieces(default)))

    def _call(self, name: str, arguments: tuple[Item, ...]) -> None:
        self._called.add(name)
        words = self._words(arguments)
        for number, word in enumerate(words[:-1]):
            flag = word.literal or ""
            if flag.startswith("-") and not flag.startswith("--"):
                self._scope.assign(flag[1:].lower(), Variable(words[number + 1].pieces))
        self._trial(self._functions[name].body)

    def _trial(self, body: Sequence[Statement]) -> None:
        """Run a block that may end before the script does."""
        try:
            self._block(body)
        except Ended:
            return

    def _if(self, rest: tuple[Item, ...], at: Location) -> None:
        ways: list[Branch] = []
        cause = Unknown("a condition is not known", at)
        position = 0
        whole = False
        while position < len(rest):
            item = rest[position]
            if isinstance(item, Block):
                position += 1
                continue
            word = (_bare(item) or "").lower() if isinstance(item, Arg) else ""
            block = next((each for each in rest[position + 1 :] if isinstance(each, Block)), None)
            if block is None:
                break
            if word == "else":
                status = Status.YES
            elif word == "elseif":
                position += 1
                continue
            else:
                status, cause = (
                    self._condition(item, cause) if not ways else (self._condition(item, cause)[0], cause)
                )
            position = rest.index(block, position) + 1
            if status in (Status.NO, Status.UNLIKELY):
                continue
            way, ended = self._tried(block.body)
            certain = status in (Status.YES, Status.LIKELY)
            if certain and not ways and not (ended and status is Status.LIKELY):
                self._ways.keep(way)
                if ended:
                    raise Ended
                return
            if not ended:
                ways.append(way)
            if certain:
                whole = True
                break
        if ways:
            self._ways.join(ways if whole else [*ways, NOTHING], cause)

    def _condition(self, item: Item, cause: Unknown) -> tuple[Status, Unknown]:
        """``($x -eq 'y')``, ``(-not $x)``, ``(!$x)`` and ``($x)``."""
        if not (isinstance(item, Arg) and len(item.parts) == 1 and isinstance(item.parts[0], Sub)):
            return Status.MAYBE, cause
        body = item.parts[0].body
        if len(body) != 1:
            return Status.MAYBE, cause
        inner = body[0].items
        negated = False
        if inner and isinstance(inner[0], Arg) and (_bare(inner[0]) or "").lower() in ("!", "-not"):
            negated, inner = True, inner[1:]
        if any(isinstance(each, Mark) for each in inner) or not all(isinstance(each, Arg) for each in inner):
            return Status.MAYBE, cause
        head = inner[0] if inner else None
        if isinstance(head, Arg) and isinstance(head.parts[0], Text) and not head.quoted:
            if head.parts[0].text != "!" or len(head.parts) < 2:
                return Status.MAYBE, cause
            negated = not negated
            inner = (replace(head, parts=head.parts[1:]), *inner[1:])
        words = self._words(inner)
        hole = next((word.unknown for word in words if word.unknown), None)
        because = Unknown("whether a condition holds is not known", item.at, hole.settle_by if hole else None)
        status = self._compared(words)
        return (~status if negated else status), because

    def _compared(self, words: list[Word]) -> Status:
        if len(words) == 1:
            return ~self._empty(words[0])
        if len(words) != 3:
            return Status.MAYBE
        left, operator, right = words[0], (words[1].literal or "").lower(), words[2]
        if operator not in ("-eq", "-ne", "-ceq", "-cne"):
            return Status.MAYBE
        equal = Status.MAYBE
        if left.literal is not None and right.literal is not None:
            equal = supposed(left.literal.lower() == right.literal.lower(), certain=True)
        elif right.literal == "":
            equal = self._empty(left)
        elif left.literal == "":
            equal = self._empty(right)
        return ~equal if operator.endswith("ne") else equal

    def _empty(self, word: Word) -> Status:
        match word.pieces:
            case (Capture(created=created),):
                self.session.excuse(word)
                return supposed(not created, certain=created)
            case (Hole(lookup=True),) | (Hole(unset=True),):
                return Status.LIKELY
        literal = word.literal
        return Status.MAYBE if literal is None else supposed(literal in ("", "false"), certain=True)

    def _foreach(self, rest: tuple[Item, ...], block: Block, at: Location) -> None:
        """``foreach ($x in $list) { … }``"""
        head = rest[0]
        body = head.parts[0].body if isinstance(head, Arg) and isinstance(head.parts[0], Sub) else ()
        items = body[0].items if body else ()
        if len(items) < 3 or not isinstance(items[0], Arg) or not isinstance(items[0].parts[0], Var):
            self._perhaps(block.body, Unknown("what `foreach` loops over is not known", at))
            return
        name = items[0].parts[0].name.lower()
        for word in self._elements(items[2:])[:MAX_ROUNDS]:
            self._scope.assign(name, Variable(word.pieces))
            if word.literal is None and len(word.pieces) == 1:
                self._perhaps(block.body, Unknown("what `foreach` loops over is not known", at))
            else:
                self._trial(block.body)

    # -- forks -------------------------------------------------------------------------------------------------

    def _tried(self, body: Sequence[Statement]) -> tuple[Branch, bool]:
        self._ways.fork()
        ended = False
        try:
            self._block(body)
        except Ended:
            ended = True
        finally:
            way = self._ways.take_back()
        return way, ended

    def _perhaps(self, body: Sequence[Statement], cause: Unknown) -> None:
        way, ended = self._tried(body)
        if not ended:
            self._ways.join([way, NOTHING], cause)

    # -- values ------------------------------------------------------------------------------------------------

    def _assign(self, target: Var, operator: str, rest: tuple[Item, ...], at: Location) -> None:
        name = _plain(target.name)
        if target.members or not rest:
            return
        first = rest[0]
        array = isinstance(first, Arg) and len(first.parts) == 1 and getattr(first.parts[0], "array", False)
        if array or any(isinstance(item, Mark) and item.text == "," for item in rest):
            elements = tuple(self._elements(rest))
            before = self._scope.get(name, at) if operator == "+=" else None
            kept = before.elements or () if before is not None else ()
            self._scope.assign(name, Variable(elements=(*kept, *elements)))
            return
        pieces = self._expression(rest, at)
        if operator == "+=":
            before = self._scope.get(name, at)
            if before is not None and before.elements is not None:
                self._scope.assign(name, Variable(elements=(*before.elements, Word(pieces, at))))
                return
            pieces = joined((*(before.pieces if before else ()), *pieces))
        self._scope.assign(name, Variable(self._scope.kept(name, pieces)))

    def _expression(self, items: tuple[Item, ...], at: Location) -> Pieces:
        """A pipeline's output, or a value."""
        stages: list[list[Item]] = [[]]
        for item in items:
            if isinstance(item, Mark) and item.text == "|":
                stages.append([])
            else:
                stages[-1].append(item)
        pieces: Pieces = ()
        for number, stage in enumerate(stages):
            if not stage:
                continue
            first = stage[0]
            if isinstance(first, Arg) and _is_command(first):
                pieces = self._command(self._words(tuple(stage)), stage[0].at, pieces, number)
            elif number == 0:
                pieces = self._value(tuple(stage), at)
        return pieces

    def _value(self, items: tuple[Item, ...], at: Location) -> Pieces:
        """Strings and variables, joined by ``+``."""
        pieces: list[Piece] = []
        for item in items:
            if isinstance(item, Arg):
                if _bare(item) == "+":
                    continue
                if (_bare(item) or "").startswith("-") and len(items) > 1:
                    return (self._hole("an operator of PowerShell is not followed", item.at),)
                pieces.extend(self._pieces(item))
        return joined(tuple(pieces))

    def _elements(self, items: tuple[Item, ...]) -> list[Word]:
        """The elements of ``@(…)``, of ``a, b`` or of a variable."""
        found: list[Word] = []
        for item in items:
            if not isinstance(item, Arg):
                continue
            match item.parts:
                case (Sub(body=body, members=""),):
                    for statement in body:
                        found.extend(self._elements(statement.items))
                case (Var(name=name, members=""),) if not item.quoted:
                    variable = self._scope.get(_plain(name), item.at)
                    if variable is not None and variable.elements is not None:
                        found.extend(variable.elements)
                    else:
                        found.append(Word(self._pieces(item), item.at))
                case _:
                    found.append(Word(self._pieces(item), item.at))
        return found

    def _words(self, items: tuple[Item, ...]) -> list[Word]:
        words: list[Word] = []
        for item in items:
            if isinstance(item, Arg):
                array = len(item.parts) == 1 and isinstance(item.parts[0], Var) and not item.quoted
                words.extend(self._elements((item,)) if array else [Word(self._pieces(item), item.at)])
        return [word for word in words if word.pieces]

    def _pieces(self, item: Arg) -> Pieces:
        return joined(tuple(piece for part in item.parts for piece in self._part(part)))

    def _part(self, part: Text | Var | Sub) -> Iterator[Piece]:
        match part:
            case Text(text=text, at=at):
                yield Chunk(text, at)
            case Sub(body=body, members=members, at=at):
                yield from self._member(self._block(body), members, at)
            case Var(name=name, members=members, at=at):
                lowered = _plain(name)
                if lowered in _TRUTHS:
                    yield Chunk(_TRUTHS[lowered], at)
                    return
                if lowered in ("psscriptroot", "pscommandpath"):
                    yield Chunk(at.path, at)
                    return
                variable = self._scope.get(lowered, at) or self._given(name, at)
                pieces = variable.pieces if variable else (self._scope.outside(name, at),)
                yield from self._member(pieces, members, at)

    def _given(self, name: str, at: Location) -> Variable | None:
        wanted = _plain(name)
        for key, value in self._scope.given.items():
            if key.lower() == wanted:
                return Variable((Chunk(value, at),))
        return None

    def _member(self, pieces: Pieces, members: str, at: Location) -> Pieces:
        """``.id`` of a captured resource."""
        if not members or members.lower() in ("trim", "tostring"):
            return pieces
        match pieces:
            case (Capture(reference=reference) as capture,) if not reference.attribute:
                return lookup.pick_from(self.session.state, capture, members, at)
        shown = Word(pieces, at).label
        why = Word(pieces, at).unknown or Unknown(f"what `.{members}` is, is not known", at)
        return (Hole(f"{shown}.{members}", why),)

    @staticmethod
    def _hole(reason: str, at: Location) -> Hole:
        return Hole(f"$({at.line}:{at.column})", Unknown(reason, at))

    # -- commands ----------------------------------------------------------------------------------------------

    def _command(self, words: list[Word], at: Location, stdin: Pieces, stage: int) -> Pieces:
        if not words:
            return ()
        name = (words[0].literal or "").lower()
        if name == "&" and len(words) > 1:
            words, name = words[1:], (words[1].literal or "").lower()
        if name in ("az", "az.cmd", "az.exe"):
            output: Output = self.session.run(Command(tuple(words), at, stdin))
            return output.pieces
        if name.startswith("--"):
            self.session.stray_flag(words[0])
            return ()
        if stage and name in ("convertfrom-json", "out-string", "select-object", "tee-object", "out-null"):
            return stdin if name != "out-null" else ()
        return (self._hole(f"what `{words[0].label[:40]}` gives is not known", at),)


def _bare(item: Arg) -> str | None:
    """An unquoted word of plain text."""
    if item.quoted or len(item.parts) != 1 or not isinstance(item.parts[0], Text):
        return None
    return item.parts[0].text


def _is_command(item: Arg) -> bool:
    """True for a bare word that is no number."""
    if item.quoted or not isinstance(item.parts[0], Text):
        return False
    return not (_bare(item) or "").lstrip("-").replace(".", "").isdigit()


def _plain(name: str) -> str:
    """A variable's name without its scope; PowerShell takes names in any case."""
    return name.lower().rpartition(":")[2]


def _cases(body: Sequence[Statement]) -> Iterator[Statement]:
    for statement in body:
        for item in statement.items:
            if isinstance(item, Block):
                yield from item.body
