"""Bicep's statements: the file as a list of what it declares, with what could not be read noted and passed over."""

from __future__ import annotations

import re
from collections.abc import Callable

from natpin.languages.arm_expressions.syntax import (
    Call,
    ListOf,
    Literal,
    Loop,
    ObjectOf,
    UserFunction,
)
from natpin.languages.bicep.file import File, ImportStatement, ParameterStatement, Problem, ResourceStatement
from natpin.languages.bicep.lexer import BicepError
from natpin.languages.bicep.types import Type, TypeReader
from natpin.model.location import Location
from natpin.model.value import Scalar

MAX_NESTING = 8
"""Resources inside resources."""
MAX_PROBLEMS = 1_000
"""Statements of a file that cannot be read: in a file that deploys there is none."""
_STATEMENT = re.compile(r"^(?=[@A-Za-z])", re.MULTILINE)
_BOOLEANS: tuple[Scalar, ...] = (True, False)


def read_file(text: str, path: str, everywhere: Location | None = None) -> File:
    """The statements of a file. A statement that cannot be read is a problem; the others are read all the same.

    ``everywhere`` is the one place all of it is said to stand at, for text that is in no file of the user's.
    """
    reader = _Statements(text, path)
    reader.everywhere = everywhere
    return reader.file()


class _Statements(TypeReader):
    def __init__(self, text: str, path: str) -> None:
        super().__init__(text, path)
        self.found = File(path, Location(path))
        self.collected: list[list[ResourceStatement]] = []
        self.begun = 0
        """Where the statement that is being read begins."""
        self.decorated: dict[str, Call] = {}
        """The decorators before it, by name."""
        self.readers: dict[str, Callable[[int], None]] = {
            "targetScope": self.target_scope,
            "metadata": self.passed_over,
            "param": self.parameter,
            "var": self.variable,
            "output": self.output,
            "type": self.type_alias,
            "func": self.function,
            "import": self.imported,
            "resource": self.top_resource,
            "module": self.top_resource,
            "using": self.using,
            "extends": self.extends,
            "assert": self.passed_over,
            "extension": self.extension,
            "provider": self.extension,
        }

    def file(self) -> File:
        try:
            self.advance()
        except BicepError as error:
            self.recover(error)
        while self.kind != "end":
            self.begun = self.start
            try:
                self.statement()
            except BicepError as error:
                self.recover(error)
        return self.found

    def recover(self, error: BicepError) -> None:
        """Go on at the next line that looks like a statement."""
        self.depth = 0
        self.collected.clear()
        following = _STATEMENT.search(self.text, max(self.start + 1, self.position))
        end = len(self.text) if following is None else following.start()
        message = error.message
        if len(self.found.problems) >= MAX_PROBLEMS:
            end, message = (
                len(self.text),
                "there is so much before it that is not Bicep that natpin does not read the rest",
            )
        self.found.problems.append(Problem(message, error.at, self.text[self.begun : end]))
        self.position = end
        self.advance()

    def statement(self) -> None:
        self.decorators()
        start, word = self.start, self.lexeme
        reader = self.readers.get(word) if self.kind == "name" else None
        if reader is None:
            self.fail(f"'{word[:20]}' begins no statement" if word else "it ends too early")
        self.advance()
        reader(start)

    def decorators(self) -> None:
        self.decorated = {}
        while self.is_mark("@"):
            if self.past_description():
                continue
            self.advance()
            found = self.expression()
            if isinstance(found, Call):
                self.decorated[found.name] = found

    def target_scope(self, start: int) -> None:
        self.expect("=")
        at = self.start
        self.expression()
        self.found.scope = self.text[at : self.last_end].strip("'")

    def passed_over(self, start: int) -> None:
        self.identifier()
        self.expect("=")
        self.expression()

    def parameter(self, start: int) -> None:
        name = self.identifier()
        allowed, type_ = self._allowed(), Type()
        if not self.is_mark("=") and not self.on_new_line and self.kind != "end":
            type_ = self.type_expression()
        default = None
        if self.is_mark("="):
            self.advance()
            default = self.expression()
        if type_.name not in ("string", "int", "bool"):
            allowed = ()  # of an array they are what it may hold
        values = allowed or type_.values or (_BOOLEANS if type_.name == "bool" else ())
        self.found.parameters.append(
            ParameterStatement(name, default, type_.nullable, type_.name, self.span(start), values)
        )

    def _allowed(self) -> tuple[Scalar, ...]:
        """The values of an ``@allowed([…])`` before the statement; none when they are not all written out."""
        written = self.decorated.get("allowed")
        listed = written.arguments[0] if written is not None and len(written.arguments) == 1 else None
        if not isinstance(listed, ListOf) or not all(isinstance(e, Literal) for e in listed.elements):
            return ()
        found = [e.value.data for e in listed.elements if isinstance(e, Literal)]
        return tuple(data for data in found if isinstance(data, str | int) or data is None)

    def variable(self, start: int) -> None:
        name = self.identifier()
        if not self.is_mark("="):
            self.type_expression()
        self.expect("=")
        self.found.variables[name] = self.expression()

    def output(self, start: int) -> None:
        name = self.identifier()
        if not self.is_mark("="):
            self.type_expression()
        self.expect("=")
        self.found.outputs[name] = self.expression()

    def type_alias(self, start: int) -> None:
        name = self.identifier()
        self.expect("=")
        self.found.types[name] = self.type_expression()

    def function(self, start: int) -> None:
        name = self.identifier()
        self.expect("(")
        names: list[str] = []
        while not self.is_mark(")"):
            self.decorators()
            names.append(self.identifier())
            self.type_expression()
            if not self.is_mark(")"):
                self.expect(",")
        self.advance()
        self.type_expression()
        self.expect("=>")
        self.found.functions[name.lower()] = UserFunction(tuple(names), self.expression(), self.span(start))

    def imported(self, start: int) -> None:
        if self.kind == "quote":  # an extension, in the old spelling
            self.extension(start)
            return
        names: list[tuple[str, str | None]] = []
        if self.is_mark("*"):
            self.advance()
            self._word("as")
            names.append((self.identifier(), None))
        else:
            self.expect("{")
            while not self.is_mark("}"):
                original = self.identifier()
                local = original
                if self.is_name("as") and self.peek()[0] == "name":
                    self.advance()
                    local = self.identifier()
                names.append((local, original))
                if self.is_mark(","):
                    self.advance()
            self.advance()
        self._word("from")
        self.found.imports.append(ImportStatement(tuple(names), self.plain_string()))

    def _word(self, word: str) -> None:
        if not self.is_name(word):
            self.fail(f"expected '{word}'")
        self.advance()

    def using(self, start: int) -> None:
        if self.is_name("none"):
            self.advance()
            return
        self.found.using = self.plain_string()
        if self.is_name("with") and not self.on_new_line:
            self.advance()
            self.expression()

    def extends(self, start: int) -> None:
        self.found.extends = self.plain_string()

    def extension(self, start: int) -> None:
        """``extension microsoftGraph with {…} as graph``: nothing in it bears on egress."""
        while not self.on_new_line and self.kind != "end":
            if self.kind == "quote":
                self.string()
            elif self.is_mark("{"):
                self.object()
            else:
                self.advance()

    def plain_string(self) -> str:
        """A string without expressions in it. Raises BicepError."""
        start = self.start
        if self.kind != "quote":
            self.fail("expected a string")
        self.string()
        return self.text[start + 1 : self.last_end - 1]

    # -- resources ---------------------------------------------------------------------------------------------

    def top_resource(self, start: int) -> None:
        is_module = self.text.startswith("module", start)
        self.found.resources.append(self.resource(start, is_module))

    def resource(self, start: int, is_module: bool) -> ResourceStatement:
        only_if_absent = "onlyifnotexists" in self.decorated
        symbol = self.identifier()
        target_start = self.start
        target = self.plain_string()
        target_at = self.span(target_start)
        existing = self.is_name("existing")
        if existing:
            self.advance()
        self.expect("=")
        self.collected.append([])
        loop: Loop | None = None
        condition = self.condition()
        if self.is_mark("["):
            loop_start = self.start
            self.advance()
            if not self.is_name("for"):
                self.fail("expected 'for'")
            loop = self.loop(loop_start)
            self.expect("]")
            condition, body = loop.condition, loop.body
        else:
            body = self.object()
        nested = tuple(self.collected.pop())
        if not isinstance(body, ObjectOf):
            self.fail("the body of a resource is an object")
        at = self.span(start)
        return ResourceStatement(
            symbol, target, target_at, is_module, existing, condition, loop, body, nested, at, only_if_absent
        )

    def nested(self) -> None:
        self.decorators()
        start = self.start
        if not self.is_name("resource") or not self.collected:
            self.fail("a resource stands where a value is expected")
        if len(self.collected) > MAX_NESTING:
            self.fail(f"resources nest deeper than {MAX_NESTING} levels")
        self.advance()
        found = self.resource(start, False)
        self.collected[-1].append(found)
