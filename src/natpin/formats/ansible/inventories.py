"""Inventories: groups, their hosts, and the variables of both.

Sources: Ansible documentation, "How to build your inventory", "Organizing host and group variables".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.ansible.files import ENDINGS, ROLE_ENDINGS, files_called, mapping_in
from natpin.formats.ansible.groups import Added, Group
from natpin.formats.ansible.host_patterns import meant, pieces, written_out
from natpin.formats.ansible.inventory_files import has_its_name, is_inventory
from natpin.model.location import Location
from natpin.model.numbers import whole_number
from natpin.model.record import field, mutable
from natpin.model.value import Node, Skipped, Unknown, Value, members
from natpin.workspace import Workspace, found_once

MOST_FILES = 200
_MOST_DEEP = 30
"""Groups below one another."""
MOST_HOSTS = 8
"""That a play is gone through for."""
_PAIR = re.compile(r"(?<!\w)([A-Za-z_]\w*)=(\"[^\"]*\"|'[^']*'|\S*)")


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
    more: Unknown | None = None
    """Why there may be other hosts."""

    def hosts(self, pattern: str | None) -> tuple[str, ...]:
        """The hosts that a pattern names; none where the inventory does not say which."""
        return (meant(pattern, self._groups(), self._everyone()) or ()) if pattern is not None else ()

    @property
    def lists_hosts(self) -> bool:
        """True where any host is listed."""
        return bool(self._everyone())

    def nobody(self, pattern: str | None, at: Location) -> Unknown | None:
        """Why a play on a pattern that names no host here may not run at all: Ansible passes it over. None where this
        cannot be told."""
        everyone = self._everyone()
        if pattern is None or meant(pattern, self._groups(), everyone) is None:
            return None
        return Unknown(
            f"whether the play runs is not known: no host of the inventory fits {pattern[:80]}", at
        )

    def _groups(self) -> dict[str, list[str]]:
        return {name: list(dict.fromkeys(self._in(name))) for name in self.groups}

    def _everyone(self) -> dict[str, None]:
        found = {host: None for group in self.groups.values() for host in group.hosts}
        return {**found, **dict.fromkeys(self.of_hosts)}

    @property
    def size(self) -> int:
        """Groups, and hosts in them: what is looked at for each play, and each host of it."""
        return len(self.groups) + sum(len(group.hosts) for group in self.groups.values())

    def names(self, pattern: str | None) -> set[str]:
        """The variables that hosts of a pattern may have, whichever these are; of all, where that is not known."""
        hosts = self.hosts(pattern)
        if 0 < len(hosts) <= MOST_HOSTS:
            return {name for host in hosts for name in self.variables(pattern, host)}
        found = {name for group in self.groups.values() for name in group.variables}
        found.update(name for own in self.of_hosts.values() for name in own)
        for folder in self.folders:
            for kind in ("group_vars", "host_vars"):
                base = posixpath.join(folder, kind)
                listed = self.workspace.listdir(base) if self.workspace.is_folder(base) else ()
                for one in list(listed)[:MOST_FILES]:
                    found.update(
                        self._files(
                            folder, kind, posixpath.splitext(one)[0] if one.endswith(ENDINGS) else one
                        )
                    )
        return found

    def add(self, added: Added) -> None:
        """A host that a task adds."""
        if added.host is None:
            self.more = self.more or Unknown(
                "which hosts a task adds to the inventory is not known", added.at
            )
        host = added.host if added.host is not None else f"a host of {added.at.path}:{added.at.line}"
        for name in ("all", *added.groups):
            self.groups.setdefault(name, Group()).hosts[host] = None
        self.of_hosts.setdefault(host, {}).update(added.variables)

    def _in(self, group: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        one = self.groups.get(group)
        if one is None or group in seen:
            return
        yield from one.hosts
        for child in one.children:
            yield from self._in(child, seen | {group})

    def variables(self, pattern: str | None, host: str | None) -> dict[str, Node]:
        """The variables of a host of a play; of the groups that the pattern names, where no host is known."""
        groups = [name for name in self.groups if host is not None and host in self._in(name)]
        if host is None:  # what nobody says of it: the groups that the pattern names
            groups += [name for name in pieces(pattern or "") if name not in groups and name != "all"]
        depths = self._depths()
        groups.sort(key=lambda name: (depths.get(name, 0), self._priority(name), name))
        found = dict(self.groups["all"].variables) if "all" in self.groups else {}
        for name in groups:
            if name in self.groups and name != "all":
                found.update(self.groups[name].variables)
        others = [one for one in groups if one != "all"]
        for names in (
            ("all",),
            others,
        ):  # VARIABLE_PRECEDENCE of ansible-core: the inventory's, then the playbook's
            for folder in self.folders:
                for name in names:
                    found.update(self._files(folder, "group_vars", name))
        for name in (host,) if host is not None else ():
            found.update(self.of_hosts.get(name, {}))
            for folder in self.folders:
                found.update(self._files(folder, "host_vars", name))
        return found

    def _depths(self) -> Mapping[str, int]:
        """How far below the top groups lie, by the longest way: children win over their parents, and of groups that lie
        as deep the one of greater ``ansible_group_priority``, then the one whose name comes later. Source: ansible-core
        2.19, ``inventory/helpers.py``, ``inventory/group.py``."""
        depths: dict[str, int] = {}
        pending = [(name, 0) for name in self.groups if name != "all"]
        for _ in range(_MOST_DEEP):
            below: dict[str, int] = {}
            for name, depth in pending:
                if depths.get(name, -1) < depth:
                    depths[name] = depth
                    for child in self.groups[name].children if name in self.groups else ():
                        below[child] = depth + 1
            if not below:
                break
            pending = list(below.items())
        return depths

    def _priority(self, group: str) -> int:
        said = self.groups[group].variables.get("ansible_group_priority") if group in self.groups else None
        number = said.data if isinstance(said, Value) else None
        if isinstance(number, str):
            number = whole_number(number)
        return number if isinstance(number, int) else 1

    def _files(self, folder: str, kind: str, name: str) -> Mapping[str, Node]:
        if not name or "/" in name or "{{" in name:
            return {}
        found: dict[str, Node] = {}
        base = posixpath.join(folder, kind, name)
        for path in files_called(base, ("", *ROLE_ENDINGS), self.workspace):
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
    by_content = source is not None and not _of_variables(source) and not has_its_name(source)
    for path in [source] if source is not None and by_content else _sources(folders[0], workspace):
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
    found = (posixpath.join(folder, name) for name in workspace.listdir(folder or "."))
    return sorted(path for path in found if has_its_name(path) and not workspace.is_folder(path))


def inventories_in(near: str, home: str, workspace: Workspace) -> Sequence[str]:
    """A file of each inventory in a folder, but what lies beside the playbook itself; ``home``: the playbook's folder."""
    found: dict[str, str] = {}
    by_content: list[str] = []
    for path, folder in found_once(workspace, _with_folders):
        if near and folder != near and not folder.startswith(near + "/"):
            continue
        of_hosts = not _of_variables(path) and is_inventory(path, workspace)
        if of_hosts and not has_its_name(path):
            by_content.append(path)
        elif (of_hosts or _of_variables(path)) and folder != home and (folder not in found or of_hosts):
            found[folder] = path
    # variables beside an inventory that has no usual name are its own
    own = {folder_of(path) for path in by_content}
    kept = [path for folder, path in found.items() if folder not in own or not _of_variables(path)]
    usual = _sources(home, workspace)[:1] if home in own else []
    return sorted({*kept, *by_content, *usual})


_NO_INVENTORIES = ("roles", "tasks")


def _with_folders(workspace: Workspace) -> Sequence[tuple[str, str]]:
    """The files that may be of an inventory, each with the folder of that. Every playbook asks."""
    return tuple(
        (path, folder_of(path))
        for path in workspace.walk()
        if not any(name in path.split("/")[:-1] for name in _NO_INVENTORIES)
    )


def is_source(path: str, workspace: Workspace) -> bool:
    """True for a file that says which inventory is meant: one of hosts, or of the variables beside it."""
    return _of_variables(path) or is_inventory(path, workspace)


def _of_variables(path: str) -> bool:
    parts = path.split("/")[:-1]
    return "group_vars" in parts or "host_vars" in parts


def _group(name: str, node: Node, made: Inventory, depth: int) -> None:
    if depth > 20:
        return
    group = made.groups.setdefault(name, Group())
    said = members(node)
    group.variables.update(members(said.get("vars")))
    for written, own in members(said.get("hosts")).items():
        for host in written_out(written):
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
            written = line.split()[0]
            own = {name: _value(value, at) for name, value in _PAIR.findall(line[len(written) :])}
            for host in written_out(written):
                group.hosts[host] = None
                made.of_hosts.setdefault(host, {}).update(own)


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
