"""``az deployment … create`` and ``az stack … create``: what the template they deploy may declare or change."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Callable, Iterator

from natpin.formats.az.cli.kinds import BY_TYPE, WITH_CHILDREN
from natpin.formats.into_groups import may_write_over
from natpin.formats.other_groups import leaves_its_group, may_leave_its_group
from natpin.languages.shell.words import Capture, Command, Word
from natpin.model.doubt import Doubt, Reach
from natpin.model.record import replace
from natpin.model.value import Node

MAX_FILES = 30
"""Templates and modules that one deployment is followed through."""

_TYPE = re.compile(r"['\"](Microsoft\.[A-Za-z.]+(?:/[A-Za-z]+)+)(?:@[\w-]+)?['\"]")
_CHILD = re.compile(r"^[^\S\n]*resource\s+\w+\s+'([A-Za-z]+)@", re.MULTILINE)
_MODULE = re.compile(r"\bmodule\s+\w+\s+'([^'\n]+)'")
_NESTED = re.compile(r"\"(?:templateLink|uri|relativePath)\"\s*:", re.IGNORECASE)


def doubt(command: Command, spoken: list[str], look: Callable[[str], str | None]) -> Doubt | None:
    """A doubt about a deployment; None where its template holds nothing on the way to the internet."""
    shown = f"what `az {' '.join(spoken)}` deploys"
    words = command.words
    path: str | None = None
    group: Node | None = None
    for number, word in enumerate(words[:-1]):
        if word.label in ("--template-file", "-f"):
            path = words[number + 1].literal
        elif word.label in ("--resource-group", "-g") and spoken == ["deployment", "group", "create"]:
            group = words[number + 1].node()
    if group is not None and any(_may_leave(word) for word in words):
        group = None
    whole = Doubt(shown, command.at, None, Reach(adds=True, group=group))
    if path is None:
        return whole
    texts: list[str] = []
    types = _types(path, look, texts)
    if any(map(leaves_its_group, texts)):
        group = None
    if types is None:
        return replace(whole, reach=replace(whole.reach, group=group))
    if not types:
        return None
    return Doubt(f"{shown} ({path})", command.at, None, Reach(tuple(sorted(types)), adds=True, group=group))


def beyond(command: Command, spoken: list[str], look: Callable[[str], str | None]) -> Iterator[Doubt]:
    """Doubts about what other roots declare in the group that a template from elsewhere is deployed into. A template of this
    repository, by its address on the internet, is read as such."""
    if spoken != ["deployment", "group", "create"]:
        return
    given = {word.label: after for word, after in itertools.pairwise(command.words)}
    uri = given.get("--template-uri") or given.get("-u")
    address = uri.label.partition("?")[0] if uri is not None else ""
    groups = [given[flag].literal for flag in ("--resource-group", "-g") if flag in given]
    if len(groups) != 1 or not groups[0] or not address:
        return
    segments = address.split("/")
    if any(look("/".join(segments[start:])) is not None for start in range(3, len(segments))):
        return
    yield from may_write_over(groups[0], f"what `az {' '.join(spoken)}` deploys", command.at)


def _may_leave(word: Word) -> bool:
    """Whether a word names something that may be in another group: a network that the script has made, an id."""
    made = any(isinstance(piece, Capture) and piece.reference.attribute == "id" for piece in word.pieces)
    return made or ("=" in word.label and may_leave_its_group(word.label))


def _types(path: str, look: Callable[[str], str | None], texts: list[str]) -> set[str] | None:
    """The types that bear on egress in a template and its modules; None where one of them cannot be seen. ``texts``: filled
    with those that are seen."""
    found: set[str] = set()
    pending, seen = [path], set()
    while pending:
        current = posixpath.normpath(pending.pop())
        if current in seen:
            continue
        seen.add(current)
        text = look(current) if len(seen) <= MAX_FILES else None
        if text is not None:
            texts.append(text)
        if text is None or _NESTED.search(text):
            return None
        for name in _TYPE.findall(text):
            kind = BY_TYPE.get(name.lower())
            if kind is not None:
                found.update(WITH_CHILDREN.get(kind.word, (kind.type,)))
        if _CHILD.search(text):
            for name in _CHILD.findall(text):
                found.update(kind.type for full, kind in BY_TYPE.items() if full.endswith("/" + name.lower()))
        for module in _MODULE.findall(text):
            if module.startswith(("br:", "br/", "ts:", "ts/")):
                return None
            pending.append(posixpath.join(posixpath.dirname(current), module))
    return found
