"""What a node of a property tree stands for: by address, by id, by name.

An id names a resource by type and names; case does not count, and a hole matches anything that is unambiguous. What
cannot be followed is an ``Unknown`` with its cause, never nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from natpin.graph.identity import Identity, agree
from natpin.graph.wording import kind_of, listed, place_of, settle_by, settled_by
from natpin.model.arm_id import ArmId, parse
from natpin.model.asking import called, elements_of, object_of
from natpin.model.record import replace
from natpin.model.resource import Resource, same_type
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, symbol

LINT_TOGETHER = "lint the files that declare it together with these, or use --azure"


class Index(Identity):
    """The resources of one stack, found by whatever refers to them."""

    def __init__(self) -> None:
        super().__init__()
        self._by_id: dict[str, Resource] = {}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._by_name: dict[tuple[str, str | None], list[Resource]] = defaultdict(list)
        self._declared: dict[tuple[str, str | None], list[Resource]] = defaultdict(list)
        """Those of a name that are declared here: a root may look up thousands of one name."""
        self._apart: dict[tuple[str, str | None], list[Resource]] = defaultdict(list)
        """Those of them that are not written inside another: a subscription has thousands of subnets of one name."""
        self._nameless: dict[str, list[Resource]] = defaultdict(list)
        self._canonical: dict[str, Resource] = {}
        self._again: dict[str, dict[str, list[Resource]]] = {}
        """By type, what ``again`` looked for once."""
        self._others_subscriptions: set[str] = set()
        """Symbols of subscriptions that something here is declared in by their names, and not in the stack's own."""
        self.unseen: dict[str, Resource] = {}
        """By the symbol of an unknown id, what stands for the resource that it names."""

    def add(self, resource: Resource) -> None:
        """Take a resource in; one whose address is taken gets its place added to it."""
        if resource.address in self.by_address:
            resource = replace(resource, address=f"{resource.address}@{resource.at.path}:{resource.at.line}")
        self.by_address[resource.address] = resource
        type_ = resource.type.lower()
        self._by_type[type_].append(resource)
        self._again.pop(type_, None)
        key = type_, symbol(resource.name)
        self._by_name[key].append(resource)
        if not resource.external:
            self._declared[key].append(resource)
            if "inline" not in resource.traits:
                self._apart[key].append(resource)
        named = symbol(resource.subscription)
        if named is not None and not resource.external:
            self._others_subscriptions.add(named)
        if called(resource.name) is None:
            self._nameless[type_].append(resource)
        identifier = called(resource.properties.get("id"))
        if identifier:
            self._by_id[identifier.lower()] = resource

    def of_type(self, type_: str) -> tuple[Resource, ...]:
        """Every resource of a type, in reading order."""
        return tuple(self._by_type.get(type_.lower(), ()))

    def declared(self, type_: str) -> tuple[Resource, ...]:
        """Distinct resources of a type: a data source that names a declared one is that one."""
        seen: dict[str, Resource] = {}
        for resource in self.of_type(type_):
            canonical = self.canonical(resource)
            seen.setdefault(canonical.address, canonical)
        return tuple(seen.values())

    def get(self, address: str) -> Resource | None:
        """The resource with an address."""
        return self.by_address.get(address)

    def follow(self, node: Node | None, type_: str, home: str | None = None) -> Resource | Unknown:
        """The resource that a property refers to.

        ``node`` is a Reference, an id, an Unknown that spells an id, a bare name, or an object with an ``id``; ``home`` the
        root that says so, where that is another one.
        """
        match node:
            case None:
                return Unknown("nothing is referred to")
            case Reference():
                return self._follow_reference(node, type_)
            case Value(data=dict()):
                return self.follow(object_of(node).get("id"), type_, home)
        known = self._by_id.get((called(node) or "").lower())
        if known is not None and same_type(known.type, type_):
            return self.canonical(known)
        identifier = parse(node)
        if identifier is not None:
            if not same_type(identifier.type, type_):
                return Unknown(
                    f"an id of type {identifier.type} stands where {type_} is expected", place_of(node)
                )
            return self._match(identifier, node, type_, home)
        if isinstance(node, Unknown):
            unseen = self.unseen.get(symbol(node) or "")
            return unseen if unseen is not None and same_type(unseen.type, type_) else node
        name = called(node)
        if not name:
            return Unknown("the reference is empty", place_of(node))
        return self._match(ArmId(type_, (node,)), node, type_, home)

    def parent(self, resource: Resource) -> Resource | Unknown | None:
        """The parent of a child resource; None for what is no child.

        Of several that bear the name that is written, it is the one in the child's own group: Azure Resource Manager keeps a
        child under its parent ("Set name and type for child resources").
        """
        if resource.parent is None:
            return None
        type_ = resource.type.rsplit("/", 1)[0]
        found = self.follow(resource.parent, type_, resource.home)
        is_named = called(resource.parent) and parse(resource.parent) is None
        if isinstance(found, Resource) or resource.resource_group is None or not is_named:
            return found
        within = ArmId(type_, (resource.parent,), resource_group=resource.resource_group)
        narrower = self._match(within, resource.parent, type_, resource.home)
        return narrower if isinstance(narrower, Resource) else found

    def _follow_reference(self, reference: Reference, type_: str) -> Resource | Unknown:
        found = self.by_address.get(reference.target)
        if found is None:
            return Unknown(f"{reference.target} is not declared in this stack", reference.at, LINT_TOGETHER)
        if same_type(found.type, type_):
            return self.canonical(found)
        if reference.attribute == "name":
            return Unknown(f"{reference.target} is a {found.type}, not a {type_}", reference.at)
        return Unknown(f"{reference.target} is no {type_}", reference.at)

    def canonical(self, resource: Resource) -> Resource:
        """The declaration behind a resource that is only looked up, or declared twice; else itself."""
        if resource.address not in self._canonical:
            self._canonical[resource.address] = resource  # a resource that is looked up through itself
            if (resource.external or "inline" in resource.traits) and not is_absent(resource.name):
                index = self._declared if resource.external else self._apart
                namesakes = index.get((resource.type.lower(), symbol(resource.name)), ())
                same = [other for other in namesakes if other is not resource and self._same(resource, other)]
                # a subnet written inside its network is declared too, unless a declaration of its own stands for it
                apart = [other for other in same if "inline" not in other.traits]
                found = apart or (same if resource.external else [])
                if len(found) == 1:
                    self._canonical[resource.address] = found[0]
        return self._canonical[resource.address]

    def again(self, resource: Resource) -> tuple[Resource, ...]:
        """Other declarations of the same: a subnet written inside its network, and by itself as well."""
        stood_for = self._again.get(resource.type.lower())
        if stood_for is None:
            stood_for = self._again[resource.type.lower()] = self._stood_for(resource.type)
        return tuple(other for other in stood_for.get(resource.address, ()) if other.home == resource.home)

    def _stood_for(self, type_: str) -> dict[str, list[Resource]]:
        """The declarations of a type that another one stands for, by its address: looked for once, as thousands of a
        type may bear one name, or none."""
        found: dict[str, list[Resource]] = {}
        for each in self.of_type(type_):
            if not each.external and (canonical := self.canonical(each)) is not each:
                found.setdefault(canonical.address, []).append(each)
        return found

    def _same(self, external: Resource, declared: Resource) -> bool:
        """Whether two of one name agree in everything else that is known of them."""
        return (
            symbol(external.name) is not None
            and self.agree_on_parent(external.parent, declared)
            and symbol(self.subscription_of(external)) == symbol(self.subscription_of(declared))
            and self.agree_on_group(external.resource_group, declared)
            and (
                self._in_one_group(external, declared)
                or (external.external and external.home != declared.home)
            )
        )

    def _in_one_group(self, left: Resource, right: Resource) -> bool:
        """False for two declarations of templates whose groups only may be the same: what then holds of them is a doubt of
        their reader's."""
        if not (_of_template(left) and _of_template(right)):
            return True
        mine, other = self.name_of(self.group_of(left)), self.name_of(self.group_of(right))
        return mine is None or other is None or mine == other

    def _match(
        self, identifier: ArmId, node: Node | None, type_: str, home: str | None = None
    ) -> Resource | Unknown:
        """The one resource that an id can mean."""
        wanted = identifier.names[-1] if identifier.names else None
        if isinstance(wanted, Reference):
            return self._follow_reference(wanted, type_)
        name = symbol(wanted)
        shown = called(wanted) or str(identifier)

        def fits(resource: Resource) -> bool:
            return (
                (len(identifier.names) < 2 or self.agree_on_parent(identifier.names[-2], resource))
                and self.agree_on_group(identifier.resource_group, resource)
                and agree(symbol(identifier.subscription), symbol(resource.subscription))
            )

        namesakes = self._by_name.get((type_.lower(), name), ()) if name is not None else ()
        exact = list(
            {found.address: found for r in namesakes if fits(r) for found in [self.canonical(r)]}.values()
        )
        if len(exact) > 1:
            # what another root declares never makes a root's own ambiguous
            exact = [found for found in exact if found.home == home] or exact
        if len(exact) > 1 and all(_of_template(found) for found in exact):
            # one in a group that only may be this one is either another resource, or this one declared again
            group = self.name_of(identifier.resource_group)
            exact = [found for found in exact if self.name_of(self.group_of(found)) == group] or exact
        if len(exact) == 1:
            elsewhere = self._in_other_subscription(
                identifier.subscription, exact[0], node
            ) or self._in_other_group(identifier.resource_group, exact[0], node)
            return exact[0] if elsewhere is None else elsewhere
        if len(exact) > 1:
            return Unknown(
                f"{shown} may be any of {listed(exact)}", place_of(node), "name its resource group"
            )
        reason = node.reason if isinstance(node, Unknown) else None
        nameless = [resource for resource in self._nameless.get(type_.lower(), ()) if fits(resource)]
        if nameless and called(wanted) is not None:
            return Unknown(
                f"{shown} may be {listed(nameless)}, whose name is unknown",
                place_of(node),
                settled_by(nameless),
            )
        if reason and called(wanted) is None:
            return Unknown(reason, node.at if isinstance(node, Unknown) else place_of(node), settle_by(node))
        return Unknown(
            f"{kind_of(type_)} {shown} is not declared in this stack", place_of(node), LINT_TOGETHER
        )

    def may_mean(self, node: Node | None, resource: Resource) -> bool:
        """Whether something that cannot be followed may mean a resource: not where anything known of both differs."""
        match node:
            case None | Reference():
                return False  # which names another resource, that is not here
            case Value(data=dict()):
                return self.may_mean(object_of(node).get("id"), resource)
        identifier = parse(node)
        if identifier is None:
            return agree(symbol(node), symbol(resource.name))
        if not same_type(identifier.type, resource.type):
            return False
        return (
            agree(symbol(identifier.names[-1]), symbol(resource.name))
            and (len(identifier.names) < 2 or self.agree_on_parent(identifier.names[-2], resource))
            and self.agree_on_group(identifier.resource_group, resource)
            and agree(symbol(identifier.subscription), symbol(self.subscription_of(resource)))
        )

    def may_be(self, sought: Resource, declared: Resource) -> Unknown | None:
        """Why something that is only looked up may be a resource whose name, or its own, is unknown; None where it is
        not, or is that for certain. Terraform reads a data source before it makes anything the source does not wait for.
        """
        if declared.external or self.canonical(sought).address == declared.address:
            return None
        if sought.home == declared.home and _is_terraforms(sought) and not _waits_for(sought, declared):
            return None
        vague = next((name for name in (sought.name, declared.name) if isinstance(name, Unknown)), None)
        agrees = (
            agree(symbol(sought.name), symbol(declared.name))
            and self.agree_on_parent(sought.parent, declared)
            and self.agree_on_group(sought.resource_group, declared)
            and agree(symbol(self.subscription_of(sought)), symbol(self.subscription_of(declared)))
        )
        return vague if agrees else None

    def _in_other_subscription(
        self, subscription: Node | None, resource: Resource, node: Node | None
    ) -> Unknown | None:
        """Why an id may mean a namesake in another subscription; None when it does not.

        An id that names no subscription means the stack's own. So does one that names some subscription where nothing
        tells which the stack's own is; but a template has a word for its own (``subscription()``), so that an id that is
        written with another one may mean another. So has whoever declares one thing in a subscription by its name, and another
        one in what is signed in to.
        """
        named, own = symbol(subscription), symbol(self.subscription_of(resource))
        if subscription is None or named == own:
            return None
        tells_apart = _in_template(node, resource) and isinstance(subscription, Value)
        by_name = named in self._others_subscriptions and not _of_operators(resource)
        if own is None and not (tells_apart or by_name):
            return None
        return Unknown(
            f"{resource.label} is in one subscription, and this id names one that may be another",
            place_of(node),
            "name the same subscription, or use --azure",
        )

    def _in_other_group(self, group: Node | None, resource: Resource, node: Node | None) -> Unknown | None:
        """Why an id in a template may mean a namesake in another resource group; None where it does not.

        Nobody knows what the group is called that a template is deployed to; but the template has a word for it
        (``resourceGroup()``, or no group at all), so that an id that is written with another one may mean another. So has
        an object of Azure Service Operator: it names another one, where it does not write an id.
        """
        named, own = self.name_of(group), self.name_of(self.group_of(resource))
        if named is None or own is None or named == own or resource.home:
            return None
        if not (
            _in_template(node, resource)
            or called(resource.traits.get("provider")) == "azure-service-operator"
        ):
            return None
        return Unknown(
            f"{resource.label} is in one resource group, and this id names one that may be another",
            place_of(node),
            "name the same resource group, or use --azure",
        )

    def may_be_parent(self, parent: Node | None, resource: Resource) -> bool:
        """Whether a parent that cannot be followed may turn out to be this resource: nothing known of both differs."""
        target = self.by_address.get(parent.target) if isinstance(parent, Reference) else None
        if target is not None and self.canonical(target).address == resource.address:
            return False  # it is this one's for certain
        identifier = parse(parent)
        group = self.group_of(target) if target else identifier.resource_group if identifier else None
        return agree(self.name_of(parent), symbol(resource.name)) and self.agree_on_group(group, resource)


