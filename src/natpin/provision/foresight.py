"""What Azure would refuse of a plan, or make of it afterwards, asked before anything is written: policies, quota, the roles of the
clusters' own identities. What cannot be asked is told as unknown, never taken for fine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.errors import CloudError, Rejected
from natpin.model.change import Action, Change, Json, Plan
from natpin.model.record import replace
from natpin.model.resource import LOCK, PUBLIC_IP_PREFIX, RESOURCE_GROUP, SUBNET, same_type
from natpin.provision.authorized import wished
from natpin.provision.bodies import desired, read
from natpin.provision.desired import Desired
from natpin.provision.ids import group_of, parse
from natpin.provision.observed import Observed, allows, pool_subnets
from natpin.provision.ports import Foresight, Live
from natpin.provision.prices import estimate

JOIN = f"{SUBNET}/join/action"
"""What a cluster's identity must be able to do with its subnets. Source: AKS, "Use a managed identity", "Bring your own
subnet": Network Contributor, or a role with this action."""
QUOTAS = ("IPv4StandardSkuPublicIpAddresses", "StandardSkuPublicIpAddresses")
"""Names that the network provider gives to the quota of Standard public IPs, which those of prefixes count against. Source: Azure
Quota REST API, examples of Microsoft.Network; Azure subscription limits, "Publicly routable IP addresses"."""
API = {"microsoft.network": "2025-05-01", "microsoft.containerservice": "2026-05-01"}


def foreseen(plan: Plan, wanted: Desired, found: Observed, cloud: Foresight) -> Observed:
    """The same, with what Azure says of the plan. Asks about what would be written, no more. Where there is no answer, a note says
    what is unknown, and why."""
    writes = [change for change in plan.changes if change.action is not Action.NO_OP and _writes(change)]
    refused: dict[str, list[str]] = {}
    notes: list[str] = []
    for asked in (_policies, _quota):
        for id_, why in asked(writes, wanted, found, cloud, notes):
            refused.setdefault(id_.lower(), []).append(why)
    notes += _roles(writes, wanted, found, cloud)
    price = estimate(plan)
    notes += [price] if price else []
    return replace(
        found,
        refused={id_: tuple(dict.fromkeys(why)) for id_, why in refused.items()},
        notes=tuple(dict.fromkeys((*found.notes, *notes))),
    )


def roles_wanting(plan: Plan, wanted: Desired, found: Observed, cloud: Foresight) -> tuple[str, ...]:
    """What the identities of the clusters that a plan moves may not do with their subnets, or may not for all that is known."""
    writes = [change for change in plan.changes if change.action is not Action.NO_OP and _writes(change)]
    return tuple(dict.fromkeys(_roles(writes, wanted, found, cloud)))


def _writes(change: Change) -> bool:
    return change.action in (Action.CREATE, Action.UPDATE) or bool(change.properties)


Refusals = Iterator[tuple[str, str]]


def _policies(
    writes: list[Change], wanted: Desired, found: Observed, cloud: Foresight, notes: list[str]
) -> Refusals:
    """What Azure Policy would refuse, a resource group at a time."""
    targets = {target.key: target for target in wished(wanted, found)}
    by_group: dict[str, list[Change]] = {}
    for change in writes:
        if not any(same_type(change.type, type_) for type_ in (RESOURCE_GROUP, LOCK)) and not change.step:
            by_group.setdefault(group_of(change.id), []).append(change)
    for group, changes in by_group.items():
        unknown = f"whether Azure Policy refuses anything in {parse(group).name} is unknown: "
        if found.live(group) is None:
            notes.append(f"{unknown}the resource group is not there yet, and ARM validates into one that is")
            continue
        resources = []
        for change in changes:
            target, live = targets[change.key], found.live(change.id)
            body = dict(target.create or {}) if live is None else desired(target, live.body)
            resources.append(_declared(change, body, changes))
        try:
            refusals = cloud.disallowed(group, resources)
        except CloudError as error:
            notes.append(f"{unknown}{_why(error, 'to validate a deployment')}")
            continue
        for refusal in refusals:
            meant = [
                change for change in changes if parse(change.id).name == refusal.resource.rpartition("/")[2]
            ]
            for change in meant or changes:
                yield (
                    change.id,
                    f"Azure Policy refuses it: {refusal.why} Have the policy's owners allow it, or change the entry",
                )


def _declared(change: Change, body: Json, others: list[Change]) -> dict[str, object]:
    """A resource as a template declares it."""
    kept = {
        key: body[key]
        for key in ("location", "tags", "sku", "zones", "identity", "properties")
        if body.get(key)
    }
    known = {other.id.lower(): other.id for other in others}
    waits = [known[id_.lower()] for id_ in change.depends_on if id_.lower() in known]
    return {
        "type": change.type,
        "apiVersion": API[change.type.partition("/")[0].lower()],
        "name": "/".join(parse(change.id).names),
        **kept,
        **({"dependsOn": waits} if waits else {}),
    }


