"""azurerm_kubernetes_cluster.

Source: azurerm documentation, ``r/kubernetes_cluster`` (5.2.0). Older spellings: 4.0 upgrade guide
(``api_server_authorized_ip_ranges``, ``network_profile.ebpf_data_plane``), 3.0 upgrade guide (``addon_profile``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.arguments import Block, Table, To, block, translate
from natpin.formats.terraform.providers.conversions import (
    boolean,
    identified_each,
    number,
    string,
    strings,
)
from natpin.formats.terraform.providers.declared import default, resource, with_defaults
from natpin.formats.terraform.providers.pools import POOL, default_pool
from natpin.formats.terraform.providers.references import Lookup
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Unknown, Value, is_absent, items, scalar

_LOAD_BALANCER: Table = {
    "outbound_ports_allocated": To("allocatedOutboundPorts", number),
    "idle_timeout_in_minutes": To("idleTimeoutInMinutes", number),
    "managed_outbound_ip_count": To("managedOutboundIPs.count", number),
    "managed_outbound_ipv6_count": To("managedOutboundIPs.countIPv6", number),
    "outbound_ip_address_ids": To("outboundIPs.publicIPs", identified_each),
    "outbound_ip_prefix_ids": To("outboundIPPrefixes.publicIPPrefixes", identified_each),
    "backend_pool_type": To("backendPoolType", string),
    "effective_outbound_ips": To("effectiveOutboundIPs", identified_each),
}

_NAT: Table = {
    "idle_timeout_in_minutes": To("idleTimeoutInMinutes", number),
    "managed_outbound_ip_count": To("managedOutboundIPProfile.count", number),
    "effective_outbound_ips": To("effectiveOutboundIPs", identified_each),
}
# effective_outbound_ips are attributes: plans, states and data sources have them

_NETWORK: Table = {
    "network_plugin": To("networkPlugin", string),
    "network_plugin_mode": To("networkPluginMode", string),
    "network_data_plane": To("networkDataplane", string),
    "ebpf_data_plane": To("networkDataplane", string),
    "network_policy": To("networkPolicy", string),
    "network_mode": To("networkMode", string),
    "outbound_type": To("outboundType", string),
    "load_balancer_sku": To("loadBalancerSku", string),
    "pod_cidr": To("podCidr", string),
    "pod_cidrs": To("podCidrs", strings),
    "service_cidr": To("serviceCidr", string),
    "ip_versions": To("ipFamilies", strings),
    "load_balancer_profile": Block("loadBalancerProfile", _LOAD_BALANCER),
    "nat_gateway_profile": Block("natGatewayProfile", _NAT),
}

_API_SERVER: Table = {
    "authorized_ip_ranges": To("authorizedIPRanges", strings),
    "subnet_id": To("subnetId", string),
    "virtual_network_integration_enabled": To("enableVnetIntegration", boolean),
    "vnet_integration_enabled": To("enableVnetIntegration", boolean),
}

_ACI = "addonProfiles.aciConnectorLinux"

CLUSTER: Table = {
    "location": To("location", string),
    "tags": To("tags"),
    "kubernetes_version": To("kubernetesVersion", string),
    "node_resource_group": To("nodeResourceGroup", string),
    "sku_tier": To("sku.tier", string),
    "network_profile": Block("networkProfile", _NETWORK),
    "api_server_access_profile": Block("apiServerAccessProfile", _API_SERVER),
    "api_server_authorized_ip_ranges": To("apiServerAccessProfile.authorizedIPRanges", strings),
    "private_cluster_enabled": To("apiServerAccessProfile.enablePrivateCluster", boolean),
    "private_link_enabled": To("apiServerAccessProfile.enablePrivateCluster", boolean),
    "node_provisioning_profile": Block(
        "nodeProvisioningProfile",
        {"mode": To("mode", string), "default_node_pools": To("defaultNodePools", string)},
    ),
    "aci_connector_linux": Block(_ACI, {"subnet_name": To("config.SubnetName", string)}),
    "addon_profile": Block(
        "addonProfiles",
        {
            "aci_connector_linux": Block(
                "aciConnectorLinux",
                {"enabled": To("enabled", boolean), "subnet_name": To("config.SubnetName", string)},
            )
        },
    ),
    "service_mesh_profile": Block("serviceMeshProfile", {"mode": To("mode", string)}),
    "http_proxy_config": Block(
        "httpProxyConfig",
        {"http_proxy": To("httpProxy", string), "https_proxy": To("httpsProxy", string)},
    ),
    "bootstrap_profile": Block("bootstrapProfile", {"artifact_source": To("artifactSource", string)}),
}

_PATHS: Table = {**CLUSTER, "default_node_pool": Block("agentPoolProfiles.0", POOL)}
"""For ``ignore_changes`` alone."""


def cluster(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_kubernetes_cluster, or the data source of that name."""
    properties = translate(instance.attributes, CLUSTER, instance.at)
    pools = _pools(instance)
    if pools is not None:
        properties["agentPoolProfiles"] = pools
    if "aci_connector_linux" in instance.attributes and "addonProfiles" in properties:
        connector = block(instance.attributes["aci_connector_linux"])
        properties["addonProfiles"] = _enabled(properties["addonProfiles"], connector)
    made = resource(instance, lookup, arm.CLUSTER, _with_network(instance, properties), _PATHS)
    if pools is not None and made.external:
        made = replace(made, traits={**made.traits, arm.POOLS_LOOKED_UP: Value(True, pools.at)})
    yield made


