"""How tools are told the inputs of what they deploy: patterns for ``given_elsewhere``, as data."""

from __future__ import annotations

import re

from natpin.model.record import record
from natpin.model.resource import (
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)
from natpin.regex import late_regex
from natpin.workspace import holds_any, lowered, whole_words

NAME = "NAME"
"""Stands for an input's name in the patterns below."""


@record
class Tool:
    """How inputs are given to one kind of root."""

    runs: str
    """Pattern of what runs the tool, or says that the file is its configuration."""
    words: tuple[str, ...]
    """One of them, lower case, stands in whatever ``runs`` fits, which lies in one line: to look for words costs a tenth."""
    strong: tuple[str, ...]
    """Patterns of what beats value files and defaults."""
    weak: tuple[str, ...] = ()
    """Patterns of what beats defaults alone."""
    flag: str = "--var NAME=VALUE"
    after: str = ""
    """Pattern of what must stand on the line before the first of ``strong``."""
    ignore_case: bool = False
    others: str = ""
    """Pattern of what takes the same flags for something else, where it stands before them on the line."""
    in_lines: bool = False
    """What the patterns fit lies in one line, and has the name as a word of its own."""


TERRAFORM = Tool(
    r"(?i:terraform|terragrunt)|\btofu\b|\b(?:tf|opentofu)\.(?:m\.)?upbound\.io/|\bTF_VAR_|(?<![\w-])--?var(?:-file)?(?=[\s\"'=,])",
    ("terraform", "tofu", "terragrunt", "tf_var_", "-var", "upbound.io/"),
    (
        # developer.hashicorp.com/terraform/language/values/variables, "Variable Definition Precedence"
        r"(?<![\w-])--?var[\"'`]?(?:=|[\s,]+(?:-[ \t]+)?)(?:[A-Za-z$@](?=[\"'`]))?[\"'`\\]*NAME[ \t]*=",
        # what takes them as a list: python_terraform, Drone's plugin, Flux's Terraform, Crossplane's Workspace, an orb of
        # CircleCI's
        r"\b[vV]ars?[\"']?[ \t]*[:=](?:[^\n]|\n(?!\n)){0,600}?(?<![\w.$-])"
        r"(?:(?:name|key)[\"']?:[ \t]*[\"']?NAME\b(?!=)|[\"']?NAME[\"']?[ \t]*[:=](?!=))",
        # developer.harness.io, "Provision with the Terraform Apply step" (varFiles, inline)
        r"\bvarFiles?[\"']?:(?:[^\n]*\n){0,30}?[^\n]{0,200}?(?<![\w.$-])NAME[ \t]*=(?!=)",
        # docs.ansible.com/ansible/latest/collections/community/general/terraform_module
        # (cloud.terraform's is called alike)
        r"\bterraform[\"']?:(?=[ \t]*[\n{])(?:[^\n]*\n){0,30}?[^\n]{0,200}?[\"']?\bvariables[\"']?:"
        r"(?:[^\n]*\n){0,30}?[^\n]{0,200}?(?<![\w.$-])[\"']?NAME[\"']?:[ \t]",
    ),
    (r"(?<![$\w])(?<!\$\{)TF_VAR_NAME\b",),
    others=r"\b(?:packer|nomad|natpin|levant|consul-template)\b",
)
TFVARS = Tool(
    r"(?:>>?|\btee\b|Out-File|Set-Content|Add-Content)[^\n]*\.tfvars",
    (".tfvars",),
    (r"(?m)^[ \t]{0,80}(?:echo[ \t]{1,9})?[\"'\\]{0,3}NAME[\"'\\]{0,3}[ \t]*[=:]",),
    in_lines=True,
)
"""A file that writes a variable file."""
_MODULES = ('/tfe"', '/scalr"', '/spacelift"', '/env0"')
"""How sources of a registry's modules end that make workspaces with their variables."""
PLATFORM = Tool(
    r"(?:\"|resource[ \t])(?:tfe_variable|scalr_variable|spacelift_environment_variable|env0_configuration_variable)[\" ]"
    r"|\bsource[ \t]*=[ \t]*\"[^\"\n]{1,200}/(?:tfe|scalr|spacelift|env0)\"",
    (
        "tfe_variable",
        "scalr_variable",
        "spacelift_environment_variable",
        "env0_configuration_variable",
        *_MODULES,
    ),
    (
        r"(?<![\w.-])(?:key|name)[ \t]*=[ \t]*\"(?:TF_VAR_)?NAME\"",
        r"(?<![\w.-])\"?(?:TF_VAR_)?NAME\"?[ \t]*[=:](?!=)",  # of a map that for_each goes through
    ),
)
"""Variables of a workspace of Terraform's platforms, which themselves are declared in Terraform: HCP Terraform (registry.terraform.io,
hashicorp/tfe, ``r/variable``), Scalr, Spacelift, env0."""
FORM = Tool(
    r"(?im)^[ \t]*templatePath[ \t]*:|/CreateUIDefinition\.",
    ("templatepath", "createuidefinition"),
    (r"(?m)^[ \t]*(?:-[ \t]+)?id:[ \t]*[\"']?NAME\b", r"\"outputs\"(?:[^\n]|\n){0,20000}?\"NAME\"[ \t]*:"),
    ignore_case=True,
)
"""Forms that ask for the inputs of a template: Azure Deployment Environments (learn.microsoft.com/azure/deployment-environments,
"Environment definition file"), the portal (learn.microsoft.com/azure/azure-resource-manager/managed-applications,
"CreateUiDefinition.json")."""
FORMS = ("environment.yaml", "environment.yml", "manifest.yaml", "createuidefinition.json")
_OF_FORMS = (b"templatePath", b"/CreateUIDefinition.")
TERRAGRUNT = Tool(
    r"(?m)^[ \t]*(?:inputs[ \t]*=|extra_arguments\b|component\b|deployment\b)",
    ("inputs", "extra_arguments", "component", "deployment"),
    (r"-var[\"']?(?:=|[ \t,]+)[\"'\\]*NAME[ \t]*=",),
    (r"(?m)^[ \t]{0,80}[\"']?NAME[\"']?[ \t]*=(?!=)", r"\bTF_VAR_NAME\b"),
)
"""``inputs`` become TF_VAR_… (terragrunt.gruntwork.io, "Inputs"); so it is with the deployments of Terraform Stacks."""
ENVIRONMENT = Tool(
    r"\bterragrunt\b|\bTG_\w",
    ("terragrunt", "tg_"),
    (r"(?m)(?<![\w$(.-])(?<!\$\{)[\"']?NAME[\"']?[ \t]{0,9}(?:=(?!=)|:[ \t])",),
    flag="TERRAGRUNT",
    in_lines=True,
)
"""Environment variables where Terragrunt is run: what ``get_env`` gives in place of its default."""
OF_A_LIBRARY = r"\b(?:Arm)?Deployment(?:Extended)?Properties\b|\bdeployments(?:\(\))?\.(?:begin|define|create)|\bDeploymentsClient\b"
"""Azure's libraries that deploy templates (azure-mgmt-resource, @azure/arm-resources, armresources,
Azure.ResourceManager.Resources, azure-resourcemanager-resources)."""
CMDLET = r"(?i)\b(?:New|Set|Start)-Az\w*Deployment(?:Stack)?\b"
DEPLOYMENT = Tool(
    r"(?i)\baz(?:\.cmd|\.exe)?(?:[\"', \t\[(:]|args)+(?:deployment|stack|group[\"', \t]+deployment)\b|"
    r"[\"'](?:deployment|stack)[\"'][ \t]*,[ \t]*(?:[\"'](?:group|sub|mg|tenant)\b|\r?\n)|(?<![^\n])[ \t]*-[ \t]+[\"']?deployment[\"']?[ \t]*\r?\n|"
    r"\b(?:New|Set|Start)-Az\w*Deployment(?:Stack)?\b|ResourceManagerTemplateDeployment@|"
    r"AzureResourceGroupDeployment@|azure/(?:arm-deploy|bicep-deploy)@|overrideParameters|"
    rf"{OF_A_LIBRARY}",
    ("deploy", "stack", "overrideparameters"),
    (
        r"[ \t\"'(,=]NAME=",
        r"(?m)^[ \t]{0,80}(?:-[ \t]+)?[\"']?NAME=[\w\"'$({]",  # a line of its own, in the parameters of a step
        r"(?<![\w$-])-NAME(?=[ \t:][^\n]*\S)",
        r"(?<![$.\w-])[\"']?NAME[\"']?[ \t]*=[ \t]*[$\"'@\d(]",  # a hashtable of PowerShell
        r"\[[\"']NAME[\"']\][ \t]*=",
        r"[\"']NAME[\"'][ \t]*:",
        r"(?<![$.\w-])NAME[ \t]*[:=][ \t]*(?:new[ \t]*)?\{[ \t]*value\b",  # an object of JavaScript or C#
    ),
    after=r"--parameters?\b|[ \t\"']-p(?![\w-])|=[ \t]*\(|parameters:",
    ignore_case=True,
    in_lines=True,
)
"""learn.microsoft.com/azure/azure-resource-manager/templates/deploy-cli and deploy-powershell, "Pass parameters"."""

