"""Where a property of a resource stands, and the edits that write it, change it or take it out there."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.fixing import environment, names
from natpin.fixing.edit import Change, Edit, Text, line_start
from natpin.fixing.files import (
    BICEP,
    HCL,
    JSON,
    YAML,
    Files,
    edits_of,
    language_at,
    language_of,
    strict,
)
from natpin.fixing.shared import check_alone
from natpin.fixing.state import written_at
from natpin.fixing.why import NotMade
from natpin.fixing.writers import braces, commands, hcl, variables, yaml
from natpin.fixing.writers.literals import rewritten, spelt
from natpin.formats.spelling import speech_of
from natpin.formats.spelling.since import api_needed
from natpin.languages.hcl.ast import Block
from natpin.model.endings import POWERSHELL
from natpin.model.resource import ENVELOPE, Resource
from natpin.model.value import Node, PropertyPath, Value, member, scalar

Scalar = bool | int | str
_STYLES = {BICEP: braces.BICEP, JSON: braces.JSON, HCL: braces.HCL, YAML: braces.BICEP}


def found(resource: Resource, path: str) -> Node | None:
    """A property that is written; None for one that is absent or a default."""
    node: Node | None = Value(dict(resource.properties))
    for name in PropertyPath.parse(path).names:
        if not isinstance(node, Value) or not isinstance(node.data, Mapping):
            return None
        node = member(node.data, name)
    if isinstance(node, Value) and node.data is None:  # null is what is not there
        return None
    return node if written_at(node) is not None else None


def is_open(resource: Resource, path: str) -> bool:
    """True where something that is not known stands on the way to a property: nobody can tell where it is written."""
    node: Node | None = Value(dict(resource.properties))
    for name in PropertyPath.parse(path).names:
        if node is None or (isinstance(node, Value) and node.data is None):
            return False
        if not isinstance(node, Value) or not isinstance(node.data, Mapping):
            return True
        node = member(node.data, name)
    return node is not None and not isinstance(node, Value)


def written(files: Files, resource: Resource, path: str, value: Scalar) -> tuple[Edit, ...] | None:
    """A property with this value: changed where it stands, else put where it belongs. None where neither can be told."""
    node = found(resource, path)
    if node is not None:
        check_alone(files, resource, node.at, value)
        return _changed(files, resource, path, node, value)
    if is_open(resource, path):
        return None
    needed = api_needed(resource, path)
    if needed is not None:
        raise NotMade(f"{path} needs API version {needed[0]} or newer; this declaration has {needed[1]}")
    place = files.place(resource.at)
    if place is None:
        return _in_mapping(files, resource, path, value)
    text, span = place
    if not strict(text.path):
        span = commands.inside_wrapper(text.text, span)
    changes: list[Change] | None = None
    match language_at(text, span[0]):
        case "az":
            changes = _flagged(text, span, names.flag_of_az(resource.type, path), value)
        case "cmdlet":
            parameter = names.parameter_of_cmdlet(resource.type, path)
            shown = f"${spelt(value)}" if isinstance(value, bool) else spelt(value)
            if parameter is not None:
                changes = commands.with_words(text.text, span, f"-{parameter} {shown}")
        case "hcl":
            changes = _in_block(text, span, path, value, str(scalar(resource.traits.get("provider"))))
        case "bicep" | "json" as language:
            changes = _in_object(text, span, path, value, language)
        case "yaml":
            return _in_mapping(files, resource, path, value)
        case _:
            return None
    return edits_of(text, changes) if changes else None


def _flagged(text: Text, span: tuple[int, int], flag: str | None, value: Scalar) -> list[Change] | None:
    if flag is None:
        return None
    names.check_command(text.text[slice(*span)], flag)
    if flag.startswith(("--enable-", "--disable-")):  # a switch takes no word
        return commands.with_words(text.text, span, flag) if value is True else None
    return commands.with_words(text.text, span, f"{flag} {spelt(value)}")


def _changed(
    files: Files, resource: Resource, path: str, node: Node, value: Scalar
) -> tuple[Edit, ...] | None:
    at = node.at
    place = files.place(at)
    if place is None:
        if files.text(at.path) is None:
            raise NotMade(files.why_closed(at.path))
        return None
    text, span = place
    if language_of(at.path) == YAML:
        span = yaml.bare(text.text, span)
    token, there = text.text[span[0] : span[1]], scalar(node)
    exact = isinstance(there, Scalar) and token.strip("\"'$").lower() == spelt(there).lower()
    if not exact and not language_of(at.path):
        span = commands.whole_word(text.text, span)
        token = text.text[span[0] : span[1]]
    if token.startswith("-") and not token[1:2].isdigit():  # a switch of a command
        if value is not False or "=" in token:
            return None
        return edits_of(text, commands.without_words(text.text, *span))
    if not strict(at.path):
        any_case = at.path.endswith(POWERSHELL)
        if not exact and "$" in token:
            changes = variables.assigned(text.text, span, there, value, any_case)
            changes = changes or rewritten(text.text, span, value, False)
            return edits_of(text, changes) if changes else None
        flag = names.flag_of_az(resource.type, path) or ""
        if "cmdlet" in resource.traits:
            flag = f"-{names.parameter_of_cmdlet(resource.type, path)}"
        if scalar(resource.traits.get("provider")) == "azure-native" or "pulumi" in resource.traits:
            flag = path.rpartition(".")[2]
        ansible = scalar(resource.traits.get("provider")) == "ansible"
        if ansible:
            flag = speech_of(resource).name(path)
        used_in = files.text(resource.at.path) if resource.at.path != at.path else None
        loads = strict(resource.at.path)  # that it is alone was asked already
        other = used_in.text if used_in is not None and language_of(at.path) == YAML and not loads else None
        if flag:
            reader = environment.reader(files, at.path, resource.at.path, flag, ansible)
            changes = variables.at_assignment(text.text, span, flag, value, any_case, other, reader)
            if changes:
                return edits_of(text, changes)
    changes = rewritten(text.text, span, value, not strict(at.path))
    if changes and language_of(at.path) == HCL:
        changes += hcl.realigned(text.text, changes[0])
    return edits_of(text, changes) if changes else None


def _in_block(
    text: Text, span: tuple[int, int], path: str, value: Scalar, provider: str
) -> list[Change] | None:
    block = hcl.block_at(text.text, span)
    if block is None:
        return None
    word = block.labels[0] if block.type == "resource" and block.labels else block.type
    if word.startswith("azapi_"):
        return _in_body(text, block, path, value)
    named = names.in_terraform(word, path, provider)
    if named is None:
        return None
    way, opposite = named
    if opposite:
        if not isinstance(value, bool):
            return None
        value = not value
    inner = hcl.nested(block.body, *way[:-1]) if way[:-1] else block
    if inner is not None:
        return hcl.inserted(text.text, inner, way[-1], hcl.literal(value))
    if any(each.type == way[0] for each in block.body.blocks):
        return None
    if way[:-1] != ("windows_profile",):
        raise NotMade(f"there is no {way[0]} block to write {way[-1]} in")
    return hcl.with_block(text.text, block, [f"{way[0]} {{", f"  {way[1]} = {hcl.literal(value)}", "}"])


def _in_body(text: Text, block: Block, path: str, value: Scalar) -> list[Change] | None:
    body = block.body.attributes.get("body")
    if body is None:
        return None
    opening = text.text.find("{", body.expression.start, body.end)
    return _into(text.text, opening, body.end, path, hcl.literal(value), braces.HCL, True)


def _in_object(
    text: Text, span: tuple[int, int], path: str, value: Scalar, language: str
) -> list[Change] | None:
    quote = "'" if language == BICEP else '"'
    shown = f"{quote}{value}{quote}" if isinstance(value, str) else spelt(value)
    return into_object(text, span, path, shown, language)


def into_object(
    text: Text, span: tuple[int, int], path: str, shown: str, language: str
) -> list[Change] | None:
    """A property, as it is written, in the declaration of a span; None where it is there or has no place."""
    start = opening(text.text, span)
    if start is None:
        return None
    return _into(text.text, start, span[1], path, shown, _STYLES[language], start != span[0])


def opening(text: str, span: tuple[int, int]) -> int | None:
    """The brace of a declaration's object: the first of an object, or what follows ``=``, ``)`` or ``:``."""
    if text[span[0]] == "{":
        return span[0]
    offset = text.find("{", *span)
    while 0 <= offset < span[1]:
        if text[span[0] : offset].rstrip()[-1:] in ("=", ")", ":"):
            return offset
        offset = text.find("{", offset + 1, span[1])
    return None


