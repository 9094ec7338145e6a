"""Whether a module whose source is not here may make an AKS cluster.

Nobody can know what is in it. Its name, and what the call sets, tell a cluster's module from one that only works
on a cluster (``privatednszone-aks``, ``terraform-k8s-cilium``); where they do not, it may.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.terraform.mentions import MAKING
from natpin.languages.terraform.instance import ModuleCall
from natpin.model.value import Node, Value
from natpin.regex import late_regex

_AKS_WORDS = ("aks", "kubernetes", "k8s", "managedcluster", "managed_cluster", "node_pool", "nodepool")

_CLUSTER = late_regex(r"(?:azure|managed)?[_-]?(?:aks|kubernetes|k8s)[_-]?(?:clusters?)?[0-9]*\Z")
"""What the call that makes the cluster is called, whatever its module is."""

_CLUSTERS = late_regex(r"(?:aks|kubernetes|managed)_?clusters?\Z")
"""An input that describes clusters, among the many of a module that makes whole landing zones."""

_OTHER_PROVIDERS = frozenset({"kubernetes", "k8s", "kubectl", "helm", "aws", "google"})
_OF_AZURE = frozenset({"azurerm", "azapi", "azure", "azuread"})
"""``terraform-<provider>-<name>``, as the registry asks modules to be called: none of these makes Azure resources."""

_NAMING = frozenset({"aks", "aks_name", "aks_subnet_id", "cluster_name", "node_resource_group"})
"""Inputs that say which cluster is meant, to what makes it as well as to what works on it."""


def may_make_cluster(call: ModuleCall) -> bool:
    """True when an absent module may make an AKS cluster."""
    from natpin.formats.named_after_aks import WORKS_ON_IT  # few call what is not here
    from natpin.formats.terraform.providers.modules.calls import registry_name

    registered = registry_name(call.source).partition("//")[0]
    provider = registered.rpartition("/")[2]
    if provider in _OTHER_PROVIDERS or (provider and provider not in _OF_AZURE and "aks" not in registered):
        return False
    # the module's name: the folder in a repository where one is named
    package, _, folder = call.source.replace("://", ":").partition("//")
    source = (folder.partition("?")[0].rsplit("/", 1)[-1] or package.partition("?")[0]).lower()
    called = call.address.rsplit("module.", 1)[-1].lower()
    by_source = any(word in source for word in _AKS_WORDS)
    if (by_source or _CLUSTER.match(called)) and not WORKS_ON_IT.search(source):
        return True
    if _holds_clusters(call.inputs, 0):
        return True
    given = {name.lower() for name in call.inputs}
    making, naming = len(given & MAKING), len(given & _NAMING)
    if by_source or any(word in called for word in _AKS_WORDS):
        return making >= 1
    return making >= 2 or (making == 1 and naming >= 1)


def _holds_clusters(inputs: Mapping[str, Node], depth: int) -> bool:
    """True for ``compute = { aks_clusters = {...} }``: a module of everything, which is given clusters among others."""
    for name, node in inputs.items():
        if _CLUSTERS.search(name.lower()) and not _empty(node):
            return True
        if (
            depth < 2
            and isinstance(node, Value)
            and isinstance(node.data, Mapping)
            and _holds_clusters(node.data, depth + 1)
        ):
            return True
    return False


def _empty(node: Node) -> bool:
    """Null, an empty collection, a flag or a number: nothing that describes a cluster."""
    return isinstance(node, Value) and (not node.data or isinstance(node.data, int | float | str))
