"""Which members of a resource are unknown, and not absent, where its body is unknown: those that are read."""

from __future__ import annotations

import re
from functools import cache

from natpin.formats import peerings
from natpin.model.read_paths import READ
from natpin.model.resource import ENVELOPE, VIRTUAL_NETWORK

_READ_BY_FORMATS = {VIRTUAL_NETWORK: frozenset({peerings.PROPERTY})}
"""What formats make resources of their own of."""


_BESIDE = ENVELOPE | {"scope"}
"""A template has an extension's scope beside its properties too."""


@cache
def members_read(type_: str) -> frozenset[str]:
    """The first names of what is read off a type, or off the elements of a list of one (``…/ipConfigurations``)."""
    whole, _, listed = type_.rpartition("/")
    inside = f"{listed}[]."
    paths = READ.get(type_) or {
        path.removeprefix(inside) for path in READ.get(whole, ()) if path.startswith(inside)
    }
    return frozenset(re.split(r"[.\[]", path)[0] for path in paths) | _READ_BY_FORMATS.get(type_, frozenset())


def properties_read(type_: str) -> frozenset[str]:
    """Those that stand in ``properties``, and not beside them."""
    return members_read(type_) - _BESIDE
