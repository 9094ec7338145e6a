"""Everything that is read of a folder, as plain data that a case's ``expected.json`` holds."""

from __future__ import annotations

from pathlib import Path

from declare import shown
from folders import read

from natpin.formats.interface import Reader
from natpin.model.doubt import Doubt, Question
from natpin.model.part import Part
from natpin.model.resource import Link, Resource, SourceNote
from natpin.model.value import EXPLICIT, Node, Reference, Skipped, Unknown, Value


def plain(node: Node | None) -> object:
    """As ``declare.shown``; a default says whose it is, an unknown what is known of it and what settles it."""
    match node:
        case Value(data=dict() as members):
            return {name: plain(child) for name, child in members.items()}
        case Value(data=tuple() as elements):
            return [plain(element) for element in elements]
        case Value(data=data, origin=origin) if origin != EXPLICIT:
            return f"{data} ({origin.whose})"
        case Unknown():
            known = "".join(_piece(part) for part in node.parts)
            rest = [node.reason, f"settled by {node.settle_by}" if node.settle_by else "", known]
            return "? " + "; ".join(filter(None, rest))
    return shown(node)


def _piece(part: object) -> str:
    match part:
        case str():
            return part
        case Reference(target=target, attribute=attribute):
            return f"{{{target}.{attribute}}}"
        case Unknown():
            return "{?}"
    return "{}"


def rendered(folder: Path, reader: Reader) -> dict[str, object]:
    """What a reader finds in a folder: by stack, each part by its address."""
    return {stack: [said(part) for part in parts] for stack, parts in read(folder, reader)}


def said(part: Part) -> dict[str, object]:
    """A part, without what it does not have."""
    match part:
        case Skipped():
            told: dict[str, object] = {"skipped": part.path, "at": str(part.at), "reason": part.reason}
        case SourceNote():
            told = {"remark": part.kind, "at": str(part.at), "facts": plain(Value(dict(part.facts)))}
        case Link():
            told = {
                "link": part.address,
                "at": str(part.at),
                "of": part.source_type,
                "source": plain(part.source),
                "property": part.property,
                "target": plain(part.target),
                "perhaps": part.conditional.reason if part.conditional else None,
            }
        case Resource():
            told = {
                "resource": part.address,
                "at": str(part.at),
                "type": part.type,
                "name": plain(part.name),
                "parent": plain(part.parent),
                "group": plain(part.resource_group),
                "subscription": plain(part.subscription),
                "lookedUp": part.external or None,
                "perhaps": part.conditional.reason if part.conditional else None,
                "traits": plain(Value(dict(part.traits))) or None,
                "properties": plain(Value(dict(part.properties))),
            }
        case Doubt():
            told = {"notFollowed": part.reason, "at": str(part.at), "mayChange": list(part.reach.types)}
        case Question():
            told = {"question": part.key, "options": list(part.options), "at": str(part.at)}
        case _:
            told = {"part": type(part).__name__}
    return {name: value for name, value in told.items() if value is not None}
