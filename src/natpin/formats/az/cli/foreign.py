"""What a program in another language may change of Azure's networks and clusters, by the words that it holds.

Nothing is followed: a program counts where it speaks of networks or clusters to Azure, and of writing. What it holds of
az commands counts as those do. Sources of the names: the packages of the Azure SDKs (``azure-mgmt-network`` of Python,
``@azure/arm-network`` of JavaScript, ``armnetwork`` of Go, ``Azure.ResourceManager.Network`` of .NET,
``azure_mgmt_network`` of Ruby), Pulumi's providers ``azure-native`` and ``azure``, and the modules of Ansible's collection
``azure.azcollection``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from natpin.formats.az.cli import closed
from natpin.model import resource as arm
from natpin.model.doubt import Reach

_NETWORKS = closed.BEARING["network"]
_CLUSTERS = closed.BEARING["aks"]
_ANY = Reach(adds=True)

_OF_NETWORKS = re.compile(
    r"(?i)azure[._-]?mgmt[._-]network|NetworkManagementClient|arm-?network|ResourceManager\.Network\b"
    r"|azure[_-]native[./:_-]+network|azure[_-]?native import[^\n]*\bnetwork\b|pulumi[./_-]azure[./:_-]+network"
    r"|microsoft\.network/"
)
_THEIR_KINDS = re.compile(r"(?i)subnet|virtual_?networks?|nat_?gateway|route|public_?ip")
"""The rest of a network's clients (security groups, private endpoints, load balancers) bears on no egress."""
_OF_CLUSTERS = re.compile(
    r"(?i)azure[._-]?mgmt[._-]containerservice|ContainerServiceClient|arm-?containerservice"
    r"|ResourceManager\.ContainerService\b|azure[_-]native[./:_-]+containerservice"
    r"|azure[_-]?native import[^\n]*\bcontainerservice\b|microsoft\.containerservice/managedclusters"
)
_OF_ANYTHING = re.compile(
    r"(?i)azure[._]cli[._]core|(?:azure[._-]mgmt[._-]resource|ResourceManagementClient|arm-?resources)\b"
    r"[\s\S]*?\b(?:deployments|resources)\s*\.|\bimport pulumi_azure_native as|from ['\"]@pulumi/azure-native['\"]"
)
_HOST = re.compile(r"(?i)\bmanagement\.azure\.com\b")
_PATHS = re.compile(r"(?i)/providers/(microsoft\.[a-z]+)/([a-z]+)")
_WRITES = re.compile(
    r"(?i)create|update|delete|\bput\b|\bpatch\b|\bpost\b|\bnew\b|remove|set_|deploy|pulumi|invoke"
)
_LISTED = re.compile(r"[\"'`]?(?<!\s)\s*,\s*")
_QUOTES = re.compile(r"[\"'`\[\](),]+")

_MODULE = re.compile(r"\bazure_rm_([a-z]+)(_info|_facts)?\b")
_MODULES = {
    "aks": _CLUSTERS,
    "aksagentpool": closed.BEARING["aks nodepool"],
    "deployment": _ANY,
    "resource": _ANY,
    "natgateway": closed.BEARING["network nat gateway"],
    "publicipaddress": closed.BEARING["network public-ip"],
    "publicipprefix": closed.BEARING["network public-ip prefix"],
    "subnet": closed.BEARING["network vnet subnet"],
    "virtualnetwork": closed.BEARING["network vnet"],
    "virtualnetworkgateway": closed.BEARING["network vnet peering"],
    "virtualnetworkpeering": closed.BEARING["network vnet peering"],
    "virtualhub": closed.BEARING["network vnet peering"],
    "virtualhubconnection": closed.BEARING["network vnet peering"],
    "route": closed.BEARING["network route-table route"],
    "routetable": closed.BEARING["network route-table"],
    "lock": closed.BEARING["lock"],
}
"""Modules of ``azure.azcollection`` that bear on egress; those that end in ``_info`` look things up."""

_TYPES = {
    "virtualnetworks": closed.BEARING["network vnet"],
    "natgateways": closed.BEARING["network nat gateway"],
    "publicipaddresses": closed.BEARING["network public-ip"],
    "publicipprefixes": closed.BEARING["network public-ip prefix"],
    "routetables": closed.BEARING["network route-table"],
    "azurefirewalls": closed.BEARING["network firewall"],
    "virtualhubs": closed.BEARING["network vnet peering"],
    "virtualnetworkgateways": closed.BEARING["network vnet peering"],
    "networkmanagers": closed.BEARING["network manager"],
    "managedclusters": _CLUSTERS,
    "deployments": _ANY,
    "locks": Reach((arm.LOCK,), adds=True),
}
"""Types in addresses of Azure's REST API that bear on egress."""