def _quota(
    writes: list[Change], wanted: Desired, _found: Observed, cloud: Foresight, notes: list[str]
) -> Refusals:
    """Whether the region has as many public IPs left as the plan takes."""
    for change in writes:
        length = read(change.after, "properties.prefixLength")
        if not same_type(change.type, PUBLIC_IP_PREFIX) or not isinstance(length, int):
            continue
        count = 2 ** (32 - length)
        unknown = f"whether the quota of {wanted.location} has {count} public IPs left is unknown: "
        try:
            usages: Mapping[str, tuple[int, int]] = cloud.usages(wanted.subscription, wanted.location)
        except CloudError as error:
            notes.append(f"{unknown}{_why(error, 'to read it')}")
            continue
        known = {name.lower(): usage for name, usage in usages.items()}
        names = [name for name in QUOTAS if name.lower() in known]
        if not names:
            notes.append(f"{unknown}Azure names no such quota")
            continue
        for name in names:
            used, limit = known[name.lower()]
            if used + count > limit:
                yield (
                    change.id,
                    f"the quota {name} of {wanted.location} is {limit} public IPs, {used} are used, and it takes {count}: ask for a "
                    "larger one (az quota update, or the portal's Quotas), or want a longer prefix",
                )


def _roles(writes: list[Change], wanted: Desired, found: Observed, cloud: Foresight) -> Iterator[str]:
    """Whether the clusters' own identities may join the subnets: AKS uses them, not the caller, and fails later where they may
    not."""
    written = {change.key for change in writes}
    for cluster in wanted.clusters:
        name, live = parse(cluster.id).name, found.live(cluster.id)
        if live is None and cluster.create is None:
            continue
        assigned = cluster.create.identity if live is None and cluster.create is not None else ""
        subnets = pool_subnets(live) if live is not None else [wanted.subnets[0].id]
        if written.isdisjoint(id_.lower() for id_ in (cluster.id, *subnets)):
            continue  # neither it nor what it is in changes
        if assigned == "system":
            yield (
                f"the identity of {name} comes into being with it, and has no role yet: give it Network Contributor on "
                f"{', '.join(parse(id_).name for id_ in subnets)} when it is there"
            )
            continue
        try:
            principals = _principals(live) if live is not None else [cloud.principal_of(assigned)]
        except CloudError:
            principals = []
        if not any(principals):
            yield f"whether the identity of {name} may join its subnets is unknown: Azure does not tell who that is"
        for principal in filter(None, principals):
            yield from _may_join(name, principal, subnets, found, cloud)


def _principals(cluster: Live) -> list[str]:
    """The object ids of the identities of a live cluster's control plane."""
    identity = read(cluster.body, "identity")
    several = read(identity, "userAssignedIdentities") if isinstance(identity, Mapping) else None
    one = read(identity, "principalId") if isinstance(identity, Mapping) else None
    listed = several.values() if isinstance(several, Mapping) else ()
    found = [read(each, "principalId") for each in listed if isinstance(each, Mapping)]
    return [str(each) for each in (found or [one]) if each]


def _may_join(
    name: str, principal: str, subnets: Sequence[str], found: Observed, cloud: Foresight
) -> Iterator[str]:
    """One line for all subnets of which the same is to be said."""
    absent, refused = [], []
    unclear: dict[str, list[str]] = {}
    for subnet in subnets:
        if found.live(subnet) is None:
            absent.append(subnet)
            continue
        try:
            permissions = cloud.permissions_of(principal, subnet)
        except CloudError as error:
            unclear.setdefault(_why(error, "to read role assignments"), []).append(subnet)
            continue
        if not any(allows(permission, JOIN) for permission in permissions):
            refused.append(subnet)
    if absent:
        many = len(absent) > 1
        yield (
            f"{_named(absent)} {'are' if many else 'is'} not there yet: the identity of {name} needs Network Contributor on "
            f"{'them, or on their' if many else 'it, or on its'} network"
        )
    for why, of in unclear.items():
        yield f"whether the identity of {name} may join {_named(of)} is unknown: {why}"
    if refused:
        commands = "; ".join(
            f'az role assignment create --assignee-object-id {principal} --assignee-principal-type ServicePrincipal --role "Network '
            f'Contributor" --scope {subnet}'
            for subnet in refused
        )
        yield f"the identity of {name} may not join {_named(refused)}, and AKS needs that of it: {commands}"


def _named(subnets: Sequence[str]) -> str:
    """``the subnet nodes``, ``the subnets nodes, pods``."""
    return f"the subnet{'s'[: len(subnets) > 1]} {', '.join(parse(id_).name for id_ in subnets)}"


def _why(error: CloudError, what: str) -> str:
    """Why there is no answer. It is no reason to stop: what the plan does was worked out without it."""
    if isinstance(error, Rejected) and error.status == 403:
        return f"no permission {what}"
    return error.message