_OF_TERRAFORM = late_regex(r"\b(?:terraform|tofu)\b")
_OF_TERRAGRUNT = late_regex(r"(?i)terragrunt|\btg\b|\bTG_|\bTF_VAR_")

PUTS_DEPLOYMENT = (
    r"(?i)\bput\b[^\n]*/Microsoft\.Resources/deployments/|/Microsoft\.Resources/deployments/[^\n]*\bput\b"
)
TERRAGRUNT_FILES = (".hcl",)
AZD_FILES = ("azure.yaml", "azure.yml")
"""learn.microsoft.com/azure/developer/azure-developer-cli/azd-schema"""
GENERATES = r"(?m)^[ \t]*generate[ \t]+\"|^[ \t]*generate[ \t]*="
MAKES_CLUSTERS = r"(?i)" r"kubernetes|managedClusters|azapi_|\bmodule[ \t]+\\?\""
NETWORK = (VIRTUAL_NETWORK, SUBNET, NAT_GATEWAY, ROUTE_TABLE, PUBLIC_IP, PUBLIC_IP_PREFIX)
DECLARES = r"\b(?:resource|module)[ \t]+\\?\""
_WORDS = (
    b"terra",
    b"tofu",
    b"tf_",
    b"tf.upbound",
    b"tf.m.upbound",
    b".tfvars",
    b"tg_",
    b" -var",
    b'"-var',
    b"'-var",
    b"az ",
    b"az\t",
    b"-az",
    b"deployment@",
    b"azure/",
    b"uses:",
    b"overrideparameters",
    b"management.azure.com",
    b"azure_rm_deployment",
    *(
        b'"deployment"',
        b"'deployment'",
        b'"deployment ',
        b"'deployment ",
        b"- deployment\n",
        b"- deployment\r",
    ),
)
"""One of them stands in whatever a tool runs in: a manifest's ``kind: Deployment`` deploys no root."""
_PARTS_OF_WORDS = (
    b"az",
    b"terra",
    b"tofu",
    b"tf",
    b"tg_",
    b"-var",
    b"uses:",
    b"deployment@",
    *(b'"deployment', b"'deployment", b"- deployment"),
    b"overrideparameters",
)
"""One of them stands in each of those, so that most files are asked for fewer."""
_GIVES = (
    b" apply",
    b" destroy",
    b"-apply",
    b"/apply",
    b"vars:",
    b"var:",
    b"variables",
    b"var_file",
    b"varfile",
    b"-var",
    b"tf_var_",
    b"tfvars",
    b"param",
    b"inputs",
    b"deployment",
    b"az stack",
    b"terragrunt",
)
MOST_PLACES = 50
"""Places of one input in one file that are looked at."""
MAX_FILES = 400
"""Files looked at for one kind of root though they name none."""


