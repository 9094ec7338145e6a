"""What a cluster says about its egress: written, or filled in by AKS."""

from __future__ import annotations

from natpin.model.asking import elements_of, is_
from natpin.model.azure_defaults import AUTOMATIC, azure_default
from natpin.model.resource import CLUSTER, Resource
from natpin.model.several import Truth, either
from natpin.model.value import Node, Unknown, default_of, dig, is_absent, of

MANAGED_NAT = ("managednatgateway", "managednatgatewayv2")
"""managedNATGatewayV2 existed in preview APIs only (Azure REST API specs, 2026-06-01: sku takes its place)."""


def outbound_type(cluster: Resource) -> Node:
    """The effective outbound type: what is written, else what the API fills in.

    AKS Automatic in a virtual network that Azure manages takes managedNATGateway; in one of the team's own it may be
    any of several, and which one is filled in is not documented (AKS, "What is AKS Automatic"). Everything else takes
    loadBalancer (AKS, "Customize cluster egress").
    """
    written = cluster.get("networkProfile.outboundType")
    if written is not None and not is_absent(written):
        return written
    sku = cluster.get("sku.name")
    if isinstance(sku, Unknown) and not cluster.external:
        return sku
    automatic = is_automatic(cluster) is True
    brings = _brings_network(cluster) if automatic else False
    if isinstance(brings, Unknown):
        return brings
    if brings:
        reason = "AKS Automatic in a network of your own: its default outbound type is not documented"
        return Unknown(reason, cluster.at, "write the outbound type")
    if automatic:
        return of(AUTOMATIC["networkProfile.outboundType"].data, cluster.at, default_of("AKS Automatic"))
    return of(azure_default(CLUSTER, "networkProfile.outboundType"), cluster.at, default_of("AKS API"))


_OWN_NETWORK = (
    "apiServerAccessProfile.subnetId",
    "hostedSystemProfile.nodeSubnetID",
    "hostedSystemProfile.systemNodeSubnetID",
)


def _brings_network(cluster: Resource) -> Truth:
    """Whether anything of the cluster itself is put into a subnet: its pools, hosted nodes or API server."""
    profiles = elements_of(cluster.get("agentPoolProfiles"))
    return either(
        *(not is_absent(cluster.get(path)) for path in _OWN_NETWORK),
        profiles.any(lambda profile: _in_subnet(dig(profile, "vnetSubnetID"))),
    )


def _in_subnet(written: Node | None) -> Truth:
    return written if isinstance(written, Unknown) and written.others else not is_absent(written)


def is_automatic(cluster: Resource) -> Truth:
    """Whether a cluster is of SKU Automatic."""
    return is_(cluster.get("sku.name"), "Automatic")


def network_setting(cluster: Resource, name: str) -> Node | None:
    """``networkPlugin``, ``networkPluginMode`` or ``networkDataplane``: what is written, else what is certain.

    AKS Automatic comes with Azure CNI Overlay powered by Cilium (AKS, "What is AKS Automatic"). For other clusters
    the API's default depends on its version.
    """
    written = cluster.get(f"networkProfile.{name}")
    automatic = is_automatic(cluster) is True and not cluster.external
    if is_absent(written) and automatic and is_absent(cluster.get("networkProfile.networkPlugin")):
        return of(AUTOMATIC[f"networkProfile.{name}"].data, cluster.at, default_of("AKS Automatic"))
    return None if is_absent(written) else written


def is_managed_nat(outbound: Node) -> Truth:
    """Whether AKS brings a NAT gateway of its own."""
    return either(*(is_(outbound, kind) for kind in MANAGED_NAT))
