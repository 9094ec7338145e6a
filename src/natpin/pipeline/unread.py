"""Files that speak of AKS or of its network in a form that no reader takes: they are told, so that nothing is left out
unseen.

A workflow that runs ``az aks create``, a manifest of Cluster API, a Pulumi program. What is looked for are declarations
and commands that make or change something, never mere mentions: a comment, a README, ``az aks get-credentials``, a CRD,
a chart of workloads say nothing of where traffic leaves. Bytes are looked at, nothing is parsed.

``FORMATS`` is the whole knowledge, as data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Skipped


@record
class Format:
    """One way to speak of AKS."""

    what: str
    """What the file is, in words that complete "it is …"."""
    settle_by: str
    """What the user can do, in words that complete "natpin does not read that; …"."""
    endings: tuple[str, ...]
    """Ends of file names, lower case; a whole name where it begins with "/"."""
    words: tuple[bytes, ...]
    """One of these, lower case, is in every file that the patterns fit: looked for first, since that is quick."""
    makes: bytes
    """Pattern of what makes or changes clusters and their pools."""
    network: bytes = b""
    """Pattern of what makes or changes gateways, subnets and routes. It counts where something else in the workspace
    declares AKS: networks of virtual machines are none of natpin's business."""
    only_with: bytes = b""
    """Pattern that must be there as well, such as an import; ``b""`` for none."""


_EGRESS = rb"outbound|nat-gateway|load-balancer|authorized-ip|static-egress|vnet|subnet|network-p|network-d|node-provisioning"
"""Parts of the flags of az aks update that bear on egress; its others (labels, addons, autoscaling, ACR) do not."""

_AZ = (
    rb"(?<![`\w./-])az(?:\.cmd)?[ \t]+aks[ \t]+(?:create\b|nodepool[ \t]+add\b"
    rb"|update\b(?:[^\n]*\\\r?\n){0,40}?[^\n]*?--(?:en|dis)?(?:able-)?(?:[\w-]*)(?:" + _EGRESS + rb"))"
    rb"|(?m:^|(?<=[\[\s]))[\"'-]?[ \t]*az[\"',\s-]{1,40}aks[\"',\s-]{1,40}(?:create|nodepool[\"',\s-]{1,40}add)\b"
)
_AZ_NETWORK = (
    rb"(?<![`\w./-])az(?:\.cmd)?[ \t]+network[ \t]+(?:nat[ \t]+gateway|route-table(?:[ \t]+route)?|public-ip[ \t]+prefix"
    rb"|vnet[ \t]+subnet)[ \t]+(?:create|update|delete)\b"
)
"""Azure CLI: what ``formats/az`` reads in scripts (az aks --help, az network --help)."""

_CMDLETS = rb"\b(?:New|Set)-AzAksCluster\b|\b(?:New|Update|Remove)-AzAksNodePool\b"
_CMDLETS_NETWORK = rb"\b(?:New|Set|Remove)-Az(?:NatGateway|RouteTable|RouteConfig|VirtualNetworkSubnetConfig|PublicIpPrefix)\b"
"""Azure PowerShell, in steps of pipelines (learn.microsoft.com/powershell/module/az.aks, az.network)."""

_GAP = rb"[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*"
"""The rest of a line, and lines that are empty or comments."""


def _object(groups: bytes, kinds: bytes) -> bytes:
    """A Kubernetes object: apiVersion and kind on lines that follow one another, in either order. (A CRD names its kind
    without an apiVersion beside it.)"""
    version = rb"apiVersion:[ \t]*[\"']?(?:" + groups + rb")/"
    kind = rb"kind:[ \t]*[\"']?(?:" + kinds + rb")\b"
    return rb"(?:" + version + _GAP + rb"[ \t]*" + kind + rb"|" + kind + _GAP + rb"[ \t-]*" + version + rb")"


_YAML = (".yaml", ".yml", ".yaml.tpl", ".yml.tpl", ".yaml.j2", ".yml.j2", ".yaml.tmpl", ".tpl")
_PROGRAMS = (
    ".py",
    ".ts",
    ".js",
    ".mjs",
    ".cjs",
    ".tsx",
    ".go",
    ".cs",
    ".fs",
    ".vb",
    ".java",
    ".kt",
    ".scala",
)

NO_ENDING = "a script without an ending"

