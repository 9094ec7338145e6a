"""A folder of Terraform files: what it declares, by name, parsed when asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from weakref import WeakKeyDictionary

from natpin.languages.hcl import HclError, Source, TopBlock, decode, top_blocks
from natpin.languages.hcl.ast import Attribute, Block, Body, Literal
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, made_once, words_of

_AKS_WORDS = (
    b"azurerm_kubernetes_cluster",
    b"azurerm_kubernetes_automatic_cluster",
    b"azurerm_nat_gateway",
    b"nat_gateway_association",
    b"containerservice/managedclusters",
)


SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json")
"""Endings of the files that Terraform and OpenTofu read."""


@mutable
class Declared:
    """A block, with what override files say of it."""

    block: TopBlock
    overrides: list[TopBlock] = field(default_factory=list)
    _body: Body | None = None

    def body(self) -> Body | None:
        """What stands in it, overrides merged in; None when it cannot be parsed.

        Source: Terraform language documentation, "Override Files": arguments replace arguments, nested blocks
        replace all blocks of their type.
        """
        if self._body is None:
            body = self.block.body()
            if body is None or not self.overrides:
                self._body = body
                return body
            attributes = dict(body.attributes)
            blocks = list(body.blocks)
            for override in self.overrides:
                more = override.body()
                if more is None:
                    continue
                attributes.update(more.attributes)
                replaced = {_kind(block) for block in more.blocks}
                blocks = [block for block in blocks if _kind(block) not in replaced] + list(more.blocks)
            self._body = Body(attributes, tuple(blocks))
        return self._body

    @property
    def at(self) -> Location:
        """The block's header."""
        return self.block.source.location(self.block.start, self.block.end)

    @property
    def is_provisioned(self) -> bool:
        """True when it may hold a provisioner, by a look at its text."""
        return any(
            "provisioner" in one.source.text[one.start : one.end] for one in (self.block, *self.overrides)
        )

    @property
    def problems(self) -> Iterator[Skipped]:
        """What in it could not be parsed."""
        for block in (self.block, *self.overrides):
            if block.problem is not None:
                yield skipped_block(block)


