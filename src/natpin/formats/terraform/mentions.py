"""Which Terraform files may bear on AKS egress, by a look at their bytes."""

from __future__ import annotations

from functools import lru_cache

from natpin.regex import late_regex
from natpin.workspace import holds_any, lowered

_CLAIMS = (
    b"azurerm_kubernetes_cluster",
    b"azurerm_kubernetes_automatic_cluster",
    b"azurerm_nat_gateway",
    b"azurerm_subnet_nat_gateway_association",
    b"microsoft.containerservice/managedclusters",
    b"microsoft.network/natgateways",
    b"az aks ",
    b"az network nat ",
)
_WORDS_OF_AKS = (b"aks", b"kubernetes", b"managedcluster", b"natgateway")
"""Looked for first: a pattern costs fifty times what a word does. So for ``azure/`` below."""
_REMOTE_AKS = late_regex(
    rb'source"?\s*[=:]\s*"(?!\.)[^"\n]{0,300}(?:aks|kubernetes|managedcluster|natgateway)'
)
_REMOTE_ANY = late_regex(rb'source"?\s*[=:]\s*"(?!\.)')
_DESCRIBES_CLUSTERS = late_regex(
    rb'(?:aks|kubernetes|managed)_?clusters?"?\s*+[=:]\s*+(?:\{|\[|var\.|local\.|try\(|merge\()'
)
"""An input of a module that makes whole landing zones (aztfmod/caf); ``likeness`` says the same of the call."""
_REMOTE_NETWORK = late_regex(
    rb'source"?\s*[=:]\s*"(?:[\w.-]{1,100}/)?(?:azure/'
    rb"(?:avm-res-network-(?:virtualnetwork|routetable|publicip\w{1,20})|vnet|network|subnets)"
    rb"|claranet/(?:nat-gateway|route-table|subnet|vnet))/azurerm\b"
)
_OF_NETWORKS = (b"azure/", b"claranet/")
"""Modules that make networks as ``azurerm_subnet`` does not: other roots' data sources cannot be matched with what is
inside, so that their root is read as a stack, like one with a NAT gateway."""
_LOCAL_AKS = late_regex(rb'source"?\s*[=:]\s*"\.[^"\n]{0,300}(?:aks|kubernetes|managed_?cluster)')
_UPWARD_SOURCE = late_regex(rb'source"?\s*[=:]\s*"\.\./')


MAKING = frozenset(
    {
        "agent_pools",
        "agents_count",
        "api_server_authorized_ip_ranges",
        "default_node_pool",
        "dns_prefix",
        "kubernetes_version",
        "network_plugin",
        "network_profile",
        "node_count",
        "node_pools",
        "oidc_issuer_enabled",
        "outbound_type",
        "private_cluster_enabled",
        "vnet_subnet_id",
    }
)
"""Inputs that only what makes a cluster has a use for."""

_CALLED = late_regex(rb'module[ \t]++"?([\w-]{1,100})')
"""What a module is called; the folder or registry that it comes from may not be here."""
_LIKE_AKS = late_regex(rb"(?<![a-z])(?:aks|managed_?clusters?)(?![a-z])")
_LIKE_KUBERNETES = late_regex(rb"kubernetes|k8s|node_?pool")
_AZURE = (b"azurerm", b"azapi", b"azure")
_MAKING = tuple(name.encode() for name in sorted(MAKING))


def _may_call_cluster(text: bytes) -> bool:
    """True when a file may call a module that makes a cluster, by what the call is named or gives. ``text`` in lower case.

    What only speaks of Kubernetes counts beside a word of Azure's: other clouds have clusters too.
    """
    if b"module" not in text or b"source" not in text:
        return False
    called = (
        b"\n".join(_CALLED.findall(text)) if b'"module"' not in text else text
    )  # JSON tells them in other ways
    if _LIKE_AKS.search(called) is not None:
        return True
    if not holds_any(text, _AZURE):
        return False
    return _LIKE_KUBERNETES.search(called) is not None or sum(name in text for name in _MAKING) >= 2


_APPLIES = (
    *(b'"kubernetes_', b'"kubectl_manifest"', b'"helm_release"'),
    *(
        b"resource kubernetes_",
        b"resource kubectl_manifest ",
        b"resource helm_release ",
    ),  # labels without quotes
)
_MARKS = (b"https_proxy", b"http_proxy", b"all_proxy", b"natpin.io/egress", b"static-gateway-configuration")
"""What roots apply to a cluster that another one declares, and one of the words that stand where it bears on egress."""

_PARTS_OF_WORDS = (b"aks", b"kubernetes", b"managedcluster", b"gateway", b"network nat", *_OF_NETWORKS)
"""One of them stands in each of the words above, and in few other files."""


