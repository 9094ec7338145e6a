"""Manifests whose objects are Azure's resources: the objects of a file, and the files of a stack.

Which objects a format takes, and which files belong together, is the format's own. What they share stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar
from weakref import WeakKeyDictionary

from natpin.formats.charts import unrendered
from natpin.formats.documents import parsed
from natpin.formats.kustomizations import Overlays, parted
from natpin.formats.patch_files import listed, sorted_out
from natpin.model.location import Location
from natpin.model.record import field, record
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, dig, text
from natpin.workspace import Workspace, as_utf8

T = TypeVar("T")


def bodies(path: str, workspace: Workspace, but: bytes | None = None) -> Iterator[tuple[str, Node] | Skipped]:
    """Every object of a file, those in lists included, each with what tells it from the others. A template is skipped,
    unless it holds ``but``."""
    found, data = parsed(path, workspace), workspace.read(path)
    if isinstance(found, Skipped):
        yield Skipped(path, found.reason, found.at, claims_aks=True)
        return
    literal = as_utf8(data) if isinstance(data, bytes) else b""
    if b"{{" in literal and (but is None or but not in literal):
        yield Skipped(path, unrendered(path, workspace), claims_aks=True)
        return
    for number, document in enumerate(found):
        if isinstance(document, Skipped):
            yield Skipped(path, document.reason, document.at, claims_aks=True)
            continue
        for position, body in enumerate(listed(document)):
            yield f"{number}.{position}", body


def identity(body: Node, number: str) -> tuple[str, str, Location]:
    """An object's namespace and name, and where the name is written."""
    name = dig(body, "metadata.name")
    namespace = text(dig(body, "metadata.namespace")) or "default"
    return namespace, text(name) or f"<unnamed {number}>", name.at if name is not None else body.at


@record
class Files:
    """The files of a stack."""

    paths: tuple[str, ...]
    over: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By file: kustomizations that take it in."""


_FILES: WeakKeyDictionary[Workspace, dict[tuple[str, str], Files]] = WeakKeyDictionary()
"""By reader and root. Which files belong to a stack is only known from all of them together."""


def unpatched(
    claimed: Sequence[str], workspace: Workspace, holds: Callable[[bytes], bool]
) -> tuple[list[str], Overlays]:
    """Of the files that a reader claims: those with objects of their own, and the kustomizations that may change these.
    ``holds`` knows a manifest by its text."""
    kustomizations, manifests = parted(claimed, workspace, holds)
    if not manifests:
        return [], Overlays(())
    return sorted_out(kustomizations, manifests, workspace)


def stack_of(reader: str, root: str, paths: Sequence[str], changed: Overlays, workspace: Workspace) -> Stack:
    """The stack of some files, which ``objects_of`` then knows."""
    over = {path: tuple(changed.over(path)) for path in paths}
    _FILES.setdefault(workspace, {})[reader, root] = Files(tuple(paths), over)
    return Stack(reader, root)


def objects_of(
    stack: Stack, workspace: Workspace, objects: Callable[[str, Workspace], Iterator[T | Skipped]]
) -> tuple[list[T], list[Skipped], Files]:
    """The objects of a stack, what could not be read, and its files."""
    mine = _FILES.get(workspace, {}).get((stack.reader, stack.root)) or Files((stack.root,))
    found: list[T] = []
    skipped: list[Skipped] = []
    for path in mine.paths:
        for one in objects(path, workspace):
            if isinstance(one, Skipped):
                skipped.append(one)
            else:
                found.append(one)
    return found, skipped, mine
