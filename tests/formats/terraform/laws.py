"""What holds of any stack: what is read while something is open must fit what is read once it is settled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from natpin.formats import terraform
from natpin.formats.interface import Inputs
from natpin.model.doubt import Question
from natpin.model.part import Part
from natpin.model.resource import Link, Resource
from natpin.model.stack import Stack
from natpin.model.value import Node, Reference, Unknown, Value
from natpin.workspace import FolderWorkspace

_KEY = re.compile(r"\[[^\]]*\]")


def read(folder: Path, text: str, **inputs: Mapping[str, str]) -> list[Part]:
    """The parts of a root of one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text(text)
    workspace = FolderWorkspace(folder, folder)
    return list(terraform.read(Stack("terraform", "."), workspace, Inputs(**inputs)))  # type: ignore[arg-type]


def questions(parts: Iterable[Part]) -> dict[str, Question]:
    """By key."""
    return {part.key: part for part in parts if isinstance(part, Question)}


def contradictions(open_parts: list[Part], settled: list[Part]) -> list[str]:
    """Where a settled reading is something that the open one excludes."""
    found: list[str] = []
    for kind in (Resource, Link):
        before = [part for part in open_parts if isinstance(part, kind)]
        after = [part for part in settled if isinstance(part, kind)]
        for part in after:
            namesakes = [one for one in before if _block(one.address) == _block(part.address)]
            if not namesakes:
                found.append(f"{part.address} appears")
            elif all(list(_differences(one, part)) for one in namesakes):
                found.extend(next(list(_differences(one, part)) for one in namesakes))
        for part in before:
            if part.conditional is None and not any(
                _block(one.address) == _block(part.address) for one in after
            ):
                found.append(f"{part.address} was certain and is gone")
    return found


def _block(address: str) -> str:
    return _KEY.sub("", address)


def _differences(before: Part, after: Part) -> Iterable[str]:
    if isinstance(before, Link) and isinstance(after, Link):
        if not fits(before.source, after.source) or not fits(before.target, after.target):
            yield f"{before.address}: {before.source} {before.target} became {after.source} {after.target}"
    elif isinstance(before, Resource) and isinstance(after, Resource):
        if before.conditional is None and after.conditional is not None:
            yield f"{before.address} was certain and is not"
        for name, node in after.properties.items():
            if name not in before.properties:
                yield f"{before.address}.{name} appears: {node}"
            elif not fits(before.properties[name], node):
                yield f"{before.address}.{name}: {before.properties[name]} became {node}"
        for name, node in before.properties.items():
            if name not in after.properties and not fits(node, None):
                yield f"{before.address}.{name} was {node} and is gone"


def fits(before: Node | None, after: Node | None) -> bool:
    """Whether what is known leaves room for what turns out."""
    match before, after:
        case Unknown(), _:
            return True
        case None | Value(data=None), None | Value(data=None):
            return True
        case Value(data=Mapping() as mine), Value(data=Mapping() as yours):
            return all(fits(mine.get(name), yours.get(name)) for name in {*mine, *yours})
        case Value(data=Mapping() as mine), None:
            return all(fits(node, None) for node in mine.values())
        case Value(data=tuple() as mine), Value(data=tuple() as yours):
            is_open = any(isinstance(one, Unknown) and one.others for one in mine)
            sure = [one for one in mine if not (isinstance(one, Unknown) and one.others)]
            if is_open:
                return all(any(fits(one, other) for other in yours) for one in sure)
            return len(mine) == len(yours) and all(map(fits, mine, yours))
        case Value(data=tuple() as mine), None:
            return all(isinstance(one, Unknown) and one.others for one in mine)
        case Value(data=mine), Value(data=yours):
            return mine == yours or str(mine).lower() == str(yours).lower()
        case Reference(target=target), Reference(target=other):
            return _block(target) == _block(other)
        case Reference(), Value() | Unknown():
            return True
        case Value(), Unknown():
            return False
    return before is None and after is None
