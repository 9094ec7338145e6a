"""Objects on az's command line: JSON, or az's shorthand ``[{ip-tag-type:RoutingPreference,tag:Internet}]``.

Source: Azure CLI, "Use shorthand syntax" (learn.microsoft.com/cli/azure/use-azure-cli-successfully-shorthand). The
names of members are the command's (``ip-tag-type``) or, in JSON, ARM's: compared without case, dashes and underscores.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from natpin.languages.shell.words import Word

MOST = 20_000
"""Characters of an argument that are read."""


def objects(words: tuple[Word, ...]) -> list[Mapping[str, str]] | None:
    """The objects that an argument's words list, names in small letters; None where that is not known."""
    found: list[Mapping[str, str]] = []
    for word in words:
        literal = word.literal
        if literal is None or len(literal) > MOST:
            return None
        read = _read(literal.strip())
        if read is None:
            return None
        found += read
    return found


def is_written_so(word: Word) -> bool:
    """True for a word that begins an object or a list of some."""
    return word.label.lstrip()[:1] in ("{", "[", "@")


def _read(text: str) -> list[Mapping[str, str]] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return _shorthand(text)
    listed = data if isinstance(data, list) else [data]
    if not all(isinstance(each, dict) for each in listed):
        return None
    return [{_plain(name): str(value) for name, value in each.items()} for each in listed]


def _shorthand(text: str) -> list[Mapping[str, str]] | None:
    """Flat objects alone: what is nested, quoted or read from a file is not followed."""
    if text[:1] == "[" and text[-1:] == "]":
        text = text[1:-1]
    found: list[Mapping[str, str]] = []
    for inside in _braced(text):
        if inside is None:
            return None
        members = [member.partition(":") for member in inside.split(",")]
        if not all(colon for _, colon, _ in members):
            return None
        found.append({_plain(name): value.strip(" '\"") for name, _, value in members})
    return found


def _braced(text: str) -> Iterator[str | None]:
    """What stands between each pair of braces; None where anything else stands outside of them, or braces inside."""
    while text.strip(" ,"):
        before, opened, rest = text.partition("{")
        inside, closed, text = rest.partition("}")
        if before.strip(" ,") or not opened or not closed or set(inside) & set("{[]"):
            yield None
            return
        yield inside


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