def _into(
    text: str, start: int, end: int, path: str, shown: str, style: str, whole: bool
) -> list[Change] | None:
    """A property in an object of ARM's, ``properties`` included. ``whole``: it is a resource."""
    here = braces.object_at(text, start, end)
    if here is None:
        return None
    way = tuple(PropertyPath.parse(path).names)
    enveloped = way[0] in ENVELOPE
    has = braces.member(here, "properties") is not None or braces.member(here, "type") is not None
    if not enveloped and (whole or has):
        way = ("properties", *way)
    while len(way) > 1 and (there := braces.member(here, way[0])) is not None:
        inner = braces.object_at(text, there.value, end)
        if inner is None:
            return None
        here, way = inner, way[1:]
    there = braces.member(here, way[0])
    if there is not None:  # null is what is not there
        null = len(way) == 1 and text[there.value : there.end] == "null"
        return [Change(there.value, there.end, shown)] if null else None
    return braces.with_member(text, here, way, shown, style) or None


def _in_mapping(files: Files, resource: Resource, path: str, value: Scalar) -> tuple[Edit, ...] | None:
    """A property in a manifest: beside one that stands in the same mapping."""
    if scalar(resource.traits.get("provider")) in ("ansible", "azurerm"):
        return _as_spoken(files, resource, path, value)
    way = PropertyPath.parse(path).names
    beside: Mapping[str, Node] = resource.properties
    while len(way) > 1:
        inner = member(beside, way[0])
        if not isinstance(inner, Value) or not isinstance(inner.data, Mapping):
            break
        beside, way = inner.data, way[1:]
    for name, node in beside.items():
        at = written_at(node)
        text = files.text(at.path) if at is not None else None
        if at is None or text is None or language_of(at.path) != YAML:
            continue
        offset = text.offset(at.line, at.column)
        key = _key_of(text.text, offset, name) if offset is not None else None
        flow = (
            braces.object_at(text.text, text.text.rfind("{", 0, offset), len(text.text))
            if key is not None
            else None
        )
        if flow is not None and any(each.value == offset for each in flow.members):
            inside = braces.with_member(text.text, flow, tuple(way), spelt(value), braces.BICEP)
            return edits_of(text, inside) if inside else None
        if key is not None:
            changes = yaml.with_key(text.text, key, tuple(way), spelt(value))
            return edits_of(text, changes) if changes else None
    return None


