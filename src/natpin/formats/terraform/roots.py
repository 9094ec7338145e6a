"""Which folders are root modules, and which of them bear on AKS egress.

A folder that another folder calls as a local module is no root, unless the user named it and none of its callers.
Folders count when they, or modules they call, hold a file that speaks of AKS or its egress.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

from natpin.formats.reachable import reachable
from natpin.formats.terraform.mentions import (
    changes,
    changes_by_running,
    changes_others,
    claims,
    is_named_after_aks,
    speaks,
)
from natpin.languages.terraform.folder import SUFFIXES, load_folder
from natpin.model.record import field, mutable
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, counts, names_root, words_of

_MAX_FOLDERS = 20_000
_LOCAL_SOURCE = late_regex(rb'source"?\s*[=:]\s*"(\.[^"\n]{0,300})"')


@mutable
class Layout:
    """The Terraform folders of a workspace, and who calls whom."""

    calls: dict[str, set[str]] = field(default_factory=dict)
    """Folder to the folders it may call, by a look at its bytes."""
    speaking: set[str] = field(default_factory=set)
    """Folders with a file that speaks of AKS or its egress."""
    outside: set[str] = field(default_factory=set)
    """Folders that only a call leads to: they lie outside the path that was asked for."""
    values: list[str] = field(default_factory=list)
    """Every variable file, automatic ones too."""
    units: bool = False
    """True where Terragrunt deploys something here."""
    components: bool = False
    """True where a Terraform Stack deploys something here."""
    changing: set[str] = field(default_factory=set)
    """Folders with a file that attaches or changes something, which another root may declare."""

    beside: set[str] = field(default_factory=set)
    """Files that are read only beside clusters of other languages."""

    @property
    def reaching_changes(self) -> set[str]:
        """The folders that change something, and those that may call one that does."""
        return _reaching(self.changing, _callers(self.calls))

    def look(self, path: str, data: bytes | Skipped) -> None:
        """Take a Terraform file into account."""
        folder = posixpath.dirname(path) or "."
        called = self.calls.setdefault(folder, set())
        if isinstance(data, Skipped):
            return
        data = words_of(data)
        if speaks(data):
            self.speaking.add(folder)
        if changes(data):
            self.changing.add(folder)
        if (changes_others(data) or changes_by_running(data)) and not claims(path, data):
            self.beside.add(path)
        if b'".' in data:
            for match in _LOCAL_SOURCE.finditer(data):
                target = posixpath.normpath(posixpath.join(folder, match[1].decode(errors="replace")))
                if target.startswith("../") or target == "..":  # which leaves the workspace
                    if is_named_after_aks(posixpath.basename(target)):
                        self.speaking.add(folder)
                elif target != folder:
                    called.add(target)


def survey(workspace: Workspace) -> Layout:
    """Walk once: folders with Terraform files, the local sources they name, variable files. Folders outside the path
    asked for are looked at when a call leads to them."""
    layout = _SURVEYED.get(workspace)
    if layout is None:
        layout = _SURVEYED[workspace] = _survey(workspace)
    return layout


_SURVEYED: WeakKeyDictionary[Workspace, Layout] = WeakKeyDictionary()


def _survey(workspace: Workspace) -> Layout:
    layout = Layout()
    for path in workspace.walk():
        if path.endswith(("terragrunt.hcl", "terragrunt.stack.hcl")):
            layout.units = True
        elif path.endswith((".tfcomponent.hcl", ".tfstack.hcl")):
            layout.components = True
        elif path.endswith((".tfvars", ".tfvars.json")):
            layout.values.append(path)
        elif path.endswith(SUFFIXES):
            layout.look(path, workspace.read(path))
    pending = sorted({one for called in layout.calls.values() for one in called} - layout.calls.keys())
    while pending and len(layout.calls) < _MAX_FOLDERS:
        folder = pending.pop()
        if folder in layout.calls:
            continue
        layout.calls[folder] = set()
        layout.outside.add(folder)
        names = [name for name in workspace.listdir(folder) if name.endswith(SUFFIXES)]
        for name in names:
            path = posixpath.normpath(posixpath.join(folder, name))
            layout.look(path, workspace.read(path))
        if not names and is_named_after_aks(posixpath.basename(folder)):
            layout.speaking |= {caller for caller, called in layout.calls.items() if folder in called}
        pending.extend(layout.calls[folder] - layout.calls.keys())
    return layout


def roots(claimed: Sequence[str], workspace: Workspace, layout: Layout) -> list[str]:
    """The root modules to lint, sorted."""
    beside = {posixpath.dirname(path) or "." for path in claimed if path in layout.beside}
    named = {posixpath.dirname(path) or "." for path in claimed if path in workspace.focus}
    # a file that is named makes a root by its name alone, but not beside one whose bytes do: which files are named, in
    # whatever parts and order, must not change what is said of that one
    speaks = named and any(names_root(folder, workspace) for folder in layout.speaking)
    holding = layout.speaking | beside | (set() if speaks else named)
    perhaps = _reaching(holding, _callers(layout.calls))
    confirmed, broken = _confirmed(perhaps, layout, workspace)
    reaching = _reaching(holding | broken, _callers(confirmed))
    called = {
        one
        for caller, ones in confirmed.items()
        for one in ones
        if one != caller and counts(caller, one, workspace)
    }
    deployed = {
        one
        for one, units in _deployed(workspace, layout).items()
        if all(counts(unit, one, workspace) for unit in units)
    }
    found = {folder for folder in reaching if folder not in called | deployed} - layout.outside
    found |= _circles(reaching - found - deployed - layout.outside, found | deployed, confirmed)
    return sorted(found)


def every_root(layout: Layout, workspace: Workspace) -> list[str]:
    """Every folder that no other one calls, whatever it declares."""
    confirmed, _ = _confirmed(set(layout.calls), layout, workspace)
    called = {one for caller, ones in confirmed.items() for one in ones if one != caller}
    called |= _deployed(workspace, layout).keys()
    return sorted(set(layout.calls) - called - layout.outside)


def _deployed(workspace: Workspace, layout: Layout) -> Mapping[str, list[str]]:
    """The folders that units of Terragrunt and components of Terraform Stacks deploy, with those units and stacks: each is
    judged with the inputs that these give."""
    found: dict[str, list[str]] = {}
    if layout.units:
        from natpin.languages.terragrunt.units import units

        found.update(units(workspace).deployed())
    if layout.components:
        from natpin.languages.terraform_stacks.components import stack_folders

        for stack, folders in stack_folders(workspace).items():
            for folder in folders:
                found.setdefault(folder, []).append(stack)
    return found


def _callers(calls: Mapping[str, set[str]]) -> Mapping[str, set[str]]:
    """Folder to the folders that call it."""
    found: dict[str, set[str]] = {}
    for caller, called in calls.items():
        for one in called:
            found.setdefault(one, set()).add(caller)
    return found


def _reaching(holding: Iterable[str], callers: Mapping[str, set[str]]) -> set[str]:
    """Folders that hold a claimed file or may call one that does, however far."""
    return set(reachable(holding, lambda folder: callers.get(folder, ())))


def _confirmed(
    folders: set[str], layout: Layout, workspace: Workspace
) -> tuple[dict[str, set[str]], set[str]]:
    """Who really calls whom: a source in a comment, or in a block that is no module, calls nothing. And the folders
    that seem to call something but cannot be read whole."""
    found: dict[str, set[str]] = {}
    broken: set[str] = set()
    for folder in folders:
        if layout.calls.get(folder):
            loaded = load_folder(folder, workspace)
            found[folder] = {path for _, path in loaded.local_sources()}
            if loaded.skipped or any(declared.block.problem for declared in loaded.modules.values()):
                broken.add(folder)
    return found, broken


def _circles(left: set[str], found: set[str], calls: Mapping[str, set[str]]) -> set[str]:
    """Modules that only call one another: one of each circle is read as a root, so that nothing is lost."""
    reached = set(reachable(found, lambda caller: calls.get(caller, ())))
    chosen: set[str] = set()
    for folder in sorted(left):
        if folder not in reached:
            chosen.add(folder)
            reached.update(reachable([folder], lambda caller: calls.get(caller, set()) - reached))
    return chosen
