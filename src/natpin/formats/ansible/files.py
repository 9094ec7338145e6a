"""Ansible's files: playbooks, lists of tasks, roles, variables, and which of them takes in which.

Sources: Ansible documentation, "Roles", "Re-using Ansible artifacts", "Sample Ansible setup".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.formats.ansible.ansible_cfg import folders_of_roles
from natpin.formats.documents import parsed
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Skipped, Unknown, Value, items, members, text
from natpin.workspace import Workspace, found_once, leads_out

ENDINGS = (".yml", ".yaml")
IMPORTS = ("import_playbook",)
TAKES_TASKS = ("include_tasks", "import_tasks", "include")
TAKES_ROLE = ("include_role", "import_role")
INSIDE = ("block", "rescue", "always")
MAIN = "main"
ROLE_ENDINGS = (*ENDINGS, ".json")
"""Of the files of a role."""
MOST_FILES = 400
"""That one playbook takes in."""
_OF_A_ROLE = ("tasks", "defaults", "vars", "meta", "handlers")
"""Folders of which a role has one at least."""
_PREFIXES = ("ansible.builtin.", "ansible.legacy.")


def plain_name(key: str) -> str:
    """A module of Ansible's own without its collection."""
    for prefix in _PREFIXES:
        if key.startswith(prefix):
            return key.removeprefix(prefix)
    return key


def list_in(path: str, workspace: Workspace) -> tuple[Node, ...] | Skipped:
    """The elements of a file that is a list: plays, tasks."""
    found = parsed(path, workspace)
    if isinstance(found, Skipped):
        return found
    listed: list[Node] = []
    for one in found:
        if isinstance(one, Skipped):
            return one
        listed += items(one)
    return tuple(listed)


def tasks_of_file(path: str, workspace: Workspace) -> tuple[Node, ...] | Skipped:
    """The elements of a file that is taken in for a list. One that holds something else, such as a text that is encrypted,
    is not a list without elements."""
    found = parsed(path, workspace)
    for one in () if isinstance(found, Skipped) else found:
        if isinstance(one, Value) and (one.data is None or isinstance(one.data, tuple)):
            continue
        if not isinstance(one, Skipped):
            return Skipped(path, "it is encrypted or no list of tasks", Location(path), claims_aks=True)
    return list_in(path, workspace)


def mapping_in(path: str, workspace: Workspace) -> Value | Skipped | Unknown:
    """What a file of variables holds; Unknown for one that is encrypted."""
    data = workspace.read(path)
    if isinstance(data, bytes) and data.lstrip().startswith(b"$ANSIBLE_VAULT"):
        return Unknown(f"{path} is encrypted", Location(path), "--var NAME=VALUE")
    found = parsed(path, workspace)
    if isinstance(found, Skipped):
        return found
    merged: dict[str, Node] = {}
    first: Value | None = None
    for one in found:
        if isinstance(one, Skipped):
            return one
        if isinstance(one, Value) and isinstance(one.data, Mapping):
            merged.update(one.data)
            first = first or one
    return Value(merged, first.at) if first is not None else Value({})


def is_play(node: Node) -> bool:
    """True for an element of a playbook."""
    names = members(node)
    return "hosts" in names or any(plain_name(name) in IMPORTS for name in names)


def is_task(node: Node) -> bool:
    """True for what may be an element of a list of tasks."""
    return isinstance(node, Value) and isinstance(node.data, Mapping) and not is_play(node)


def text_of(node: Node | None, *keys: str) -> str | None:
    """A text, or the text under the first of these keys of an object."""
    if text(node) is not None:
        return text(node)
    return next((said for key in keys if (said := text(members(node).get(key))) is not None), None)


@record
class Role:
    """A role of the repository."""

    name: str
    folder: str

    def file(self, kind: str, name: str, workspace: Workspace) -> str | None:
        """``tasks/main.yml`` and its like; None where there is none."""
        base = posixpath.join(self.folder, kind, name)
        endings = (*ROLE_ENDINGS, "") if name == MAIN else ("", *ROLE_ENDINGS)
        found = (base + ending for ending in endings)
        return next((one for one in found if workspace.exists(one) and not workspace.is_folder(one)), None)

    def files_of_variables(self, kind: str, name: str, workspace: Workspace) -> list[str]:
        """The files of ``defaults`` or ``vars`` that count together."""
        endings = (*ROLE_ENDINGS, "") if name == MAIN else ("", *ROLE_ENDINGS)
        return files_called(posixpath.join(self.folder, kind, name), endings, workspace)


def files_called(base: str, endings: tuple[str, ...], workspace: Workspace) -> list[str]:
    """The files of variables of one name: the first that there is of these endings, or without one those of the folder that
    is called so, however deep. Source: ansible-core 2.19, ``DataLoader.find_vars_files``."""
    for ending in endings:
        if workspace.exists(base + ending):
            return [base + ending]
        if not ending and workspace.is_folder(base):
            return files_in(base, workspace)
    return []


def files_in(folder: str, workspace: Workspace) -> list[str]:
    """The files of a folder of variables, in the order of their names."""
    inside = [path for path in workspace.walk() if path.startswith(folder + "/")]
    return [path for path in inside if _counts(path.removeprefix(folder + "/"))][:MOST_FILES]


