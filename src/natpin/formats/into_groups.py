"""Templates that are not here, and that are deployed into a resource group which is: they may write over what other roots
declare in it.

Source: Azure Resource Manager, "Deployment modes", incremental: what the template declares is set as it says there, and
properties that it does not name are taken off.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.resource import CLUSTER, NAT_GATEWAY, ROUTE_TABLE, SUBNET
from natpin.model.value import Unknown

_WRITTEN = (
    (SUBNET, "subnets"),
    (ROUTE_TABLE, "route tables"),
    (NAT_GATEWAY, "NAT gateways"),
    (CLUSTER, "clusters"),
)


def may_write_over(group: str, what: str, at: Location) -> Iterator[Doubt]:
    """Doubts about what other roots declare in a group. ``what``: what is deployed, in words that a verb follows."""
    for type_, name in _WRITTEN:
        reason = f"{what} may write {name} of resource group {group}"
        provider, *kinds = type_.split("/")
        parts: list[str | None] = ["/subscriptions/", None, f"/resourceGroups/{group}/providers/{provider}"]
        for kind in kinds:
            parts += [f"/{kind}/", None]
        yield Doubt(
            reason, at, None, Reach((type_,), Unknown(reason, at, None, tuple(parts)), elsewhere=True)
        )
