"""A prefix that is not allocated yet, as if it were: what comes after it is planned with an address that stands for its own."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.provision.desired import Desired
from natpin.provision.ids import parse
from natpin.provision.observed import Observed
from natpin.provision.ports import Live

STAND_INS: Mapping[int, str] = {length: f"233.252.0.0/{length}" for length in range(28, 32)}
"""By length, what stands for a prefix that has no address yet (multicast addresses for documentation, RFC 6676, which nobody
lets in to an API server): a plan of what comes after it is allocated would be refused without one. Never told to anybody:
``unpretended``."""


def pretended(end: Desired, found: Observed) -> Observed:
    """The same, as if the prefix were allocated."""
    if end.prefix is None:
        return found
    if found.address(end.prefix.id):
        return found
    body = {
        "id": end.prefix.id,
        "name": parse(end.prefix.id).name,
        "type": parse(end.prefix.id).type,
        "location": end.location,
        "sku": {"name": end.gateway.sku},
        "properties": {
            "prefixLength": end.prefix.length,
            "publicIPAddressVersion": "IPv4",
            "ipPrefix": STAND_INS[end.prefix.length],
        },
    }
    return found.with_live(end.prefix.id, Live(end.prefix.id, body, None))


def unpretended(text: str, end: Desired) -> str:
    """A text with the prefix's name in the place of what stands for its address."""
    if end.prefix is None:
        return text
    return text.replace(
        STAND_INS[end.prefix.length], f"{parse(end.prefix.id).name} (a new /{end.prefix.length})"
    )
