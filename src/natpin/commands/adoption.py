"""From a stack's files, or a live cluster, to an entry of natpin.yaml."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.egress import trace
from natpin.errors import ConfigError, Refused
from natpin.facts.public_ips import locked
from natpin.formats.interface import Inputs, Read
from natpin.graph import Graph
from natpin.model.path import EgressPath
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.pipeline.reading import ReadStack
from natpin.provision.desired import CAN_NOT_DELETE, Desired
from natpin.provision.entries import is_subscription
from natpin.provision.families import IP_LISTS
from natpin.provision.from_stack import entries, of_cluster, one
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from natpin.azure.scope import AzureScope


def wanted_from(source: str, arguments: Namespace, workspace: FolderWorkspace) -> Desired:
    """The entry of a stack (its id, or a folder or file), or of a live cluster ``SUBSCRIPTION/RG/CLUSTER``.

    Raises Refused when anything it takes is unknown.
    """
    subscription = getattr(arguments, "subscription", None) or os.environ.get("AZURE_SUBSCRIPTION_ID")
    if subscription and not is_subscription(subscription):
        flag = "--subscription" if getattr(arguments, "subscription", None) else "AZURE_SUBSCRIPTION_ID"
        raise ConfigError(
            f"{flag} {subscription}: this is not a subscription id (az account show --query id --output tsv)"
        )
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
        paths = of_cluster(trace(graph), entry)
        return _guarded(one(entries(graph, paths, subscription, group).values(), entry), graph, paths)
    except Refused as error:
        raise type(error)(f"--from {source}: {error.message}") from None


def _guarded(wanted: Desired, graph: Graph, paths: Iterable[EgressPath]) -> Desired:
    """The entry, which asks for locks where an IP of its NAT gateway is known to have one: what guards it must not be lost."""
    gateways = {
        path.nat_gateway.address: path.nat_gateway for path in paths if isinstance(path.nat_gateway, Resource)
    }
    ips = (
        graph.follow(node, type_)
        for gateway in gateways.values()
        for path, _version, type_ in IP_LISTS
        for node in graph.elements(gateway, path.removeprefix("properties."))
    )
    guarded = any(isinstance(ip, Resource) and locked(graph, ip) is True for ip in ips)
    return replace(wanted, lock=CAN_NOT_DELETE) if guarded else wanted


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


def live_scope(source: str, arguments: Namespace, where: str = "--from") -> AzureScope:
    """What ``SUBSCRIPTION/RG/CLUSTER``, written ``where``, names; ``simulator/RG/CLUSTER`` where Azure is simulated. Raises ConfigError."""
    from natpin.azure.scope import AzureScope
    from natpin.commands.azure_flags import SIMULATOR

    if arguments.azure == SIMULATOR and source.startswith(f"{SIMULATOR}/"):
        from natpin.simulator.settings import SUBSCRIPTION

        source = SUBSCRIPTION + source.removeprefix(SIMULATOR)
    return AzureScope.parse(source, where)
