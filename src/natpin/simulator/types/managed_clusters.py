"""Microsoft.ContainerService/managedClusters.

The type is answered as `ManagedClusters`, the id with `resourcegroups`, effective outbound prefixes in lower
case: all recorded. What AKS makes for a cluster stands in its node resource group (see cluster_network).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import group_of, name_of
from natpin.simulator.operations import OperationKind
from natpin.simulator.store import Stored
from natpin.simulator.types import agent_pools, cluster_checks, cluster_network
from natpin.simulator.types.rules import TypeRules, Write, references, written
from natpin.simulator.types.subnets import CLUSTER_TYPE
from natpin.simulator.world import Link, SimulatedAzure

TYPE = CLUSTER_TYPE
SHOWN_TYPE = "Microsoft.ContainerService/ManagedClusters"
_SERVICE_OWNED = (
    "currentKubernetesVersion", "fqdn", "azurePortalFQDN", "privateFQDN", "powerState", "maxAgentPools",
    "identityProfile", "resourceUID", "status",
)  # fmt: skip


def links(properties: Json) -> Iterator[Link]:
    network = properties.get("networkProfile") or {}
    for profile in (network.get("loadBalancerProfile") or {}, network.get("natGatewayProfile") or {}):
        for target in references((profile.get("outboundIPs") or {}).get("publicIPs")):
            yield Link(target, "Microsoft.Network/publicIPAddresses/join/action")
        for target in references((profile.get("outboundIPPrefixes") or {}).get("publicIPPrefixes")):
            yield Link(target, "Microsoft.Network/publicIPPrefixes/join/action")
    for pool in properties.get("agentPoolProfiles") or []:
        yield from agent_pools.links(pool)


def admit(world: SimulatedAzure, write: Write) -> None:
    properties, current = write.properties, write.current
    for name in _SERVICE_OWNED:
        properties.pop(name, None)
    if current is not None:
        for name in (
            "nodeResourceGroup",
            "dnsPrefix",
            "kubernetesVersion",
            "linuxProfile",
            "servicePrincipalProfile",
        ):
            if name in current.properties:
                properties.setdefault(name, current.properties[name])
    if not properties.get("dnsPrefix") and not properties.get("fqdnSubdomain"):
        raise errors.aks(
            400, "InvalidParameter", "Required parameter dnsPrefix is missing (null).", target="dnsPrefix"
        )
    if not properties.get("kubernetesVersion"):
        properties["kubernetesVersion"] = agent_pools.VERSION
    properties.setdefault(
        "nodeResourceGroup", f"MC_{group_of(write.id)}_{name_of(write.id)}_{write.location}"[:80]
    )
    properties.setdefault("enableRBAC", True)
    properties.setdefault("supportPlan", "KubernetesOfficial")
    service = properties.setdefault("servicePrincipalProfile", {"clientId": "msi"})
    service.pop("secret", None)
    properties.get("windowsProfile", {}).pop("adminPassword", None)
    properties.setdefault("autoUpgradeProfile", {}).setdefault("nodeOSUpgradeChannel", "NodeImage")
    properties.setdefault("metricsProfile", {"costAnalysis": {"enabled": False}})
    properties.setdefault("disableLocalAccounts", False)
    properties.setdefault("securityProfile", {})
    storage = properties.setdefault("storageProfile", {})
    for driver in ("diskCSIDriver", "fileCSIDriver", "snapshotController"):
        storage.setdefault(driver, {"enabled": True})
    properties.setdefault("oidcIssuerProfile", {"enabled": False})
    properties.setdefault("workloadAutoScalerProfile", {})
    for empty in ("addonProfiles", "identityProfile", "privateLinkResources"):
        if not properties.get(empty):
            properties.pop(empty, None)
    _admit_identity(world, write)
    sku = dict(write.top.get("sku") or (current.top.get("sku") if current else None) or {})
    write.top["sku"] = {"name": sku.get("name") or "Base", "tier": sku.get("tier") or "Free"}
    pools = _admit_pools(world, write)
    network = cluster_network.complete(properties.get("networkProfile") or {}, current, pools)
    before = current.properties["networkProfile"]["outboundType"] if current else None
    cluster_checks.check_outbound(world, network["outboundType"], before, pools)
    cluster_network.check_addresses(world, write.id, network)
    properties["networkProfile"] = network


def _admit_identity(world: SimulatedAzure, write: Write) -> None:
    wanted = write.top.get("identity") or (write.current.top.get("identity") if write.current else None)
    if not wanted:
        write.top.pop("identity", None)
        return
    identity: Json = {"type": wanted.get("type", "SystemAssigned")}
    known = (write.current.top.get("identity") if write.current else None) or {}
    if "UserAssigned" in identity["type"]:
        identity["userAssignedIdentities"] = {}
        for target in wanted.get("userAssignedIdentities") or {}:
            held = world.resources.get(target)
            facts = (
                held.properties
                if held
                else {"clientId": world.resources.fresh(), "principalId": world.resources.fresh()}
            )
            identity["userAssignedIdentities"][target] = {
                name: facts[name] for name in ("clientId", "principalId")
            }
    if "SystemAssigned" in identity["type"]:
        identity["principalId"] = known.get("principalId") or world.resources.fresh()
        identity["tenantId"] = world.settings.tenant
    write.top["identity"] = identity


def _admit_pools(world: SimulatedAzure, write: Write) -> list[Json]:
    """The pools the cluster will have; the inline ones are completed in place."""
    plugin = str((write.properties.get("networkProfile") or {}).get("networkPlugin", "azure"))
    existing = (
        {p.name: p for p in world.resources.children(write.id, agent_pools.TYPE)} if write.current else {}
    )
    inline: list[Json] = []
    for item in write.properties.get("agentPoolProfiles") or []:
        agent_pools.check_name(str(item.get("name", "")))
        old = existing.get(str(item["name"]))
        merged = {**(old.properties if old else {}), **{k: v for k, v in item.items() if v is not None}}
        pool = agent_pools.complete(merged, str(write.properties["kubernetesVersion"]), plugin)
        inline.append({"name": item["name"], **pool})
    if inline:
        write.properties["agentPoolProfiles"] = inline
    else:
        write.properties.pop("agentPoolProfiles", None)
    kept = [p.properties for name, p in existing.items() if name not in {item["name"] for item in inline}]
    pools = [*inline, *kept]
    if not any(pool.get("mode") == "System" for pool in pools):
        raise errors.aks(
            400,
            "InvalidParameter",
            "There has to be at least one system agent pool.",
            target="agentPoolProfile.mode",
        )
    return pools


def spread(world: SimulatedAzure, write: Write, entry: Stored) -> None:
    if write.current is None:
        entry.facts["suffix"] = f"{write.properties.get('dnsPrefix', '')}-{entry.guid[:8]}"
        entry.facts["power"] = "Running"
    for item in entry.properties.pop("agentPoolProfiles", None) or []:
        pool_id = f"{entry.id}/agentPools/{item['name']}"
        known = world.resources.get(pool_id)
        world.resources.put(
            Stored(
                id=known.id if known else pool_id,
                type=agent_pools.TYPE,
                location="",
                properties=copy.deepcopy({k: v for k, v in item.items() if k != "name"}),
                state="Creating" if known is None else "Updating",
                created_api=write.api_version,
            )
        )
    for pool in world.resources.children(entry.id, agent_pools.TYPE):
        if entry.state in ("Creating", "Updating"):
            pool.state = entry.state


def settle(world: SimulatedAzure, entry: Stored) -> None:
    for pool in world.resources.children(entry.id, agent_pools.TYPE):
        pool.state = "Succeeded"
    entry.facts["provisioned"] = True
    cluster_network.provide(world, entry)


def cleanup(world: SimulatedAzure, entry: Stored) -> None:
    """A deleted cluster takes its node resource group with it."""
    group_id = cluster_network.node_group_id(entry)
    for target in entry.facts.get("borrowed", []):
        held = world.resources.get(target)
        if held is not None:
            held.facts.pop("ipConfiguration", None)
    for below in world.resources.in_group(group_id):
        world.resources.remove(below.id)
    world.resources.remove(group_id)


def show(world: SimulatedAzure, entry: Stored, api_version: str) -> Json:
    properties = written(entry)
    network = properties["networkProfile"]
    cluster_network.show_effective(entry, network)
    host = f"{entry.facts.get('suffix', entry.name)}"
    version = str(properties["kubernetesVersion"])
    inner: Json = {
        "provisioningState": entry.state,
        "powerState": {"code": entry.facts.get("power", "Running")},
        "kubernetesVersion": version,
        "currentKubernetesVersion": agent_pools.full_version(version),
        "fqdn": f"{host}.hcp.{entry.location}.azmk8s.io",
        "azurePortalFQDN": f"{host}.portal.hcp.{entry.location}.azmk8s.io",
        **properties,
        "agentPoolProfiles": [
            agent_pools.show_inline(p) for p in world.resources.children(entry.id, agent_pools.TYPE)
        ],
        "maxAgentPools": 100,
    }
    inner["resourceUID"] = entry.guid.replace("-", "")[:24]
    if entry.facts.get("provisioned") and "identity" in entry.top:
        inner["identityProfile"] = {
            "kubeletidentity": {
                "resourceId": f"{cluster_network.node_group_id(entry).replace('/resourceGroups/', '/resourcegroups/')}/providers/"
                f"Microsoft.ManagedIdentity/userAssignedIdentities/{entry.name}-agentpool",
                "clientId": entry.guid,
                "objectId": entry.guid,
            }
        }
    body: Json = {
        "id": agent_pools.lowered_group(entry.id),
        "location": entry.location,
        "name": entry.name,
        "type": SHOWN_TYPE,
        **copy.deepcopy(entry.top),
        "properties": inner,
    }
    if api_version >= "2025-03-01":
        body.setdefault("kind", "Base")
    return body


RULES = TypeRules(
    type=TYPE,
    admit=admit,
    show=show,
    put_operation="PutManagedCluster",
    delete_operation="DeleteManagedCluster",
    spread=spread,
    settle=settle,
    cleanup=cleanup,
    links=links,
    kind=OperationKind.AKS,
)
