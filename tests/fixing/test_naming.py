"""Names after their neighbours' fashion."""

from __future__ import annotations

import pytest

from natpin.fixing.missing.naming import bicep_named_like, named_like


@pytest.mark.parametrize(
    ("neighbour", "gateway", "prefix"),
    [
        ('"shop-vnet"', '"shop-ng"', '"shop-ippre"'),
        ('"vnet-${var.env}"', '"ng-${var.env}"', '"ippre-${var.env}"'),
        ('"spoke"', '"spoke-nat"', '"spoke-nat-prefix"'),
        ('"${var.vnet}-x"', '"${var.vnet}-x-nat"', '"${var.vnet}-x-nat-prefix"'),
        ("var.name", '"${var.name}-nat"', '"${var.name}-nat-prefix"'),
        (
            'format("%s-vnet", "a")',
            '"${format("%s-vnet", "a")}-nat"',
            '"${format("%s-vnet", "a")}-nat-prefix"',
        ),
        ('"vnet-aks"', '"vnet-aks-nat"', '"vnet-aks-nat-prefix"'),
    ],
)
def test_a_name_is_like_its_neighbours(neighbour: str, gateway: str, prefix: str) -> None:
    assert (named_like(neighbour, "nat"), named_like(neighbour, "nat-prefix")) == (gateway, prefix)


def test_a_name_in_bicep_is_too() -> None:
    assert bicep_named_like("'vnet-${env}'", "nat") == "'ng-${env}'"
    assert bicep_named_like("vnetName", "nat") == "'${vnetName}-nat'"
