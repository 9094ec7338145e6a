"""Other roots of the same workspace, for what a root only looks up: remote states and data sources.

A remote state is another root's outputs when exactly one root keeps its state under that key. A data source is another
root's resource when exactly one root (with its inputs) declares one of that type, name, parent and resource group, all
known and equal. What is found there joins this stack under an address that begins with that root's folder in angle
brackets, so that every report says where it came from. Clusters and pools do not join: they are their own root's.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from natpin.formats.interface import Inputs
from natpin.formats.terraform import providers
from natpin.formats.terraform.environments import combinations
from natpin.formats.terraform.evaluate import Evaluation, evaluate_root
from natpin.formats.terraform.roots import Layout, every_root, survey
from natpin.languages.hcl.ast import Literal
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.folder import Folder, load_folder
from natpin.languages.terraform.instance import Instance
from natpin.languages.terraform.values import ANONYMOUS, EvalError
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Unknown, Value, plain, text
from natpin.workspace import Workspace

if TYPE_CHECKING:
    from natpin.languages.terraform.module import Module

_NOT_JOINING = frozenset(
    {"azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool", "null_resource", "terraform_data"}
)
_JOINING = providers.RELEVANT - _NOT_JOINING
_MAX_DEPTH = 3
_MAX_ROOTS = 300
"""In a workspace with more roots than this, data sources are not looked for in all of them."""

_KEYS = ("key", "prefix", "path", "state_name", "bucket", "container_name", "storage_account_name", "name")
_LOOKUPS: Mapping[str, tuple[str, ...]] = {
    "azurerm_subnet": ("name", "virtual_network_name", "resource_group_name"),
    "azurerm_virtual_network": ("name", "resource_group_name"),
    "azurerm_nat_gateway": ("name", "resource_group_name"),
    "azurerm_route_table": ("name", "resource_group_name"),
    "azurerm_public_ip": ("name", "resource_group_name"),
    "azurerm_public_ip_prefix": ("name", "resource_group_name"),
}
"""What identifies a resource of these types, for data sources that name it."""


@mutable
class _Known:
    """What a workspace's roots are, found out once."""

    layout: Layout
    roots: tuple[str, ...]
    combinations: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    declared: dict[tuple[str, tuple[str, ...]], list[tuple[str, ...]]] = field(default_factory=dict)


_KNOWN: WeakKeyDictionary[Workspace, _Known] = WeakKeyDictionary()


