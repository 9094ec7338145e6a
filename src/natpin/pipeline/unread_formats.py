"""The forms in which files speak of AKS and that no reader takes: data for ``unread``.

What is looked for are declarations and commands that make or change something, never mere mentions: a comment, a README,
``az aks get-credentials``, a CRD, a chart of workloads say nothing of where traffic leaves.
"""

from __future__ import annotations

from natpin.model.endings import SCRIPTS, SHELL
from natpin.model.record import record
from natpin.pipeline.az_in_text import (
    AZ,
    AZ_NETWORK,
    CMDLETS,
    CMDLETS_NETWORK,
    GOES_ON,
    PROGRAM,
    TICKED,
    TICKED_NETWORK,
)


@record
class Format:
    """One way to speak of AKS."""

    what: str
    """What the file is, in words that complete "it is …"."""
    settle_by: str
    """What the user can do, in words that complete "natpin does not read that; …"."""
    endings: tuple[str, ...]
    """Ends of file names, lower case; a whole name where it begins with "/"; empty for what may be a script by its first
    line alone, a star for what may hold commands whatever it is."""
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
    about: str = ""
    """What the file does, in words that complete "it … and …", where that is no change of clusters or networks."""
    part: bytes = b""
    """What stands, lower case, in whatever the patterns fit, such as the ``az`` of ``azure`` and ``-AzAks``: one search
    for it spares nearly every file those for the words. ``b""`` where there is none."""


_GAP = rb"[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*"
"""The rest of a line, and lines that are empty or comments."""


def _object(groups: bytes, kinds: bytes) -> bytes:
    """A Kubernetes object: apiVersion and kind on lines that follow one another, in either order. (A CRD names its kind
    without an apiVersion beside it.)"""
    version = rb"apiVersion:[ \t]*[\"']?(?:" + groups + rb")/"
    kind = rb"kind:[ \t]*[\"']?(?:" + kinds + rb")\b"
    return rb"(?:" + version + _GAP + rb"[ \t]*" + kind + rb"|" + kind + _GAP + rb"[ \t-]*" + version + rb")"


_NESTED = rb"(?m)^[ \t]+(?:-[ \t]+)?"
"""Where a member of another object begins."""
_ITS_BODY = _GAP + rb"[ \t]*(?:metadata|spec)[ \t]*:"
"""What follows where the member is an object: a reference to one has its name there."""

