"""Bicep's type expressions: read past, for natpin only asks whether null is allowed and which few values there are."""

from __future__ import annotations

import re

from natpin.languages.arm_expressions.syntax import Literal
from natpin.languages.bicep.expressions import ExpressionReader
from natpin.languages.bicep.lexer import BLANK
from natpin.model.record import record
from natpin.model.value import Scalar

MAX_PARTS = 2_000
_flat = re.compile(
    rf"(?:{BLANK}(?:'(?!'')[^'\\$\r\n]*+'|[0-9]++(?!\w)|[A-Za-z_]\w*+|&&|[=!]~|[-+*%!<>=?:;.,@|^]|/(?!\*)))*+"
).match
"""Tokens of which none is a bracket, and texts of one line."""


@record
class Type:
    """What natpin asks of a type."""

    nullable: bool = False
    """True when null is one of its values."""
    name: str | None = None
    """Its name, if it is nothing but a name."""
    values: tuple[Scalar, ...] = ()
    """All its values, for a union of literals: ``'a' | 'b'``."""


class TypeReader(ExpressionReader):
    """Goes past types."""

    def type_expression(self) -> Type:
        """The type that begins here. Raises BicepError."""
        nullable, parts = False, 0
        values: list[Scalar] | None = []
        while True:
            parts += 1
            if parts > MAX_PARTS:
                self.fail(f"a type has more than {MAX_PARTS} parts")
            if self.kind == "mark" and self.lexeme == "|":
                self.advance()
            nullable, name, written = self._part()
            if values is not None and written is not None and not nullable:
                values.append(written)
            else:
                values = None
            if not self.is_mark("|"):
                return Type(nullable, name if parts == 1 else None, tuple(values or ()))

    def _part(self) -> tuple[bool, str | None, Scalar]:
        """Whether null is allowed, the name or the text that the part is."""
        name: str | None = None
        written: Scalar = None
        if self.is_mark("-"):
            self.advance()
        if self.is_mark("{", "[", "("):
            self._skip_balanced()
        elif self.kind == "quote":
            found = self.string()
            written = found.value.data if isinstance(found, Literal) else None  # type: ignore[assignment]
        elif self.kind in ("number", "multiline"):
            self.advance()
        else:
            name = self.identifier()
            if self.is_mark("<"):
                self._skip_angles()
        start = self.position
        nullable, name = self._suffixes(name)
        return nullable, name, written if self.position == start else None

    def _suffixes(self, name: str | None) -> tuple[bool, str | None]:
        nullable = False
        while self.kind == "mark" and not self.on_new_line:
            if self.lexeme == "?":
                nullable = True
                self.advance()
            elif self.lexeme == "!":
                nullable = False
                self.advance()
            elif self.lexeme == "[":
                name, nullable = None, False
                self._skip_balanced()
            elif self.lexeme == ".":
                self.advance()
                member = self.identifier() if self.kind == "name" else None
                if member is None:
                    self.advance()
                name = f"{name}.{member}" if name and member else None
            else:
                break
        return nullable, name

    def _skip_balanced(self) -> None:
        """Past a bracket and what it opens, strings read as strings."""
        depth = 0
        while True:
            if self.kind == "mark" and self.lexeme in "{[(":
                depth += 1
            elif self.kind == "mark" and self.lexeme in "}])":
                depth -= 1
            elif self.kind == "end":
                self.fail("a bracket is not closed")
            if self.kind == "quote":
                self.string()
                continue
            if depth and (found := _flat(self.text, self.position)) is not None:
                self.position = found.end()
            self.advance()
            if depth == 0:
                return

    def _skip_angles(self) -> None:
        """Past ``<…>`` of ``resourceInput<'…'>``."""
        while not self.is_mark(">"):
            if self.kind == "end":
                self.fail("a '<' is not closed")
            if self.kind == "quote":
                self.string()
            else:
                self.advance()
        self.advance()
