"""Subnets and routes in memory, and how they are written."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import KINDS, Kind
from natpin.formats.az.cli.values import assign
from natpin.formats.az.powershell.az_objects import HELD, AzObjects, named_in_full
from natpin.formats.az.powershell.binding import Given
from natpin.formats.az.powershell.parameters import FORMERLY, TABLES
from natpin.formats.az.powershell.values import (
    OBJECT,
    Body,
    Items,
    Nothing,
    Object,
    Thing,
    elements_of,
    entries_of,
    hole_of,
    word_of,
)
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Reference, Unknown, Value


class Configs(AzObjects):
    """Subnets and routes in memory, and how they are written."""

    def _config(self, verb: str, word: str, given: Given, stdin: Items | None, at: Location) -> None:
        """``New-``, ``Add-``, ``Set-``, ``Get-`` and ``Remove-`` of a subnet's or a route's configuration."""
        if verb == "new":
            self.memory.emit(self._configured(word, given, at))
            return
        list_, held_by = ("subnets", "virtualnetwork") if word == "subnet" else ("routes", "routetable")
        holder = self._subject(given, stdin, held_by)
        name = _name_of(given)
        if holder is None or (name is None and verb != "get"):
            self._not_known(verb, word, at)
            self.memory.emit(holder or self.open_answer(f"{verb}-{word}", at))
            return
        listed = elements_of(self.member(holder, list_, at))
        if name is None:
            self.memory.emit(listed)
            return
        same = self._named_so(listed, name)
        if same is None and verb in ("get", "set"):
            # to set one that is not there fails, so it is there: in Azure, declared by something else
            same = self._child_of(holder, word, name, listed, list_, at)
        if verb == "get":
            open_ = self.open_answer(f"get-{word}", at)
            self.memory.emit(same or (Nothing(at) if _all_known(listed, name) else open_))
            return
        if verb == "add":
            made = self._configured(word, given, at)
            self._assign_member(holder, list_, replace(listed, elements=(*listed.elements, made)), at)
        elif same is None:
            if verb == "set" or not _all_known(listed, name):
                self._not_known(verb, word, at)
        elif verb == "set":
            self._set_anew(word, given, same, at)
        else:
            kept = tuple(each for each in listed.elements if each != same)
            self._assign_member(holder, list_, replace(listed, elements=kept), at)
        self.memory.emit(holder)

    def _not_known(self, verb: str, word: str, at: Location) -> None:
        """One is added, set or taken away, and nobody knows which, or where."""
        if verb != "get":
            reach = Reach((KINDS[word].type,), adds=verb != "remove")
            self.doubt(f"the {word} of an object that is not known is changed", at, reach)

    def _part(self, verb: str, given: Given, stdin: Items | None, at: Location) -> None:
        """A tag of an IP or a delegation: an object in memory, added to the subnet in memory or taken from it."""
        made = self.memory.make(Body(OBJECT, entries_of(given.named), given.open), at)
        if verb == "new":
            self.memory.emit(made)
            return
        subnet = self._subject(given, stdin, "subnet")
        if subnet is None:
            self.doubt(
                "the delegations of a subnet that is not known are changed",
                at,
                Reach((KINDS["subnet"].type,), None, ("delegations",)),
            )
            self.memory.emit(self.open_answer("a delegation", at))
            return
        listed = elements_of(self.member(subnet, "Delegations", at))
        if verb == "add":
            listed = replace(listed, elements=(*listed.elements, made))
        elif listed.elements:
            listed = Items((), at, Unknown("which delegations are left is not followed", at))
        self._assign_member(subnet, "Delegations", listed, at)
        self.memory.emit(subnet)

    def _child_of(
        self, holder: Object, word: str, name: Thing, listed: Items, list_: str, at: Location
    ) -> Object | None:
        """A subnet that is only in Azure, or none."""
        resource = self.session.state.at_address(self.memory.body(holder).kind)
        if listed.open is None or resource is None:
            return None
        parent = self.session.state.identity(resource)
        child = self._object(parent.child(KINDS[word], word_of(name), at), at)
        self._assign_member(holder, list_, replace(listed, elements=(*listed.elements, child)), at)
        return child

    def _named_so(self, listed: Items, name: Thing) -> Object | None:
        label = word_of(name).label.lower()
        for each in listed.elements:
            if isinstance(each, Object):
                own = self.memory.body(each).entries.get("name")
                if own is not None and word_of(own.value).label.lower() == label:
                    return each
        return None

    def _configured(self, word: str, given: Given, at: Location) -> Object:
        """A configuration in memory."""
        things = dict(named_in_full(given, TABLES[word], FORMERLY.get(word)))
        name = _name_of(given)
        if name is not None:
            things["Name"] = name
        return self.memory.make(Body(word, entries_of(things), given.open), at)

    def _set_anew(self, word: str, given: Given, of: Object, at: Location) -> None:
        """``Set-AzVirtualNetworkSubnetConfig``, ``Set-AzRouteConfig``: also what they do to what they are not given."""
        set_ = dict(named_in_full(given, TABLES[word], FORMERLY.get(word)))
        if "natgateway" in set_:
            set_["natgateway"] = self._gateway_set(of, set_["natgateway"], at)
        if given.open is None:
            paths = {TABLES[word][name].path for name in set_}
            set_ |= {
                name: thing
                for name, thing in self._left_out(word, of, at)
                if TABLES[word][name].path not in paths
            }
        for name, thing in set_.items():
            self._assign_member(of, name, thing, at)
        body = self.memory.body(of)
        self.memory.write(of, replace(body, open=body.open or given.open))

    def _gateway_set(self, of: Object, gateway: Thing, at: Location) -> Thing:
        """The gateway of a subnet that is set with one. Releases up to Az 13.4 at least pass the parameter over without a
        word (Azure/azure-powershell#23027; ``SetAzureVirtualNetworkSubnetConfigCommand.cs`` does not mention it)."""
        there = self.member(of, "NatGateway", at)
        if self._id(there, at).label.lower() == self._id(gateway, at).label.lower():
            return there
        what = "`Set-AzVirtualNetworkSubnetConfig` passes -NatGateway over in releases of Az.Network"
        return Items((), at, Unknown(what, at, "set .NatGateway of the subnet itself"))

    def _left_out(self, word: str, of: Object, at: Location) -> Iterator[tuple[str, Thing]]:
        """A route is made anew, and a subnet loses its service endpoints and delegations. Its route table went in earlier
        releases and stays in later ones (Az.Network, ``SetAzureRmRouteConfigCommand.cs`` and
        ``SetAzureVirtualNetworkSubnetConfigCommand.cs``); whether its gateway stays in all of them is unverified."""
        if word == "route":
            yield from ((name, Nothing(at)) for name in TABLES[word])
            return
        yield from ((name, Nothing(at)) for name in ("serviceendpoint", "delegation"))
        for name in ("RouteTable", "NatGateway"):
            if not isinstance(self.member(of, name, at), Nothing):
                what = f"whether a subnet that is set without -{name} keeps it depends on the release of Az.Network"
                yield name.lower(), Items((), at, Unknown(what, at, f"-{name}"))

    def _write_children(
        self,
        verb: str,
        kind: Kind,
        given: Given,
        subject: Object | None,
        identity: Identity,
        at: Location,
    ) -> None:
        """Subnets and routes go with the network and the table that they stand in."""
        list_, word = HELD[kind.word]
        listed = given.get(word)
        if listed is None and subject is not None:
            entry = self.memory.body(subject).entries.get(list_)
            listed = entry.value if entry is not None else None
        if listed is None:
            return
        whole = elements_of(listed)
        state = self.session.state
        written: set[str] = set()
        for each in whole.elements:
            if not isinstance(each, Object):
                self.doubt(
                    f"a {word} that is not known is written",
                    at,
                    Reach((KINDS[word].type,), adds=True, elsewhere=True),
                )
                return
            written.add(self._write_child(each, KINDS[word], identity, at))
        if whole.open is None and verb == "set":
            for child in self._children(identity, KINDS[word], at):
                address = self.memory.body(child).kind if isinstance(child, Object) else ""
                known_ = state.at_address(address)
                if known_ is not None and address.lower() not in written:
                    state.drop(state.identity(known_))
        elif whole.open is not None and (verb == "new" or hole_of(listed) is not None):
            self.doubt(
                f"a {word} that is not known is written",
                at,
                Reach((KINDS[word].type,), adds=True, elsewhere=True),
            )

    def _write_child(self, of: Object, kind: Kind, parent: Identity, at: Location) -> str:
        body = self.memory.body(of)
        identity = parent.child(kind, word_of(self.member(of, "Name", at)), at)
        state = self.session.state
        existing = state.get(identity)
        properties = dict(existing.properties) if existing is not None else {}
        if existing is not None and body.kind == kind.word and body.open is None:
            # made in memory, and not looked up: it takes the place of what was there, which goes with all it had
            for name, unsaid in TABLES[kind.word].items():
                if name not in body.entries:
                    assign(properties, unsaid.path, Value(None, at) if existing.external else None)
        for written, entry in body.entries.items():
            to = TABLES[kind.word].get(written)
            if to is not None:
                node = self._node(entry.value, to, identity)
                if node is None and existing is not None and existing.external:
                    node = Value(None, entry.value.at)  # written as nothing, and not merely left unwritten
                assign(properties, to.path, node)
        if existing is None:
            # its author wrote it where it was configured, and not where it went with its parent
            state.create(identity, properties, of.at if body.kind == kind.word else at)
        else:
            state.put(replace(existing, properties=properties))
        if body.open is not None:
            target = Reference(identity.address, "id", at)
            self.doubt(
                f"what is set of {identity.names[-1].label} is not all known", at, Reach((kind.type,), target)
            )
        return identity.address.lower()


def _name_of(given: Given) -> Thing | None:
    """What a configuration is called."""
    return given.get("name") or next(
        (each for each in given.positional if not isinstance(each, Object)), None
    )


def _all_known(listed: Items, name: Thing) -> bool:
    """True where it can be told whether something of a name is listed."""
    return listed.open is None and word_of(name).literal is not None
