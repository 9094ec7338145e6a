"""Instances as evaluation would hand them over, written as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from natpin.formats.terraform.providers import Translated, translate
from natpin.languages.terraform.instance import Instance
from natpin.model.location import Location
from natpin.model.resource import Link, Resource
from natpin.model.value import Node, Reference, Unknown, of, plain

AT = Location("main.tf", 1, 1)


def instance(address: str, attributes: Mapping[str, Any], version: str | None = "4", **more: Any) -> Instance:
    """An instance; its type is read from the address."""
    kind = next(part for part in address.split(".") if "_" in part)
    arguments = {name: of(data, AT) for name, data in attributes.items()}
    data = address.startswith("data.")
    return Instance(address, kind, arguments, AT, data=data, provider_version=version, **more)


def translated(*instances: Instance) -> list[Translated]:
    """What the instances declare together."""
    return [item for one in instances for item in translate(one, lookup(instances))]


def lookup(instances: Iterable[Instance]) -> Callable[[str], Instance | None]:
    """By address."""
    return {one.address: one for one in instances}.get


def only(*instances: Instance) -> Resource:
    """The one resource that the first instance declares."""
    (found,) = translate(instances[0], lookup(instances))
    assert isinstance(found, Resource)
    return found


def only_link(*instances: Instance) -> Link:
    """The one link that the first instance declares."""
    (found,) = translate(instances[0], lookup(instances))
    assert isinstance(found, Link)
    return found


def shown(node: Node | None) -> object:
    """Plain data with references and unknowns still telling."""
    match node:
        case Reference(target=target, attribute=attribute):
            return f"→ {target}.{attribute}"
        case Unknown(reason=reason):
            return f"? {reason}"
        case None:
            return None
    if isinstance(node.data, Mapping):
        return {name: shown(child) for name, child in node.data.items()}
    if isinstance(node.data, tuple):
        return [shown(child) for child in node.data]
    return plain(node)


def of_parts(parts: Iterable[object]) -> str:
    """The pieces of a text, a question mark for each that is not known."""
    return "".join(part if isinstance(part, str) else "?" for part in parts)


def properties(resource: Resource) -> dict[str, object]:
    """A resource's properties, plain."""
    return {name: shown(node) for name, node in resource.properties.items()}
