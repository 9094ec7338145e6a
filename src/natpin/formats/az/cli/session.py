"""Runs az commands against a state: each creates, updates or looks up, and answers what a capture would hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from natpin.formats.az.cli import closed, cluster, deployments, lookup, operations
from natpin.formats.az.cli.arguments import Arguments, Flag, command_of, parse
from natpin.formats.az.cli.kinds import BY_COMMAND, CLUSTER, GROUP, LOCK, POOL, SUBNET, VNET, Kind
from natpin.formats.az.cli.names import ACCOUNT, Directory, group_by_id, identify
from natpin.formats.az.cli.state import Identity, State
from natpin.formats.az.cli.tables import PROPERTIES
from natpin.formats.az.cli.translate import generic_update, location_of, translate
from natpin.languages.shell.words import Capture, Chunk, Command, Hole, Output, Word
from natpin.model.doubt import Doubt, Reach
from natpin.model.record import replace
from natpin.model.resource import Resource, SourceNote
from natpin.model.value import Node, Reference, Unknown, Value, default_of, members, text

MAX_CANDIDATES = 5_000
"""Resources that the commands of one script whose target is not known are tried on."""

_FLAG = re.compile(r"--?[A-Za-z]")


class Session:
    """One run of a script's az commands."""

    def __init__(self) -> None:
        self.state = State()
        self.directory = Directory(self.state)
        self.ran = 0
        """How many commands were understood."""
        self._last: Command | None = None
        self._shown: Identity | None = None
        self._group: Word | None = None
        self._location: Word | None = None
        self._account: Word | None = None
        self._tried_on = 0
        self.look: Callable[[str], str | None] = lambda path: None
        """The text of a file that a command names."""
        self._later: list[Callable[[], None]] = []
        """Removals after the deletion of the only cluster: they count if another one is made after them."""
        self.doubts: dict[tuple[str, int, int], Doubt] = {}

    def finish(self) -> Iterator[Resource | SourceNote | Doubt]:
        """What the script has declared."""
        yield from self.state.finish()
        yield from self.doubts.values()

    @property
    def account(self) -> Word | None:
        """The subscription that commands go to; None for the script's own."""
        return self._account

    def doubt(self, doubt: Doubt) -> None:
        """Something is not followed; told once for each place."""
        self.doubts.setdefault((doubt.reason, doubt.at.line, doubt.at.column), doubt)

    def run(self, command: Command) -> Output:
        """Run one command whose name is ``az``."""
        self._last, self._shown = None, None
        command = _global_flags_last(command)
        self._defaults(command)
        spoken = _spoken(command)
        if spoken[:1] == ["account"]:
            return self._of_account(spoken, command)
        known = command_of(command.words)
        if known is None:
            return self._unfollowed(spoken, command)
        self._last = command
        name, length = known
        self.ran += 1
        arguments = parse(name, command.words[length:], command.at)
        self.state.source_notes.extend(
            source_note
            for source_note in arguments.source_notes
            if not (source_note.kind == "unknown-flag" and "aks" in name)
        )
        stem, _, verb = name.rpartition(" ")
        kind = BY_COMMAND.get(stem)
        if kind is None:
            return self._unfollowed(spoken, command)
        self.directory.subscription = self._subscription(arguments.word("--subscription"))
        group = self._group_of(kind, arguments)
        return self._dispatch(kind, verb, arguments, group, command)

    def _unfollowed(self, spoken: list[str], command: Command) -> Output:
        """A command that is not interpreted: nothing to egress, or a doubt."""
        if spoken[:1] == ["rest"] or spoken[:1] == ["resource"]:
            self.directory.subscription = self._account
            output = operations.run(self, spoken, command)
            if output is not None:
                return output
        whole = len(command.words) > len(spoken) + 1
        first = command.words[1] if len(command.words) > 1 else None
        reach = closed.bearing(spoken)
        if reach is not None and ("deployment" in spoken[:2] or spoken[:1] == ["stack"]):
            told = deployments.doubt(command, spoken, self.look)
            if told is not None:
                self.doubt(told)
            return lookup.unfollowed(command)
        if not spoken and first is not None and first.literal is None:
            reach = Reach(adds=True)  # `az $command …`
        elif len(spoken) == 1 and not whole and spoken[0] not in ("rest",):
            reach = None  # a group alone prints its help
        if reach is not None:
            shown = " ".join(["az", *spoken]) if spoken else f"az {first.label[:40] if first else ''}"
            self.doubt(Doubt(f"`{shown}` is not followed", command.at, None, reach))
        return lookup.unfollowed(command)

    # -- subscriptions -----------------------------------------------------------------------------------------

    def _of_account(self, spoken: list[str], command: Command) -> Output:
        """``az account set`` moves to another subscription; ``az account show`` tells which one it is."""
        words = command.words
        labels = [word.label for word in words]
        if spoken[:2] == ["account", "set"]:
            for number, label in enumerate(labels):
                if label in ("--subscription", "-s", "--name", "-n", "--id") and number + 1 < len(words):
                    self._account = self._subscription(words[number + 1], moves=True)
                elif label.startswith("--subscription="):
                    rest = label.partition("=")[2]
                    self._account = self._subscription(
                        Word((Chunk(rest, command.at),), command.at), moves=True
                    )
            return Output()
        if spoken[:2] == ["account", "show"]:
            asked = next((labels[n + 1] for n, each in enumerate(labels[:-1]) if each == "--query"), "")
            if asked.strip("[]") == "id":
                if self._account is not None:
                    return Output(self._account.pieces)
                why = Unknown("which subscription az is logged in to is not known", command.at)
                return Output((Hole(ACCOUNT, why),))
        return lookup.unfollowed(command)

    def _subscription(self, word: Word | None, *, moves: bool = False) -> Word | None:
        """The subscription meant, None where it is the script's own: the one it begins with."""
        if word is None:
            return self._account
        if ACCOUNT in word.label:
            return self._account
        home = self.state.home
        if home is None and (self.state.empty or (word.literal is None and not moves)):
            self.state.home = word
            return None
        return None if home is not None and home.label.lower() == word.label.lower() else word

    def stray_flag(self, word: Word) -> None:
        """A line that begins with a flag: the command before it, one that bears on egress, lost its continuation mark.

        A dash alone begins a list's item, where prose is taken for a script.
        """
        flag = word.label.partition("=")[0]
        if self._last is None or not _FLAG.match(flag):
            return
        spoken = [each.label for each in self._last.words]
        name = next((number for number, each in enumerate(spoken) if each.startswith("-")), len(spoken))
        facts: dict[str, Node] = {
            "flag": Value(flag, word.at),
            "command": Value(" ".join(spoken[:name]), self._last.at),
        }
        self.state.source_notes.append(SourceNote("lost-continuation", word.at, facts))

    def excuse(self, word: Word) -> None:
        """The script asks whether what the word was captured from exists."""
        for piece in word.pieces:
            if isinstance(piece, Capture):
                self.state.excuse(piece.reference.target)
                known = self.state.at_address(piece.reference.target)
                if known is not None and isinstance(known.parent, Reference):
                    self.state.excuse(known.parent.target)

    def excuse_last(self) -> None:
        """The script asks how its last command ended: a lookup was a question."""
        if self._shown is not None:
            self.state.excuse(self._shown.address)
            if self._shown.parent is not None:
                self.state.excuse(self._shown.parent.address)

    # -- defaults ----------------------------------------------------------------------------------------------

    def _defaults(self, command: Command) -> None:
        """``az configure --defaults group=rg`` and ``az config set defaults.group=rg``."""
        spoken = " ".join(word.label for word in command.words[1:3])
        if not spoken.startswith("config"):
            return
        for word in command.words[2:]:
            first = word.pieces[0] if word.pieces else None
            if not isinstance(first, Chunk) or "=" not in first.text:
                continue
            key, _, rest = first.text.partition("=")
            pieces = (Chunk(rest, first.at), *word.pieces[1:]) if rest else word.pieces[1:]
            value = Word(pieces, word.at) if pieces else None
            match key.removeprefix("defaults."):
                case "group":
                    self._group = value
                case "location":
                    self._location = value

    def _group_of(self, kind: Kind, arguments: Arguments) -> Word | None:
        if kind is GROUP:
            return None
        word = arguments.word("--resource-group") or self._group
        if word is None:
            return None
        match word.pieces:
            case (Capture(reference=Reference(target=target, attribute="name" | "id")),) if target.startswith(
                "az:group:"
            ):
                found = self.state.at_address(target)
                return self.state.identity(found).names[-1] if found is not None else word
        return group_by_id(word) or word

    # -- verbs -------------------------------------------------------------------------------------------------

    def _dispatch(
        self, kind: Kind, verb: str, arguments: Arguments, group: Word | None, command: Command
    ) -> Output:
        if verb in ("list", "exists"):
            return lookup.ask(self.state, kind, verb, arguments, group, self.directory)
        if kind is LOCK:
            if verb == "create":
                self.state.built += 1
                self._lock(arguments, group)
            return Output()
        identities = self._identities(kind, arguments, group)
        if not identities:
            if verb != "show":
                self._nameless(kind, verb, arguments)
            return lookup.unfollowed(command)
        output = Output()
        for identity in identities:
            match verb:
                case "create" | "add":
                    self.state.built += 1
                    if kind is CLUSTER:
                        self._make_up()
                    self._create(identity, arguments)
                    if kind.parent is not None and kind is not SUBNET:
                        self._created_elsewhere(identity, arguments)
                case "update" | "scale":
                    if _detaches(arguments):
                        self.state.removed += 1
                        self._removing(partial(self._update_all, identity, arguments))
                    else:
                        self.state.built += 1
                        self._update_all(identity, arguments)
                case "delete":
                    self.state.removed += 1
                    self.state.deleted += 1
                    if kind is CLUSTER:
                        self._delete_cluster(identity)
                    elif (
                        kind is not GROUP
                    ):  # tutorials end by deleting the group; what they teach still stands
                        self._removing(partial(self._delete_all, identity, arguments))
                    continue
                case "show":
                    self._shown = identity
                    output = lookup.show(self.state, identity, arguments, probing=command.probing)
                    continue
            output = lookup.answer(self.state, identity, arguments)
        return output

    def _identities(self, kind: Kind, arguments: Arguments, group: Word | None) -> list[Identity]:
        ids = arguments.flag("--ids")
        if ids is not None:
            found = self.directory.addressed(ids.words, arguments.at)
            return [identity for identity in found if identity.kind is kind]
        identity = identify(kind, arguments, group, self.directory, self.directory.subscription)
        return [identity] if identity else []

    # -- what may be meant -------------------------------------------------------------------------------------

    def _nameless(self, kind: Kind, verb: str, arguments: Arguments) -> None:
        """A command of which it cannot be told which resource it is about (``--ids`` out of a list)."""
        reach = closed.bearing(arguments.command.split())
        if verb in ("create", "add"):  # az refuses it: at most another one is made
            reach = replace(reach, alters=False) if reach is not None else None
        elif verb in ("update", "scale") and not self._sets(kind, arguments):
            return
        self.state.built += 1
        reason = f"which resource `az {arguments.command}` is about"
        cause = arguments.open or Unknown(f"{reason} is not known", arguments.at)
        for other in self._candidates(kind, lambda each: True):
            if verb in ("update", "scale"):
                self._maybe(partial(self._update, other, arguments), cause)
            elif verb == "delete" and kind not in (GROUP, CLUSTER):
                self._maybe(partial(self.state.drop, other), cause)
        if reach is not None:
            self.doubt(Doubt(reason, arguments.at, None, replace(reach, adds=verb in ("create", "add"))))

    @staticmethod
    def _sets(kind: Kind, arguments: Arguments) -> bool:
        """True for an update that sets a property that natpin minds."""
        minded = {*PROPERTIES[kind.word], "--set", "--add", "--remove"} - {"--tags"}
        return arguments.open is not None or not minded.isdisjoint(arguments.flags)

    def _candidates(
        self, kind: Kind, fits: Callable[[Identity], bool], *, unknown: bool = False
    ) -> list[Identity]:
        """Resources that are there now and that a command may be about."""
        found: list[Identity] = []
        for identity in self.state.of_kind(kind, unknown=unknown):
            self._tried_on += 1
            if self._tried_on > MAX_CANDIDATES:
                return []
            if fits(identity):
                found.append(identity)
        return found

    def _others(self, identity: Identity, arguments: Arguments) -> list[Identity]:
        """Other resources that a command may be about, where the one it names is not known to be one of its own."""
        if self.state.created(identity):
            return []
        address = identity.address.lower()
        found = self._candidates(
            identity.kind,
            lambda each: each.may_be(identity) and each.address.lower() != address,
            unknown=identity.known,
        )
        if self._tried_on > MAX_CANDIDATES:
            reason = f"which resource `az {arguments.command}` is about: too many names are unknown"
            self.doubt(Doubt(reason, arguments.at, None, Reach((identity.kind.type,))))
        return found

    def _maybe(self, run: Callable[[], None], cause: Unknown) -> None:
        """Something that may be done to a resource."""
        self.state.fork()
        try:
            run()
        finally:
            way = self.state.take_back()
        self.state.join([way, {}], cause)

    def _unsure(self, identity: Identity, arguments: Arguments) -> Unknown:
        unknown = next((name.unknown for name in identity.names if name.unknown is not None), None)
        if unknown is None and identity.group is not None:
            unknown = identity.group.unknown
        return Unknown(
            f"which resource `az {arguments.command}` is about is not known",
            arguments.at,
            unknown.settle_by if unknown is not None else None,
        )

    def _update_all(self, identity: Identity, arguments: Arguments) -> None:
        named = arguments.word("--nodepool-name") if arguments.command == "aks scale" else None
        if named is not None:
            identity = identity.child(POOL, named, arguments.at)
        others = self._others(identity, arguments)
        self._update(identity, arguments)
        cause = self._unsure(identity, arguments)
        for other in others:
            self._maybe(partial(self._update, other, arguments), cause)

    def update_generic(self, identity: Identity, command: Command, flags: Mapping[str, list[Word]]) -> None:
        """``az resource update``: ``--set``, ``--add`` and ``--remove`` on any resource."""
        given = {name: Flag(tuple(words), command.at) for name, words in flags.items()}
        arguments = Arguments("resource update", command.at, given)
        if _detaches(arguments):
            self.state.removed += 1
        else:
            self.state.built += 1
        self._update_all(identity, arguments)

    def _delete_all(self, identity: Identity, arguments: Arguments) -> None:
        cause = self._unsure(identity, arguments)
        for other in self._others(identity, arguments):
            self._maybe(partial(self.state.drop, other), cause)
        self.state.drop(identity)

    def _created_elsewhere(self, identity: Identity, arguments: Arguments) -> None:
        """A pool or a route whose parent is not known may be one of any parent there is."""
        parent = identity.parent
        if parent is None:
            return
        cause = self._unsure(identity, arguments)
        for other in self._others(parent, arguments):
            inner = other.child(identity.kind, identity.names[-1], arguments.at)
            if self.state.get(inner) is None:
                self._maybe(partial(self._create, inner, arguments), cause)

    # -- the end of a cluster ----------------------------------------------------------------------------------

    def _delete_cluster(self, identity: Identity) -> None:
        """A cluster that the script has made is judged as it stood; one from before is gone."""
        found = self.state.get(identity)
        if found is None or found.external:
            self.state.drop(identity)
            return
        self.state.put(replace(found, traits={**found.traits, "deleted": Value(True, identity.at)}))

    def _removing(self, run: Callable[[], None]) -> None:
        """What is taken away after the only cluster has been deleted changes nothing of how it stood."""
        clusters = [
            found for each in self.state.of_kind(CLUSTER) if (found := self.state.get(each)) is not None
        ]
        if clusters and all("deleted" in each.traits for each in clusters):
            self._later.append(run)
        else:
            run()

    def _make_up(self) -> None:
        """Another cluster is made: what was taken away before is gone for it."""
        for run in self._later:
            run()
        self._later.clear()

    def _create(self, identity: Identity, arguments: Arguments) -> None:
        kind = identity.kind
        if identity.parent is not None and kind is not POOL:
            self.state.use(identity.parent, arguments.at)
        if kind is CLUSTER:
            properties = cluster.create(identity, arguments, self.directory)
        elif kind is POOL:
            properties = cluster.add_pool(identity, arguments, self.directory)
            assert identity.parent is not None
            self.state.use(identity.parent, arguments.at)
        else:
            properties = translate(kind.word, arguments, self.directory, identity.group)
            self._sent_by_az(kind, properties, arguments)
        if identity.owner is not None:
            owner = self.state.get(identity.owner)
            location = location_of(properties, owner.properties if owner else {}, arguments.at)
            if "location" not in properties and self._location is not None and kind.parent is None:
                location = self._location.node()
            if location is not None and kind.parent is None:
                properties["location"] = location
        self.state.create(identity, properties, arguments.at)
        subnet = arguments.word("--subnet-name") if kind is VNET else None
        if subnet is not None:
            inner = identity.child(SUBNET, subnet, subnet.at)
            self.state.create(inner, {}, arguments.at)

    def _sent_by_az(self, kind: Kind, properties: dict[str, Node], arguments: Arguments) -> None:
        """What the client itself sends where the author writes nothing (azure-cli 2.91.0).

        public-ip create, ``create_public_ip`` in command_modules/network/custom.py: SKU Standard, or the prefix's;
        allocation Static for Standard, else Dynamic. nat gateway create and public-ip prefix create,
        aaz/latest/network: SKU Standard.
        """
        whose = default_of(f"az {arguments.command}")
        if kind.word in ("natGateway", "prefix", "publicIp") and "sku" not in properties:
            sku: Node = Value("Standard", arguments.at, whose)
            if kind.word == "publicIp" and "publicIPPrefix" in properties:
                prefix = members(properties["publicIPPrefix"]).get("id")
                found = self.state.at_address(prefix.target) if isinstance(prefix, Reference) else None
                sku = (found.get("sku.name") if found else None) or Unknown(
                    "its SKU is that of its prefix", arguments.at
                )
            properties["sku"] = Value({"name": sku}, arguments.at)
        if kind.word == "publicIp" and "publicIPAllocationMethod" not in properties:
            name = text(members(properties["sku"]).get("name"))
            if name in ("Standard", "Basic"):
                method = "Static" if name == "Standard" else "Dynamic"
                properties["publicIPAllocationMethod"] = Value(method, arguments.at, whose)

    def _update(self, identity: Identity, arguments: Arguments) -> None:
        before = self.state.use(identity, arguments.at)
        if identity.kind is CLUSTER:
            properties = cluster.update(before.properties, arguments, self.directory, identity)
        elif identity.kind is POOL:
            if cluster.update_first_pool(self.state, identity, arguments, self.directory):
                return
            properties = translate("pool", arguments, self.directory, identity.group, before.properties)
        else:
            properties = translate(
                identity.kind.word, arguments, self.directory, identity.group, before.properties
            )
        properties = generic_update(arguments, properties, self.directory)
        if arguments.open is not None:
            properties.setdefault("unseenFlags", arguments.open)
        self.state.put(replace(self.state.use(identity, arguments.at), properties=properties))

    def _lock(self, arguments: Arguments, group: Word | None) -> None:
        name = arguments.word("--name")
        if name is None:
            return
        scope = self._locked(arguments, group)
        identity = Identity(LOCK, group, (name,), arguments.at, self.directory.subscription)
        properties = translate("lock", arguments, self.directory, group)
        self.state.create(identity, properties, arguments.at)
        made = self.state.get(identity)
        assert made is not None
        self.state.put(replace(made, parent=scope))

    def _locked(self, arguments: Arguments, group: Word | None) -> Node:
        """What a lock protects: a resource by id or by name and type, else the group, else the subscription."""
        resource = arguments.word("--resource", "--resource-name")
        if resource is not None:
            type_ = arguments.word("--resource-type")
            space = arguments.word("--namespace")
            whole = "/".join(word.label for word in (space, type_) if word is not None)
            parent = arguments.word("--parent")
            return lookup.locked(self.directory, resource, whole, parent, group)
        if group is not None:
            owner = Identity(GROUP, None, (group,), arguments.at, self.directory.subscription)
            return Reference(self.state.use(owner, arguments.at).address, "id", arguments.at)
        return Unknown("the lock is on the subscription", arguments.at)


