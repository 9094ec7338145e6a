"""Objects of Azure Service Operator as resources: ARM's bodies, laid flat, with references for ids.

Sources: Azure Service Operator, "Resource spec", "Annotations and labels used by the operator".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.aso.credentials import Credentials
from natpin.formats.aso.kinds import TRANSLATED, is_harmless
from natpin.formats.aso.objects import Key, Object
from natpin.formats.aso.references import is_child, is_reference, key_of, owner
from natpin.formats.envsubst import substituted
from natpin.formats.kustomizations import patched
from natpin.formats.manifests import opened
from natpin.formats.peerings import inline_peerings
from natpin.languages.arm_expressions.texts import unknown
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.resource import Resource
from natpin.model.value import Node, Reference, Unknown, Value, dig, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

_RECONCILE = "serviceoperator.azure.com/reconcile-policy"
_CREDENTIAL = "serviceoperator.azure.com/credential-from"
_VERSION = late_regex(r"v\d?(?:api|beta|alpha1api)?(\d{4})(\d\d)(\d\d)(preview)?\Z")
_NO_PROPERTY = frozenset({"azurename", "owner", "operatorspec", "$propertybag", "originalversion"})
_ASK_AZURE = "--azure"


@record
class Translation:
    """The objects of a stack, and what may change them."""

    objects: Sequence[Object]
    workspace: Workspace
    over: Mapping[str, Sequence[str]]
    """By file: kustomizations that take it in."""

    def parts(self) -> Iterator[Resource | Doubt]:
        """Every resource, and what is not followed."""
        known: dict[Key, Object] = {}
        for one in self.objects:
            known.setdefault(one.key, one)
        credentials = Credentials(frozenset(one.at.path for one in self.objects), self.workspace)
        for one in self.objects:
            type_ = TRANSLATED.get((one.group, one.kind))
            if type_ is not None and known[one.key] is not one:
                yield Doubt(
                    f"{one.name} is declared more than once; the one applied last counts",
                    one.at,
                    _ASK_AZURE,
                    Reach((type_,), Reference(one.address)),
                )
            elif type_ is not None:
                made = _Object(one, known, credentials).resource(type_)
                yield made
                yield from inline_peerings(made)
                over = self.over.get(one.at.path, ())
                reach = Reach((type_,), Reference(one.address))
                yield from patched(one.kind, one.name, one.at, over, self.workspace, reach)
                yield from opened(one.open, reach)
            elif not is_harmless(one.group, one.kind):
                yield Doubt(f"what {one.kind} {one.name} changes", one.at, _ASK_AZURE, Reach(adds=True))


@record
class _Object:
    """One object, among those of its stack."""

    of: Object
    known: Mapping[Key, Object]
    credentials: Credentials

    def resource(self, type_: str) -> Resource:
        of, policy = self.of, self._annotation(_RECONCILE)
        skipped = text(policy) == "skip"
        properties = {} if skipped else dict(self._properties(of.get("spec")))
        traits: dict[str, Node] = {"provider": Value("azure-service-operator", of.at)}
        called = text(of.get("spec.azureName") or of.get("metadata.name"))
        if called is not None and "$" in called:
            traits["calledBy"] = Value(called, of.at)
        version = _VERSION.match(of.version)
        if version is not None:
            year, month, day, preview = version.groups()
            dated = f"{year}-{month}-{day}" + (f"-{preview}" if preview else "")
            traits["apiVersion"] = Value(dated, of.at)
        if text(policy) == "detach-on-delete" and policy is not None:
            traits["preventDestroy"] = Value(True, policy.at)
        elif isinstance(policy, Unknown):
            traits["preventDestroy"] = policy
        return Resource(
            of.address,
            type_,
            _name(of),
            properties,
            of.at,
            parent=self._parent(),
            resource_group=self._group(),
            subscription=self._subscription(),
            external=skipped,
            doubt=policy if isinstance(policy, Unknown) else None,
            traits=traits,
        )

    def _annotation(self, name: str) -> Node | None:
        found = members(self.of.get("metadata.annotations")).get(name)
        return substituted(found) if found is not None else None

    def _parent(self) -> Node | None:
        if not is_child(self.of.kind):
            return None
        key = owner(self.of)
        if key is None:
            return self._written_owner()
        return self._referred(key, self.of.at)

    def _written_owner(self) -> Node:
        written = self.of.get("spec.owner.armId")
        if written is None:
            return Unknown("spec.owner is not written", self.of.at, "write spec.owner")
        return substituted(written)

    def _group(self) -> Node | None:
        """The name of the resource group that it is in."""
        of, seen = self.of, {self.of.key}
        while True:
            if of.kind == "ResourceGroup":
                return None if of is self.of else _name(of)
            key = owner(of)
            if key is None:
                identity = parse(_Object(of, self.known, self.credentials)._written_owner())
                return identity.resource_group if identity is not None else _group_in(of)
            above = self.known.get(key)
            if above is None:
                return self._elsewhere(key, of.at)
            if above.key in seen:
                return Unknown(f"{of.name} is its own owner", of.at)
            seen.add(above.key)
            of = above

    def _subscription(self) -> Node | None:
        """The one of the id it is owned by, or of its own credential; None for the operator's."""
        identity = parse(self._written_owner()) if owner(self.of) is None else None
        if identity is not None and identity.subscription is not None:
            return identity.subscription
        return self.credentials.subscription(self.of.namespace, self._annotation(_CREDENTIAL))

    def _properties(self, spec: Node | None) -> Iterator[tuple[str, Node]]:
        if isinstance(spec, Value) and isinstance(spec.data, Mapping):
            for name, node in spec.data.items():
                if name.lower() not in _NO_PROPERTY:
                    yield self._member(name, node)

    def _member(self, name: str, node: Node) -> tuple[str, Node]:
        """A member under ARM's name: ``vnetSubnetReference`` is ``vnetSubnetID``, ``reference`` is ``id``."""
        if name == "reference" and is_reference(node):
            return "id", self._id(node)
        if name.endswith("Reference") and is_reference(node):
            return f"{name.removesuffix('Reference')}ID", self._id(node)
        if name.endswith("FromConfig"):
            where = f"{text(dig(node, 'name'))}, key {text(dig(node, 'key'))}"
            why = f"it is taken from the ConfigMap {where}"
            return name.removesuffix("FromConfig"), unknown(f"ConfigMap {where}", why, node.at, _ASK_AZURE)
        return name, self._node(node)

    def _node(self, node: Node) -> Node:
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            return Value(
                dict(self._member(name, child) for name, child in node.data.items()), node.at, node.origin
            )
        if isinstance(node, Value) and isinstance(node.data, tuple):
            return Value(tuple(self._node(child) for child in node.data), node.at, node.origin)
        return substituted(node)

    def _id(self, reference: Node) -> Node:
        written = dig(reference, "armId")
        if written is not None:
            return substituted(written)
        key = key_of(reference, self.of.namespace)
        if key is None:
            return Unknown("the reference does not say group, kind and name", reference.at)
        return self._referred(key, reference.at)

    def _referred(self, key: Key, at: Location) -> Node:
        found = self.known.get(key)
        if found is None or (found.group, found.kind) not in TRANSLATED:
            return self._elsewhere(key, at)
        return Reference(found.address, "id", at)

    def _elsewhere(self, key: Key, at: Location) -> Unknown:
        namespace, group, kind, name = key
        why = f"no manifest that belongs to this one declares {kind} {name}"
        return unknown(
            f"{group}/{kind}/{namespace}/{name}",
            why,
            at,
            "lint the files that declare it together with these",
        )


def _name(of: Object) -> Node:
    """The name in Azure: ``azureName``, else the object's."""
    written = of.get("spec.azureName") or of.get("metadata.name")
    if written is None:
        return Unknown("metadata.name is not written", of.at)
    return substituted(written)


def _group_in(of: Object) -> Node | None:
    """The group of an owner's id, which ends with it: ``/subscriptions/…/resourceGroups/payments``."""
    written = of.get("spec.owner.armId")
    segments = (text(written) or "").split("/")
    lowered = [segment.lower() for segment in segments]
    if written is not None and "resourcegroups" in lowered[:-1]:
        return Value(segments[lowered.index("resourcegroups") + 1], written.at)
    return Unknown("spec.owner says no resource group", of.at, "write spec.owner")
