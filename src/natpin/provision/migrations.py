"""Which outbound types AKS changes into which, on a cluster that stays: one table for each kind of virtual network.

Source: AKS, "Customize cluster egress with outbound types", the tables "Supported migration paths" for a managed virtual
network and for a virtual network of one's own: https://learn.microsoft.com/azure/aks/egress-outboundtype, read on
2026-11-22 in its state of 2026-08-05. Where the page contradicts itself the table has what it says more carefully:

* ``managedNATGateway`` to ``loadBalancer`` stands as not supported, although the page still shows the command (an earlier
  state of it, of 2024-04-29, has it as supported);
* ``managedNATGatewayV2`` is no outbound type any more (API 2026-06-01 writes it as ``managedNATGateway`` with
  ``natGatewayProfile.sku``); what leads away from it is left out (unverified).

Every one of them changes the egress IPs and interrupts egress (the same page, its warnings).
"""

from __future__ import annotations

from collections.abc import Mapping

AS_OF = "2026-08-05"
"""The day of the page that the tables are from."""
PAGE = "https://learn.microsoft.com/azure/aks/egress-outboundtype"

LOAD_BALANCER = "loadBalancer"
MANAGED_NAT = "managedNATGateway"
OWN_NAT = "userAssignedNATGateway"
ROUTES = "userDefinedRouting"
NONE = "none"
BLOCK = "block"

MANAGED_NETWORK: Mapping[str, frozenset[str]] = {
    LOAD_BALANCER: frozenset({MANAGED_NAT, NONE, BLOCK}),
    MANAGED_NAT: frozenset({NONE, BLOCK}),
    NONE: frozenset({LOAD_BALANCER, MANAGED_NAT, BLOCK}),
    BLOCK: frozenset({LOAD_BALANCER, MANAGED_NAT, NONE}),
}
"""Of a cluster whose virtual network AKS manages."""

_OWN = frozenset({LOAD_BALANCER, OWN_NAT, ROUTES, NONE})

OWN_NETWORK: Mapping[str, frozenset[str]] = {type_: _OWN - {type_} for type_ in sorted(_OWN)}
"""Of a cluster in subnets of its owner's."""


def reachable(before: str, *, own_network: bool) -> tuple[str, ...]:
    """The outbound types that AKS changes one into in place, sorted; none for a type that the table does not have."""
    table = OWN_NETWORK if own_network else MANAGED_NETWORK
    return tuple(sorted(next((to for type_, to in table.items() if type_.lower() == before.lower()), ())))


def in_place(before: str, after: str, *, own_network: bool) -> bool:
    """Does AKS change one outbound type into another on a cluster that stays?"""
    return any(type_.lower() == after.lower() for type_ in reachable(before, own_network=own_network))
