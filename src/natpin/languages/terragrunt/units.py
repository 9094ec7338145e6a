"""What Terragrunt deploys: its units, each with the folder or address its module comes from.

A unit is a ``terragrunt.hcl`` with a source, or in a folder of Terraform files. A ``terragrunt.stack.hcl`` makes units
of others' files: each lies in ``.terragrunt-stack`` beside it, with ``values`` of its own.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

from natpin.languages.hcl.ast import Block, Body
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.folder import written_names
from natpin.languages.terraform.scope import World
from natpin.languages.terraform.values import ANONYMOUS
from natpin.languages.terragrunt.configuration import Configuration, Outputs, Reading
from natpin.languages.terragrunt.merging import unknown_text
from natpin.languages.terragrunt.parsing import parsed
from natpin.languages.terragrunt.paths import CONFIGURATION, ROOT, STACK, above, inside
from natpin.model.location import Location
from natpin.model.record import field, mutable, record, replace
from natpin.model.value import Node, Skipped, Unknown, Value, scalar, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

NOT_SET: Mapping[str, Unknown] = {}
MAX_UNITS = 3_000
_DEEPEST = 5
"""Stacks within stacks."""
_GET_ENV = late_regex(
    r"get_env\(\s*\"([A-Za-z_]\w{0,100})\"\s*,|(?m:^)[ \t]{0,80}feature[ \t]{1,80}\"([A-Za-z_][\w-]{0,100})\""
)
_REMOTE = late_regex(r"(?:[\w+.-]+::|[a-z][a-z0-9+.-]*://|git@|(?:[\w-]+\.)+(?:com|org|net|io|dev)/)")


@record
class Unit:
    """What is deployed by itself."""

    folder: str
    """Where it lies, once its stack is generated."""
    path: str
    """Its file."""
    values: Node | None = field(default=None, compare=False)
    """What its stack gives to it."""
    called_at: tuple[Location, ...] = field(default=(), compare=False)
    """The ``unit`` and ``stack`` blocks that make it, outermost first; none for a unit of its own."""


@record
class Source:
    """Where a unit's module comes from."""

    at: Location
    folder: str | None = None
    """A folder of the workspace; the unit's own where no source is written."""
    written: str = ""
    """As written, or worked out: an address, or a path that leads nowhere."""
    unknown: Unknown | None = None
    """Why it is not known."""
    block: Location | None = None
    """The ``terraform`` block that names it; None where no source is written."""


@mutable
class Found:
    """The units of a workspace."""

    units: dict[str, Unit] = field(default_factory=dict)
    """By folder."""
    sources: dict[str, Source] = field(default_factory=dict)
    """By folder."""
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Folder to the folders of the units whose outputs it takes."""
    open: set[str] = field(default_factory=set)
    """Folders of units that take outputs of a unit nobody knows."""
    environment: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Folder to the environment variables that its unit takes, and has defaults for."""
    used: set[str] = field(default_factory=set)
    """Files that units include or read."""
    skipped: list[Skipped] = field(default_factory=list)

    def deployed(self) -> Mapping[str, list[str]]:
        """The folders here that units deploy, each with those units' folders."""
        found: dict[str, list[str]] = {}
        for folder, source in self.sources.items():
            if source.folder is not None:
                found.setdefault(source.folder, []).append(folder)
        return found


_FOUND: WeakKeyDictionary[Workspace, Found] = WeakKeyDictionary()


def units(workspace: Workspace) -> Found:
    """The units of a workspace, found once."""
    known = _FOUND.get(workspace)
    if known is None:
        known = _FOUND[workspace] = Found()
        with deep_stack():
            _find(known, workspace)
    return known


def unit_at(folder: str, workspace: Workspace) -> Unit | None:
    """The unit in a folder, be it outside of what a walk comes to; None where there is none."""
    found = units(workspace).units.get(folder)
    path = posixpath.normpath(posixpath.join(folder, CONFIGURATION))
    return found or (Unit(folder, path) if workspace.exists(path) else None)


