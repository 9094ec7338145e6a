"""A stack's cluster and network as further roots leave them: whichever is applied last decides, and no file says which.

A thing is the same where its names are known and nothing that is known of both differs. Where a name is not known
(``az aks update -n "$CLUSTER"``), the thing may be any that lies nearest to the file; that is told as a guess, and counts
where it would take traffic past the NAT gateway. Node pools that another root adds to the cluster are there as well,
whatever the order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from natpin.graph.identity import Identity, is_whole
from natpin.graph.inline import inline_subnets
from natpin.graph.wording import kind_of
from natpin.model.doubt import Doubt, Reach
from natpin.model.part import Part
from natpin.model.record import record, replace
from natpin.model.resource import AGENT_POOL, CLUSTER, VIRTUAL_NETWORK, Resource, named, same_type
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, items, members, scalar, text
from natpin.pipeline.brought_in import resource_moved
from natpin.pipeline.nearness import Near
from natpin.pipeline.pairing import are_apart
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.same_place import Place, known_in, own_files, place_of
from natpin.pipeline.set_elsewhere import Setting, differing, pools_in, settings_in, type_of

_ONE_PLACE = "set it in one place, or use --azure"
_OUTBOUND = "networkProfile.outboundType"
_BY_NAT = ("userassignednatgateway", "managednatgateway", "managednatgatewayv2")
_PAGES = "markdown"


@record
class AddedPool:
    """A node pool that another root adds to a stack's cluster."""

    stack: ReadStack
    pool: Resource
    cluster: Resource
    """The stack's own."""


@record
class _Mine:
    """Something that a stack declares."""

    resource: Resource
    type: str
    place: Place
    known: Identity


class Elsewhere:
    """What the stacks of a workspace set on what they only look up, found by what is known of it."""

    def __init__(self, stacks: Iterable[ReadStack], near: Near) -> None:
        self._near = near
        self._named: dict[tuple[str, str], list[Setting]] = defaultdict(list)
        self._vague: dict[str, list[Setting]] = defaultdict(list)
        self._pools: dict[int, Resource] = {}
        """By the id of a setting, the pool that it adds."""
        for stack in stacks:
            for setting in settings_in(stack):
                self._add(setting)
            for pool, setting in pools_in(stack):
                self._pools[id(setting)] = pool
                self._add(setting)

    def _add(self, setting: Setting) -> None:
        type_, name = setting.resource.type.lower(), setting.place.name
        if name is not None and is_whole(name):
            self._named[type_, name].append(setting)
        else:
            self._vague[type_].append(setting)

    def __bool__(self) -> bool:
        return bool(self._named or self._vague)

    def added_pools(self, stack: ReadStack) -> Iterator[AddedPool]:
        """The node pools that other roots certainly add to the clusters of a stack."""
        own = own_files(stack)
        known = known_in(stack.parts)
        for mine in _declared(stack.parts, known):
            if not same_type(mine.type, CLUSTER):
                continue
            pools = {name for name in map(_name_of, _pools_of(mine.resource, stack.parts)) if name}
            for setting in self._of(mine, stack, own):
                pool = self._pools.get(id(setting))
                if (
                    pool is not None
                    and _is_certain(mine.place, setting.place)
                    and _name_of(pool) not in pools
                ):
                    yield AddedPool(setting.stack, pool, mine.resource)

    def doubts(self, stack: ReadStack, parts: Sequence[Part]) -> Iterator[Doubt]:
        """What other roots set, or may set, of what a stack declares, or has brought in."""
        own = own_files(stack)
        told: set[tuple[object, ...]] = set()
        for mine in _declared(parts, known_in(parts)):
            for setting in self._of(mine, stack, own):
                for doubt in self._about(mine, setting):
                    key = doubt.at, mine.resource.address, doubt.reach.properties, doubt.reach.types
                    if key not in told:  # a script by itself, and what runs it
                        told.add(key)
                        yield doubt

    def _about(self, mine: _Mine, setting: Setting) -> Iterator[Doubt]:
        certain = _is_certain(mine.place, setting.place)
        pool = self._pools.get(id(setting))
        if pool is not None:
            if not certain and (doubt := _perhaps_added(mine, setting, pool)) is not None:
                yield doubt
            return
        if setting.doubt is not None:
            yield replace(setting.doubt, reach=replace(setting.doubt.reach, target=_target(mine.resource)))
            return
        for path, node in differing(setting, mine.type, mine.resource.properties, mine.known):
            if _counts(mine, path, certain):
                yield _doubt(mine, setting, path, node, certain)

    def _of(self, mine: _Mine, stack: ReadStack, own: set[str]) -> Iterator[Setting]:
        """The settings that are, or may be, about what a stack declares."""
        type_, name = mine.type.lower(), mine.place.name
        if name is not None and is_whole(name):
            found = (*self._named.get((type_, name), ()), *self._vague[type_])
        else:
            found = (
                *(s for (t, _), many in self._named.items() if t == type_ for s in many),
                *self._vague[type_],
            )
        for setting in found:
            root = setting.stack.stack.root
            if root in own or root == mine.resource.home or not mine.place.agrees(setting.place):
                continue
            names = mine.place.shared(setting.place)
            if _are_pages(stack, setting.stack) or are_apart(stack.stack, setting.stack.stack, names):
                continue
            if _is_certain(mine.place, setting.place) or self._near.is_near(setting.stack, stack):
                yield setting


