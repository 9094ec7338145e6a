"""Whether two IPs, before and after a change, are the same one, and what makes Azure or Terraform replace it."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.azure_defaults import azure_default
from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX, Resource, same_type
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, of, scalar, text

_FIXED = {
    "location": "location",
    "zones": "zones",
    "sku.name": "SKU",
    "sku.tier": "SKU tier",
    "prefixLength": "prefix length",
    "publicIPAddressVersion": "IP version",
    "ipTags": "IP tags",
    "customIPPrefix": "custom IP prefix",
    "publicIPPrefix": "prefix it is taken from",
    "extendedLocation": "edge zone",
}
"""What cannot be changed on an IP that exists. Source: azurerm documentation, ``r/public_ip`` and
``r/public_ip_prefix`` (5.2.0), "Changing this forces a new resource to be created"; ARM refuses such an update."""

_DEFAULTED = ("sku.tier", "publicIPAddressVersion")
"""Those that the ARM API fills in alike whatever wrote the rest."""

Shape = tuple[object, ...]


def shape(node: Node | None) -> Shape:
    """A value without the places it is written at, to be compared; absent, null and empty are alike."""
    if node is None or is_absent(node):
        return ()
    match node:
        case Reference(target=target, attribute=attribute):
            return ("reference", target, attribute)
        case Unknown(reason=reason, parts=parts):
            return (
                "unknown",
                reason,
                *(part.lower() if isinstance(part, str) else shape(part) for part in parts),
            )
        case Value(data=Mapping() as data):
            found = sorted(
                (name.lower(), inner) for name, child in data.items() if (inner := shape(child)) != ()
            )
            return ("object", *found) if found else ()
        case Value(data=tuple() as elements):
            return ("list", *sorted(map(shape, elements), key=repr)) if elements else ()
        case Value(data=str() as literal):
            return (literal.lower().replace(" ", ""),)
        case Value(data=data):
            return (str(data).lower(),)
    return ()


def known(found: Shape) -> bool:
    """True when nothing in a shape is unknown or refers to something else."""
    if found[:1] in (("unknown",), ("reference",)):
        return False
    return all(known(part) for part in found if isinstance(part, tuple))


def same(before: Node | None, after: Node | None) -> bool | None:
    """Whether two values are the same; None when that cannot be told."""
    left, right = shape(before), shape(after)
    if left == right:
        return True
    return False if known(left) and known(right) else None


def identical(before: Resource, after: Resource) -> bool:
    """One name, known, of one type: the same resource in Azure, as far as the files tell."""
    return (
        same_type(before.type, after.type)
        and text(before.name) is not None
        and same(before.name, after.name) is True
        and same(before.resource_group, after.resource_group) is not False
    )


def replacement(before: Resource, after: Resource) -> str | Unknown | None:
    """What forces an IP to be made anew, in words; an Unknown when something may; None when nothing does."""
    planned = after.traits.get("plannedAction")
    if planned is not None:
        match scalar(planned):
            case "replace":
                return _forced(before, after) or "the plan replaces it"
            case "unknown":
                return Unknown("the plan does not say what it does with it", after.at)
            case _:
                return None
    if before.external or after.external:
        return None  # only named here; whoever declares it decides
    return _forced(before, after) or _doubt(before, after)


def _properties(before: Resource, after: Resource) -> list[tuple[str, Node | None, Node | None]]:
    pairs: list[tuple[str, Node | None, Node | None]] = [
        ("name", before.name, after.name),
        ("resource group", before.resource_group, after.resource_group),
    ]
    for path, words in _FIXED.items():
        default = of(azure_default(PUBLIC_IP, path)) if path in _DEFAULTED else None
        left, right = before.get(path), after.get(path)
        pairs.append((words, default if is_absent(left) else left, default if is_absent(right) else right))
    return pairs


def _forced(before: Resource, after: Resource) -> str:
    changed = [
        f"{words} {_shown(left)} → {_shown(right)}"
        for words, left, right in _properties(before, after)
        if same(left, right) is False
    ]
    return f"{', '.join(changed)}: cannot be changed in place" if changed else ""


def _doubt(before: Resource, after: Resource) -> Unknown | None:
    for words, left, right in _properties(before, after):
        if same(left, right) is None:
            return Unknown(
                f"its {words} may change, and with it the IP would be made anew",
                after.at,
                "terraform show -json",
            )
    return None


def is_prefix(resource: Resource | None) -> bool:
    """True for a public IP prefix."""
    return resource is not None and same_type(resource.type, PUBLIC_IP_PREFIX)


def _shown(node: Node | None) -> str:
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return " ".join(str(scalar(element)) for element in node.data) or "none"
    found = scalar(node)
    return "none" if found is None else str(found)
