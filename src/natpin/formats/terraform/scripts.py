"""The scripts that provisioners name: what stands in them, or that they are not here.

Source: Terraform language documentation, "local-exec Provisioner" (``command``, ``working_dir``, by default the root's
folder) and "remote-exec Provisioner" (``script``, ``scripts``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING

from natpin.model.record import replace
from natpin.model.value import Node, Skipped, Unknown, Value, items
from natpin.regex import late_regex
from natpin.workspace import as_utf8

if TYPE_CHECKING:
    from natpin.languages.terraform.views import ModuleView

_SCRIPT = late_regex(r"(?<![\w$/.-])((?:\.{1,2}/)*[\w-][\w./-]{0,200}\.(?:sh|bash|ps1|py))(?![\w.])")
_SPEAKS = late_regex(
    rb"\baz\s+(?:aks|network|rest|resource|deployment|stack|group)\b|-Az(?:Aks|VirtualNetwork|NatGateway|Route|Rest|PublicIp)"
    rb"|[\"']az(?:\.cmd)?[\"']|(?i:azure[.-]mgmt|azure/arm-|management\.azure\.com|Azure\.ResourceManager|\barm(?:network|containerservice)\b)"
)
"""What a script holds that may change what bears on egress."""
_LARGEST = 200_000

RUNNING = frozenset({"external", "shell_script", "shell_sensitive_script", "action.local_command"})
"""Types that run programs by themselves: ``providers.running`` knows how."""


def with_scripts(node: Node, module: ModuleView) -> Node:
    """A resource's provisioners; each that runs a script gets the script's text, or the name of one that is not here."""
    if not isinstance(node, Value):
        return node
    return replace(node, data=tuple(_with_script(one, module) for one in items(node)))


def _with_script(node: Node, module: ModuleView) -> Node:
    if not isinstance(node, Value) or not isinstance(node.data, Mapping):
        return node
    found = dict(node.data)
    named = [
        found.get("command"),
        found.get("script"),
        *items(found.get("scripts")),
        *items(found.get("inline")),
    ]
    texts: list[str] = []
    for written in named:
        for path in _SCRIPT.findall(_known(written)):
            text = _read(path, module)
            if text is None:
                found["natpin_unread"] = Value(path, node.at)
                # a command runs where Terraform does, with its rights; what is copied to a machine runs there
                if written is found.get("command"):
                    found["natpin_unread_here"] = Value(True, node.at)
            elif text:
                texts.append(text)
    if texts:
        found["natpin_script"] = Value("\n".join(texts), node.at)
    return replace(node, data=found)


def _known(node: Node | None) -> str:
    """A text's known pieces."""
    if isinstance(node, Value):
        return node.data if isinstance(node.data, str) else ""
    return (
        "\0".join(part for part in node.parts if isinstance(part, str)) if isinstance(node, Unknown) else ""
    )


def _read(path: str, module: ModuleView) -> str | None:
    """A script's text, empty when it does not speak of Azure's network; None when it is not here."""
    workspace = module.world.workspace
    for folder in (module.root_path, module.folder.path):
        found = posixpath.normpath(posixpath.join(folder, path))
        if not found.startswith("..") and workspace.exists(found):
            data = workspace.read(found)
            if isinstance(data, Skipped):
                return None
            data = as_utf8(data[:_LARGEST])
            return data.decode(errors="replace") if _SPEAKS.search(data) else ""
    return None