FORMATS: tuple[Format, ...] = (
    Format(
        "a Cluster API manifest",
        "natpin lint --azure judges the cluster it makes",
        (*_YAML, ".sh", ".bash"),
        (b"infrastructure.cluster.x-k8s.io",),
        # capz.sigs.k8s.io, "Managed Clusters (AKS)"
        _object(
            rb"infrastructure\.cluster\.x-k8s\.io",
            rb"Azure(?:ASO)?Managed(?:ControlPlane|MachinePool|Cluster)(?:Template)?",
        ),
    ),
    Format(
        "a manifest of Azure Service Operator",
        "natpin lint --azure judges the cluster it makes",
        (*_YAML, ".sh", ".bash"),
        (b"containerservice.azure.com", b"network.azure.com"),
        # azure.github.io/azure-service-operator/reference
        _object(rb"containerservice\.azure\.com", rb"ManagedClusters?(?:AgentPools?)?"),
        _object(
            rb"network\.azure\.com",
            rb"NatGateway|PublicIPPrefix|RouteTable|RouteTablesRoute|VirtualNetworksSubnet|VirtualNetwork",
        ),
    ),
    Format(
        "a Crossplane manifest",
        "natpin lint --azure judges the cluster it makes",
        (*_YAML, ".sh", ".bash"),
        (b"upbound.io", b"crossplane.io"),
        # marketplace.upbound.io, provider-azure-containerservice and provider-azure-network
        _object(
            rb"containerservice\.azure\.(?:m\.)?upbound\.io|compute\.azure\.crossplane\.io",
            rb"KubernetesCluster(?:NodePool)?|KubernetesFleetManager|AKSCluster",
        ),
        _object(
            rb"network\.azure\.(?:m\.)?upbound\.io",
            rb"NATGateway\w*|SubnetNATGatewayAssociation|SubnetRouteTableAssociation|RouteTable|Route|Subnet|PublicIPPrefix",
        ),
    ),
    Format(
        "a Kustomize patch of a cluster",
        "build it (kustomize build), and judge the cluster with natpin lint --azure",
        ("/kustomization.yaml", "/kustomization.yml", "/kustomization"),
        (b"kind:",),
        rb"kind:[ \t]*(?:ManagedCluster(?:sAgentPool)?|Azure(?:ASO)?Managed(?:ControlPlane|MachinePool|Cluster)|KubernetesCluster)\b",
        rb"kind:[ \t]*(?:NatGateway|VirtualNetworksSubnet|RouteTablesRoute)\b",
    ),
    Format(
        "an Ansible playbook",
        "natpin lint --azure judges the cluster it makes",
        (".yaml", ".yml"),
        (b"azure_rm_",),
        # docs.ansible.com/ansible/latest/collections/azure/azcollection
        rb"(?m)^[ \t-]*(?:azure\.azcollection\.)?azure_rm_aks(?:agentpool)?:",
        rb"(?m)^[ \t-]*(?:azure\.azcollection\.)?azure_rm_(?:natgateway|subnet|routetable|route|publicipprefix):",
    ),
    Format(
        "a Pulumi program in YAML",
        "natpin lint --azure judges the cluster it makes",
        (".yaml", ".yml"),
        (b"azure-native:", b"azure:"),
        # pulumi.com/registry/packages/azure-native and /azure
        rb"(?m)\btype\"?:[ \t]*[\"']?(?:azure-native:containerservice[:/\w]*:(?:ManagedCluster|AgentPool)|azure:containerservice/kubernetesCluster(?:NodePool)?:)",
        rb"(?m)\btype\"?:[ \t]*[\"']?(?:azure-native:network[:/\w]*:(?:NatGateway|Subnet|RouteTable|Route|PublicIPPrefix)\b|azure:network/(?:natGateway|subnet|route)\w*:)",
    ),
    Format(
        "a pipeline or task file that calls az",
        "put the commands into a script (.sh), which natpin reads",
        (
            *_YAML,
            "/makefile",
            "/gnumakefile",
            ".mk",
            "/justfile",
            ".just",
            "/jenkinsfile",
            ".jenkinsfile",
            ".groovy",
            "/dockerfile",
            ".dockerfile",
            "/containerfile",
            "/earthfile",
            "/rakefile",
            "/vagrantfile",
            "/procfile",
            "/.envrc",
            ".toml",
            "/package.json",
            ".cmd",
            ".bat",
            ".fish",
            ".zsh",
            ".ksh",
            ".nu",
            "/build.gradle",
            "/tiltfile",
        ),
        (b"aks", b"az network", b"az.cmd", b"-az"),
        _AZ + rb"|" + _CMDLETS,
        _AZ_NETWORK + rb"|" + _CMDLETS_NETWORK,
    ),
    Format(
        NO_ENDING,
        "give it the ending .sh, and natpin reads it",
        ("",),
        (b"az aks", b"az network"),
        _AZ,
        _AZ_NETWORK,
        rb"\A#!",
    ),
    Format(
        "a Pulumi program",
        "natpin lint --azure judges the cluster it makes",
        _PROGRAMS,
        (b"pulumi",),
        rb"\b(?:New)?(?:ManagedCluster|KubernetesCluster(?:NodePool)?)(?:\.Builder)?\(",
        rb"\b(?:New)?(?:NatGateway|SubnetNatGatewayAssociation|SubnetRouteTableAssociation)\(",
        rb"(?i)pulumi[-_./ \w@\"']{0,40}azure|pulumi\.azure",
    ),
    Format(
        "a program for CDK for Terraform",
        "run cdktf synth: natpin reads the cdk.tf.json that it writes",
        _PROGRAMS,
        (b"cdktf", b"constructs"),
        rb"\b(?:New)?KubernetesCluster(?:NodePool)?(?:\.Builder\.create)?\(",
        rb"\b(?:New)?(?:NatGateway|SubnetNatGatewayAssociation|SubnetRouteTableAssociation)\(",
        rb"(?i)cdktf|constructs",
    ),
    Format(
        "a program that calls Azure's SDK",
        "natpin lint --azure judges the cluster it makes",
        _PROGRAMS,
        (b"containerservice", b"azure.resourcemanager"),
        # azure-mgmt-containerservice, @azure/arm-containerservice, armcontainerservice, Azure.ResourceManager, azure-resourcemanager
        rb"(?i)\b(?:managed_clusters|managedClusters|agent_pools|agentPools|(?:NewManagedClusters|NewAgentPools)Client\w*|(?:ContainerServiceManagedCluster|GetContainerService\w*)|kubernetesClusters\(\))"
        rb"[\s\S]{0,4000}?(?:begin_create_or_update|beginCreateOrUpdate\w*|BeginCreateOrUpdate|CreateOrUpdate(?:Async)?|\.define)\(",
        b"",
        rb"(?i)azure[.\-_/]mgmt[.\-_/]containerservice|arm-?containerservice|Azure\.ResourceManager\.ContainerService|azure\.resourcemanager",
    ),
    Format(
        "a program that calls az",
        "put the commands into a script (.sh), which natpin reads",
        (*_PROGRAMS, ".rb", ".pl", ".php"),
        (b"aks",),
        _AZ,
    ),
    Format(
        "a Terraform Stack",
        "name the folder of its component and give its inputs (--var)",
        (".tfstack.hcl", ".tfcomponent.hcl", ".tfdeploy.hcl"),
        (b"source",),
        rb"(?i)\bsource[ \t]*=[ \t]*\"[^\"\n]*(?:aks|kubernetes|managedcluster|natgateway|nat-gateway)",
    ),
    Format(
        "a Terragrunt configuration",
        "lint the plan instead (terragrunt show -json), or give the inputs with --var",
        (".hcl",),
        (b"source", b"resource"),
        rb"(?i)\bsource[ \t]*=[ \t]*\"[^\"\n]*(?:\baks|_aks|kubernetes|managedcluster|natgateway|nat-gateway)"
        rb"|\bresource[ \t]+\"azurerm_kubernetes_cluster",
        rb"\bresource[ \t]+\"azurerm_(?:nat_gateway|subnet_nat_gateway|subnet_route_table|route|subnet\")",
    ),
    Format(
        "a Packer or Nomad file that calls az",
        "put the commands into a script (.sh), which natpin reads",
        (".pkr.hcl", ".nomad", ".nomad.hcl"),
        (b"az aks", b"az network"),
        _AZ,
        _AZ_NETWORK,
    ),
)