def reach_of_program(text: str) -> Reach | None:
    """What a program may change, by its text; None where it bears on no egress."""
    text = text[:200_000]
    return together((reach_of_commands(text), _of_modules(text), _of_libraries(text)))


def reach_of_commands(text: str) -> Reach | None:
    """What the az commands that a text holds may change: in one piece, or as a list of words."""
    if "az" not in text:
        return None
    flat = _QUOTES.sub(" ", _LISTED.sub(" ", text))
    return together(closed.bearing(spoken) for spoken in closed.commands_in(flat))


def _of_modules(text: str) -> Reach | None:
    found = _MODULE.finditer(text) if "azure_rm_" in text else ()
    return together(_MODULES.get(one[1]) for one in found if not one[2])


def _of_libraries(text: str) -> Reach | None:
    if _WRITES.search(text) is None:
        return None
    found: list[Reach | None] = []
    named = [kind.lower() for _, kind in _PATHS.findall(text)]
    found += [_TYPES.get(kind) for kind in named]
    if _HOST.search(text) is not None and not named:
        found.append(_ANY)
    bare = _PATHS.sub("", text)
    if _OF_NETWORKS.search(bare) is not None and _THEIR_KINDS.search(bare) is not None:
        found.append(_NETWORKS)
    if _OF_CLUSTERS.search(bare) is not None:
        found.append(_CLUSTERS)
    if _OF_ANYTHING.search(bare) is not None:
        found.append(_ANY)
    return together(found)


def together(found: Iterable[Reach | None]) -> Reach | None:
    """One reach for several."""
    there = [each for each in found if each is not None]
    if not there:
        return None
    different = {
        id(each): each for each in there
    }  # of thousands of commands most have one that a table holds
    if len(set(map(repr, different.values()))) == 1:
        return there[0]
    if any(not each.types for each in there):
        return Reach(adds=True)
    types = dict.fromkeys(type_ for each in there for type_ in each.types)
    return Reach(
        tuple(types), adds=any(each.adds for each in there), alters=any(each.alters for each in there)
    )


POWERSHELL = frozenset({"pwsh", "powershell", "pwsh.exe", "powershell.exe"})
_INTERPRETERS = POWERSHELL | frozenset(
    """
    python python3 pypy3 py node nodejs deno bun ts-node tsx perl ruby php lua groovy osascript go dotnet uv poetry
    pipenv pipx npx hatch bundle python.exe node.exe
    """.split()  # noqa: SIM905
)
_VERSIONED = re.compile(r"(?:python|ruby|node|perl|php)[\d.]+\Z")
ENDINGS = (
    ".py",
    ".js",
    ".mjs",
    ".cjs",
    ".ts",
    ".rb",
    ".pl",
    ".php",
    ".go",
    ".groovy",
    ".csx",
    ".fsx",
    ".lua",
)
"""Of files that hold a program."""
ANSIBLE = frozenset({"ansible", "ansible-playbook", "ansible-navigator", "ansible-console"})


@lru_cache(maxsize=256)
def is_interpreter(name: str) -> bool:
    """True for a command that runs a program in another language, its text or its file."""
    return name in _INTERPRETERS or _VERSIONED.match(name) is not None


RUNNING = frozenset(
    {
        "acr run",
        "acr task",
        "aks command",
        "automation runbook",
        "container create",
        "container exec",
        "containerapp exec",
        "containerapp job",
        "deployment-scripts create",
        "ssh vm",
        "vm extension",
        "vm run-command",
        "vmss extension",
        "vmss run-command",
    }
)
"""az commands, by their first two words, that run what they are given elsewhere: on a machine, in a container."""


_IMPORTS = re.compile(
    r"(?m)^[^\S\n]*(?:from\s+(\.{0,2}[\w.]+)\s+import|import\s+([\w.]+)|.*?(?:from|require\(|import)\s*\(?[\"'](\.{1,2}/[^\"'\n]+)[\"'])"
)


def imported(text: str) -> Iterable[str]:
    """The files of its own that a program may take in, as paths from its folder."""
    for python, whole, script in _IMPORTS.findall(text[:200_000]):
        if script:
            yield from (
                script,
                *(script + ending for ending in (".ts", ".js", ".mjs", "/index.ts", "/index.js")),
            )
        else:
            path = (python or whole).strip(".").replace(".", "/")
            yield from (f"{path}.py", f"{path}/__init__.py")
