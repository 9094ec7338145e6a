"""PowerShell as far as provisioning scripts use it: a script is a list of statements, a statement a list of items.

A reader of our own: it never fails, for whatever it cannot make sense of it takes as words. Sources: about_Parsing,
about_Quoting_Rules and about_Special_Characters of the PowerShell documentation.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from natpin.model.location import Location
from natpin.model.record import record

MAX_DEPTH = 40

_NAME = re.compile(
    r"\$(?:\{([^}\n]{1,200})\}|((?:env:|script:|global:|local:)?[A-Za-z_]\w{0,200}|[?_^$]))", re.I
)
_MEMBERS = re.compile(r"(?:\.[A-Za-z_]\w{0,100}|\[\d{1,4}\])+")
_BARE_END = " \t\r\n;|(){},\"'`"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}


@record
class Text:
    """Literal text."""

    text: str
    at: Location


@record
class Var:
    """``$name.member``"""

    name: str
    members: str
    at: Location


@record
class Sub:
    """``$(…)``, ``(…).member`` or ``@(…)``"""

    body: tuple[Statement, ...]
    members: str
    at: Location
    array: bool = False


@record
class Arg:
    """A word of several pieces."""

    parts: tuple[Text | Var | Sub, ...]
    at: Location
    quoted: bool = False


@record
class Block:
    """``{ … }``"""

    body: tuple[Statement, ...]
    at: Location


@record
class Mark:
    """``|`` or ``,``"""

    text: str
    at: Location


Item = Arg | Block | Mark


@record
class Statement:
    """What runs at once."""

    items: tuple[Item, ...]
    at: Location


class Parser:
    """Reads one script."""

    def __init__(self, path: str, text: str, row: int = 0) -> None:
        self.path = path
        self.text = text
        self.row = row
        self.position = 0
        self.too_deep = False
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def script(self) -> tuple[Statement, ...]:
        """The whole script; a stray closing bracket is passed over."""
        found: list[Statement] = []
        while self.position < len(self.text):
            found.extend(self._statements("", 0))
            self.position += 1
        return tuple(found)

    def _at(self, start: int, end: int) -> Location:
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(end, start)) - 1
        return Location(
            self.path,
            self.row + first + 1,
            start - self._starts[first] + 1,
            self.row + last + 1,
            end - self._starts[last] + 1,
        )

    def _statements(self, closing: str, depth: int) -> list[Statement]:
        found: list[Statement] = []
        items: list[Item] = []

        def finish() -> None:
            if items:
                found.append(Statement(tuple(items), items[0].at))
                items.clear()

        while self.position < len(self.text):
            character = self.text[self.position]
            if character in " \t\r":
                self.position += 1
            elif character in "\n;":
                self.position += 1
                last = items[-1] if items else None
                if character == ";" or not (isinstance(last, Mark)):
                    finish()
            elif (
                character == "`" and self.text[self.position + 1 : self.position + 3].lstrip("\r")[:1] == "\n"
            ):
                self.position = self.text.index("\n", self.position) + 1
            elif character == "#":
                end = self.text.find("\n", self.position)
                self.position = len(self.text) if end < 0 else end
            elif self.text.startswith("<#", self.position):
                end = self.text.find("#>", self.position)
                self.position = len(self.text) if end < 0 else end + 2
            elif character in ")}":
                if character != closing:
                    finish()
                    if not closing:
                        return found
                finish()
                return found
            elif character in "|,":
                items.append(Mark(character, self._at(self.position, self.position + 1)))
                self.position += 1
            elif character == "{":
                start = self.position
                items.append(Block(self._inner("}", depth), self._at(start, self.position)))
            else:
                items.append(self._word(depth))
        finish()
        return found

    def _inner(self, closing: str, depth: int) -> tuple[Statement, ...]:
        """What stands in brackets; the position is at the opening one."""
        self.position += 1
        if depth > MAX_DEPTH:
            self.too_deep = True
            self.position = len(self.text)
            return ()
        found = self._statements(closing, depth + 1)
        self.position += 1
        return tuple(found)

    def _members(self) -> str:
        found = _MEMBERS.match(self.text, self.position)
        if not found:
            return ""
        self.position = found.end()
        return found.group().replace("[", ".").replace("]", "").lstrip(".")

    def _word(self, depth: int) -> Arg:
        start = self.position
        parts: list[Text | Var | Sub] = []
        quoted = False
        while self.position < len(self.text):
            here = self.position
            character = self.text[here]
            two = self.text[here : here + 2]
            if two in ('@"', "@'"):
                quoted = True
                parts.extend(self._here_string(two[1], depth))
            elif character == '"':
                quoted = True
                self.position += 1
                parts.extend(self._string('"', depth))
            elif character == "'":
                quoted = True
                end = self.text.find("'", here + 1)
                while end >= 0 and self.text[end + 1 : end + 2] == "'":
                    end = self.text.find("'", end + 2)
                end = len(self.text) if end < 0 else end
                parts.append(Text(self.text[here + 1 : end].replace("''", "'"), self._at(here + 1, end)))
                self.position = end + 1
            elif character == "(" and here > start:
                break
            elif two in ("$(", "@(") or character == "(":
                self.position += two in ("$(", "@(")
                body = self._inner(")", depth)
                at = self._at(here, self.position)
                parts.append(Sub(body, self._members(), at, array=two == "@("))
            elif character == "$" and (found := _NAME.match(self.text, here)):
                self.position = found.end()
                parts.append(
                    Var(found.group(1) or found.group(2), self._members(), self._at(here, found.end()))
                )
            elif character == "`":
                if self.text[here + 1 : here + 3].lstrip("\r")[:1] in ("\n", ""):
                    break
                parts.append(Text(self.text[here + 1 : here + 2], self._at(here, here + 2)))
                self.position += 2
            elif character in _BARE_END and here > start:
                break
            else:
                end = here + 1
                while end < len(self.text) and self.text[end] not in _BARE_END and self.text[end] != "$":
                    end += 1
                parts.append(Text(self.text[here:end], self._at(here, end)))
                self.position = end
        if self.position == start:  # a last backtick
            self.position += 1
        at = self._at(start, self.position)
        return Arg(tuple(parts) or (Text("", at),), at, quoted)

    def _here_string(self, quote: str, depth: int) -> list[Text | Var | Sub]:
        begin = self.text.find("\n", self.position)
        end = self.text.find("\n" + quote + "@", begin)
        if begin < 0 or end < 0:
            self.position = len(self.text)
            return []
        body = self.text[begin + 1 : end]
        at = self._at(begin + 1, end)
        self.position = end + 3
        return [Text(body, at)]

    def _string(self, closing: str, depth: int) -> list[Text | Var | Sub]:
        """A double-quoted string, whose opening quote is passed."""
        parts: list[Text | Var | Sub] = []
        buffer: list[str] = []
        start = self.position

        def flush() -> None:
            if buffer:
                parts.append(Text("".join(buffer), self._at(start, self.position)))
                buffer.clear()

        while self.position < len(self.text):
            here = self.position
            character = self.text[here]
            if character == closing:
                flush()
                self.position += 1
                break
            if character == "`":
                following = self.text[here + 1 : here + 2]
                buffer.append(_ESCAPES.get(following, following))
                self.position += 2
            elif self.text.startswith("$(", here):
                flush()
                self.position += 1
                parts.append(Sub(self._inner(")", depth), "", self._at(here, self.position)))
                start = self.position
            elif character == "$" and (found := _NAME.match(self.text, here)):
                flush()
                self.position = found.end()
                parts.append(Var(found.group(1) or found.group(2), "", self._at(here, found.end())))
                start = self.position
            else:
                buffer.append(character)
                self.position += 1
        flush()
        return parts or [Text("", self._at(start, self.position))]
