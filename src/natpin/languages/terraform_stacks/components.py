"""A component configuration as a folder of Terraform: its components are calls of modules.

Source: developer.hashicorp.com/terraform/language/block/stack/tfcomponent: a component's ``inputs`` are the module's
variables, ``providers`` its providers; a ``provider`` block has its alias as a label and its arguments in ``config``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

from natpin.languages.hcl import Source, TopBlock, decode, top_blocks
from natpin.languages.hcl.ast import (
    Attr,
    Attribute,
    Block,
    Body,
    Expression,
    Literal,
    Name,
    ObjectOf,
    Traversal,
)
from natpin.languages.terraform.calls import FURTHER
from natpin.languages.terraform.folder import (
    Broken,
    Declared,
    Folder,
    declare,
    literal,
    load_folder,
    skipped_block,
    speaks_of_aks,
)
from natpin.model.location import Location
from natpin.model.record import field, mutable, replace
from natpin.model.value import Skipped, Unknown
from natpin.workspace import Workspace

ENDINGS = (".tfcomponent.hcl", ".tfstack.hcl")
"""Of component configurations; the second is what they were called before Terraform 1.13."""
DEPLOYS = ".tfdeploy.hcl"
_KEPT = ("source", "version", "for_each", "depends_on")
_KNOWN = frozenset({"component", "variable", "output", "locals", "provider", "required_providers", "removed"})


@mutable
class Configuration:
    """What the files of a folder say."""

    folder: Folder
    unfollowed: list[Unknown] = field(default_factory=list)
    """Blocks that may make something and that are not followed."""


def files_of(path: str, workspace: Workspace, endings: str | tuple[str, ...]) -> list[str]:
    """The files of a stack with one of these endings."""
    found = [name for name in workspace.listdir(path) if name.endswith(endings)]
    return [posixpath.normpath(posixpath.join(path, name)) for name in sorted(found)]


_READ: WeakKeyDictionary[Workspace, dict[str, Configuration]] = WeakKeyDictionary()


def configuration(path: str, workspace: Workspace) -> Configuration:
    """The component configuration of a folder, read once. Never raises for what it contains."""
    known = _READ.setdefault(workspace, {})
    if path not in known:
        known[path] = _Reading(path, workspace).done()
    return known[path]


def blocks_of(path: str, workspace: Workspace, folder: Folder) -> Iterator[TopBlock]:
    """The blocks of a file; what of it cannot be read is noted."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        folder.skipped.append(Skipped(path, data.reason, claims_aks=True))
        folder.broken.append(Broken(f"{path} {data.reason}", Location(path), None))
        return
    text, problem = decode(data)
    if problem is not None:
        folder.skipped.append(Skipped(path, problem, claims_aks=speaks_of_aks(data)))
        folder.broken.append(Broken(f"{path} {problem}", Location(path), None))
        return
    source = Source(path, text)
    sliced = top_blocks(source)
    for error in sliced.errors:
        at = source.location(error.offset)
        folder.broken.append(Broken(f"{path} cannot be parsed: {error.message}", at, text))
        folder.skipped.append(Skipped(path, f"cannot be parsed: {error.message}", at, claims_aks=True))
    yield from sliced.blocks


