"""The templates of the repository that a pipeline uses: where they are, what they declare, the variables they give.

Source: Azure Pipelines, "Template usage reference", "Define variables".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.formats.documents import first
from natpin.formats.pipelines.azure.expressions import Context
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, members, text
from natpin.workspace import Workspace

MAX_DEPTH = 8
"""Templates in templates."""
MAX_STEPS = 500
ARGUMENTS = "TF_CLI_ARGS"
"""The variable by which variables that are not here may give inputs to Terraform: a script gets them under names in capitals,
and so none as ``TF_VAR_name`` (Azure Pipelines, "Define variables")."""


def local(written: Node | None, path: str, workspace: Workspace) -> str | None:
    """The file of ``template: …``: from the folder of the file that names it, or from the root where it begins with a
    slash. None for another repository's (``name@repo``) and what is not there."""
    said = text(written)
    if not said or ("@" in said and not said.endswith("@self")):
        return None
    said = said.removesuffix("@self")
    folder = "" if said.startswith("/") else posixpath.dirname(path)
    found = posixpath.normpath(posixpath.join(folder, said.lstrip("/")))
    return found if workspace.exists(found) else None


def reached(plan: Value | Skipped, path: str, workspace: Workspace) -> list[str]:
    """The templates that a pipeline uses, directly and through others."""
    found: list[str] = []
    pending: list[tuple[Node | Skipped, str]] = [(plan, path)]
    while pending and len(found) < MAX_STEPS:
        node, here = pending.pop()
        if isinstance(node, Skipped) or not isinstance(node, Value):
            continue
        if isinstance(node.data, Mapping):
            other = local(node.data.get("template"), here, workspace)
            if other is not None and other not in found:
                found.append(other)
                pending.append((first(other, workspace), other))
            pending += [(child, here) for child in node.data.values()]
        elif isinstance(node.data, tuple):
            pending += [(child, here) for child in node.data]
    return found


def declared(plan: Node) -> Mapping[str, Node]:
    """Parameters by name: of a list of declarations, or of a template's short form (name to default)."""
    written = dig(plan, "parameters")
    short = {name: Value({"default": node}, node.at) for name, node in members(written).items()}
    return short or {name: one for one in items(written) if (name := text(dig(one, "name")))}


def variables(
    node: Node, context: Context, workspace: Workspace, depth: int = 0
) -> Iterator[tuple[Mapping[str, Node], Context]]:
    """Variables in the order in which they count, each with where their values are evaluated: a template's by the
    parameters that it is given."""
    written = dig(node, "variables")
    if members(written):
        yield members(written), context
    for one in items(written):
        name, value = text(dig(one, "name")), dig(one, "value")
        if name is not None and value is not None:
            yield {name: value}, context
        named = dig(one, "template")
        if named is None:
            continue
        path = local(named, context.path, workspace) if depth < MAX_DEPTH else None
        plan = first(path, workspace) if path is not None else None
        if path is None or not isinstance(plan, Value):
            why = f"the variables of {text(named) or '?'} are not in this repository"
            yield {ARGUMENTS: Unknown(why, named.at)}, context
            continue
        inner = Context(
            path,
            members(dig(one, "parameters")),
            declared(plan),
            context,
            context.variables,
            context.each,
        )
        yield from variables(plan, inner, workspace, depth + 1)
