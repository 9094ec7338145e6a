"""``ansible.cfg``: where it says that inventories and roles are.

Source: Ansible documentation, "Ansible Configuration Settings" (``inventory``, ``roles_path``). Ansible reads the file of the
folder that it is started in, which nobody knows: the nearest above the playbook that says a thing is taken.
"""

from __future__ import annotations

import configparser
import posixpath
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from natpin.workspace import Workspace, leads_out

_NAME = "ansible.cfg"
MOST_BYTES = 200_000
_KNOWN: WeakKeyDictionary[Workspace, dict[str, dict[str, str]]] = WeakKeyDictionary()


def inventories_set(playbook: str, workspace: Workspace) -> list[str]:
    """Files and folders that are the inventory."""
    return _places("inventory", ",", playbook, workspace)


def folders_of_roles(playbook: str, workspace: Workspace) -> list[str]:
    """Folders that hold roles."""
    return _places("roles_path", ":", playbook, workspace)


def _places(setting: str, between: str, playbook: str, workspace: Workspace) -> list[str]:
    for folder in _above(playbook):
        said = _defaults(posixpath.join(folder, _NAME), workspace).get(setting)
        if said is not None:
            named = (one.strip() for one in said.replace("{{CWD}}", ".").split(between))
            found = (posixpath.normpath(posixpath.join(folder, one)) for one in named if one)
            return [one for one in found if not leads_out(one)]
    return []


def _above(playbook: str) -> Iterator[str]:
    folder = posixpath.dirname(playbook)
    yield folder
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def _defaults(path: str, workspace: Workspace) -> dict[str, str]:
    known = _KNOWN.setdefault(workspace, {})
    if path not in known:
        known[path] = _read(path, workspace)
    return known[path]


def _read(path: str, workspace: Workspace) -> dict[str, str]:
    data = workspace.read(path) if workspace.exists(path) else None
    if not isinstance(data, bytes) or len(data) > MOST_BYTES:
        return {}
    parser = configparser.ConfigParser(
        interpolation=None, strict=False, allow_no_value=True, inline_comment_prefixes=(";",)
    )
    try:
        parser.read_string(data.decode(errors="replace"))
    except configparser.Error:
        return {}
    defaults = dict(parser.items("defaults")) if parser.has_section("defaults") else {}
    return {name: value for name, value in defaults.items() if value is not None}