@mutable
class _Reading:
    path: str
    workspace: Workspace

    def done(self) -> Configuration:
        folder = Folder(self.path, calls_as="component", has_files=True)
        found = Configuration(folder)
        for path in files_of(self.path, self.workspace, ENDINGS):
            for block in blocks_of(path, self.workspace, folder):
                self._take(block, found)
        return found

    def _take(self, block: TopBlock, found: Configuration) -> None:
        folder = found.folder
        at = block.source.location(block.start, block.end)
        body = block.body()
        if body is None:
            folder.skipped.append(skipped_block(block))
            found.unfollowed.append(Unknown(f"the block {block.type} cannot be parsed", at))
            return
        if block.type not in _KNOWN:
            found.unfollowed.append(Unknown(f"the block {block.type}", at))
        elif block.type == "component" and len(block.labels) == 1:
            folder.modules[block.labels[0]] = Declared(block, [], self._call(body))
        elif block.type == "provider" and len(block.labels) == 2:
            folder.settings.append(_provider(block, body))
        elif block.type == "required_providers":
            inner = Block(block.type, (), body, block.start, block.end, block.source)
            whole = Block("terraform", (), Body({}, (inner,)), block.start, block.end, block.source)
            folder.settings.append(TopBlock.of(block.source, whole))
        elif block.type in ("variable", "output", "locals"):
            declare(folder, block, False)

    def _call(self, body: Body) -> Body:
        """A component's arguments as those of a module call."""
        found = {name: body.attributes[name] for name in _KEPT if name in body.attributes}
        providers = body.attributes.get("providers")
        if providers is not None:
            found["providers"] = _renamed(providers)
        inputs = body.attributes.get("inputs")
        if inputs is not None:
            found.update((name, one) for name, one in self._inputs(inputs, body) if name not in found)
        return Body(found, ())

    def _inputs(self, inputs: Attribute, body: Body) -> Iterator[tuple[str, Attribute]]:
        expression = inputs.expression
        named = _named(expression)
        if named is not None:
            for name, value in named.items():
                yield name, Attribute(name, value, value.start, value.end, inputs.source)
            return
        source = literal(body, "source")
        if source is None or not source.startswith("."):
            yield FURTHER, replace(inputs, name=FURTHER)
            return
        target = posixpath.normpath(posixpath.join(self.path, source))
        for name in load_folder(target, self.workspace).variables:
            member = Traversal(expression, (Attr(name),), inputs.start, inputs.end)
            yield name, Attribute(name, member, inputs.start, inputs.end, inputs.source)


def _named(expression: Expression) -> Mapping[str, Expression] | None:
    """The members of an object that is written with all its names; None for any other expression."""
    if not isinstance(expression, ObjectOf):
        return None
    found = {
        key.value: value
        for key, value in expression.items
        if isinstance(key, Literal) and isinstance(key.value, str)
    }
    return found if len(found) == len(expression.items) else None


def _provider(block: TopBlock, body: Body) -> TopBlock:
    """``provider "azurerm" "this" { config { … } }`` as Terraform writes it."""
    family, alias = block.labels
    config = next((one.body for one in body.blocks if one.type == "config"), Body({}, ()))
    named = Attribute(
        "alias", Literal(alias, block.start, block.start), block.start, block.start, block.source
    )
    each = {name: one for name, one in body.attributes.items() if name == "for_each"}
    whole = Body({**config.attributes, **each, "alias": named}, config.blocks)
    return TopBlock.of(
        block.source, Block("provider", (family,), whole, block.start, block.end, block.source)
    )


def _renamed(providers: Attribute) -> Attribute:
    """``provider.azurerm.this`` as Terraform calls it: ``azurerm.this``."""
    expression = providers.expression
    if not isinstance(expression, ObjectOf):
        return providers
    items = tuple((key, _without_root(value)) for key, value in expression.items)
    whole = ObjectOf(items, expression.start, expression.end)
    return Attribute(providers.name, whole, providers.start, providers.end, providers.source)


def _without_root(value: Expression) -> Expression:
    match value:
        case Traversal(source=Name(name="provider"), steps=(Attr(name=family), Attr() as alias, *instance)):
            steps = (alias, *instance)
            return Traversal(Name(family, value.start, value.end), steps, value.start, value.end)
    return value


def called_folders(path: str, workspace: Workspace) -> Iterator[str]:
    """The folders that a stack's components are made of."""
    for _, folder in configuration(path, workspace).folder.local_sources():
        yield folder


def stack_folders(workspace: Workspace) -> Mapping[str, list[str]]:
    """Every stack of a workspace: its folder, and the folders that its components are made of."""
    found = _STACKS.get(workspace)
    if found is None:
        folders = {posixpath.dirname(path) or "." for path in workspace.walk() if path.endswith(ENDINGS)}
        found = _STACKS[workspace] = {one: list(called_folders(one, workspace)) for one in sorted(folders)}
    return found


_STACKS: WeakKeyDictionary[Workspace, dict[str, list[str]]] = WeakKeyDictionary()