def configuration(
    unit: Unit,
    workspace: Workspace,
    outputs: Outputs | None = None,
    world: World | None = None,
    environment: Mapping[str, Unknown] = NOT_SET,
) -> tuple[Configuration | None, Reading]:
    """A unit's file, ready to be worked out, and what is shared meanwhile."""
    reading = Reading(world or World(workspace), outputs or _no_outputs, environment)
    return reading.configuration(unit.path, unit.folder, unit.values), reading


def _no_outputs(folder: str, at: Location) -> Node:
    return Unknown(f"outputs of {folder} are not worked out here", at, None, ANONYMOUS)


def _find(found: Found, workspace: Workspace) -> None:
    paths: list[str] = []
    stacks: list[str] = []
    for path in workspace.walk():
        name = path.rpartition("/")[2]
        if name == CONFIGURATION:
            paths.append(path)
        elif name == STACK:
            stacks.append(path)
    templates = _take_stacks(stacks, found, workspace)
    candidates = [Unit(posixpath.dirname(path) or ".", path) for path in paths if path not in templates]
    included: set[str] = set()
    for unit in (*candidates, *list(found.units.values()))[:MAX_UNITS]:
        here, reading = configuration(unit, workspace)
        found.skipped += [one for one in reading.skipped.values() if one not in found.skipped]
        if here is None:
            continue
        included.update(one.configuration.path for one in here.includes)
        source = source_of(here, workspace)
        found.used |= {one.configuration.path for one in here.includes} | reading.read
        if source is not None:
            found.units[unit.folder] = unit
            found.sources[unit.folder] = source
            paths_read = {unit.path, *(one.configuration.path for one in here.includes), *reading.read}
            found.environment[unit.folder] = tuple(_environment(paths_read, workspace))
            needs = [folder for _, folder, _ in here.needs()]
            found.needs[unit.folder] = tuple(folder for folder in needs if isinstance(folder, str))
            if len(found.needs[unit.folder]) < len(needs):
                found.open.add(unit.folder)
    for folder, unit in list(found.units.items()):
        if unit.path in included and unit.values is None:
            for table in (found.units, found.sources, found.needs):
                table.pop(folder, None)


def _environment(paths: set[str], workspace: Workspace) -> Iterator[str]:
    for path in sorted(paths):
        data = workspace.read(path)
        if not isinstance(data, Skipped):
            for match in _GET_ENV.finditer(data.decode("utf-8", "replace")):
                yield match[1] or match[2]


def source_of(here: Configuration, workspace: Workspace) -> Source | None:
    """Where a configuration's module comes from; None for one that deploys nothing."""
    for each, _ in reversed(here.merged):
        for block in each.blocks("terraform"):
            attribute = block.body.attributes.get("source")
            if attribute is not None:
                at = attribute.source.location(attribute.start, attribute.end)
                found = _source(each.value(block.body, "source"), at, here.folder, workspace)
                return replace(found, block=block.source.location(block.start, block.end))
    if here.problems:
        return Source(Location(here.path), unknown=here.problems[0])
    generates = any(True for each, _ in here.merged for _ in each.blocks("generate"))
    if generates or written_names(workspace.listdir(here.folder)):
        return Source(Location(here.path), here.folder)
    return None


def _source(node: Node | None, at: Location, folder: str, workspace: Workspace) -> Source:
    written = unknown_text(node)
    if written is None:
        why = node.reason if isinstance(node, Unknown) else "it is not text"
        return Source(at, unknown=Unknown(f"its source is not known ({why})", at))
    if _REMOTE.match(written):
        return Source(at, written=written)
    if not isinstance(node, Value):
        return Source(at, written=written, unknown=Unknown(f"its source is not known: {written[:200]}", at))
    plain = written.partition("?")[0].replace("//", "/")
    for path in _meant(plain, folder, workspace):
        if path is not None and written_names(workspace.listdir(path)):
            return Source(at, path, written)
    return Source(at, written=written)