def _counts(inner: str) -> bool:
    """True for a file of a folder of variables; ``inner``: its path there."""
    *folders, name = inner.split("/")
    if any(one.startswith(".") or one.endswith("~") for one in (*folders, name)):
        return False
    return not any("." in one for one in folders) and posixpath.splitext(name)[1] in ("", *ROLE_ENDINGS)


def role_named(name: str, playbook: str, workspace: Workspace) -> Role | None:
    """The role of a name: beside the playbook, in ``roles`` of a folder above it, or in ``ansible.cfg``'s path; one of a
    collection by its last name, where the repository is that collection."""
    return found_once(workspace, _role_named, name, playbook)


def _role_named(workspace: Workspace, name: str, playbook: str) -> Role | None:
    name = name.strip().rstrip("/")
    last = name.rpartition(".")[2] if name.count(".") >= 2 and "/" not in name else name
    folder = posixpath.dirname(playbook)
    bases = [folder]
    while folder:
        folder = posixpath.dirname(folder)
        bases.append(folder)
    places = [(posixpath.join(base, inner), inner) for base in bases for inner in ("roles", "")]
    for place, inner in (*((one, "set") for one in folders_of_roles(playbook, workspace)), *places):
        candidate = posixpath.normpath(posixpath.join(place, last))
        if leads_out(candidate) or not workspace.is_folder(candidate):
            continue
        parts = ("tasks",) if not inner else _OF_A_ROLE
        if any(workspace.is_folder(posixpath.join(candidate, part)) for part in parts):
            return Role(name, candidate)
    return None


def beside(written: str, path: str, playbook: str, kind: str, workspace: Workspace) -> str | None:
    """A file that a file names: from its folder, its role's folder for that kind, or the playbook's."""
    here = posixpath.dirname(path)
    role = posixpath.dirname(here)
    for base in dict.fromkeys((here, posixpath.join(role, kind), role, posixpath.dirname(playbook), "")):
        candidate = posixpath.normpath(posixpath.join(base, written))
        if not leads_out(candidate) and workspace.exists(candidate) and candidate.endswith(ENDINGS):
            return candidate
    return None


def tasks_in(listed: tuple[Node, ...]) -> Iterator[Mapping[str, Node]]:
    """Every task, those inside of blocks too."""
    pending = list(reversed(listed))
    while pending:
        one = members(pending.pop())
        if not one:
            continue
        yield one
        for part in INSIDE:
            pending += reversed(items(one.get(part)))


def taken_in(path: str, workspace: Workspace) -> tuple[str, ...]:
    """The files that a playbook or a list of tasks takes in, however far, itself not; as far as names tell."""
    return found_once(workspace, _taken, path)


def _taken(workspace: Workspace, path: str) -> tuple[str, ...]:
    return _Taken(path, workspace).files()


@mutable
class _Taken:
    playbook: str
    workspace: Workspace
    seen: dict[str, None] = field(default_factory=dict)

    def files(self) -> tuple[str, ...]:
        pending = [self.playbook]
        while pending and len(self.seen) < MOST_FILES:
            path = pending.pop()
            if path in self.seen:
                continue
            self.seen[path] = None
            listed = list_in(path, self.workspace)
            if not isinstance(listed, Skipped):
                pending += self._named(path, listed)
        return tuple(path for path in self.seen if path != self.playbook)

    def _named(self, path: str, listed: tuple[Node, ...]) -> Iterator[str]:
        for node in listed:
            if not is_play(node):
                yield from self._of_tasks(path, (node,))
                continue
            play = members(node)
            for name, imported in play.items():
                if plain_name(name) in IMPORTS:
                    yield from self._file(text_of(imported), path, "")
            for part in ("pre_tasks", "tasks", "post_tasks", "handlers"):
                yield from self._of_tasks(path, items(play.get(part)))
            for one in items(play.get("roles")):
                yield from self._role(text_of(one, "role", "name"))

    def _of_tasks(self, path: str, listed: tuple[Node, ...]) -> Iterator[str]:
        for task in tasks_in(listed):
            for key, node in task.items():
                name = plain_name(key)
                if name in TAKES_TASKS:
                    yield from self._file(text_of(node, "file"), path, "tasks")
                elif name in TAKES_ROLE:
                    yield from self._role(text_of(node, "name"))

    def _file(self, written: str | None, path: str, kind: str) -> Iterator[str]:
        if written is None:
            return
        if "{{" in written:  # any file of the folder may be meant
            folder = posixpath.dirname(path)
            for name in self.workspace.listdir(folder or "."):
                if name.endswith(ENDINGS):
                    yield posixpath.join(folder, name)
            return
        found = beside(
            written.split()[0] if written.split() else "", path, self.playbook, kind, self.workspace
        )
        if found is not None:
            yield found

    def _role(self, name: str | None) -> Iterator[str]:
        role = role_named(name, self.playbook, self.workspace) if name and "{{" not in name else None
        if role is None:
            return
        for kind in ("tasks", "handlers"):
            folder = posixpath.join(role.folder, kind)
            for one in self.workspace.listdir(folder) if self.workspace.is_folder(folder) else ():
                if one.endswith(ENDINGS):
                    yield posixpath.join(folder, one)
        meta = role.file("meta", "main", self.workspace)
        for needed in items(dependencies(meta, self.workspace)) if meta else ():
            yield from self._role(text_of(needed, "role", "name"))


def dependencies(meta: str, workspace: Workspace) -> Node | None:
    """The roles that a role needs."""
    found = mapping_in(meta, workspace)
    return members(found).get("dependencies") if isinstance(found, Value) else None
