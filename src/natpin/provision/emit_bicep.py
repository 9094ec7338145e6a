"""A plan as Bicep, deployed into a resource group. A resource that exists is written whole, as natpin itself would write it:
a PUT of Azure's replaces."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from natpin.errors import Refused
from natpin.model.resource import CLUSTER, RESOURCE_GROUP, SUBNET, same_type
from natpin.provision.emission import API, Piece, identifier, remark
from natpin.provision.ids import parent_of, parse

_ENVELOPE = ("location", "tags", "sku", "zones", "identity", "properties")


def template(made: Sequence[Piece], subscription: str, name: str) -> str:
    """The template. Raises Refused where the plan writes to several resource groups: a template is deployed into one."""
    resources = [piece for piece in made if not same_type(piece.change.type, RESOURCE_GROUP)]
    groups = {piece.group.lower(): piece.group for piece in resources}
    if len(groups) > 1:
        raise Refused(
            f"--emit bicep: a template is deployed into one resource group, and the plan writes to {', '.join(groups.values())}"
        )
    group = next(iter(groups.values()), "")
    head = [
        f"// Egress entry {remark(name)}, as natpin plan --emit bicep wrote it.",
        *(
            f"// First: az group create --subscription {subscription} --name {piece.name} --location {piece.body.get('location')}"
            for piece in made
            if same_type(piece.change.type, RESOURCE_GROUP)
        ),
        f"// az deployment group create --subscription {subscription} --resource-group {group} --template-file main.bicep",
        "targetScope = 'resourceGroup'",
    ]
    return _Template(resources).text(head)


class _Template:
    """Symbols by resource id, so that one resource refers to another by symbol and waits for it."""

    def __init__(self, made: Sequence[Piece]) -> None:
        self._made = made
        taken: set[str] = set()
        self._symbols = {piece.change.key: identifier(piece.name, taken) for piece in made}
        self._by_id = {
            piece.change.id.lower(): self._symbols[piece.change.key]
            for piece in made
            if not piece.change.step
        }
        self._networks: dict[str, str] = {}
        for piece in made:
            network = parent_of(piece.change.id)
            if same_type(piece.change.type, SUBNET) and network.lower() not in self._by_id:
                self._networks.setdefault(network.lower(), identifier(parse(network).name, taken))

    def text(self, head: list[str]) -> str:
        lines = list(head)
        shown: set[str] = set()
        for piece in self._made:
            network = parent_of(piece.change.id)
            symbol = self._networks.get(network.lower())
            if symbol and symbol not in shown:
                shown.add(symbol)
                type_ = f"Microsoft.Network/virtualNetworks@{API['microsoft.network']}"
                lines += [
                    "",
                    f"resource {symbol} '{type_}' existing = {{",
                    f"  name: {self._value(parse(network).name, 1)}",
                    "}",
                ]
            lines += ["", *self._resource(piece)]
        return "\n".join(lines) + "\n"

    def _resource(self, piece: Piece) -> list[str]:
        if same_type(piece.change.type, CLUSTER) and not piece.creates:
            raise Refused(
                f"--emit bicep: the cluster {piece.name} exists, and a template would replace all of it: change it with "
                "--emit az, --emit terraform or natpin apply"
            )
        version = API[piece.change.type.partition("/")[0].lower()]
        lines = [f"resource {self._symbols[piece.change.key]} '{piece.change.type}@{version}' = {{"]
        if same_type(piece.change.type, SUBNET):
            network = parent_of(piece.change.id).lower()
            lines.append(f"  parent: {self._by_id.get(network) or self._networks[network]}")
        lines.append(f"  name: {self._value(piece.name, 1)}")
        body = {key: piece.body[key] for key in _ENVELOPE if piece.body.get(key)}
        if same_type(piece.change.type, SUBNET):
            body.pop("location", None)
        lines += [f"  {key}: {self._value(value, 1)}" for key, value in body.items()]
        waits = [
            self._symbols[other.change.key]
            for other in self._made
            if other.change.key in piece.change.depends_on or other.change.id.lower() in self._lower(piece)
        ]
        named = "\n".join(lines)
        rest = [
            symbol
            for symbol in dict.fromkeys(waits)
            if f"{symbol}.id" not in named and f"parent: {symbol}" not in named
        ]
        if rest:
            lines += ["  dependsOn: [", *(f"    {symbol}" for symbol in rest), "  ]"]
        return [*lines, "}"]

    def _lower(self, piece: Piece) -> set[str]:
        """What it waits for: its own dependencies, and one subnet of a network after the other."""
        waits = {id_.lower() for id_ in piece.change.depends_on}
        if same_type(piece.change.type, SUBNET):
            before = self._made[: self._made.index(piece)]
            siblings = [other for other in before if same_type(other.change.type, SUBNET)]
            waits |= {other.change.id.lower() for other in siblings[-1:]}
        return waits

    def _value(self, value: Any, depth: int) -> str:
        pad = "  " * (depth + 1)
        match value:
            case bool():
                return "true" if value else "false"
            case None:
                return "null"
            case int():
                return str(value)
            case str() if value.lower() in self._by_id:
                return f"{self._by_id[value.lower()]}.id"
            case str():
                return _quoted(value)
            case Mapping() if value:
                inner = [f"{pad}{_key(key)}: {self._value(item, depth + 1)}" for key, item in value.items()]
                return "\n".join(["{", *inner, "  " * depth + "}"])
            case list() if value:
                inner = [f"{pad}{self._value(item, depth + 1)}" for item in value]
                return "\n".join(["[", *inner, "  " * depth + "]"])
            case Mapping():
                return "{}"
            case list():
                return "[]"
            case _:
                return f"json({_quoted(json.dumps(value))})"


def _key(key: object) -> str:
    text = str(key)
    return text if text.isidentifier() and text.isascii() else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${")
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return "'" + "".join(ch if ch.isprintable() else f"\\u{{{ord(ch):x}}}" for ch in escaped) + "'"
