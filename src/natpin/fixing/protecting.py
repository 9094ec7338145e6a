"""What guards an egress IP against deletion, in the words of each language."""

from __future__ import annotations

import re

from natpin.fixing.edit import Change, Edit, Text, indent_of, line_end, line_start
from natpin.fixing.files import Files, edits_of, language_at
from natpin.fixing.places import opening
from natpin.fixing.writers import braces, commands, elements, hcl, yaml
from natpin.model.resource import LOCK, Resource
from natpin.regex import late_regex

_LOCK_VERSION = "2020-05-01"
"""The newest version of locks that is no preview (learn.microsoft.com/azure/templates/microsoft.authorization/locks)."""

_STATEMENT = late_regex(
    r"(?:@[^\n]*\n[ \t]*)*resource[ \t]+(?P<symbol>\w+)[ \t]+'(?P<type>[^']*)'[ \t]*=[ \t]*(?P<condition>if[ \t]*\(.*?\)[ \t]*)?\{",
    re.DOTALL,
)
_QUOTED = late_regex(r"'([\w.-]+)'")
_PLAIN = late_regex(r"[\w.-]+")


_DETACHED = "serviceoperator.azure.com/reconcile-policy"
"""Azure Service Operator, "Annotations understood by the operator": ``detach-on-delete`` leaves the resource in Azure."""


def protected(files: Files, resource: Resource, reader: str) -> tuple[Edit, ...] | None:
    """A guard for an IP or a prefix; None where its language has none that natpin writes."""
    if reader in ("azure-service-operator", "crossplane", "pulumi"):
        return _manifest(files, resource, reader)
    place = files.place(resource.at)
    if place is None:
        return None
    text, span = place
    changes: list[Change] | None = None
    match language_at(text, span[0]):
        case "hcl":
            block = hcl.block_at(text.text, span)
            if block is not None and block.type == "resource":
                changes = hcl.protected(text.text, block)
        case "bicep":
            changes = _bicep(text, span)
        case "json":
            changes = _json(text, span)
        case "az":
            changes = _az(text, (span[0], commands.end_of(text.text, span[0])), resource)
        case "cmdlet":
            changes = _cmdlet(text, span, resource)
    return edits_of(text, changes) if changes else None


def _bicep(text: Text, span: tuple[int, int]) -> list[Change] | None:
    """A lock after the resource, under the same condition."""
    found = _STATEMENT.match(text.text, *span)
    start = opening(text.text, span)
    whole = braces.object_at(text.text, start, span[1]) if start is not None else None
    if found is None or whole is None or found.end() - 1 != start:
        return None
    named = braces.member(whole, "name")
    if named is None or indent_of(text.text, span[0]):
        return None
    symbol = found["symbol"]
    if re.search(rf"\b{re.escape(symbol)}Lock\b", text.text):
        return None
    end = line_end(text.text, span[1])
    if text.text[span[1] : end].strip():
        return None
    plain = _QUOTED.fullmatch(text.text[named.value : named.end])
    name = f"{plain[1]}-lock" if plain else f"${{{symbol}.name}}-lock"
    condition = found["condition"] or ""
    return [Change(end, end, f"\n\n{bicep_lock(symbol, name, condition)}")]


def bicep_lock(symbol: str, name: str, condition: str = "") -> str:
    """The lock of the resource of a symbol, under the same condition (``if (…) ``)."""
    return (
        f"resource {symbol}Lock '{LOCK}@{_LOCK_VERSION}' = {condition}{{\n  name: '{name}'\n"
        f"  scope: {symbol}\n  properties: {{\n    level: 'CanNotDelete'\n  }}\n}}"
    )


def _json(text: Text, span: tuple[int, int]) -> list[Change] | None:
    """A lock as the next element of the template's resources."""
    whole = braces.object_at(text.text, span[0], span[1])
    if whole is None or any(braces.member(whole, name) for name in ("copy", "condition")):
        return None
    named, kind = braces.member(whole, "name"), braces.member(whole, "type")
    if named is None or kind is None:
        return None
    name, type_ = text.text[named.value : named.end].strip('"'), text.text[kind.value : kind.end].strip('"')
    how = elements.style(text.text, whole)
    lock = json_lock(name, type_)
    if how is None or lock is None:
        return None
    return [Change(span[1], span[1], elements.behind(lock, *how))]


