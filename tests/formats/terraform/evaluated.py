"""A root written to a folder and evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from natpin.formats.interface import Inputs
from natpin.formats.terraform import providers
from natpin.formats.terraform.evaluate import Evaluation, evaluate_root
from natpin.formats.terraform.neighbours import Neighbours
from natpin.model.location import NOWHERE
from natpin.model.value import Node, Reference, Unknown, Value
from natpin.workspace import FolderWorkspace


def evaluation(
    folder: Path,
    files: Mapping[str, str],
    root: str = ".",
    inputs: Inputs | None = None,
    types: frozenset[str] = providers.RELEVANT,
) -> Evaluation:
    """Write files and make the root among them ready for evaluation."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    workspace = FolderWorkspace(folder, folder)
    inputs = inputs or Inputs()
    neighbours = Neighbours(workspace, inputs, root, inputs.var_files)
    return evaluate_root(
        root, inputs.var_files, workspace, inputs, types, providers.module_output, neighbours.state
    )


def shown(node: Node | None) -> object:
    """A node as plain data: references as ``->address.attribute``, unknowns as ``?`` with their known pieces."""
    match node:
        case Value(data=Mapping() as data):
            return {key: shown(data[key]) for key in data}
        case Value(data=tuple() as data):
            return [shown(item) for item in data]
        case Value(data=data):
            return data
        case Reference(target=target, attribute=attribute):
            return f"->{target}.{attribute}"
        case Unknown(parts=parts) if any(isinstance(part, str) for part in parts):
            return "".join(
                part if isinstance(part, str) else f"{{{shown(part) if part else '?'}}}" for part in parts
            )
        case Unknown():
            return "?"
        case None:
            return "absent"


def local(folder: Path, expression: str, more: str = "", **given: str) -> object:
    """The value of one expression in a root module with more text beside it."""
    files = {"main.tf": f"locals {{\n  it = {expression}\n}}\n{more}", **given}
    return shown(evaluation(folder, files).root.local("it", NOWHERE))


def value(folder: Path, expression: str, more: str = "") -> Node:
    """The node that one expression in a root module is."""
    text = f"locals {{\n  it = {expression}\n}}\n{more}"
    return evaluation(folder, {"main.tf": text}).root.local("it", NOWHERE)
