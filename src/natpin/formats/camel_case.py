"""azurerm's words in camel case, as Crossplane and Pulumi's classic provider spell them."""

from __future__ import annotations

import re
from functools import lru_cache

_BEFORE_WORD = re.compile(r"([A-Z])([A-Z][a-z])")
_AFTER_SMALL = re.compile(r"([a-z0-9])([A-Z])")

MAPS = frozenset({"tags", "ip_tags", "node_labels", "labels", "config"})
"""Arguments that are maps, and no blocks: their members are names of the user's or of Azure's, and no arguments."""


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """``NATGatewayPublicIPAssociation`` and ``natGatewayId`` in azurerm's letters."""
    return _AFTER_SMALL.sub(r"\1_\2", _BEFORE_WORD.sub(r"\1_\2", name)).lower()


def camel(name: str) -> str:
    """``idle_timeout_in_minutes`` as ``idleTimeoutInMinutes``."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
