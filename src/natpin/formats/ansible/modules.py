"""The modules of ``azure.azcollection`` that make what bears on egress: their options in ARM's words, by one table each.

Source: the collection's own documentation and code, version 3.12.0 (github.com/ansible-collections/azure,
plugins/modules/azure_rm_*.py: ``DOCUMENTATION`` and ``exec_module``).
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az.cli.kinds import (
    CLUSTER,
    FIREWALL,
    GROUP,
    LOCK,
    NAT_GATEWAY,
    PEERING,
    POOL,
    PREFIX,
    PUBLIC_IP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VNET,
    Kind,
)
from natpin.formats.az.cli.tables import Table, To
from natpin.formats.az.cli.values import Shape
from natpin.model.record import field, record

COLLECTION = "azure.azcollection."
PREFIX_OF_NAMES = "azure_rm_"

AUTHENTICATION = frozenset(
    """
    ad_user adfs_authority_url api_profile append_tags auth_source cert_validation_mode client_id cloud_environment
    disable_instance_discovery log_mode log_path password profile secret subscription_id tags tenant thumbprint
    x509_certificate_path
    """.split()  # noqa: SIM905
)
"""Options that every module of the collection has (fragments ``azure.azcollection.azure`` and ``azure_tags``)."""

_LOCATION: Table = {"location": To("location"), "tags": To("tags", Shape.PAIRS)}
_VIRTUAL_NODES = "addonProfiles.aciConnectorLinux"
_ZONES = To("zones", Shape.WORDS)

POOL_OPTIONS: Table = {
    "name": To("name"),
    "count": To("count", Shape.INTEGER),
    "min_count": To("minCount", Shape.INTEGER),
    "max_count": To("maxCount", Shape.INTEGER),
    "enable_auto_scaling": To("enableAutoScaling", Shape.SWITCH),
    "max_pods": To("maxPods", Shape.INTEGER),
    "mode": To("mode"),
    "node_labels": To("nodeLabels", Shape.PAIRS),
    "vnet_subnet_id": To("vnetSubnetID", Shape.PLAIN_ID, "subnet"),
    "availability_zones": To("availabilityZones", Shape.WORDS),
    "os_type": To("osType"),
    "os_sku": To("osSKU"),
    "vm_size": To("vmSize"),
}
"""Of an element of ``agent_pool_profiles``, and of a pool that is made by itself."""

POOL_IDLE = frozenset(
    """
    os_disk_size_gb type orchestrator_version storage_profiles ports dns_prefix tags security_profile enable_rbac
    """.split()  # noqa: SIM905
)


@record
class Module:
    """A module."""

    kind: Kind
    options: Table
    """Those that set something that is read."""
    idle: frozenset[str] = frozenset()
    """Those that do not bear on egress."""
    parent: str = ""
    """The option that names what a child belongs to."""
    sends: Mapping[str, object] = field(default_factory=dict)
    """What the module itself sends where nothing is written, by ARM's path: its defaults, not Azure's."""
    keeps: bool = False
    """True where what is not written stays as it was before; else the module sends the resource whole."""


MODULES: Mapping[str, Module] = {
    "resourcegroup": Module(GROUP, _LOCATION, frozenset({"force_delete_nonempty", "force"}), keeps=True),
    "publicipaddress": Module(
        PUBLIC_IP,
        {
            **_LOCATION,
            "allocation_method": To("publicIPAllocationMethod"),
            "sku": To("sku.name"),
            "version": To("publicIPAddressVersion"),
            "zones": _ZONES,
            "ip_tags": To("ipTags", Shape.TAGGED),
            "public_ip_prefix": To("publicIPPrefix", Shape.ID, "prefix"),
        },
        frozenset({"domain_name", "domain_name_label", "reverse_fqdn", "idle_timeout"}),
        sends={"publicIPAllocationMethod": "Dynamic", "publicIPAddressVersion": "IPv4"},
        keeps=True,
    ),
    "publicipprefix": Module(
        PREFIX,
        {
            **_LOCATION,
            "prefix_length": To("prefixLength", Shape.INTEGER),
            "sku.name": To("sku.name"),
            "sku.tier": To("sku.tier"),
            "public_ip_address_version": To("publicIPAddressVersion"),
            "zones": _ZONES,
            "ip_tags": To("ipTags", Shape.TAGGED),
            "custom_ip_prefix": To("customIPPrefix", Shape.UNFOLLOWED),
        },
        frozenset({"extended_location"}),
        keeps=True,
    ),
    "natgateway": Module(
        NAT_GATEWAY,
        {
            **_LOCATION,
            "sku.name": To("sku.name"),
            "idle_timeout_in_minutes": To("idleTimeoutInMinutes", Shape.INTEGER),
            "zones": _ZONES,
            "public_ip_addresses": To("publicIpAddresses", Shape.IDS, "publicIp"),
        },
        sends={"sku.name": "Standard", "idleTimeoutInMinutes": 4},
    ),
    "virtualnetwork": Module(
        VNET,
        {
            **_LOCATION,
            "address_prefixes_cidr": To("addressSpace.addressPrefixes", Shape.WORDS),
            "address_prefixes": To("addressSpace.addressPrefixes", Shape.WORDS),
        },
        frozenset(
            {"dns_servers", "purge_address_prefixes", "purge", "purge_dns_servers", "flow_timeout_in_minutes"}
        ),
        keeps=True,
    ),
    "subnet": Module(
        SUBNET,
        {
            "address_prefix_cidr": To("addressPrefix"),
            "address_prefix": To("addressPrefix"),
            "address_prefixes_cidr": To("addressPrefixes", Shape.WORDS),
            "address_prefixes": To("addressPrefixes", Shape.WORDS),
            "nat_gateway": To("natGateway", Shape.ID, "natGateway"),
            "route_table": To("routeTable", Shape.ID, "routeTable"),
            "service_endpoints": To("serviceEndpoints", Shape.SERVICES),
            "delegations": To("delegations", Shape.DELEGATIONS),
            "default_outbound_access": To("defaultOutboundAccess", Shape.SWITCH),
        },
        frozenset(
            """
            security_group security_group_name private_endpoint_network_policies private_link_service_network_policies
            service_endpoint_policies sharing_scope virtual_network_name virtual_network
            """.split()  # noqa: SIM905
        ),
        parent="virtual_network_name",
    ),
    "routetable": Module(
        ROUTE_TABLE,
        {**_LOCATION, "disable_bgp_route_propagation": To("disableBgpRoutePropagation", Shape.SWITCH)},
        sends={"disableBgpRoutePropagation": False},
        keeps=True,
    ),
    "route": Module(
        ROUTE,
        {
            "address_prefix": To("addressPrefix"),
            "next_hop_type": To("nextHopType"),
            "next_hop_ip_address": To("nextHopIpAddress"),
        },
        frozenset({"route_table_name"}),
        parent="route_table_name",
        sends={"nextHopType": "None"},
    ),
    "aks": Module(
        CLUSTER,
        {
            **_LOCATION,
            "kubernetes_version": To("kubernetesVersion"),
            "node_resource_group": To("nodeResourceGroup"),
            "network_profile.network_plugin": To("networkProfile.networkPlugin"),
            "network_profile.network_plugin_mode": To("networkProfile.networkPluginMode"),
            "network_profile.outbound_type": To("networkProfile.outboundType"),
            "network_profile.load_balancer_sku": To("networkProfile.loadBalancerSku"),
            "network_profile.pod_cidr": To("networkProfile.podCidr"),
            "api_server_access_profile.authorized_ip_ranges": To(
                "apiServerAccessProfile.authorizedIPRanges", Shape.WORDS
            ),
            "api_server_access_profile.enable_private_cluster": To(
                "apiServerAccessProfile.enablePrivateCluster", Shape.SWITCH
            ),
            "addon.virtual_node.enabled": To(f"{_VIRTUAL_NODES}.enabled", Shape.SWITCH),
            "addon.virtual_node.subnet_resource_id": To(f"{_VIRTUAL_NODES}.config.SubnetName"),
            "addon.virtual_node.SubnetName": To(f"{_VIRTUAL_NODES}.config.SubnetName"),
            "addon.aciConnector.enabled": To(f"{_VIRTUAL_NODES}.enabled", Shape.SWITCH),
            "addon.aciConnector.subnet_resource_id": To(f"{_VIRTUAL_NODES}.config.SubnetName"),
            "addon.aciConnector.SubnetName": To(f"{_VIRTUAL_NODES}.config.SubnetName"),
        },
        frozenset(
            """
            dns_prefix linux_profile agent_pool_profiles security_profile service_principal identity enable_rbac aad_profile
            pod_identity_profile windows_profile disable_local_accounts auto_upgrade_profile network_profile.network_policy
            network_profile.service_cidr network_profile.dns_service_ip network_profile.docker_bridge_cidr
            addon.http_application_routing addon.azure_keyvault_secrets_provider addon.monitoring
            addon.httpApplicationRouting addon.azureKeyvaultSecretsProvider addon.omsagent
            """.split()  # noqa: SIM905
        ),
    ),
    "aksagentpool": Module(
        POOL,
        {
            **POOL_OPTIONS,
            "node_taints": To("nodeTaints", Shape.WORDS),
            "pod_subnet_id": To("podSubnetID", Shape.PLAIN_ID, "subnet"),
            "enable_node_public_ip": To("enableNodePublicIP", Shape.SWITCH),
            "node_public_ip_prefix_id": To("nodePublicIPPrefixID", Shape.PLAIN_ID, "prefix"),
            "scale_set_priority": To("scaleSetPriority"),
            "upgrade_settings.max_surge": To("upgradeSettings.maxSurge"),
            "windows_profile.disable_outbound_nat": To("windowsProfile.disableOutboundNat", Shape.SWITCH),
        },
        frozenset(
            """
            cluster_name os_disk_size_gb orchestrator_version type_properties_type kubelet_disk_type workload_runtime
            scale_down_mode power_state scale_set_eviction_policy spot_max_price proximity_placement_group_id
            kubelet_config linux_os_config enable_encryption_at_host enable_ultra_ssd enable_fips gpu_instance_profile
            security_profile os_disk_type capacity_reservation_group_id host_group_id network_profile
            """.split()  # noqa: SIM905
        ),
        parent="cluster_name",
        keeps=True,
    ),
    "virtualnetworkpeering": Module(
        PEERING,
        {
            "remote_virtual_network": To("remoteVirtualNetwork", Shape.ID, "vnet"),
            "use_remote_gateways": To("useRemoteGateways", Shape.SWITCH),
            "allow_gateway_transit": To("allowGatewayTransit", Shape.SWITCH),
        },
        frozenset({"virtual_network", "allow_virtual_network_access", "allow_forwarded_traffic"}),
        parent="virtual_network",
        sends={"useRemoteGateways": False},
    ),
    "azurefirewall": Module(
        FIREWALL,
        _LOCATION,
        frozenset(
            """
            application_rule_collections nat_rule_collections network_rule_collections ip_configurations
            """.split()  # noqa: SIM905
        ),
        keeps=True,
    ),
    "lock": Module(LOCK, {"level": To("level"), "notes": To("notes")}, frozenset({"managed_resource_id"})),
}
"""By name without ``azure_rm_``."""

SPELLED: Mapping[str, Mapping[str, str]] = {
    "nextHopType": {
        "virtual_network_gateway": "VirtualNetworkGateway",
        "vnet_local": "VnetLocal",
        "internet": "Internet",
        "virtual_appliance": "VirtualAppliance",
        "none": "None",
    },
    "level": {"can_not_delete": "CanNotDelete", "read_only": "ReadOnly"},
}
"""Choices that the modules spell otherwise than ARM (azure_rm_route: ``_snake_to_camel``; azure_rm_lock)."""

LISTED: Mapping[str, tuple[str, ...]] = {
    "aks": ("aks", "azure_aks"),
    "aksagentpool": ("aks_agent_pools",),
    "natgateway": ("gateways",),
    "publicipaddress": ("publicipaddresses",),
    "publicipprefix": ("publicipprefix",),
    "resourcegroup": ("resourcegroups",),
    "routetable": ("route_tables",),
    "subnet": ("subnets",),
    "virtualnetwork": ("virtualnetworks",),
}
"""Under which names ``…_info`` modules list what they found (``RETURN``)."""


def azure_name(module: str) -> str | None:
    """``azure.azcollection.azure_rm_subnet`` and ``azure_rm_subnet`` as ``subnet``; None for what is not of the collection."""
    name = module.removeprefix(COLLECTION)
    if not name.startswith(PREFIX_OF_NAMES):
        return None
    base = name.removeprefix(PREFIX_OF_NAMES)
    ending = next((one for one in ("_info", "_facts") if base.endswith(one)), "")
    # before the collection: azure_rm_virtualmachine_extension
    return base.removesuffix(ending).replace("_", "") + ending
