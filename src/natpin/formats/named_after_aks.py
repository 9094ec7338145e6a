"""What something that is not here does with AKS, by what it is called: the words are the same in every language.

``create-aks.sh`` makes a cluster, ``deploy-to-aks.yml`` brings an application to one, ``aks-dns`` works on one. A name
that leaves it open (``deploy-aks.sh``) is decided by the words around it; where these say nothing either, it is taken
for the deployment of an application, as most are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from natpin.regex import late_regex


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OTHER_THINGS = _words("""
    record records storage storageaccount storageaccounts keyvault kv vault acr registry registries containerregistry
    monitor monitoring log logs logging analytics loganalytics workspace workspaces law insights appinsights
    applicationinsights diagnostic diagnostics alert alerts identity identities msi uami managedidentity
    userassignedidentity rbac role roles roleassignment roleassignments assignment assignments permission permissions
    policy policies policydefinition sql sqlserver mssql postgres postgresql mysql cosmos cosmosdb redis cache database
    databases db dns privatedns dnszone bastion jumpbox jumphost vm vms virtualmachine backup grafana
    prometheus amw dashboard dashboards workbook workbooks eventhub eventhubs servicebus eventgrid secret secrets
    certificate certificates cert certs budget tag tags naming appgateway applicationgateway agw appgw waf
    frontdoor afd apim cdn function functions functionapp webapp search openai cognitive
    privateendpoint privateendpoints pe pep nsg networksecuritygroup networksecuritygroups security defender sentinel
    flux gitops extension extensions automation recovery cost solution solutions datacollection
    dcr dce appconfig appconfiguration
    """)
"""Words, one of which in the name of a template says that it declares neither clusters nor networks."""

WORKS_ON_IT = late_regex(
    r"dns|helm|cilium|monitor|diagnos|alert|identit|rbac|role|secret|vault|registr|network|vnet|subnet|firewall"
    r"|peering|ingress|gitops|flux|argo|istio|velero|backup|namespace|service.?account|cert|jumpbox|bastion|policy"
    r"|(?<![a-z])(?:sa|acr|agic|admin|addons?|nsg)(?![a-z])"
)
"""What a module does that is named after the cluster it is for."""

_FOR_APPLICATIONS = _words("""
    app apps application applications service services microservice microservices svc web website api frontend backend
    chart charts release releases rollout image images docker container containers push publish manifest manifests
    workload workloads job jobs pod pods namespace namespaces configmap values canary bluegreen
    context credential credentials creds kubeconfig config login logon auth authenticate connect connection access get
    fetch kubectl kustomize oidc token ssh
    test tests testing e2e smoke lint check checks validate validation verify plan whatif preview scan audit docs doc
    destroy delete deletion remove teardown down stop start cleanup clean drain restart rotate purge rollback uninstall
    scale scaling upgrade upgrades status list show info version versions name names report notify wait
    to on onto into inside in from via
    """)
"""Words of names of what runs on a cluster, asks of it, or ends it."""
_VERBS = _words("""
    create creates creating creation provision provisions provisioning provisioner bootstrap bootstrapping build
    new make spinup launch standup infra infrastructure iac terraform tofu bicep arm
    """)
"""Words of names of what makes the thing that is named with them."""
_THINGS = _words(
    "cluster clusters nodepool nodepools node nodes agentpool agentpools pool pools egress outbound nat natgateway gateway"
)
"""What is made: a cluster, a pool or its exit."""
_MAKES = _VERBS | _THINGS
_OPEN = _words("deploy deploys deploying deployment deployments setup install apply run rollout publish")
"""Words that are said of clusters as well as of applications."""
_AKS = _words("aks managedcluster managedclusters")
_NEUTRAL = _words("""
    azure az ms microsoft managed private public dev test tst uat qa stg staging stage preprod prod prd production
    all the our my demo hub spoke main shared base core default env environment resources resource stack system user
    aso capz capi crossplane a an new full complete simple basic standard primary secondary blue green east west europe us uk north region
    """)
"""Words that say which cluster it is, or nothing."""
_KUBERNETES = _words("kubernetes k8s")
_GLUED = late_regex(r"(?P<before>[a-z]{2,12}?)??(?P<aks>aks)(?P<after>[a-z]{4,12})?\Z")
_WORD = late_regex(r"[A-Z]?[a-z0-9]{1,60}|(?:[A-Z](?![a-z])){1,60}[0-9]{0,9}")
_FILLER = _words(
    "main index default azuredeploy template templates module modules action workflow workflows github src lib tasks sh ps1"
)

_MAKING = late_regex(
    r"(?i)\b(?:outbound|node[-_]?(?:count|vm|size|pool)|vm[-_]?size|(?:kubernetes|k8s)[-_]?version|network[-_]?plugin"
    r"|agent[-_]?(?:count|pool)|dns[-_]?prefix|pod[-_]?cidr|vnet[-_]?subnet|system[-_]?pool|nat[-_]?gateway)"
)
"""What only that which makes a cluster is given."""
_APPLICATIONS_AROUND = late_regex(
    r"(?i)\b(?:helm|namespace|app-name|application|deployment-name|release-name|kubectl|kustomize|k8s-(?:deploy|bake|set-context)|aks-set-context|docker|images?|image-\w+|chart|manifests?"
    r"|to[- ](?:the[- ]|an?[- ])?(?:azure|aks|kubernetes|k8s|cluster)|(?:the|our|my)[- ]app|kubernetesmanifest|helmdeploy|container[-_]?registry|argocd|skaffold)\b"
)
_MAKING_AROUND = late_regex(
    r"(?i)(?<![a-z])(?:infra(?:structure)?|iac|provision\w{0,5}|bootstrap\w{0,5}|terraform|landing[- ]?zone"
    r"|(?:creat(?:e[sd]?|ing|ion)|build|new)[- ](?:the[- ]|an?[- ]|of[- ])?(?:aks|cluster|kubernetes))(?![a-z])"
)


def words_of_name(name: str) -> Iterator[str]:
    """The words of a part of a path, in lower case: ``New-AksCluster`` has three, ``createaks01`` two."""
    for found in _WORD.findall(name):
        word = found.lower().rstrip("0123456789") or found.lower()
        glued = _GLUED.match(word)
        if glued is None or word == "aks":
            yield word
            continue
        before, after = glued["before"] or "", glued["after"] or ""
        known = _MAKES | _OPEN | _FOR_APPLICATIONS | OTHER_THINGS | {"azure", "az", "my", ""}
        if before in known and after in known:
            yield from (one for one in (before, "aks", after) if one)
        else:
            yield word


def _said(name: str) -> list[str]:
    """The words of a path that say what it is: of its last part, and of the one above where the last does not say AKS."""
    path = re.split(r"[?@]", name.replace("\\", "/"), maxsplit=1)[0]
    parts = [
        re.sub(r"\.(?:ya?ml|sh|bash|ps1|azcli|py|cmd|bat|bicep|jsonc?|j2)$", "", one)
        for one in path.split("/")
    ]
    said: list[str] = []
    for part in reversed([one for one in parts if one not in ("", ".", "..")][-4:]):
        said = [*(word for word in words_of_name(part) if word not in _FILLER), *said]
        if any(word in _AKS | _KUBERNETES for word in said):
            break
        if len(said) > 0 and part != parts[-1]:
            break
    for cut in ("with", "and"):  # create-aks-with-acr: what comes with it says nothing of it
        at = said.index(cut) if cut in said else 0
        if at and _is_aks(said[:at]):
            said = said[:at]
    return said


def _is_aks(said: list[str], azure: bool = False) -> bool:
    words = set(said)
    of_azure = azure or words & {"azure", "az"}
    managed = "managed" in words and words & {"cluster", "clusters"}
    return bool(words & _AKS or ((words & _KUBERNETES or managed) and of_azure))


def _is_of_another_kind(said: list[str]) -> bool:
    """Whether words say that it works on a cluster, brings something to one, or ends it."""
    return any(word in _FOR_APPLICATIONS or word in OTHER_THINGS for word in said) or (
        WORKS_ON_IT.search(" ".join(said)) is not None
    )


def is_of_clusters(name: str, azure: bool = False) -> bool:
    """True when what an infrastructure's command deploys (a template, a root) is named as a cluster's is. ``azure``: the
    command knows no other cloud."""
    said = _said(name)
    return _is_aks(said, azure) and not _is_of_another_kind(said)


def makes_clusters(name: str, given: str = "", names: str = "", text: str = "", bare: bool = False) -> bool:
    """True when a script, role, workflow or action that is not here seems to make clusters.

    ``given`` is what it is given where it is called, ``names`` are its caller's path and the names in it, ``text`` is
    whatever else its caller says. ``bare``: whether ``azure-aks`` alone says it, as the name of a role does.
    """
    said = _said(name)
    if not _is_aks(said) or _is_of_another_kind(said):
        return False
    given = given.replace("_", "-")
    if any(word not in _KNOWN for word in said[_first(said) :]):
        return False  # create-aks-users.sh makes users
    deploys = any(word in _OPEN for word in said)
    built = deploys and any(word in ("build", "deployment", "deployments") for word in said)
    if any(word in (_THINGS if built else _MAKES) for word in said):
        return True  # create-aks-deployment.yml makes a Deployment in one
    if _APPLICATIONS_AROUND.search(given) is not None:
        return False
    if _MAKING.search(given) is not None or (bare and not deploys):
        return True
    return (
        not built
        and _MAKING_AROUND.search(f"{name} {names}".replace("_", "-")) is not None
        and _APPLICATIONS_AROUND.search(text.replace("_", "-")) is None
    )


def _first(said: list[str]) -> int:
    """Where the words begin that have to be known: at a verb, as who makes it may be called anything."""
    return next((number for number, word in enumerate(said) if word in _VERBS), 0)


_KNOWN = _MAKES | _OPEN | _AKS | _KUBERNETES | _NEUTRAL