_TEMPLATES = (".yaml.tpl", ".yml.tpl", ".yaml.j2", ".yml.j2", ".yaml.tmpl", ".tpl")
_YAML = (".yaml", ".yml", *_TEMPLATES)
_VARIABLE = rb"(?:https?|all)_proxy"
_OUTSIDE = rb"(?:https?|socks5h?)://(?!localhost|127\.|[^\s/\"']*\.(?:svc|cluster\.local)\b)[^\s/\"':]*\.\w"
"""A proxy that is no service of the cluster's: a dot stands in its name."""
_PROGRAMS = (
    ".py",
    ".ts",
    ".mts",
    ".cts",
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

_OTHER_PROGRAMS = (".rb", ".pl", ".php", ".lua", ".rs", ".ex", ".exs", ".sbt", ".sc", ".jl", ".r")
_PAGES = (".adoc", ".asciidoc", ".rst", ".org", ".qmd", ".rmd", ".ipynb")
_AZURE = b"az"
"""In ``az aks``, ``New-AzAksCluster``, ``azure.com``, ``azurerm`` and ``AzureManagedCluster``."""
NO_ENDING = "a script by its first line"
NO_NAME = "a list of commands whose name does not say that it is a script"
COMPOSED = "a function of a Composition of Crossplane"
PORTER = "a bundle of Porter"
SDK = "a program that calls Azure's SDK"
ANYTHING = "a file that says which commands are run"
JSON = "a file in JSON that says which commands are run"
REQUESTS = "a file that sends requests to Azure Resource Manager"
BY_THEIR_TEXT = frozenset({NO_ENDING, NO_NAME, ANYTHING, JSON, REQUESTS})
"""What only a file's text makes a script: its name may be anything."""
_CMDLETS_SAID = (
    *(b"-azaks", b"-aznatgateway", b"-azroute", b"-azvirtualnetwork"),
    b"-azpublicipprefix",
)
"""Parts, in lower case, of what ``CMDLETS`` and ``CMDLETS_NETWORK`` fit."""
_AZ_SAID = (
    *(b"az network", b'"network', b"'network", b"`network"),
    *(b"vnet subnet", b"route-table", b"nat gateway", b"public-ip prefix"),
    *(
        b"microsoft.network/",
        b"microsoft.containerservice/",
        b"properties.natgateway",
        b"properties.routetable",
    ),
)
"""The same of ``AZ_NETWORK``, and of commands that take an id or a type."""

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


_BY_ITS_NAME = "give it the ending .sh or .ps1, and natpin reads it"


def _by_its_text(
    what: str,
    only_with: bytes,
    ending: str = "",
    words: tuple[bytes, ...] = (b"az aks", *_AZ_SAID),
    settle_by: str = "put the commands into a script (.sh), which natpin reads",
    read_by: tuple[str, ...] = (),
) -> Format:
    """A file of any name that holds commands, if its text fits."""
    return Format(
        what,
        settle_by,
        (ending,),
        (*words, *_CMDLETS_SAID),
        AZ + rb"|" + CMDLETS,
        AZ_NETWORK + rb"|" + CMDLETS_NETWORK,
        commands=True,
        only_with=only_with,
        read_by=read_by,
        part=_AZURE,
    )


FORMATS: tuple[Format, ...] = (
    Format(
        "a template of Cluster API manifests",
        "natpin lint --azure judges the cluster it makes",
        (*_TEMPLATES, *SHELL),
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
        (*_TEMPLATES, *SHELL),
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
        (*_YAML, *SHELL),
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
        "an object that holds objects of clusters",
        "lint what it makes (kubectl get -o yaml), or judge the cluster with natpin lint --azure",
        (".yaml", ".yml"),
        (b"containerservice.azure.com", b"infrastructure.cluster.x-k8s.io", b"network.azure.com"),
        # kro.run/docs/concepts/rgd; provider-kubernetes, "Object"; open-cluster-management.io, "ManifestWork"; what Cluster API's
        # own kinds, lists and kustomizations hold is read with them
        _NESTED
        + rb"(?:"
        + _object(rb"containerservice\.azure\.com", rb"ManagedClusters?(?:AgentPools?)?")
        + rb"|"
        + _object(
            rb"infrastructure\.cluster\.x-k8s\.io", rb"AzureManaged(?:ControlPlane|MachinePool|Cluster)"
        )
        + rb")"
        + _ITS_BODY,
        _NESTED
        + _object(
            rb"network\.azure\.com",
            rb"NatGateway|PublicIPPrefix|RouteTable|RouteTablesRoute|VirtualNetworksSubnet|VirtualNetwork",
        )
        + _ITS_BODY,
        only_with=rb"\A(?![\s\S]*(?i:kustomiz|AzureASOManaged|kind:[ \t]*[\"']?\w*List\b|kind:[ \t]*[\"']?Composition\b))",
        about="holds objects of AKS clusters or their networks",
        part=_AZURE,
    ),
    Format(
        "an object of Kubernetes that applies Terraform",
        "put the configuration into files (.tf), and lint these",
        (".yaml", ".yml"),
        (b"azurerm_kubernetes_",),
        # marketplace.upbound.io, provider-terraform, "Workspace" (source: Inline); kubevela.io, "Terraform Configuration"
        rb"(?m)^[^#\n]*\bresource[ \t]+\\?\"azurerm_kubernetes_(?:automatic_)?cluster",
        only_with=rb"apiVersion:[ \t]*[\"']?(?:(?:tf|opentofu)\.(?:m\.)?upbound\.io|terraform\.core\.oam\.dev|infra\.contrib\.fluxcd\.io|app\.terraform\.io)",
    ),
    Format(
        "a cluster of Rancher",
        "natpin lint --azure judges the cluster it makes",
        (".yaml", ".yml"),
        (b"aksconfig", b"aks.cattle.io"),
        # ranchermanager.docs.rancher.com, "AKS Cluster Configuration Reference"
        rb"(?m)^[ \t]*(?:aksConfig:|kind:[ \t]*[\"']?AKSClusterConfig\b)",
    ),
    Format(
        "a cluster of another provider of Terraform",
        "lint the plan with the cluster that it makes, or judge the cluster with natpin lint --azure",
        (".tf", ".tofu"),
        (b"aks_config", b"spectrocloud_cluster_aks"),
        # registry.terraform.io: rancher/rancher2, r/cluster; spectrocloud/spectrocloud, r/cluster_aks
        rb"(?m)^[ \t]*aks_config(?:_v2)?[ \t]*\{|^[ \t]*resource[ \t]+\"spectrocloud_cluster_aks\"",
    ),
    Format(
        PORTER,
        "put the commands into a script (.sh), which natpin reads",
        ("/porter.yaml", "/porter.yml"),
        (b"aks",),
        b"",  # its pattern: ``unread_places``
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
        "a file that makes a cluster with clusterctl",
        "lint what clusterctl generate prints, or judge the cluster with natpin lint --azure",
        (
            *_YAML,
            *(
                *SCRIPTS,
                ".md",
                "/makefile",
                ".mk",
                "/justfile",
                "/jenkinsfile",
                ".groovy",
            ),
        ),
        (b"clusterctl",),
        # cluster-api.sigs.k8s.io/clusterctl/commands/generate-cluster; capz.sigs.k8s.io, "Managed Clusters (AKS)"
        rb"\bclusterctl[ \t]+generate[ \t]+cluster\b(?:[^\n]*\\\r?\n){0,20}[^\n]*(?:--flavor|-f)[ \t=]+[\"']?aks",
        commands=True,
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
            ".ipynb",
            *("/package.json", "/launch.json", "/project.json", "/deno.json"),
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
            *("/crontab", ".crontab", ".cron", ".service"),
            *("/devcontainer.json", "/tasks.json", "/user-data", ".ocl", ".nix"),
        ),
        (
            b"aks",
            b"az.cmd",
            b"-az",
            b"- network",
            b"[network",
            b": network",
            *_AZ_SAID,
        ),
        AZ + rb"|" + CMDLETS,
        AZ_NETWORK + rb"|" + CMDLETS_NETWORK,
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
        PROGRAM + rb"[ \t]+aks[ \t]+create\b" + GOES_ON + rb"|\bNew-AzAksCluster\b",
        commands=True,
        only_with=rb"(?i)deploymentScripts",
        part=_AZURE,
    ),
    Format(
        "a runbook or an extension of a machine that calls az",
        "put the commands into a script (.sh, .ps1), which natpin reads",
        (".tf", ".tofu", ".bicep", ".json"),
        (b"aks", b"az network", *_CMDLETS_SAID),
        AZ + rb"|" + CMDLETS,
        AZ_NETWORK + rb"|" + CMDLETS_NETWORK,
        commands=True,
        # azurerm documentation, ``r/automation_runbook``; learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux
        only_with=rb"(?i)azurerm_automation_runbook|commandToExecute|virtualMachines/runCommands|azurerm_virtual_machine_run_command",
        part=_AZURE,
    ),
    Format(
        "a list of tasks of an editor",
        "put the commands into a script (.sh), which natpin reads",
        ("/tasks.json", "/launch.json"),
        (b"aks",),
        rb"\"command\"\s*:\s*\"az(?:\.cmd)?\"[^{}]{0,200}?\"aks\"[\s,]*\"(?:create|nodepool\"[\s,]*\"add)\"",
        part=_AZURE,
    ),
    Format(
        "a script or a file of values",
        "put the manifests into files (.yaml), or render them, and lint these",
        (*SCRIPTS, ".py", ".ts", ".js", ".go", "/makefile", "/values.yaml", ".yaml", ".yml"),
        (b"natpin.io/egress",),
        rb"natpin\.io/egress[\"']?[ \t]*[:=][ \t]*[\"']?pinned",
        read_by=("kubernetes", "kustomize", "ansible", "aso", "capz", "crossplane", "pulumi"),
        about="marks workloads whose egress is pinned",
    ),
    Format(
        "a script or a file of values",
        "put the manifests into files (.yaml), or render them, and lint these",
        (*SCRIPTS, "/makefile", ".mk", "/values.yaml", "/values.yml"),
        (b"https_proxy", b"http_proxy", b"all_proxy"),
        b"",
        rb"(?i)\bhelm[ \t][^\n;&|]{0,2000}?(?:\\\r?\n[^\n;&|]{0,2000}?){0,30}?--set(?:-string)?[ \t=][^\n]{0,500}?"
        + _VARIABLE
        + rb"=(?:\"|')?"
        + _OUTSIDE
        + rb"|\bkubectl[ \t]+run\b[^\n;&|]{0,2000}?--env[ \t=][\"']?"
        + _VARIABLE
        + rb"="
        + _OUTSIDE,
        about="gives workloads an HTTP proxy",
    ),
    Format(
        "a script or a file of values",
        "put the manifests into files (.yaml), or render them, and lint these",
        (*SCRIPTS, "/makefile", ".mk", "/values.yaml", "/values.yml"),
        (b"https_proxy", b"http_proxy", b"all_proxy"),
        b"",
        rb"(?i)\bname:[ \t]*[\"']?"
        + _VARIABLE
        + rb"[\"']?(?:[ \t]*\r?\n[ \t]*|,[ \t]*)value:[ \t]*[\"']?"
        + _OUTSIDE
        + rb"|(?m:^[ \t]*)"
        + _VARIABLE
        + rb":[ \t]*[\"']?"
        + _OUTSIDE,
        read_by=("kubernetes",),
        about="gives workloads an HTTP proxy",
    ),
    _by_its_text(NO_ENDING, rb"\A#!", settle_by=_BY_ITS_NAME),
    # a line begins with a command, as in no sentence
    _by_its_text(
        NO_NAME,
        rb"(?m)^(?:\$\w+[ \t]*=[ \t]*)?(?:az(?:\.cmd)?[ \t]+\w|[A-Z]\w+-Az\w+[ \t]+[-@`])"
        rb"|^(?:@\w{5,8}[ \t]|(?:[\d*][\d*,/-]{0,20}[ \t]{1,8}){3})[^\n]{0,300}\baz[ \t]",  # a crontab
        settle_by=_BY_ITS_NAME,
    ),
    _by_its_text(ANYTHING, b"", "*", (b"aks", *_AZ_SAID)),
    _by_its_text(
        JSON,
        b"",
        ".json",
        (b"az network", b"az aks", b"az rest", b"az resource", b'"az"', b'/az"'),
        read_by=("arm", "terraform", "terraform-plan", "snapshot", "pulumi-state"),
    ),
    Format(
        REQUESTS,
        "natpin lint --azure judges the cluster as it is",
        (*_PROGRAMS, *_OTHER_PROGRAMS, *_YAML, ".groovy", "/jenkinsfile", ".ipynb", ".json", "*"),
        (b"/management.", b'"management.', b"'management."),
        b"",  # its patterns: ``unread_places``
        read_by=("github-workflow", "azure-pipelines", "gitlab-ci", "make", "arm"),
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
        "lint what it writes: cdktf synth && natpin lint cdktf.out",
        _PROGRAMS,
        (b"cdktf", b"constructs"),
        rb"\b(?:New)?KubernetesCluster(?:NodePool)?(?:\.Builder\.create)?\(",
        rb"\b(?:New)?(?:NatGateway|SubnetNatGatewayAssociation|SubnetRouteTableAssociation)\(",
        only_with=rb"(?i)cdktf|constructs",
    ),
    Format(
        COMPOSED,
        "render the Composition (crossplane render), and lint what it prints",
        (".k", ".cue", ".gotmpl", ".tmpl", ".py", ".ts"),
        (b"upbound",),
        b"",  # its patterns: ``unread_places``
        part=_AZURE,
    ),
    Format(
        SDK,
        "natpin lint --azure judges the cluster it makes",
        _PROGRAMS,
        (b"containerservice", b"azure.resourcemanager", b"azure.mgmt.network", b"arm-network", b"armnetwork"),
        b"",  # its patterns: ``unread_places``
    ),
    Format(
        "a program that calls az",
        "put the commands into a script (.sh), which natpin reads",
        (*_PROGRAMS, *_OTHER_PROGRAMS),
        (b"aks", *_AZ_SAID),
        AZ + rb"|" + TICKED,
        AZ_NETWORK + rb"|" + TICKED_NETWORK,
        commands=True,
        only_with=rb"subprocess|os\.system|popen|check_(?:call|output)|child_process|exec(?:a|File|Sync)?\(|spawn|exec\.Command"
        rb"|Process\.Start|ProcessBuilder|getRuntime|system\(|\brun\(|\bsh\(|invoke\("
        rb"|os\.execute|Command::new|System\.cmd|\.!|\$`|^[ \t]*`|=[ \t]*`|%x|\bqx|[Ee]xec\(",
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
        "a list of tasks that call az",
        "put the commands into a script (.sh), which natpin reads",
        ("/taskfile.yml", "/taskfile.yaml", "/taskfile.dist.yml", "/taskfile.dist.yaml"),
        (b"aks",),
        # taskfile.dev/docs/reference/schema, "Task": a task may be its command alone
        rb"(?m)^[ \t]+(?!desc|summary|prompt|msg)[\w:.-]{1,80}:[ \t]*[\"']?az[ \t]+aks[ \t]+create\b"
        + GOES_ON,
        part=_AZURE,
    ),
    Format(
        "a page with az commands",
        "natpin reads those of Markdown and of scripts (.sh)",
        _PAGES,
        (b"aks",),
        AZ + rb"|" + CMDLETS,
        commands=True,
        part=_AZURE,
    ),
    Format(
        "a list of HTTP requests",
        "natpin lint --azure judges the cluster it makes",
        (".http", ".rest"),
        (b"microsoft.containerservice/managedclusters", b"microsoft.network/"),
        # learn.microsoft.com/aspnet/core/test/http-files; learn.microsoft.com/rest/api/aks
        rb"(?im)^[ \t]*(?:PUT|PATCH)[ \t]+\S*Microsoft\.ContainerService/managedClusters/[^/\s?]+(?:/agentPools/[^/\s?]+)?(?=[\s?]|\Z)",
        rb"(?im)^[ \t]*(?:PUT|PATCH|DELETE)[ \t]+\S*Microsoft\.Network/(?:natGateways|routeTables|virtualNetworks|publicIPPrefixes)/",
    ),
    Format(
        "a Packer or Nomad file that calls az",
        "put the commands into a script (.sh), which natpin reads",
        (".pkr.hcl", ".nomad", ".nomad.hcl"),
        (b"az aks", b"az network"),
        AZ,
        AZ_NETWORK,
        commands=True,
        part=_AZURE,
    ),
)
