"""Whole scripts: a folder under cases/ holds a script (run.sh), what it sources, and expected.json.

``python tests/formats/az/test_az_cases.py`` rewrites the expectations; read the difference before committing it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from natpin.formats import az
from natpin.formats.interface import Inputs, Read
from natpin.model.resource import RESOURCE_GROUP, Link, Resource, SourceNote
from natpin.model.value import EXPLICIT, Node, Reference, Skipped, Unknown, Value
from natpin.workspace import FolderWorkspace

CASES = Path(__file__).parent / "cases"


def shown(node: Node | None) -> Any:
    """A node: plain data, a default with whose it is, ``-> address.attribute``, ``unknown: why``."""
    match node:
        case Value(data=dict() as members):
            return {name: shown(child) for name, child in members.items()}
        case Value(data=tuple() as items):
            return [shown(child) for child in items]
        case Value(data=data, origin=origin) if origin == EXPLICIT:
            return data
        case Value(data=data, origin=origin):
            return f"{data} ({origin.whose})"
        case Reference(target=target, attribute=attribute):
            return f"-> {target}.{attribute}"
        case Unknown(reason=reason, settle_by=settle):
            return f"unknown: {reason}" + (f" [{settle}]" if settle else "")
    return None


def rendered(read: Iterable[Read]) -> dict[str, Any]:
    """Everything read: resources by address, source notes and skipped parts by line."""
    found: dict[str, Any] = {"resources": {}, "remarks": [], "skipped": []}
    for part in read:
        match part:
            case Resource(type=type_, external=True) if type_ == RESOURCE_GROUP:
                continue
            case Resource():
                body: dict[str, Any] = {"line": part.at.line, **shown(Value(dict(part.properties)))}
                if part.external:
                    body["(looked up)"] = True
                if part.conditional is not None:
                    body["(conditional)"] = part.conditional.reason
                if part.parent is not None:
                    body["(parent)"] = shown(part.parent)
                found["resources"][part.address] = body
            case SourceNote():
                found["remarks"].append(
                    {"line": part.at.line, "kind": part.kind}
                    | {name: shown(fact) for name, fact in part.facts.items()}
                )
            case Skipped():
                found["skipped"].append({"line": part.at.line if part.at else None, "reason": part.reason})
            case Link():
                raise AssertionError("the az reader yields no links")
    return found


def read_case(case: Path) -> dict[str, Any]:
    workspace = FolderWorkspace(case, case)
    given = json.loads((case / "vars.json").read_text()) if (case / "vars.json").exists() else {}
    inputs = Inputs(variables=given)
    claimed = []
    for path in workspace.walk():
        data = workspace.read(path)
        assert not isinstance(data, Skipped)
        if path.endswith(az.suffixes) and az.claims(path, data):
            claimed.append(path)
    found = {}
    for stack in az.stacks(claimed, workspace, inputs):
        assert not isinstance(stack, Skipped)
        found[stack.root] = rendered(az.read(stack, workspace, inputs))
    return found


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_script(case: Path) -> None:
    assert read_case(case) == json.loads((case / "expected.json").read_text())


if __name__ == "__main__":
    for each in sorted(CASES.iterdir()):
        text = json.dumps(read_case(each), indent=2, ensure_ascii=False)
        (each / "expected.json").write_text(text + "\n")
