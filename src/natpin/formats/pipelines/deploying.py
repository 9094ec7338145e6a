"""Steps that deploy a template or a Terraform root without a script, as the command that they run.

Sources: github.com/Azure/arm-deploy and github.com/Azure/bicep-deploy (README, "Inputs");
learn.microsoft.com/azure/devops/pipelines/tasks/reference (AzureResourceManagerTemplateDeployment@3);
github.com/microsoft/azure-pipelines-terraform (TerraformTask), github.com/jason-johnson/azure-pipelines-tasks-terraform
(TerraformCLI).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.languages.shell.splitting import in_double_quotes
from natpin.regex import late_regex

_OVERRIDE = late_regex(
    r"-(?P<name>[A-Za-z_][\w-]*)(?P<value>(?:[ \t\r\n]+(?!-[A-Za-z_]))?"
    r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|\([^()]*\)|\$\([^()]*\)|\$\{\{.*?\}\}|[^\s\"'-][^\s\"']*)*)"
)
_SCOPES = {
    "subscription": "sub",
    "managementgroup": "mg",
    "management group": "mg",
    "tenant": "tenant",
}
OPEN = '"$(natpin parameters)"'
"""A word of which nothing is known, and which may be any parameters."""


def arm_deploy(given: Mapping[str, str]) -> str | None:
    """``azure/arm-deploy``: its inputs as texts, names in lower case. None where it only validates."""
    if given.get("deploymentmode", "").lower() == "validate":
        return None
    words = [*_create("deployment", given.get("scope", "")), *_flag("-g", given.get("resourcegroupname"))]
    words += _flag("-f", given.get("template") or given.get("templatefile"))
    words += _flag("-p", given.get("parameters") or given.get("parametersfile"))
    return " ".join(words)


def bicep_deploy(given: Mapping[str, str]) -> str | None:
    """``azure/bicep-deploy``; None where it only validates, tells what would be, or deletes a stack."""
    if given.get("operation", "create").lower() != "create":
        return None
    kind = "stack" if given.get("type", "").lower() == "deploymentstack" else "deployment"
    words = _create(kind, given.get("scope", ""))
    words += _flag("-f", given.get("template-file"))
    words += _flag("-p", given.get("parameters-file"))
    inline = given.get("parameters", "").strip()
    if inline:
        words += _members(inline)
    return " ".join(words)


def deployment_task(given: Mapping[str, str]) -> str | None:
    """``AzureResourceManagerTemplateDeployment@3``; None where it only validates or deletes a resource group."""
    if given.get("deploymentmode", "").lower() == "validation":
        return None
    if "delete" in given.get("action", "").lower():
        return None
    words = [
        *_create("deployment", given.get("deploymentscope", "")),
        *_flag("-g", given.get("resourcegroupname")),
    ]
    words += _flag("-f", given.get("csmfile"))
    words += _flag("-p", given.get("csmparametersfile"))
    if given.get("csmparametersfilelink"):
        words += ["-p", OPEN]
    override = given.get("overrideparameters", "").strip()
    if override:
        words += _overrides(override)
    return " ".join(words)


_LOOKS = frozenset(
    """
    init validate plan show output fmt version providers get graph workspace state refresh import force-unlock
    """.split()  # noqa: SIM905
)
"""Commands of Terraform that change nothing in Azure."""


def terraform_command(given: Mapping[str, str]) -> str:
    """What ``TerraformTaskV4@4`` and ``TerraformCLI@2`` run; both take ``init`` where nothing is written."""
    command = given.get("command", "init").lower()
    return given.get("customcommand", "") if command == "custom" else command


def terraform_looks(given: Mapping[str, str]) -> bool:
    """Whether such a task leaves Azure as it is."""
    return terraform_command(given).split(" ", 1)[0] in _LOOKS


def terraform_task(given: Mapping[str, str]) -> str | None:
    """``TerraformTaskV4@4``, ``TerraformCLI@2``; None for a command that deploys nothing."""
    command = terraform_command(given)
    if command.split(" ", 1)[0] not in ("apply", "plan", "destroy"):
        return None
    words = ["terraform", command]
    secure = given.get("securevarsfile")
    if secure:
        words.append("-var-file=natpin-secure-file.tfvars")
    words += [given["commandoptions"]] if given.get("commandoptions") else []
    return " ".join(words)


def _create(kind: str, scope: str) -> list[str]:
    return ["az", kind, _SCOPES.get(scope.lower(), "group"), "create"]


def _flag(flag: str, value: str | None) -> Sequence[str]:
    return (flag, " ".join(value.split("\n"))) if value else ()


def _members(inline: str) -> Iterator[str]:
    """An object of JSON, a parameter a member; an expression in it stands in place of a text or of any value."""
    marks: list[str] = []

    def mark(match: re.Match[str]) -> str:
        marks.append(match[0])
        return f"\ue000{len(marks) - 1}\ue000"

    held = re.sub(r"\$\{\{.*?\}\}", mark, inline)
    bare = re.sub(r"(?<=[:,\[])(\s*)(\ue000\d+\ue000)(?=\s*[,}\]])", r'\1"\2"', held)
    try:
        data = json.loads(bare)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        yield from ("-p", OPEN)
        return
    for name, value in data.items():
        if not re.fullmatch(r"[A-Za-z_][\w-]*", name):
            continue
        said = value if isinstance(value, str) else json.dumps(value)
        quoted = in_double_quotes(said)
        for number, expression in enumerate(marks):
            quoted = quoted.replace(f"\ue000{number}\ue000", expression)
        yield from ("-p", f'{name}="{quoted}"')


def _overrides(override: str) -> Iterator[str]:
    """``-name value -other "a b"``."""
    position = 0
    while position < len(override):
        match = _OVERRIDE.match(override, position)
        if match is None:
            yield from ("-p", OPEN)
            return
        value = match["value"].strip()
        if value[:1] not in ('"', "'") or value[-1:] != value[:1]:
            inner = value.replace('"', '\\"')
            value = f'"{inner}"'
        yield from ("-p", f"{match['name']}={value}")
        position = match.end()
        while position < len(override) and override[position].isspace():
            position += 1
