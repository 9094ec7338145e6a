"""A Bicep file as the ``Template`` that ARM JSON is read into as well."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from weakref import WeakKeyDictionary

from natpin.formats.arm.template import DEPLOYMENT, Declaration, Module, Parameter, Template, Unread
from natpin.formats.bicep.registry import dressed, known_module, text_of
from natpin.languages import located_json as json_source
from natpin.languages.arm_expressions.syntax import Expression, Literal, ObjectMember, ObjectOf
from natpin.languages.bicep.file import File, ParameterStatement, ResourceStatement
from natpin.languages.bicep.statements import read_file
from natpin.languages.bicep.types import Type
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Skipped, Value, dig, members, text
from natpin.workspace import Workspace, made_once

_OUTLINE = ("name", "parent", "scope", "dependsOn", "params")
_REGISTRY = re.compile(r"^(?:br|ts|oci)[:/]")
_ALIAS = re.compile(r"^br/(?P<alias>[\w-]{1,60}):(?P<rest>.{1,300})$")
_ELSEWHERE = re.compile(
    r"avm/(?:res/(?!container-service/|resources/deployment-script"
    r"|network/(?:nat-|virtual-(?:network|hub|wan)|public-ip|route-table|azure-firewall|network-manager|connection"
    r"|vpn-gateway|express-route-gateway))"
    r"|ptn/(?!azd/(?:aks|networking)|network/(?:hub|virtual-wan)|lz/|alz/|aks)|utl/)"
)
"""Public registry modules whose names say that they declare no cluster and no way out of a network."""


def is_in_registry(target: str) -> bool:
    """Whether a module's target is no file of the workspace."""
    return _REGISTRY.match(target) is not None


def is_elsewhere(target: str) -> bool:
    """Whether a module of a registry surely declares no cluster and no way out of a network, by its name."""
    return _ELSEWHERE.search(target) is not None


def load_file(path: str, workspace: Workspace) -> File | Skipped:
    """The statements of a Bicep or parameters file, read once: several stacks of a repository call the same modules, and
    nobody changes what is read."""
    kept = _LOADED.setdefault(workspace, {})
    found = kept.pop(path, None)
    if found is None:
        found = _load_file(path, workspace)
        if len(kept) >= _MOST_KEPT:
            del kept[next(iter(kept))]  # the one that was asked for longest ago
    kept[path] = found
    return found


_MOST_KEPT = 1024
"""Files whose statements are kept: more than one repository's modules that clusters lie in, less than memory holds."""
_LOADED: WeakKeyDictionary[Workspace, dict[str, File | Skipped]] = WeakKeyDictionary()


def _load_file(path: str, workspace: Workspace) -> File | Skipped:
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return data
    file = made_once(workspace, ("bicep", path, data), lambda: _made(path, data))
    if isinstance(file, Skipped) or not any(_ALIAS.match(one.target) for one in file.resources):
        return file
    return replace(file, resources=[_with_full_reference(s, path, workspace) for s in file.resources])


def _made(path: str, data: bytes) -> File | Skipped:
    try:
        return read_file(json_source.decode(data), path)
    except json_source.JsonError as error:
        return Skipped(path, error.message, claims_aks=True)


def _with_full_reference(statement: ResourceStatement, path: str, workspace: Workspace) -> ResourceStatement:
    """A module's ``br/alias:name:version`` as ``br:registry/name:version``, where ``bicepconfig.json`` says so."""
    found = _ALIAS.match(statement.target) if statement.is_module else None
    if found is None:
        return statement
    root = aliases(path, workspace).get(found["alias"])
    return statement if root is None else replace(statement, target=f"br:{root}/{found['rest']}")


def aliases(path: str, workspace: Workspace) -> dict[str, str]:
    """The registries that the nearest ``bicepconfig.json`` has names for (Bicep, "Module alias in bicepconfig")."""
    known = _ALIASES.setdefault(workspace, {})
    folder = posixpath.dirname(path)
    if folder not in known:
        known[folder] = _aliases(folder, path, workspace)
    return known[folder]


_ALIASES: WeakKeyDictionary[Workspace, dict[str, dict[str, str]]] = WeakKeyDictionary()
"""By folder."""


def _aliases(folder: str, path: str, workspace: Workspace) -> dict[str, str]:
    while True:
        data = workspace.read(posixpath.join(folder, "bicepconfig.json"))
        if not isinstance(data, Skipped):
            break
        if not folder:
            return {}
        folder = posixpath.dirname(folder)
    try:
        config = json_source.parse(json_source.decode(data), path)
    except json_source.JsonError:
        return {}
    found: dict[str, str] = {}
    for name, node in members(dig(config, "moduleAliases.br")).items():
        registry, prefix = text(dig(node, "registry")), text(dig(node, "modulePath"))
        if registry is not None:
            found[name] = f"{registry}/{prefix}" if prefix else registry
    return found