_NOT = (
    r"(?i)(?:^|/)(?:\.terraform\.lock\.hcl|[^/]*[._-]lock\.(?:yaml|json|hcl)|package-lock\.json|crds?/[^/]*|"
    r"(?:tests?|testdata|__tests__|spec|e2e|vendor|third_party|site-packages)/.*\.(?:py|ts|js|mjs|cjs|tsx|go|cs|java|kt|rb)|"
    r"[^/]*(?:_test\.(?:go|py|js|ts)|\.(?:test|spec)\.[jt]sx?|\.tftest\.hcl|\.tfmock\.hcl|\.d\.ts|\.pb\.go|\.min\.js))$"
)
"""Lock files, CRDs, tests and what was generated or brought along: none of them is run to make a cluster here."""

_DOCUMENTATION = b"### YamlMime:"
"""The first line of a page that DocFX makes of YAML."""

_COMMENT = rb"[ \t]*(?:#|//|/\*|\*(?!\*)|--|;|<!--|(?i:rem\b|::))"


@record
class Sign:
    """Where a file speaks of AKS (``cluster``) or of a network that may be AKS's."""

    format: Format
    at: Location
    cluster: bool

    def told(self) -> Skipped:
        """As the report lists it."""
        about = "makes or changes AKS clusters" if self.cluster else "changes networks that AKS may use"
        reason = f"it is {self.format.what}, and {about}; natpin does not read that: {self.format.settle_by}"
        return Skipped(self.at.path, reason, self.at, claims_aks=True)


