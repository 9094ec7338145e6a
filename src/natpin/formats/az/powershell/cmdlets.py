"""Az PowerShell: cmdlets that make, change and look up what egress rests on.

A virtual network and its subnets are objects in memory until ``Set-AzVirtualNetwork`` or ``New-AzVirtualNetwork``
writes them; a route table's routes likewise.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az.cli import lookup
from natpin.formats.az.cli.arguments import Flag
from natpin.formats.az.cli.cluster import WATCHED, WATCHED_POOL
from natpin.formats.az.cli.kinds import GROUP, KINDS, POOL, SUBNET, Kind
from natpin.formats.az.cli.state import Identity
from natpin.formats.az.cli.tables import To
from natpin.formats.az.cli.translate import value_of
from natpin.formats.az.cli.values import Shape, assign
from natpin.formats.az.powershell.builtins import Builtins
from natpin.formats.az.powershell.calls import COMMON, Given
from natpin.formats.az.powershell.parameters import FORMERLY, NAMING, PLAIN, SWITCHES, TABLES
from natpin.formats.az.powershell.reach import EVERYTHING, types_of_noun
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
    hole_of,
    known,
    literal,
    pieces_of,
    word_of,
)
from natpin.languages.powershell.tree import Command
from natpin.languages.shell.words import Capture, Chunk, Word
from natpin.languages.shell.words import Command as AzCommand
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import NAT_GATEWAY
from natpin.model.resource import ROUTE as ROUTE_TYPE
from natpin.model.resource import SUBNET as SUBNET_TYPE
from natpin.model.value import Node, Reference, Unknown, Value, default_of, dig, items, members

_KIND_OF = {
    "aznatgateway": "natGateway",
    "azpublicipaddress": "publicIp",
    "azpublicipprefix": "prefix",
    "azvirtualnetwork": "vnet",
    "azroutetable": "routeTable",
    "azakscluster": "cluster",
    "azaks": "cluster",
    "azaksnodepool": "pool",
}
_CONFIGS = {"azvirtualnetworksubnetconfig": "subnet", "azrouteconfig": "route"}
_READS = frozenset(
    [
        "get",
        "test",
        "connect",
        "disconnect",
        "find",
        "export",
        "import",
        "register",
        "unregister",
        "save",
        "measure",
        "convertto",
        "convertfrom",
        "wait",
        "receive",
        "show",
        "search",
        "resolve",
    ]
)
_CONTEXT = frozenset({"set-azcontext", "select-azcontext", "select-azsubscription", "set-azsubscription"})
_DEPLOYMENTS = frozenset(
    {
        "azresourcegroupdeployment",
        "azdeployment",
        "azsubscriptiondeployment",
        "aztenantdeployment",
        "azmanagementgroupdeployment",
    }
)
_LISTS = {"vnet": ("subnets", "subnet"), "routeTable": ("routes", "route")}
_MEMBERS = {
    "natgateway": Reach((SUBNET_TYPE,), properties=("natGateway",)),
    "routetable": Reach((SUBNET_TYPE,), properties=("routeTable",)),
    "subnets": Reach((SUBNET_TYPE,), adds=True),
    "routes": Reach((ROUTE_TYPE,), adds=True),
    "publicipaddresses": Reach((NAT_GATEWAY,)),
    "publicipprefixes": Reach((NAT_GATEWAY,)),
}


class Cmdlets(Builtins):
    """Runs the cmdlets of Az PowerShell."""

    def cmdlet(self, name: str, command: Command, stdin: Items | None) -> bool:
        """Run a cmdlet of Az; False for what is none."""
        verb, dash, noun = name.partition("-")
        if noun.startswith("azurerm"):
            noun = "az" + noun.removeprefix("azurerm")
        if not dash or not noun.startswith("az") or not noun[2:3].isalpha():
            return False
        given = self.given(command.arguments, command.at, SWITCHES)
        at = command.at
        if f"{verb}-{noun}" in _CONTEXT:
            self._context(given, at)
        elif noun == "azresourcegroup" and verb == "new":
            self._resource_group(given, at)
        elif verb == "get" and noun in _KIND_OF:
            self._get(KINDS[_KIND_OF[noun]], given, stdin, at)
        elif noun in _CONFIGS:
            self._config(verb, _CONFIGS[noun], given, stdin, at)
        elif verb in _READS:
            self.memory.emit(self.open_answer(name, at, lookup=verb == "get"))
        elif noun in _KIND_OF and verb in ("new", "set", "update", "remove"):
            self._write(verb, KINDS[_KIND_OF[noun]], given, stdin, at, name)
        else:
            self._other(verb, noun, name, given, stdin, at)
        self.memory.mark(self.memory.status)
        return True

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

    # -- naming ------------------------------------------------------------------------------------------------

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
        id_ = given.named.get("resourceid") or given.named.get("id")
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
        return self.memory.make(Body(resource.address, entries), at)

    def _children(self, identity: Identity, kind: Kind, at: Location) -> tuple[Thing, ...]:
        return tuple(
            self._object(replace(each, at=at), at)
            for each in list(self.session.state.of_kind(kind))
            if each.parent is not None and each.parent.address.lower() == identity.address.lower()
        )

    # -- looking up --------------------------------------------------------------------------------------------

    def _get(self, kind: Kind, given: Given, stdin: Items | None, at: Location) -> None:
        identity = self._identity(kind, given, None, at)
        if identity is None or "*" in identity.names[-1].label:
            self.memory.emit(self.open_answer(f"Get-{kind.word}", at, lookup=True))
            return
        if self.session.state.created(identity):
            self.memory.emit(self._object(identity, at))
            return
        self.session.state.use(identity, at, remarked=False)
        self.memory.emit(self._object(identity, at))

    def _context(self, given: Given, at: Location) -> None:
        subscription = given.get("subscription", "subscriptionid", "subscriptionname", "context")
        thing = subscription or (given.positional[0] if given.positional else None)
        if thing is not None:
            self._az(("account", "set", "--subscription"), word_of(thing), at)

    def _az(self, spoken: tuple[str, ...], last: Word, at: Location, *more: Word) -> None:
        words = [Word((Chunk(text, at),), at) for text in ("az", *spoken)]
        self.session.run(AzCommand((*words, last, *more), at))

    def _resource_group(self, given: Given, at: Location) -> None:
        name = given.get("name") or (given.positional[0] if given.positional else None)
        location = given.get("location") or (given.positional[1] if len(given.positional) > 1 else None)
        if name is None:
            return
        identity = Identity(GROUP, None, (word_of(name),), at, self.session.account)
        self.session.state.built += 1
        properties: dict[str, Node] = {"location": word_of(location).node()} if location is not None else {}
        self.session.state.create(identity, properties, at)
        entries = {
            "resourcegroupname": Entry("ResourceGroupName", name),
            "location": Entry("Location", location or Nothing(at)),
            "resourceid": Entry(
                "ResourceId", Text((Capture(Reference(identity.address, "id", at), True),), at)
            ),
        }
        self.memory.emit(self.memory.make(Body("object", entries), at))

    # -- writing -----------------------------------------------------------------------------------------------

    def _write(
        self, verb: str, kind: Kind, given: Given, stdin: Items | None, at: Location, name: str
    ) -> None:
        named = (
            "inputobject",
            kind.word.lower(),
            "natgateway",
            "virtualnetwork",
            "routetable",
            "clusterobject",
        )
        subject = self._subject(given, stdin, *named) if verb != "new" else None
        identity = self._identity(kind, given, subject, at)
        if identity is None:
            self.doubt(
                f"which resource `{name}` is about is not known",
                at,
                Reach(types_of_noun(name.partition("-")[2]), adds=verb == "new"),
            )
            self.memory.emit(self.open_answer(name, at))
            return
        state = self.session.state
        if verb != "new" and not identity.known and not state.created(identity):
            self.doubt(
                f"which resource `{name}` is about is not known", at, Reach((kind.type, *_below(kind.type)))
            )
        if verb == "remove":
            state.removed += 1
            state.deleted += 1
            state.drop(identity)
            return
        state.built += 1
        table = TABLES[kind.word]
        before = {} if verb == "new" else dict(state.use(identity, at).properties)
        properties = self._translated(table, given, before, identity, FORMERLY.get(kind.word, {}))
        if subject is not None:
            properties = self._from_object(kind, subject, properties, identity)
        if verb == "new":
            self._completed(kind, properties, given, identity, at)
        elif kind.word == "cluster":
            self._first_pool_changed(properties, given, identity, at)
        if verb == "new":
            if identity.parent is not None:
                state.use(identity.parent, at)
            state.create(identity, properties, at)
        else:
            state.put(replace(state.use(identity, at), properties=properties))
        if kind.word in _LISTS:
            self._write_children(verb, kind, given, subject, identity, at)
        self._unseen(given, identity, name, at)
        self.memory.emit(self._object(identity, at))

    def _unseen(self, given: Given, identity: Identity, name: str, at: Location) -> None:
        """Parameters that natpin does not know, or does not see."""
        known_ = {*TABLES[identity.kind.word], *PLAIN, *NAMING, *COMMON, *SWITCHES}
        if identity.kind.word == "cluster":
            known_ |= set(TABLES["firstPool"])
        odd = [
            each
            for each in given.named
            if each not in known_ and not any(full.startswith(each) for full in known_)
        ]
        if odd or given.open is not None:
            what = f"-{odd[0]}" if odd else "further parameters"
            target = Reference(identity.address, "id", at)
            self.doubt(f"{what} of `{name}`: not followed", at, Reach((identity.kind.type,), target))

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
            case Shape.WORDS:
                listed = elements_of(thing)
                if listed.open is not None:
                    return listed.open
                return value_of(
                    Flag(tuple(map(word_of, listed.elements)), at), to, self.session.directory, None
                )
        return value_of(Flag((word_of(thing),), at), to, self.session.directory, identity.group)

    def _id(self, thing: Thing, at: Location) -> Word:
        """The id of what is given: of an object its own."""
        if isinstance(thing, Object):
            return word_of(self.member(thing, "Id", at))
        capture = capture_of(thing)
        if capture is not None and not capture.reference.attribute:
            return Word((replace(capture, reference=replace(capture.reference, attribute="id")),), thing.at)
        return word_of(thing)

    def _from_object(
        self, kind: Kind, subject: Object, properties: dict[str, Node], identity: Identity
    ) -> dict[str, Node]:
        """What was set of an object in memory before it is written."""
        spelled = {"publicipaddresses": "publicipaddress", "publicipprefixes": "publicipprefix"}
        for name, entry in self.memory.body(subject).entries.items():
            to = TABLES[kind.word].get(spelled.get(name, name))
            if to is not None and name not in ("location",):
                assign(properties, to.path, self._node(entry.value, to, identity))
        return properties

    def _completed(
        self, kind: Kind, properties: dict[str, Node], given: Given, identity: Identity, at: Location
    ) -> None:
        """What the client itself sends, or what depends on its release, where the author writes nothing."""
        if kind.word in ("natGateway", "prefix", "publicIp") and "sku" not in properties:
            why = Unknown(
                "which SKU the cmdlet takes depends on the release of Az.Network", at, "-Sku Standard"
            )
            sku: Node = why if kind.word == "publicIp" else Value("Standard", at, default_of("Az.Network"))
            properties["sku"] = Value({"name": sku}, at)
        if kind.word == "cluster":
            whose = default_of("New-AzAksCluster")
            pool = self._translated(TABLES["firstPool"], given, {}, identity, {})
            for name, value in (("name", "default"), ("mode", "System"), ("osType", "Linux"), ("count", 3)):
                pool.setdefault(name, Value(value, at, whose))
            properties["agentPoolProfiles"] = Value((Value(pool, at),), at)
            if dig(Value(properties), "networkProfile.networkPlugin") is None:
                assign(properties, "networkProfile.networkPlugin", Value("azure", at, whose))
            if given.open is not None:
                for path in WATCHED:
                    if dig(Value(properties), path) is None:
                        assign(properties, path, given.open)
        if kind.word == "pool":
            whose = default_of("New-AzAksNodePool")
            properties["name"] = identity.names[-1].node()
            for name, value in (("mode", "User"), ("osType", "Linux"), ("count", 1)):
                properties.setdefault(name, Value(value, at, whose))
            if given.open is not None:
                for path in WATCHED_POOL:
                    properties.setdefault(path, given.open)
        owner = self.session.state.get(identity.owner) if identity.owner is not None else None
        if (
            kind.parent is None
            and "location" not in properties
            and owner is not None
            and kind.word == "cluster"
        ):
            location = owner.properties.get("location")
            if location is not None:
                properties["location"] = location

    def _first_pool_changed(
        self, properties: dict[str, Node], given: Given, identity: Identity, at: Location
    ) -> None:
        pools = items(properties.get("agentPoolProfiles"))
        if len(pools) != 1:
            return
        pool = self._translated(TABLES["firstPool"], given, members(pools[0]), identity, {})
        properties["agentPoolProfiles"] = Value((Value(pool, at),), at)

    # -- objects in memory -------------------------------------------------------------------------------------

    def _config(self, verb: str, word: str, given: Given, stdin: Items | None, at: Location) -> None:
        """``New-``, ``Add-``, ``Set-``, ``Get-`` and ``Remove-`` of a subnet's or a route's configuration."""
        holder = None if verb == "new" else self._subject(given, stdin, "virtualnetwork", "routetable")
        list_ = "subnets" if word == "subnet" else "routes"
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
        self.memory.write(of, replace(self.memory.body(of), entries=entries))
        return of

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
            to = TABLES[kind.word].get(written)
            if to is not None:
                assign(properties, to.path, self._node(entry.value, to, identity))
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

    # -- all others --------------------------------------------------------------------------------------------

    def _other(
        self, verb: str, noun: str, name: str, given: Given, stdin: Items | None, at: Location
    ) -> None:
        self.memory.emit(self.open_answer(name, at))
        if noun in ("azrestmethod", "azrest"):
            self._rest(given, at)
            return
        if noun == "azresource":
            self._generic(verb, given, at)
            return
        if noun in _DEPLOYMENTS:
            if verb in ("new", "set"):
                self._deployed(noun, given, at)
            return
        if noun.endswith(("config", "configuration", "object")) and not noun.startswith(
            ("azvirtualnetwork", "azroute")
        ):
            return
        types = types_of_noun(noun)
        if types:
            self.doubt(f"`{name}` is not followed", at, Reach(types, adds=verb not in ("remove", "stop")))

    def _rest(self, given: Given, at: Location) -> None:
        """``Invoke-AzRestMethod``: what ``az rest`` sends to the same address."""
        method = given.get("method") or known("GET", at)
        path = given.get("path", "uri") or (given.positional[0] if given.positional else None)
        if path is None:
            self.doubt("`Invoke-AzRestMethod` is not followed", at, Reach(EVERYTHING, adds=True))
            return
        pieces = pieces_of(path)
        if (literal(path) or "/").startswith("/") or not isinstance(pieces[0], Chunk):
            pieces = (Chunk("https://management.azure.com", at), *pieces)
        words = [Word((Chunk("--method", at),), at), word_of(method)]
        words += [Word((Chunk("--url", at),), at), Word(pieces, at)]
        payload = given.get("payload")
        if payload is not None:
            words += [Word((Chunk("--body", at),), at), word_of(payload)]
        self._az(("rest",), words[0], at, *words[1:])

    def _generic(self, verb: str, given: Given, at: Location) -> None:
        """``New-``, ``Set-`` and ``Remove-AzResource``"""
        id_ = given.get("resourceid", "id")
        type_ = given.get("resourcetype")
        text = literal(type_) if type_ is not None else None
        reach: Reach | None = Reach(EVERYTHING, adds=True)
        if id_ is not None:
            found = self.session.directory.addressed([word_of(id_)], at)
            fits = (found[0].kind.type,) if found else ()
            if found or "/providers/" in (literal(id_) or "").lower():
                reach = self._reach_of(fits, verb)
        elif text is not None:
            reach = self._reach_of(tuple(each for each in EVERYTHING if each.lower() == text.lower()), verb)
        self.doubt(f"`{verb.capitalize()}-AzResource` is not followed", at, reach)

    @staticmethod
    def _reach_of(types: tuple[str, ...], verb: str) -> Reach | None:
        below = tuple(below for each in types for below in _below(each))
        return Reach((*types, *below), adds=verb == "new") if types else None

    def _deployed(self, noun: str, given: Given, at: Location) -> None:
        """A template is deployed: what ``az deployment`` does with it."""
        file = given.get("templatefile")
        flag = Word((Chunk("--template-file", at),), at)
        group = "group" if noun == "azresourcegroupdeployment" else "sub"
        more = (word_of(file),) if file is not None else ()
        self._az(("deployment", group, "create"), flag, at, *more)


def _below(type_: str) -> tuple[str, ...]:
    """The child types that a request about a resource of a type may carry."""
    return tuple(each for each in EVERYTHING if each.lower().startswith(type_.lower() + "/"))
