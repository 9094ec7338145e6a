"""The templates of the repository that a pipeline uses: where they are, what they declare, the variables they give.

Source: Azure Pipelines, "Template usage reference", "Define variables".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.formats.documents import first
from natpin.formats.pipelines.azure.expressions import OPEN, Context, Expressions
from natpin.formats.pipelines.azure.insertions import elements, entries, undecided
from natpin.formats.pipelines.texts import spelled
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
    node: Node, context: Context, workspace: Workspace, expressions: Expressions, depth: int = 0
) -> Iterator[tuple[Mapping[str, Node], Context]]:
    """Variables in the order in which they count, each with where their values are evaluated: a template's by the
    parameters that it is given."""
    written = dig(node, "variables")
    for called, said, where in entries(written, context, expressions) if members(written) else ():
        yield {called: said}, where
    for one, where, asked in elements(written, context, expressions):
        name, value = text(dig(one, "name")), dig(one, "value")
        if name is not None and "${{" in name:
            name = expressions.bash(name, where, one.at)
            name = f"{OPEN}{name}" if "$" in name else name
        if name is not None and value is not None:
            yield {name: value if asked is None else undecided(asked, value)}, where
        elif asked is not None and not members(one):
            yield {f"{OPEN}{asked}": undecided(asked, one)}, where
        group = dig(one, "group")
        if group is not None:
            spoken = text(group) or "?"
            called = expressions.bash(spoken, where, group.at)
            called = spoken if "$" in called else called
            yield {f"{OPEN}the group {called}": Unknown("a variable group", group.at)}, where
        named = dig(one, "template")
        if named is None:
            continue
        path = local(named, where.path, workspace) if depth < MAX_DEPTH else None
        plan = first(path, workspace) if path is not None else None
        if path is None or not isinstance(plan, Value):
            why = f"the variables of {text(named) or '?'} are not in this repository"
            yield (
                {ARGUMENTS: Unknown(why, named.at), f"{OPEN}{text(named) or '?'}": Unknown(why, named.at)},
                where,
            )
            continue
        inner = Context(
            path,
            given(dig(one, "parameters"), where, expressions, declared(plan)),
            declared(plan),
            where,
            where.variables,
            where.each,
        )
        for layer, place in variables(plan, inner, workspace, expressions, depth + 1):
            if asked is not None:
                layer = {called: undecided(asked, each) for called, each in layer.items()}
            yield layer, place


def given(
    node: Node | None, context: Context, expressions: Expressions, names: Mapping[str, Node]
) -> Mapping[str, Node]:
    """What a template is given, by name. ``names``: those that it declares, any of which may be given where names are not
    known."""
    found: dict[str, Node] = {}
    for name, value, where in entries(node, context, expressions):
        if name.startswith(OPEN):
            found |= dict.fromkeys(names, value)
            continue
        written = spelled(value)
        if where is not context and written is not None and "${{" in written:
            written = expressions.bash(written, where, value.at)
            value = undecided("each", value) if "$" in written else Value(written, value.at)
        found[name] = value
    return found
