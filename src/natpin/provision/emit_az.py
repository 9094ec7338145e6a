"""A plan as a shell script of the Azure CLI. Source of commands and flags: ``az`` 2.91, ``--help``; of ``--remove natGateway``:
NAT gateway, "Manage a NAT gateway", "Remove a NAT gateway from an existing subnet"."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from natpin.errors import Refused
from natpin.model.resource import (
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    SUBNET,
    VIRTUAL_NETWORK,
    same_type,
)
from natpin.provision.desired import Desired
from natpin.provision.emission import Files, Piece, ids_after, members, remark
from natpin.provision.ids import parent_of, parse

FILE = "provision.sh"


def script(made: Sequence[Piece], wanted: Desired) -> Files:
    """The commands, in the plan's order."""
    lines = [
        "#!/usr/bin/env bash",
        f"# Egress entry {remark(wanted.name)}, as natpin plan --emit az wrote it.",
        "set -euo pipefail",
        "",
        f"az account set --subscription {shlex.quote(wanted.subscription)}",
    ]
    for piece in made:
        lines += ["", *_commands(piece)]
    return {FILE: "\n".join(lines) + "\n"}


def _commands(piece: Piece) -> Iterator[str]:
    type_ = piece.change.type
    if same_type(type_, RESOURCE_GROUP):
        yield _az("group create", [("--name", piece.name), *_common(piece)])
    elif same_type(type_, VIRTUAL_NETWORK):
        space = (
            members(members(piece.body.get("properties")).get("addressSpace")).get("addressPrefixes") or []
        )
        yield _az("network vnet create", [*_named(piece), *_common(piece), ("--address-prefixes", *space)])
    elif same_type(type_, PUBLIC_IP_PREFIX):
        length = members(piece.body.get("properties")).get("prefixLength")
        version = members(piece.body.get("properties")).get("publicIPAddressVersion")
        yield _az(
            "network public-ip prefix create",
            [
                *_named(piece),
                *_common(piece),
                *_sku(piece),
                ("--length", str(length)),
                ("--version", str(version)),
                *_zones(piece),
            ],
        )
    elif same_type(type_, NAT_GATEWAY):
        yield _gateway(piece)
    elif same_type(type_, SUBNET):
        yield _subnet(piece)
    elif same_type(type_, CLUSTER):
        yield from _cluster(piece)
    elif same_type(type_, LOCK):
        lock = members(piece.body.get("properties"))
        words = [("--name", piece.name), ("--resource", parent_of(piece.change.id))]
        words += [("--lock-type", str(lock.get("level"))), ("--notes", str(lock.get("notes") or ""))]
        yield _az("lock create", words)
    else:
        raise Refused(f"--emit az has no command for {type_}")


def _gateway(piece: Piece) -> str:
    words = [*_named(piece)]
    verb = "create" if piece.creates else "update"
    if piece.creates:
        words += [*_common(piece), *_sku(piece), *_zones(piece)]
    changed = {change.path for change in piece.change.properties}
    minutes = members(piece.body.get("properties")).get("idleTimeoutInMinutes")
    if minutes is not None and (piece.creates or "properties.idleTimeoutInMinutes" in changed):
        words.append(("--idle-timeout", str(minutes)))
    for path, flag in (
        ("publicIpAddresses", "--public-ip-addresses"),
        ("publicIpPrefixes", "--public-ip-prefixes"),
        ("publicIpAddressesV6", "--pip-addresses-v6"),
        ("publicIpPrefixesV6", "--pip-prefixes-v6"),
    ):
        ids = ids_after(piece, path)
        if ids and (piece.creates or f"properties.{path}" in changed):
            words.append((flag, *ids))
        elif f"properties.{path}" in changed:
            words.append(("--remove", path))
    return _az(f"network nat gateway {verb}", words)


def _subnet(piece: Piece) -> str:
    properties = members(piece.body.get("properties"))
    gateway = str(members(properties.get("natGateway")).get("id") or "")
    network = parse(parent_of(piece.change.id))
    words: list[tuple[str, ...]] = [
        ("--resource-group", network.group),
        ("--vnet-name", network.name),
        ("--name", piece.name),
    ]
    if not piece.creates:
        exit_ = ("--nat-gateway", gateway) if gateway else ("--remove", "natGateway")
        return _az("network vnet subnet update", [*words, exit_])
    prefixes = properties.get("addressPrefixes") or [properties.get("addressPrefix")]
    words += [("--address-prefixes", *map(str, prefixes)), ("--nat-gateway", gateway)]
    return _az("network vnet subnet create", [*words, ("--default-outbound-access", "false")])


def _cluster(piece: Piece) -> Iterator[str]:
    properties = members(piece.body.get("properties"))
    network = members(properties.get("networkProfile"))
    if not piece.creates:
        for change in piece.change.properties:
            if change.path.endswith("outboundType"):
                yield _az("aks update", [*_named(piece), ("--outbound-type", str(change.after))])
            elif change.path.endswith("authorizedIPRanges") and isinstance(change.after, list):
                ranges = ",".join(map(str, change.after))
                yield _az("aks update", [*_named(piece), ("--api-server-authorized-ip-ranges", ranges)])
            else:
                raise Refused(f"--emit az has no command for {change.path} of {piece.name}")
        return
    pool = members((properties.get("agentPoolProfiles") or [{}])[0])
    words = [*_named(piece), *_common(piece), ("--nodepool-name", str(pool.get("name")))]
    words += [
        ("--node-count", str(pool.get("count"))),
        ("--vnet-subnet-id", str(pool.get("vnetSubnetID"))),
        ("--network-plugin", str(network.get("networkPlugin"))),
        ("--outbound-type", str(network.get("outboundType"))),
        ("--dns-name-prefix", str(properties.get("dnsPrefix"))),
    ]
    for value, flag in (
        (network.get("networkPluginMode"), "--network-plugin-mode"),
        (pool.get("vmSize"), "--node-vm-size"),
        (properties.get("kubernetesVersion"), "--kubernetes-version"),
    ):
        words += [(flag, str(value))] if value else []
    if families := network.get("ipFamilies"):
        words.append(("--ip-families", ",".join(map(str, families))))
    identities = members(members(piece.body.get("identity")).get("userAssignedIdentities"))
    words += (
        [("--assign-identity", next(iter(identities)))] if identities else [("--enable-managed-identity",)]
    )
    yield _az("aks create", [*words, ("--generate-ssh-keys",)])


def _named(piece: Piece) -> list[tuple[str, ...]]:
    return [("--resource-group", piece.group), ("--name", piece.name)]


def _common(piece: Piece) -> list[tuple[str, ...]]:
    tags = members(piece.body.get("tags"))
    made: list[tuple[str, ...]] = [("--location", str(piece.body.get("location")))]
    return [*made, ("--tags", *(f"{key}={value}" for key, value in tags.items()))] if tags else made


def _sku(piece: Piece) -> list[tuple[str, ...]]:
    return [("--sku", str(members(piece.body.get("sku")).get("name")))]


def _zones(piece: Piece) -> list[tuple[str, ...]]:
    zones = piece.body.get("zones")
    return [("--zone", *map(str, zones))] if isinstance(zones, list) and zones else []


def _az(command: str, words: Sequence[tuple[str, ...]]) -> str:
    """One command, a flag a line."""
    told = [" ".join([flag, *map(shlex.quote, values)]) for flag, *values in words]
    return " \\\n  ".join([f"az {command}", *told])
