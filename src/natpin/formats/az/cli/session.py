"""Runs az commands against a state: each creates, updates or looks up, and answers what a capture would hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from natpin.formats.az.cli import cluster, lookup
from natpin.formats.az.cli.arguments import Arguments, command_of, parse
from natpin.formats.az.cli.kinds import BY_COMMAND, CLUSTER, GROUP, LOCK, POOL, SUBNET, VNET, Kind
from natpin.formats.az.cli.names import Directory, group_by_id, identify
from natpin.formats.az.cli.state import Identity, State
from natpin.formats.az.cli.translate import generic_update, location_of, translate
from natpin.languages.shell.words import Capture, Chunk, Command, Output, Word
from natpin.model.record import replace
from natpin.model.resource import Resource, SourceNote
from natpin.model.value import Node, Reference, Unknown, Value, default_of, members, text

NO_NAME = "its name is not written"

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

    def finish(self) -> Iterator[Resource | SourceNote]:
        """What the script has declared."""
        yield from self.state.finish()

    def run(self, command: Command) -> Output:
        """Run one command whose name is ``az``."""
        self._last, self._shown = None, None
        self._defaults(command)
        known = command_of(command.words)
        if known is None:
            return lookup.unfollowed(command)
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
            return lookup.unfollowed(command)
        group = self._group_of(kind, arguments)
        return self._dispatch(kind, verb, arguments, group, command)

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
                return Word((Chunk(target.removeprefix("az:group:"), word.at),), word.at)
        return group_by_id(word) or word

    # -- verbs -------------------------------------------------------------------------------------------------

    def _dispatch(
        self, kind: Kind, verb: str, arguments: Arguments, group: Word | None, command: Command
    ) -> Output:
        if verb in ("list", "exists"):
            return lookup.ask(self.state, kind, verb, arguments, group)
        if kind is LOCK:
            if verb == "create":
                self._lock(arguments, group)
            return Output()
        identities = self._identities(kind, arguments, group)
        if not identities:
            return lookup.unfollowed(command)
        output = Output()
        for identity in identities:
            match verb:
                case "create" | "add":
                    self._create(identity, arguments)
                case "update":
                    self._update(identity, arguments)
                case "delete":
                    if kind is not GROUP:  # tutorials end by deleting the group; what they teach still stands
                        self.state.drop(identity)
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
        identity = identify(kind, arguments, group)
        return [identity] if identity else []

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
            inner = Identity(SUBNET, identity.group, (*identity.names, subnet), subnet.at)
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
        identity = Identity(LOCK, group, (name,), arguments.at)
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
            owner = Identity(GROUP, None, (group,), arguments.at)
            return Reference(self.state.use(owner, arguments.at).address, "id", arguments.at)
        return Unknown("the lock is on the subscription", arguments.at)
