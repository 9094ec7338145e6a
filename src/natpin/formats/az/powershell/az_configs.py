"""Subnets and routes in memory, and how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.kinds import KINDS, Kind
from natpin.formats.az.cli.values import assign
from natpin.formats.az.powershell.az_objects import _LISTS, AzObjects
from natpin.formats.az.powershell.binding import Given
from natpin.formats.az.powershell.parameters import FORMERLY, MEMBERS, TABLES
from natpin.formats.az.powershell.values import (
    Body,
    Entry,
    Items,
    Nothing,
    Object,
    Thing,
    elements_of,
    hole_of,
    word_of,
)
from natpin.languages.shell.words import Word
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Reference, Unknown, Value


class Configs(AzObjects):
    """Subnets and routes in memory, and how they are written."""

    def _config(self, verb: str, word: str, given: Given, stdin: Items | None, at: Location) -> None:
        """``New-``, ``Add-``, ``Set-``, ``Get-`` and ``Remove-`` of a subnet's or a route's configuration."""
        list_, held_by = ("subnets", "virtualnetwork") if word == "subnet" else ("routes", "routetable")
        holder = None if verb == "new" else self._subject(given, stdin, held_by)
        name = given.named.get("name") or next(
            (each for each in given.positional if not isinstance(each, Object)), None
        )
        if verb == "new":
            self.memory.emit(self._configured(word, given, None, at))
            return
        if holder is None:
            self.memory.emit(self.open_answer(f"{verb}-{word}", at))
            if verb != "get":
                self.doubt(
                    f"the {word} of an object that is not known is changed",
                    at,
                    Reach((KINDS[word].type,), adds=True),
                )
            return
        found = self.memory.body(holder).entries.get(list_)
        listed = found.value if found is not None and isinstance(found.value, Items) else Items((), at)
        same = self._named_so(listed, name, at) if name is not None else None
        if verb == "set" and same is None and name is not None:
            # it fails where there is none, so there is one: in Azure, declared by something else
            there = self._child_of(holder, word, name, listed, list_, at)
            if isinstance(there, Object):
                same = there
        if verb == "get":
            if name is None:
                self.memory.emit(listed)
            else:
                self.memory.emit(same or self._child_of(holder, word, name, listed, list_, at))
            return
        if verb == "remove":
            kept = tuple(each for each in listed.elements if each != same)
            self.memory.change(holder, list_.capitalize(), replace(listed, elements=kept))
        elif verb == "add" or same is None:
            made = self._configured(word, given, None, at)
            self.memory.change(holder, list_.capitalize(), replace(listed, elements=(*listed.elements, made)))
        else:
            self._configured(word, given, same, at)
        self.memory.emit(holder)

    def _part(self, verb: str, noun: str, given: Given, stdin: Items | None, at: Location) -> None:
        """A tag of an IP or a delegation: an object in memory, or added to the subnet in memory."""
        made = self.memory.make(
            Body("object", {name: Entry(name, thing) for name, thing in given.named.items()}, given.open), at
        )
        if verb == "new":
            self.memory.emit(made)
            return
        subnet = self._subject(given, stdin, "subnet")
        if verb != "add" or noun != "azdelegation" or subnet is None:
            self.doubt(
                f"`{verb.capitalize()}-{noun}` is not followed",
                at,
                Reach((KINDS["subnet"].type,), None, ("delegations",)),
            )
            self.memory.emit(self.open_answer(f"{verb}-{noun}", at))
            return
        before = self.memory.body(subnet).entries.get("delegation")
        there = before.value if before is not None else Items((), at)
        listed = there if isinstance(there, Items) else elements_of(there)
        self.memory.change(subnet, "Delegation", replace(listed, elements=(*listed.elements, made)))
        self.memory.emit(subnet)

    def _child_of(
        self, holder: Object, word: str, name: Thing, listed: Items, list_: str, at: Location
    ) -> Thing:
        """A subnet that is only in Azure, or none."""
        body = self.memory.body(holder)
        if listed.open is None or not body.kind.startswith("az:"):
            return Nothing(at)
        resource = self.session.state.at_address(body.kind)
        if resource is None:
            return self.open_answer(f"Get-{word}", at, lookup=True)
        parent = self.session.state.identity(resource)
        identity = parent.child(KINDS[word], word_of(name), at)
        child = self._object(identity, at)
        self.memory.change(holder, list_.capitalize(), replace(listed, elements=(*listed.elements, child)))
        return child

    def _named_so(self, listed: Items, name: Thing, at: Location) -> Object | None:
        label = word_of(name).label.lower()
        for each in listed.elements:
            if isinstance(each, Object):
                own = self.memory.body(each).entries.get("name")
                if own is not None and word_of(own.value).label.lower() == label:
                    return each
        return None

    def _configured(self, word: str, given: Given, of: Object | None, at: Location) -> Object:
        """A configuration in memory, new or set anew."""
        formerly = FORMERLY.get(word, {})
        entries = dict(self.memory.body(of).entries) if of is not None else {}
        for name, thing in given.named.items():
            full = formerly.get(name, name)
            if full in TABLES[word] or full == "name":
                entries[full] = Entry(full, thing)
        if "name" not in entries and given.positional:
            first = next((each for each in given.positional if not isinstance(each, Object)), None)
            if first is not None:
                entries["name"] = Entry("Name", first)
        body = Body(word, entries, given.open)
        if of is None:
            return self.memory.make(body, at)
        if word == "subnet" and given.open is None:
            entries.update(self._left_out(of, entries, given, at))
        self.memory.write(of, replace(self.memory.body(of), entries=entries))
        return of

    def _left_out(
        self, of: Object, entries: Mapping[str, Entry], given: Given, at: Location
    ) -> Iterator[tuple[str, Entry]]:
        """What ``Set-AzVirtualNetworkSubnetConfig`` does to what it is not given: a route table goes (Az.Network,
        ``SetAzureVirtualNetworkSubnetConfigCommand.cs``); of a gateway that is unverified."""
        named = {FORMERLY["subnet"].get(name, name) for name in given.named}
        if "routetable" not in named:
            yield "routetable", Entry("routetable", Nothing(at))
        if "natgateway" in named:
            return
        resource = self.session.state.at_address(self.memory.body(of).kind)
        there = "natgateway" in entries or (
            resource is not None and (resource.external or "natGateway" in resource.properties)
        )
        if there:
            what = "whether the NAT gateway stays on a subnet that is set without -NatGateway"
            yield "natgateway", Entry("natgateway", Items((), at, Unknown(what, at)))

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
        list_, word = _LISTS[kind.word]
        listed: Thing | None = given.named.get(word)
        if listed is None and subject is not None:
            entry = self.memory.body(subject).entries.get(list_)
            listed = entry.value if entry is not None else None
        if listed is None:
            return
        whole = listed if isinstance(listed, Items) else elements_of(listed)
        state = self.session.state
        written: set[str] = set()
        for each in whole.elements:
            if not isinstance(each, Object):
                self.doubt(
                    f"a {word} that is not known is written", at, Reach((KINDS[word].type,), adds=True)
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
            self.doubt(f"a {word} that is not known is written", at, Reach((KINDS[word].type,), adds=True))

    def _write_child(self, of: Object, kind: Kind, parent: Identity, at: Location) -> str:
        body = self.memory.body(of)
        name = body.entries.get("name")
        word = word_of(name.value) if name is not None else Word((), at)
        identity = parent.child(kind, word, at)
        state = self.session.state
        existing = state.get(identity)
        properties = dict(existing.properties) if existing is not None else {}
        for written, entry in body.entries.items():
            to = TABLES[kind.word].get(MEMBERS.get(written, written))
            if to is not None:
                node = self._node(entry.value, to, identity)
                if node is None and existing is not None and existing.external:
                    node = Value(None, entry.value.at)  # written as nothing, and not merely left unwritten
                assign(properties, to.path, node)
        if existing is None:
            state.create(identity, properties, at)
        else:
            state.put(replace(existing, properties=properties))
        if body.open is not None and not body.kind.startswith("az:"):
            target = Reference(identity.address, "id", at)
            self.doubt(
                f"what is set of {identity.names[-1].label} is not all known", at, Reach((kind.type,), target)
            )
        return identity.address.lower()
