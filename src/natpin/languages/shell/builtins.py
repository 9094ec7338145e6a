"""Commands other than az whose output or effect a provisioning script relies on."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from natpin.languages.shell.arithmetic import evaluate
from natpin.languages.shell.filters import coded, filtered, found_by, hole, translated
from natpin.languages.shell.jq import printed
from natpin.languages.shell.splitting import escaped
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
)
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Unknown

PASSING = frozenset({"cat", "tee", "xargs", "column"})
"""Filters that hand on one line as it came."""

UNCERTAIN = frozenset(
    {
        "grep",
        "egrep",
        "command",
        "which",
        "type",
        "diff",
        "cmp",
        "curl",
        "wget",
        "nc",
        "ping",
        "hash",
        "pgrep",
    }
)
"""Commands that scripts run for their exit status."""

SURE = frozenset({":", "true", "false", "echo", "printf"})
"""Commands of the shell whose status is known for certain."""

QUIET = frozenset(
    {":", "true", "set", "trap", "sleep", "wait", "umask", "ulimit", "clear", "mkdir", "rm", "touch"}
)

_JQ_PATH = re.compile(r"\.([A-Za-z_][\w.]*(?:\[\d+\][\w.]*)*)\Z")
_MOST = 200


def run(command: Command, pick: Callable[[Capture, str, Location], Pieces]) -> Output | None:
    """What a command prints and how it ends; None for one that is not known here."""
    name = (command.words[0].literal or "").rpartition("/")[2]
    arguments = command.words[1:]
    at = command.at
    match name:
        case "echo":
            return _echo(arguments, at)
        case "printf":
            return Output(_printf(arguments, at), bare=True)
        case "false":
            return Output((), Status.NO)
        case "jq":
            return Output(_jq(command, pick))
        case "tr":
            return Output(translated(command))
        case "dirname" | "basename" | "realpath" | "readlink":
            return Output(_path(name, arguments, at))
        case "seq":
            return Output(_sequence(arguments, at))
        case "sed" | "cut" | "awk" | "head" | "rev" | "tail" | "sort" | "uniq" | "wc" | "tac":
            return Output(filtered(name, command))
        case "base64":
            return Output(coded(command))
        case "grep" | "egrep" | "fgrep":
            return found_by(name, command)
        case "expr":
            number = evaluate(" ".join(word.literal or "?" for word in arguments), lambda name: None)
            if number is not None:
                return Output((Chunk(str(number), at),), Status.YES if number else Status.NO)
            return Output((hole(command),), Status.MAYBE)
    if name == "wait" and arguments:
        return Output((), Status.MAYBE)  # as the job ended
    if name in QUIET:
        return Output()
    if name in PASSING:
        return Output(command.stdin)
    if name in UNCERTAIN:
        return Output((hole(command),), Status.MAYBE)
    return None


def external(command: Command) -> Output:
    """A command that natpin does not know: it is supposed to succeed, and what it prints is unknown."""
    return Output((hole(command),), Status.LIKELY)


def _echo(arguments: tuple[Word, ...], at: Location) -> Output:
    """``echo``, with ``-n`` and ``-e``."""
    flags: set[str] = set()
    shown = list(arguments)
    while shown and (text := shown[0].literal or "").startswith("-") and re.fullmatch(r"-[neE]+", text):
        flags |= set((shown.pop(0).literal or "")[1:])
    pieces = _spaced(shown, at)
    if "e" in flags:
        pieces = tuple(
            replace(piece, text=escaped(piece.text, zero=True)) if isinstance(piece, Chunk) else piece
            for piece in pieces
        )
    return Output(pieces, bare="n" in flags)


def _spaced(words: list[Word], at: Location) -> Pieces:
    if len(words) > _MOST:
        why = Unknown(f"more than {_MOST} words are not followed", at)
        return (Hole(f"$({len(words)} words@{at.line}:{at.column})", why),)
    pieces: list[Piece] = []
    for number, word in enumerate(words):
        if number:
            pieces.append(Chunk(" ", at))
        pieces.extend(word.pieces)
    return joined(tuple(pieces))


_DIRECTIVE = re.compile(r"%%|%-?\d*(?:\.\d+)?[sdbqi]\Z")


def _printf(arguments: tuple[Word, ...], at: Location) -> Pieces:
    """``printf '%s-%s' a b``."""
    template = arguments[0].literal if arguments else None
    if template is None or len(template) > 1000:
        return arguments[0].pieces if arguments else ()
    pieces: list[Piece] = []
    rest = list(arguments[1:])
    parts = re.split(r"(%%|%-?\d*(?:\.\d+)?[sdbqi])", template)
    if any(part.startswith("%") and len(part) > 1 and not _DIRECTIVE.match(part) for part in parts):
        # what another directive makes of an argument (`%*s`, `%05.2f`) is not worked out
        why = Unknown("what printf makes of its arguments is not followed", at)
        return (Hole(f"$(printf@{at.line}:{at.column})", why),)
    takes = sum(part.startswith("%") and part != "%%" for part in parts)
    for _ in range(_MOST):
        for part in parts:
            if part == "%%":
                pieces.append(Chunk("%", at))
            elif part.startswith("%") and len(part) > 1:
                if rest:
                    pieces.extend(_padded(rest.pop(0), part, at))
            elif part:
                pieces.append(Chunk(escaped(part), at))
        if not rest or not takes:
            break
    return joined(tuple(pieces))


def _padded(word: Word, directive: str, at: Location) -> Pieces:
    width, dot, most = directive[1:-1].partition(".")
    text = word.literal
    if text is None and dot and directive[-1] == "s":
        return (
            ()
            if int(most) == 0
            else (Hole(f"$(printf {directive} {word.label})", word.unknown or Unknown("", at)),)
        )
    if text is None or (not width and not dot):
        return word.pieces
    text = text[: int(most)] if dot and directive[-1] == "s" else text
    size = min(int(width.lstrip("-") or "0"), 200)
    fill = "0" if width.startswith("0") and directive[-1] in "di" else " "
    return (Chunk(text.ljust(size) if width.startswith("-") else text.rjust(size, fill), at),)


def _jq(command: Command, pick: Callable[[Capture, str, Location], Pieces]) -> Pieces:
    """``jq -r .id`` on a resource captured as JSON."""
    filters = [
        word.literal for word in command.words[1:] if word.literal and not word.literal.startswith("-")
    ]
    stdin = [piece for piece in command.stdin if not (isinstance(piece, Chunk) and not piece.text.strip())]
    if len(stdin) == 1 and isinstance(stdin[0], Capture) and not stdin[0].reference.attribute and filters:
        found = _JQ_PATH.match(filters[0])
        if found:
            return pick(stdin[0], found.group(1), command.at)
        if filters[0] == ".":
            return (stdin[0],)
    if stdin and all(isinstance(piece, Chunk) for piece in stdin):
        text = "".join(piece.text for piece in stdin if isinstance(piece, Chunk))
        shown = printed(text, [word.literal for word in command.words[1:]])
        if shown is not None:
            return (Chunk(shown, command.at),)
    return (hole(command),)


def _path(name: str, arguments: tuple[Word, ...], at: Location) -> Pieces:
    plain = [word for word in arguments if not (word.literal or "").startswith("-")]
    literal = plain[0].literal if plain else None
    if literal is None:
        if plain and any(isinstance(piece, Chunk) for piece in plain[0].pieces):
            return (Hole(f"$({name} {plain[0].label})", plain[0].unknown or Unknown("it is a path", at)),)
        return (Hole(f"$({name}@{at.line}:{at.column})", Unknown("the path is not known", at)),)
    match name:
        case "dirname":
            return (Chunk(posixpath.dirname(literal) or ".", at),)
        case "basename":
            base = posixpath.basename(literal)
            ending = plain[1].literal if len(plain) > 1 else None
            return (Chunk(base.removesuffix(ending) if ending else base, at),)
    return (Chunk(posixpath.normpath(literal), at),)


def _sequence(arguments: tuple[Word, ...], at: Location) -> Pieces:
    numbers = [word.literal for word in arguments]
    if not 1 <= len(numbers) <= 3 or not all(each and re.fullmatch(r"-?\d{1,6}", each) for each in numbers):
        return (Hole(f"$(seq@{at.line}:{at.column})", Unknown("the numbers are not known", at)),)
    values = [int(each or "0") for each in numbers]
    first = values[0] if len(values) > 1 else 1
    step = values[1] if len(values) == 3 else 1
    if step == 0:
        return ()
    listed = range(first, values[-1] + (1 if step > 0 else -1), step)[:1000]
    return (Chunk("\n".join(map(str, listed)), at),)