_MAKES_CLUSTERS = (
    rb'(?m)resource"?[ \t]*:?[ \t]*[{"]*[\s"]*"?azurerm_kubernetes_(?:automatic_)?cluster"'
    rb"|(?i:managedclusters@[\w-]+'[ \t]*=[ \t]*(?!existing))"
    rb'|"type"[ \t]*:[ \t]*"(?i:microsoft\.containerservice/managedclusters)(?:@[\w-]+)?"'
    rb"|^[^#\n]*(?<![`\w./-])az[ \t]+aks[ \t]+create\b"
)
"""What makes a cluster in the formats that have readers, so that a report without any is not taken for a good one."""


def makes_clusters_here(data: bytes) -> bool:
    """True for a file of a format with a reader that makes a cluster, by a look at its bytes."""
    lowered = data.lower()
    if b"azurerm_kubernetes_" not in lowered and b"managedclusters" not in lowered and b"aks" not in lowered:
        return False
    return _bytes_pattern(_MAKES_CLUSTERS).search(data) is not None


def formats_of(path: str) -> tuple[Format, ...]:
    """The formats that a file may be written in, by its name."""
    return _formats(_key(path.rpartition("/")[2].lower()))


def sign(path: str, data: bytes, formats: Sequence[Format] | None = None) -> Sign | None:
    """The first place where a file makes or changes clusters, else networks; None for a file that does not."""
    lowered = data.lower()
    likely = [
        one
        for one in (formats_of(path) if formats is None else formats)
        if any(word in lowered for word in one.words)
    ]
    if not likely or data.startswith(_DOCUMENTATION) or _pattern(_NOT).search(path):
        return None
    found: Sign | None = None
    for one in likely:
        if one.only_with and _bytes_pattern(one.only_with).search(data) is None:
            continue
        for cluster, pattern in ((True, one.makes), (False, one.network)):
            if not pattern or (found is not None and not cluster):
                continue
            at = next(_said(pattern, data), None)
            if at is not None:
                found = Sign(one, _place(path, data, at), cluster)
                if cluster:
                    return found
    return found


_pattern = cache(re.compile)
_bytes_pattern: Callable[[bytes], re.Pattern[bytes]] = cache(re.compile)
"""Compiled when a file may hold what is looked for: that costs more than looking."""


def _said(pattern: bytes, data: bytes) -> Iterator[int]:
    """Offsets of what is said outside of comments."""
    for match in _bytes_pattern(pattern).finditer(data):
        start = data.rfind(b"\n", 0, match.start()) + 1
        if _bytes_pattern(_COMMENT).match(data, start, match.start() + 3) is None:
            yield match.start()


def _place(path: str, data: bytes, offset: int) -> Location:
    line = data.count(b"\n", 0, offset) + 1
    start = data.rfind(b"\n", 0, offset) + 1
    return Location(path, line, len(data[start:offset].decode("utf-8", "replace")) + 1)


def _key(name: str) -> str:
    """What of a name tells its format: the name from its first dot on, or the whole name."""
    stem, dot, ending = name.partition(".")
    return f".{ending}" if dot and stem and stem not in _NAMED else f"/{name}"


@cache
def _formats(key: str) -> tuple[Format, ...]:
    return tuple(one for one in FORMATS if any(_fits(key, ending) for ending in one.endings))


def _fits(key: str, ending: str) -> bool:
    if not ending:  # a name without any ending: a script, perhaps
        return key.startswith("/") and "." not in key
    return key == ending if ending.startswith("/") else key.endswith(ending)


_NAMED: frozenset[str] = frozenset(
    ending[1:].partition(".")[0] for one in FORMATS for ending in one.endings if ending.startswith("/")
)
"""First parts of the names that are known as a whole."""
