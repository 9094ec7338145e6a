"""What of the network provider's quotas is used in a region. Source: Azure REST API, "Usages - List"; names: Azure Quota REST API,
examples of Microsoft.Network."""

from __future__ import annotations

from natpin.simulator.call import Call
from natpin.simulator.exchange import Response
from natpin.simulator.types.public_ip_prefixes import RULES as PREFIXES
from natpin.simulator.types.public_ips import RULES as ADDRESSES

NAME = "IPv4StandardSkuPublicIpAddresses"
LIMIT = 1000
"""Where the settings name no quota of public IPs."""


def list_usages(call: Call, subscription: str, location: str) -> Response:
    """The addresses of Standard public IPs and prefixes."""
    scope = f"/subscriptions/{subscription}"
    call.permit("Microsoft.Network/locations/usages/read", scope)
    world = call.world
    here = [entry for rules in (ADDRESSES, PREFIXES) for entry in world.resources.of_type(rules.type, scope)]
    used = sum(
        2 ** (32 - int(entry.properties.get("prefixLength") or 32))
        for entry in here
        if entry.location.lower() == location.lower()
    )
    limit = world.settings.quotas.get(ADDRESSES.type, LIMIT)
    path = f"{scope}/providers/Microsoft.Network/locations/{location}/usages/{NAME}"
    name = {"value": NAME, "localizedValue": "Public IPv4 Addresses - Standard"}
    row = {"id": path, "name": name, "unit": "Count", "currentValue": used, "limit": limit}
    return Response(200, {"value": [row]})
