"""Members of objects of Az PowerShell: in memory, in Azure, or of what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az.cli import lookup
from natpin.formats.az.cli.values import Shape
from natpin.formats.az.powershell.builtins import Builtins
from natpin.formats.az.powershell.parameters import LISTS, MEMBERS, TABLES
from natpin.formats.az.powershell.values import (
    OBJECT,
    Body,
    Entry,
    Items,
    Nothing,
    Object,
    Text,
    Thing,
    elements_of,
    known,
    unknown,
)
from natpin.languages.shell.words import Capture
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, NAT_GATEWAY
from natpin.model.resource import ROUTE as ROUTE_TYPE
from natpin.model.resource import SUBNET as SUBNET_TYPE
from natpin.model.value import Node, Reference, Unknown, Value, dig, items, members

_NAMING = (Shape.ID, Shape.IDS, Shape.PLAIN_ID)
_MEMBERS = {
    **dict.fromkeys(("addressprefix", "defaultoutboundaccess"), Reach((SUBNET_TYPE,))),
    **dict.fromkeys(("nexthoptype", "nexthopipaddress"), Reach((ROUTE_TYPE,))),
    **dict.fromkeys(("outboundtype", "authorizedipranges"), Reach((CLUSTER,))),
    "idletimeoutinminutes": Reach((NAT_GATEWAY,)),
    "delegations": Reach((SUBNET_TYPE,), properties=("delegations",)),
    "serviceendpoints": Reach((SUBNET_TYPE,), properties=("serviceEndpoints",)),
    "natgateway": Reach((SUBNET_TYPE,), properties=("natGateway",)),
    "routetable": Reach((SUBNET_TYPE,), properties=("routeTable",)),
    "subnets": Reach((SUBNET_TYPE,), adds=True),
    "routes": Reach((ROUTE_TYPE,), adds=True),
    "publicipaddresses": Reach((NAT_GATEWAY,)),
    "publicipprefixes": Reach((NAT_GATEWAY,)),
}
"""What may change when a member of an object that nobody knows is set, and the object is written."""


class AzMembers(Builtins):
    """Members of objects of Az PowerShell."""

    def unknown_member_set(self, of: Thing, name: str | None, at: Location) -> None:
        """A member is set of an object that is not known."""
        reach = _MEMBERS.get((name or "").lower())
        if reach is not None:
            self.doubt(f"`.{name}` of an object that is not known is set", at, reach)

    def member(self, of: Thing, name: str | None, at: Location, *, static: bool = False) -> Thing:
        """A member; one of an Azure object that nothing has set is Azure's."""
        if isinstance(of, Object) and name is not None and not static:
            body = self.memory.body(of)
            word = _word(body)
            listed = bool(word) and name.lower() in LISTS
            written = MEMBERS.get(name.lower(), name) if word else name
            if written.lower() == "id":
                self._used(body, at)
            if written.lower() in body.entries:
                found = body.entries[written.lower()].value
                return elements_of(found) if listed else found
            if body.kind.startswith("az:"):
                return self._azure_member(of, body, name, at)
            if listed:
                why = Unknown(f"what `.{name}` holds in memory is not followed", at)
                shared = any(each in body.entries for each in _same_path(word, written))
                return Items((), at, why if shared else body.open)
        return super().member(of, name, at, static=static)

    def _used(self, body: Body, at: Location) -> None:
        """The id of what was looked up is used: it must be there by then."""
        resource = self.session.state.at_address(body.kind)
        if resource is not None:
            self.session.state.use(self.session.state.identity(resource), at)

    def _assign_member(self, of: Thing, name: str | None, value: Thing, at: Location) -> None:
        """A member of an object of Az goes by the name of the parameter that sets the same."""
        word = _word(self.memory.body(of)) if isinstance(of, Object) else ""
        if not (isinstance(of, Object) and name is not None and word):
            super()._assign_member(of, name, value, at)
            return
        written = MEMBERS.get(name.lower(), name)
        self.memory.change(of, written, value)
        body = self.memory.body(of)
        others = _same_path(word, written)
        kept = {each: entry for each, entry in body.entries.items() if each not in others}
        self.memory.write(of, replace(body, entries=kept))

    def _azure_member(self, of: Object, body: Body, name: str, at: Location) -> Thing:
        address = body.kind
        resource = self.session.state.at_address(address)
        if resource is None:
            return self.open_answer(f".{name}", at)
        found = dig(Value(resource.properties), name)
        if name.lower() in LISTS and (found is not None or not resource.external):
            return self._members_of(found, at)
        to = TABLES[_word(body)].get(name.lower())
        if found is None and not resource.external and to is not None and to.shape in _NAMING:
            return Nothing(at)  # what it is not given it has not; other members are Azure's to fill
        inner = members(found).get("id") if found is not None else None
        if isinstance(inner, Reference):
            id_ = Text((Capture(replace(inner, at=at), True),), at)
            return self.memory.make(Body(OBJECT, {"id": Entry("Id", id_)}), at)
        if to is not None and members(found):
            made = self._element(found, at)  # changed in memory, it is written with the whole
            self.memory.change(of, name, made)
            return made
        whole = Capture(Reference(resource.address, "", at), not resource.external)
        path = {"resourcegroupname": "resourceGroup"}.get(name.lower(), name[:1].lower() + name[1:])
        return Text(lookup.pick_from(self.session.state, whole, path, at), at)

    def _members_of(self, node: Node | None, at: Location) -> Items:
        """The elements of a list that a resource has: other resources, delegations, tags."""
        if isinstance(node, Unknown):
            return Items((), at, node)
        return Items(tuple(self._element(each, at) for each in items(node)), at)

    def _element(self, node: Node | None, at: Location) -> Object:
        fields = {**members(node), **members(members(node).get("properties"))}
        entries = {name.lower(): Entry(name, thing) for name, thing in _things(fields, at)}
        return self.memory.make(Body(OBJECT, entries), at)


def _word(body: Body) -> str:
    """The kind of an object of Az, in Azure or in memory; nothing for another object."""
    word = body.kind.removeprefix("az:").partition(":")[0]
    return word if word in TABLES else ""


def _same_path(word: str, name: str) -> set[str]:
    """The other parameters that set the same as one."""
    table = TABLES[word]
    path = table[name.lower()].path if name.lower() in table else None
    return {each for each, to in table.items() if to.path == path} - {name.lower()}


def _things(fields: Mapping[str, Node], at: Location) -> Iterator[tuple[str, Thing]]:
    """What members of an ARM object are in PowerShell; those that are objects themselves are left out."""
    for name, node in fields.items():
        if isinstance(node, Reference):
            yield name, Text((Capture(replace(node, at=at), True),), at)
        elif isinstance(node, Unknown):
            yield name, unknown(f"$(.{name}@{at.line}:{at.column})", node, at)
        elif isinstance(node.data, str):
            yield name, known(node.data, at)
