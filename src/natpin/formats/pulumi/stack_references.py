"""What a program takes from another one: the outputs of a stack, by ``pulumi:pulumi:StackReference``.

Source: Pulumi documentation, "Stack references": ``<organization>/<project>/<stack>``; ``outputs`` are those of the stack that
is named. A program of the workspace with that project's name is followed, with the configuration of that stack; the id of a
resource there is known by its names, and whoever declares it is looked for as for any id.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from natpin.formats.documents import first
from natpin.formats.pulumi.given import given_elsewhere
from natpin.formats.pulumi.kinds import KINDS, kind_of
from natpin.formats.pulumi.program import Declared, Program, program
from natpin.model.resource import RESOURCE_GROUP
from natpin.model.value import Node, Reference, Unknown, Value, dig, text
from natpin.workspace import Workspace, found_once

_SETTLE = "pulumi preview --json"
_DEEPEST = 4
"""Programs that take from programs."""
Piece = str | Reference | Unknown | None


class Others:
    """The other programs of a workspace, as one program names them."""

    def __init__(self, workspace: Workspace, depth: int = 0) -> None:
        self._workspace, self._depth = workspace, depth

    def output(self, of: str, name: str, node: Node) -> Node:
        """An output of the stack that is called ``of``."""
        segments = of.split("/")
        if len(segments) < 2 or "?" in segments[-1] + segments[-2]:
            return _unknown(of, name, "which stack is meant is not known", node)
        project, stack = segments[-2:]
        found = found_once(self._workspace, _projects).get(project, [])
        if len(found) != 1 or self._depth > _DEEPEST:
            why = "several programs" if len(found) > 1 else "no program"
            return _unknown(of, name, f"{why} of the workspace is called {project}", node)
        other = self._program(found[0], stack)
        written = dig(dig(_plan(found[0], self._workspace), "outputs"), name) if other is not None else None
        if other is None or written is None:
            return _unknown(of, name, f"{project} has no such output", node)
        value = other.value(written)
        if not isinstance(value, Reference):
            return value
        pieces = tuple(_joined(_id(other.resources[value.target], other)))
        if value.attribute == "name":
            last = pieces[-1]
            return (
                Value(last.rpartition("/")[2], value.at)
                if isinstance(last, str)
                else _unknown(of, name, "", node)
            )
        return Unknown(f"{name} of {of} is only known once it is deployed", node.at, _SETTLE, pieces)

    def _program(self, path: str, stack: str) -> Program | None:
        plan = _plan(path, self._workspace)
        if plan is None:
            return None
        folder = posixpath.dirname(path)
        beside = [posixpath.join(folder, f"Pulumi.{stack}.{ending}") for ending in ("yaml", "yml")]
        kept = next((one for one in beside if self._workspace.exists(one)), None)
        known = _plan(kept, self._workspace) if kept is not None else None
        others = Others(self._workspace, self._depth + 1)
        return program(plan, path, known, {}, others, stack, given_elsewhere(self._workspace))


def _plan(path: str, workspace: Workspace) -> Value | None:
    found = first(path, workspace)
    return found if isinstance(found, Value) else None


def _projects(workspace: Workspace) -> dict[str, list[str]]:
    """The programs of the workspace by their projects' names."""
    found: dict[str, list[str]] = {}
    for path in workspace.walk():
        if posixpath.basename(path).lower() in ("pulumi.yaml", "pulumi.yml"):
            called = text(dig(_plan(path, workspace), "name"))
            found.setdefault(called or "", []).append(path)
    return found


def _id(one: Declared, of: Program, depth: int = 0) -> Iterator[Piece]:
    """The pieces of the id that a resource of another program has in Azure."""
    kind = kind_of(one.type)
    known = KINDS.get(kind[:2]) if kind is not None else None
    if known is None or depth > _DEEPEST:
        yield Unknown(f"the id of {one.name}")
        return
    own = _name(one, known.named, of)
    if known.type == RESOURCE_GROUP:
        yield from ("/subscriptions/", None, "/resourceGroups/", own)
        return
    segments = known.type.split("/")
    yield from ("/subscriptions/", None, "/resourceGroups/", _named(one, "resourceGroupName", of))
    yield f"/providers/{segments[0]}"
    for segment in segments[1:-1]:
        yield from (f"/{segment}/", _named(one, known.parent or "", of))
    yield from (f"/{segments[-1]}/", own)


def _name(one: Declared, member: str, of: Program) -> Piece:
    written = one.properties.get(member)
    found = text(of.value(written)) if written is not None else None
    return found or Unknown(f"the name of {one.name} of {of.path}")


def _named(one: Declared, member: str, of: Program) -> Piece:
    """A name that another resource of the program gives, or that is written."""
    written = one.properties.get(member)
    found = of.value(written) if written is not None else None
    if isinstance(found, Reference) and found.target in of.resources:
        target = of.resources[found.target]
        kind = kind_of(target.type)
        known = KINDS.get(kind[:2]) if kind is not None else None
        return _name(target, known.named, of) if known is not None else None
    return text(found)


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for one in pieces:
        if isinstance(one, str) and found and isinstance(found[-1], str):
            found[-1] += one
        else:
            found.append(one)
    return found


def _unknown(of: str, name: str, why: str, node: Node) -> Unknown:
    """The same unknown thing wherever the same output is named."""
    said = Unknown(f"{name} of {of}")
    return Unknown(
        f"output {name} of {of} is not known{f': {why}' if why else ''}", node.at, _SETTLE, (said,)
    )