_DECLARING = (
    ".tf",
    ".tf.json",
    ".tofu",
    ".bicep",
    ".tftest.hcl",
    ".tfmock.hcl",
    ".lock.hcl",
    ".tflint.hcl",
    ".pkr.hcl",
)
_PROSE = (".md", ".mdx", ".markdown", ".example", ".sample", ".template", ".dist")
PROGRAMS = (
    *(".py", ".go", ".ts", ".js", ".mjs", ".cjs", ".tsx", ".cs", ".fs", ".java", ".kt", ".kts", ".scala"),
    *(".rb", ".groovy", ".gradle", ".pl", ".php", ".rs"),
)
_OF_PROGRAMS = (b"erraform", b"tofu", b"erragrunt", b"TF_VAR_", b"eployment", b'"-var', b"'-var", b" -var")
"""One of them stands in a program, or a list in JSON, that may deploy a root: looked for first, for there are many."""
_IN_ONE_TEXT = tuple(quote + b"deployment " + scope for quote in (b'"', b"'") for scope in (b"group", b"sub"))
_RUN_BY_PROGRAMS = (
    # whatever the program is called, or however its name is put together: ``"terra" "form"``
    ((b'"-var', b"'-var", b" -var"), (b"apply", b"'plan'", b'"plan"')),
    (
        (b"erraform", b"tofu", b"erragrunt", b"TF_VAR_"),
        (b"apply", b"-var", b"TF_VAR_", b".tfvars", b"'plan'", b'"plan"'),
    ),
    (
        (b"eployment",),
        (
            b"az deployment",
            b"az stack",
            b'"deployment"',
            b"'deployment'",
            *_IN_ONE_TEXT,
            b"eployments",
            b"DeploymentProperties",
        ),
    ),
)
_RUN_BY_LISTS = (
    (
        (b"terraform ", b"tofu ", b"terragrunt ", b'"terraform"', b'"tofu"', b'"terragrunt"', b"TF_VAR_"),
        (b" apply", b'"apply"', b"-var", b"TF_VAR_"),
    ),
    ((b"az deployment", b"az stack", b'"deployment"', *_IN_ONE_TEXT), (b" create", b'"create"')),
)
"""Of each pair one of either stands in a program, and in a list in JSON, that may give inputs."""
_TESTS = frozenset(
    (
        "test",
        "tests",
        "testdata",
        "__tests__",
        "spec",
        "e2e",
        "vendor",
        "third_party",
        "site-packages",
        "node_modules",
    )
)
PLATFORM_FILES = (".tf", ".tf.json", ".tofu")
_OF_PLATFORMS = tuple(
    said.encode()
    for word in PLATFORM.words
    for said in ((word,) if word in _MODULES else (f'"{word}"', f"resource {word} "))
)
PROVISIONER = "local-exec"
_RUN_BY_PROVISIONERS = (b" -var", b"TF_VAR_", b"az deployment ", b"az stack ")
"""One of them stands in a provisioner that may give inputs to another root."""
_OF_RUNNERS = ("_test.go", ".test.", ".spec.", "package-lock.")
_TESTING = (b"def test", b"unittest", b"pytest", b"@Test", b"[Test", b"[Fact", b"describe(", b"it(")
_ENVIRONMENTS = frozenset(("environment", "environments", "env", "envs", "stage", "stages", "live"))
"""Folders in which one called ``test`` is an environment."""
_DEPLOYS_TEMPLATES = (b'template_deployment"',)
_GIVING_NONE = (*_DECLARING, *_PROSE)


