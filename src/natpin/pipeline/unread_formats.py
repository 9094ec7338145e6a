"""The forms in which files speak of AKS and that no reader takes: data for ``unread``.

What is looked for are declarations and commands that make or change something, never mere mentions: a comment, a README,
``az aks get-credentials``, a CRD, a chart of workloads say nothing of where traffic leaves.
"""

from __future__ import annotations

from natpin.model.record import record


@record
class Format:
    """One way to speak of AKS."""

    what: str
    """What the file is, in words that complete "it is …"."""
    settle_by: str
    """What the user can do, in words that complete "natpin does not read that; …"."""
    endings: tuple[str, ...]
    """Ends of file names, lower case; a whole name where it begins with "/"; empty for what may be a script by its first
    line alone."""
    words: tuple[bytes, ...]
    """One of these, lower case, is in every file that the patterns fit: looked for first, since that is quick."""
    makes: bytes
    """Pattern of what makes or changes clusters and their pools."""
    network: bytes = b""
    """Pattern of what makes or changes gateways, subnets and routes. It counts where something else in the workspace
    declares AKS: networks of virtual machines are none of natpin's business."""
    commands: bool = False
    """True where the patterns are commands: they count where a command can stand."""
    only_with: bytes = b""
    """Pattern that must be there as well, such as an import; ``b""`` for none."""
    read_by: tuple[str, ...] = ()
    """The readers that read such a file after all when they claim it."""
    part: bytes = b""
    """What stands, lower case, in whatever the patterns fit, such as the ``az`` of ``azure`` and ``-AzAks``: one search
    for it spares nearly every file those for the words. ``b""`` where there is none."""


_EGRESS = rb"outbound|nat-gateway|load-balancer|authorized-ip|static-egress|vnet|subnet|network-p|network-d|node-provisioning"
"""Parts of the flags of az aks update that bear on egress; its others (labels, addons, autoscaling, ACR) do not."""

_GOES_ON = rb"(?=[ \t]+[-\\`$\"'{%<@^(]|[ \t]*(?m:\r?$))"
"""After a command: a flag, a variable or the end of a line. In prose there is a word."""

_PROGRAM = rb"(?:(?<![`\w.-])|(?<=\\[nt]))az(?:\.cmd|\.exe)?[\"']?"
"""The Azure CLI, also by its path: ``/usr/bin/az``, ``"C:\\Program Files\\…\\az.cmd"``."""
_AZ = (
    _PROGRAM + rb"[ \t]+aks[ \t]+(?:(?:create|nodepool[ \t]+add)\b" + _GOES_ON + rb""
    rb"|update\b(?:[^\n]*\\\r?\n){0,40}?[^\n]{0,4000}?--(?:[\w-]{0,40})(?:" + _EGRESS + rb"))"
    rb"|(?:(?m:^|(?<=[\[\s]))[\"'-]?[ \t]*|(?<=[/\\]))az[\"',\s-]{1,40}aks[\"',\s-]{1,40}(?:create|nodepool[\"',\s-]{1,40}add)\b"
    rb"(?=[\"',]|[ \t]*\r?\n[ \t]*-|\s*\Z)"
    # a command as a list of words, on one line or one a line: the container of a Job
    rb"|(?<=[\[\s\"'/\\])az[\"']?,?[\"',\s-]{1,40}aks[\"',\s-]{1,40}update[\"',][^\]\n]{0,1500}?--[\w-]{0,40}(?:"
    + _EGRESS
    + rb")"
    rb"|(?<=[\s\"'/\\])az[\"']?[ \t]*\r?\n[ \t]*-[ \t]*[\"']?aks[\"']?[ \t]*\r?\n[ \t]*-[ \t]*[\"']?update[\"']?[ \t]*\r?\n"
    rb"(?:[ \t]*-[^\n]{0,300}\n){0,30}?[ \t]*-[ \t]*[\"']?--[\w-]{0,40}(?:" + _EGRESS + rb")"
)
_NEXT = rb"[\"']?(?:,|[ \t]*\r?\n[ \t]*-)[ \t]*[\"']?"
"""Between two words of a command that is a list."""
_AZ_NETWORK = (
    _PROGRAM + rb"[ \t]+network[ \t]+(?:(?:nat[ \t]+gateway|route-table(?:[ \t]+route)?|public-ip[ \t]+prefix"
    rb"|vnet[ \t]+subnet)[ \t]+(?:create|update|delete)|(?:vnet|public-ip)[ \t]+update|vnet[ \t]+peering[ \t]+create)\b"
    + _GOES_ON
    # a command as a list of words: ENTRYPOINT ["az", "network", …], the container of a Job, an argument of a program
    + rb"|(?<=[\[\s\"'/\\])az network (?:nat gateway|route-table(?: route)?|vnet subnet) (?:create|update|delete)[\"',\r\n]".replace(
        b" ", _NEXT
    )
)
"""Azure CLI: what ``formats/az`` reads in scripts (az aks --help, az network --help)."""

