"""Runs a script on paper: every way it may go, each az command handed to the session as it would be run."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from natpin.formats.az.branches import NOTHING, Branch, Branches
from natpin.formats.az.cli import lookup
from natpin.formats.az.cli.session import Session
from natpin.languages.shell import builtins
from natpin.languages.shell.conditions import Conditions
from natpin.languages.shell.counting import rounds
from natpin.languages.shell.expand import MAX_WORDS, Expander, split_text
from natpin.languages.shell.invoking import unwrapped
from natpin.languages.shell.patterns import matches
from natpin.languages.shell.scope import Function, Scope, Variable
from natpin.languages.shell.tree import MAX_DEPTH, Source
from natpin.languages.shell.words import Capture, Chunk, Command, Output, Piece, Pieces, Status, Word, joined
from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.value import Skipped, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_STEPS = 20_000
"""Statements that one script may run, loops unrolled; a long one a few more, for those it holds."""

MAX_ROUNDS = 256
"""Rounds of one loop."""


class Flow(Enum):
    """Why a statement does not go on to the next."""

    EXIT = "exit"
    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"


@record
class Outcome:
    """How a statement ends."""

    status: Status = Status.YES
    flow: Flow | None = None


class TooMuch(Exception):
    """The script runs more statements than are followed."""


class Interpreter:
    """One run of a script and of what it sources."""

    def __init__(self, session: Session, scope: Scope, load: Callable[[str, str], Source | None]) -> None:
        """``load(folder, path)`` gives a script named in a script, None when it is not in the workspace."""
        self.session = session
        self.scope = scope
        self.skipped: list[Skipped] = []
        self._load = load
        self._ways = Branches(scope.variables, session.state)
        scope.on_status = session.excuse_last
        self._expander = Expander(scope, self._substitute)
        self._conditions = Conditions(self._expander.word, session.excuse, self._there)
        self._printed: list[list[Piece]] = []
        self._locals: list[dict[str, Variable | None]] = []
        self._called: set[str] = set()
        self._steps = 0
        self._most = MAX_STEPS
        self._depth = 0
        self._probing = 0
        self._stdin: Pieces = ()
        self._files: list[str] = []

    def run(self, sources: Sequence[Source]) -> None:
        """Run a script, or the parts of one in order, then the functions it defines and never calls."""
        if not sources:
            return
        path = sources[0].path
        self._files.append(path)
        self.scope.folder = posixpath.dirname(path)
        self._most = MAX_STEPS + sum(source.root.end_byte for source in sources) // 20
        try:
            for source in sources:
                if self._sequence(source.root.children, source).flow is Flow.EXIT:
                    break
            self._uncalled()
        except TooMuch:
            reason = f"it runs more than {self._most} statements"
            self.skipped.append(Skipped(path, reason, claims_aks=True))

    def _uncalled(self) -> None:
        """Functions nobody calls are a library: what they would make may come to be."""
        for function in list(self.scope.functions.values()):
            if function.name in self._called or "az " not in function.source.text(function.body):
                continue
            at = function.source.at(function.body)
            cause = Unknown(f"the function {function.name} is not called in this script", at)
            self._perhaps(lambda each=function: self._call(each, None), cause)  # type: ignore[misc]

    # -- statements --------------------------------------------------------------------------------------------

    def _sequence(self, nodes: list[Node], source: Source) -> Outcome:
        outcome = Outcome()
        for node in nodes:
            if not node.is_named or node.type == "comment":
                continue
            outcome = self._statement(node, source)
            if outcome.flow is not None:
                break
        return outcome

    def _statement(self, node: Node, source: Source) -> Outcome:
        self._steps += 1
        if self._steps > self._most:
            raise TooMuch
        if self._depth > MAX_DEPTH:
            reason = "statements are nested too deeply to be followed"
            if not any(skipped.reason == reason for skipped in self.skipped):
                self.skipped.append(Skipped(source.path, reason, source.at(node), claims_aks=True))
            return Outcome(Status.MAYBE)
        self._depth += 1
        try:
            return self._do(node, source)
        finally:
            self._depth -= 1

    def _do(self, node: Node, source: Source) -> Outcome:
        match node.type:
            case "command":
                return self._command(node, source)
            case "variable_assignment":
                self._assign(node, source)
                return Outcome()
            case "variable_assignments" | "program" | "ERROR" | "compound_statement" | "do_group":
                return self._sequence(node.children, source)
            case "declaration_command":
                self._declare(node, source)
                return Outcome()
            case "unset_command":
                for child in node.children[1:]:
                    self.scope.variables.set(source.text(child), None)
                return Outcome()
            case "redirected_statement":
                return self._redirected(node, source)
            case "pipeline":
                return self._pipeline(node, source)
            case "list":
                return self._list(node, source)
            case "negated_command":
                return self._negated(node, source)
            case "test_command":
                return Outcome(self._conditions.test(node, source))
            case "if_statement":
                return self._if(node, source)
            case "for_statement":
                return self._for(node, source)
            case "c_style_for_statement" | "while_statement":
                return self._while(node, source)
            case "case_statement":
                return self._case(node, source)
            case "subshell":
                return self._apart(lambda: self._sequence(node.children, source))
            case "function_definition":
                self._define(node, source)
                return Outcome()
        return Outcome()

    def _define(self, node: Node, source: Source) -> None:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is not None and body is not None:
            text = source.text(name)
            self.scope.functions[text] = Function(body, source, text)

    def _assign(self, node: Node, source: Source) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        text = source.text(name)
        adds = source.between(name.end_byte, name.end_byte + 1) == "+"
        if name.type == "subscript":
            self._assign_element(text, self._expander.value(value, source), source.at(node))
            return
        before = self.scope.get(text, source.at(node)) if adds else None
        if value is not None and value.type == "array":
            self._assign_array(text, value, before, source)
            return
        pieces = self._expander.value(value, source)
        if before is not None:
            if before.elements is not None:
                pieces = joined(before.elements[0].pieces + pieces) if before.elements else pieces
            else:
                pieces = joined(before.pieces + pieces)
        self.scope.assign(text, Variable(self.scope.kept(text, pieces)))

    def _assign_array(self, name: str, node: Node, before: Variable | None, source: Source) -> None:
        words: list[Word] = list(before.elements or ()) if before is not None else []
        keys: list[str] = []
        for child in node.children:
            if not child.is_named or child.type == "comment":
                continue
            for word in self._expander.words(child, source):
                literal = word.literal
                if literal is not None and literal.startswith("[") and "]=" in literal:
                    key, _, rest = literal[1:].partition("]=")
                    keys.append(key.strip("\"'"))
                    words.append(Word((Chunk(rest, word.place),), word.at))
                else:
                    words.append(word)
        known = tuple(keys) if keys and len(keys) == len(words) else None
        self.scope.assign(name, Variable(elements=tuple(words[: MAX_ROUNDS * 8]), keys=known))

    def _assign_element(self, text: str, pieces: Pieces, at: Location) -> None:
        name, _, index = text.removesuffix("]").partition("[")
        variable = self.scope.get(name, at)
        elements = list(variable.elements or ()) if variable is not None else []
        keys = list(variable.keys or ()) if variable is not None else []
        word = Word(pieces, at)
        if index.isdigit() and not keys and int(index) <= len(elements):
            elements[int(index) : int(index) + 1] = [word]
            self.scope.assign(name, Variable(elements=tuple(elements)))
        elif len(keys) == len(elements):
            key = index.strip("\"'")
            if key in keys:
                elements[keys.index(key)] = word
            else:
                keys.append(key)
                elements.append(word)
            self.scope.assign(name, Variable(elements=tuple(elements), keys=tuple(keys)))

    def _declare(self, node: Node, source: Source) -> None:
        local = bool(self._locals) and source.text(node.children[0]) in ("local", "declare", "typeset")
        for child in node.children[1:]:
            if child.type not in ("variable_assignment", "variable_name"):
                continue
            named = child.child_by_field_name("name") if child.type == "variable_assignment" else child
            if named is None:
                continue
            name = source.text(named)
            if local:
                self._locals[-1].setdefault(name, self.scope.variables.get(name))
            if child.type == "variable_assignment":
                self._assign(child, source)
            elif local:
                self.scope.assign(name, Variable())

    # -- composed ----------------------------------------------------------------------------------------------

    def _redirected(self, node: Node, source: Source) -> Outcome:
        body = node.child_by_field_name("body")
        if body is None:
            return Outcome()
        stdin = self._stdin
        discards = False
        for child in node.children:
            if child.type == "herestring_redirect" and child.children:
                stdin = self._expander.pieces(child.children[-1], source)
            elif child.type == "heredoc_redirect":
                inner = [each for each in child.children if each.type == "heredoc_body"]
                stdin = self._expander.pieces(inner[0], source) if inner else ()
                discards = discards or any(each.type == "file_redirect" for each in child.children)
            elif child.type == "file_redirect":
                text = source.text(child)
                discards = discards or text.startswith((">", "1>", "&>"))
        before, self._stdin = self._stdin, stdin
        try:
            if not discards:
                return self._statement(body, source)
            self._printed.append([])
            try:
                return self._statement(body, source)
            finally:
                self._printed.pop()
        finally:
            self._stdin = before

    def _pipeline(self, node: Node, source: Source) -> Outcome:
        stages = [child for child in node.children if child.is_named and child.type != "comment"]
        before = self._stdin
        outcome = Outcome()
        try:
            for number, stage in enumerate(stages):
                if number == len(stages) - 1:
                    return self._statement(stage, source)
                self._stdin = self._captured(lambda each=stage: self._statement(each, source))  # type: ignore[misc]
        finally:
            self._stdin = before
        return outcome

    def _negated(self, node: Node, source: Source) -> Outcome:
        self._probing += 1
        try:
            outcome = self._statement(node.children[-1], source)
        finally:
            self._probing -= 1
        return replace(outcome, status=~outcome.status)

    def _list(self, node: Node, source: Source) -> Outcome:
        if len(node.children) < 3:
            return self._sequence(node.children, source)
        left, right = node.children[0], node.children[-1]
        operator = next((child.type for child in node.children if child.type in ("&&", "||")), "&&")
        first = self._asked(left, source)
        if first.flow is not None:
            return first
        holds = first.status.holds
        goes_on = holds if operator == "&&" or holds is None else not holds
        if goes_on is None:
            return self._perhaps(lambda: self._statement(right, source), self._cause(left, source))
        if not goes_on:
            return first
        if first.status.certain:
            return self._statement(right, source)
        return self._supposedly(lambda: self._statement(right, source), first)

    def _asked(self, node: Node, source: Source) -> Outcome:
        """A statement whose exit status is what counts."""
        self._probing += 1
        self._conditions.hole = None
        try:
            return self._statement(node, source)
        finally:
            self._probing -= 1

    def _if(self, node: Node, source: Source) -> Outcome:
        clauses, otherwise = _clauses(node)
        ways: list[Branch] = []
        cause = Unknown("a condition is not known", source.at(node))
        last: tuple[Branch, Outcome] | None = None
        for condition, body in clauses:
            status = self._condition(condition, source)
            if status is Status.NO:
                continue
            if not ways and status is Status.YES:
                return self._sequence(body, source)
            because = self._cause(condition[0], source) if condition else cause
            way, outcome = self._tried(body, source, missing=status is Status.LIKELY)
            ends = outcome.flow in (Flow.EXIT, Flow.RETURN)
            if status in (Status.YES, Status.LIKELY):
                if ends and status is Status.LIKELY:
                    continue
                last = (way, outcome)
                break
            if not ends and (status is Status.MAYBE or way.provisions):
                if not ways:
                    cause = because
                ways.append(way)
        if last is None:
            last = self._tried(otherwise, source, missing=True) if otherwise else (NOTHING, Outcome())
        way, outcome = last
        if not ways:
            self._ways.keep(way)
            return outcome
        ends = outcome.flow in (Flow.EXIT, Flow.RETURN)
        self._ways.join(ways if ends else [*ways, way], cause)
        return Outcome()

    def _condition(self, nodes: list[Node], source: Source) -> Status:
        """The status of the last of a condition's statements."""
        status = Status.YES
        for node in nodes:
            status = self._asked(node, source).status
        return status

    def _case(self, node: Node, source: Source) -> Outcome:
        subject = node.child_by_field_name("value")
        word = self._expander.word(subject, source) if subject is not None else None
        literal = word.literal if word is not None else None
        items = [child for child in node.children if child.type == "case_item"]
        ways: list[Branch] = []
        whole = False
        for item in items:
            patterns = [
                self._expander.word(each, source).literal for each in item.children_by_field_name("value")
            ]
            body = _case_body(item)
            whole = whole or "*" in patterns
            if literal is None:
                way, outcome = self._tried(body, source)
                if outcome.flow not in (Flow.EXIT, Flow.RETURN):
                    ways.append(way)
                continue
            if any(each is not None and matches(literal, each) for each in patterns):
                return self._sequence(body, source)
        if literal is None and ways:
            unknown = word.unknown if word is not None else None
            shown = source.text(subject) if subject is not None else ""
            cause = Unknown(
                f"which case {shown[:60]} takes is not known",
                source.at(node),
                unknown.settle_by if unknown else None,
            )
            self._ways.join(ways if whole else [*ways, NOTHING], cause)
        return Outcome()

    # -- loops -------------------------------------------------------------------------------------------------

    def _for(self, node: Node, source: Source) -> Outcome:
        variable, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
        if variable is None or body is None:
            return Outcome()
        name = source.text(variable)
        values = node.children_by_field_name("value")
        words = [word for value in values for word in self._expander.words(value, source)]
        if not values and self.scope.positional is not None:
            words = list(self.scope.positional)
        if len(words) > MAX_ROUNDS:
            reason = f"a loop has more than {MAX_ROUNDS} rounds"
            self.skipped.append(Skipped(source.path, reason, source.at(node), claims_aks=True))
        for word in words[:MAX_ROUNDS]:
            self.scope.assign(name, Variable(word.pieces))
            if word.unknown is not None and len(word.pieces) == 1:
                cause = Unknown(f"what `for {name}` loops over is not known", source.at(node))
                self._perhaps(lambda: self._statement(body, source), cause)
                continue
            outcome = self._statement(body, source)
            if outcome.flow is Flow.BREAK:
                break
            if outcome.flow in (Flow.EXIT, Flow.RETURN):
                return outcome
        return Outcome()

    def _while(self, node: Node, source: Source) -> Outcome:
        """``while``, ``until`` and the ``for ((…))`` of C: waiting loops run once, counting ones as they count."""
        body = node.child_by_field_name("body")
        if body is None:
            return Outcome()
        if node.type == "c_style_for_statement":
            numbers = rounds(source.text(node), lambda name: self._plain(name, source.at(node)))
            if numbers is not None:
                for name, number in numbers[:MAX_ROUNDS]:
                    self.scope.assign(name, Variable((Chunk(str(number), source.at(node)),)))
                    outcome = self._statement(body, source)
                    if outcome.flow is Flow.BREAK:
                        break
                    if outcome.flow in (Flow.EXIT, Flow.RETURN):
                        return outcome
                return Outcome()
            cause = Unknown("how often the loop runs is not known", source.at(node))
            return self._perhaps(lambda: self._statement(body, source), cause)
        conditions = [each for each in node.children_by_field_name("condition") if each.is_named]
        until = bool(node.children) and node.children[0].type == "until"
        for _ in range(64):
            status = self._condition(conditions, source)
            status = ~status if until else status
            if status in (Status.NO, Status.UNLIKELY):
                return Outcome()
            if status is Status.MAYBE:
                cause = (
                    self._cause(conditions[0], source) if conditions else Unknown("a loop", source.at(node))
                )
                return self._perhaps(lambda: self._statement(body, source), cause)
            outcome = self._statement(body, source)
            if outcome.flow in (Flow.EXIT, Flow.RETURN):
                return outcome
            if outcome.flow is Flow.BREAK or not self.scope.positional:
                return Outcome()
        return Outcome()

    def _plain(self, name: str, at: Location) -> str | None:
        variable = self.scope.get(name, at)
        return Word(variable.pieces, at).literal if variable is not None else None

    # -- forks -------------------------------------------------------------------------------------------------

    def _tried(self, body: list[Node], source: Source, *, missing: bool = False) -> tuple[Branch, Outcome]:
        """Run on trial: what changed, taken back."""
        self._ways.fork()
        self.session.state.supposed_missing += missing
        try:
            outcome = self._sequence(body, source)
        finally:
            self.session.state.supposed_missing -= missing
            way = self._ways.take_back()
        return way, outcome

    def _perhaps(self, run: Callable[[], Outcome], cause: Unknown) -> Outcome:
        """Something that may or may not run. A way that ends the script is not the one that goes on."""
        self._ways.fork()
        try:
            outcome = run()
        finally:
            way = self._ways.take_back()
        if outcome.flow not in (Flow.EXIT, Flow.RETURN):
            self._ways.join([way, NOTHING], cause)
        return Outcome(Status.MAYBE)

    def _supposedly(self, run: Callable[[], Outcome], first: Outcome) -> Outcome:
        """Something that is supposed to run, unless it ends the script."""
        self._ways.fork()
        self.session.state.supposed_missing += 1
        try:
            outcome = run()
        finally:
            self.session.state.supposed_missing -= 1
            way = self._ways.take_back()
        if outcome.flow in (Flow.EXIT, Flow.RETURN):
            return Outcome(~first.status)
        self._ways.keep(way)
        return outcome

    def _apart(self, run: Callable[[], Outcome]) -> Outcome:
        """In a subshell: variables do not outlive it, resources do."""
        folder, status = self.scope.folder, self.scope.status
        self.scope.variables.fork()
        try:
            outcome = run()
        finally:
            self.scope.variables.take_back()
            self.scope.folder, self.scope.status = folder, status
        return Outcome(outcome.status)

    def _cause(self, node: Node, source: Source) -> Unknown:
        shown = " ".join(source.text(node).split())
        hole = self._conditions.hole
        return Unknown(
            f"whether `{shown[:80]}` holds is not known", source.at(node), hole.settle_by if hole else None
        )

    # -- commands ----------------------------------------------------------------------------------------------

    def _captured(self, run: Callable[[], Outcome]) -> Pieces:
        self._printed.append([])
        try:
            run()
        finally:
            pieces = self._printed.pop()
        while pieces and isinstance(pieces[-1], Chunk) and not pieces[-1].text.strip("\n"):
            pieces.pop()
        if pieces and isinstance(pieces[-1], Chunk):
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text.rstrip("\n"))
        return tuple(pieces)

    def _substitute(self, node: Node, source: Source) -> Pieces:
        """``$(…)``"""
        if self._depth > MAX_DEPTH:
            return (self._expander.hole("it is nested too deeply", source.at(node)),)
        probing, self._probing = self._probing, 0
        try:
            return self._captured(lambda: self._apart(lambda: self._sequence(node.children, source)))
        finally:
            self._probing = probing

    def _command(self, node: Node, source: Source) -> Outcome:
        if node.child_count > MAX_WORDS:
            reason = f"a command of more than {MAX_WORDS} words is not followed"
            self.skipped.append(Skipped(source.path, reason, source.at(node), claims_aks=True))
            return Outcome(Status.MAYBE)
        words: list[Word] = []
        assignments: list[Node] = []
        stdin = self._stdin
        for child in node.children:
            match child.type:
                case "variable_assignment":
                    assignments.append(child)
                case "command_name":
                    for inner in child.children:
                        words.extend(self._expander.words(inner, source))
                case "herestring_redirect":
                    stdin = self._expander.pieces(child.children[-1], source)
                case "file_redirect" | "comment" | "heredoc_redirect":
                    pass
                case _ if child.is_named:
                    words.extend(self._expander.words(child, source))
        if not assignments:
            return self._invoke(words, source.at(node), stdin)
        saved = {
            source.text(name): self.scope.variables.get(source.text(name))
            for each in assignments
            if (name := each.child_by_field_name("name")) is not None
        }
        for each in assignments:
            self._assign(each, source)
        outcome = self._invoke(words, source.at(node), stdin)
        for text, variable in saved.items():
            self.scope.variables.set(text, variable)
        return outcome

    def _invoke(self, words: list[Word], at: Location, stdin: Pieces) -> Outcome:
        words = unwrapped(words)
        if not words:
            return Outcome()
        name = words[0].literal
        if name is None:
            return Outcome(Status.MAYBE)
        if name.startswith("-"):
            self.session.stray_flag(words[0])
            return Outcome(Status.MAYBE)
        command = Command(tuple(words), at, stdin, self._probing > 0)
        function = self.scope.functions.get(name)
        if function is not None:
            return self._call(function, tuple(words[1:]))
        flow = self._control(name, words)
        if flow is not None:
            return flow
        if name.rpartition("/")[2] in ("az", "az.cmd"):
            output = self.session.run(command)
            failed = output.status in (Status.NO, Status.UNLIKELY)
            self.scope.status = Chunk("3" if failed else "0", at, assumed=True)
        else:
            found = self._own(name, command)
            if isinstance(found, Outcome):
                return found
            output = found
            self.scope.status = Chunk("0", at, assumed=True)
        if self._printed and output.pieces:
            self._printed[-1].extend((*output.pieces, Chunk("\n", at)))
        return Outcome(output.status)

    def _control(self, name: str, words: list[Word]) -> Outcome | None:
        code = words[1].literal if len(words) > 1 else None
        status = Status.YES if code in (None, "0") else Status.NO
        match name:
            case "exit":
                return Outcome(status, Flow.EXIT)
            case "return":
                return Outcome(status, Flow.RETURN)
            case "break":
                return Outcome(Status.YES, Flow.BREAK)
            case "continue":
                return Outcome(Status.YES, Flow.CONTINUE)
        return None

    def _own(self, name: str, command: Command) -> Output | Outcome:
        """Commands of the shell, scripts of the workspace, and the rest of the world."""
        arguments = command.words[1:]
        match name:
            case "source" | ".":
                return self._source(arguments, command.at)
            case "bash" | "sh" | "zsh":
                plain = tuple(word for word in arguments if not (word.literal or "").startswith("-"))
                return self._script(plain, command.at)
            case "eval":
                return self._eval(command)
            case "test" | "[":
                return Outcome(self._conditions.words(tuple(w for w in arguments if w.literal != "]")))
            case "cd":
                target = arguments[0].literal if arguments else None
                if target is not None:
                    self.scope.folder = posixpath.normpath(posixpath.join(self.scope.folder, target))
                return Outcome()
            case "pwd":
                return Output((Chunk(self.scope.folder or ".", command.at),))
            case "shift":
                if self.scope.positional is not None:
                    self.scope.positional = self.scope.positional[1:]
                return Outcome()
            case "set" if arguments and arguments[0].literal == "--":
                self.scope.positional = arguments[1:]
                return Outcome()
            case "getopts":
                return Outcome(Status.UNLIKELY)
            case "read":
                return self._read(command)
        if name.endswith((".sh", ".bash")):
            return self._script(command.words, command.at)
        return builtins.run(command, self._pick) or builtins.external(command)

    def _pick(self, capture: Capture, path: str, at: Location) -> Pieces:
        return lookup.pick_from(self.session.state, capture, path, at)

    def _read(self, command: Command) -> Outcome:
        """``read NAME``: what is typed, or with ``<<<`` what is given."""
        names = [word.literal for word in command.words[1:] if word.literal and word.literal.isidentifier()]
        given = Word(command.stdin, command.at).literal
        array = any(
            (word.literal or "").startswith("-") and "a" in (word.literal or "") for word in command.words
        )
        if given is not None and command.stdin and names and array:
            separator = self._plain("IFS", command.at) or " "
            parts = given.replace(separator[0], " ").split()[:MAX_ROUNDS]
            elements = tuple(Word((Chunk(part, command.at),), command.at) for part in parts)
            self.scope.assign(names[-1], Variable(elements=elements))
            return Outcome()
        for name in names[-1:]:
            hole = self._expander.hole(f"${name} is read when the script runs", command.at)
            settled = replace(hole.why, settle_by=f"--var {name}=value")
            known = self.scope.given.get(name)
            pieces: Pieces = (
                (Chunk(known, command.at),) if known is not None else (replace(hole, why=settled),)
            )
            self.scope.assign(name, Variable(pieces))
        return Outcome(Status.MAYBE)

    def _call(self, function: Function, arguments: tuple[Word, ...] | None) -> Outcome:
        self._called.add(function.name)
        before = self.scope.positional
        self.scope.positional = arguments
        self._locals.append({})
        try:
            outcome = self._statement(function.body, function.source)
        finally:
            for name, variable in self._locals.pop().items():
                self.scope.variables.set(name, variable)
            self.scope.positional = before
        return Outcome(outcome.status, Flow.EXIT if outcome.flow is Flow.EXIT else None)

    # -- other scripts -----------------------------------------------------------------------------------------

    def _there(self, path: str) -> bool:
        return self._load(self.scope.folder, path) is not None

    def _found(self, word: Word) -> Source | None:
        """A script named by a script; a path with unknown pieces is tried by what follows the last of them."""
        written = word.literal
        if written is None:
            last = word.pieces[-1] if word.pieces else None
            written = last.text.lstrip("/") if isinstance(last, Chunk) else None
        return self._load(self.scope.folder, written) if written else None

    def _source(self, arguments: tuple[Word, ...], at: Location) -> Outcome:
        source = self._found(arguments[0]) if arguments else None
        if source is None or self._files.count(source.path) > 1 or len(self._files) > 20:
            return Outcome()
        self._files.append(source.path)
        try:
            outcome = self._sequence(source.root.children, source)
        finally:
            self._files.pop()
        return Outcome(outcome.status, Flow.EXIT if outcome.flow is Flow.EXIT else None)

    def _script(self, words: tuple[Word, ...], at: Location) -> Outcome:
        """A script that runs by itself: its variables are its own."""
        source = self._found(words[0]) if words else None
        if source is None or source.path in self._files:
            return Outcome()
        before = self.scope.positional
        self.scope.positional = words[1:]
        self._files.append(source.path)
        try:
            return self._apart(lambda: self._sequence(source.root.children, source))
        finally:
            self._files.pop()
            self.scope.positional = before

    def _eval(self, command: Command) -> Outcome:
        words = command.words[1:]
        pieces = tuple(piece for word in words for piece in (*word.pieces, Chunk(" ", command.at)))
        literal = Word(pieces, command.at).literal
        if literal is not None and self._depth < MAX_DEPTH:
            inner = Source(command.at.path, literal)
            outcome = Outcome()
            for node in inner.root.children:
                if node.type == "command":
                    found = [
                        replace(word, at=command.at)
                        for child in node.children
                        if child.is_named
                        for word in self._expander.words(
                            child.children[0] if child.type == "command_name" else child, inner
                        )
                    ]
                    outcome = self._invoke(found, command.at, ())
                else:
                    outcome = self._statement(node, inner)
            return outcome
        return self._invoke(split_text(pieces, command.at), command.at, ())


def _clauses(node: Node) -> tuple[list[tuple[list[Node], list[Node]]], list[Node]]:
    """The conditions and bodies of an ``if``, and what stands after ``else``."""
    clauses: list[tuple[list[Node], list[Node]]] = []
    otherwise: list[Node] = []
    condition: list[Node] = []
    body: list[Node] = []
    inside = False
    for child in node.children:
        match child.type:
            case "then":
                inside = True
            case "elif_clause":
                inner, _ = _clauses(child)
                clauses.extend(inner)
            case "else_clause":
                otherwise = [each for each in child.children if each.is_named]
            case _ if child.is_named:
                (body if inside else condition).append(child)
    return [(condition, body), *clauses], otherwise


def _case_body(item: Node) -> list[Node]:
    values = {each.id for each in item.children_by_field_name("value")}
    return [child for child in item.children if child.is_named and child.id not in values]