def _meant(written: str, folder: str, workspace: Workspace) -> Iterator[str | None]:
    """The folders that a path may mean. Where the workspace is no repository, the repository's folder may be any above
    the unit: the nearest counts."""
    yield inside(written, folder)
    if written.startswith(f"{ROOT}/") and not workspace.is_folder(".git"):
        for place in above(folder):
            yield inside(written.removeprefix(f"{ROOT}/"), place)


# -- stacks ------------------------------------------------------------------------------------------------------------


def _take_stacks(paths: Sequence[str], found: Found, workspace: Workspace) -> set[str]:
    """Note what stacks make, and tell which files of units they copy. One that another one copies, and that takes values, is
    read through that alone: by itself it has none."""
    made: dict[str, Found] = {}
    copied: dict[str, set[str]] = {}
    for path in paths:
        mine = made[path] = Found()
        for unit in _of_stack(path, posixpath.dirname(path) or ".", None, mine, workspace):
            mine.units[unit.folder] = unit
            if len(mine.units) + len(found.units) > MAX_UNITS:
                break
        copied[path] = mine.used
    first = set(paths).difference(*copied.values())
    through = set().union(*(copied[path] for path in first)) - first
    templates: set[str] = set()
    for path in paths:
        templates |= {unit.path for unit in made[path].units.values()}
        data = workspace.read(path)
        if path not in through or not isinstance(data, bytes) or b"values." not in data:
            found.units.update(made[path].units)
            found.skipped += made[path].skipped
    return templates


def _of_stack(
    path: str,
    folder: str,
    values: Node | None,
    found: Found,
    workspace: Workspace,
    called_at: tuple[Location, ...] = (),
) -> Iterator[Unit]:
    """The units that a stack's file makes; ``folder`` is where it lies once it is generated itself."""
    body = parsed(path, workspace)
    if not isinstance(body, Body) or len(called_at) > _DEEPEST:
        if isinstance(body, Skipped):
            found.skipped.append(replace(body, claims_aks=True))
        return
    reading = Reading(World(workspace), _no_outputs)
    here = Configuration(reading, path, posixpath.dirname(path) or ".", folder, body, values)
    for block in body.blocks:
        if block.type not in ("unit", "stack") or len(found.units) > MAX_UNITS:
            continue
        source, name = text(here.value(block.body, "source")), text(here.value(block.body, "path"))
        beside = scalar(here.value(block.body, "no_dot_terragrunt_stack")) is True
        place = (
            inside(name, folder if beside else posixpath.join(folder, ".terragrunt-stack")) if name else None
        )
        called = CONFIGURATION if block.type == "unit" else STACK
        file = _file(source, called, (folder, here.folder), workspace)
        if file is None or place is None:
            found.skipped.append(_not_here(block, source))
            continue
        given = here.value(block.body, "values")
        calls = (*called_at, block.source.location(block.start, block.end))
        if block.type == "unit":
            yield Unit(place, file, given or Value({}, Location(path)), calls)
        else:
            found.used.add(file)
            yield from _of_stack(file, place, given, found, workspace, calls)


def _file(source: str | None, called: str, folders: Iterable[str], workspace: Workspace) -> str | None:
    """The file that a block of a stack copies. A path of a stack within another one starts where that is generated to, for
    Terragrunt copies its file there first; and some write it as it is from where the file lies."""
    if not source or _REMOTE.match(source):
        return None
    for folder in folders:
        there = inside(source.replace("//", "/"), folder)
        if there is not None and workspace.exists(posixpath.join(there, called)):
            return posixpath.join(there, called)
    return None


def _not_here(block: Block, source: str | None) -> Skipped:
    at = block.source.location(block.start, block.end)
    label = block.labels[0] if block.labels else ""
    said = f"{label} {source or ''}".lower()
    speaks = any(word in said for word in ("aks", "kubernetes", "k8s", "cluster", "nat", "network"))
    why = f'{block.type} "{label}" comes from {(source or "a source that is not known")[:200]}, which is not here'
    return Skipped(block.source.path, why, at, claims_aks=speaks)