def _pools(instance: Instance) -> Node | None:
    found = _required(block(instance.attributes.get("default_node_pool")))
    match found:
        case Value(data=Mapping() as arguments):
            return Value((default_pool(instance, arguments, found),), found.at)
        case Unknown():
            return Value((found,), found.at)
        case _:
            return _data_source_pools(instance)


def _required(found: Value | Unknown | None) -> Value | Unknown | None:
    """A block that has to be there once: whichever is made, it is what each of them is."""
    if isinstance(found, Unknown) and isinstance(found.each, Value) and isinstance(found.each.data, Mapping):
        return found.each
    return found


def _data_source_pools(instance: Instance) -> Node | None:
    """The data source lists every pool as ``agent_pool_profile``; so did the resource before azurerm 2.0."""
    written = instance.attributes.get("agent_pool_profile")
    pools = [
        Value(translate(element.data, POOL, element.at), element.at)
        for element in items(written)
        if isinstance(element, Value) and isinstance(element.data, Mapping)
    ]
    if not pools:
        return written if isinstance(written, Unknown) else None
    return Value(tuple(pools), instance.at)


def _with_network(instance: Instance, properties: dict[str, Node]) -> dict[str, Node]:
    """ "If ``network_profile`` is not defined, ``kubenet`` profile will be used by default." (r/kubernetes_cluster)

    With the block, ``network_plugin`` is required, and the provider's other defaults are those of ARM.
    """
    return with_defaults(instance, properties, networkProfile=default(instance, {"networkPlugin": "kubenet"}))


def _enabled(profiles: Node, written: Node | None) -> Node:
    """The block's presence enables the add-on; of a block that may not be there, that is unknown."""
    if not isinstance(profiles, Value) or not isinstance(profiles.data, Mapping):
        return profiles
    connector = profiles.data.get("aciConnectorLinux")
    if not isinstance(connector, Value) or not isinstance(connector.data, Mapping):
        return profiles
    if scalar(connector.data.get("enabled")) is None:
        there = (
            replace(written, sure=None, each=None)
            if isinstance(written, Unknown)
            else Value(True, connector.at)
        )
        enabled = Value({"enabled": there, **connector.data}, connector.at)
        return Value({**profiles.data, "aciConnectorLinux": enabled}, profiles.at)
    return profiles


AUTOMATIC: Table = {
    "location": To("location", string),
    "tags": To("tags"),
    "hosted_system": Block(
        "hostedSystemProfile",
        {
            "node_subnet_id": To("nodeSubnetID", string),
            "system_node_subnet_id": To("systemNodeSubnetID", string),
        },
    ),
    "api_server_access": Block(
        "apiServerAccessProfile",
        {"authorized_ip_ranges": To("authorizedIPRanges", strings), "subnet_id": To("subnetId", string)},
    ),
    "service_mesh": Block("serviceMeshProfile", {"revisions": To("istio.revisions", strings)}),
}


def automatic_cluster(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_kubernetes_automatic_cluster (5.0): sku Automatic, no pools of its own beside the hosted system nodes.

    Source: azurerm documentation, ``r/kubernetes_automatic_cluster``; the provider sends the sku and, where the block is
    written, a hosted system profile that is enabled. It has no argument for the outbound type.
    """
    properties = translate(instance.attributes, AUTOMATIC, instance.at)
    hosted = properties.get("hostedSystemProfile")
    if isinstance(hosted, Value) and isinstance(hosted.data, Mapping):
        properties["hostedSystemProfile"] = Value(
            {"enabled": default(instance, True), **hosted.data}, hosted.at, hosted.origin
        )
    if not is_absent(instance.attributes.get("private_cluster")):
        access = properties.get("apiServerAccessProfile", Value({}, instance.at))
        if isinstance(access, Value) and isinstance(access.data, Mapping):
            written = block(instance.attributes.get("private_cluster"))
            private: Node = Value(True, instance.at)
            if isinstance(written, Unknown):
                private = replace(written, sure=None, each=None)
            properties["apiServerAccessProfile"] = Value(
                {**access.data, "enablePrivateCluster": private}, access.at
            )
    with_defaults(instance, properties, sku=default(instance, {"name": "Automatic", "tier": "Standard"}))
    yield resource(instance, lookup, arm.CLUSTER, properties, AUTOMATIC)
