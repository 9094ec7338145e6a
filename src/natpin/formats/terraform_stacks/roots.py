"""Which stacks bear on AKS egress, and their deployments."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.formats.interface import Inputs
from natpin.formats.reachable import reachable
from natpin.formats.terraform import providers
from natpin.formats.terraform.likeness import may_make_cluster
from natpin.formats.terraform.roots import survey
from natpin.formats.terraform.unread import for_networks
from natpin.languages.hcl.ast import Body
from natpin.languages.recursion import deep_stack
from natpin.languages.terraform.folder import literal
from natpin.languages.terraform.instance import ModuleCall
from natpin.languages.terraform.scope import World
from natpin.languages.terraform_stacks.components import configuration
from natpin.languages.terraform_stacks.deployments import deployments
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import Workspace

NAME = "terraform-stacks"


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Each deployment; a stack without any, with the defaults of its variables."""
    with deep_stack():
        for folder in sorted({posixpath.dirname(path) or "." for path in claimed}):
            found = configuration(folder, workspace)
            if not found.folder.modules and not found.unfollowed:
                continue
            if not bears(folder, workspace):
                continue
            named = deployments(folder, World(workspace))
            kept = [one for one in named.found.values() if not named.is_destroyed(one.name)]
            if not named.found or (named.skipped and not kept):  # what could not be read is told with a stack
                yield Stack(NAME, folder)
            for one in kept:
                yield Stack(NAME, folder, (one.path,), one.name)
            if named.found and not (kept or named.skipped):
                last = [*named.found.values()][-1]
                reason = "every deployment of the stack is destroyed (destroy = true), so there is nothing to judge"
                yield Skipped(last.path, reason, last.at)


def bears(folder: str, workspace: Workspace) -> bool:
    """True for a stack with a component whose module declares or changes clusters or networks, as far as bytes and names
    tell."""
    layout = survey(workspace)
    found = configuration(folder, workspace)
    if found.unfollowed and (layout.speaking or layout.changing):
        return True
    local = dict(found.folder.local_sources())
    reached = reachable(local.values(), lambda one: layout.calls.get(one, ()))
    if any(one in layout.speaking or one in layout.changing for one in reached):
        return True
    for name, declared in found.folder.modules.items():
        body = declared.body()
        if name not in local and body is not None:
            call = _call(name, body, folder)
            if providers.understood(call) or may_make_cluster(call) or for_networks(call):
                return True
    return False


def _call(name: str, body: Body, folder: str) -> ModuleCall:
    """A component whose module is not here."""
    from natpin.model.location import Location

    source = literal(body, "source") or ""
    return ModuleCall(f"component.{name}", source, literal(body, "version"), {}, Location(folder))