_KEYS = (
    rb"run|script|script_?content|inline\w*|bash|sh|shell|pwsh|powershell|cmds?|commands?|exec|entrypoint|args|(?:before|after)_script"
    rb"|(?:ansible\.builtin\.)?(?:shell|command)"
)
COMMAND_POSITION = (
    rb"(?i)^[ \t]*(?:-[ \t]+)*(?:[\"']?(?:"
    + _KEYS
    + rb")[\"']?[ \t]*[:=][ \t]*)?(?:[|>][+-]?[ \t]*)?[\"'@+(\[-]*[ \t]*$"
    rb"|[;&|({!\[,][ \t]*[\"']?$|\$\($|\\n[ \t]*$"
    rb"|\b(?:then|do|else|if|elif|while|until|sudo|exec|time|env|run|cmd|sh|bash|bat|call|-c)[ \t]*[(\"'\[]*[\"']?$"
    rb"|^[ \t]*(?:@(?:hourly|daily|weekly|monthly|yearly|reboot)|(?:[\d*,/A-Za-z-]+[ \t]+){4}[\d*,/A-Za-z-]+)[ \t]+(?:[\w-]+[ \t]+)?$"  # crontab
    rb"|(?:^|[ \t])\w+=\S*[ \t]+$|^\w+[ \t]*[:?]?=[ \t]*$|(?:^[ \t]*|[{,][ \t]*)\"[\w:.-]+\"[ \t]*:[ \t]*\"$"
)
"""What stands before a command on its line: nothing, a key that holds commands, an operator. In prose there are words."""

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


_TEMPLATES = (".yaml.tpl", ".yml.tpl", ".yaml.j2", ".yml.j2", ".yaml.tmpl", ".tpl")
_YAML = (".yaml", ".yml", *_TEMPLATES)
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

_AZURE = b"az"
"""In ``az aks``, ``New-AzAksCluster``, ``azure.com``, ``azurerm`` and ``AzureManagedCluster``."""
NO_ENDING = "a script by its first line"

TERRAGRUNT = Format(
    "a Terragrunt configuration",
    "lint the plan instead (terragrunt show -json), or give the inputs with --var",
    (".hcl",),
    (b"source", b"resource"),
    rb"(?i)\bsource[ \t]*=[ \t]*\"[^\"\n]*(?:\baks|_aks|kubernetes|managedcluster|natgateway|nat-gateway)"
    rb"|\bresource[ \t]+\"azurerm_kubernetes_(?:automatic_)?cluster",
    rb"\bresource[ \t]+\"azurerm_(?:nat_gateway|subnet_nat_gateway|subnet_route_table|route|subnet\")",
    read_by=("terragrunt", "terraform-stacks"),
)

