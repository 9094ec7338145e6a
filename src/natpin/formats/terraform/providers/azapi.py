"""azapi_resource, azapi_update_resource and the azapi_resource data source: ARM's own words, in Terraform.

Source: azapi provider documentation, ``r/azapi_resource``, ``r/azapi_update_resource``, ``d/azapi_resource``: ``type`` is
``<type>@<api version>``, ``parent_id`` the resource group or the parent resource, ``body`` an object (2.x) or the
result of ``jsonencode`` (1.x), and an update merges its body over what is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.peerings import inline_peerings
from natpin.formats.terraform.providers.arguments import To
from natpin.formats.terraform.providers.bodies import flattened, sent
from natpin.formats.terraform.providers.declared import Names, owner, resource
from natpin.formats.terraform.providers.reach import BEARING
from natpin.formats.terraform.providers.references import ARM_TYPES, DEEPEST, Lookup, in_arm_words, pieces
from natpin.formats.unclear import members_read
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import NOWHERE
from natpin.model.resource import Link, Resource
from natpin.model.value import NULL, Node, Reference, Unknown, Value, is_absent, member, members

_KNOWN = {kind.lower(): kind for kind in ARM_TYPES.values()}
TAKES_AWAY = "to null: it takes away what another declaration sets"
"""How the doubt ends that an update leaves which takes one property off."""
_ENVELOPE = {"location": To("location"), "tags": To("tags")}


def azapi_resource(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azapi_resource, or the data source of that name. Peerings in a network's body are resources of their own."""
    kind, api_version = typed(instance)
    if kind is None:
        return
    properties = {} if instance.data else flattened(sent(instance.attributes), kind)
    # what an argument says of its own is known, though the body is not
    properties |= {
        name: node for name in _ENVELOPE if not is_absent(node := instance.attributes.get(name, NULL))
    }
    declared = resource(instance, lookup, kind, properties, _ENVELOPE, _names(instance, lookup, kind))
    found = dict(declared.traits)
    if api_version:
        found["apiVersion"] = Value(api_version, instance.at)
    name = declared.name
    if is_absent(name):
        name = _last_name(in_arm_words(instance.attributes.get("resource_id", NULL), lookup)) or name
    made = Resource(
        declared.address,
        kind,
        name,
        {key: node for key, node in declared.properties.items() if key != "name"},
        declared.at,
        declared.parent,
        declared.resource_group,
        _subscription(instance, lookup) or declared.subscription,
        external=declared.external,
        conditional=declared.conditional,
        traits=found,
        called_at=declared.called_at,
    )
    yield made
    yield from inline_peerings(made)


def _subscription(instance: Instance, lookup: Lookup, depth: int = 0) -> Node | None:
    """The subscription in the parent's id, whichever provider makes the resource."""
    for name in ("parent_id", "resource_id"):
        node = instance.attributes.get(name)
        if isinstance(node, Reference) and depth < DEEPEST:
            parent = lookup(node.target)
            if parent is None:
                return None
            if parent.type == "azapi_resource":
                return _subscription(parent, lookup, depth + 1) or parent.subscription
            return parent.subscription
        written = pieces(node)
        if written:
            found = parse(Unknown("", parts=(*written, "/providers/Microsoft.Resources/any/any")))
            subscription = found.subscription if found is not None else None
            return None if subscription is None else in_arm_words(subscription, lookup)
    return None


def azapi_update_resource(instance: Instance, lookup: Lookup) -> Iterator[Link | Doubt]:
    """Every property that an update sets, as a link to the resource it updates.

    ``natGateway: {id: x}`` sets ``natGateway`` to x, as an association would; ``publicIpAddresses: [{id: x}]`` adds
    x to ``publicIpAddresses[]``; anything else sets the property at its dotted path.
    """
    written_kind = kind_of(instance)
    kind = translated_type(written_kind) if written_kind is not None else None
    if kind is None:
        if written_kind is None:
            reason = f"{instance.address} updates a resource whose type is not known"
            target = updated(instance, lookup, "")
            yield Doubt(reason, instance.at, "terraform show -json", Reach(BEARING, target))
        return
    source = updated(instance, lookup, kind)
    content = sent(instance.attributes)
    if not _is_written(content):
        reason = f"{instance.address} updates it by a body that is not known"
        yield Doubt(reason, instance.at, "terraform show -json", Reach((kind,), source, (), True))
        yield from _of_subnets(instance, kind, source, lookup)
        return
    written = flattened(content, kind)
    if "subnets" in written:
        yield from _of_subnets(instance, kind, source, lookup)
    for property, node in _leaves("", Value(written)):
        if isinstance(node, Value) and node.data is None:
            first = property.partition(".")[0]
            if first.lower() not in map(str.lower, members_read(kind)):
                continue  # nothing of egress is taken away
            reason = f"{instance.address} sets {property} {TAKES_AWAY}"
            yield Doubt(reason, instance.at, None, Reach((kind,), source, (first,)))
            continue
        yield Link(
            instance.address,
            kind,
            source,
            property,
            in_arm_words(node, lookup),
            instance.at if node.at == NOWHERE else node.at,
            instance.conditional,
        )


