"""What an entry costs a month, as an estimate: public list prices, dated.

Sources, read on 2026-11-29: a NAT gateway 0.045 USD an hour and as much for each GB of data processed, a Standard static public IP
0.005 USD an hour (https://c3x.dev/resources/azure/azurerm_nat_gateway/, which names the Azure Retail Prices API as its own source);
StandardV2 costs what Standard does (NAT gateway, "NAT gateway SKUs"). What an address of a prefix costs was found in no source: it is
taken for a public IP (unverified). Regions, currencies and agreements differ.
"""

from __future__ import annotations

from natpin.model.change import Action, Plan
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX, same_type
from natpin.provision.bodies import read

AS_OF = "2026-11-29"
PAGE = "https://azure.microsoft.com/pricing/details/azure-nat-gateway/"
HOURS = 730
"""A month's, as price lists have it."""
GATEWAY_HOUR = 0.045
PROCESSED_GB = 0.045
ADDRESS_HOUR = 0.005


def estimate(plan: Plan) -> str:
    """What the plan makes costs, in a sentence; empty where it makes nothing that costs."""
    made = [change for change in plan.changes if change.action is Action.CREATE]
    gateways = sum(same_type(change.type, NAT_GATEWAY) for change in made)
    lengths = [
        read(change.after, "properties.prefixLength")
        for change in made
        if same_type(change.type, PUBLIC_IP_PREFIX)
    ]
    addresses = sum(2 ** (32 - length) for length in lengths if isinstance(length, int))
    if not gateways and not addresses:
        return ""
    month = HOURS * (gateways * GATEWAY_HOUR + addresses * ADDRESS_HOUR)
    parts = [f"{gateways} NAT gateway"] if gateways else []
    parts += (
        [f"{addresses} addresses of a prefix (at the price of a public IP: unverified)"] if addresses else []
    )
    processed = f", and {PROCESSED_GB} USD for each GB that the gateway processes" if gateways else ""
    return (
        f"an estimate of the price: about {month:.0f} USD a month for {' and '.join(parts)}{processed} (list prices as of {AS_OF}; "
        f"yours: {PAGE})"
    )