def _kind(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def skipped_block(block: TopBlock) -> Skipped:
    """A block that could not be parsed, as the report lists it."""
    problem = block.problem
    assert problem is not None
    what = " ".join([block.type, *(f'"{label}"' for label in block.labels)])
    return Skipped(
        block.source.path,
        f"{what} cannot be parsed: {problem.message}",
        block.source.location(problem.offset),
        claims_aks=speaks_of_aks(block.source.text[block.start : block.end].encode()),
    )


def speaks_of_aks(data: bytes) -> bool:
    """True when the bytes name a cluster, a NAT gateway or an association with one."""
    lowered = words_of(data).lower()
    return any(word in lowered for word in _AKS_WORDS)


@record
class Broken:
    """A file of which not all could be read."""

    reason: str
    at: Location
    text: str | None
    """What stands in it; None when that could not be read at all."""
    settle_by: str | None = None
    in_doubt: bool = False
    """True where what was read of the folder may be otherwise, too, and not only more."""


@mutable
class Folder:
    """The blocks of all files of a folder."""

    path: str
    variables: dict[str, Declared] = field(default_factory=dict)
    outputs: dict[str, Declared] = field(default_factory=dict)
    modules: dict[str, Declared] = field(default_factory=dict)
    resources: dict[tuple[bool, str, str], Declared] = field(default_factory=dict)
    """By whether it is a data source, type and name."""
    settings: list[TopBlock] = field(default_factory=list)
    """``terraform`` and ``provider`` blocks."""
    moves: list[TopBlock] = field(default_factory=list)
    """``moved`` blocks."""
    removals: list[TopBlock] = field(default_factory=list)
    """``removed`` blocks."""
    skipped: list[Skipped] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    has_files: bool = False
    _locals_blocks: list[TopBlock] = field(default_factory=list)
    _locals: dict[str, Attribute] | None = None
    _indices: dict[tuple[str, str], frozenset[str]] | None = None
    calls_as: str = "module"
    """What calls of modules are named by in its expressions: ``component`` in a Terraform Stack."""

    @property
    def locals(self) -> Mapping[str, Attribute]:
        """Every local by name."""
        if self._locals is None:
            self._locals = {}
            for block in self._locals_blocks:
                body = block.body()
                if body is None:
                    self.skipped.append(skipped_block(block))
                else:
                    self._locals.update(body.attributes)
        return self._locals

    def indices(self, kind: str, name: str) -> frozenset[str]:
        """How the instances of a block are named in this folder: ``0``, ``"blue"``, ``count.index``. ``kind`` is a
        resource's type, or ``module``. A look at the text: what stands in comments counts too."""
        if self._indices is None:
            found: dict[tuple[str, str], set[str]] = {}
            for block in self._blocks():
                for *owner, key in indexed(block.source.text[block.start : block.end]):
                    found.setdefault((owner[0], owner[1]), set()).add(key)
            self._indices = {owner: frozenset(keys) for owner, keys in found.items()}
        return self._indices.get((kind, name), frozenset())

    def handed_on(self, kind: str, name: str) -> tuple[str, ...]:
        """The outputs that speak of a block."""
        spoken = f"{kind}.{name}"
        return tuple(
            output
            for output, declared in self.outputs.items()
            if spoken in declared.block.source.text[declared.block.start : declared.block.end]
        )

    def _blocks(self) -> Iterator[TopBlock]:
        tables: tuple[Mapping[object, Declared], ...] = (self.resources, self.modules, self.outputs)  # type: ignore[assignment]
        for table in tables:
            for declared in table.values():
                yield declared.block
                yield from declared.overrides
        yield from self._locals_blocks

    def local_sources(self) -> Iterator[tuple[str, str]]:
        """Module calls whose source is a folder beside: the call's name and that folder's path."""
        for name, declared in self.modules.items():
            source = literal(declared.body(), "source")
            if source is not None and source.startswith(("./", "../")):
                yield name, posixpath.normpath(posixpath.join(self.path, source))


_NUMBERED = late_regex(r"\.\d")
_INDEXED = late_regex(r"\b([\w-]+)\.([\w-]+)(?:\[\s*([^\]\n]*)|\.(\d+)\b)")


def indexed(written: str) -> Iterator[tuple[str, str, str]]:
    """What a text indexes: ``("azurerm_subnet", "nodes", "0")`` for ``azurerm_subnet.nodes[0]``, and for ``.nodes.0``."""
    if "[" not in written and _NUMBERED.search(written) is None:
        return  # as in most blocks, which costs a tenth of looking for the whole
    for match in _INDEXED.finditer(written):
        key = (match[3] if match[4] is None else match[4]).strip().replace('\\"', '"')
        if key != "*":
            yield match[1], match[2], key


def literal(body: Body | None, name: str) -> str | None:
    """An argument that is plain text, as ``source`` must be."""
    attribute = body.attributes.get(name) if body else None
    expression = attribute.expression if attribute else None
    return expression.value if isinstance(expression, Literal) and isinstance(expression.value, str) else None


_LOADED: WeakKeyDictionary[Workspace, dict[str, Folder]] = WeakKeyDictionary()
"""What was read already: a module is the same for every root and environment that calls it."""


def load_folder(path: str, workspace: Workspace) -> Folder:
    """Read every Terraform and OpenTofu file of a folder, once. Never raises for what they contain."""
    loaded = _LOADED.setdefault(workspace, {})
    if path not in loaded:
        loaded[path] = _load(path, workspace)
    return loaded[path]


def _load(path: str, workspace: Workspace) -> Folder:
    names = written_names(workspace.listdir(path))
    # every file is looked at here, whoever made the folder: a view of the workspace notes what its own reader looks at
    files = tuple((name, workspace.read(posixpath.normpath(posixpath.join(path, name)))) for name in names)
    apart: tuple[Broken, ...] = ()
    if any(name.endswith((".tofu", ".tofu.json")) for name in names):  # loaded only then
        from natpin.languages.terraform.either_tool import SETTLE_BY, otherwise_for_terraform

        every = [name for name in workspace.listdir(path) if name.endswith(SUFFIXES)]
        found = otherwise_for_terraform(path, every, workspace)
        apart = tuple(Broken(one.reason, one.at, one.text, SETTLE_BY, in_doubt=True) for one in found)
    return made_once(workspace, ("folder", path, files, apart), lambda: _made(path, names, apart, workspace))


def _made(path: str, names: list[str], apart: tuple[Broken, ...], workspace: Workspace) -> Folder:
    folder = Folder(path)
    folder.broken += apart
    folder.has_files = bool(names)
    plain = [name for name in names if not is_override(name)]
    for name in plain + [name for name in names if is_override(name)]:
        _read_file(folder, posixpath.normpath(posixpath.join(path, name)), is_override(name), workspace)
    return folder


def written_names(names: Iterable[str]) -> list[str]:
    """The files of a folder that are read: ``x.tofu`` stands in for an ``x.tf`` beside it.

    Source: OpenTofu documentation, "Files and Directories": ".tofu" files take precedence over ".tf" files of the same
    name.
    """
    found = [name for name in names if name.endswith(SUFFIXES)]
    replaced = {name.replace(".tofu", ".tf") for name in found if name.endswith((".tofu", ".tofu.json"))}
    return [name for name in found if name not in replaced]


def is_override(name: str) -> bool:
    """True for a file whose blocks are merged into those of the others."""
    stem = name.removesuffix(".json").removesuffix(".tf").removesuffix(".tofu")
    return stem == "override" or stem.endswith("_override")


def _read_file(folder: Folder, path: str, override: bool, workspace: Workspace) -> None:
    data = workspace.read(path)
    if isinstance(data, Skipped):
        folder.skipped.append(Skipped(path, data.reason, claims_aks=True))
        folder.broken.append(Broken(f"{path} {data.reason}", Location(path), None))
        return
    text, problem = decode(data)
    if problem is not None:
        binary = b"\0" in data[:4096]
        folder.skipped.append(
            Skipped(path, "is not text" if binary else problem, claims_aks=speaks_of_aks(data) and binary)
        )
        if binary:
            folder.broken.append(Broken(f"{path} is not text", Location(path), None))
            return
    source = made_once(
        workspace, ("hcl", path, data), lambda: Source(path, text)
    )  # and the blocks that it keeps
    if path.endswith(".json"):
        from natpin.languages.hcl.tfjson import json_blocks

        sliced = json_blocks(source)
    else:
        sliced = top_blocks(source)
    for error in sliced.errors:
        reason = f"{path} cannot be parsed: {error.message}"
        folder.broken.append(Broken(reason, source.location(error.offset), text))
        folder.skipped.append(
            Skipped(
                path, f"cannot be parsed: {error.message}", source.location(error.offset), speaks_of_aks(data)
            )
        )
    for block in sliced.blocks:
        declare(folder, block, override)


def declare(folder: Folder, block: TopBlock, override: bool) -> None:
    """Take a block of a folder's file in."""
    labels = block.labels
    match block.type, len(labels):
        case "resource" | "data", 2:
            _put(folder.resources, (block.type == "data", labels[0], labels[1]), block, override)
        case "ephemeral" | "action", 2:
            _put(folder.resources, (False, f"{block.type}.{labels[0]}", labels[1]), block, override)
        case "module", 1:
            _put(folder.modules, labels[0], block, override)
        case "variable", 1:
            _put(folder.variables, labels[0], block, override)
        case "output", 1:
            _put(folder.outputs, labels[0], block, override)
        case "locals", 0:
            folder._locals_blocks.append(block)
        case "terraform" | "provider", _:
            folder.settings.append(block)
        case "removed", 0:
            folder.removals.append(block)
        case "moved", 0:
            folder.moves.append(block)
        case _:
            pass


def _put(
    table: dict[str, Declared] | dict[tuple[bool, str, str], Declared],
    key: object,
    block: TopBlock,
    override: bool,
) -> None:
    known = table.get(key)  # type: ignore[call-overload]
    if known is not None and override:
        table[key] = Declared(known.block, [*known.overrides, block])  # type: ignore[index]
        return
    if known is not None:  # which Terraform refuses: none of the two counts
        where = known.block.source.location(known.block.start)
        twice = HclError(f"it is declared at {where.path}:{where.line} as well", block.start)
        block = TopBlock(block.source, block.type, block.labels, block.start, block.end, twice)
    table[key] = Declared(block)  # type: ignore[index]
