"""What changes a value from elsewhere, in every language: truth decided first."""

from __future__ import annotations

from adversarial.kin import ATTACHED, ROOT, STACK, TF, stack, unit
from adversarial.manifests import ALL, FAIL, IDLE, NAT, PASS, UNKNOWN, Case, overlay
from adversarial.plays import play
from adversarial.programs import X_ALL, X_ATTACHED, program

_OFF = "[{op: remove, path: /spec/natGateway}]"
_TYPE = "outbound-type-implicit-lb"
SKIP = "annotations: {serviceoperator.azure.com/reconcile-policy: skip}"
TO_NOWHERE = (
    "source: {kind: ConfigMap, name: c, fieldPath: data.nat}\n"
    "targets: [{select: {kind: VirtualNetworksSubnet}, fieldPaths: [spec.natGateway.reference.name]}]\n"
)
NOWHERE = "configMapGenerator: [{name: c, literals: [nat=nowhere]}]\nreplacements: [{path: r.yaml}]\n"
REPLACED = (
    "apiVersion: network.azure.com/v1api20240301\nkind: VirtualNetworksSubnet\nmetadata: {name: nodes}\n"
    "spec: {$patch: replace, owner: {name: vnet}, addressPrefix: 10.0.0.0/20}\n"
)
BY_NAME = f"patches: [{{target: {{kind: VirtualNetworksSubnet, name: 'no.*'}}, patch: '{_OFF}'}}]\n"
BY_LABEL = f"patches: [{{target: {{labelSelector: 'a=b'}}, patch: '{_OFF}'}}]\n"
LABELLED = ALL.replace("metadata: {name: nodes}", "metadata: {name: nodes, labels: {a: b}}")
FLUX = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\nspec: {path: ./base, %s}\n"
OUT = ALL.replace("outboundType: userAssignedNATGateway", 'outboundType: "${out:=userAssignedNATGateway}"')

OBJECTS: tuple[Case, ...] = (
    *(
        (
            f"a pool whose nodes have public IPs: {word}",
            {"a.yaml": ALL.replace("    vmSize: S", f"    enableNodePublicIP: {word}\n    vmSize: S")},
            "node-public-ip",
            truth,
        )
        for word, truth in (("true", FAIL), ("'true'", FAIL), ("yes", UNKNOWN), ("on", UNKNOWN), ("false", PASS))
    ),
    ("a number of base 16", {"a.yaml": ALL.replace("InMinutes: 10", "InMinutes: 0x258")}, IDLE, UNKNOWN),
    ("a gateway that is left as it is", {"a.yaml": ALL.replace("name: egress}", f"name: egress, {SKIP}}}", 1)}, IDLE, UNKNOWN),
    ("a patch by a pattern of names", overlay(BY_NAME), NAT, FAIL),
    ("a patch by labels", {**overlay(BY_LABEL), "base/a.yaml": LABELLED}, NAT, FAIL),
    ("a replacement in a file", overlay(NOWHERE, r_yaml=TO_NOWHERE), NAT, UNKNOWN),
    ("a patch that replaces all", overlay("patches: [{path: p.yaml}]\n", p_yaml=REPLACED), NAT, FAIL),
    (
        "Flux puts in another type",
        {"base/a.yaml": OUT, "f.yaml": FLUX % "postBuild: {substitute: {out: loadBalancer}}"},
        _TYPE,
        FAIL,
    ),
)  # fmt: skip

COMPOSITION = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {name: c}
spec:
  compositeTypeRef: {apiVersion: acme.io/v1, kind: XAks}
  mode: Pipeline
  pipeline:
  - step: p
    functionRef: {name: function-patch-and-transform}
    input:
      apiVersion: pt.fn.crossplane.io/v1beta1
      kind: Resources
      resources:
