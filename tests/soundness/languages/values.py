"""Other values that a literal might have had: of the words Azure knows, the others of their kind."""

from __future__ import annotations

import random
from collections.abc import Sequence

_KINDS = (
    ("userAssignedNATGateway", "managedNATGateway", "loadBalancer", "userDefinedRouting", "none"),
    ("VirtualAppliance", "Internet", "VirtualNetworkGateway", "VnetLocal", "None"),
    ("Standard", "Basic", "StandardV2"),
    ("CanNotDelete", "ReadOnly"),
    ("azure", "kubenet", "none"),
    ("overlay", ""),
    ("Static", "Dynamic"),
    ("westeurope", "northeurope", "swedencentral"),
    ("Linux", "Windows"),
    ("System", "User"),
    ("0.0.0.0/0", "10.99.0.0/16", "0.0.0.0/1", "128.0.0.0/1"),
    ("true", "false"),
    ("1", "2", "3"),
)
_NUMBERS = ("0", "1", "3", "4", "10", "28", "31", "120", "600")


def another(value: str, kind: str, beside: Sequence[str], chance: random.Random) -> str | None:
    """A value of the same kind that is not this one; None where there is none that makes sense.

    ``beside``: what the same file writes under the same key. A name that nothing declares is none of them: an id with a
    hole means the one resource that fits (``graph.index``), and is taken for it knowingly.
    """
    if kind == "bool":
        return "false" if value.lower() == "true" else "true"
    if kind == "number":
        return chance.choice([number for number in _NUMBERS if number != value])
    for words in _KINDS:
        if value in words:  # as it is spelled: a pool may be called system
            return chance.choice([word for word in words if word != value])
    others = sorted({other for other in beside if other.lower() != value.lower()})
    return chance.choice(others) if others else None
