"""Files that Terragrunt puts beside a root's: those that ``generate`` makes, and Terraform files of the unit's own folder.

Source: Terragrunt documentation, "generate" block; "terraform" block (the unit's files are copied over the module's).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import TypeVar

from natpin.formats.terraform.providers.reach import BEARING
from natpin.languages.hcl import HclError, Source, TopBlock, parse_body, top_blocks
from natpin.languages.hcl.ast import Block
from natpin.languages.hcl.tfjson import json_blocks
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.folder import SUFFIXES, Broken, Declared, Folder, declare, is_override
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.tree import Constants
from natpin.languages.terraform.values import derived
from natpin.languages.terragrunt.configuration import Configuration
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value, text
from natpin.workspace import Workspace

K = TypeVar("K")
_SETTLE = "lint the plan (terragrunt show -json)"
_UNKNOWN = "${natpin_unknown}"
"""Stands in a generated text for what is not known of it: a name that nothing declares."""
_VALUES = (".auto.tfvars", "terraform.tfvars")


class Placed(Source):
    """A text that a configuration makes: wherever one looks in it, the place is where it is made."""

    def __init__(self, text: str, at: Location) -> None:
        super().__init__(at.path, text)
        self._at = at

    def location(self, start: int, end: int | None = None) -> Location:
        """The place of the block that makes it."""
        return self._at


class Generated:
    """A file that is made beside a root's."""

    def __init__(self, path: str, contents: str, at: Location, keeps: bool = False) -> None:
        self.path, self.contents, self.at, self.keeps = path, contents, at, keeps
        self.doubts: list[Doubt] = []
        self.values: dict[str, Node] = {}

    @property
    def overrides(self) -> bool:
        """Whether its blocks are merged into those of other files."""
        return is_override(posixpath.basename(self.path))

    def doubt(self, reason: str) -> Generated:
        """The same, which may declare anything."""
        self.doubts.append(Doubt(reason, self.at, _SETTLE, Reach(BEARING, adds=True)))
        return self

    def put_into(self, folder: Folder) -> None:
        """Declare what stands in it, in place of a file of the same name."""
        if not self.path.endswith(SUFFIXES):
            return
        if "/" not in self.path.removeprefix("./"):
            _without(folder, posixpath.normpath(posixpath.join(folder.path, self.path)))
        source = Placed(self.contents, self.at)
        sliced = json_blocks(source) if self.path.endswith(".json") else top_blocks(source)
        for error in sliced.errors:
            reason = f"the generated {self.path} cannot be parsed: {error.message}"
            folder.broken.append(Broken(reason, self.at, self.contents))
        for block in sliced.blocks:
            declare(folder, block, self.overrides)


def copied(of: Folder) -> Folder:
    """A folder that may be added to."""
    return Folder(
        of.path,
        dict(of.variables),
        dict(of.outputs),
        dict(of.modules),
        dict(of.resources),
        list(of.settings),
        list(of.moves),
        list(of.removals),
        list(of.skipped),
        list(of.broken),
        True,
        list(of._locals_blocks),
    )


def with_files(folder: Folder, more: Folder) -> None:
    """Put another folder's blocks in: a file of the same name is replaced."""
    replaced = {posixpath.basename(path) for path in _paths(more)}
    for path in list(_paths(folder)):
        if posixpath.basename(path) in replaced:
            _without(folder, path)
    tables: tuple[Mapping[object, Declared], ...] = (
        more.variables,  # type: ignore[assignment]
        more.outputs,
        more.modules,
        more.resources,
    )
    every = [one for table in tables for one in table.values()]
    blocks = [one.block for one in every]
    for block in sorted(blocks, key=_overrides):
        declare(folder, block, _overrides(block))
    for block in (each for one in every for each in one.overrides):
        declare(folder, block, True)
    for kept, added in (
        (folder.settings, more.settings),
        (folder.moves, more.moves),
        (folder.removals, more.removals),
        (folder.skipped, more.skipped),
        (folder.broken, more.broken),
        (folder._locals_blocks, more._locals_blocks),
    ):
        kept.extend(added)  # type: ignore[arg-type]


