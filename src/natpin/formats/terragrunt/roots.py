"""Which units of a workspace bear on AKS egress."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs
from natpin.formats.reachable import reachable
from natpin.formats.terraform import mentions, providers
from natpin.formats.terraform.environments import belonging
from natpin.formats.terraform.likeness import may_make_cluster
from natpin.formats.terraform.roots import Layout, survey
from natpin.formats.terraform.unread import for_networks
from natpin.formats.terragrunt.addresses import as_call
from natpin.formats.terragrunt.mentions import deploys, is_unit
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.folder import written_names
from natpin.languages.terragrunt.units import Source, Unit, configuration, units
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.regex import late_regex
from natpin.workspace import Workspace, names_root, words_of

NAME = "terragrunt"
_NETWORKS = late_regex(
    rb"azurerm_(?:subnet|virtual_network|route|nat_gateway|public_ip|kubernetes|firewall|lb\b|management_lock)|azapi_"
    rb"|(?i:microsoft\.network)|avm-res-network"
)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Every unit whose module bears on egress, and what could not be followed."""
    with deep_stack():
        found = units(workspace)
        layout = survey(workspace)
        for folder, unit in sorted(found.units.items()):
            source = found.sources.get(folder)
            if source is None:
                continue
            if source.unknown is not None:
                told = _told(unit, source, source.unknown.reason, workspace)
                yield replace(told, claims_aks=told.claims_aks or bool(layout.speaking))
            elif source.folder is None and source.written.startswith((".", "/")):
                why = f"its source {source.written[:200]} is not here"
                yield _told(unit, source, why, workspace)
            elif bears(unit, source, layout, workspace):
                yield Stack(NAME, folder, _named(folder, source, inputs, workspace))
        for broken in found.skipped:  # what it deploys is not known
            yield replace(broken, claims_aks=broken.claims_aks or bool(layout.speaking))
        used = found.used | {unit.path for unit in found.units.values()}
        for path in claimed:
            if path not in used and not is_unit(path) and _deploys(path, workspace):
                why = "it names a module of AKS or its egress, and no unit of Terragrunt here includes it"
                yield Skipped(path, why, Location(path), claims_aks=True)


def _deploys(path: str, workspace: Workspace) -> bool:
    data = workspace.read(path)
    return not isinstance(data, Skipped) and deploys(words_of(data))


def _named(folder: str, source: Source, inputs: Inputs, workspace: Workspace) -> tuple[str, ...]:
    """The variable files that the user gives for a unit."""
    if not inputs.var_files or source.folder is None or not names_root(folder, workspace):
        return ()
    return belonging(source.folder, inputs.var_files, workspace)


def bears(unit: Unit, source: Source, layout: Layout, workspace: Workspace) -> bool:
    """True for a unit whose module declares or changes clusters or networks, as far as bytes and names tell."""
    here, _ = configuration(unit, workspace)
    included = [one.configuration.path for one in here.includes] if here is not None else []
    for path in (unit.path, *included):  # they may generate files
        data = workspace.read(path)
        said = b"" if isinstance(data, Skipped) else words_of(data)
        if _NETWORKS.search(said) or mentions.claims(path, said):
            return True
    if source.folder is None:
        call = as_call(unit, source, here.inputs().known if here is not None else {})
        return providers.understood(call) or may_make_cluster(call) or for_networks(call)
    return any(
        folder in layout.speaking or folder in layout.changing or _says(folder, workspace)
        for folder in reachable([source.folder, unit.folder], lambda one: layout.calls.get(one, ()))
    )


def _says(folder: str, workspace: Workspace) -> bool:
    for name in written_names(workspace.listdir(folder)):
        data = workspace.peek(posixpath.normpath(posixpath.join(folder, name)))
        if not isinstance(data, Skipped) and _NETWORKS.search(words_of(data)):
            return True
    return False


def _told(unit: Unit, source: Source, why: str, workspace: Workspace) -> Skipped:
    here, _ = configuration(unit, workspace)
    known = here.inputs().known if here is not None else {}
    call = as_call(unit, replace(source, written=source.written or "?"), known)
    return Skipped(unit.path, f"a unit of Terragrunt: {why}", source.at, claims_aks=may_make_cluster(call))
