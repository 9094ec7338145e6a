"""Bicep's type expressions: read past, for natpin only asks whether null is allowed."""

from __future__ import annotations

from natpin.languages.bicep.expressions import ExpressionReader

MAX_PARTS = 2_000


class TypeReader(ExpressionReader):
    """Goes past types."""

    def type_expression(self) -> tuple[bool, str | None]:
        """Whether the type ends in ``?``, and its name if it is nothing but a name. Raises BicepError."""
        nullable, name, parts = False, None, 0
        while True:
            parts += 1
            if parts > MAX_PARTS:
                self.fail(f"a type has more than {MAX_PARTS} parts")
            if self.is_mark("|"):
                self.advance()
            nullable, name = self._part()
            if not self.is_mark("|"):
                return nullable, name if parts == 1 else None
            name = None

    def _part(self) -> tuple[bool, str | None]:
        name: str | None = None
        if self.is_mark("-"):
            self.advance()
        if self.is_mark("{", "[", "("):
            self._skip_balanced()
        elif self.kind == "quote":
            self.string()
        elif self.kind in ("number", "multiline"):
            self.advance()
        else:
            name = self.identifier()
            if self.is_mark("<"):
                self._skip_angles()
        return self._suffixes(name)

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
            if self.is_mark("{", "[", "("):
                depth += 1
            elif self.is_mark("}", "]", ")"):
                depth -= 1
            elif self.kind == "end":
                self.fail("a bracket is not closed")
            if self.kind == "quote":
                self.string()
                continue
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
