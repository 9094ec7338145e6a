"""What of a cluster no stage moves, or may not: told before anybody relies on the new IPs.

Sources: AKS, "Node auto-provisioning networking" (an AKSNodeClass may name a subnet of its own, which only the cluster's API
tells); AKS, "Configure Static Egress Gateway" (its pods leave from a prefix of their own); NAT gateway, "NAT gateway SKUs" (Standard
translates IPv4 only).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.adoption.standing import Standing
from natpin.provision.bodies import equal, read
from natpin.provision.ids import parse
from natpin.provision.occupancy import pools


def cautions(standing: Standing) -> Iterator[str]:
    """Each in a sentence."""
    for live in standing.clusters:
        name = parse(live.id).name
        if equal(read(live.body, "properties.nodeProvisioningProfile.mode"), "Auto"):
            yield (
                f"{name} provisions nodes by itself: an AKSNodeClass may name subnets that Azure does not tell. Look for them "
                "with kubectl get aksnodeclasses; what runs there does not move"
            )
        for profile in pools(live.body):
            if equal(read(profile, "mode"), "Gateway"):
                yield (
                    f"pods of {name} that use the static egress gateway of its pool {read(profile, 'name')} leave from a prefix of "
                    "their own, before and after"
                )
        families = read(live.body, "properties.networkProfile.ipFamilies")
        if isinstance(families, list) and "IPv6" in families:
            yield (
                f"{name} has IPv6, which the prefix of this way is not for: its IPv6 traffic does not leave from it. A gateway of the "
                "SKU StandardV2 takes an IPv6 prefix besides: prefix-v6 under public-ips in the entry"
            )