def _as_spoken(files: Files, resource: Resource, path: str, value: Scalar) -> tuple[Edit, ...] | None:
    """The same in a playbook and in a manifest of Crossplane, whose names are not ARM's: beside what its declaration has in the
    same mapping."""
    outer, _, _ = path.rpartition(".")
    around = resource.get(outer) if outer else None
    inside = around.data if isinstance(around, Value) else resource.properties if not outer else None
    siblings = list(inside.values()) if isinstance(inside, Mapping) else []
    text, own = files.text(resource.at.path), resource.at
    if text is None:
        return None
    for node in [*([] if outer else [resource.name]), *siblings]:
        at = written_at(node)
        if at is None or at.path != own.path or at.line < own.line:
            continue
        start, offset = text.offset(own.line, own.column), text.offset(at.line, at.column)
        playbook = own.end_line is not None and own.end_line > own.line
        if start is None or offset is None or (playbook and at.line > (own.end_line or 0)):
            continue
        key = yaml.key_before(text.text, offset)
        if key is None or "\n---" in text.text[start:offset] or (not playbook and at.line == own.line):
            continue
        return _spoken(text, key, resource, path, value)
    start = text.offset(own.line, own.column)
    spec = yaml.root_key(text.text, start, "spec") if start is not None and not outer else None
    inner = yaml.child(text.text, spec, "spec") if spec is not None else None
    given = yaml.child(text.text, inner, "forProvider") if inner is not None else None
    return _spoken(text, given, resource, path, value) if given is not None else None


def _spoken(text: Text, key: int, resource: Resource, path: str, value: Scalar) -> tuple[Edit, ...] | None:
    name = speech_of(resource).name(path).rpartition(".")[2]
    changes = yaml.with_rows(text.text, key, [f"{name}: {spelt(value)}"])
    return edits_of(text, changes) if changes else None


def _key_of(text: str, value: int, name: str) -> int | None:
    """Where the key of this name begins, of which the value begins at an offset on the same line."""
    line = text[line_start(text, value) : value]
    for spelling in (f"{name}:", f'"{name}":', f"'{name}':"):
        position = line.lower().rfind(spelling.lower())
        if position >= 0 and not line[position + len(spelling) :].strip():
            return line_start(text, value) + position
    return None
