"""Edits that take a property out of where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.fixing.edit import Change, Edit, line_end, line_start
from natpin.fixing.files import AZ_CMDLET, AZ_COMMAND, YAML, Files, edits_of, language_at, language_of
from natpin.fixing.places import found
from natpin.fixing.state import written_at
from natpin.fixing.writers import braces, commands, hcl, yaml
from natpin.model.resource import Resource
from natpin.model.value import Node, Value


def removed(files: Files, resource: Resource, path: str) -> tuple[Edit, ...] | None:
    """A property taken out of where it stands."""
    node = found(resource, path)
    place = files.place(resource.at)
    if node is None:
        return None
    if place is not None and language_at(place[0], place[1][0]) in (AZ_COMMAND, AZ_CMDLET):
        return _unflagged(files, node)
    own = files.text(node.at.path)
    if own is not None and language_of(node.at.path) == YAML:
        offset = own.offset(node.at.line, node.at.column)
        gone = yaml.without_key(own.text, offset) if offset is not None else None
        return edits_of(own, gone) if gone else None
    there = files.place(node.at)
    if there is None:
        return None
    text, span = there
    changes: list[Change] | None = None
    match language_of(node.at.path):
        case "hcl" if text.text[span[0]] != "{":
            changes = hcl.removed(text.text, span)
        case "hcl" | "bicep" | "json":
            around = braces.enclosing(text.text, span[0], (0, len(text.text)))
            changes = braces.without_member(text.text, *around) if around else None
    return edits_of(text, changes) if changes else None


def _unflagged(files: Files, node: Node) -> tuple[Edit, ...] | None:
    """Every flag that gave a part of a value, taken out with what follows it."""
    edits: dict[Edit, None] = {}
    for leaf in _leaves(node):
        place = files.place(leaf.at)
        if place is None:
            return None
        text, (start, end) = place
        first = line_start(text.text, start)
        flag = text.text[first:start].rstrip(" \t").rpartition(" ")[2].lstrip("\t")
        if not flag.startswith("-"):
            return None
        begin = text.text.rindex(flag, first, start)
        edits |= dict.fromkeys(
            edits_of(text, commands.without_words(text.text, begin, commands.word_end(text.text, start)))
        )
        if end > line_end(text.text, start):
            return None
    return tuple(edits) or None


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        for inner in node.data.values():
            yield from _leaves(inner)
    elif isinstance(node, Value) and isinstance(node.data, tuple):
        for inner in node.data:
            yield from _leaves(inner)
    elif written_at(node) is not None:
        yield node
