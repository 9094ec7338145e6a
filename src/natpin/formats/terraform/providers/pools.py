"""azurerm_kubernetes_cluster_node_pool, and the pool inside azurerm_kubernetes_cluster.

Sources: azurerm documentation, ``r/kubernetes_cluster_node_pool`` and the ``default_node_pool`` block of
``r/kubernetes_cluster`` (5.2.0); older spellings from the 4.0 upgrade guide ("renamed to ``auto_scaling_enabled``",
"``node_public_ip_enabled``") and, for ``availability_zones``, the 3.0 one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.arguments import Block, Table, To, translate
from natpin.formats.terraform.providers.conversions import boolean, inverted, labels, number, string, strings
from natpin.formats.terraform.providers.declared import Names, default, resource
from natpin.formats.terraform.providers.references import Lookup
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.resource import Resource
from natpin.model.value import Node, Unknown, Value, is_absent, scalar

POOL: Table = {
    "name": To("name", string),
    "vnet_subnet_id": To("vnetSubnetID", string),
    "pod_subnet_id": To("podSubnetID", string),
    "node_count": To("count", number),
    "min_count": To("minCount", number),
    "max_count": To("maxCount", number),
    "max_pods": To("maxPods", number),
    "auto_scaling_enabled": To("enableAutoScaling", boolean),
    "enable_auto_scaling": To("enableAutoScaling", boolean),
    "node_public_ip_enabled": To("enableNodePublicIP", boolean),
    "enable_node_public_ip": To("enableNodePublicIP", boolean),
    "node_public_ip_prefix_id": To("nodePublicIPPrefixID", string),
    "zones": To("availabilityZones", strings),
    "availability_zones": To("availabilityZones", strings),
    "node_labels": To("nodeLabels", labels),
    "node_taints": To("nodeTaints", strings),
    "mode": To("mode", string),
    "os_type": To("osType", string),
    "os_sku": To("osSKU", string),
    "priority": To("scaleSetPriority", string),
    "vm_size": To("vmSize", string),
    "type": To("type", string),
    "orchestrator_version": To("orchestratorVersion", string),
    "upgrade_settings": Block("upgradeSettings", {"max_surge": To("maxSurge", string)}),
    "windows_profile": Block("windowsProfile", {"outbound_nat_enabled": To("disableOutboundNat", inverted)}),
}

OWN: Table = {name: entry for name, entry in POOL.items() if name not in {"name", "type"}}

# The provider refuses every other taint on the default pool, and sends this one for this flag.
_CRITICAL = "CriticalAddonsOnly=true:NoSchedule"


def node_pool(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_kubernetes_cluster_node_pool, or the data source of that name."""
    properties = _counted(translate(instance.attributes, OWN, instance.at))
    parent = instance.attributes.get("kubernetes_cluster_id")
    group = None
    if is_absent(parent):
        parent = instance.attributes.get("kubernetes_cluster_name")  # the data source names its cluster
        group = instance.attributes.get("resource_group_name")
    yield resource(instance, lookup, arm.AGENT_POOL, properties, POOL, Names(parent, group))


def default_pool(instance: Instance, arguments: Mapping[str, Node], at: Value) -> Value:
    """The ``default_node_pool`` block as an element of ``agentPoolProfiles``.

    Mode and operating system are not arguments: the provider sends System and Linux (``ExpandDefaultNodePool``).
    """
    pool = _counted(translate(arguments, POOL, at.at))
    critical = boolean(arguments.get("only_critical_addons_enabled", Value(None)))
    if isinstance(critical, Value) and critical.data is True:
        pool["nodeTaints"] = Value((Value(_CRITICAL, critical.at),), critical.at)
    elif isinstance(critical, Unknown):
        pool["nodeTaints"] = critical
    pool.setdefault("mode", default(instance, "System"))
    pool.setdefault("osType", default(instance, "Linux"))
    return Value(pool, at.at, at.origin)


def _counted(pool: dict[str, Node]) -> dict[str, Node]:
    """An autoscaled pool without a count starts with its minimum (the provider's ``count = minCount``)."""
    if "count" not in pool and "minCount" in pool and scalar(pool.get("enableAutoScaling")) is True:
        pool["count"] = pool["minCount"]
    return pool