FORMATS: tuple[Format, ...] = (
    Format(
        "a template of Cluster API manifests",
        "natpin lint --azure judges the cluster it makes",
        (*_TEMPLATES, ".sh", ".bash"),
        (b"infrastructure.cluster.x-k8s.io",),
        # capz.sigs.k8s.io, "Managed Clusters (AKS)"
        _object(
            rb"infrastructure\.cluster\.x-k8s\.io",
            rb"Azure(?:ASO)?Managed(?:ControlPlane|MachinePool|Cluster)(?:Template)?",
        ),
        part=_AZURE,
    ),
    Format(
        "a template of manifests of Azure Service Operator",
        "natpin lint --azure judges the cluster it makes",
        (*_TEMPLATES, ".sh", ".bash"),
        (b"containerservice.azure.com", b"network.azure.com"),
        # azure.github.io/azure-service-operator/reference
        _object(rb"containerservice\.azure\.com", rb"ManagedClusters?(?:AgentPools?)?"),
        _object(
            rb"network\.azure\.com",
            rb"NatGateway|PublicIPPrefix|RouteTable|RouteTablesRoute|VirtualNetworksSubnet|VirtualNetwork",
        ),
        part=_AZURE,
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
        read_by=("crossplane",),
        part=_AZURE,
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
        read_by=("ansible",),
        part=_AZURE,
    ),
    Format(
        "a Pulumi program in YAML",
        "natpin lint --azure judges the cluster it makes",
        (".yaml", ".yml"),
        (b"azure-native:", b"azure:"),
        # pulumi.com/registry/packages/azure-native and /azure
        rb"(?m)\btype\"?:[ \t]*[\"']?(?:azure-native:containerservice[:/\w]*:(?:ManagedCluster|AgentPool)|azure:containerservice/kubernetesCluster(?:NodePool)?:)",
        rb"(?m)\btype\"?:[ \t]*[\"']?(?:azure-native:network[:/\w]*:(?:NatGateway|Subnet|RouteTable|Route|PublicIPPrefix)\b|azure:network/(?:natGateway|subnet|route)\w*:)",
        read_by=("pulumi",),
        part=_AZURE,
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
            *(".cmd", ".bat", ".fish", ".zsh", ".ksh", ".nu"),
            *(
                ".gradle",
                ".kts",
                ".bazel",
                ".bzl",
                ".env",
                "/tox.ini",
                "/setup.cfg",
                "/pom.xml",
                "/build.xml",
            ),
            "/tiltfile",
            "/crontab",
            ".crontab",
            ".cron",
        ),
        (b"aks", b"az network", b"az.cmd", b"-az", b'"network"', b"'network'", b"- network"),
        _AZ + rb"|" + _CMDLETS,
        _AZ_NETWORK + rb"|" + _CMDLETS_NETWORK,
        commands=True,
        read_by=(
            "github-workflow",
            "azure-pipelines",
            "gitlab-ci",
            "make",
            "ansible",
            "az",
            "powershell",
            "arm",
        ),
        part=_AZURE,
    ),
    Format(
        "a template with a deployment script that makes a cluster",
        "put the commands into a script (.sh), which natpin reads, or declare the cluster in the template",
        (".bicep", ".json"),
        (b"aks",),
        # learn.microsoft.com/azure/azure-resource-manager/templates/deployment-script-template
        _PROGRAM + rb"[ \t]+aks[ \t]+create\b" + _GOES_ON + rb"|\bNew-AzAksCluster\b",
        commands=True,
        only_with=rb"(?i)deploymentScripts",
        part=_AZURE,
    ),
    Format(
        NO_ENDING,
        "give it the ending .sh, and natpin reads it",
        ("",),
        (b"az aks", b"az network"),
        _AZ,
        _AZ_NETWORK,
        commands=True,
        only_with=rb"\A#!",
        part=_AZURE,
    ),
    Format(
        "a Pulumi program",
        "lint what it comes to: pulumi preview --json --show-sames | natpin lint -",
        _PROGRAMS,
        (b"pulumi",),
        rb"\b(?:New)?(?:ManagedCluster|KubernetesCluster(?:NodePool)?)(?:\.Builder)?\(",
        rb"\b(?:New)?(?:NatGateway|SubnetNatGatewayAssociation|SubnetRouteTableAssociation)\(",
        only_with=rb"(?i)pulumi[-_./ \w@\"']{0,40}azure|pulumi\.azure",
        part=_AZURE,
    ),
    Format(
        "a program for CDK for Terraform",
        "run cdktf synth: natpin reads the cdk.tf.json that it writes",
        _PROGRAMS,
        (b"cdktf", b"constructs"),
        rb"\b(?:New)?KubernetesCluster(?:NodePool)?(?:\.Builder\.create)?\(",
        rb"\b(?:New)?(?:NatGateway|SubnetNatGatewayAssociation|SubnetRouteTableAssociation)\(",
        only_with=rb"(?i)cdktf|constructs",
    ),
    Format(
        "a function of a Composition of Crossplane",
        "render the Composition (crossplane render), and lint what it prints",
        (".k", ".cue", ".gotmpl", ".tmpl", ".py", ".ts"),
        (b"upbound",),
        # docs.upbound.io, "Build with KCL", "Build with Python", "Build with Go templates"; a composite that a package
        # makes which is not here (``AKS{`` of configuration-azure-aks) is a cluster too
        rb"\b(?:KubernetesCluster(?:NodePool)?|X?AKS)[ \t]*[({]|\bkind\"?[ \t]*[:=][ \t]*\"?X?AKS\b|\bkind\"?[ \t]*[:=][ \t]*\"?KubernetesCluster(?:NodePool)?\b",
        rb"\b(?:NATGateway|SubnetNATGatewayAssociation|SubnetRouteTableAssociation)[ \t]*[({]"
        rb"|\bkind\"?[ \t]*[:=][ \t]*\"?(?:NATGateway|SubnetNATGatewayAssociation|SubnetRouteTableAssociation)\b",
        only_with=rb"upbound\.(?:azurem?\.(?:containerservice|network)|\w+\.azure\.)|azure\.\w+\.upbound\.io|(?:containerservice|network)\.azure\.(?:m\.)?upbound",
        part=_AZURE,
    ),
    Format(
        "a program that calls Azure's SDK",
        "natpin lint --azure judges the cluster it makes",
        _PROGRAMS,
        (b"containerservice", b"azure.resourcemanager", b"azure.mgmt.network", b"arm-network", b"armnetwork"),
        # azure-mgmt-containerservice, @azure/arm-containerservice, armcontainerservice, Azure.ResourceManager, azure-resourcemanager
        rb"(?i)\b(?:managed_clusters|managedClusters|agent_pools|agentPools|(?:NewManagedClusters|NewAgentPools)Client\w*|(?:ContainerServiceManagedCluster|GetContainerService\w*)|kubernetesClusters\(\))"
        rb"[\s\S]{0,1500}?(?:begin_create_or_update|beginCreateOrUpdate\w*|BeginCreateOrUpdate|CreateOrUpdate(?:Async)?|\.define)\(",
        rb"(?i)\b(?:subnets|nat_?gateways|route_?tables|routes|New(?:Subnets|NatGateways|RouteTables|Routes)Client)\b[\s\S]{0,300}?"
        rb"\b(?:begin_?(?:create_or_update|createOrUpdate|delete)(?:AndWait|_and_wait)?|CreateOrUpdate(?:Async)?)\(",
        only_with=rb"(?i)azure[.\-_/]mgmt[.\-_/](?:containerservice|network)|arm-?(?:containerservice|network)|Azure\.ResourceManager\.(?:ContainerService|Network)|azure\.resourcemanager",
    ),
    Format(
        "a program that calls az",
        "put the commands into a script (.sh), which natpin reads",
        (*_PROGRAMS, ".rb", ".pl", ".php"),
        (b"aks", b"az network", b'"network"', b"'network'"),
        _AZ,
        _AZ_NETWORK,
        commands=True,
        only_with=rb"subprocess|os\.system|popen|check_(?:call|output)|child_process|exec(?:a|File|Sync)?\(|spawn|exec\.Command"
        rb"|Process\.Start|ProcessBuilder|getRuntime|system\(|\brun\(|\bsh\(|invoke\(",
        part=_AZURE,
    ),
    Format(
        "a Terraform Stack",
        "name the folder of its component and give its inputs (--var)",
        (".tfstack.hcl", ".tfcomponent.hcl", ".tfdeploy.hcl"),
        (b"source",),
        rb"(?i)\bsource[ \t]*=[ \t]*\"[^\"\n]*(?:aks|kubernetes|managedcluster|natgateway|nat-gateway)",
        read_by=("terraform-stacks",),
    ),
    TERRAGRUNT,
    Format(
        "a Packer or Nomad file that calls az",
        "put the commands into a script (.sh), which natpin reads",
        (".pkr.hcl", ".nomad", ".nomad.hcl"),
        (b"az aks", b"az network"),
        _AZ,
        _AZ_NETWORK,
        commands=True,
        part=_AZURE,
    ),
)