def _spoken(command: Command) -> list[str]:
    """The words of an az command before its first flag."""
    spoken: list[str] = []
    for word in command.words[1:8]:
        literal = word.literal
        if literal is None or literal.startswith("-"):
            break
        spoken.append(literal)
    return spoken


_GLOBAL = {
    "--only-show-errors": 0,
    "--verbose": 0,
    "--debug": 0,
    "--output": 1,
    "-o": 1,
    "--subscription": 1,
    "--query": 1,
}
"""Flags that stand before the command's name as well (``az --only-show-errors aks create``), and their words."""


def _global_flags_last(command: Command) -> Command:
    words = command.words
    position = 1
    while position < len(words):
        text = words[position].literal or ""
        if text.partition("=")[0] not in _GLOBAL:
            break
        position += 1 + (0 if "=" in text else _GLOBAL[text])
    if position == 1:
        return command
    return replace(command, words=(words[0], *words[position:], *words[1:position]))


def _detaches(arguments: Arguments) -> bool:
    """True for an update that only takes something away."""
    empty = {
        name
        for name, flag in arguments.flags.items()
        if name in ("--nat-gateway", "--route-table", "--public-ip-addresses", "--public-ip-prefixes")
        and (not flag.words or flag.words[0].literal in ("", "null"))
    }
    nulls = arguments.flags.get("--set")
    unset = nulls is not None and all((word.literal or "").endswith(("=null", "=")) for word in nulls.words)
    return bool(empty) or unset or "--remove" in arguments.flags
