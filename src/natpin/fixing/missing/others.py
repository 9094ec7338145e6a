"""ARM templates, az, Az PowerShell and YAML: a gateway named by the subnet, and an IP given to the gateway; what is missing is made."""

from __future__ import annotations

from natpin.fixing.edit import Edit
from natpin.fixing.files import Files, edits_of
from natpin.fixing.missing import cmdlets, manifests, scripts, templates
from natpin.fixing.missing.gap import Filled, Gap, declared, free_prefix
from natpin.fixing.writers import commands
from natpin.model.resource import PUBLIC_IP_PREFIX, Resource, same_type
from natpin.pipeline.reading import ReadStack


def filled(files: Files, gap: Gap) -> Filled | None:
    """The gateway named by every subnet, and made where there is none."""
    if gap.gateway is None:
        return (
            scripts.with_gateway(files, gap)
            or templates.with_gateway(files, gap)
            or cmdlets.with_gateway(files, gap)
        )
    return (
        _in_commands(files, gap, gap.gateway)
        or templates.attached(files, gap)
        or cmdlets.attached(files, gap)
        or manifests.attached(files, gap)
    )


def addressed(files: Files, read: ReadStack, gateway: Resource) -> Filled | None:
    """The one prefix that there is, given to a gateway without an IP; where there is none, one is made."""
    prefix = free_prefix(read)
    if prefix is None:
        some = any(same_type(one.type, PUBLIC_IP_PREFIX) for one in declared(read))
        return None if some else scripts.with_prefix(files, gateway) or templates.with_prefix(files, gateway)
    there, given = scripts.command_of(files, gateway), scripts.command_of(files, prefix)
    if there is not None and given is not None:
        name = commands.argument(given[0].text, given[1], "--name", "-n")
        changes = name and commands.with_words(there[0].text, there[1], f"--public-ip-prefixes {name}")
        return Filled(edits_of(there[0], changes)) if changes else None
    return templates.given_prefix(files, gateway, prefix)


def _in_commands(files: Files, gap: Gap, gateway: Resource) -> Filled | None:
    """az: its name in the command of every subnet."""
    given = scripts.command_of(files, gateway)
    name = commands.argument(given[0].text, given[1], "--name", "-n") if given is not None else None
    edits: dict[Edit, None] = {}
    for subnet in gap.subnets:
        there = scripts.command_of(files, subnet)
        changes = there and name and commands.with_words(there[0].text, there[1], f"--nat-gateway {name}")
        if there is None or not changes:
            return None
        edits |= dict.fromkeys(edits_of(there[0], changes))
    return Filled(tuple(edits))