def indexed(resources: Iterable[Resource]) -> Index:
    """An index of resources as they are written."""
    index = Index()
    for resource in resources:
        index.add(resource)
    return index


def _is_terraforms(resource: Resource) -> bool:
    return (called(resource.traits.get("provider")) or "").startswith(("azurerm", "azapi"))


def _waits_for(sought: Resource, declared: Resource) -> bool:
    """Whether a data source depends on a resource, or on a module that the resource is in."""
    return any(
        isinstance(each, Reference)
        and (
            declared.address == each.target
            or declared.address.startswith((f"{each.target}.", f"{each.target}["))
        )
        for each in elements_of(sought.traits.get("dependsOn")).sure
    )


def _of_operators(resource: Resource) -> bool:
    """True for an object of Azure Service Operator or Cluster API, which is declared in whatever its credential says."""
    return called(resource.traits.get("provider")) in ("azure-service-operator", "cluster-api")


def _in_template(node: Node | None, resource: Resource) -> bool:
    """True for an id that a template gives to what a template declares. A manifest has no word for its own subscription."""
    return _of_template(resource) and not place_of(node).path.endswith((".yaml", ".yml"))


def _of_template(resource: Resource) -> bool:
    """True for what a template declares: only templates give an API version and no provider."""
    return "apiVersion" in resource.traits and "provider" not in resource.traits
