"""A command of a text with holes, as words: known, unknown, or what stands for a hole."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.formats.terraform.providers.command_groups import GENERIC
from natpin.formats.terraform.providers.references import Parts, Piece
from natpin.model.value import Node, Reference, Unknown, Value, text
from natpin.regex import late_regex

_HOLE = late_regex("\0([0-9]+)\0")
_WORD = late_regex(r"""(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+""")
_ONE = late_regex(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\n;&|"'])*""")


def command_of(rest: str) -> str:
    """A command up to its end; all that follows when that stands in a text that is not closed."""
    command = _ONE.match(rest)
    assert command is not None
    return rest if rest[command.end() : command.end() + 1] in ('"', "'") else command[0]


def words_of(command: str, holes: Sequence[Piece]) -> list[Node]:
    """The words of a command: known text, what stands for a hole, or text with holes in it."""
    return [_word(found.group(), holes) for found in _WORD.finditer(command)]


def _word(written: str, holes: Sequence[Piece]) -> Node:
    if "\0" not in written:
        plain = written.strip("\"'")
        return (
            Unknown(f"{plain} is known when the command runs", parts=(None,))
            if "$" in plain
            else Value(plain)
        )
    parts: Parts = tuple(
        holes[int(piece)] if number % 2 else piece
        for number, piece in enumerate(_HOLE.split(written.replace('"', "").replace("'", "")))
        if number % 2 or piece
    )
    only = parts[0] if len(parts) == 1 else None
    if isinstance(only, Reference | Unknown):
        return only
    return Unknown("a word of the command cannot be known", parts=parts)


def flags_of(words: Sequence[Node]) -> dict[str, list[Node]]:
    """Flags with the words behind each; words that may be a flag themselves stand under an empty name."""
    found: dict[str, list[Node]] = {}
    current = ""
    for word in words:
        known = text(word)
        if known is not None and known.startswith("-"):
            current, equals, value = known.partition("=")
            found.setdefault(current, [])
            if equals:
                found[current].append(Value(value))
        elif isinstance(word, Unknown) and word.parts and str(word.parts[0] or "").startswith("--"):
            current = str(word.parts[0]).partition("=")[0]
            rest = (str(word.parts[0]).partition("=")[2], *word.parts[1:])
            found.setdefault(current, []).append(
                Unknown(word.reason, word.at, None, tuple(each for each in rest if each != ""))
            )
        else:
            if known is None and found.get(current, [None]) != [] and current not in ("", "--ids", *GENERIC):
                found.setdefault("", []).append(word)  # a hole that is not a flag's value may be a flag
            found.setdefault(current, []).append(word)
    return found
