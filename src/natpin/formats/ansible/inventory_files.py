"""Which files are inventories: by their usual names, and by what they hold whatever they are called.

Source: Ansible documentation, "How to build your inventory", "Inventory basics: formats, hosts, and groups".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from natpin.formats.ansible.files import ENDINGS, mapping_in
from natpin.model.value import Node, Skipped, Value, members
from natpin.workspace import Workspace, holds_any

_NAMES = ("hosts", "inventory", "inventory_azure_rm")
_INI = ("", ".ini", ".cfg", ".hosts", ".inventory", ".inv")
_SECTION = re.compile(r"\[[\w.-]+(?::(?:children|vars))?\]\Z")
_OF_A_GROUP = frozenset({"hosts", "children", "vars"})
MOST_BYTES = 200_000

_KNOWN: WeakKeyDictionary[Workspace, dict[str, bool]] = WeakKeyDictionary()


def has_its_name(path: str) -> bool:
    """True for a file that is called as inventories are; the files of a folder that are so make one inventory."""
    stem, ending = posixpath.splitext(posixpath.basename(path))
    return stem in _NAMES and (ending in _INI or ending in ENDINGS)


def is_inventory(path: str, workspace: Workspace) -> bool:
    """True for a file that lists groups and hosts."""
    known = _KNOWN.setdefault(workspace, {})
    if path not in known:
        known[path] = has_its_name(path) or _holds_hosts(path, workspace)
    return known[path]


def _holds_hosts(path: str, workspace: Workspace) -> bool:
    name = posixpath.basename(path)
    ending = posixpath.splitext(name)[1]
    of_yaml = ending in ENDINGS
    if name.startswith(".") or (not of_yaml and ending not in _INI):
        return False
    data = workspace.peek(path)
    if isinstance(data, Skipped) or len(data) > MOST_BYTES or not data:
        return False
    if not of_yaml:
        return not data.startswith(b"#!") and b"\0" not in data and _has_sections(data)
    if not holds_any(data, (b"hosts", b"children")) or holds_any(data, (b"apiVersion", b"- hosts")):
        return False
    found = mapping_in(path, workspace)
    groups = members(found) if isinstance(found, Value) else {}
    return bool(groups) and all(map(_is_group, groups.values())) and any(map(_has_hosts, groups.values()))


def _is_group(node: Node) -> bool:
    if not isinstance(node, Value):
        return False
    if node.data is None:
        return True
    return isinstance(node.data, Mapping) and members(node).keys() <= _OF_A_GROUP


def _has_hosts(node: Node) -> bool:
    said = members(node)
    return any(
        isinstance(one, Value) and isinstance(one.data, Mapping)
        for one in map(said.get, ("hosts", "children"))
    )


def _has_sections(data: bytes) -> bool:
    """Sections, and in those without ``:vars`` lines that begin with a host: other INI files begin with a name and ``=``."""
    kind, hosts = "", False
    for raw in data.decode(errors="replace").splitlines():
        line = raw.split(" #")[0].strip()
        if not line or line[0] in "#;":
            continue
        if line[0] == "[" and line.endswith("]"):
            if not _SECTION.match(line):
                return False
            kind = line[1:-1].partition(":")[2]
            hosts = True
        elif kind != "vars":
            words = line.split(None, 2)
            if (
                "=" in words[0]
                or (len(words) > 1 and "=" not in words[1] and words[1][0] != "#")
                or words[1:2] == ["="]
            ):
                return False
    return hosts
