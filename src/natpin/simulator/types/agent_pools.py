"""Microsoft.ContainerService/managedClusters/agentPools: written alone or inline in their cluster."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import name_of, parent_id, same
from natpin.simulator.operations import OperationKind
from natpin.simulator.store import Stored
from natpin.simulator.types import cluster_checks
from natpin.simulator.types.rules import TypeRules, Write, written
from natpin.simulator.types.subnets import POOL_TYPE
from natpin.simulator.world import Link, SimulatedAzure

TYPE = POOL_TYPE
VERSION = "1.33.5"
_SERVICE_OWNED = (
    "currentOrchestratorVersion",
    "nodeImageVersion",
    "provisioningState",
    "eTag",
    "status",
    "kubeletDiskType",
)


def links(properties: Json) -> Iterator[Link]:
    for name in ("vnetSubnetID", "podSubnetID"):
        if properties.get(name):
            yield Link(str(properties[name]), "Microsoft.Network/virtualNetworks/subnets/join/action")


def complete(properties: Json, cluster_version: str, plugin: str) -> Json:
    """A pool with the service's defaults (as recorded in answers to sparse requests)."""
    pool = {
        key: value
        for key, value in properties.items()
        if value is not None and key not in (*_SERVICE_OWNED, "name")
    }
    pool.setdefault("count", 1)
    if not pool.get("vmSize"):
        pool["vmSize"] = "Standard_DS2_v2"
    if not pool.get("osDiskSizeGB"):
        pool["osDiskSizeGB"] = 128
    pool.setdefault("osDiskType", "Managed")
    if not pool.get("maxPods"):
        pool["maxPods"] = 110 if plugin == "kubenet" else 250
    pool.setdefault("type", "VirtualMachineScaleSets")
    pool.setdefault("enableAutoScaling", False)
    if not pool.get("orchestratorVersion"):
        pool["orchestratorVersion"] = cluster_version
    pool.setdefault("powerState", {"code": "Running"})
    pool.setdefault("enableNodePublicIP", False)
    pool.setdefault("mode", "User")
    pool.setdefault("osType", "Linux")
    pool.setdefault("osSKU", "Ubuntu" if pool["osType"] == "Linux" else "Windows2022")
    pool.setdefault("scaleDownMode", "Delete")
    pool["upgradeSettings"] = {
        "maxSurge": "10%",
        "maxUnavailable": "0",
        **(pool.get("upgradeSettings") or {}),
    }
    pool["securityProfile"] = {
        "sshAccess": "LocalUser",
        "enableVTPM": False,
        "enableSecureBoot": False,
        **(pool.get("securityProfile") or {}),
    }
    pool.setdefault("enableFIPS", False)
    for empty in ("nodeTaints", "nodeInitializationTaints", "tags", "availabilityZones"):
        if not pool.get(empty, True):
            del pool[empty]
    for request_only in ("scaleSetPriority", "scaleSetEvictionPolicy", "spotMaxPrice"):
        if pool.get("scaleSetPriority", "Regular") != "Spot":
            pool.pop(request_only, None)
    return pool


def admit(world: SimulatedAzure, write: Write) -> None:
    cluster = world.resources.get(parent_id(write.id))
    assert cluster is not None, "the parent was looked up before"
    network = cluster.properties.get("networkProfile", {})
    write.properties = complete(
        write.properties,
        str(cluster.properties.get("kubernetesVersion", VERSION)),
        str(network.get("networkPlugin")),
    )
    others = [p for p in world.resources.children(cluster.id, TYPE) if not same(p.id, write.id)]
    pools = [*(p.properties for p in others), write.properties]
    outbound = str(network.get("outboundType", "loadBalancer"))
    cluster_checks.check_outbound(world, outbound, outbound, pools)
    check_name(name_of(write.id))
    if write.current is not None and write.current.properties.get("vnetSubnetID") != write.properties.get(
        "vnetSubnetID"
    ):
        raise errors.aks(
            400,
            "PropertyChangeNotAllowed",
            "Changing property 'properties.vnetSubnetID' is not allowed.",
            target="properties.vnetSubnetID",
        )


def check_name(name: str) -> None:
    """Lower-case letters and digits, 12 at most, a letter first (learn.microsoft.com/azure/aks/create-node-pools)."""
    if not (
        name.isascii() and name.isalnum() and name == name.lower() and name[:1].isalpha() and len(name) <= 12
    ):
        raise errors.aks(
            400,
            "InvalidParameter",
            f"The value of parameter agentPoolProfile.name is invalid: {name}.",
            target="agentPoolProfile.name",
        )


def show_inline(entry: Stored) -> Json:
    """A pool as it stands in its cluster's agentPoolProfiles."""
    properties = written(entry)
    body: Json = {"name": entry.name, **properties, "provisioningState": entry.state}
    body["kubeletDiskType"] = "OS"
    body["currentOrchestratorVersion"] = full_version(str(properties["orchestratorVersion"]))
    body["nodeImageVersion"] = "AKSUbuntu-2204gen2containerd-202510.19.1"
    return body


def full_version(version: str) -> str:
    return version if version.count(".") >= 2 else f"{version}.5"


def show(_world: SimulatedAzure, entry: Stored, _api_version: str) -> Json:
    properties = show_inline(entry)
    del properties["name"]
    return {"id": lowered_group(entry.id), "name": entry.name, "type": TYPE, "properties": properties}


def lowered_group(resource_id: str) -> str:
    """AKS answers with `resourcegroups` in its ids (recorded)."""
    return resource_id.replace("/resourceGroups/", "/resourcegroups/", 1)


def release(world: SimulatedAzure, entry: Stored) -> None:
    siblings = world.resources.children(parent_id(entry.id), TYPE)
    if (
        entry.properties.get("mode") == "System"
        and sum(p.properties.get("mode") == "System" for p in siblings) == 1
    ):
        # learn.microsoft.com/azure/aks/use-system-pools: a cluster keeps at least one system pool; text unverified.
        raise errors.aks(
            400,
            "InvalidParameter",
            "There has to be at least one system agent pool.",
            target="agentPoolProfile.mode",
        )


RULES = TypeRules(
    type=TYPE,
    admit=admit,
    show=show,
    put_operation="PutAgentPool",
    delete_operation="DeleteAgentPool",
    release=release,
    links=links,
    kind=OperationKind.AKS,
    has_location=False,
)
