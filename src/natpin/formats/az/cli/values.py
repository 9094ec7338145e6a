"""Flag values as nodes of the model, in ARM's shapes and spellings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from natpin.languages.shell.words import Word, placeholder
from natpin.model.location import Location
from natpin.model.numbers import whole_number
from natpin.model.value import Node, Unknown, Value, members

FILL_IN = "fill it in, or give --var NAME=value for a variable"


class Shape(Enum):
    """How a flag's words become a property."""

    TEXT = "one word"
    INTEGER = "one whole number"
    SWITCH = "no word, or true and false"
    OFF = "a switch that turns something off"
    ON = "a word whose presence turns something on"
    WORDS = "several words"
    COMMAS = "one word with commas"
    PAIRS = "key=value words"
    TAGGED = "TYPE=TAG words or objects, each an object with ipTagType and tag"
    SERVICES = "several words or objects, each an object with a service"
    DELEGATIONS = "several words, each an object with a properties.serviceName"
    ADD_ONS = "names of add-ons with commas: whether virtual nodes are among them"
    GATEWAY_NETWORK = "a virtual network, whose GatewaySubnet a network gateway is put into"
    ID = "the name or id of a resource, as an object with an id"
    IDS = "several of them"
    PLAIN_ID = "an id, as text"
    UNFOLLOWED = "something that natpin does not read: the property is unknown"


INSIDE: Mapping[Shape, tuple[str, ...]] = {
    Shape.TAGGED: ("[].ipTagType", "[].tag"),
    Shape.SERVICES: ("[].service",),
    Shape.DELEGATIONS: ("[].properties.serviceName",),
    Shape.GATEWAY_NETWORK: ("[].subnet",),
}
"""What a shape writes below its property; the others write the property itself."""


CANONICAL: Mapping[str, str] = {
    text.lower(): text
    for text in (
        "Standard",
        "StandardV2",
        "Basic",
        "Regional",
        "Global",
        "Static",
        "Dynamic",
        "IPv4",
        "IPv6",
        "loadBalancer",
        "managedNATGateway",
        "managedNATGatewayV2",
        "userAssignedNATGateway",
        "userDefinedRouting",
        "none",
        "block",
        "azure",
        "kubenet",
        "overlay",
        "cilium",
        "VirtualAppliance",
        "VirtualNetworkGateway",
        "Internet",
        "VnetLocal",
        "CanNotDelete",
        "ReadOnly",
        "System",
        "User",
        "Gateway",
        "Linux",
        "Windows",
        "Enabled",
        "Disabled",
        "Automatic",
    )
}
"""az takes enumerations in any case and sends ARM's spelling."""

_SPELLED_SO = frozenset(
    {
        "sku",
        "tier",
        "publicIPAllocationMethod",
        "publicIPAddressVersion",
        "outboundType",
        "networkPlugin",
        "networkPluginMode",
        "networkDataplane",
        "nextHopType",
        "level",
        "mode",
        "osType",
        "protectionMode",
    }
)

TRUE = frozenset({"true", "t", "yes", "y", "1"})
FALSE = frozenset({"false", "f", "no", "n", "0"})


def text_node(word: Word, path: str = "") -> Node:
    """A word as text; an enumeration in ARM's spelling, a ``<placeholder>`` as an unknown."""
    node = word.node()
    if not isinstance(node, Value) or not isinstance(node.data, str):
        return node
    blank = placeholder(node.data)
    if blank is not None:
        return Unknown(f"the placeholder {blank} is not filled in", word.at, FILL_IN)
    names = path.split(".")
    if names[-1] == "loadBalancerSku":
        return Value(node.data.lower(), node.at)
    if names[-1] in _SPELLED_SO or names[0] == "sku":
        lowered = node.data.lower()
        canonical = CANONICAL.get(lowered)
        if names[-1] == "nextHopType" and canonical == "none":
            canonical = "None"
        return Value(canonical or node.data, node.at)
    return node


def integer_node(word: Word) -> Node:
    """A word as a whole number; text where it is none, for a policy to reject."""
    node = text_node(word)
    if isinstance(node, Value) and isinstance(node.data, str):
        data = whole_number(node.data.strip())
        if data is not None:
            return Value(data, node.at)
    return node


def switch_node(word: Word | None, at: Location, *, blank: bool = True) -> Node:
    """A switch: given without a word it means ``blank``."""
    if word is None:
        return Value(blank, at)
    node = text_node(word)
    if isinstance(node, Value) and isinstance(node.data, str):
        lowered = node.data.lower()
        if lowered in TRUE:
            return Value(True, node.at)
        if lowered in FALSE:
            return Value(False, node.at)
    return node


def assign(properties: dict[str, Node], path: str, node: Node | None) -> None:
    """Set, or with None remove, a property by dotted path; objects on the way are made."""
    first, _, rest = path.partition(".")
    if not rest:
        if node is None:
            properties.pop(first, None)
        else:
            properties[first] = node
        return
    inner = dict(members(properties.get(first)))
    assign(inner, rest, node)
    existing = properties.get(first)
    at = existing.at if isinstance(existing, Value) else (node.at if node is not None else None)
    if inner:
        properties[first] = Value(inner, at) if at is not None else Value(inner)
    else:
        properties.pop(first, None)
