"""The tree of module instances of one stack, and what its parts share."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable, Mapping

from natpin.languages.hcl.ast import Body, Step
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.folder import Folder, literal, load_folder
from natpin.languages.terraform.scope import NO_FUNCTIONS, Scope, World
from natpin.languages.terraform.values import EvalError
from natpin.languages.terraform.views import CallView, ModuleView
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Skipped, Unknown, Value

MAX_MODULE_DEPTH = 40


@record
class Constants:
    """Variable files name nothing."""

    world: World
    root_path: str
    folder_path: str = "."
    address: str = ""

    @property
    def functions(self) -> Mapping[str, Callable[[list[Node], Scope, Location], Node]]:
        """Terraform's own alone."""
        return NO_FUNCTIONS

    def root(self, name: str, steps: tuple[Step, ...], scope: Scope, at: Location) -> tuple[Node, int]:
        """Always an error."""
        raise EvalError(f"a variable file leaves {name!r} to be filled in", at)

    def subscription(self, provider: str) -> Node | None:
        """Variable files make nothing."""
        return None


@mutable
class Tree:
    """What all module instances of a stack share."""

    world: World
    root: str
    """The root module's folder, from the workspace."""
    terraform_workspace: str | None
    adapter: Callable[[CallView, str], Node | None]
    """Outputs of modules whose source is not here; None for one it does not know."""
    states: Callable[[ModuleView, str, Location], Node]
    """What a ``terraform_remote_state`` data source reads."""
    folders: dict[str, Folder] = field(default_factory=dict)
    relevant: dict[str, bool] = field(default_factory=dict)
    _manifest: dict[str, str] | None = None

    def folder(self, path: str) -> Folder:
        """A folder, read once."""
        found = self.folders.get(path)
        if found is None:
            found = self.folders[path] = load_folder(path, self.world.workspace)
        return found

    def report(self, skipped: Iterable[Skipped]) -> None:
        """Remember what could not be read, each place once."""
        for one in skipped:
            self.world.skipped.setdefault(one.at or one.path, one)

    def constants(self) -> Constants:
        """Where variable files are evaluated."""
        return Constants(self.world, self.root)

    def workspace_name(self, at: Location) -> Node:
        """``terraform.workspace``"""
        name = "terraform.workspace"
        known = self.terraform_workspace or self.world.choices.assumption(name)
        if known is not None:
            return Value(known, at)
        node = Unknown(f"{name} is not given", Location(self.root), "--terraform-workspace")
        self.world.choices.input(name, name, node, Location(self.root))
        return node

    def remote_state(self, module: ModuleView, name: str, at: Location) -> Node:
        """``data.terraform_remote_state.name``"""
        return self.states(module, name, at)

    def remote_output(self, call: CallView, name: str) -> Node:
        """An output of a module whose source is not here."""
        found = self.adapter(call, name)
        if found is not None:
            return found
        return Unknown(
            f"{call.address} comes from {call.source[:200]}, which is not here (output {name})",
            call.at,
            "terraform init",
        )

    # Where modules are ---------------------------------------------------------------------------------------------

    def folder_of_call(self, module: ModuleView, name: str, body: Body) -> Folder | None:
        """The folder that a module call means; None when it is not in the workspace."""
        path = self._path_of_call(module.folder.path, (*module.path, name), body, _worked_out(module, body))
        if path is None or len(module.path) >= MAX_MODULE_DEPTH:
            return None
        folder = self.folder(path)
        return folder if folder.has_files else None

    def _path_of_call(
        self, folder: str, path: tuple[str, ...], body: Body, worked_out: str | None = None
    ) -> str | None:
        source = literal(body, "source") or worked_out
        if (source is not None and source.startswith(("./", "../"))) or source in (".", ".."):
            found = posixpath.normpath(posixpath.join(folder, str(source)))
            return found if self.world.workspace.is_folder(found) else None
        return self.manifest().get(".".join(path))

    def manifest(self) -> dict[str, str]:
        """Folders of modules that ``terraform init`` has fetched, by the path of call names."""
        if self._manifest is None:
            self._manifest = {}
            path = posixpath.normpath(posixpath.join(self.root, ".terraform/modules/modules.json"))
            data = self.world.workspace.read(path) if self.world.workspace.exists(path) else None
            if isinstance(data, bytes):
                try:
                    found = json.loads(data)
                    entries = found.get("Modules", []) if isinstance(found, dict) else []
                except (ValueError, RecursionError):
                    entries = []
                for entry in entries if isinstance(entries, list) else []:
                    if isinstance(entry, dict) and entry.get("Key") and isinstance(entry.get("Dir"), str):
                        folder = posixpath.normpath(posixpath.join(self.root, entry["Dir"]))
                        if not folder.startswith(("/", "..")):
                            self._manifest[str(entry["Key"])] = folder
        return self._manifest

    # From the clusters outwards --------------------------------------------------------------------------------------

    def leads_to(
        self, folder: Folder, path: tuple[str, ...], types: frozenset[str], seen: frozenset[str] = frozenset()
    ) -> bool:
        """True when a folder, or a module it calls, declares a resource of one of these types, or calls a module
        that is not here."""
        known = self.relevant.get(folder.path)
        if known is not None:
            return known
        if folder.path in seen or len(seen) > MAX_MODULE_DEPTH:
            return False
        found = any(
            kind in types or declared.is_provisioned for (_, kind, _), declared in folder.resources.items()
        ) or self._calls_lead_to(folder, path, types, seen | {folder.path})
        self.relevant[folder.path] = found
        return found

    def _calls_lead_to(
        self, folder: Folder, path: tuple[str, ...], types: frozenset[str], seen: frozenset[str]
    ) -> bool:
        for name, declared in folder.modules.items():
            body = declared.body()
            if body is None:
                continue
            target = self._path_of_call(folder.path, (*path, name), body)
            if target is None or self.leads_to(self.folder(target), (*path, name), types, seen):
                return True
        return False


def _worked_out(module: ModuleView, body: Body) -> str | None:
    """A source that is an expression, as OpenTofu allows ("Module Sources", variables and locals); None when it is plain
    text or not known."""
    attribute = body.attributes.get("source")
    if attribute is None or literal(body, "source") is not None:
        return None
    found = argument(attribute, module.scope(attribute.source))
    return found.data if isinstance(found, Value) and isinstance(found.data, str) else None