def brought_pools(added: Iterable[AddedPool], into: str) -> Iterator[Resource]:
    """The pools as parts of the graph of the stack, of the root ``into``, whose cluster they are added to."""
    for one in added:
        pool = resource_moved(one.pool, f"<{one.stack.stack.root}>.", f"<{into}>.")
        yield replace(pool, parent=Reference(one.cluster.address, "id", pool.at), resource_group=None)


def _are_pages(one: ReadStack, other: ReadStack) -> bool:
    """Pages of documentation name their examples alike, and each stands for itself."""
    return one.stack.reader == other.stack.reader == _PAGES


def _declared(parts: Sequence[Part], known: Identity) -> Iterator[_Mine]:
    for part in parts:
        if not isinstance(part, Resource) or part.external:
            continue
        found = [part]
        if same_type(part.type, CLUSTER):
            found += _inline_pools(part)
        elif same_type(part.type, VIRTUAL_NETWORK):
            found = list(inline_subnets(part)[0])
        for one in found:
            type_ = type_of(one)
            if type_ is not None:
                yield _Mine(one, type_, place_of(one, known), known)


def _inline_pools(cluster: Resource) -> Iterator[Resource]:
    for profile in items(cluster.properties.get("agentPoolProfiles")):
        name = members(profile).get("name")
        if name is not None:
            parent = Reference(cluster.address, "id", cluster.at)
            address = f"{cluster.address}#{text(name)}"
            traits = {"inline": Value(True, profile.at)}
            yield Resource(address, AGENT_POOL, name, members(profile), profile.at, parent, traits=traits)


def _pools_of(cluster: Resource, parts: Sequence[Part]) -> Iterator[Resource]:
    yield from _inline_pools(cluster)
    for part in parts:
        if isinstance(part, Resource) and same_type(part.type, AGENT_POOL) and not part.external:
            yield part


def _name_of(resource: Resource) -> str | None:
    name = text(resource.name)
    return name.lower() if name is not None else None


def _is_certain(mine: Place, theirs: Place) -> bool:
    """Whether two places, of which nothing known differs, are one: the names are known, those of the parents too."""
    return (
        all(
            one == other and (one is None or is_whole(one))
            for one, other in ((mine.name, theirs.name), (mine.network, theirs.network))
        )
        and mine.name is not None
    )


def _counts(mine: _Mine, path: str, certain: bool) -> bool:
    """Whether a setting of what is this thing, or may be, puts its own declaration in doubt. An outbound type other than a NAT
    gateway's stays what it is: nobody is praised for what another root may set by then."""
    if path == _OUTBOUND or path.startswith("httpProxyConfig"):
        return str(scalar(mine.resource.get(_OUTBOUND))).lower() in _BY_NAT
    return certain or not same_type(mine.type, CLUSTER)


def _perhaps_added(mine: _Mine, setting: Setting, pool: Resource) -> Doubt | None:
    """A doubt about a pool that is added to what may be this cluster, and that may leave otherwise than its pools do."""
    ways = ("vnetSubnetID", "podSubnetID", "enableNodePublicIP")
    if all(
        is_absent(pool.properties.get(name)) or scalar(pool.properties.get(name)) is False for name in ways
    ):
        return None
    root = setting.stack.stack.root
    why = (
        f"a node pool of another root: {root} may add node pool {pool.label} to cluster {mine.resource.label}"
    )
    reach = Reach((AGENT_POOL,), _target(mine.resource), adds=True, alters=False)
    return Doubt(why, pool.at, "name the cluster, or use --azure", reach)


def _doubt(mine: _Mine, setting: Setting, path: str, node: Node, certain: bool) -> Doubt:
    root, verb = setting.stack.stack.root, "sets" if certain else "may set"
    what = f"{path.rpartition('.')[2]} of {kind_of(mine.type)} {mine.resource.label}"
    value = scalar(node)
    to = "" if value is None else f" to {str(value).lower() if isinstance(value, bool) else value}"
    why = f"the order of two roots: {root} {verb} {what}{to} as well"
    return Doubt(why, node.at, _ONE_PLACE, Reach((mine.type,), _target(mine.resource), (path,)))


def _target(resource: Resource) -> Node:
    """A resource, as a doubt names it: a pool or a subnet that is written inside another has no address of its own yet."""
    parent = resource.parent
    if "inline" not in resource.traits or not isinstance(parent, Reference):
        return Reference(resource.address, "id", resource.at)
    pieces: list[str | Reference | Unknown | None] = ["/subscriptions/", None, "/resourceGroups/", None]
    above, _, below = resource.type.rpartition("/")
    pieces += [f"/providers/{above}/", Reference(parent.target, "name"), f"/{below}/", _piece(resource.name)]
    return Unknown(resource.label, resource.at, parts=tuple(pieces))


def _piece(node: Node | None) -> str | Reference | Unknown | None:
    return text(named(node)) or None if isinstance(node, Value) else node