"""


def composed(patch: str = "", step: str = "") -> dict[str, str]:
    """A claim, and a Composition of all that it takes; ``patch`` is of the cluster, ``step`` comes after."""
    made = COMPOSITION
    for number, document in enumerate(filter(str.strip, X_ALL.split("---\n"))):
        lines = "".join(f"          {line}\n" for line in document.splitlines())
        mine = (
            f"        patches:\n        - {patch}\n"
            if patch and "kind: KubernetesCluster" in document
            else ""
        )
        made += f"      - name: r{number}\n        base:\n{lines}{mine}"
    after = (
        f"  - step: t\n    functionRef: {{name: {step}}}\n    input: {{kind: X, source: x}}\n" if step else ""
    )
    claim = "apiVersion: acme.io/v1\nkind: XAks\nmetadata: {name: n}\nspec: {out: loadBalancer}\n"
    return {"c.yaml": made + after, "x.yaml": claim}


_INTO = "toFieldPath: spec.forProvider.networkProfile.outboundType"

COMPOSED: tuple[Case, ...] = (
    ("a composition", composed(), NAT, PASS),
    ("text is rendered after it", composed(step="function-go-templating"), NAT, UNKNOWN),
    ("a program runs after it", composed(step="function-kcl"), NAT, UNKNOWN),
    ("a function that nobody knows", composed(step="acme-function-policy"), NAT, UNKNOWN),
    ("a function that only waits", composed(step="function-auto-ready"), NAT, PASS),
    ("the claim says another type", composed(f"{{fromFieldPath: spec.out, {_INTO}}}"), _TYPE, FAIL),
    ("an environment says it", composed(f"{{type: FromEnvironmentFieldPath, fromFieldPath: out, {_INTO}}}"), _TYPE, UNKNOWN),
    ("no association at all", {"a.yaml": X_ALL.replace(X_ATTACHED, "")}, NAT, FAIL),
)  # fmt: skip

TIMED = program(head="config: {idle: {type: integer, default: 10}}\n").replace(
    "InMinutes: 10", "InMinutes: '${idle}'"
)
JOB = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: %s\n"


def given(**files: str) -> dict[str, str]:
    """The program with a timeout of its configuration; other files have a dot for ``_`` and a slash for ``__``."""
    named = {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    return {"Pulumi.yaml": TIMED, **named}


PULUMI: tuple[Case, ...] = (
    (
        "nodes with public IPs: yes",
        {"Pulumi.yaml": program().replace("count: 3,", "count: 3, enableNodePublicIP: yes,")},
        "node-public-ip",
        UNKNOWN,
    ),
    ("a default", given(), IDLE, PASS),
    ("a value of the project", {"Pulumi.yaml": TIMED.replace("default: 10", "value: 600")}, IDLE, FAIL),
    ("an environment that is imported", given(Pulumi_prod_yaml="environment: [acme/prod]\n"), IDLE, UNKNOWN),
    (
        "an environment beside a value",
        given(Pulumi_prod_yaml="environment: [acme/prod]\nconfig: {pay:idle: 10}\n"),
        IDLE,
        PASS,
    ),
    (
        "a script sets it",
        given(up_sh="pulumi config set --plaintext pay:idle 600\npulumi up\n"),
        IDLE,
        UNKNOWN,
    ),
    ("a script sets another", given(up_sh="pulumi config set -s prod azure-native:location x\n"), IDLE, PASS),
    ("a script sets what nobody sees", given(up_sh='pulumi config set "$KEY" 600\n'), IDLE, UNKNOWN),
    ("a job gives it", given(_github__workflows__a_yml=JOB % "pulumi up --yes -c idle=600"), IDLE, UNKNOWN),
    ("its name alone at the end of a line", given(up_sh="which pulumi\npulumi\n"), IDLE, PASS),
    ("a comment", given(up_sh="# pulumi config set idle 600\n"), IDLE, PASS),
    ("a page", given(README_md="pulumi config set idle 600\n"), IDLE, PASS),
)

_BARE = (
    "https://management.azure.com/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
    "/subnets/nodes?api-version=2024-05-01"
)
_REMOVES = "az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway"

ANSIBLE: tuple[Case, ...] = (
    ("a playbook that imports it says otherwise", {"up.yml": "- import_playbook: site.yml\n  vars: {idle: 600}\n", "site.yml": play()}, IDLE, FAIL),
    (
        "a folder of variables",
        {"site.yml": play().replace("  tasks:\n", "  tasks:\n    - include_vars: {dir: more}\n"), "more/a.yml": "idle: 600\n"},
        IDLE,
        FAIL,
    ),
    ("a command of az", {"site.yml": play(f"command: {_REMOVES}")}, NAT, FAIL),
    ("a script that it runs", {"site.yml": play("script: off.sh"), "off.sh": f"{_REMOVES}\n"}, NAT, FAIL),
    ("a request in a subscription that may be another", {"site.yml": play(f'uri: {{url: "{_BARE}", method: PUT, body_format: json, body: {{properties: {{addressPrefix: 10.0.0.0/20}}}}}}')}, NAT, UNKNOWN),
    ("a root of Terraform that is not here", {"site.yml": play("community.general.terraform: {project_path: tf, state: present}")}, NAT, UNKNOWN),
)  # fmt: skip


def called(arguments: str) -> dict[str, str]:
    """A unit whose ``terraform`` block says more."""
    return {**unit(), "live/pay/terragrunt.hcl": ROOT.replace('/module"\n', f'/module"\n{arguments}')}


def extra(line: str) -> str:
    return f'  extra_arguments "x" {{\n    commands = ["apply"]\n    {line}\n  }}\n'


_OVERRIDES = 'resource "azurerm_nat_gateway" "egress" {\n  idle_timeout_in_minutes = 600\n}\n'
_VALUES = (
    'generate "v" {\n  path = "x.auto.tfvars"\n  if_exists = "overwrite"\n  contents = "idle = 600"\n}\n'
)
_FEATURE = 'feature "idle" {\n  default = 10\n}\n'
_IN_ENV = JOB.replace("    steps:", "    env: {%s}\n    steps:") % ("%s", "terragrunt apply")
_UNSET = STACK.replace("inputs    = { idle = var.idle }", "inputs    = {}").replace(
    'variable "idle" {\n  type = number\n}\n', ""
)
_SLOW = TF[TF.index("variable") :].replace("default = 10", "default = 600") + ATTACHED

KIN: tuple[Case, ...] = (
    ("Terragrunt: an argument", called(extra('arguments = ["-var", "idle=600"]')), IDLE, FAIL),
    ("Terragrunt: a file of values is generated", unit(_VALUES), IDLE, FAIL),
    ("Terragrunt: a file beside it overrides", {**unit(), "live/pay/x_override.tf": _OVERRIDES}, IDLE, FAIL),
    (
        "Terragrunt: a file beside it declares the same again",
        {**unit(), "live/pay/net.tf": ATTACHED.replace("azurerm_nat_gateway.egress.id", '"x"')},
        NAT,
        UNKNOWN,
    ),
    (
        "Terragrunt: a variable of a workflow",
        {**unit('inputs = {\n  idle = get_env("IDLE", 10)\n}\n'), ".github/workflows/a.yml": _IN_ENV % "IDLE: 600"},
        IDLE,
        UNKNOWN,
    ),
    (
        "Terragrunt: a feature of a workflow",
        {**unit(f"{_FEATURE}inputs = {{\n  idle = feature.idle.value\n}}\n"), ".github/workflows/a.yml": _IN_ENV % "TG_FEATURE: idle=600"},
        IDLE,
        UNKNOWN,
    ),
    (
        "Terragrunt: a feature of the file that is included",
        {**unit("inputs = {\n  idle = feature.idle.value\n}\n", root=_FEATURE), "up.sh": "terragrunt apply --feature idle=600\n"},
        IDLE,
        UNKNOWN,
    ),
    (
        "OpenTofu: a file of values of a workflow",
        {"main.tofu": TF + ATTACHED, "p.tfvars": "idle = 600\n", ".github/workflows/a.yml": JOB % "tofu apply -var-file=p.tfvars"},
        IDLE,
        FAIL,
    ),
    (
        "Stacks: a default of the module",
        {**stack('deployment "prod" {\n  inputs = {}\n}\n', _UNSET), "module/main.tf": _SLOW},
        IDLE,
        FAIL,
    ),
)  # fmt: skip

_PATCHES = 'kubectl patch %s --type json -p \'[{"op": "remove", "path": "/spec/natGateway"}]\'\n'
_TIMED_BY = ALL.replace("InMinutes: 10", "InMinutes: ${IDLE:=10}")


def beside(command: str, **more: str) -> dict[str, str]:
    """All objects, and a script; ``more`` are further files, a dot for ``_``."""
    return {"a.yaml": ALL, "up.sh": command, **{name.replace("_", "."): text for name, text in more.items()}}


COMMANDS: tuple[Case, ...] = (
    ("a patch of the subnet", beside(_PATCHES % "virtualnetworkssubnet nodes"), NAT, UNKNOWN),
    ("by its group", beside(_PATCHES % "virtualnetworkssubnets.network.azure.com/nodes"), NAT, UNKNOWN),
    ("a patch of another subnet", beside(_PATCHES % "virtualnetworkssubnet others"), NAT, PASS),
    ("a patch of something else", beside(_PATCHES % "deployment web"), NAT, PASS),
    ("a note that bears on nothing", beside("kubectl annotate managedcluster pay team=shop\n"), NAT, PASS),
    ("a comment", beside("# " + _PATCHES % "virtualnetworkssubnet nodes"), NAT, PASS),
    ("the file is rewritten", beside("yq -i 'del(.spec.natGateway)' a.yaml\n"), NAT, UNKNOWN),
    ("another file is rewritten", beside("yq -i 'del(.spec.natGateway)' b.yaml\n"), NAT, PASS),
    ("a text of it is replaced", beside("sed -i 's/egress/other/' a.yaml\n"), NAT, UNKNOWN),
    ("a text that it has not", beside("sed -i 's/v1.2.3/v1.2.4/' a.yaml\n"), NAT, UNKNOWN),
    ("a word that it has not", beside("sed -i 's/latest/stable/' a.yaml\n"), NAT, PASS),
    ("what is left to fill in", beside('sed -i "s/__TAG__/$TAG/" a.yaml\n'), NAT, PASS),
    (
        "a kustomization is edited",
        {**overlay(""), "up.sh": "kustomize edit add patch --path p.yaml\n"},
        NAT,
        UNKNOWN,
    ),
    ("an image of one is set", {**overlay(""), "up.sh": "kustomize edit set image a=b:1\n"}, NAT, PASS),
    (
        "a default is put in otherwise",
        {"a.yaml": _TIMED_BY, "up.sh": "export IDLE=600\nenvsubst < a.yaml | kubectl apply -f -\n"},
        IDLE,
        UNKNOWN,
    ),
    ("a default", {"a.yaml": _TIMED_BY, "up.sh": "envsubst < a.yaml | kubectl apply -f -\n"}, IDLE, PASS),
    (
        "an association of Crossplane is deleted",
        {"a.yaml": X_ALL, "up.sh": "kubectl delete subnetnatgatewayassociation a -n shop\n"},
        NAT,
        UNKNOWN,
    ),
    (
        "a program of Pulumi",
        {"Pulumi.yaml": program(), "up.sh": "yq -i 'del(.x)' Pulumi.yaml\n"},
        NAT,
        UNKNOWN,
    ),
    ("a playbook", {"site.yml": play(), "up.sh": "sed -i 's/10/600/' site.yml\n"}, IDLE, UNKNOWN),
)