def template_in(path: str, file: File, workspace: Workspace) -> Template:
    """What a file of the workspace declares, worked out once for all stacks that call it."""
    kept = _TEMPLATES.setdefault(workspace, {})
    found = kept.get(path)
    if found is None or found[0] is not file:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        data = workspace.read(path)
        made = made_once(workspace, ("bicep template", path, data), lambda: (file, template_of(file)))
        # a file whose modules have other names here than elsewhere is another one, of the same bytes
        found = kept[path] = made if made[0] is file else (file, template_of(file))
    return found[1]


_TEMPLATES: WeakKeyDictionary[Workspace, dict[str, tuple[File, Template]]] = WeakKeyDictionary()


def template_of(file: File) -> Template:
    """What a file declares."""
    return Template(
        file.path,
        file.at,
        {p.name.lower(): _parameter(p, file) for p in file.parameters},
        {name.lower(): expression for name, expression in file.variables.items()},
        file.functions,
        {name.lower(): expression for name, expression in file.outputs.items()},
        tuple(d for statement in file.resources for d in _declarations(statement, file.path, None)),
        in_resource_group=file.scope == "resourceGroup",
        unread=tuple(Unread(problem.message, problem.at, problem.text) for problem in file.problems),
        imports={
            local: (_beside(file.path, imported.path), original)
            for imported in file.imports
            for local, original in imported.names
            if not is_in_registry(imported.path)
        },
    )


def _parameter(written: ParameterStatement, file: File) -> Parameter:
    own = file.types.get(written.type_name or "", Type())
    values = written.values or own.values or ((True, False) if own.name == "bool" else ())
    text = (own.name or written.type_name) == "string" or (
        bool(values) and all(isinstance(value, str) for value in values)
    )
    return Parameter(
        written.name, written.default, written.at, written.nullable or own.nullable, values, text
    )


@lru_cache(maxsize=256)  # a place is asked for by every stack that leads to it
def module_template(reference: str, at: Location) -> Template | str:
    """A module of the public registry that natpin knows; everything in it stands where it is called."""
    known = known_module(reference)
    if known is None:
        return f"module {reference} is in a registry, not in this workspace"
    name, version = known
    file = read_file(text_of(name), at.path, at)
    return dressed(template_of(file), name, version, at)


def _beside(path: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _declarations(
    statement: ResourceStatement, path: str, inside: Declaration | None
) -> Iterator[Declaration]:
    type_, _, version = statement.target.partition("@")
    outline = {name: _member(statement.body, name) for name in _OUTLINE}
    at = statement.at
    rest = tuple(
        entry for entry in statement.body.entries if _name(entry) not in ("parent", "scope", "dependsOn")
    )
    loop = statement.loop
    declaration = Declaration(
        DEPLOYMENT if statement.is_module else type_,
        outline["name"] or (Literal(Value(statement.symbol, at)) if statement.is_module else None),
        at,
        ObjectOf(rest, statement.body.at),
        statement.symbol,
        Value(version, statement.target_at) if version and not statement.is_module else None,
        statement.condition,
        None if loop is None else replace(loop, condition=None, body=Literal(Value(None, at))),
        statement.existing,
        inside,
        outline["parent"],
        outline["scope"],
        outline["dependsOn"],
        _module(statement, outline["params"]) if statement.is_module else None,
        statement.only_if_absent,
    )
    yield declaration
    for nested in statement.nested:
        yield from _declarations(nested, path, declaration)


def _module(statement: ResourceStatement, inputs: Expression | None) -> Module:
    target, at = statement.target, statement.target_at
    if known_module(target) is not None:
        return Module(inputs, at, library=target, reference=target, wrapped=False)
    if is_in_registry(target):
        return Module(
            inputs,
            at,
            unreadable=f"module {target} is in a registry, not in this workspace",
            reference=target,
            may_bear_on_egress=not is_elsewhere(target),
            wrapped=False,
        )
    return Module(inputs, at, link=Literal(Value(target, at)), reference=target, wrapped=False)


def _name(entry: object) -> str | None:
    match entry:
        case ObjectMember(key=Literal(value=Value(data=str() as name))):
            return name
        case _:
            return None


def _member(body: ObjectOf, name: str) -> Expression | None:
    return next((e.value for e in body.entries if isinstance(e, ObjectMember) and _name(e) == name), None)