@mutable
class Neighbours:
    """The other roots, as one root sees them."""

    workspace: Workspace
    inputs: Inputs
    root: str
    files: tuple[str, ...] = ()
    depth: int = 0
    joined: dict[tuple[str, tuple[str, ...]], Evaluation] = field(default_factory=dict)
    """Roots whose resources join this stack."""
    _states: dict[tuple[str, str], Node] = field(default_factory=dict)

    # Remote states -----------------------------------------------------------------------------------------------

    def state(self, module: Module, name: str, at: Location) -> Node:
        """What ``data.terraform_remote_state.<name>`` is."""
        key = module.address, name
        if key not in self._states:
            self._states[key] = _unknown(name, "is still being read", at)
            self._states[key] = self._state(module, name, at)
        return self._states[key]

    def _state(self, module: Module, name: str, at: Location) -> Node:
        declared = module.folder.resources.get((True, "terraform_remote_state", name))
        body = declared.body() if declared is not None else None
        if declared is None or body is None:
            raise EvalError(f"data.terraform_remote_state.{name} is not declared", at)
        scope = module.scope(declared.block.source)
        wanted = {
            key: argument(attribute, scope)
            for key, attribute in body.attributes.items()
            if key in ("backend", "config")
        }
        backend, config = text(wanted.get("backend")), plain(wanted.get("config"))
        if backend is None or not isinstance(config, dict):
            return _unknown(name, "is configured by values that are not known", declared.at)
        if self.depth >= _MAX_DEPTH:
            return _unknown(name, "leads to too many other states", declared.at)
        found = [
            root for root in self._known().roots if root != self.root and self._keeps(root, backend, config)
        ]
        if len(found) != 1:
            why = "is the state of several roots here" if found else "is the state of no root that is here"
            return _unknown(name, why, declared.at)
        files = self._files(found[0])
        if files is None:
            return _unknown(name, f"is the state of {found[0]}, in one of its environments", declared.at)
        other = self._join(found[0], files)
        outputs = {one: other.root.output(one, declared.at) for one in other.root.folder.outputs}
        return Value({**outputs, "outputs": Value(outputs, declared.at)}, declared.at)

    def _keeps(self, root: str, backend: str, config: dict[str, object]) -> bool:
        """True when a root's backend is where this state is read from."""
        if backend == "local":
            path = config.get("path")
            if not isinstance(path, str):
                return False
            folder = posixpath.dirname(posixpath.normpath(posixpath.join(self.root, path))) or "."
            return folder == root
        mine = _backend(load_folder(root, self.workspace), backend)
        if mine is None:
            return False
        told = False
        for key in _KEYS:
            one, other = mine.get(key), config.get(key)
            if one is None or other is None:
                continue
            if one != other:
                return False
            told = told or key in ("key", "prefix", "state_name")
        return told

    # Data sources ------------------------------------------------------------------------------------------------

    def look_up(self, instances: Mapping[str, Instance]) -> None:
        """Let join whatever roots declare what this one's data sources name."""
        wanted = [mark for one in instances.values() if one.data and (mark := _mark(one)) is not None]
        mine = {_mark(one) for one in instances.values() if not one.data}
        missing = [mark for mark in dict.fromkeys(wanted) if mark not in mine]
        if not missing or self.depth or len(self._known().roots) > _MAX_ROOTS:
            return
        for mark in missing:
            found = [
                (root, files)
                for root in self._known().roots
                if root != self.root
                for files in self._combinations(root)
                if mark in self._declares(root, files)
            ]
            if len(found) == 1:
                self._join(*found[0])

    def instances(self) -> Iterator[Instance]:
        """The instances of every root that joins."""
        for other in list(self.joined.values()):
            yield from other.instances()

    def _declares(self, root: str, files: tuple[str, ...]) -> list[tuple[str, ...]]:
        known = self._known().declared
        key = root, files
        if key not in known:
            known[key] = []
            found = self._evaluation(root, files, "", frozenset(_LOOKUPS))
            marks = (_mark(one) for one in found.instances() if not one.data)
            known[key] = [mark for mark in marks if mark is not None]
        return known[key]

    # Roots ---------------------------------------------------------------------------------------------------------

    def _known(self) -> _Known:
        found = _KNOWN.get(self.workspace)
        if found is None:
            layout = survey(self.workspace)
            found = _KNOWN[self.workspace] = _Known(layout, tuple(every_root(layout, self.workspace)))
        return found

    def _combinations(self, root: str) -> list[tuple[str, ...]]:
        known = self._known()
        if root not in known.combinations:
            known.combinations[root] = combinations(root, known.layout, self.workspace)
        return known.combinations[root]

    def _files(self, root: str) -> tuple[str, ...] | None:
        """The environment of another root that goes with this one's: the only one, or the one named alike."""
        found = self._combinations(root)
        if len(found) == 1:
            return found[0]
        mine = _names(self.files)
        alike = [files for files in found if mine and _names(files) == mine]
        return alike[0] if len(alike) == 1 else None

    def _join(self, root: str, files: tuple[str, ...]) -> Evaluation:
        key = root, files
        if key not in self.joined:
            self.joined[key] = self._evaluation(root, files, f"<{root}>", _JOINING)
        return self.joined[key]

    def _evaluation(
        self, root: str, files: tuple[str, ...], address: str, types: frozenset[str]
    ) -> Evaluation:
        inner = Neighbours(self.workspace, self.inputs, root, files, self.depth + 1, self.joined)
        return evaluate_root(
            root,
            files,
            self.workspace,
            Inputs(terraform_workspace=self.inputs.terraform_workspace, assumed=self.inputs.assumed),
            types,
            providers.module_output,
            inner.state,
            address,
        )


def _unknown(name: str, why: str, at: Location) -> Unknown:
    return Unknown(f"data.terraform_remote_state.{name} {why}", at, "terraform show -json", ANONYMOUS)


def _names(files: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        posixpath.basename(path).removesuffix(".json").removesuffix(".tfvars").lower() for path in files
    )


def _mark(one: Instance) -> tuple[str, ...] | None:
    """What identifies an instance, all known; None when something of it is not."""
    names = _LOOKUPS.get(one.type)
    if names is None:
        return None
    words = [text(one.attributes.get(name)) for name in names]
    return (one.type, *(word.lower() for word in words if word)) if all(words) else None


def _backend(folder: Folder, kind: str) -> dict[str, object] | None:
    """The literal settings of a root's backend, if it is of this kind."""
    for block in folder.settings:
        body = block.body()
        for inner in body.blocks if body else ():
            if inner.type == "backend" and inner.labels == (kind,):
                return {
                    name: attribute.expression.value
                    for name, attribute in inner.body.attributes.items()
                    if isinstance(attribute.expression, Literal)
                }
    return None
