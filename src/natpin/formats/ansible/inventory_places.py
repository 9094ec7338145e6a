"""Which inventories a playbook may be run with: those near it, and those that something in the workspace names.

Sources: Ansible documentation, "Sample Ansible setup", "ansible-playbook", "Ansible Configuration Settings".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.formats.ansible.ansible_cfg import inventories_set
from natpin.formats.ansible.extra_vars import inventories_given
from natpin.formats.ansible.inventories import folder_of, inventories_in, is_source
from natpin.workspace import Workspace

_OF_INVENTORIES = (
    "inventory",
    "inventories",
    "environments",
    "environment",
    "envs",
    "hosts",
    "group_vars",
    "host_vars",
)
"""Folders and files of a project, beside its folder of playbooks."""


def inventories(playbook: str, workspace: Workspace) -> Sequence[str]:
    """A file of each inventory that a playbook may be run with, but what lies beside the playbook itself."""
    home = posixpath.dirname(playbook)
    near = posixpath.dirname(home)
    found = dict.fromkeys(inventories_in(near, home, workspace))
    for named in (*inventories_set(playbook, workspace), *inventories_given(playbook, workspace)):
        found.update(dict.fromkeys(_at(named, home, workspace)))
    if not found and near:
        found.update(dict.fromkeys(_two_up(near, home, workspace)))
    return sorted(found)


def _at(named: str, home: str, workspace: Workspace) -> Iterator[str]:
    """The inventories of a file or a folder that is named; what lies beside the playbook counts anyhow."""
    if workspace.exists(named):
        if is_source(named, workspace) and folder_of(named) != home:
            yield named
    elif workspace.is_folder(named):
        for path in inventories_in(named, home, workspace):
            if folder_of(path) == named:
                yield path


def _two_up(near: str, home: str, workspace: Workspace) -> Iterator[str]:
    """Those of the folder above, of playbooks that are kept in a folder of a folder: only where a project has them."""
    above = posixpath.dirname(near)
    for path in inventories_in(above, home, workspace):
        inner = posixpath.relpath(path, above or ".").split("/")
        if inner[0].partition(".")[0] in _OF_INVENTORIES:
            yield path