def json_lock(name: str, type_: str) -> elements.Json:
    """The lock of a resource of a template, as it is named and typed there; None for a name that cannot be told of it."""
    if _PLAIN.fullmatch(name):
        lock, scope, id_ = f"{name}-lock", f"{type_}/{name}", f"resourceId('{type_}', '{name}')"
    elif name.startswith("[") and not name.startswith("[[") and '"' not in name:
        lock = f"[concat({name[1:-1]}, '-lock')]"
        if name.startswith("[concat(") and name.endswith("')]"):  # its last part goes on
            lock = f"{name[:-3]}-lock')]"
        id_ = f"resourceId('{type_}', {name[1:-1]})"
        scope = f"[format('{type_}/{{0}}', {name[1:-1]})]"
    else:
        return None
    return {
        "type": LOCK,
        "apiVersion": _LOCK_VERSION,
        "name": lock,
        "scope": scope,
        "dependsOn": [f"[{id_}]"],
        "properties": {"level": "CanNotDelete"},
    }


def _az(text: Text, span: tuple[int, int], resource: Resource) -> list[Change] | None:
    """``az lock create`` on the next line, with the words of the command that makes the IP."""
    group = commands.argument(text.text, span, "--resource-group", "-g")
    name = commands.argument(text.text, span, "--name", "-n")
    if group is None or name is None:
        return None
    lock = f"{name}-lock" if _PLAIN.fullmatch(name) else f"{name.strip(chr(34))}-lock".join('""')
    return commands.next_line(
        text.text,
        span,
        f"az lock create --name {lock} --lock-type CanNotDelete --resource-group {group}",
        f"--resource {name} --resource-type {resource.type}",
        text.path,
    )


def _cmdlet(text: Text, span: tuple[int, int], resource: Resource) -> list[Change] | None:
    """``New-AzResourceLock`` on the next line."""
    group = commands.argument(text.text, span, "-ResourceGroupName")
    name = commands.argument(text.text, span, "-Name")
    if group is None or name is None or _PLAIN.fullmatch(name) is None:
        return None
    first, last = line_start(text.text, span[0]), line_end(text.text, span[1])
    if text.text[span[1] : last].strip(" \t|").removesuffix("Out-Null").strip(" |"):
        return None
    indent = indent_of(text.text, first)
    return [
        Change(
            last,
            last,
            f"\n{indent}New-AzResourceLock -LockName {name}-lock -LockLevel CanNotDelete -ResourceGroupName {group} "
            f"-ResourceName {name} -ResourceType {resource.type} -Force | Out-Null",
        )
    ]


def _manifest(files: Files, resource: Resource, reader: str) -> tuple[Edit, ...] | None:
    """What the operator or the program has for it: an annotation, a policy, an option."""
    text = files.text(resource.at.path)
    start = text.offset(resource.at.line, resource.at.column) if text is not None else None
    if text is None or start is None:
        return None
    changes: list[Change] | None = None
    if reader == "pulumi":
        changes = _within(text.text, start, "options", "protect", "true")
    elif reader == "crossplane":
        spec = yaml.root_key(text.text, start, "spec")
        inside = yaml.child(text.text, spec, "spec") if spec is not None else None
        if inside is not None and yaml.key(text.text, inside, "managementPolicies") is None:
            changes = yaml.with_key(text.text, inside, ("deletionPolicy",), "Orphan")
    else:
        metadata = yaml.root_key(text.text, start, "metadata")
        inside = yaml.child(text.text, metadata, "metadata") if metadata is not None else None
        if inside is not None:
            changes = _within(text.text, inside, "annotations", _DETACHED, "detach-on-delete")
    return edits_of(text, changes) if changes else None


def _within(text: str, start: int, name: str, entry: str, value: str) -> list[Change] | None:
    """An entry of a mapping inside of the mapping at an offset."""
    if yaml.key(text, start, name) is None:
        return yaml.with_key(text, start, (name, entry), value)
    inside = yaml.child(text, start, name)
    if inside is None or yaml.key(text, inside, entry) is not None:
        return None
    return yaml.with_key(text, inside, (entry,), value)
