"""A case is a folder: templates as people write them, and ``expected.json`` with what they declare."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import read

from natpin.formats import arm, bicep
from natpin.formats.interface import Reader
from natpin.model.doubt import Doubt, Question
from natpin.model.resource import Resource
from natpin.model.value import Node, Reference, Skipped, Unknown, Value

HERE = Path(__file__).parent
READERS: dict[str, Reader] = {"arm": arm, "bicep": bicep}
CASES = [(name, path.name) for name in READERS for path in sorted((HERE / name / "cases").iterdir())]


def shown(node: Node | None) -> object:
    """A node as the expectations spell it: ``?…`` unknown with its known pieces, ``->`` a reference."""
    match node:
        case Value(data=dict() as members):
            return {name: shown(child) for name, child in members.items()}
        case Value(data=tuple() as elements):
            return [shown(element) for element in elements]
        case Value(data=data):
            return data
        case Unknown(reason=reason, parts=parts):
            pieces = "".join(part if isinstance(part, str) else "…" for part in parts)
            return f"?{pieces}" if pieces.strip("…") else f"? {reason}"
        case Reference(target=target, attribute=attribute):
            return f"->{target}.{attribute}"
        case _:
            return None


def said(part: object) -> dict[str, object]:
    """A part of a stack, as the expectations spell it."""
    if isinstance(part, Skipped):
        return {"skipped": part.path, "reason": part.reason}
    if isinstance(part, Question):
        return {"question": part.key, "asked": part.asked, "options": list(part.options)}
    if isinstance(part, Doubt):
        reach = part.reach
        return {
            "doubt": part.reason,
            "line": part.at.line,
            "types": [type_.rpartition("/")[2] for type_ in reach.types],
            "target": shown(reach.target),
            "does": " and ".join(["alters"] * reach.alters + ["adds"] * reach.adds),
        }
    assert isinstance(part, Resource)
    found = {
        "address": part.address,
        "type": part.type,
        "line": part.at.line,
        "name": shown(part.name),
        "parent": shown(part.parent),
        "group": shown(part.resource_group),
        "subscription": shown(part.subscription),
        "lookedUp": part.external or None,
        "perhaps": part.conditional.reason if part.conditional else None,
        "dependsOn": shown(part.traits.get("dependsOn")),
        "properties": shown(Value(dict(part.properties))),
    }
    if found["group"] == "? the resource group is chosen when the template is deployed":
        found["group"] = None
    return {name: value for name, value in found.items() if value is not None}


def declared(folder: Path, reader: Reader) -> dict[str, list[dict[str, object]]]:
    return {stack: [said(part) for part in parts] for stack, parts in read(folder, reader)}


@pytest.mark.parametrize(("reader", "case"), CASES)
def test_templates_declare_what_is_expected(reader: str, case: str) -> None:
    folder = HERE / reader / "cases" / case
    expected = json.loads((folder / "expected.json").read_text())
    assert declared(folder, READERS[reader]) == expected
