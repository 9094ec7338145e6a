"""Filters on text that is known: ``sed``, ``cut``, ``awk``, ``head``, ``tr``."""

from __future__ import annotations

import base64
import re

from natpin.languages.shell.regular import from_basic, search
from natpin.languages.shell.words import (
    Chunk,
    Command,
    Hole,
    Output,
    Pieces,
    Status,
    Word,
    is_supposed,
    supposed,
)
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
    if name in _WHOLE_ROWS and text is None and _is_one_row(command.stdin):
        return command.stdin
    if text is None or None in words or len(text) > 10_000:
        return (hole(command),)
    given = [word for word in words if word is not None]
    made = _filter(name, given, text)
    return (hole(command),) if made is None else (Chunk(made, command.at),)


_WHOLE_ROWS = ("head", "tail", "sort", "uniq", "tac")
"""Filters that hand on one row as it came."""


def _is_one_row(pieces: Pieces) -> bool:
    """Whether a text with an unknown part is one row, as far as can be said: what az prints and a line end."""
    shown = [piece for piece in pieces if not (isinstance(piece, Chunk) and not piece.text.strip("\n"))]
    return not any(isinstance(piece, Chunk) and "\n" in piece.text.strip("\n") for piece in shown)


def found_by(name: str, command: Command) -> Output:
    """``grep`` on known text: what it prints, and whether it found anything (POSIX: 0 for found, 1 for not)."""
    unknown = Output((hole(command),), Status.MAYBE)
    text = Word(command.stdin, command.at).literal
    words = [word.literal for word in command.words[1:]]
    if text is None or None in words or len(text) > 10_000 or not command.stdin:
        return unknown
    given = [word for word in words if word is not None]
    flags = "".join(word[1:] for word in given if re.fullmatch(r"-[qivEFxcwo]+", word))
    rest = [word for word in given if not re.fullmatch(r"-[qivEFxcwo]+", word)]
    rest = rest[1:] if rest[:1] in (["-e"], ["--"]) else rest
    if len(rest) != 1 or rest[0].startswith("-") or set(flags) & set("wo"):
        return unknown
    pattern: str | None = rest[0]
    if "F" in flags or name == "fgrep":
        pattern = re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", rest[0])
    elif "E" not in flags and name != "egrep":
        pattern = from_basic(rest[0])
    if pattern is None:
        return unknown
    if "x" in flags:
        pattern = f"^({pattern})$"
    kept: list[str] = []
    for row in text.removesuffix("\n").split("\n") if text else []:
        hit = search(row.lower(), pattern.lower()) if "i" in flags else search(row, pattern)
        if hit is None:
            return unknown
        if hit[0] != ("v" in flags):
            kept.append(row)
    assumed = is_supposed(command.stdin)
    status = supposed(bool(kept), certain=not assumed)
    if "q" in flags:
        return Output((), status)
    printed = str(len(kept)) if "c" in flags else "\n".join(kept)
    return Output((Chunk(printed, command.at, assumed),) if kept or "c" in flags else (), status)


def _filter(name: str, given: list[str], text: str) -> str | None:
    rows = text.rstrip("\n").split("\n")
    match name, given:
        case "head", _:
            numbers = [number for word in given if (number := digits(word.lstrip("-n"))) is not None]
            return "\n".join(rows[: numbers[0] if numbers else 10])
        case "tail", _:
            start = next((digits(word.lstrip("-n+")) for word in given if "+" in word), None)
            if start:
                return "\n".join(rows[start - 1 :])
            numbers = [number for word in given if (number := digits(word.lstrip("-n"))) is not None]
            most = numbers[0] if numbers else 10
            return "\n".join(rows[-most:]) if most else ""
        case "tac", []:
            return "\n".join(reversed(rows))
        case "sort", _ if set(given) <= {"-u", "-r", "-ru", "-ur"}:
            if not all(row.isascii() and (row.islower() or row.isdecimal()) for row in rows if row):
                return None  # how capitals and signs sort hangs on the locale
            unique = set(rows) if any("u" in word for word in given) else rows
            return "\n".join(sorted(unique, reverse=any("r" in word for word in given)))
        case "uniq", []:
            return "\n".join(row for number, row in enumerate(rows) if not number or row != rows[number - 1])
        case "wc", ["-l"]:
            return str(text.count("\n"))
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


def coded(command: Command) -> Pieces:
    """``base64`` and ``base64 -d`` on text that is known."""
    words = [word.literal for word in command.words[1:]]
    text = Word(command.stdin, command.at).literal
    flags = {"-d", "-D", "--decode", "-w", "-w0", "--wrap=0", "0", "-i"}
    if text is None or len(text) > 10_000 or any(word not in flags for word in words):
        return (hole(command),)
    try:
        if {"-d", "-D", "--decode"}.isdisjoint(words):
            made = base64.b64encode(text.encode()).decode()
            if len(made) > 76 and not {"-w0", "--wrap=0", "-w"}.intersection(words):
                return (hole(command),)  # it is broken into lines
        else:
            made = base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except ValueError:
        return (hole(command),)
    return (Chunk(made, command.at),)


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
