"""Mistakes put into the files of a good stack, one language after the other.

The stack is the topology ``seconds-for-minutes``, in which only the idle timeout is wrong; ``good`` puts that right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

FILES = Path(__file__).parent.parent / "topologies/seconds-for-minutes"

LANGUAGES = {
    "terraform": "main.tf",
    "terragrunt": "terragrunt",
    "bicep": "main.bicep",
    "arm": "azuredeploy.json",
    "bash": "provision.sh",
    "powershell": "provision.ps1",
    "azure-pipelines": "azure-pipelines.yml",
    "gitlab": ".gitlab-ci.yml",
    "github": ".github",
    "make": "Makefile",
    "pulumi": "Pulumi.yaml",
    "operator": "aso.yaml",
    "crossplane": "crossplane.yaml",
}


def good(text: str) -> str:
    """Ten minutes."""
    return text.replace("600", "10")


def load_balancer(text: str) -> str:
    """The outbound type of the cluster is the load balancer."""
    return good(text).replace("userAssignedNATGateway", "loadBalancer")


def no_outbound_type(text: str) -> str:
    """Nothing is written of the outbound type, so AKS takes the load balancer."""
    text = re.sub(r" --outbound-type userAssignedNATGateway", "", good(text))
    text = re.sub(r",\n *\"outboundType\": \"userAssignedNATGateway\"", "", text)
    return re.sub(
        r"\n *(?:outbound_?[tT]ype|OutboundType) *[:=] *['\"]?userAssignedNATGateway['\"]?", "", text
    )


def unguarded(text: str) -> str:
    """Nothing guards the prefix."""
    text = re.sub(r"\n[ \t-]*(?:\|\n *)?az lock create[^\n]*\\\n[^\n]*", "", good(text))
    text = re.sub(r"\nNew-AzResourceLock[^\n]*`\n[^\n]*", "", text)
    text = re.sub(r"\n\nresource egressLock(?s:.*?)\n\}", "", text)
    text = re.sub(r"\n    \{\n      \"type\": \"Microsoft.Authorization/locks\"(?s:.*?)\n    \},", "", text)
    text = re.sub(r"\n\n?  lifecycle \{\n[^\n]*\n  \}", "", text)
    text = re.sub(r"\n  keepEgress:(?:\n    [^\n]*)+", "", text)
    text = re.sub(r"\n  annotations:\n[^\n]*", "", text)
    text = re.sub(r"\n\nresource \"azurerm_management_lock\"(?s:.*?)\n\}", "", text)
    return re.sub(r"\n  managementPolicies:(?:\n  - \w+)+", "", text)


MISTAKES: dict[str, Callable[[str], str]] = {
    "nat-idle-seconds": lambda text: text,
    "outbound-type-implicit-lb": load_balancer,
    "outbound-type-implicit-lb unwritten": no_outbound_type,
    "egress-ip-unprotected": unguarded,
}
"""By the rule that fails."""


def copy(language: str, mistake: Callable[[str], str], folder: Path) -> None:
    """The stack of a language, with a mistake, in a folder."""
    source = FILES / LANGUAGES[language]
    files = [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
    for file in files:
        target = folder / file.relative_to(FILES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(mistake(file.read_text()))