def runs(tool: Tool, text: str, lowered: str) -> bool:
    """Whether a text runs a tool, or is its configuration. ``lowered`` is the text in lower case.

    Only lines in which one of the words stands are looked at: what ``runs`` fits lies in one.
    """
    if len(lowered) != len(text) or any(letter in text for letter in _TWICE):
        return any(word in lowered for word in tool.words) and re.search(tool.runs, text) is not None
    for word in tool.words:
        at = lowered.find(word)
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end + 1  # some end with what may be the end of the line
            if re.compile(tool.runs).search(text, text.rfind("\n", 0, at) + 1, end) is not None:
                return True
            at = lowered.find(word, end)
    return False


_TWICE = ("\u017f", "\u212a")
"""Letters that fit an ``s`` and a ``k`` where case does not count, and are not these in lower case."""


def runs_terraform_alone(text: str) -> bool:
    """Whether a text runs Terraform and never Terragrunt, nor sets a variable for it: it deploys no unit unless it names one."""
    return _OF_TERRAFORM.search(text) is not None and _OF_TERRAGRUNT.search(text) is None


def may_give(path: str, data: bytes) -> bool:
    """True for a file that may give inputs to a root: a look at its bytes, for the walk over all files.

    What declares, prose and tests give none.
    """
    if path.endswith(PLATFORM_FILES):
        return (
            holds_any(data, _OF_PLATFORMS)
            or holds_any(data, _DEPLOYS_TEMPLATES)
            or (PROVISIONER.encode() in data and holds_any(data, _RUN_BY_PROVISIONERS))
        )
    if path.endswith(_GIVING_NONE):
        return False
    if is_form(path) and holds_any(data, _OF_FORMS):
        return True
    if path.endswith((*PROGRAMS, ".json")):
        return holds_any(data, _OF_PROGRAMS) and _is_run(path, data)
    if path.endswith(TERRAGRUNT_FILES) or path.rpartition("/")[2] in AZD_FILES:
        return True
    text = lowered(data)
    # of a block in YAML each line is indented, also one that goes on in the middle of a word
    return _speaks(text) or (b"\\" in text and _speaks(whole_words(text, indented=True)))


def is_form(path: str) -> bool:
    """Whether a file may ask for the inputs of a template, by its name."""
    return path.rpartition("/")[2].lower() in FORMS


def _speaks(text: bytes) -> bool:
    return holds_any(text, _PARTS_OF_WORDS) and holds_any(text, _GIVES) and holds_any(text, _WORDS)


def _is_run(path: str, data: bytes) -> bool:
    """Whether a program, or a list of commands in JSON, may deploy a root: what deploys one for a test does not."""
    asked = _RUN_BY_LISTS if path.endswith(".json") else _RUN_BY_PROGRAMS
    if not any(holds_any(data, one) and holds_any(data, other) for one, other in asked):
        return False
    return not is_of_tests(path, data)


def is_of_tests(path: str, data: bytes = b"") -> bool:
    """Whether a file belongs to tests, or was brought along: by its folder; by its name where a runner of tests goes by it, or
    where its text has tests. ``test_env_deploy.py`` may deploy the environment called test."""
    *folders, name = path.lower().split("/")
    tests = (
        one
        for above, one in zip(("", *folders), folders, strict=False)
        if not (one == "test" and above in _ENVIRONMENTS)
    )
    if not _TESTS.isdisjoint(tests) or any(mark in name for mark in _OF_RUNNERS):
        return True
    return (name.startswith("test_") or "_test." in name) and holds_any(data, _TESTING)
