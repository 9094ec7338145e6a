"""A live estate as a document to keep: canonical, and without what is nobody's business.

Kept of a cluster is what bears on egress, by name: its other properties hold keys, proxies with passwords, add-ons'
settings, and what its machines are like. Left out of everything are tags (they may hold anything), etags, and what changes by itself: states,
generated ids, the interfaces in a subnet. So the same estate gives the same bytes, whoever asks and whenever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from natpin.azure.estate import Body, Estate
from natpin.formats.snapshot import SCHEMA, TYPES
from natpin.model.resource import CLUSTER, NETWORK_GATEWAY, same_type

ENVELOPE = ("location", "sku", "zones", "kind", "extendedLocation")
OF_CLUSTER = frozenset(
    {
        "agentPoolProfiles",
        "apiServerAccessProfile",
        "currentKubernetesVersion",
        "hostedSystemProfile",
        "kubernetesVersion",
        "networkProfile",
        "nodeProvisioningProfile",
        "nodeResourceGroup",
    }
)
OF_GATEWAY = ("enableBgp", "gatewayDefaultSite", "gatewayType", "ipConfigurations")
"""Of a virtual network gateway: whether it may give its network a default route."""
VOLATILE = frozenset(
    {
        "etag",
        "ipConfigurations",
        "powerState",
        "provisioningState",
        "resourceGuid",
        "resourceNavigationLinks",
        "serviceAssociationLinks",
        "tags",
    }
)
"""Left out wherever they stand. Autoscaled pools' ``count`` is not: SNAT ports are reckoned by it."""
OF_MACHINES = frozenset(
    {
        "artifactStreamingProfile",
        "creationData",
        "currentOrchestratorVersion",
        "enableDdosProtection",
        "enableEncryptionAtHost",
        "enableFIPS",
        "enableUltraSSD",
        "gpuInstanceProfile",
        "gpuProfile",
        "kubeletConfig",
        "kubeletDiskType",
        "linuxOSConfig",
        "localDNSProfile",
        "messageOfTheDay",
        "nodeImageVersion",
        "orchestratorVersion",
        "osDiskSizeGB",
        "osDiskType",
        "osSKU",
        "privateEndpointNetworkPolicies",
        "privateEndpointVNetPolicies",
        "privateLinkServiceNetworkPolicies",
        "proximityPlacementGroupID",
        "scaleDownMode",
        "securityProfile",
        "spotMaxPrice",
        "workloadRuntime",
    }
)
"""What machines, their disks and private endpoints are like, which says nothing of egress: half of what Azure tells of a pool,
and as much of the time and memory that reading thousands of them takes."""
LEFT_OUT = VOLATILE | OF_MACHINES
NAMED_BY_USERS = "nodeLabels"
"""An object whose members are users' own names: none of them is left out."""


def document(found: Estate) -> dict[str, Any]:
    """``natpin/snapshot/v1``, as ``readers/snapshot.schema.json`` describes it."""
    whole = found.document()
    return {
        "schema": SCHEMA,
        "scope": whole["scope"],
        "resources": [kept(body) for body in found.bodies],
        "locks": whole["locks"],
        "unread": whole["unread"],
    }


def written(found: Estate) -> str:
    """The document's canonical text: keys sorted, two blanks of indentation, ASCII, a newline at its end."""
    return json.dumps(document(found), indent=2, sort_keys=True) + "\n"


_CASING = {type_.lower(): type_ for type_ in TYPES}


def kept(body: Body) -> dict[str, Any]:
    """What of a body bears on egress and lasts."""
    whole = chosen(body)
    properties = whole["properties"]
    return {**whole, "properties": properties if whole["type"] == NETWORK_GATEWAY else _lasting(properties)}


def chosen(body: Body) -> dict[str, Any]:
    """What of a body bears on egress; of all but a virtual network gateway what does not last is still to be left out."""
    properties = body.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    if same_type(str(body["type"]), CLUSTER):
        connector, proxy = _virtual_nodes(properties), _proxy(properties)
        properties = {name: value for name, value in properties.items() if name in OF_CLUSTER}
        if connector:
            properties["addonProfiles"] = {"aciConnectorLinux": connector}
        if proxy:
            properties["httpProxyConfig"] = proxy
    if same_type(str(body["type"]), NETWORK_GATEWAY):
        properties = {name: properties[name] for name in OF_GATEWAY if name in properties}
    envelope = {name: body[name] for name in ENVELOPE if body.get(name) is not None}
    type_ = _CASING.get(str(body["type"]).lower(), body["type"])
    return {
        "id": body["id"],
        "name": body["name"],
        "type": type_,
        **envelope,
        "properties": dict(properties),
    }


def _proxy(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Of the HTTP proxy, what sends pods to it: neither certificates nor the hosts of a company."""
    found = properties.get("httpProxyConfig")
    named = {str(name).lower(): value for name, value in found.items()} if isinstance(found, Mapping) else {}
    members = ((name, named.get(name.lower())) for name in ("enabled", "httpProxy", "httpsProxy"))
    return {
        name: re.sub(r"//[^/@]{0,300}@", "//", value)
        if isinstance(value, str)
        else value  # a user and a password
        for name, value in members
        if value is not None
    }


def _virtual_nodes(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Of the add-on that runs pods in Azure Container Instances, whether it is on and in which subnet: no more, since
    add-ons hold keys."""
    addons = properties.get("addonProfiles")
    found = (
        {str(name).lower(): addon for name, addon in addons.items()} if isinstance(addons, Mapping) else {}
    )
    addon = found.get("aciconnectorlinux")
    if not isinstance(addon, Mapping):
        return {}
    config = addon.get("config")
    named = (
        {str(name).lower(): value for name, value in config.items()} if isinstance(config, Mapping) else {}
    )
    subnet = named.get("subnetname")
    told: dict[str, Any] = {"enabled": bool(addon.get("enabled"))}
    return {**told, "config": {"SubnetName": subnet}} if isinstance(subnet, str) else told


def _lasting(value: Any) -> Any:
    match value:
        case dict():
            return {
                name: inner if name == NAMED_BY_USERS else _lasting(inner)
                for name, inner in value.items()
                if name not in LEFT_OUT
            }
        case list():
            return [_lasting(inner) for inner in value]
    return value