def _of_subnets(instance: Instance, kind: str, network: Node, lookup: Lookup) -> Iterator[Doubt]:
    """Subnets that are written with the network of another root: a list of a body takes the place of the one that is there, or is merged
    into it by position (azapi documentation, ``r/azapi_update_resource``)."""
    target = lookup(network.target) if isinstance(network, Reference) else None
    if kind == arm.VIRTUAL_NETWORK and (target is None or target.data):
        from natpin.formats.terraform.providers.command_targets import within

        reason = f"{instance.address} writes the subnets of a network"
        yield Doubt(reason, instance.at, "update the subnet itself", Reach((arm.SUBNET,), within(network)))


def kind_of(instance: Instance) -> str | None:
    """The ARM type as it is written, whichever it is; None when it is not known."""
    written = pieces(instance.attributes.get("type"))
    first = written[0] if written else None
    if not isinstance(first, str) or ("@" not in first and len(written) > 1):
        return None
    return first.partition("@")[0]


def translated_type(kind: str) -> str | None:
    """An ARM type in the casing of its schema; None for one that natpin does not translate."""
    return _KNOWN.get(kind.lower())


def typed(instance: Instance) -> tuple[str | None, str | None]:
    """ARM type and API version; (None, None) for a type that does not bear on egress or cannot be known."""
    kind = kind_of(instance)
    if kind is None:
        return None, None
    written = pieces(instance.attributes.get("type"))
    version = str(written[0]).partition("@")[2] if len(written) == 1 else ""
    return translated_type(kind), version or None


def _names(instance: Instance, lookup: Lookup, kind: str) -> Names:
    """A child's parent, or the resource group of a resource that is nobody's child."""
    parent = instance.attributes.get("parent_id", NULL)
    if is_absent(parent):
        identifier = parse(in_arm_words(instance.attributes.get("resource_id", NULL), lookup))
        if identifier is None:
            return Names()
        holder = identifier.names[-2] if len(identifier.names) > 1 else None
        return Names(holder, identifier.resource_group)
    if kind == arm.LOCK or kind.count("/") > 1:
        return Names(parent)
    if kind == arm.RESOURCE_GROUP:
        return Names()
    return Names(resource_group=_group(owner(parent, lookup)))


def _group(parent: Node | None) -> Node | None:
    """The resource group that an id of one names."""
    if parent is None or isinstance(parent, Reference):
        return parent
    # An id of something inside the group, so that it parses as a resource's.
    inside = (*pieces(parent), "/providers/Microsoft.Resources/any/any")
    identifier = parse(Unknown("", parts=inside))
    return identifier.resource_group if identifier is not None else parent


def _last_name(identifier: Node) -> Node | None:
    found = parse(identifier)
    return found.names[-1] if found is not None else None


def updated(instance: Instance, lookup: Lookup, kind: str) -> Node:
    whole = instance.attributes.get("resource_id")
    if whole is not None and not is_absent(whole):
        return in_arm_words(whole, lookup)
    parent = pieces(instance.attributes.get("parent_id"))
    name = pieces(instance.attributes.get("name"))
    if not parent or not name:
        return Unknown(f"{instance.address} does not tell what it updates", instance.at)
    between = f"/{kind.rsplit('/', 1)[1]}/" if kind.count("/") > 1 else f"/providers/{kind}/"
    reason = f"the id of what {instance.address} updates is known only after apply"
    return in_arm_words(
        Unknown(reason, instance.at, "terraform show -json", (*parent, between, *name)), lookup
    )


def _is_written(content: Node | None) -> bool:
    """True for a body whose properties can be told apart."""
    if not isinstance(content, Value) or not isinstance(content.data, Mapping):
        return content is None or is_absent(content)
    inner = member(content.data, "properties")
    return inner is None or is_absent(inner) or (isinstance(inner, Value) and isinstance(inner.data, Mapping))


def _leaves(path: str, node: Node, depth: int = 0) -> Iterator[tuple[str, Node]]:
    if not isinstance(node, Value) or depth > DEEPEST:
        yield path, node
        return
    if isinstance(node.data, Mapping):
        identifier = member(node.data, "id")
        if path and identifier is not None:
            yield path, identifier
            return
        for name, child in node.data.items():
            yield from _leaves(f"{path}.{name}" if path else name, child, depth + 1)
    elif isinstance(node.data, tuple) and node.data and all(members(child).get("id") for child in node.data):
        for child in node.data:
            yield f"{path}[]", members(child)["id"]
    elif path:
        yield path, node
