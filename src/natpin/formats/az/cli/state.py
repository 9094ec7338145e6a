"""What an az script has made so far, and what it has only named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from natpin.formats.az.cli.alternatives import either
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import PROVISIONED, SUBNET, Kind
from natpin.languages.shell.layers import Layers
from natpin.languages.shell.words import Chunk, Word
from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.resource import OWN_SUBSCRIPTION, Resource, SourceNote
from natpin.model.value import Node, Reference, Unknown, Value, text

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_MARK = re.compile(r"@\d+(?::\d+)?(?=\W|\Z)")
"""What tells two unknowns apart that a script calls alike: readers see the place of the command."""

SELF_TRAITS: Mapping[str, Node] = {"provider": Value("az")}
CMDLET_TRAITS: Mapping[str, Node] = {**SELF_TRAITS, "cmdlet": Value(True)}
"""Of what a cmdlet of Az PowerShell names first: it is spoken of in parameters, and not in flags."""


@record
class _EarlyUse:
    """A resource used before it was created."""

    identity: Identity
    at: Location
    group_created: bool


class State:
    """Resources by address, case not counting, with forks for what may not happen."""

    def __init__(self) -> None:
        self._resources: Layers[Resource] = Layers()
        self._identities: dict[str, Identity] = {}
        self._kinds: dict[str, list[str]] = {}
        self._open: dict[str, list[str]] = {}
        self.built = 0
        """Commands so far that made or set something."""
        self.removed = 0
        """Commands so far that deleted or detached something."""
        self.deleted = 0
        """Those of them that deleted."""
        self.home: Word | None = None
        """The script's own subscription, where it names it."""
        self.other_subscriptions: set[str] = set()
        """Those, in lower case, that commands name beside what they do in the script's own."""
        self._early: dict[str, _EarlyUse] = {}
        self.source_notes: list[SourceNote] = []
        self.traits: Mapping[str, Node] = SELF_TRAITS
        """Of what is made or named from here on."""
        self.called_at: tuple[Location, ...] = ()
        """The calls that are being gone through, outermost first: what is made now, they make."""
        self.supposed_missing = 0
        """Depth of what is only run when something is found missing."""

    @contextmanager
    def called(self, *places: Location) -> Iterator[None]:
        """While a function, a file or a role runs: what is made meanwhile is made by the call at these places."""
        around, self.called_at = self.called_at, (*self.called_at, *places)
        try:
            yield
        finally:
            self.called_at = around

    def get(self, identity: Identity) -> Resource | None:
        """The resource as it stands now."""
        return self._resources.get(identity.address.lower())

    def at_address(self, address: str) -> Resource | None:
        """The resource with an address, as it stands now."""
        return self._resources.get(address.lower())

    def identity(self, resource: Resource) -> Identity:
        """Which resource it is."""
        return self._identities[resource.address.lower()]

    def _enter(self, address: str, identity: Identity) -> None:
        if address not in self._identities:
            self._identities[address] = identity
            self._kinds.setdefault(identity.kind.word, []).append(address)
            if not identity.known:
                self._open.setdefault(identity.kind.word, []).append(address)

    def of_kind(self, kind: Kind, *, unknown: bool = False) -> Iterator[Identity]:
        """Resources of a kind that are there now; ``unknown``: only those whose names are not all known."""
        for address in (self._open if unknown else self._kinds).get(kind.word, ()):
            if self._resources.get(address) is not None:
                yield self._identities[address]

    @property
    def empty(self) -> bool:
        """True as long as nothing was made or named."""
        return not self._identities

    def put(self, resource: Resource) -> None:
        """Write a resource as it stands from now on."""
        self._resources.set(resource.address.lower(), resource)

    def drop(self, identity: Identity) -> None:
        """A deleted resource is gone."""
        self._resources.set(identity.address.lower(), None)

    def created(self, identity: Identity) -> bool:
        """True when the script has created it already."""
        found = self.get(identity)
        return found is not None and not found.external

    def create(self, identity: Identity, properties: Mapping[str, Node], at: Location) -> Resource:
        """A new resource, or one created once more, which replaces it."""
        blank = self._blank(identity, at)
        traits = dict(blank.traits)
        if self.supposed_missing:
            traits["createdWhenMissing"] = Value(True, at)
        resource = replace(blank, properties=dict(properties), traits=traits)
        self.put(resource)
        return resource

    def use(self, identity: Identity, at: Location, *, remarked: bool = True) -> Resource:
        """The resource meant, as it stands; one that nothing has created yet becomes looked up."""
        found = self.get(identity)
        if found is None:
            found = replace(self._blank(identity, at), external=True)
            self.put(found)
        if identity.parent is not None:
            self.use(identity.parent, at, remarked=remarked and found.external)
        if found.external and remarked and identity.kind.word in PROVISIONED:
            owner = self.get(identity.owner) if identity.owner else None
            by_script = owner is not None and not owner.external and "createdWhenMissing" not in owner.traits
            self._early.setdefault(found.address.lower(), _EarlyUse(identity, at, by_script))
        return found

    def excuse(self, address: str) -> None:
        """The script only asked whether it is there."""
        self._early.pop(address.lower(), None)

    def _blank(self, identity: Identity, at: Location) -> Resource:
        parent = identity.parent
        owner = identity.owner
        if owner is not None and self.get(owner) is None:
            self.put(replace(self._blank(owner, at), external=True))
        group = self.get(owner) if owner is not None else None
        existing = self.get(identity)
        name = _name_node(identity.names[-1])
        called = _MARK.sub("", identity.names[-1].label)
        self._enter((existing.address if existing else identity.address).lower(), identity)
        traits = dict(self.traits)
        if isinstance(name, Unknown) and called:
            traits["calledBy"] = Value(called)
        home = self._unsaid_home(identity)
        if home is not None:
            traits[OWN_SUBSCRIPTION] = home
        return Resource(
            address=existing.address if existing else identity.address,
            type=identity.kind.type,
            name=name,
            at=at,
            parent=Reference(self._address(parent), "id", at) if parent else None,
            resource_group=Reference(group.address, "name", at) if group else None,
            subscription=self._subscription(identity),
            traits=traits,
            called_at=self.called_at,
        )

    def _subscription(self, identity: Identity) -> Node | None:
        """Told where it is another than the script's own, or an id that other files may name."""
        word = identity.subscription or self.home
        if word is None or (identity.subscription is None and not _GUID.fullmatch(word.literal or "")):
            return None
        return word.node()

    def _unsaid_home(self, identity: Identity) -> Unknown | None:
        """Why nobody knows the id of the script's own subscription, which it names."""
        if identity.subscription is not None or self.home is None or _GUID.fullmatch(self.home.literal or ""):
            return None
        if self.home.literal is not None:
            return Unknown(f"{self.home.literal} is a subscription's name, not its id", self.home.at)
        node = self.home.node()
        return node if isinstance(node, Unknown) else Unknown("it is known only after creation", self.home.at)

    def _address(self, identity: Identity) -> str:
        found = self.get(identity)
        return found.address if found else identity.address

    def all(self) -> Iterator[tuple[str, Resource]]:
        """Every resource there is now."""
        return self._resources.items()

    # -- forks -------------------------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """True when a resource was made, changed or asked for since the last fork."""
        return self._resources.changed

    def fork(self) -> None:
        """From here on, changes can be taken back."""
        self._resources.fork()

    def take_back(self) -> dict[str, Resource | None]:
        """Undo to the last fork."""
        return self._resources.take_back()

    def keep(self, changes: dict[str, Resource | None]) -> None:
        """Make undone changes after all."""
        self._resources.keep(changes)

    def join(self, ways: list[dict[str, Resource | None]], cause: Unknown) -> None:
        """Meet again: what only some ways made is conditional, what they left different is unknown."""
        self._resources.join(ways, lambda _, outcomes: either(outcomes, cause))

    def finish(self) -> Iterator[Resource | SourceNote]:
        """Everything, in the order it first came."""
        has_nameless_subnet = self._has_nameless_subnet()
        for _, resource in self._resources.items():
            yield resource if has_nameless_subnet else self._completed(resource)
        for key, early in self._early.items():
            found = self._resources.get(key)
            identity = early.identity
            if not identity.known and any(
                each.may_be(identity) and self.created(each) for each in self.of_kind(identity.kind)
            ):
                continue  # it may be one that is there
            facts: dict[str, Node] = {
                "type": Value(identity.kind.type, early.at),
                "name": _name_node(identity.names[-1]),
                "createdLater": Value(found is not None and not found.external, early.at),
                "groupCreatedHere": Value(early.group_created, early.at),
            }
            if identity.group is not None:
                facts["resourceGroup"] = _name_node(identity.group)
            yield SourceNote(
                "used-before-created", early.at, facts, found.address if found else identity.address
            )
        yield from self.source_notes

    def _completed(self, resource: Resource) -> Resource:
        """A subnet in a group that the script itself makes has no route table but one that the script attaches. Of one
        whose name is unknown nobody knows whether it is one that has: where there is one, none is completed."""
        if text(resource.name) is None:
            return resource
        if resource.type != SUBNET.type or not resource.external or "routeTable" in resource.properties:
            return resource
        group = resource.resource_group
        owner = self.at_address(group.target) if isinstance(group, Reference) else None
        if owner is None or owner.external or owner.conditional or "createdWhenMissing" in owner.traits:
            return resource
        return resource.with_properties(routeTable=Value(None, resource.at))

    def _has_nameless_subnet(self) -> bool:
        return any(
            isinstance(one.name, Unknown) and one.type == SUBNET.type and not one.external
            for _, one in self._resources.items()
        )


def _name_node(word: Word) -> Node:
    """A name. A ``<placeholder>`` names as well as any other text."""
    node = word.node()
    if (
        isinstance(node, Unknown)
        and not node.parts
        and not all(isinstance(piece, Chunk) for piece in word.pieces)
    ):
        return Unknown(node.reason, node.at, node.settle_by)
    return node
