"""Objects of Az PowerShell: what stands for a resource, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az.cli.arguments import Flag
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import KINDS, POOL, Kind
from natpin.formats.az.cli.tables import To
from natpin.formats.az.cli.translate import value_of
from natpin.formats.az.cli.values import Shape, assign
from natpin.formats.az.powershell.az_members import AzMembers
from natpin.formats.az.powershell.binding import Given
from natpin.formats.az.powershell.plain_parameters import NAMING
from natpin.formats.az.powershell.values import (
    Body,
    Items,
    Nothing,
    Object,
    Text,
    Thing,
    Truth,
    capture_of,
    elements_of,
    entries_of,
    word_of,
)
from natpin.languages.shell.words import Command as AzCommand
from natpin.languages.shell.words import Status, Word, word_saying
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Unknown, Value

HELD = {"vnet": ("subnets", "subnet"), "routeTable": ("routes", "route")}
"""What a resource holds in memory: the member that lists it, and its kind."""


class AzObjects(AzMembers):
    """Objects of Az PowerShell: what stands for a resource, and what it is called."""

    def _subject(self, given: Given, stdin: Items | None, *names: str) -> Object | None:
        """The object that a cmdlet is given, by the pipeline or a parameter."""
        for name in names:
            found = given.get(name)
            if isinstance(found, Object):
                return found
        if stdin is not None and len(stdin.elements) == 1 and isinstance(stdin.elements[0], Object):
            return stdin.elements[0]
        first = given.positional[0] if given.positional else None
        return first if isinstance(first, Object) else None

    def _identity(
        self, kind: Kind, given: Given, subject: Object | None, stdin: Items | None, at: Location
    ) -> Identity | None:
        directory = self.session.directory
        known_ = (
            self.session.state.at_address(self.memory.body(subject).kind) if subject is not None else None
        )
        if known_ is not None:
            return replace(self.session.state.identity(known_), at=at)
        positional = [each for each in given.positional if not isinstance(each, Object)]
        id_ = given.get("resourceid", "id", f"{kind.word.lower()}id")
        if id_ is not None:
            found = directory.addressed([word_of(id_)], at)
            if found and found[0].kind is kind:
                return found[0]
        name = given.get("name", "resourcename")
        group = given.get("resourcegroupname")
        if group is None and positional:
            group = positional.pop(0)
        parent: Thing | None = None
        if kind is POOL:
            cluster = self._subject(given, stdin, "clusterobject")
            if cluster is not None:
                parent, group = (
                    self.member(cluster, "Name", at),
                    group or self.member(cluster, "ResourceGroupName", at),
                )
            else:
                parent = given.named.get("clustername") or (positional.pop(0) if positional else None)
            if parent is None:
                return None
        if name is None and positional:
            name = positional.pop(0)
        if name is None:
            return None
        names = (word_of(parent), word_of(name)) if parent is not None else (word_of(name),)
        account = self.session.account
        return Identity(kind, word_of(group) if group is not None else None, names, at, account)

    def _object(self, identity: Identity, at: Location) -> Object:
        """What stands for a resource. To look one up is not to use it: what is not there yet may be made then."""
        resource = self.session.state.use(identity, at, remarked=False)
        things: dict[str, Thing] = {"Name": Text(identity.names[-1].pieces, at)}
        if identity.group is not None:
            things["ResourceGroupName"] = Text(identity.group.pieces, at)
        if identity.kind.word in HELD:
            name, kind = HELD[identity.kind.word]
            why = None
            if resource.external:
                why = Unknown(f"what {identity.names[-1].label} holds is only known in Azure", at)
            things[name] = Items(self._children(identity, KINDS[kind], at), at, why)
        there = Status.UNLIKELY if resource.external else Status.YES
        return replace(self.memory.make(Body(resource.address, entries_of(things)), at), there=there)

    def _children(self, identity: Identity, kind: Kind, at: Location) -> tuple[Thing, ...]:
        return tuple(
            self._object(replace(each, at=at), at)
            for each in list(self.session.state.of_kind(kind))
            if each.parent is not None and each.parent.address.lower() == identity.address.lower()
        )

    def _az(self, *words: str | Word, at: Location) -> None:
        """Run the command of az that does the same."""
        spoken = (word_saying(word, at) if isinstance(word, str) else word for word in ("az", *words))
        self.session.run(AzCommand(tuple(spoken), at))

    def _translated(
        self,
        table: Mapping[str, To],
        given: Given,
        into: Mapping[str, Node],
        identity: Identity,
    ) -> dict[str, Node]:
        properties = dict(into)
        for name, thing in named_in_full(given, table):
            assign(properties, table[name].path, self._node(thing, table[name], identity))
        return properties

    def _node(self, thing: Thing, to: To, identity: Identity) -> Node | None:
        at = thing.at
        if isinstance(thing, Nothing):
            return None
        match to.shape:
            case Shape.TAGGED | Shape.DELEGATIONS:
                return self._parts(thing, to.shape)
            case Shape.PAIRS if isinstance(thing, Object):
                body = self.memory.body(thing)
                return body.open or Value(
                    {entry.name: word_of(entry.value).node() for entry in body.entries.values()}, at
                )
            case Shape.SWITCH:
                if isinstance(thing, Truth) and thing.status.holds is not None:
                    return Value(thing.status.holds, at)
                return value_of(Flag((word_of(thing),), at), to, self.session.directory, identity.group)
            case Shape.IDS | Shape.ID | Shape.PLAIN_ID:
                listed = elements_of(thing)
                if listed.open is not None:
                    return listed.open
                words = tuple(self._id(each, at) for each in listed.elements)
                return (
                    value_of(Flag(words, at), to, self.session.directory, identity.group) if words else None
                )
            case Shape.WORDS | Shape.SERVICES | Shape.ADD_ONS:
                listed = elements_of(thing)
                if listed.open is not None:
                    return listed.open
                return value_of(
                    Flag(tuple(map(word_of, listed.elements)), at), to, self.session.directory, None
                )
        if isinstance(thing, Object):
            thing = self.member(thing, "Name", at)  # ``$ip.Sku``
        return value_of(Flag((word_of(thing),), at), to, self.session.directory, identity.group)

    def _parts(self, thing: Thing, shape: Shape) -> Node | None:
        """Tags of an IP, or delegations: objects in memory."""
        given = elements_of(thing)
        if given.open is not None:
            return given.open
        found: list[Node] = []
        for each in given.elements:
            if not isinstance(each, Object):
                return Unknown("what is listed is not known", each.at)
            entries = self.memory.body(each).entries
            of = {
                name: word_of(entries[name].value).node()
                if name in entries
                else Unknown(f"its {name}", each.at)
                for name in (("iptagtype", "tag") if shape is Shape.TAGGED else ("servicename",))
            }
            if shape is Shape.TAGGED:
                found.append(Value({"ipTagType": of["iptagtype"], "tag": of["tag"]}, each.at))
            else:
                service = Value({"serviceName": of["servicename"]}, each.at)
                found.append(Value({"properties": service}, each.at))
        return Value(tuple(found), thing.at)

    def _id(self, thing: Thing, at: Location) -> Word:
        """The id of what is given: of an object its own."""
        if isinstance(thing, Object):
            return word_of(self.member(thing, "Id", at))
        capture = capture_of(thing)
        if capture is not None and not capture.reference.attribute:
            return Word((replace(capture, reference=replace(capture.reference, attribute="id")),), thing.at)
        return word_of(thing)


def named_in_full(
    given: Given, table: Mapping[str, To], formerly: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Thing]]:
    """The arguments that a table translates, by their parameters' names: an alias, or the beginning of only one, is
    as good (about_Parameters)."""
    names = {**{each: each for each in table}, **(formerly or {})}
    for written, thing in given.named.items():
        if written in names:
            yield names[written], thing
        elif written not in NAMING:
            begun = {full for name, full in names.items() if name.startswith(written)}
            if len(begun) == 1:
                yield begun.pop(), thing
