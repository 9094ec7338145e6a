"""Snapshots of live Azure, as ``natpin snapshot`` writes them; and ARM bodies as resources, for live Azure itself.

A snapshot holds what ``natpin lint --azure`` would have read, so linting it gives the same report, offline.
``snapshot.schema.json`` beside this file describes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.resource import (
    CLUSTER,
    ENVELOPE,
    NAT_GATEWAY,
    NETWORK_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    VIRTUAL_NETWORK,
    Resource,
)
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Unknown, Value, is_absent, items, members, text
from natpin.workspace import Workspace

SCHEMA = "natpin/snapshot/v1"
TYPES = (
    CLUSTER,
    VIRTUAL_NETWORK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    NETWORK_GATEWAY,
)
"""What bears on egress. Azure answers in several casings; these are the schemas'."""

name = "snapshot"
suffixes = (".json",)
workloads_only = False

_CHILDREN = ("subnets", "routes", "ipConfigurations")
"""Lists of child resources inside their parent's properties, which carry ``properties`` of their own."""
_ENVELOPE = tuple(sorted(ENVELOPE))
_CASING = {type_.lower(): type_ for type_ in TYPES}
_SETTLE_LOCKS = "give the identity Microsoft.Authorization/locks/read on the subscription"


def claims(path: str, data: bytes) -> bool:
    """True for a snapshot."""
    return SCHEMA.encode() in data and b'"schema"' in data


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """Each file is a stack."""
    for path in claimed:
        yield Stack(name, path)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a snapshot."""
    from natpin.languages import located_json as json_source

    raw = workspace.read(stack.root)
    if isinstance(raw, Skipped):
        yield Skipped(stack.root, raw.reason, raw.at, claims_aks=True)
        return
    try:
        document = json_source.parse(json_source.decode(raw), stack.root)
    except json_source.JsonError as error:
        yield Skipped(stack.root, f"is not valid JSON: {error}", claims_aks=True)
        return
    if text(members(document).get("schema")) != SCHEMA:
        yield Skipped(stack.root, f"is not a snapshot: its schema is not {SCHEMA}", claims_aks=True)
        return
    yield from parts(document, stack.root)


def parts(document: Node, path: str) -> Iterator[Read]:
    """A snapshot's resources, and what it says could not be read. Bodies keep the places their nodes have."""
    found = members(document)
    yield from bodies(items(found.get("resources")), Guard.of(found.get("locks")), path)
    yield from unread(items(found.get("unread")), path)


def bodies(found: Iterable[Node], guard: Guard, path: str) -> Iterator[Read]:
    """Resources of ARM bodies, one after the other."""
    from natpin.formats.peerings import inline_peerings

    for position, body in enumerate(found):
        made = resource(body, guard)
        if made is not None:
            yield made
            yield from inline_peerings(made)
        else:
            reason = f"resource {position + 1} has no ARM id and type"
            yield Skipped(path, reason, body.at, claims_aks=True)
            yield Doubt(reason, body.at, "natpin snapshot", Reach(adds=True, alters=False))


def unread(found: Iterable[Node], path: str) -> Iterator[Read]:
    """What is referred to and could not be read."""
    for entry in found:
        what = text(members(entry).get("id")) or "something"
        why = text(members(entry).get("reason")) or "could not be read"
        yield Skipped(path, f"{what}: {why}", entry.at, claims_aks=True)
        if f"/providers/{NETWORK_GATEWAY}/".lower() in what.lower():
            yield _unread_gateway(what, why, entry.at)


def _unread_gateway(identifier: str, why: str, at: Location) -> Resource:
    """A virtual network gateway that is there and could not be read: it may learn a default route, for any network."""
    unknown = Unknown(f"the virtual network gateway {identifier} {why}", at, "natpin snapshot")
    names = ("ipConfigurations", "gatewayType", "enableBgp", "gatewayDefaultSite")
    return Resource(
        address=identifier,
        type=NETWORK_GATEWAY,
        name=Value(identifier.rsplit("/", 1)[-1], at),
        properties=dict.fromkeys(names, unknown),
        at=at,
    )


class Guard:
    """Which resources a management lock keeps from being deleted: its scope and everything below (Azure Resource
    Manager, "Lock your resources"). Both levels, CanNotDelete and ReadOnly, forbid deletion: under ReadOnly "authorized users
    can read a resource, but they can't delete or update" it (learn.microsoft.com, training module "Enterprise governance",
    unit "Enable resource locks")."""

    def __init__(self, scopes: Mapping[str, str] | None) -> None:
        """``scopes`` maps a scope in lower case to the lock's id; None when the locks could not be read."""
        self._scopes = scopes

    @classmethod
    def of(cls, locks: Node | None) -> Guard:
        """The locks of a snapshot: a list of objects with an id, or null for what could not be read."""
        if not isinstance(locks, Value) or locks.data is None:
            return cls(None)
        ids = [text(members(lock).get("id")) or "" for lock in items(locks)]
        return cls({scope_of_lock(identifier): identifier for identifier in ids if identifier})

    def over(self, identifier: str, at: Location) -> Node:
        """Whether a lock covers a resource."""
        if self._scopes is None:
            return Unknown("the management locks could not be read", at, _SETTLE_LOCKS)
        segments = identifier.lower().strip("/").split("/")
        for length in range(2, len(segments) + 1, 2):
            lock = self._scopes.get("/" + "/".join(segments[:length]))
            if lock is not None:
                return Value(True, Location(f"<{lock}>"))
        return Value(False, at)


def scope_of_lock(identifier: str) -> str:
    """The scope that a lock covers, in lower case: its id without the extension part."""
    return identifier.lower().rpartition("/providers/microsoft.authorization/")[0]


def resource(body: Node, guard: Guard) -> Resource | None:
    """An ARM body as a Resource; its address is its id. None for what has no id or type."""
    fields = members(body)
    identifier, type_ = text(fields.get("id")), text(fields.get("type"))
    segments = (identifier or "").strip("/").split("/")
    if not identifier or not type_ or len(segments) < 2:
        return None
    at = body.at
    words = identifier.lower().strip("/").split("/")
    group = segments[words.index("resourcegroups") + 1] if "resourcegroups" in words[:-1] else None
    found = _CASING.get(type_.lower(), type_)
    traits: dict[str, Node] = {"provider": Value("azure", at)}
    if "etag" in fields:
        traits["etag"] = fields["etag"]
    if found in (PUBLIC_IP, PUBLIC_IP_PREFIX):
        traits["retained"] = guard.over(identifier, at)
    return Resource(
        address=identifier,
        type=found,
        name=Value(text(fields.get("name")) or segments[-1], at),
        properties=_flat(fields),
        at=at,
        parent=Value(identifier.rsplit("/", 2)[0], at) if found.count("/") > 1 else None,
        resource_group=Value(group, at) if group else None,
        subscription=Value(segments[1], at) if words[0] == "subscriptions" else None,
        traits=traits,
    )


def _flat(fields: Mapping[str, Node]) -> dict[str, Node]:
    """Envelope and properties side by side; children's too."""
    flat = {name: fields[name] for name in _ENVELOPE if name in fields and not is_absent(fields[name])}
    for name_, node in members(fields.get("properties")).items():
        flat[name_] = _children(node) if name_ in _CHILDREN and isinstance(node, Value) else node
    return flat


def _children(node: Value) -> Node:
    flat: list[Node] = []
    for child in items(node):
        own = members(child)
        inner = {key: value for key, value in own.items() if key != "properties"}
        flat.append(Value({**inner, **members(own.get("properties"))}, child.at))
    return Value(tuple(flat), node.at)
