"""Resources of a deployment as natpin's model has them.

ARM is the model's own vocabulary, so little changes: ``properties`` is laid flat beside the envelope, also inside the
inline children of networks and route tables, and what only the evaluation needed is taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.arm import doubts
from natpin.formats.arm.deployment import Deployment
from natpin.formats.arm.kinds import TRANSLATED, is_kubernetes
from natpin.formats.arm.listening import listen
from natpin.formats.arm.lookup import depended_on
from natpin.formats.arm.reach import WITH_CHILDREN
from natpin.formats.arm.settling import Known, Settling
from natpin.formats.arm.together import Together, Written
from natpin.formats.arm.walk import walk
from natpin.formats.arm.world import InstanceView, StackDeployments
from natpin.formats.peerings import inline_peerings
from natpin.formats.unclear import properties_read
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.functions.identifiers import SUBSCRIPTION
from natpin.languages.arm_expressions.texts import from_pieces, why
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import (
    AGENT_POOL,
    ENVELOPE,
    LOCK,
    NETWORK_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
)
from natpin.model.value import Node, Reference, Unknown, Value, items, member, members, text
from natpin.model.value import symbol as identity

INLINE_CHILDREN = {
    VIRTUAL_NETWORK: "subnets",
    ROUTE_TABLE: "routes",
    NETWORK_GATEWAY: "ipConfigurations",
}
"""Lists of ``{name, properties: {…}}`` that the model wants flat."""

_ENVELOPE = {name.lower(): name for name in ENVELOPE if name != "id"}


def parts(deployment: Deployment) -> Iterator[Resource | Doubt]:
    """Every resource that bears on egress, of this deployment and of those in it, and what is not followed.

    What one template of the stack declares and another only looks up is yielded once, as declared; so is what is
    declared more than once. Raises TooMuchWork.
    """
    world = deployment.world
    walked = list(walk(deployment))
    found = [(instance, doubt) for instance, doubt in walked if instance.type.lower() in TRANSLATED]
    known = Known.of([instance for instance, _ in found])
    for instance, _ in found:
        listen(instance)
    world.listening = False
    declared = [Written(i, _resource(i, d, known)) for i, d in found if not known.is_looked_up(i)]
    together = Together(declared, deployment.effort, known.identities)
    inline = together.inline_subnets()
    made: list[Resource] = []
    for resource in together.resources():
        made.append(resource)
        yield resource
        yield from inline_peerings(resource)
    for instance, doubt in found:
        external = known.is_looked_up(instance) and known.speaks_for_itself(instance)
        if external and known.identities[id(instance)] not in inline:
            made.append(_resource(instance, doubt, known))
            yield made[-1]
    objects = [(instance, doubt) for instance, doubt in walked if is_kubernetes(instance.type)]
    if objects:
        from natpin.formats.arm.kubernetes_objects import applied

        settle = Settling(deployment.effort, known)
        for instance, doubt in objects:
            yield from applied(instance, doubt, settle.node, called_at(instance))
    yield from _doubts(walked, made, together, known, world)


def _doubts(
    walked: Sequence[tuple[InstanceView, Unknown | None]],
    made: Sequence[Resource],
    together: Together,
    known: Known,
    world: StackDeployments,
) -> Iterator[Doubt]:
    names = doubts.names_of(made, known.aliases, {i.address: i.id for i in known.first.values()})
    settle = Settling(world.effort, known)
    found: list[Doubt] = list(together.doubts())
    for instance, _ in walked:
        if is_kubernetes(instance.type):
            continue
        if instance.type.lower() not in TRANSLATED:
            for one in doubts.of_resource(instance, names):
                found.append(one)
                if doubts.hides_clusters(one):
                    world.skip(instance.deployment.template.path, one.reason, one.at)
            continue
        further = _how_many(instance)
        if further is not None and not instance.declaration.existing:
            found.append(_further(instance, further))
        if (orphan := _orphan(instance, known)) is not None:
            found.append(orphan)
        if instance.declaration.only_if_absent:
            reach = Reach((TRANSLATED[instance.type.lower()],), Reference(instance.address))
            reason = f"{instance.address} is only made if there is none; one that exists keeps its properties"
            found.append(Doubt(reason, instance.declaration.at, "--azure", reach))
        if isinstance(unclear := member(instance.content, "properties"), Unknown | Reference):
            reach = Reach((TRANSLATED[instance.type.lower()],), Reference(instance.address))
            reason, settle_by = why(unclear)
            found.append(
                Doubt(f"the properties of {instance.address}: {reason}", unclear.at, settle_by, reach)
            )
    for instance, reason in world.unread:
        if instance.condition is not False:
            found += doubts.of_module(instance, reason, names)
            at = instance.declaration.module.at if instance.declaration.module else instance.declaration.at
            path = instance.deployment.template.path
            world.skip(path, f"{instance.address}: {reason}", at, doubts.bears_on_egress(instance))
    for deployment in {id(d.template): d for d in world.deployments}.values():
        for unread in deployment.template.unread:
            found += doubts.of_unread(unread, deployment)
    for one in found:
        target = None if one.reach.target is None else settle.node(one.reach.target)
        yield replace(one, reach=replace(one.reach, target=target))


def _orphan(instance: InstanceView, known: Known) -> Doubt | None:
    """A child of nobody knows which resource may belong to any, and may be one that is declared there."""
    type_ = TRANSLATED[instance.type.lower()]
    if (
        type_ not in (SUBNET, ROUTE, AGENT_POOL)
        or instance.declaration.existing
        or instance.parent is not None
    ):
        return None
    above = (type_.rpartition("/")[0].lower(), *instance.whereabouts)
    names = instance.names[:-1]
    if all(text(name) is not None for name in names) or known.knows(above, names):
        return None
    cause = next((name for name in names if isinstance(name, Unknown)), None)
    own = instance.name if text(instance.name) is not None else None
    return Doubt(
        f"{instance.address} belongs to a resource whose name cannot be known",
        instance.declaration.at,
        cause.settle_by if cause is not None else None,
        Reach((type_,), own, adds=True),
    )


def _how_many(instance: InstanceView) -> Unknown | None:
    """Why nobody knows how many resources this one stands for, by its own loop or one around its deployment."""
    here: InstanceView | None = instance
    while here is not None:
        if here.how_many is not None:
            return here.how_many
        here = here.deployment.by
    return None


def _further(instance: InstanceView, cause: Unknown) -> Doubt:
    """A loop over what cannot be known declares any number of resources, of which one stands for all."""
    type_ = TRANSLATED[instance.type.lower()]
    return Doubt(
        f"{instance.address}: {cause.reason}",
        instance.declaration.at,
        cause.settle_by,
        Reach(WITH_CHILDREN.get(type_, (type_,)), adds=True, alters=type_ in (SUBNET, ROUTE, AGENT_POOL)),
    )


def _resource(instance: InstanceView, doubt: Unknown | None, known: Known) -> Resource:
    type_ = TRANSLATED[instance.type.lower()]
    settle = Settling(instance.deployment.effort, known)
    content = instance.content
    properties: dict[str, Node] = {}
    for name in content:
        if name.lower() in _ENVELOPE:
            properties[_ENVELOPE[name.lower()]] = settle.node(content[name])
    written = member(content, "properties")
    match written:
        case Value(data=Mapping() as inner):
            for name in inner:
                properties[name] = settle.node(inner[name])
        case Unknown() | Reference():
            # Nothing that judging reads is known to be absent; a doubt says it of all else.
            unclear = settle.node(written)
            properties.update(dict.fromkeys(properties_read(type_), unclear))
    children = INLINE_CHILDREN.get(type_, "")
    for name in [name for name in properties if name.lower() == children.lower()]:
        properties[children] = _flattened(properties.pop(name), f"{type_}/{children}")
    group = instance.place.resource_group
    return Resource(
        instance.address,
        type_,
        settle.node(instance.name),
        properties,
        instance.declaration.at,
        _parent(instance, type_, settle),
        settle.node(from_pieces(group, instance.declaration.at)) if group is not None else None,
        _subscription(instance),
        known.is_looked_up(instance),
        doubt,
        _traits(instance, known),
        called_at=called_at(instance),
    )


def called_at(instance: InstanceView) -> tuple[Location, ...]:
    """The deployments (Bicep's modules) that the resource is in, outermost first."""
    found: list[Location] = []
    here = instance.deployment.by
    while here is not None:
        found.append(here.declaration.at)
        here = here.deployment.by
    return tuple(reversed(found))


def _subscription(instance: InstanceView) -> Node | None:
    """The subscription, where the template names one other than it is deployed to."""
    pieces = instance.place.subscription
    return None if pieces == (SUBSCRIPTION,) else from_pieces(pieces, instance.declaration.at)


def _parent(instance: InstanceView, type_: str, settle: Settling) -> Node | None:
    at = instance.declaration.at
    if type_ == LOCK:
        scope = instance.scope
        if scope is None:
            return None
        target = _declared_with_id(instance, scope)
        return settle.node(Reference(target.address, "id", at)) if target else settle.node(scope)
    if type_.count("/") < 2:
        return None
    parent = instance.parent
    if parent is None and len(instance.names) > 1:
        above = (type_.rpartition("/")[0].lower(), *instance.whereabouts)
        parent = settle.known.knows(above, instance.names[:-1])
    if parent is not None and parent.type.lower() in TRANSLATED:
        return settle.node(Reference(parent.address, "id", at))
    return settle.node(instance.names[-2]) if len(instance.names) > 1 else None


def _declared_with_id(instance: InstanceView, scope: Node) -> InstanceView | None:
    wanted = identity(scope)
    for deployment in instance.deployment.world.deployments:
        for other in deployment.instances():
            lockable = other.type.lower() in TRANSLATED and other.type != instance.type
            if lockable and wanted is not None and identity(other.id) == wanted:
                return other
    return None


def _traits(instance: InstanceView, known: Known) -> dict[str, Node]:
    traits: dict[str, Node] = {}
    declared = instance.declaration
    while declared.api_version is None and declared.inside is not None:  # in Bicep a child has its parent's
        declared = declared.inside
    if declared.api_version is not None:
        traits["apiVersion"] = declared.api_version
    waits_for = _dependencies(instance, known)
    if waits_for:
        traits["dependsOn"] = Value(waits_for, instance.declaration.at)
    return traits


def _dependencies(instance: InstanceView, known: Known) -> tuple[Node, ...]:
    if instance.declaration.depends_on is None:
        return ()
    found = evaluate(instance.declaration.depends_on, instance.frame)
    targets = (depended_on(instance.deployment, node) for node in items(found))
    addresses = dict.fromkeys(known.address(target.address) for many in targets for target in many)
    return tuple(Reference(address, "id", found.at) for address in addresses if address is not None)


def _flattened(node: Node, type_: str) -> Node:
    if not (isinstance(node, Value) and isinstance(node.data, tuple)):
        return node
    return Value(tuple(_flat(child, type_) for child in node.data), node.at, node.origin)


def _flat(child: Node, type_: str) -> Node:
    inner = member(members(child), "properties")
    if not isinstance(child, Value) or not isinstance(child.data, Mapping) or inner is None:
        return child
    rest = {name: node for name, node in child.data.items() if name.lower() != "properties"}
    if isinstance(inner, Value):
        return Value({**rest, **members(inner)}, child.at, child.origin)
    unclear = dict.fromkeys(properties_read(type_), inner)
    return Value({**unclear, **rest}, child.at, child.origin)
