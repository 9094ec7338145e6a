"""Composites that a package makes which is not here: what of them may be an AKS cluster.

A Configuration of Crossplane brings definitions and Compositions into the cluster that no file of the workspace shows.
Whoever asks for ``kind: AKS`` of Upbound's configuration-azure-aks gets a cluster all the same. So an object of a group that
belongs to nobody known here is judged by its name: it speaks of AKS, or of a cluster in Azure.
Source: Crossplane documentation, "Configuration Packages"; Upbound Marketplace, configuration-azure-aks,
configuration-caas, platform-ref-azure, platform-ref-multi-k8s (definitions of their published versions).
"""

from __future__ import annotations

from natpin.model.value import Node, Skipped, dig, text
from natpin.regex import late_regex
from natpin.workspace import holds_any, lowered, words_of

_MANY_CLOUDS = ("caas.upbound.io", "multik8s.platformref.upbound.io", "multik8s.platformref.crossplane.io")
"""Groups of published packages whose clusters are AKS's by a parameter or a selector."""
_NO_COMPOSITES = (
    "azure.com", "k8s.io", "microsoft.com", "gatekeeper.sh", "kyverno.io", "fluxcd.io", "argoproj.io", "istio.io",
    "coreos.com", "x-k8s.io", "external-secrets.io", "cert-manager.io", "radapp.io", "backstage.io", "keda.sh", "dapr.io",
)  # fmt: skip
"""How groups end whose kinds are other programs', whatever their names say: none of them makes a cluster of AKS that its own
reader does not read."""
_PROVIDERS = late_regex(
    r"(?:^|\.)(?:azure|azuread|aws|gcp|tf|opentofu|datadog|gitlab)(?:\.m)?\.upbound\.io\Z"
    r"|(?:^|\.)(?:azure|aws|gcp|azuread|helm|kubernetes|pkg|meta|apiextensions|protection|fn|http|nop|sql|github|grafana)"
    r"(?:\.m|\.pkg)?\.crossplane\.io\Z"
)
"""Groups of providers, whose kinds are resources and no composites, and those of Crossplane itself."""
_AKS_KIND = late_regex(r"AKS|Aks(?![a-z])")
_AKS_GROUP = late_regex(r"(?:^|[.-])x?aks(?=[.-]|\Z)")
_AZURE = late_regex(r"(?:^|[.-])azure(?=[.-]|\Z)|Azure")
_CLUSTER = late_regex(
    r"Cluster(?:s|V\d\w*|Claim)?\Z|Kubernetes|K8[sS]|Platform|LandingZone|Environment\Z|Spoke"
)
_WORDS = (b"aks", b"azure", b".platformref.", b"caas.upbound.io")
_GROUPS = late_regex(rb"apiVersion[\"']?\s*:\s*[\"']?([\w-]+(?:\.[\w-]+)+)/")
# what begins with letters is found a hundred times as fast as what begins with \b
_KINDS = late_regex(rb"kind(?<!\wkind)[\"']?\s*:\s*[\"']?(?:\w*AKS|\w*Aks(?![a-z]))")
_COMPOSITION = late_regex(rb"kind(?<!\wkind)[\"']?\s*:\s*[\"']?Composition\b")
_CLOUDS = late_regex(
    rb"(?i)(?<![a-z])(?:aws|eks|gcp|gke|google|digitalocean|civo|hetzner|vsphere|openstack)(?![a-z])"
)
_FUNCTION = late_regex(r"(?:^|/)functions/([\w-]+)/main\.(?:k|py)\Z")
_IN_AZURE = late_regex(rb"(?i)(?<![a-z])(?:x?aks|azurem?|azurerm)(?![a-z])|AKS|Azure")


def may_speak(data: bytes) -> bool:
    """True for the text of a manifest that may ask for a cluster of AKS, or compose one, by a package that is not here."""
    words = words_of(data)
    if not holds_any(lowered(words), _WORDS):
        return False
    if _KINDS.search(words) is not None or (_COMPOSITION.search(words) is not None and is_of_azure(words)):
        return True
    groups = {match[1].decode("utf-8", "replace") for match in _GROUPS.finditer(words)}
    return any(_is_of_composites(one) and _says_azure(one) for one in groups)


def is_of_azure(data: bytes) -> bool:
    """True where a Composition speaks of Azure, or of no cloud at all."""
    return _IN_AZURE.search(data) is not None or _CLOUDS.search(data) is None


def may_be_composite(group: str) -> bool:
    """True for a group of which nobody knows here that its kinds are no composites."""
    return "." in group and _is_of_composites(group)


def may_make_clusters(group: str, kind: str) -> bool:
    """True for a composite or a claim that may be an AKS cluster, as far as its group and kind tell."""
    if not may_be_composite(group):
        return False
    if _AKS_KIND.search(kind) or _AKS_GROUP.search(group.lower()):
        return True
    in_azure = _AZURE.search(group.lower()) or _AZURE.search(kind)
    return bool(_CLUSTER.search(kind)) and (bool(in_azure) or group in _MANY_CLOUDS)


def function_of(path: str) -> str | None:
    """The function whose program a file is, in a project of Upbound's; None for another file.

    Source: Upbound documentation, "Build and push your project": ``functions/NAME`` is installed under a name that ends with
    NAME."""
    match = _FUNCTION.search(path)
    return match[1] if match is not None else None


def told(body: Node, path: str) -> Skipped | None:
    """What is told of an object that a package makes which is not here; None for one that makes no cluster of AKS."""
    group = (text(dig(body, "apiVersion")) or "").partition("/")[0]
    kind = text(dig(body, "kind")) or ""
    if not may_make_clusters(group, kind):
        return None
    return Skipped(path, unknown_of(group, kind), body.at, claims_aks=True)


def unknown_of(group: str, kind: str) -> str:
    """Why nobody can say what a composite makes."""
    return (
        f"is {kind} of {group}, which may make AKS clusters by a Composition that is not here: lint the package together with "
        "it, or render it (crossplane render) and lint what it prints"
    )


def _says_azure(group: str) -> bool:
    low = group.lower()
    return bool(_AKS_GROUP.search(low) or _AZURE.search(low)) or group in _MANY_CLOUDS


def _is_of_composites(group: str) -> bool:
    ends = any(group == one or group.endswith(f".{one}") for one in _NO_COMPOSITES)
    return not ends and _PROVIDERS.search(group) is None
