"""Whether a file that names none of the roots deploys others and nothing else, so that it gives these no inputs."""

from __future__ import annotations

import posixpath
import re

from natpin.model.endings import SHELL
from natpin.pipeline.giving_tools import DEPLOYMENT, TERRAFORM, Tool, runs_terraform_alone
from natpin.workspace import Workspace

_ENDING_OF_OTHERS = {"bicep": ".json", "arm": ".bicep"}
"""By reader, the ending of the templates that are roots of the other one."""
_READS = (
    r"az[ \t]+(?:deployment|stack|group[ \t]+deployment)(?:[ \t]+operation)?(?:[ \t]+(?:group|sub|mg|tenant))?"
    r"[ \t]+(?:show|list|wait|export|delete|cancel)(?![\w-])"
)
_TEMPLATE = r"[ \t](?:--template-file|-f)(?:[ \t]+|=)(?P<quote>[\"']?)(?P<path>(?:\$\w+/|\$\{\w+\}/|[\w./-])+)(?P=quote)(?=[\s)]|$)"


def deploys_others_alone(reader: str, tool: Tool, path: str, text: str, workspace: Workspace) -> bool:
    """What runs Terraform alone deploys no unit of Terragrunt; a script each of whose deployments writes out the file of a
    template in Bicep deploys none in JSON, and the other way about unless Bicep is compiled."""
    if reader == "terragrunt":
        return tool is TERRAFORM and runs_terraform_alone(text)
    if tool is not DEPLOYMENT or not path.endswith(SHELL) or reader not in _ENDING_OF_OTHERS:
        return False
    if reader == "bicep" and "bicep" in text.lower():
        return False
    deployments = [
        re.split(r"[\n;|&]", text[found.start() :], maxsplit=1)[0]
        for found in re.finditer(DEPLOYMENT.runs, text)
    ]
    return all(
        re.match(_READS, one) is not None or _is_of_another(reader, one, workspace) for one in deployments
    )


def _is_of_another(reader: str, command: str, workspace: Workspace) -> bool:
    """Whether a deployment writes out the file of a template that is none of the reader's."""
    templates = [found["path"] for found in re.finditer(_TEMPLATE, command)]
    return bool(templates) and all(
        one.endswith(_ENDING_OF_OTHERS[reader]) and _is_written_by_hand(posixpath.basename(one), workspace)
        for one in templates
    )


def _is_written_by_hand(name: str, workspace: Workspace) -> bool:
    """Whether files of a name are here, none of which the Bicep compiler made of a template of another name."""
    here = [path for path in workspace.walk() if posixpath.basename(path) == name]
    return bool(here) and not any(_is_compiled(path, workspace) for path in here)


def _is_compiled(path: str, workspace: Workspace) -> bool:
    if not path.endswith(".json"):
        return False
    data = workspace.peek(path)
    stem = posixpath.basename(path).removesuffix("json") + "bicep"
    return (
        not isinstance(data, bytes)
        or b'"_generator"' in data
        or any(posixpath.basename(one) == stem for one in workspace.walk())
    )