def _overrides(block: TopBlock) -> bool:
    return is_override(posixpath.basename(block.source.path))


def _paths(folder: Folder) -> set[str]:
    tables: tuple[Mapping[object, Declared], ...] = (
        folder.variables,  # type: ignore[assignment]
        folder.outputs,
        folder.modules,
        folder.resources,
    )
    blocks = (*folder.settings, *folder.moves, *folder.removals, *folder._locals_blocks)
    return {one.block.source.path for table in tables for one in table.values()} | {
        one.source.path for one in blocks
    }


def _without(folder: Folder, path: str) -> None:
    """Leave out what a file declares."""
    _left_out(folder.variables, path)
    _left_out(folder.outputs, path)
    _left_out(folder.modules, path)
    _left_out(folder.resources, path)
    for blocks in (folder.settings, folder.moves, folder.removals, folder._locals_blocks):
        blocks[:] = [one for one in blocks if one.source.path != path]


def _left_out(table: dict[K, Declared], path: str) -> None:
    for key in [key for key, one in table.items() if one.block.source.path == path]:
        del table[key]


def generated(here: Configuration, workspace: Workspace, root: str) -> Iterator[Generated]:
    """The files that a configuration and those it includes generate, the unit's own in place of included ones."""
    blocks: dict[object, tuple[Configuration, Block]] = {}
    listed: dict[str, tuple[Node, Location]] = {}
    for each, _ in here.merged:
        for block in each.blocks("generate"):
            blocks[block.labels or block.start] = each, block
        node = each.value(each.body, "generate")
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            listed.update({name: (one, one.at) for name, one in node.data.items()})
        elif node is not None and not isinstance(node, Value):
            yield Generated("?.tf", "", node.at).doubt("generate makes files that are not known")
    for each, block in blocks.values():
        at = block.source.location(block.start, block.end)
        if _is(each.value(block.body, "disable"), True):
            continue
        path, contents = each.value(block.body, "path"), each.value(block.body, "contents")
        yield from _one(path, contents, each.value(block.body, "if_exists"), at, here, workspace, root)
    for node, at in listed.values():
        members: Mapping[str, Node] = (
            node.data if isinstance(node, Value) and isinstance(node.data, Mapping) else {}
        )
        yield from _one(
            members.get("path"), members.get("contents"), members.get("if_exists"), at, here, workspace, root
        )


def _is(node: Node | None, data: object) -> bool:
    return isinstance(node, Value) and node.data == data


def _one(
    path: Node | None,
    contents: Node | None,
    exists: Node | None,
    at: Location,
    here: Configuration,
    workspace: Workspace,
    root: str,
) -> Iterator[Generated]:
    name = text(path) or "?.tf"
    if _is(exists, "skip") and workspace.exists(posixpath.normpath(posixpath.join(root, name))):
        return
    written = _text(contents)
    if written is None:
        yield Generated(name, "", at).doubt(f"generate makes {name}, whose contents are not known")
        return
    one = Generated(name, written, at)
    if name.endswith(_VALUES):
        one.values = _assigned(written, at, here)
    elif name.endswith(SUFFIXES) and "/" in name.removeprefix("./"):
        one = one.doubt(f"generate makes {name}, which is in another folder")
    yield one


def _text(node: Node | None) -> str | None:
    """A generated text, with a name that nothing declares for what is not known of it; None where nothing is known."""
    if isinstance(node, Value):
        return node.data if isinstance(node.data, str) else None
    if isinstance(node, Unknown) and any(isinstance(part, str) for part in node.parts):
        return "".join(part if isinstance(part, str) else _UNKNOWN for part in node.parts)
    return None


def _assigned(contents: str, at: Location, here: Configuration) -> dict[str, Node]:
    """What a generated variable file sets."""
    source = Placed(contents, at)
    try:
        body = parse_body(source)
    except HclError:
        return {}
    found: dict[str, Node] = {}
    for name, attribute in body.attributes.items():
        node = argument(attribute, Scope(Constants(here.world, here.folder), source))
        found[name] = (
            node if isinstance(node, Value) else derived(node, at) if isinstance(node, Unknown) else node
        )
    return found
