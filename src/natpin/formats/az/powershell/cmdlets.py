"""Az PowerShell: cmdlets that make, change and look up what egress rests on.

A virtual network and its subnets are objects in memory until ``Set-AzVirtualNetwork`` or ``New-AzVirtualNetwork``
writes them; a route table's routes likewise.
"""

from __future__ import annotations

from natpin.formats.az.cli.cluster import WATCHED, WATCHED_POOL
from natpin.formats.az.cli.kinds import GROUP, KINDS, Kind
from natpin.formats.az.cli.state import Identity
from natpin.formats.az.cli.values import assign
from natpin.formats.az.powershell.az_configs import Configs
from natpin.formats.az.powershell.az_objects import _LISTS
from natpin.formats.az.powershell.binding import COMMON, Given
from natpin.formats.az.powershell.parameters import FORMERLY, NAMING, PLAIN, SWITCHES, TABLES
from natpin.formats.az.powershell.reach import EVERYTHING, types_of_noun
from natpin.formats.az.powershell.values import (
    Body,
    Entry,
    Items,
    Nothing,
    Object,
    Text,
    known,
    literal,
    pieces_of,
    word_of,
)
from natpin.languages.powershell.tree import Command
from natpin.languages.shell.words import Capture, Chunk, Word
from natpin.model.doubt import Reach
from natpin.model.location import Location
from natpin.model.record import replace
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


class Cmdlets(Configs):
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
        elif noun == "azresourcelock" and verb == "new":
            self._lock(given, at)
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

    # -- naming ------------------------------------------------------------------------------------------------

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

    def _lock(self, given: Given, at: Location) -> None:
        """``New-AzResourceLock``: what ``az lock create`` does."""
        flags = {
            "--lock-type": given.get("locklevel", "level"),
            "--resource": given.get("scope", "resourcename"),
            "--resource-type": given.get("resourcetype"),
            "--resource-group": given.get("resourcegroupname"),
        }
        words = [
            word
            for flag, thing in flags.items()
            if thing is not None
            for word in (Word((Chunk(flag, at),), at), word_of(thing))
        ]
        name = given.get("lockname", "name") or known("lock", at)
        self._az(("lock", "create", "--name"), word_of(name), at, *words)

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