@lru_cache(maxsize=1)  # of each file the scan asks, and the survey of the folders twice
def speaks(data: bytes) -> bool:
    """True when a Terraform file speaks of AKS or its egress."""
    text = lowered(data)
    if holds_any(text, _MARKS) and holds_any(text, _APPLIES):
        return True
    if not holds_any(text, _PARTS_OF_WORDS):
        return _may_call_cluster(text)
    return holds_any(text, _CLAIMS) or (
        b"source" in text
        and (
            (
                holds_any(text, _WORDS_OF_AKS)
                and (
                    _REMOTE_AKS.search(text) is not None
                    or (_REMOTE_ANY.search(text) is not None and _DESCRIBES_CLUSTERS.search(text) is not None)
                )
            )
            or (holds_any(text, _OF_NETWORKS) and _REMOTE_NETWORK.search(text) is not None)
            or _may_call_cluster(text)
        )
    )


_CHANGES = (
    b"_nat_gateway_association",
    b"_route_table_association",
    b"_public_ip_association",
    b"_public_ip_prefix_association",
    b'azurerm_route"',
    b"azurerm_route ",  # a label without quotes
    b"azapi_update_resource",
    b"azapi_resource_action",
    b"azurerm_virtual_hub_connection",
    b"azurerm_virtual_network_peering",
    b"azurerm_virtual_network_gateway",
    b"azurerm_route_server",
)


_PARTS_OF_CHANGES = (b"_association", b"azurerm_route", b"azapi_", b"azurerm_virtual_")
"""One of them stands in each of those, and in few other files."""


@lru_cache(maxsize=1)
def changes(data: bytes) -> bool:
    """True when a Terraform file declares something that changes another resource, be it another root's."""
    return holds_any(data, _PARTS_OF_CHANGES) and holds_any(data, _CHANGES)


_WRITES = (
    b"microsoft.network/virtualnetworks/subnets@",
    b"microsoft.network/virtualnetworks@",
    b"microsoft.network/routetables/routes@",
    b"microsoft.network/routetables@",
)
"""In lower case: Azure takes types in any."""
_DEPLOYS = (
    b"microsoft.network/virtualnetworks",
    b"microsoft.network/routetables",
    b"microsoft.network/natgateways",
)
_RUNS = (b"provisioner", b"deployment_script", b"deploymentscripts", b"runbook", b"external", b"shell_script")
"""What a file says, in lower case, in which commands are run."""


def changes_others(data: bytes) -> bool:
    """True when a Terraform file changes what files of another language may declare, be it that azapi writes it anew."""
    return changes(data) or (b"azapi_resource" in data and holds_any(lowered(data), _WRITES))


_TO_ANY_SUBNET = late_regex(
    rb'azurerm_subnet_route_table_association"?[ \t]+[^}]{0,400}?\bsubnet_id[ \t]*=[ \t]*(?:var|each|local)\.'
    rb'|data[ \t]+"?azurerm_subnet"?[ \t]+[^}]{0,400}?\b(?:name|virtual_network_name)[ \t]*=[ \t]*(?:"[^"\n]{0,80}\$\{)?(?:var|each|local)\.'
)
"""A route table for a subnet of which the text does not say which it is, so that no other root of Terraform finds it by its names."""


def changes_by_running(data: bytes) -> bool:
    """True when a Terraform file writes networks by azapi or by a template that it deploys, puts routes on those of others of
    which it does not say which they are, or runs commands that change them."""
    text = lowered(data)
    if text.find(b"azurerm_network_manager_routing_rule") >= 0:
        return True
    if b"azapi_resource" in text and holds_any(text, _WRITES):
        return True
    if b"azurerm_subnet_route_table_association" in text and _TO_ANY_SUBNET.search(text) is not None:
        return True
    if text.find(b"template_deployment") >= 0 and holds_any(text, _DEPLOYS):
        return True
    if not holds_any(text, _RUNS) or (text.find(b"az ") < 0 and text.find(b"-az") < 0):
        return False
    from natpin.formats.changing_commands import changes_by_commands  # few files run any

    return changes_by_commands(data)


def leads_out(data: bytes) -> bool:
    """True when a Terraform file calls a module in a folder above its own: what that speaks of is not known yet."""
    return b'"../' in data and _UPWARD_SOURCE.search(data) is not None


def names_folder_of_aks(data: bytes) -> bool:
    """True when a Terraform file calls a module in a folder of this repository that is named after AKS: where the folder
    is not here, nothing else tells."""
    return b'"./' in data and _LOCAL_AKS.search(lowered(data)) is not None


def is_named_after_aks(folder: str) -> bool:
    """Whether the last part of a module's path is that of a cluster's module."""
    return any(word.decode() in folder.lower() for word in _WORDS_OF_AKS[:3])


def claims(path: str, data: bytes) -> bool:
    """True for a file that speaks of AKS or its egress, or calls a module above it, or one not here, that may."""
    return speaks(data) or leads_out(data) or names_folder_of_aks(data)
