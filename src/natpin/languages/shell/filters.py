"""Filters on text that is known: ``sed``, ``cut``, ``awk``, ``head``, ``tr``."""

from __future__ import annotations

import re

from natpin.languages.shell.words import Capture, Chunk, Command, Hole, Pieces, Word
from natpin.model.numbers import digits
from natpin.model.record import replace
from natpin.model.value import Unknown


def hole(command: Command) -> Hole:
    """What a command prints, where that is not known."""
    name = command.words[0].label[:40]
    at = command.at
    return Hole(f"$({name}@{at.line}:{at.column})", Unknown(f"what `{name}` prints is not known", at))


_SUBSTITUTION = re.compile(
    r"s([/|#,@:])((?:\\.|(?!\1).){0,200})\1((?:\\.|(?!\1).){0,200})\1(g?)\Z", re.DOTALL
)
_FIELD = re.compile(r"\{\s*print\s+\$(\d{1,2}|NF)\s*;?\s*\}\Z")


def filtered(name: str, command: Command) -> Pieces:
    """What common filters make of known text."""
    words = [word.literal for word in command.words[1:]]
    text = Word(command.stdin, command.at).literal
    if name == "head" and len(command.stdin) == 1 and isinstance(command.stdin[0], Capture | Hole):
        return command.stdin
    if text is None or None in words or len(text) > 10_000:
        return (hole(command),)
    given = [word for word in words if word is not None]
    made = _filter(name, given, text)
    return (hole(command),) if made is None else (Chunk(made, command.at),)


def _filter(name: str, given: list[str], text: str) -> str | None:
    rows = text.rstrip("\n").split("\n")
    match name, given:
        case "head", _:
            numbers = [number for word in given if (number := digits(word.lstrip("-n"))) is not None]
            return "\n".join(rows[: numbers[0] if numbers else 10])
        case "rev", []:
            return "\n".join(row[::-1] for row in rows)
        case "cut", _:
            joined_up = " ".join(given)
            found = re.fullmatch(r"-d ?(.|' ') ?-f ?(\d{1,2})|-f ?(\d{1,2}) -d ?(.)", joined_up)
            if found is None:
                return None
            mark, number = found.group(1) or found.group(4), int(found.group(2) or found.group(3))
            return "\n".join(_field(row.split(mark), number, row) for row in rows)
        case "awk", [program]:
            found = _FIELD.fullmatch(program)
            if found is None:
                return None
            fields = [row.split() for row in rows]
            if found.group(1) == "NF":
                return "\n".join(each[-1] if each else "" for each in fields)
            number = int(found.group(1))
            return "\n".join((each[number - 1] if 0 < number <= len(each) else "") for each in fields)
        case "awk", [separator, program] if separator.startswith("-F") and len(separator) == 3:
            found = _FIELD.fullmatch(program)
            if found is None or found.group(1) == "NF":
                return None
            number = int(found.group(1))
            return "\n".join(_field(row.split(separator[2]), number, "") for row in rows)
        case "sed", [program] | ["-E" | "-r" | "-e", program]:
            return _substituted(program, rows, plain=given[0] not in ("-E", "-r"))
    return None


def _field(fields: list[str], number: int, whole: str) -> str:
    if len(fields) == 1:
        return whole
    return fields[number - 1] if 0 < number <= len(fields) else ""


def _substituted(program: str, rows: list[str], *, plain: bool) -> str | None:
    """``sed s/a/b/`` with a pattern that has no marks of its own; others are not followed."""
    found = _SUBSTITUTION.fullmatch(program.strip())
    if found is None or re.search(r"[\[\]*+?(){}|&\\]", found.group(2) + found.group(3)):
        return None
    pattern = found.group(2).replace(".", "\\.") if "." not in found.group(2) else None
    if pattern is None:
        return None
    front, back = pattern.startswith("^"), pattern.endswith("$")
    bare = pattern[front : len(pattern) - back]
    if "$" in bare or "^" in bare:
        return None
    expression = re.compile(("^" if front else "") + re.escape(bare) + ("$" if back else ""))
    return "\n".join(
        expression.sub(lambda _: found.group(3), row, 0 if found.group(4) else 1) for row in rows
    )


def translated(command: Command) -> Pieces:
    """``tr -d '"'`` and ``tr A-Z a-z``."""
    spoken = [word.literal for word in command.words[1:]]
    if spoken[:1] == ["-d"] and len(spoken) == 2 and spoken[1] is not None:
        unwanted = spoken[1].replace("\\r", "\r").replace("\\n", "\n").replace("[:space:]", " \n\t\r")
        return tuple(
            replace(piece, text="".join(each for each in piece.text if each not in unwanted))
            if isinstance(piece, Chunk)
            else piece
            for piece in command.stdin
        )
    text = Word(command.stdin, command.at).literal
    if text is not None and len(spoken) == 2:
        if spoken in (["[:upper:]", "[:lower:]"], ["A-Z", "a-z"], ["[A-Z]", "[a-z]"]):
            return (Chunk(text.lower(), command.at),)
        if spoken in (["[:lower:]", "[:upper:]"], ["a-z", "A-Z"], ["[a-z]", "[A-Z]"]):
            return (Chunk(text.upper(), command.at),)
    return (hole(command),)
