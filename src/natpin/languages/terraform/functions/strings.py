"""Functions of text."""

from __future__ import annotations

import re
import re._parser as sre  # type: ignore[import-not-found]
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import inf

from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    MAX_TEXT,
    EvalError,
    NotKnown,
    boolean,
    elements,
    joined,
    number,
    number_text,
    text,
    whole,
)
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value

_VERB = re.compile(
    r"%(?P<flags>[-+# 0]*)(?P<width>\d*)(?:\.(?P<precision>\d+))?(?:\[(?P<index>\d+)\])?(?P<verb>[a-zA-Z%])"
)
_WORK = 50_000_000
"""Steps that a regular expression may take at worst."""


def _simple(function: Callable[[str], str]) -> Callable[[list[Node], Scope, Location], Node]:
    def applied(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return Value(function(text(arguments[0])), at)

    return applied


def _cased(function: Callable[[str], str]) -> Callable[[list[Node], Scope, Location], Node]:
    """``lower`` and ``upper`` go through the known pieces of an unknown string."""

    def applied(arguments: list[Node], scope: Scope, at: Location) -> Node:
        node = arguments[0]
        if isinstance(node, Unknown) and any(isinstance(part, str) for part in node.parts):
            parts = tuple(function(part) if isinstance(part, str) else part for part in node.parts)
            return Unknown(node.reason, at, node.settle_by, parts)
        return Value(function(text(node)), at)

    return applied


def _title(word: str) -> str:
    return re.sub(r"(?<![^\s])\w", lambda match: match[0].upper(), word)


def join(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``join(separator, list...)``"""
    separator = arguments[0]
    pieces: list[Node] = []
    for collection in arguments[1:]:
        for item in elements(collection):
            if pieces:
                pieces.append(separator)
            pieces.append(item)
    return joined(pieces, at)


def split(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``split(separator, text)``"""
    separator, whole_text = text(arguments[0]), text(arguments[1])
    found = whole_text.split(separator) if separator else list(whole_text)
    return Value(tuple(Value(piece, at) for piece in found), at)


def format_(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``format(spec, ...)``; unknown values for ``%s`` stay holes in the text."""
    spec = text(arguments[0])
    pieces: list[Node] = []
    offset = 0
    following = 1
    for match in _VERB.finditer(spec):
        pieces.append(Value(spec[offset : match.start()]))
        offset = match.end()
        if match["verb"] == "%":
            pieces.append(Value("%"))
            continue
        position = int(match["index"]) if match["index"] else following
        following = position + 1
        pieces.append(_formatted(match, arguments[position], at))
    pieces.append(Value(spec[offset:]))
    return joined(pieces, at)


def _formatted(match: re.Match[str], node: Node, at: Location) -> Node:
    verb, flags = match["verb"], match["flags"]
    width = int(match["width"][:5] or 0)
    if width > 10_000:
        raise EvalError("format() with a width too large", at)
    if not isinstance(node, Value):
        if verb in "sv" and not width:
            return node
        raise NotKnown(node if isinstance(node, Unknown) else Unknown("known only after apply", at))
    if verb in "sv":
        known = text(node) if node.data is not None else "null"
        if match["precision"]:
            known = known[: int(match["precision"])]
    elif verb == "q":
        known = '"' + text(node).replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif verb == "t":
        known = "true" if boolean(node) else "false"
    elif verb in "dbxXo":
        value = whole(node)
        known = {"d": "{:d}", "b": "{:b}", "x": "{:x}", "X": "{:X}", "o": "{:o}"}[verb].format(value)
        if "+" in flags and value >= 0:
            known = "+" + known
    elif verb in "eEfFgG":
        precision = min(int(match["precision"] or 6), 100)
        known = f"{float(number(node)):.{precision}{verb.lower() if verb in 'fF' else verb}}"
    else:
        raise EvalError(f"format() has no verb %{verb}", at)
    fill = "0" if "0" in flags and "-" not in flags else " "
    known = known.ljust(width) if "-" in flags else known.rjust(width, fill)
    return Value(known)


def formatlist(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``formatlist(spec, lists...)``"""
    lists = [
        elements(node) if isinstance(node, Value) and isinstance(node.data, tuple) else node
        for node in arguments[1:]
    ]
    length = max((len(one) for one in lists if isinstance(one, Sequence)), default=1)
    scope.world.spend(length)
    rows = []
    for index in range(length):
        row = [one[index] if isinstance(one, Sequence) else one for one in lists]
        rows.append(format_([arguments[0], *row], scope, at))
    return Value(tuple(rows), at)


def replace(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``replace(text, part, by)``; a part between slashes is a regular expression."""
    whole_text, part, by = (text(node) for node in arguments[:3])
    if len(part) > 1 and part.startswith("/") and part.endswith("/"):
        pattern = compiled(part[1:-1], whole_text, scope, at)
        by = re.sub(r"\$\{?(\w+)\}?", r"\\g<\1>", by.replace("\\", "\\\\"))
        if len(by) * (len(whole_text) + 1) > MAX_TEXT * 10:
            raise EvalError("replace() makes too large a string", at)
        try:
            return Value(pattern.sub(by, whole_text), at)
        except (re.error, IndexError) as error:
            raise EvalError(f"replace(): {error}", at) from None
    if whole_text.count(part) * len(by) > MAX_TEXT:
        raise EvalError("replace() makes too large a string", at)
    return Value(whole_text.replace(part, by), at)


def compiled(pattern: str, subject: str, scope: Scope, at: Location) -> re.Pattern[str]:
    """A regular expression, if it cannot run away on this text: Terraform's engine never backtracks, ours does.

    Raises EvalError for one that might, and for one that is none.
    """
    found, work = bounded(pattern, subject, at)
    scope.world.spend(work // 1000)
    return found


def bounded(pattern: str, subject: str, at: Location) -> tuple[re.Pattern[str], int]:
    """A regular expression of Go's, and how many steps it may take on a text. Raises as ``compiled`` does."""
    if len(pattern) > 1000:
        raise EvalError("a regular expression too long to be tried", at)
    translated = pattern.replace("\\z", "\\Z")
    for name, characters in _CLASSES.items():
        translated = translated.replace(name, characters)
    try:
        work = _work(translated, len(subject) + 1)
        if work > _WORK:
            raise EvalError("a regular expression too involved to be tried", at)
        return re.compile(translated), int(work)
    except (re.error, RecursionError, OverflowError) as error:
        raise EvalError(f"not a usable regular expression: {error}", at) from None


@lru_cache(maxsize=512)
def _work(pattern: str, length: int) -> float:
    """How many steps an expression may take on a text of a length, at most."""
    tree = sre.parse(pattern)
    return _ways(tree, length) * (1 if _is_anchored(tree) else length)


_CLASSES = {
    "[:alnum:]": "a-zA-Z0-9",
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
    "[:space:]": r"\s",
    "[:punct:]": r"!-/:-@\[-`{-~",
}


def _is_anchored(tree: object) -> bool:
    return any(str(argument) == "AT_BEGINNING" for _, argument in list(tree)[:1])  # type: ignore[call-overload]


def _ways(tree: object, length: int, repeated: bool = False) -> float:
    """In how many ways a pattern may be tried at one place of a text, at worst; infinite for a choice that is repeated.

    Every repetition may end at each character, every option may be taken or not, every alternative tried.
    """
    ways = 1.0
    for operation, argument in tree:  # type: ignore[attr-defined]
        match str(operation):
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, body = argument
                choices = min(int(most) - int(least) + 1, length)
                if repeated and choices > 1:
                    return inf
                ways *= choices * _ways(body, length, repeated or int(most) > 1)
            case "SUBPATTERN":
                ways *= _ways(argument[-1], length, repeated)
            case "BRANCH":
                if repeated:
                    return inf
                ways *= sum(_ways(branch, length) for branch in argument[1])
            case "ASSERT" | "ASSERT_NOT":
                ways *= _ways(argument[1], length, repeated)
            case "ATOMIC_GROUP":
                ways *= _ways(argument, length, repeated)
            case "GROUPREF" | "GROUPREF_EXISTS":
                return inf
    return ways


def _match_node(match: re.Match[str], at: Location) -> Node:
    names = match.re.groupindex
    if names:
        return Value({name: Value(match[name], at) for name in names}, at)
    if match.re.groups:
        return Value(tuple(Value(group, at) for group in match.groups()), at)
    return Value(match[0], at)


def regex(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``regex(pattern, text)``"""
    subject = text(arguments[1])
    match = compiled(text(arguments[0]), subject, scope, at).search(subject)
    if match is None:
        raise EvalError("regex() found nothing", at)
    return _match_node(match, at)


def regexall(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``regexall(pattern, text)``"""
    subject = text(arguments[1])
    pattern = compiled(text(arguments[0]), subject, scope, at)
    return Value(tuple(_match_node(match, at) for match in pattern.finditer(subject)), at)


def substr(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``substr(text, offset, length)``"""
    subject, offset, length = text(arguments[0]), whole(arguments[1]), whole(arguments[2])
    if offset < 0:
        offset += len(subject)
    return Value(subject[offset:] if length < 0 else subject[offset : offset + length], at)


def _two(function: Callable[[str, str], str | bool]) -> Callable[[list[Node], Scope, Location], Node]:
    def applied(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return Value(function(text(arguments[0]), text(arguments[1])), at)

    return applied


def indent(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``indent(spaces, text)``"""
    spaces, subject = whole(arguments[0]), text(arguments[1])
    if spaces * (subject.count("\n") + 1) > MAX_TEXT:
        raise EvalError("indent() makes too large a string", at)
    return Value(subject.replace("\n", "\n" + " " * spaces), at)


def tostring(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``tostring(value)``"""
    node = arguments[0]
    if isinstance(node, Unknown) or (isinstance(node, Value) and node.data is None):
        return node
    return Value(text(node), node.at)


def _without_end(subject: str) -> str:
    return subject.rstrip("\r\n")


def _reversed(subject: str) -> str:
    return subject[::-1]


FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {
    "chomp": _simple(_without_end),
    "endswith": _two(str.endswith),
    "format": format_,
    "formatlist": formatlist,
    "indent": indent,
    "join": join,
    "lower": _cased(str.lower),
    "regex": regex,
    "regexall": regexall,
    "replace": replace,
    "split": split,
    "startswith": _two(str.startswith),
    "strcontains": _two(str.__contains__),
    "strrev": _simple(_reversed),
    "substr": substr,
    "title": _simple(_title),
    "tostring": tostring,
    "trim": _two(str.strip),
    "trimprefix": _two(str.removeprefix),
    "trimspace": _simple(str.strip),
    "trimsuffix": _two(str.removesuffix),
    "upper": _cased(str.upper),
}
__all__ = ["FUNCTIONS", "compiled", "number_text"]
