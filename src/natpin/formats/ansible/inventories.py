"""Inventories: groups, their hosts, and the variables of both.

Sources: Ansible documentation, "How to build your inventory", "Organizing host and group variables".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.ansible.files import ENDINGS, mapping_in
from natpin.model.location import Location
from natpin.model.numbers import whole_number
from natpin.model.record import field, mutable
from natpin.model.value import Node, Skipped, Unknown, Value, members
from natpin.workspace import Workspace

_NAMES = ("hosts", "inventory", "inventory_azure_rm")
_INI = ("", ".ini", ".cfg")
MOST_FILES = 200
_PAIR = re.compile(r"([A-Za-z_]\w*)=(\"[^\"]*\"|'[^']*'|\S*)")


@mutable
class Group:
    """A group of an inventory."""

    hosts: dict[str, None] = field(default_factory=dict)
    children: dict[str, None] = field(default_factory=dict)
    variables: dict[str, Node] = field(default_factory=dict)


@mutable
class Inventory:
    """What files of an inventory say, with the ``group_vars`` and ``host_vars`` beside it."""

    folders: tuple[str, ...]
    """Where ``group_vars`` and ``host_vars`` are looked for; what a later one says wins."""
    workspace: Workspace
    groups: dict[str, Group] = field(default_factory=dict)
    of_hosts: dict[str, dict[str, Node]] = field(default_factory=dict)
    closed: list[Unknown] = field(default_factory=list)
    """Why variables of it are not known: files that are encrypted."""
    skipped: list[Skipped] = field(default_factory=list)

    def hosts(self, pattern: str) -> tuple[str, ...]:
        """The hosts that a pattern names, as far as the inventory says."""
        found: dict[str, None] = {}
        for name in re.split(r"[,:]", pattern):
            name = name.strip()
            if name in self.groups:
                found.update(dict.fromkeys(self._in(name)))
            elif name in self.of_hosts or name == "localhost":
                found[name] = None
        return tuple(found)

    def _in(self, group: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        one = self.groups.get(group)
        if one is None or group in seen:
            return
        yield from one.hosts
        for child in one.children:
            yield from self._in(child, seen | {group})

    def variables(self, pattern: str, host: str | None) -> dict[str, Node]:
        """The variables of a host of a play; of the groups that the pattern names, where no host is known."""
        groups = [name for name in self.groups if host is not None and host in self._in(name)]
        named = [name.strip() for name in re.split(r"[,:]", pattern)]
        groups += [name for name in named if name not in groups and name not in ("all", host)]
        groups.sort(key=self._depth)
        found = dict(self.groups["all"].variables) if "all" in self.groups else {}
        for name in groups:
            if name in self.groups and name != "all":
                found.update(self.groups[name].variables)
        for name in ("all", *(one for one in groups if one != "all")):
            for folder in self.folders:
                found.update(self._files(folder, "group_vars", name))
        for name in (host,) if host is not None else ():
            found.update(self.of_hosts.get(name, {}))
            for folder in self.folders:
                found.update(self._files(folder, "host_vars", name))
        return found

    def _depth(self, group: str) -> int:
        """How far below the top a group lies: children win over their parents."""
        depth, seen = 0, {group}
        while True:
            above = next((n for n, g in self.groups.items() if group in g.children and n not in seen), None)
            if above is None:
                return depth
            depth, group = depth + 1, above
            seen.add(above)

    def _files(self, folder: str, kind: str, name: str) -> Mapping[str, Node]:
        if not name or "/" in name or "{{" in name:
            return {}
        found: dict[str, Node] = {}
        base = posixpath.join(folder, kind, name)
        paths = [base + ending for ending in ("", *ENDINGS, ".json") if self.workspace.exists(base + ending)]
        if self.workspace.is_folder(base):
            paths += [posixpath.join(base, one) for one in sorted(self.workspace.listdir(base))][:MOST_FILES]
        for path in paths:
            if not self.workspace.exists(path):
                continue
            said = mapping_in(path, self.workspace)
            match said:
                case Skipped():
                    self.skipped.append(said)
                case Unknown():
                    self.closed.append(said)
                case _:
                    found.update(members(said))
        return found


def inventory(source: str | None, playbook: str, workspace: Workspace) -> Inventory:
    """The inventory that a file belongs to, and what lies beside the playbook."""
    beside = posixpath.dirname(playbook)
    home = folder_of(source) if source is not None else None
    folders = (home, beside) if home is not None and home != beside else (beside,)
    made = Inventory(folders, workspace)
    for path in _sources(home if home is not None else beside, workspace):
        if path.endswith(ENDINGS):
            said = mapping_in(path, workspace)
            if isinstance(said, Value):
                for name, node in members(said).items():
                    _group(name, node, made, 0)
        else:
            _of_ini(path, workspace, made)
    return made


def folder_of(source: str) -> str:
    """The folder of the inventory that a file belongs to: ``inventories/prod`` of ``inventories/prod/group_vars/all.yml``."""
    parts = posixpath.dirname(source).split("/")
    for name in ("group_vars", "host_vars"):
        if name in parts:
            return "/".join(parts[: parts.index(name)])
    return posixpath.dirname(source)


def _sources(folder: str, workspace: Workspace) -> list[str]:
    found = []
    for name in workspace.listdir(folder or "."):
        stem, ending = posixpath.splitext(name)
        if (
            stem in _NAMES
            and (ending in ENDINGS or ending in _INI)
            and not workspace.is_folder(posixpath.join(folder, name))
        ):
            found.append(posixpath.join(folder, name))
    return sorted(found)


def inventories(playbook: str, workspace: Workspace) -> Sequence[str]:
    """A file of each inventory that a playbook may be run with, but what lies beside the playbook itself."""
    home = posixpath.dirname(playbook)
    near = posixpath.dirname(home)
    found: dict[str, str] = {}
    for path in workspace.walk():
        parts = path.split("/")
        stem, ending = posixpath.splitext(parts[-1])
        of_variables = any(name in parts[:-1] for name in ("group_vars", "host_vars"))
        of_hosts = stem in _NAMES and (ending in _INI or ending in ENDINGS)
        if not of_variables and not of_hosts:
            continue
        folder = folder_of(path)
        inside = not near or folder == near or folder.startswith(near + "/")
        if folder == home or not inside or "roles" in parts[:-1] or "tasks" in parts[:-1]:
            continue
        if folder not in found or of_hosts:
            found[folder] = path
    return [found[folder] for folder in sorted(found)]


def _group(name: str, node: Node, made: Inventory, depth: int) -> None:
    if depth > 20:
        return
    group = made.groups.setdefault(name, Group())
    said = members(node)
    group.variables.update(members(said.get("vars")))
    for host, own in members(said.get("hosts")).items():
        group.hosts[host] = None
        made.of_hosts.setdefault(host, {}).update(members(own))
    for child, inner in members(said.get("children")).items():
        group.children[child] = None
        _group(child, inner, made, depth + 1)


def _of_ini(path: str, workspace: Workspace, made: Inventory) -> None:
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return
    section, kind = "ungrouped", ""
    for number, raw in enumerate(data.decode(errors="replace").splitlines()[:20_000], 1):
        line = raw.split(" #")[0].strip()
        if not line or line[0] in "#;":
            continue
        at = Location(path, number, raw.index(line[0]) + 1)
        if line.startswith("[") and line.endswith("]"):
            section, _, kind = line[1:-1].partition(":")
            made.groups.setdefault(section, Group())
            continue
        group = made.groups.setdefault(section, Group())
        if kind == "children":
            group.children[line] = None
        elif kind == "vars":
            name, sign, value = line.partition("=")
            if sign:
                group.variables[name.strip()] = _value(value.strip(), at)
        else:
            host = line.split()[0]
            group.hosts[host] = None
            own = made.of_hosts.setdefault(host, {})
            own.update({name: _value(value, at) for name, value in _PAIR.findall(line[len(host) :])})


def _value(written: str, at: Location) -> Node:
    """A value of an INI file: Python's literals, else text."""
    if written[:1] in ("'", '"') and written[-1:] == written[:1] and len(written) > 1:
        return Value(written[1:-1], at)
    if written in ("True", "False", "None"):
        return Value({"True": True, "False": False, "None": None}[written], at)
    if written[:1] in ("[", "{", "("):
        return Unknown("a list or an object in an INI file is not followed", at, "an inventory in YAML")
    number = whole_number(written)
    return Value(written if number is None else number, at)
