"""Whose input is given at a place of a file: the root's that is asked about, or that of another one the same command names.

A pipeline that deploys several templates gives each its own inputs. ``skuName=Premium`` in the step that deploys a
registry says nothing about the cluster's template, though that has an input of this name.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from natpin.model.value import Skipped
from natpin.pipeline.file_texts import decoded
from natpin.workspace import Workspace

_YAML = (".yml", ".yaml")
_TEMPLATE = re.compile(
    r"(?i)(?:--template-file[ \t=]+|(?<![\w-])-f[ \t]+|-TemplateFile[ \t:]+|\b(?:template|templateFile|csmFile|deploymentFile)[\"']?[ \t]*[:=][ \t]*)"
    r"[\"']?(?P<path>[^\s\"',;]+\.(?:json|jsonc|bicep))\b"
)
"""learn.microsoft.com/cli/azure/deployment, …/powershell/module/az.resources, github.com/Azure/arm-deploy,
learn.microsoft.com/azure/devops/pipelines/tasks (AzureResourceManagerTemplateDeployment: csmFile)."""
_FOLDER = re.compile(
    r"(?:(?<![\w-])-chdir[= \t]+|\bworking-?[dD]irectory[\"']?[ \t]*:[ \t]*)[\"']?(?P<path>[\w./\\-]+)(?=[\s\"',;]|$)"
)
"""developer.hashicorp.com/terraform/cli/commands ("-chdir"), a step's working directory in workflows and pipelines."""
_FOLDERS_HERE = 40
"""Files of a folder that are looked at for a call of the root."""


def of_another(text: str, at: int, path: str, root: str, workspace: Workspace) -> bool:
    """True where the command or step at a place deploys something else by name, which does not use the root.

    ``text``: of the file at ``path``, commands on one line each. False whenever that cannot be told.
    """
    pattern = _FOLDER if workspace.is_folder(root) else _TEMPLATE
    for block in _blocks(text, at, path):
        named = [match["path"] for match in pattern.finditer(block)]
        if named:
            return all(_is_another(name, path, root, workspace) for name in named)
    return False


def _blocks(text: str, at: int, path: str) -> Iterator[str]:
    """The command that a place is in; then, in a pipeline, the whole step."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    yield text[start : end if end >= 0 else len(text)]
    if not path.endswith(_YAML):
        return
    lines = text.splitlines()
    own = text.count("\n", 0, at)
    first = next((n for n in range(own, -1, -1) if _opens_step(lines[n], lines[own])), None)
    if first is None:
        return
    indent = _indent(lines[first])
    after = (n for n in range(first + 1, len(lines)) if lines[n].strip() and _indent(lines[n]) <= indent)
    yield "\n".join(lines[first : next(after, len(lines))])


def _opens_step(line: str, inner: str) -> bool:
    """An item of a list that holds the line ``inner``: ``- name: …``, ``- uses: …``, ``- task: …``, ``- script: …``."""
    opens = re.match(
        r"[ \t]*-[ \t]+(?:name|uses|task|run|id|if|script|bash|pwsh|powershell|displayName)[ \t]*:", line
    )
    return opens is not None and (line == inner or _indent(line) < _indent(inner))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_another(named: str, path: str, root: str, workspace: Workspace) -> bool:
    """Whether what is named is a file or folder of the workspace other than the root, and does not speak of the root."""
    own = posixpath.basename(root)
    spoken = named.replace("\\", "/")
    if "$" in spoken or "{" in spoken or root == ".":
        return False
    stem = own if workspace.is_folder(root) else posixpath.splitext(own)[0]
    for place in (
        posixpath.normpath(spoken),
        posixpath.normpath(posixpath.join(posixpath.dirname(path), spoken)),
    ):
        texts = list(_texts(place, workspace))
        if texts:
            return place != root and not any(stem in text for text in texts)
    return False


def _texts(place: str, workspace: Workspace) -> Iterator[str]:
    if place.startswith(".."):
        return
    files = [place]
    if workspace.is_folder(place):
        files = [f"{place}/{name}" for name in workspace.listdir(place) if name.endswith((".tf", ".tofu"))]
    for file in files[:_FOLDERS_HERE]:
        data = workspace.peek(file) if workspace.exists(file) else None
        if data is not None and not isinstance(data, Skipped):
            yield decoded(data)
