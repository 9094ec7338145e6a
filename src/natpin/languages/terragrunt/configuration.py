"""One Terragrunt configuration: its locals, what it includes, reads and needs, each worked out when asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from natpin.languages.hcl import Source
from natpin.languages.hcl.ast import Attr, Attribute, Block, Body, Step
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.functions import Function
from natpin.languages.terraform.scope import Scope, World
from natpin.languages.terraform.values import ANONYMOUS, EvalError
from natpin.languages.terragrunt.exposed import Exposed
from natpin.languages.terragrunt.functions import functions_of
from natpin.languages.terragrunt.merging import Members, joined, members
from natpin.languages.terragrunt.parsing import parsed
from natpin.languages.terragrunt.paths import inside
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Skipped, Unknown, Value, scalar, text

_NOWHERE = Source("<none>", "")
_MOST_FILES = 400
"""Configurations that one reading takes in."""
Outputs = Callable[[str, Location], Node]
"""The outputs of the unit in a folder."""


@mutable
class Reading:
    """What is shared while one unit is worked out."""

    world: World
    outputs: Outputs
    environment: Mapping[str, Unknown] = field(default_factory=dict)
    """Environment variables that something sets to what nobody can know."""
    skipped: dict[str, Skipped] = field(default_factory=dict)
    """Files that could not be read, by path."""
    read: set[str] = field(default_factory=set)
    """Files that ``read_terragrunt_config`` asked for."""
    _others: dict[tuple[str, str], Configuration | None] = field(default_factory=dict)

    def configuration(self, path: str, folder: str, values: Node | None = None) -> Configuration | None:
        """The configuration of a unit that lies in a folder; None when it cannot be read."""
        body = parsed(path, self.world.workspace)
        if isinstance(body, Skipped):
            self.skipped[path] = body
            return None
        return Configuration(self, path, folder, folder, body, values)

    def other(self, path: str, caller: Configuration) -> Configuration | None:
        """What ``read_terragrunt_config`` reads: its functions start at its own folder."""
        key = path, caller.original
        self.read.add(path)
        if key not in self._others:
            body = parsed(path, self.world.workspace) if len(self._others) < _MOST_FILES else None
            if not isinstance(body, Body):
                if body is not None:
                    self.skipped[path] = body
                self._others[key] = None
            else:
                folder = posixpath.dirname(path) or "."
                self._others[key] = Configuration(self, path, folder, caller.original, body, caller.values)
        return self._others[key]


@record
class Include:
    """An ``include`` block."""

    label: str
    configuration: Configuration
    strategy: str


@mutable
class Configuration:
    """A file, and where its functions start."""

    reading: Reading
    path: str
    folder: str
    """Where functions of paths start: of an included file it is the folder of the one that includes it."""
    original: str
    """The folder of the unit that is worked out."""
    body: Body
    values: Node | None = None
    """``values``: what a stack's file gives to its unit."""
    included: bool = False
    memo: dict[object, Node] = field(default_factory=dict)
    _locals: dict[str, Attribute] | None = None
    _includes: tuple[Include, ...] | None = None
    _problems: list[Unknown] = field(default_factory=list)
    _functions: Mapping[str, Function] | None = None

    # What expressions see (``scope.Names``) ---------------------------------------------------------------------

    @property
    def world(self) -> World:
        """What the reading shares."""
        return self.reading.world

    @property
    def root_path(self) -> str:
        """Where relative paths of files start."""
        return self.folder

    @property
    def folder_path(self) -> str:
        """``path.module``: Terragrunt has none."""
        return "."

    @property
    def address(self) -> str:
        """Nothing is declared here."""
        return ""

    @property
    def functions(self) -> Mapping[str, Function]:
        """Terragrunt's own functions."""
        if self._functions is None:
            self._functions = functions_of(self)
        return self._functions

    def subscription(self, provider: str) -> Node | None:
        """Configurations make nothing."""
        return None

    def root(self, name: str, steps: tuple[Step, ...], scope: Scope, at: Location) -> tuple[Node, int]:
        """``local.x``, ``include.root.locals``, ``dependency.x.outputs``, ``values.x``, ``feature.x``."""
        first = steps[0].name if steps and isinstance(steps[0], Attr) else None
        match name:
            case "local" if first is not None:
                return self.local(first, at), 1
            case "include":
                found = {one.label: one.configuration for one in self.includes}
                if first is not None and first in found:
                    return Value(found[first].exposed(), at), 1
                if "" in found:
                    return Value(found[""].exposed(), at), 0
                raise EvalError(f"nothing is included as {first}", at)
            case "dependency" if first is not None:
                return self.dependency(first, at), 1
            case "values":
                return self.values or Unknown("no stack gives values here", at, None, ANONYMOUS), 0
            case "feature" if first is not None:
                return Value({"value": self._feature(first, at)}, at), 1
        raise EvalError(f"{name} is not a name that can be used here", at)

    # Names ------------------------------------------------------------------------------------------------------

    def local(self, name: str, at: Location) -> Node:
        """``local.name``. Raises EvalError when there is none."""
        attribute = self.locals.get(name)
        if attribute is None:
            raise EvalError(f"local {name!r} is not declared", at)
        return self.settled(("local", name), attribute, f"local.{name}")

    @property
    def locals(self) -> Mapping[str, Attribute]:
        """Every local by name."""
        if self._locals is None:
            self._locals = {}
            for block in self.blocks("locals"):
                self._locals.update(block.body.attributes)
        return self._locals

    def blocks(self, kind: str) -> Iterator[Block]:
        """The file's own blocks of a type."""
        return (block for block in self.body.blocks if block.type == kind)

    def settled(self, key: object, attribute: Attribute, name: str) -> Node:
        """An attribute's value, worked out once."""
        at = attribute.source.location(attribute.start, attribute.end)
        scope = Scope(self, attribute.source)
        return self.world.settle(self.memo, key, lambda: argument(attribute, scope), at, name)

    def value(self, body: Body, name: str) -> Node | None:
        """An attribute of a block, or of the file."""
        attribute = body.attributes.get(name)
        if attribute is None:
            return None
        return self.settled(("at", attribute.start, name), attribute, name)

    def _feature(self, name: str, at: Location) -> Node:
        """A feature's default, unless something sets it where Terragrunt runs (``--feature``, ``TG_FEATURE``)."""
        if name in self.reading.environment:
            return self.reading.environment[name]
        for block in self._every("feature"):
            if block[1].labels == (name,):
                found = block[0].value(block[1].body, "default")
                if found is not None:
                    return found
        return Unknown(f"the feature {name} is not declared", at, None, ANONYMOUS)

    def _every(self, kind: str) -> Iterator[tuple[Configuration, Block]]:
        """Blocks of a type, this file's first, then those of what it includes, the last first."""
        for here in (self, *(one.configuration for one in reversed(self.includes))):
            for block in here.blocks(kind):
                yield here, block

    # Other units --------------------------------------------------------------------------------------------------

    def needs(self) -> Iterator[tuple[str, str | Unknown, Block]]:
        """The names of the ``dependency`` blocks, with the folders they lead to, or why those are not known."""
        seen: set[str] = set()
        for here, block in self._every("dependency"):
            name = block.labels[0] if block.labels else ""
            if name not in seen:
                seen.add(name)
                node = here.value(block.body, "config_path")
                written = text(node)
                folder = inside(written, here.folder) if written is not None else None
                if folder is not None and folder.endswith(".hcl"):
                    folder = posixpath.dirname(folder) or "."
                at = block.source.location(block.start, block.end)
                yield name, folder or Unknown(f"where dependency.{name} leads is not known", at), block

    def dependency(self, name: str, at: Location) -> Node:
        """``dependency.name``: the outputs of another unit, never what is made up for plans (``mock_outputs``)."""
        for called, folder, block in self.needs():
            if called != name:
                continue
            if isinstance(folder, Unknown):
                return folder
            disabled = scalar(self.value(block.body, "enabled")) is False
            skipped = scalar(self.value(block.body, "skip_outputs")) is True
            if disabled or skipped:
                return Unknown(f"dependency.{name} gives no outputs", at, None, ANONYMOUS)
            place = block.source.location(block.start, block.end)
            return Value({"outputs": self.reading.outputs(folder, place)}, at)
        raise EvalError(f"dependency {name!r} is not declared", at)

    # Includes -----------------------------------------------------------------------------------------------------

    @property
    def includes(self) -> tuple[Include, ...]:
        """What this file includes, in order."""
        if self._includes is None:
            self._includes = ()  # while they are found, none is
            self._includes = tuple(self._found()) if not self.included else ()
        return self._includes

    @property
    def problems(self) -> tuple[Unknown, ...]:
        """Why something that is included is not known."""
        _ = self.includes
        return tuple(self._problems)

    def _found(self) -> Iterator[Include]:
        for block in self.blocks("include"):
            label = block.labels[0] if block.labels else ""
            node = self.value(block.body, "path")
            at = block.source.location(block.start, block.end)
            written = text(node)
            path = inside(written, self.folder) if written is not None else None
            body = parsed(path, self.world.workspace) if path is not None else None
            if path is None or not isinstance(body, Body):
                why = (
                    body.reason
                    if isinstance(body, Skipped)
                    else (node.reason if isinstance(node, Unknown) else "its path is not known")
                )
                self._problems.append(Unknown(f"what it includes is not read ({why})", at))
                continue
            strategy = text(self.value(block.body, "merge_strategy")) or "shallow"
            there = Configuration(self.reading, path, self.folder, self.original, body, self.values, True)
            if any(True for _ in there.blocks("include")):
                self._problems.append(Unknown(f"{path} includes others in turn", at))
            yield Include(label, there, strategy)

    def including(self, name: str | None) -> str:
        """The folder of what is included: of an included file its own, else that of the include of this name."""
        if self.included:
            return posixpath.dirname(self.path) or "."
        for one in self.includes:
            if name is None or one.label == name:
                return posixpath.dirname(one.configuration.path) or "."
        return self.folder

    @property
    def merged(self) -> tuple[tuple[Configuration, bool], ...]:
        """What counts, the weakest first, each with whether it is joined deeply: the includes, then the file itself."""
        found = [
            (one.configuration, one.strategy.startswith("deep"))
            for one in self.includes
            if one.strategy != "no_merge"
        ]
        return (*found, (self, False))

    def inputs(self) -> Members:
        """``inputs``, its own and the included ones."""
        found = members(self.value(self.body, "inputs"))
        for here, deep in reversed(self.merged[:-1]):
            found = joined(members(here.value(here.body, "inputs")), found, deep)
        if self.problems:
            found = joined(Members({}, self.problems[0]), found, False)
        return found

    def exposed(self) -> Mapping[str, Node]:
        """The configuration as an object, as ``include`` and ``read_terragrunt_config`` show it."""
        return Exposed(self)
