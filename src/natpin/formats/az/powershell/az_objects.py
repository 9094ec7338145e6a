"""Objects of Az PowerShell: what stands for a resource, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az.cli import lookup
from natpin.formats.az.cli.arguments import Flag
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import KINDS, POOL, SUBNET, Kind
from natpin.formats.az.cli.tables import To
from natpin.formats.az.cli.translate import value_of
from natpin.formats.az.cli.values import Shape, assign
from natpin.formats.az.powershell.binding import Given
from natpin.formats.az.powershell.builtins import Builtins
from natpin.formats.az.powershell.values import (
    Body,
    Entry,
    Items,
    Nothing,
    Object,
    Text,
    Thing,
    Truth,
    capture_of,
    elements_of,
    word_of,
)
from natpin.languages.shell.words import Capture, Status, Word, word_saying
from natpin.languages.shell.words import Command as AzCommand
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import NAT_GATEWAY
from natpin.model.resource import ROUTE as ROUTE_TYPE
from natpin.model.resource import SUBNET as SUBNET_TYPE
from natpin.model.value import Node, Reference, Unknown, Value, dig, members

_LISTS = {"vnet": ("subnets", "subnet"), "routeTable": ("routes", "route")}


_MEMBERS = {
    "natgateway": Reach((SUBNET_TYPE,), properties=("natGateway",)),
    "routetable": Reach((SUBNET_TYPE,), properties=("routeTable",)),
    "subnets": Reach((SUBNET_TYPE,), adds=True),
    "routes": Reach((ROUTE_TYPE,), adds=True),
    "publicipaddresses": Reach((NAT_GATEWAY,)),
    "publicipprefixes": Reach((NAT_GATEWAY,)),
}


class AzObjects(Builtins):
    """Objects of Az PowerShell: what stands for a resource, and what it is called."""

    def unknown_member_set(self, of: Thing, name: str | None, at: Location) -> None:
        """A member is set of an object that is not known."""
        reach = _MEMBERS.get((name or "").lower())
        if reach is not None:
            self.doubt(f"`.{name}` of an object that is not known is set", at, reach)

    def member(self, of: Thing, name: str | None, at: Location, *, static: bool = False) -> Thing:
        """A member; one of an Azure object that nothing has set is Azure's."""
        if isinstance(of, Object) and name is not None and not static:
            body = self.memory.body(of)
            if body.kind.startswith("az:") and name.lower() not in body.entries:
                return self._azure_member(body, name, at)
        return super().member(of, name, at, static=static)

    def _azure_member(self, body: Body, name: str, at: Location) -> Thing:
        address = body.kind
        resource = self.session.state.at_address(address)
        if resource is None:
            return self.open_answer(f".{name}", at)
        found = dig(Value(resource.properties), name)
        if (
            found is None
            and not resource.external
            and name.lower() not in ("id", "name", "ipaddress", "ipprefix", "resourcegroupname", "subnets")
        ):
            return Nothing(at)
        inner = members(found).get("id") if found is not None else None
        if isinstance(inner, Reference):
            id_ = Text((Capture(replace(inner, at=at), True),), at)
            return self.memory.make(Body("object", {"id": Entry("Id", id_)}), at)
        whole = Capture(Reference(resource.address, "", at), not resource.external)
        path = {"resourcegroupname": "resourceGroup"}.get(name.lower(), name[:1].lower() + name[1:])
        return Text(lookup.pick_from(self.session.state, whole, path, at), at)

    def _subject(self, given: Given, stdin: Items | None, *names: str) -> Object | None:
        """The object that a cmdlet is given, by the pipeline or a parameter."""
        for name in names:
            found = given.named.get(name)
            if isinstance(found, Object):
                return found
        if stdin is not None and len(stdin.elements) == 1 and isinstance(stdin.elements[0], Object):
            return stdin.elements[0]
        first = given.positional[0] if given.positional else None
        return first if isinstance(first, Object) else None

    def _identity(self, kind: Kind, given: Given, subject: Object | None, at: Location) -> Identity | None:
        directory = self.session.directory
        if subject is not None:
            body = self.memory.body(subject)
            if body.kind.startswith(f"az:{kind.word}:"):
                known_ = self.session.state.at_address(body.kind)
                if known_ is not None:
                    return replace(self.session.state.identity(known_), at=at)
        positional = [each for each in given.positional if not isinstance(each, Object)]
        id_ = given.get("resourceid", "id", f"{kind.word.lower()}id")
        if id_ is not None and kind is not SUBNET:
            found = directory.addressed([word_of(id_)], at)
            if found and found[0].kind is kind:
                return found[0]
        name = given.named.get("name") or given.named.get("resourcename")
        group = given.named.get("resourcegroupname") or given.named.get("resourcegroup")
        if group is None and positional:
            group = positional.pop(0)
        parent: Thing | None = None
        if kind is POOL:
            cluster = given.named.get("clusterobject")
            if isinstance(cluster, Object):
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
        """What stands for a resource."""
        resource = self.session.state.use(identity, at)
        created = not resource.external
        entries = {
            "name": Entry("Name", Text(identity.names[-1].pieces, at)),
            "id": Entry("Id", Text((Capture(Reference(resource.address, "id", at), created),), at)),
        }
        if identity.group is not None:
            entries["resourcegroupname"] = Entry("ResourceGroupName", Text(identity.group.pieces, at))
        if identity.kind.word in _LISTS:
            name, kind = _LISTS[identity.kind.word]
            children = self._children(identity, KINDS[kind], at)
            why = None
            if resource.external:
                why = Unknown(f"what {identity.names[-1].label} holds is only known in Azure", at)
            entries[name] = Entry(name.capitalize(), Items(children, at, why))
        there = Status.YES if created else Status.UNLIKELY
        return replace(self.memory.make(Body(resource.address, entries), at), there=there)

    def _children(self, identity: Identity, kind: Kind, at: Location) -> tuple[Thing, ...]:
        return tuple(
            self._object(replace(each, at=at), at)
            for each in list(self.session.state.of_kind(kind))
            if each.parent is not None and each.parent.address.lower() == identity.address.lower()
        )

    def _az(self, spoken: tuple[str, ...], last: Word, at: Location, *more: Word) -> None:
        words = [word_saying(text, at) for text in ("az", *spoken)]
        self.session.run(AzCommand((*words, last, *more), at))

    def _translated(
        self,
        table: Mapping[str, To],
        given: Given,
        into: Mapping[str, Node],
        identity: Identity,
        formerly: Mapping[str, str],
    ) -> dict[str, Node]:
        properties = dict(into)
        for written, thing in given.named.items():
            name = formerly.get(written, written)
            full = (
                name
                if name in table
                else next((each for each in table if len(name) > 3 and each.startswith(name)), None)
            )
            if full is None or (written == "inputobject" and full != "natgateway"):
                continue
            to = table[full]
            assign(properties, to.path, self._node(thing, to, identity))
        return properties

    def _node(self, thing: Thing, to: To, identity: Identity) -> Node | None:
        at = thing.at
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
                if isinstance(thing, Nothing):
                    return None
                return value_of(Flag((word_of(thing),), at), to, self.session.directory, identity.group)
            case Shape.IDS | Shape.ID | Shape.PLAIN_ID:
                if isinstance(thing, Nothing):
                    return None
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
        return value_of(Flag((word_of(thing),), at), to, self.session.directory, identity.group)

    def _parts(self, thing: Thing, shape: Shape) -> Node | None:
        """Tags of an IP, or delegations: objects in memory."""
        if isinstance(thing, Nothing):
            return None
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
