"""From a stack's files, or a live cluster, to an entry of natpin.yaml."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.egress import trace
from natpin.errors import ConfigError, Refused
from natpin.formats.interface import Inputs, Read
from natpin.graph import Graph
from natpin.pipeline.reading import ReadStack
from natpin.provision.desired import Desired
from natpin.provision.from_stack import entries, of_cluster, one
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from natpin.azure.scope import AzureScope


def wanted_from(source: str, arguments: Namespace, workspace: FolderWorkspace) -> Desired:
    """The entry of a stack (its id, or a folder or file), or of a live cluster ``SUBSCRIPTION/RG/CLUSTER``.

    Raises Refused when anything it takes is unknown.
    """
    subscription = getattr(arguments, "subscription", None) or os.environ.get("AZURE_SUBSCRIPTION_ID")
    group = getattr(arguments, "resource_group", None)
    stacks = _stacks(workspace)
    named = [read for read in stacks if read.stack.id == source]
    if not named:
        place = Path(source)
        if place.exists():
            named = _below(
                stacks, workspace.admit(place.resolve()) if place.is_file() else _folder(place, workspace)
            )
        elif len(source.strip("/").split("/")) < 3:
            known = ", ".join(read.stack.id for read in stacks if read.has_cluster)
            raise ConfigError(
                f"--from {source}: no such stack, file or folder (stacks with a cluster: {known or 'none'})"
            )
    if named:
        with_cluster = [read for read in named if read.has_cluster]
        if len(with_cluster) != 1:
            ids = ", ".join(repr(read.stack.id) for read in with_cluster) or "none with a cluster"
            raise Refused(f"--from {source} must name one stack with a cluster, but matches {ids}")
        parts: Iterable[Read] = with_cluster[0].parts
    else:
        parts = _live(source, arguments)
    try:
        graph = Graph.of(parts)
        entry = getattr(arguments, "entry", None)
        return one(entries(graph, of_cluster(trace(graph), entry), subscription, group).values(), entry)
    except Refused as error:
        raise type(error)(f"--from {source}: {error.message}") from None


def _stacks(workspace: FolderWorkspace) -> list[ReadStack]:
    from natpin.config import discover
    from natpin.formats.registry import READERS
    from natpin.model.value import Skipped
    from natpin.pipeline.reading import read_all
    from natpin.pipeline.scan import scan

    config = discover(workspace)
    scanned = scan(workspace, READERS, config.excluded)
    skipped: list[Skipped] = []
    infrastructure, _workloads = read_all(workspace, READERS, scanned.claimed, Inputs(), skipped)
    return infrastructure


def _folder(place: Path, workspace: FolderWorkspace) -> str:
    full = place.resolve()
    if not full.is_relative_to(workspace.root):
        raise ConfigError(f"--from {place}: it is outside the workspace; see --workspace")
    return full.relative_to(workspace.root).as_posix()


def _below(stacks: list[ReadStack], path: str) -> list[ReadStack]:
    exact = [read for read in stacks if read.stack.root == path]
    if exact or path == ".":
        return exact or stacks
    return [read for read in stacks if read.stack.root.startswith(path + "/")]


def _live(source: str, arguments: Namespace) -> Iterable[Read]:
    from natpin.azure.live import read
    from natpin.commands.azure_flags import connected

    with connected(arguments) as connection:
        return read(connection, live_scope(source, arguments))


def live_scope(source: str, arguments: Namespace) -> AzureScope:
    """What ``SUBSCRIPTION/RG/CLUSTER`` names; ``simulator/RG/CLUSTER`` where Azure is simulated. Raises ConfigError."""
    from natpin.azure.scope import AzureScope
    from natpin.commands.azure_flags import SIMULATOR

    if arguments.azure == SIMULATOR and source.startswith(f"{SIMULATOR}/"):
        from natpin.simulator.settings import SUBSCRIPTION

        source = SUBSCRIPTION + source.removeprefix(SIMULATOR)
    return AzureScope.parse(source)
